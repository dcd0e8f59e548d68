"""How fast a whole history becomes a store: 3,000 FIT files, 1 GB (``synthetic_history.py``).

1. On one core, backstride's import takes turns with an equivalent pipeline around fitfast, and with one
   around garmin-fit-sdk, which is so much slower that it gets a sample of the files only, evenly spread over
   them. CPU time; per megabyte where the files differ. What the pipelines do, and are spared, stands
   in ``history_peers.py``. Then the same folder once more, against the first time and against merely reading
   and hashing it.
2. The program itself, with a process per core, on the same files: time, files/s, MB/s, the memory of all its
   processes together at its highest; and the same command again.
3. Small files that hold no activity, as watches write one every hour.
4. The real files of real devices, archives included, where they are at hand.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from fastcrc.crc64 import xz as crc64

from backstride.store import Store
from backstride.usecases.import_files import ImportReport, Progress, import_paths
from fit_decode import fixtures
from history_peers import Pipeline, fitfast_columns, official_columns
from process_tree import Watched, watch
from synthetic_history import write_history
from synthetic_monitoring import write_small_files

FILES, SHORT_FILES = 3_000, 200
SMALL_FILES, SHORT_SMALL_FILES = 20_000, 1_000
TURN = 20  # files: a turn of each is over before the conditions change
SHARE = 20  # garmin-fit-sdk gets one file of so many
LONG_ENOUGH = 1.2  # times the program's start: what takes no longer is mostly start
ROUNDS = 3  # of what is short and can be repeated: the least counts
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PEER_TARGET, OFFICIAL_TARGET, AGAIN_TARGET, PEAK_TARGET_MB = 3.0, 40.0, 20.0, 400.0
PROGRAM = [sys.executable, "-c", "from backstride.cli import main; main()", "import", "--json"]


def imported(
    store: Store, paths: list[Path], on_progress: Callable[[Progress], None] = lambda at: None
) -> ImportReport:
    return import_paths(store, paths, home_zone=UTC, now=NOW, workers=1, on_progress=on_progress)


def cpu_s(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def one_core(folder: Path, home: Path) -> None:
    paths = sorted(folder.iterdir())
    size_mb = mb(paths)
    warm_up(paths[0], home)
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(home / "ours"))
        peer = stack.enter_context(Pipeline(home, fitfast_columns))
        official = stack.enter_context(Pipeline(home, official_columns))

        def let_others(at: Progress) -> None:
            """In the middle of our import, the others take the files that it has just finished."""
            if at.files % TURN == 0 or at.files == len(paths):
                done = range((at.files - 1) // TURN * TURN, at.files)
                peer.run([paths[place] for place in done])
                official.run([paths[place] for place in done if place % SHARE == SHARE // 2])
                tell(f"one core: {at.files} of {len(paths)} files")

        both_s = cpu_s(lambda: imported(store, [folder], let_others))
        ours_s = both_s - peer.spent_s - official.spent_s
        activities = len(store.activities())
        again_s = min(cpu_s(lambda: imported(store, [folder])) for _ in range(ROUNDS))
        known = imported(store, [folder]).duplicates
    tell("")
    if (activities, known) != (len(paths), len(paths)):
        sys.exit(f"of {len(paths)} files, {activities} became activities and {known} were known again")
    print(f"One core: {len(paths)} files, {size_mb:.0f} MB; CPU time, a turn after every {TURN} files\n")
    row("backstride", len(paths), size_mb, ours_s)
    row("fitfast pipeline", peer.files, peer.size_mb, peer.spent_s)
    row("garmin-fit-sdk pipeline", official.files, official.size_mb, official.spent_s)
    row("backstride, again", len(paths), size_mb, again_s)
    for name, digest in (("SHA-256", hashlib.sha256), ("CRC-64", crc64)):
        spent_s = min(cpu_s(lambda digest=digest: hashed(paths, digest)) for _ in range(ROUNDS))
        row(f"only reading, {name}", len(paths), size_mb, spent_s)
    print()
    per_mb = official.spent_s / official.size_mb / (ours_s / size_mb)
    ratio("fitfast pipeline / backstride", peer.spent_s / ours_s, PEER_TARGET)
    ratio("garmin-fit-sdk pipeline / backstride, per MB", per_mb, OFFICIAL_TARGET)
    ratio("first import / second", ours_s / again_s, AGAIN_TARGET)


def warm_up(path: Path, home: Path) -> None:
    """Imports and profile tables are paid for before the clock runs."""
    with Store.open(home / "warm") as store:
        imported(store, [path])
    for columns in (fitfast_columns, official_columns):
        columns(path.read_bytes())


def hashed(paths: list[Path], digest: Callable[[bytes], object]) -> None:
    for path in paths:
        digest(path.read_bytes())


def all_cores(folder: Path, home: Path) -> None:
    paths = list(folder.iterdir())
    nothing = home / "nothing"
    nothing.mkdir()
    data = ["--home", str(home / "program")]
    first = watch([*PROGRAM, str(folder), *data])
    second = min((watch([*PROGRAM, str(folder), *data]) for _ in range(ROUNDS)), key=lambda run: run.wall_s)
    told = [json.loads(run.output) for run in (first, second)]
    if (told[0]["imported"], told[1]["duplicates"]) != (len(paths), len(paths)):
        sys.exit(f"the program did not read all files: {told}")
    start = min((watch([*PROGRAM, str(nothing), *data]) for _ in range(ROUNDS)), key=lambda run: run.wall_s)
    print(f"\nThe program, a process per core ({os.cpu_count()}): {len(paths)} files, {mb(paths):.0f} MB\n")
    program_row("first", first, paths)
    program_row("second", second, paths)
    print(f"{'its start alone':<26}{start.wall_s:8.2f} s wall{start.cpu_s:8.2f} s CPU\n")
    peak_mb = (first.peak_bytes or 0) / 1e6
    kind = "each page once" if first.shared else "shared pages in each process"
    verdict = "not measured here" if not peak_mb else "reached" if peak_mb <= PEAK_TARGET_MB else "MISSED"
    print(f"peak memory: {peak_mb:.0f} MB in {first.processes} processes, {kind} (target", end=" ")
    print(f"{PEAK_TARGET_MB:g} MB: {verdict})")
    print(f"first / second: {first.wall_s / second.wall_s:.1f}x wall, {first.cpu_s / second.cpu_s:.1f}x CPU")
    if second.wall_s < LONG_ENOUGH * start.wall_s:
        print("without the start: too few files to tell, the second time is hardly more than the start")
        return
    wall = (first.wall_s - start.wall_s) / (second.wall_s - start.wall_s)
    ratio("without the start, wall", wall, AGAIN_TARGET)


def program_row(name: str, run: Watched, paths: list[Path]) -> None:
    rates = f"{len(paths) / run.wall_s:8.0f} files/s{mb(paths) / run.wall_s:8.0f} MB/s"
    print(f"{name:<26}{run.wall_s:8.2f} s wall{run.cpu_s:8.2f} s CPU{rates}")


def others(title: str, folder: Path, home: Path) -> None:
    """A folder of any files: how fast, once and again, on one core."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    with Store.open(home) as store:
        reports: list[ImportReport] = []
        spent = [cpu_s(lambda: reports.append(imported(store, [folder]))) for _ in range(2)]
    report = reports[0]
    print(f"\n{title}: {len(paths)} files on the disk, {mb(paths):.0f} MB; one core, CPU time")
    print(f"{report.files} files met, {report.imported} imported, {report.duplicates} known,", end=" ")
    print(f"{len(report.skipped)} without an activity, {len(report.failed)} not readable\n")
    row("first", report.files, mb(paths), spent[0])
    row("second", report.files, mb(paths), spent[1])


def mb(paths: list[Path]) -> float:
    return sum(path.stat().st_size for path in paths) / 1e6


def row(name: str, files: int, size_mb: float, spent_s: float) -> None:
    rates = f"{files / spent_s:9.0f} files/s{size_mb / spent_s:9.1f} MB/s"
    print(f"{name:<26}{files:6} files{spent_s:9.2f} s{rates}{1e3 * spent_s / files:9.2f} ms a file")


def ratio(what: str, reached: float, target: float) -> None:
    verdict = "reached" if reached >= target else "MISSED"
    print(f"{what}: {reached:.1f}x (target {target:g}x: {verdict})")


def tell(words: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{words:<60}\r")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help=f"{SHORT_FILES} files, and fewer small ones")
    parser.add_argument("--files", type=int, help=f"so many files (default {FILES})")
    parser.add_argument("--folder", type=Path, help="where to write the files for the time being (1.5 GB)")
    wanted = parser.parse_args()
    files = wanted.files or (SHORT_FILES if wanted.short else FILES)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as made:
        folder, small, home = (Path(made) / name for name in ("history", "small", "home"))
        for path in (folder, small, home):
            path.mkdir()
        write_history(folder, files)
        write_small_files(small, SHORT_SMALL_FILES if wanted.short else SMALL_FILES)
        os.sync()  # what waits to be written is not written while we measure
        one_core(folder, home)
        all_cores(folder, home)
        others("Hours without an activity", small, home / "small")
        real = fixtures()
        if real is None:
            print("\nskipped: the real device files are not here; set BACKSTRIDE_FIXTURES")
        else:
            others("Real files", real, home / "real")


if __name__ == "__main__":
    main()
