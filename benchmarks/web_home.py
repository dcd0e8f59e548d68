"""A home with years of running, and the same runs for geo-activity-playground (GAP), for ``web_pages.py``.

3,000 runs of a sample runner as FIT files, a record every five seconds, as watches that save room write them;
1,500 lines of diary up to yesterday, and what the pages show besides: answers about warning signs, shoes,
self-tests and a plan. All that takes long to make is kept in the folder and found again.
"""

import sqlite3
import subprocess
import sys
import venv
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from backstride.samples import RunnerSpec, fit_writer, simulate
from backstride.samples.history import diary_csv
from backstride.samples.runs import record
from backstride.store import Store
from backstride.usecases.clock import ComputerZone, now
from backstride.usecases.diary import import_diary
from backstride.usecases.import_files import import_paths

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import screenshots

find_browser, wait_until = screenshots.find_browser, screenshots.wait_until

GAP = "geo-activity-playground"
DAYS, EVERY_S = 1_800, 5


def home(folder: Path, runs: int, check_ins: int) -> Path:
    """The home in ``folder``, made if it is not there yet; its runs' files are in ``Activities``."""
    place, done = folder / "home", folder / "home.done"
    if done.exists():
        return place
    moment = now(ComputerZone())
    spec = RunnerSpec.harmed(1.0).but(first_date=moment.date() - timedelta(days=DAYS))
    runner = simulate(1, spec, DAYS)
    watch = folder / "gap" / "Activities"
    watch.mkdir(parents=True, exist_ok=True)
    for number in range(runs):
        # The runner's own runs from the newest on; then the same ones again, years earlier and otherwise run.
        again, place_in = divmod(number, len(runner.runs))
        recording = _thinned(record(runner.runs[-1 - place_in], runner.seed + again))
        start = recording.start_utc - timedelta(days=again * (DAYS + 90))
        path = watch / f"{start:%Y-%m-%d-%H-%M-%S}.fit"
        path.write_bytes(fit_writer.write(replace(recording, start_utc=start)))
    head, *lines = diary_csv(runner).splitlines()
    with Store.open(place) as store:
        import_paths(store, [watch], home_zone=ComputerZone(), now=moment)
        import_diary(store, "\n".join([head, *lines[-check_ins:]]).encode(), now=moment)
        screenshots.tell(store, moment)
    done.touch()
    return place


def _thinned(recording: fit_writer.Recording) -> fit_writer.Recording:
    """The recording with a record every ``EVERY_S`` seconds."""
    arrays = {
        each.name: values[::EVERY_S]
        for each in fields(recording)
        if isinstance(values := getattr(recording, each.name), np.ndarray)
    }
    return replace(recording, lap_ends_s=(), **arrays)


def gap_program(folder: Path) -> Path | None:
    """GAP in a virtual environment of its own; None, and why, where it cannot be installed."""
    place = folder / "gap-venv"
    program = place / "bin" / GAP
    if program.exists():
        return program
    venv.create(place, with_pip=True)
    command = [place / "bin" / "python", "-m", "pip", "install", "--quiet", GAP]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{GAP} could not be installed: {done.stderr.strip().splitlines()[-1]}", flush=True)
        return None
    return program


def gap_version(program: Path) -> str:
    code = f"import importlib.metadata; print(importlib.metadata.version({GAP!r}))"
    return subprocess.run(
        [program.with_name("python"), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def gap_runs(folder: Path) -> int:
    """How many runs GAP has read."""
    with closing(sqlite3.connect(folder / "gap" / "database.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM activities").fetchone()[0])


def newest(folder: Path) -> datetime:
    """When the newest run began, as its file is named."""
    name = max(path.stem for path in (folder / "gap" / "Activities").glob("*.fit"))
    return datetime.strptime(name, "%Y-%m-%d-%H-%M-%S").replace(tzinfo=UTC)
