"""A study that is killed or hears a Ctrl-C, in real processes: the same command ends with the same file."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from backstride.study.workfile import work_folder

PROGRAM = """
import sys
sys.path.insert(0, {answers!r})
import odd_answers
from backstride.usecases import study
study.effect_rows = odd_answers.slowly
from backstride.cli import main
main()
"""
ANSWERS = str(Path(__file__).parents[1] / "usecases")
N_RUNNERS = 60

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="which processes run is asked of /proc"),
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "days.csv"
    lines = [f"r{k:03},2024-01-0{d},{(k + d) % 11},{d % 2}" for k in range(N_RUNNERS) for d in (1, 2)]
    path.write_text("\n".join(["runner_id,date,pain_nrs,ran", *lines]) + "\n")
    (tmp_path / "seen").mkdir()
    return path


def start(table: Path, out: Path, *options: object) -> "subprocess.Popen[str]":
    """The real program, in a process group of its own, as a terminal runs it."""
    code = PROGRAM.format(answers=ANSWERS)
    command = [sys.executable, "-c", code, "study", table, "--out", out, "--workers", 2, *options]
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SEEN": str(table.parent / "seen")},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def seen(table: Path) -> int:
    return len(list((table.parent / "seen").iterdir()))


def wait_for(table: Path, process: "subprocess.Popen[str]", runners: int) -> None:
    while seen(table) < runners and process.poll() is None:
        time.sleep(0.005)


def gone(group: int) -> bool:
    """Whether no process of the group is left, within ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def answered(out: Path) -> int:
    with closing(sqlite3.connect(work_folder(out) / "work.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM answer").fetchone()[0])


def whole(table: Path) -> bytes:
    out = table.with_name("whole.csv")
    with start(table, out) as process:
        _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    return out.read_bytes()


def test_killed_again_and_again_it_ends_with_the_same_file_and_nothing_beside_it(table: Path):
    expected = whole(table)
    out = table.with_name("answers.csv")
    before = 0
    for _ in range(3):
        for path in (table.parent / "seen").iterdir():
            path.unlink()
        with start(table, out) as process:
            wait_for(table, process, 12)
            process.kill()
            process.communicate(timeout=30)
        assert gone(process.pid)
        assert not out.exists()
        assert answered(out) >= before
        before = answered(out)
    assert 0 < before < N_RUNNERS
    with start(table, out) as process:
        _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert f"where {before} runners were answered" in err
    assert out.read_bytes() == expected
    assert sorted(path.name for path in table.parent.iterdir()) == [
        *("answers.csv", "days.csv", "seen", "whole.csv")
    ]


def test_a_ctrl_c_says_in_one_line_what_is_kept(table: Path):
    expected = whole(table)
    for path in (table.parent / "seen").iterdir():
        path.unlink()
    out = table.with_name("answers.csv")
    with start(table, out, "--json") as process:
        wait_for(table, process, 12)
        for _ in range(2):  # impatient
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.02)
        said, err = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, ""), err
    assert err.count("\n") == 1, err
    told = re.fullmatch(
        r"stopped after (\d+) runners?, whose answers are kept; the same command goes on from there",
        json.loads(err)["error"],
    )
    assert told is not None, err
    assert gone(process.pid)
    assert not out.exists()
    assert int(told[1]) <= answered(out) < N_RUNNERS
    with start(table, out, "--json") as process:
        said, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert json.loads(said)["runners"] == N_RUNNERS
    assert out.read_bytes() == expected
