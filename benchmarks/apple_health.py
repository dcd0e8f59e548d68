"""How fast an Apple Health record of a gigabyte is read, against lxml.iterparse, and in how much memory.

The record is made up (``samples/apple_writer.py``: a watch worn day and night, a phone and an app beside it,
in Apple's order and ways of writing) and written to a temporary file.

    backstride      the whole reading: activities with their heart rates, nights, resting heart rates
    lxml.iterparse  takes the same records out (heart rates, sleep, resting heart rates, workouts with what is
                    in them), each element cleared once it was seen, and turns their times and values into
                    numbers with backstride's own functions, many at a time; nothing is made of them

Both take turns on the same file; times are CPU time, the least of --repeats rounds. Peak memory is that of a
fresh process that reads the record, from the file and from a zip such as Apple gives.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date
from pathlib import Path
from typing import Any

from lxml import etree

from backstride.ingest import Large, read_stream, walk
from backstride.ingest.apple.stamps import stamps
from backstride.ingest.markup import floats
from backstride.records import Parsed
from backstride.samples.apple_writer import document, history

MB = 1_000_000
SIZE_MB, SHORT_MB = 1000, 100
REPEATS = 2
MOST_MB, TIMES_FASTER = 300.0, 3.0
FIRST, SEED = date(2015, 1, 1), 7
BATCH = 1 << 14
HEART = "HKQuantityTypeIdentifierHeartRate"
RESTING = "HKQuantityTypeIdentifierRestingHeartRate"
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"

FRESH = """
import resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from apple_health import ours
started = time.process_time()
read = ours(Path(sys.argv[2]))
seconds = time.process_time() - started
status = Path("/proc/self/status")
if status.exists():  # ru_maxrss holds the parent's memory, from before this program was started
    (peak_kb,) = (line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024)
print(int(peak_kb) * 1024, seconds, len(read.activities))
"""


def write_record(path: Path, size: int) -> int:
    """Write a record of about ``size`` bytes; its size."""
    sample = sum(map(len, document(history(FIRST, 20, SEED))))
    with path.open("wb") as file:
        for part in document(history(FIRST, max(round(20 * size / sample), 1), SEED)):
            file.write(part)
        return file.tell()


def ours(path: Path) -> Parsed:
    """The record in a file or a zip, as an import reads it."""
    with path.open("rb") as file:
        for found in walk(path.name, file):
            if isinstance(found, Large):
                outcome = read_stream(found.name, found.stream, UTC)
                assert isinstance(outcome, Parsed), outcome
                return outcome
    raise ValueError("no Apple Health record")


def theirs(path: Path) -> tuple[int, int, int, int]:
    """How many workouts, heart rates, sleeps and resting heart rates iterparse finds."""
    texts: dict[str, list[tuple[str, ...]]] = {HEART: [], RESTING: [], SLEEP: []}
    counts = dict.fromkeys(texts, 0)
    kept: list[Any] = []

    def keep(kind: str) -> None:
        sources, starts, ends, values = zip(*texts[kind], strict=True)
        times = [stamps([text.encode() for text in column])[0] for column in (starts, ends)]
        kept.append((sources, times, values if kind == SLEEP else floats(values)))
        counts[kind] += len(sources)
        texts[kind].clear()

    workouts = 0
    for element in elements(path):
        if element.tag == "Workout":
            stamps([element.get("startDate").encode(), element.get("endDate").encode()])
            kept.append((dict(element.attrib), [(child.tag, dict(child.attrib)) for child in element.iter()]))
            workouts += 1
            continue
        kind = element.get("type")
        if kind in texts:
            texts[kind].append(tuple(map(element.get, ("sourceName", "startDate", "endDate", "value"))))
            if len(texts[kind]) == BATCH:
                keep(kind)
    for kind, waiting in texts.items():
        if waiting:
            keep(kind)
    return workouts, counts[HEART], counts[SLEEP], counts[RESTING]


def elements(path: Path) -> Iterator[Any]:
    """The records and workouts, each taken out of the tree once it was looked at."""
    for _, element in etree.iterparse(str(path), tag=("Record", "Workout"), resolve_entities=False):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def cpu_s(work: Callable[[Path], object], path: Path) -> tuple[float, Any]:
    started = time.process_time()
    result = work(path)
    return time.process_time() - started, result


def fresh(path: Path) -> tuple[float, float, int]:
    """Peak memory in MB, CPU seconds and activities of a process that reads the record and nothing else."""
    command = [sys.executable, "-c", FRESH, str(Path(__file__).parent), str(path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(printed[0]) / MB, float(printed[1]), int(printed[2])


def verdict(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help=f"{SHORT_MB} MB instead of {SIZE_MB}")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"rounds (default {REPEATS})")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, packed = Path(folder) / "export.xml", Path(folder) / "export.zip"
        size_mb = write_record(path, (SHORT_MB if wanted.short else SIZE_MB) * MB) / MB
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "apple_health_export/export.xml")
        packed_mb = packed.stat().st_size / MB
        rounds = [(cpu_s(ours, path), cpu_s(theirs, path)) for _ in range(wanted.repeats)]
        memory = {"the file": fresh(path), "the zip": fresh(packed)}

    (_, read), (_, (workouts, hearts, sleeps, resting)) = rounds[-1]
    assert len(read.activities) == workouts
    our_s, their_s = (min(seconds for seconds, _ in times) for times in zip(*rounds, strict=True))
    print(f"a record of {size_mb:,.0f} MB ({packed_mb:,.0f} MB as a zip): {workouts:,} workouts,")
    print(f"{hearts:,} heart rates, {sleeps:,} records of sleep, {resting:,} resting heart rates")
    print(f"CPU time, least of {wanted.repeats} rounds\n")
    print(f"backstride:     {our_s:7.2f} s {size_mb / our_s:6.0f} MB/s")
    print(f"lxml.iterparse: {their_s:7.2f} s {size_mb / their_s:6.0f} MB/s")
    ratio = their_s / our_s
    print(f"\nratio: {ratio:.1f}x (target {TIMES_FASTER:g}x: {verdict(ratio >= TIMES_FASTER)})")
    for what, (peak_mb, seconds, activities) in memory.items():
        print(
            f"a process that reads {what}: {seconds:.2f} s CPU, {activities:,} activities, peak"
            f" {peak_mb:.0f} MB (target {MOST_MB:.0f} MB: {verdict(peak_mb <= MOST_MB)})"
        )


if __name__ == "__main__":
    main()
