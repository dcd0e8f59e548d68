"""Ctrl-C in a real import with processes: one line, nothing left behind, and the rest comes the next time."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from backstride.samples.fit_writer import Recording, write

N_FILES = 240

PROGRAM = """
from backstride.cli import import_, main

def in_processes(*arguments, **options):
    from backstride.usecases import decoding
    decoding._POOL_AFTER_BYTES = 20_000
    decoding._SMALL_BYTES = 0
    decoding.available_cpus = lambda: 2
    return real(*arguments, **options)

real, import_._import = import_._import, in_processes
main()
"""


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watch")
    time_s = np.arange(300.0)
    for number in range(N_FILES):
        recording = Recording(
            start_utc=datetime(2024, 1, 1, 6, tzinfo=UTC) + timedelta(days=number),
            utc_offset_s=3600,
            time_s=time_s,
            distance_m=time_s * 2.5,
            heart_rate_bpm=120 + (time_s + number) % 40,
        )
        (folder / f"{number:03}.fit").write_bytes(write(recording))
    return folder


def start(home: Path, *arguments: object) -> "subprocess.Popen[str]":
    """The real program, in a process group of its own, as a terminal runs it.

    Tests that run in the background ignore the signal, and so would what they start.
    """
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments), "--home", str(home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def imported(home: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{home / 'backstride.sqlite3'}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM activity").fetchone()[0])
    except sqlite3.Error:
        return -1


def members_of(group: int) -> list[int]:
    """The processes of a group that run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def wait_for(home: Path, process: "subprocess.Popen[str]", activities: int) -> None:
    while imported(home) < activities and process.poll() is None:
        time.sleep(0.005)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="which processes run is asked of /proc")
@pytest.mark.parametrize("after", [0, 5, 20, 120])
def test_a_ctrl_c_stops_cleanly_and_the_rest_continues_the_next_time(
    tmp_path: Path, watch: Path, after: int
) -> None:
    home = tmp_path / "home"
    with start(home, "import", watch, *(["--json"] if after == 20 else [])) as process:
        wait_for(home, process, after)
        os.killpg(process.pid, signal.SIGINT)  # the terminal sends it to all of them
        out, err = process.communicate(timeout=30)
        assert process.returncode == 1, err
    assert out == ""
    assert err.count("\n") == 1, err
    said = json.loads(err)["error"] if after == 20 else err.removeprefix("backstride: ").strip()
    told = re.fullmatch(r"stopped after (\d+) files?, which are kept; the same command reads the rest", said)
    assert told is not None, err
    end = time.monotonic() + 10
    while members_of(process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert members_of(process.pid) == []
    kept = imported(home)
    assert after <= kept < N_FILES
    assert kept >= int(told[1])
    with start(home, "import", watch, "--json") as again:
        out, err = again.communicate(timeout=60)
    assert (again.returncode, err) == (0, "")
    report = json.loads(out)
    assert (report["imported"], report["duplicates"]) == (N_FILES - kept, kept)


@pytest.mark.slow
def test_a_second_ctrl_c_makes_no_noise(tmp_path: Path, watch: Path) -> None:
    home = tmp_path / "home"
    with start(home, "import", watch) as process:
        wait_for(home, process, 30)
        for _ in range(3):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.02)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert imported(home) >= 30


@pytest.mark.slow
def test_ctrl_c_ends_the_watching_of_a_folder(tmp_path: Path, watch: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "folder"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.fit").write_bytes((watch / f"{number:03}.fit").read_bytes())
    with start(home, "import", "--watch", folder, "--json") as process:
        wait_for(home, process, 3)
        (folder / "later.fit").write_bytes((watch / "100.fit").read_bytes())
        wait_for(home, process, 4)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert [one["imported"] for one in json.loads(out)["imports"]] == [3, 1]
    assert "Watching" in err
    assert "Traceback" not in err
