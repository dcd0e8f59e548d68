"""How fast a folder becomes a store, against what the official decoder needs only to decode the same files.

The import does all that ``backstride import`` does with a file: read it from the disk, hash it, decode it,
build the activity with its laps and streams, digest it for the days table, compress every channel, and commit
a transaction of its own to SQLite. garmin-fit-sdk decodes the file's bytes to dicts. The two take turns, one
group of files after the other, each round in a fresh store; the program's start and the making of an empty
store are left out.

Times are CPU time, the least of --repeats rounds for each group.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from backstride.store import Store
from backstride.usecases.import_files import ImportReport, import_paths
from fit_decode import running_files, spread

TARGET = 30.0
SHORT_FILES, SHORT_REPEATS = 12, 2
REPEATS = 5
FILES_PER_GROUP = 16
NOW = datetime(2025, 1, 1, tzinfo=UTC)


def official_s(paths: list[Path]) -> float:
    """CPU seconds of the official decoder on some files' bytes."""
    from garmin_fit_sdk import Decoder, Stream

    contents = [path.read_bytes() for path in paths]
    start = time.process_time()
    for data in contents:
        Decoder(Stream.from_byte_array(bytearray(data))).read()
    return time.process_time() - start


def import_s(store: Store, paths: list[Path]) -> tuple[float, ImportReport]:
    """CPU seconds of an import of some files."""
    start = time.process_time()
    report = import_paths(store, paths, home_zone=UTC, now=NOW)
    return time.process_time() - start, report


def measure(paths: list[Path], repeats: int) -> tuple[list[float], list[float], int]:
    """The least CPU seconds per group: of the import, of the official decoder; and how many activities."""
    groups = [paths[k : k + FILES_PER_GROUP] for k in range(0, len(paths), FILES_PER_GROUP)]
    ours, theirs = [sys.float_info.max] * len(groups), [sys.float_info.max] * len(groups)
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as home, Store.open(Path(home)) as store:
            for k, group in enumerate(groups):
                spent, report = import_s(store, group)
                if report.imported != len(group):
                    problems = [problem.reason for problem in [*report.failed, *report.skipped]]
                    print(f"  {len(group) - report.imported} files were not imported: {problems}")
                ours[k] = min(ours[k], spent)
                theirs[k] = min(theirs[k], official_s(group))
            activities = len(store.activities())
    return ours, theirs, activities


def profile(paths: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as home, Store.open(Path(home)) as store:
        watch = cProfile.Profile()
        watch.runcall(import_paths, store, paths, home_zone=UTC, now=NOW)
    pstats.Stats(watch).sort_stats("tottime").print_stats(35)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help=f"{SHORT_FILES} files, {SHORT_REPEATS} rounds")
    parser.add_argument("--repeats", type=int, help=f"rounds (default {REPEATS})")
    parser.add_argument("--max-files", type=int, help="no more files than this, evenly over their sizes")
    parser.add_argument(
        "--profile", action="store_true", help="show where one import spends its time instead"
    )
    wanted = parser.parse_args()
    repeats = wanted.repeats or (SHORT_REPEATS if wanted.short else REPEATS)
    most = wanted.max_files or (SHORT_FILES if wanted.short else sys.maxsize)

    default = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
    folder = Path(os.environ.get("BACKSTRIDE_FIXTURES", default))
    if not folder.is_dir():
        print(f"skipped: the real device files are not here ({folder}); set BACKSTRIDE_FIXTURES")
        return
    contents = running_files(folder)
    files = spread(contents, most)
    with tempfile.TemporaryDirectory() as watch:
        paths = [Path(watch) / f"{number:03}.fit" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        measure(paths[-1:], 1)  # imports and profile tables are paid for before the clock runs
        if wanted.profile:
            profile(paths)
            return
        ours, theirs, activities = measure(paths, repeats)
    megabytes = sum(map(len, files)) / 1e6
    print(f"{len(files)} of {len(contents)} distinct FIT files with running, {megabytes:.1f} MB")
    print(f"CPU time, least of {repeats} rounds on each group of {FILES_PER_GROUP}\n")
    print(f"backstride import: {sum(ours):7.2f} s, {len(files) / sum(ours):6.1f} files/s, {activities} runs")
    print(f"garmin-fit-sdk:    {sum(theirs):7.2f} s, {len(files) / sum(theirs):6.1f} files/s, decoding only")
    ratio = sum(theirs) / sum(ours)
    print(f"\nratio: {ratio:.1f}x (target {TARGET:g}x: {'reached' if ratio >= TARGET else 'MISSED'})")


if __name__ == "__main__":
    main()
