"""What is fuzzed: a line for each parser."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta, timezone

from backstride import ingest
from backstride.ingest.apple import read_apple
from fuzz.invariants import check, read_openly

HOME = timezone(timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class Target:
    """``run`` takes the bytes and raises where something is wrong; ``suffixes`` are those of its seeds."""

    run: Callable[[bytes], None]
    suffixes: tuple[str, ...]


def _single(name: str) -> Callable[[bytes], None]:
    """The reader of single files, under the name that says what a file without any sign is."""

    def run(data: bytes) -> None:
        check(read_openly(name, data, HOME), len(data))

    return run


def _containers(data: bytes) -> None:
    """An archive, and whatever comes out of it."""
    for found in ingest.walk("archive", io.BytesIO(data)):
        if isinstance(found, ingest.Leaf):
            check(read_openly(found.name, found.data, HOME), len(found.data))
        elif isinstance(found, ingest.Large):
            check(read_apple(found.name, found.stream, HOME), len(data))
        elif not found.reason:
            raise AssertionError(f"{found.name} was not read, without a reason")


TARGETS = {
    "fit": Target(_single("run.fit"), (".fit",)),
    "gpx": Target(_single("run.gpx"), (".gpx",)),
    "tcx": Target(_single("run.tcx"), (".tcx",)),
    "containers": Target(_containers, (".zip", ".gz")),
    "apple": Target(_single("export.xml"), (".xml",)),
    "tables": Target(_single("activities.csv"), (".csv",)),
    "garmin": Target(_single("DI_CONNECT/x_summarizedActivities.json"), (".json",)),
}
