"""How fast a folder becomes a store, against what the official decoder needs only to decode the same files.

The import does all that ``backstride import`` does with a file: read it from the disk, hash it, decode it,
build the activity with its laps and streams, digest it for the days table, compress every channel, and commit
a transaction of its own to SQLite. garmin-fit-sdk decodes the file's bytes to dicts. The two take turns, one
import of all files after one decoding of all files, each import into a fresh store; the program's start and
the making of an empty store are left out.

Times are CPU time, the least of --repeats rounds for each file.
"""

import cProfile
import pstats
import tempfile
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from backstride.store import Store
from backstride.usecases.import_files import ImportReport, import_paths
from fit_decode import chosen, options

TARGET = 30.0
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def official_s(contents: list[bytes]) -> list[float]:
    """CPU seconds of the official decoder on each file."""
    from garmin_fit_sdk import Decoder, Stream

    spent = []
    for data in contents:
        start = time.process_time()
        Decoder(Stream.from_byte_array(bytearray(data))).read()
        spent.append(time.process_time() - start)
    return spent


def import_s(paths: list[Path]) -> tuple[list[float], ImportReport, int]:
    """CPU seconds of an import into a fresh store, per file and of its end; its report; how many activities.

    The first file's time holds the import's beginning.
    """
    marks = []
    with tempfile.TemporaryDirectory() as home, Store.open(Path(home)) as store:
        marks.append(time.process_time())
        report = import_paths(
            store,
            paths,
            home_zone=UTC,
            now=NOW,
            on_progress=lambda progress: marks.append(time.process_time()),
        )
        marks.append(time.process_time())
        activities = len(store.activities())
    return [after - before for before, after in pairwise(marks)], report, activities


def least(rounds: list[list[float]]) -> float:
    """The sum over the files of the least time of any round."""
    return sum(min(times) for times in zip(*rounds, strict=True))


def profile(paths: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as home, Store.open(Path(home)) as store:
        watch = cProfile.Profile()
        watch.runcall(import_paths, store, paths, home_zone=UTC, now=NOW)
    pstats.Stats(watch).sort_stats("tottime").print_stats(35)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument(
        "--profile", action="store_true", help="show where one import spends its time instead"
    )
    wanted = parser.parse_args()
    files, found, repeats = chosen(wanted)
    with tempfile.TemporaryDirectory() as watch:
        paths = [Path(watch) / f"{number:03}.fit" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        import_s(paths)  # imports and profile tables are paid for before the clock runs
        official_s(files[:1])
        if wanted.profile:
            profile(paths)
            return
        ours, theirs = [], []
        for _ in range(repeats):
            spent, report, activities = import_s(paths)
            ours.append(spent)
            theirs.append(official_s(files))
    if report.imported != len(files):
        problems = [problem.reason for problem in [*report.failed, *report.skipped]]
        print(f"{len(files) - report.imported} files were not imported: {problems}")
    show(least(ours), least(theirs), files, found, activities, repeats)


def show(ours: float, theirs: float, files: list[bytes], found: int, activities: int, repeats: int) -> None:
    print(f"{len(files)} of {found} distinct FIT files with running, {sum(map(len, files)) / 1e6:.1f} MB")
    print(f"CPU time, least of {repeats} rounds on each file\n")
    print(
        f"backstride import: {ours:7.3f} s, {len(files) / ours:6.1f} files/s, {activities} activities stored"
    )
    print(f"garmin-fit-sdk:    {theirs:7.3f} s, {len(files) / theirs:6.1f} files/s, decoding only")
    ratio = theirs / ours
    print(f"\nratio: {ratio:.1f}x (target {TARGET:g}x: {'reached' if ratio >= TARGET else 'MISSED'})")


if __name__ == "__main__":
    main()
