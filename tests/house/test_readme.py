"""The README's commands are run, as a reader would run them, in an empty home; its links lead somewhere."""

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backstride.samples import RunnerSpec, history, simulate

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKE_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
DIARY_DAYS = 21


def commands() -> list[str]:
    """Each line after a ``$`` in a console block, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    return [
        line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")
    ]


def test_every_command_is_one_that_this_test_knows_how_to_run():
    assert len(commands()) >= 8
    for command in commands():
        word, *rest = command.split()
        if word == "make":
            assert rest[0] in MAKE_TARGETS, command
        else:
            assert word == "backstride" or command == "source .venv/bin/activate", command


@pytest.mark.slow
def test_the_readers_commands_work_in_their_order(tmp_path: Path):
    """One home, one shell after the other: later commands see what earlier ones recorded."""
    first_date = datetime.now(tz=UTC).date() - timedelta(days=DIARY_DAYS)
    runner = simulate(1, RunnerSpec.harmed().but(first_date=first_date), DIARY_DAYS)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as export:
        for name, data in history.fit_files(runner):
            export.writestr(f"activities/{name}", data)
    (tmp_path / "Downloads").mkdir()
    (tmp_path / "Downloads" / "export.zip").write_bytes(archive.getvalue())
    (tmp_path / "diary.csv").write_text(history.diary_csv(runner), "utf-8")
    scripts = Path(sys.executable).parent
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BACKSTRIDE_"))}
    environment = {**kept, "HOME": str(tmp_path), "PATH": f"{scripts}{os.pathsep}{kept['PATH']}"}
    for command in commands():
        if not command.startswith("backstride "):
            continue
        run = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}\n{run.stderr}"
        assert "Traceback" not in run.stderr, f"{command}\n{run.stderr}"
    assert (tmp_path / "answer.html").stat().st_size > 0
    assert (tmp_path / "answers.csv").stat().st_size > 0


PAGES = ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "benchmarks/README.md", "docs/import.md")


@pytest.mark.parametrize("page", PAGES)
def test_links_to_files_lead_somewhere(page: str):
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    missing = [link for link in links if not (path.parent / link).exists()]
    assert not missing


def test_the_changelog_has_a_place_for_what_comes():
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
