"""What every command keeps to: help at once, JSON alone on stdout, exit codes, one line on stderr."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backstride import __version__
from backstride.cli import app

HEAVY = ("numpy", "sqlalchemy", "alembic", "rich", "scipy", "pyarrow", "altair", "lxml", "numcodecs")


def start(
    *arguments: object, home: Path | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the real program, without a terminal."""
    known = {key: value for key, value in os.environ.items() if key not in ("BACKSTRIDE_HOME", "COLUMNS")}
    if home is not None:
        known["BACKSTRIDE_HOME"] = str(home)
    return subprocess.run(
        [sys.executable, "-c", "from backstride.cli import main; main()", *map(str, arguments)],
        env={**known, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def commands() -> dict[str, Any]:
    from typer.main import get_command

    return dict(get_command(app).commands)  # type: ignore[attr-defined]


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, backstride.cli\n"
        "try:\n    backstride.cli.app(['--help'])\n"
        f"finally:\n    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Commands:" in done.stdout
    assert done.stderr.strip() == "[]"


def test_help_comes_at_once() -> None:
    def cpu_s(*command: str) -> float:
        before = os.times()
        subprocess.run(command, capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    program = [sys.executable, "-c", "from backstride.cli import main; main()", "--help"]
    assert min(cpu_s(*program) for _ in range(5)) < 0.3


def test_the_version_is_told() -> None:
    assert start("--version").stdout == f"backstride {__version__}\n"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_takes_json_and_home_and_has_help(name: str) -> None:
    command = commands()[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--json", "--home"} <= options
    assert command.help
    assert all(parameter.help for parameter in command.params if hasattr(parameter, "help"))


@pytest.mark.parametrize("arguments", [["import"], ["nonsense"], ["runs", "--nonsense"], ["check-in"]])
def test_wrong_usage_ends_with_2_and_says_so_on_stderr(arguments: list[str], tmp_path: Path) -> None:
    done = start(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr


def test_a_home_that_cannot_be_used_ends_with_1_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    plain = start("runs", home=tmp_path / "file")
    assert (plain.returncode, plain.stdout) == (1, "")
    assert re.fullmatch(r"backstride: cannot use the data folder [^\n]*\n", plain.stderr)
    for arguments in (["runs"], ["check-in", "--pain", 3], ["import", tmp_path]):
        done = start(*arguments, "--json", home=tmp_path / "file")
        assert (done.returncode, done.stdout) == (1, "")
        assert json.loads(done.stderr).keys() == {"error"}


def test_home_is_the_option_before_the_environment(tmp_path: Path) -> None:
    start("check-in", "--pain", 3, home=tmp_path / "a")
    start("check-in", "--pain", 4, "--home", tmp_path / "b", home=tmp_path / "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_the_usual_home_is_the_systems(tmp_path: Path) -> None:
    done = start("check-in", "--pain", 3, "--json", XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path))
    assert done.returncode == 0
    assert len(list(tmp_path.rglob("backstride.sqlite3"))) == 1


def test_a_fault_of_ours_is_one_line_and_its_trace_is_there_for_the_asking(tmp_path: Path) -> None:
    code = (
        "import backstride.cli as cli\n"
        "from backstride.store import Store\n"
        "def fault(self, **options):\n    raise ZeroDivisionError('of all\\nthings')\n"
        "Store.activities = fault\ncli.main()"
    )

    def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", code, "runs", "--home", str(tmp_path), *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    plain = run()
    assert (plain.returncode, plain.stdout) == (1, "")
    assert plain.stderr.count("\n") == 1
    assert "ZeroDivisionError: of all things" in plain.stderr
    assert "BACKSTRIDE_DEBUG=1" in plain.stderr
    assert "ZeroDivisionError" in json.loads(run("--json").stderr)["error"]
    assert "Traceback" in run(BACKSTRIDE_DEBUG="1").stderr


def test_damaged_data_end_every_command_with_1_and_one_line(tmp_path: Path) -> None:
    start("check-in", "--pain", 3, home=tmp_path)
    with closing(sqlite3.connect(tmp_path / "backstride.sqlite3")) as database:
        database.execute("DROP TABLE activity")
        database.execute("DROP TABLE check_in")
    for arguments in (["runs"], ["days"], ["answer"], ["check-in", "--pain", 4]):
        done = start(*arguments, "--json", home=tmp_path)
        assert (done.returncode, done.stdout) == (1, ""), arguments
        assert "fault in backstride" not in json.loads(done.stderr)["error"], arguments


def test_a_closed_stdin_is_no_terminal(tmp_path: Path) -> None:
    program = f"{sys.executable} -c 'from backstride.cli import main; main()'"
    done = subprocess.run(
        f"{program} check-in --home {tmp_path} <&-", shell=True, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "--pain" in done.stderr


def test_no_colour_when_piped_or_not_wanted(tmp_path: Path) -> None:
    for environment in ({}, {"NO_COLOR": "1", "TERM": "xterm-256color"}):
        done = start("check-in", "--pain", 3, home=tmp_path, **environment)
        assert "\x1b" not in done.stdout + done.stderr


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    start("check-in", "--pain", 3, home=tmp_path)
    program = f"{sys.executable} -c 'from backstride.cli import main; main()' runs --home {tmp_path}"
    done = subprocess.run(f"{program} | true", shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["runs", "days", "answer"])
def test_reading_in_a_mistyped_folder_makes_nothing_and_says_so(name: str, tmp_path: Path) -> None:
    home = tmp_path / "mistyped"
    done = start(name, "--home", home, "--json")
    assert done.returncode == 0
    assert isinstance(json.loads(done.stdout), dict)
    assert f"there is no folder {home}" in done.stderr
    assert not home.exists()
