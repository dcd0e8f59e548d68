"""How fast GPX and TCX files are read, against gpxpy and tcxreader, in one run and taking turns on each file.

What each reader does with a file's bytes:

    backstride             from bytes to activities: every check, every column, and all that is derived from
                           them (clock, pauses, way, time in motion, climb, heart rate, time zone, laps)
    backstride, first      the same for the first file of its layout that a process reads: the expression
                           that the layout becomes has yet to be compiled
    backstride, columns    from bytes to columns of float64 and times, which is what the peers' points hold
    backstride, by parser  from bytes to activities, no point read by its layout: how damaged files are read
    gpxpy                  decode the text, then parse it to points (with lxml, the faster of its two parsers)
    tcxreader              parse to track points, those without a position too, and its own sums over them

gpxpy only parses, and tcxreader does little more, so the targets set the full reading against less work.

Times are CPU time, the least of --repeats rounds for each file and reader. A peer that refuses a file is
compared over the other files; the same files are then counted for backstride.
"""

import hashlib
import io
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backstride.ingest import gpx, markup, read, tcx
from backstride.records import Failed, Parsed, ParseOutcome
from fit_decode import cpu_s, options, ratio, spread

FULL, FIRST, COLUMNS = "backstride", "backstride, first", "backstride, columns"
BY_PARSER = "backstride, by parser"
PEERS = {"gpx": "gpxpy", "tcx": "tcxreader"}
TARGETS = {"gpx": 8.0, "tcx": 3.0}
FORMS = {"gpx": gpx.FORM, "tcx": tcx.FORM}
HOME = ZoneInfo("Europe/Helsinki")
SHORT_FILES, SHORT_REPEATS = 12, 2
REPEATS = 5


def columns(data: bytes, kind: str) -> None:
    form = FORMS[kind]
    document = markup.parse(data, form)
    if isinstance(document, Failed):
        raise ValueError(document.reason)
    for section in document.root.iter(f"{{*}}{form.section}"):
        times, *others = document.columns(section)  # both formats keep times in the first column
        markup.times_utc_s(times)
        for texts in others:
            if any(texts):
                markup.floats(texts)


@contextmanager
def without_layouts() -> Iterator[None]:
    shortest = markup.MIN_BYTES_AHEAD
    markup.MIN_BYTES_AHEAD = sys.maxsize
    try:
        yield
    finally:
        markup.MIN_BYTES_AHEAD = shortest


def readers(kind: str) -> dict[str, Callable[[bytes], Any]]:
    def full(data: bytes) -> ParseOutcome:
        return read(f"x.{kind}", data, HOME)

    def by_parser(data: bytes) -> ParseOutcome:
        with without_layouts():
            return full(data)

    return {
        FULL: full,
        FIRST: full,
        COLUMNS: lambda data: columns(data, kind),
        BY_PARSER: by_parser,
        PEERS[kind]: by_gpxpy if kind == "gpx" else by_tcxreader,
    }


def by_gpxpy(data: bytes) -> object:
    import gpxpy

    return gpxpy.parse(data.decode("utf-8-sig"))


def by_tcxreader(data: bytes) -> object:
    from tcxreader.tcxreader import TCXReader

    return TCXReader().read(io.BytesIO(data), only_gps=False)


def measure(files: list[bytes], kind: str, repeats: int) -> dict[str, list[float | None]]:
    """The least CPU seconds of each reader on each file; None where it refuses the file."""
    least: dict[str, list[float | None]] = {name: [] for name in readers(kind)}
    for data in files:
        rounds: dict[str, list[float | None]] = {name: [] for name in least}
        turn = list(readers(kind).items())
        for _ in range(repeats):
            for name, reader in turn:
                if name == FIRST:
                    re.purge()
                rounds[name].append(cpu_s(reader, data))
            turn = [
                *turn[1:],
                turn[0],
            ]  # who comes after a peer finds the processor's caches full of its objects
        for name, seconds in rounds.items():
            known = [s for s in seconds if s is not None]
            least[name].append(min(known) if len(known) == repeats else None)
    return least


def distinct_files(folder: Path, kind: str) -> list[bytes]:
    """The distinct files of a kind among those of watches and archives, the largest last."""
    paths = (path for part in ("watch", "archives") for path in sorted((folder / part).rglob(f"*.{kind}")))
    found = {hashlib.sha256(data).digest(): data for data in (path.read_bytes() for path in paths)}
    return sorted(found.values(), key=len)


def same_by_parser(files: list[bytes], kind: str) -> int:
    """How many files come out the same by layout and by the parser alone."""
    both = [(readers(kind)[FULL](data), readers(kind)[BY_PARSER](data)) for data in files]
    return sum(
        by_layout == by_parser and streams(by_layout) == streams(by_parser) for by_layout, by_parser in both
    )


def streams(outcome: ParseOutcome) -> list[dict[str, tuple[bytes, float]]]:
    """The raw columns of every activity, which equal activities need not share, and their scales."""
    activities = outcome.activities if isinstance(outcome, Parsed) else ()
    return [
        {name: (column.raw.tobytes(), column.scale) for name, column in activity.streams.channels.items()}
        for activity in activities
    ]


def main() -> None:
    wanted = options(__doc__).parse_args()
    default = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
    folder = Path(os.environ.get("BACKSTRIDE_FIXTURES", default))
    if not folder.is_dir():
        print(f"skipped: the real device files are not here ({folder}); set BACKSTRIDE_FIXTURES")
        sys.exit()
    warnings.simplefilter("ignore")
    for kind in PEERS:
        found = distinct_files(folder, kind)
        files = spread(found, wanted.max_files or (SHORT_FILES if wanted.short else sys.maxsize))
        repeats = wanted.repeats or (SHORT_REPEATS if wanted.short else REPEATS)
        for reader in readers(kind).values():  # imports are paid for before the clock runs
            cpu_s(reader, files[-1])
        print(
            f"{len(files)} of {len(found)} distinct {kind.upper()} files, {sum(map(len, files)) / 1e6:.1f} MB"
        )
        show(measure(files, kind, repeats), files, kind, repeats)
        print(f"the same by layout as by the parser alone: {same_by_parser(files, kind)} of {len(files)}\n")


def show(least: dict[str, list[float | None]], files: list[bytes], kind: str, repeats: int) -> None:
    peer = PEERS[kind]
    print(f"CPU time, least of {repeats} rounds on each file\n")
    print(f"{'':<22}{'files':>6}{'ms':>10}{'MB/s':>8}{f'x {peer}':>14}")
    for name, seconds in least.items():
        done = [(s, len(data)) for s, data in zip(seconds, files, strict=True) if s is not None]
        spent, size = sum(s for s, _ in done), sum(n for _, n in done)
        line = f"{name:<22}{len(done):>6}{spent * 1e3:>10.1f}{size / 1e6 / spent:>8.1f}"
        print(f"{line}{ratio(least, peer, name)[0]:>14.2f}")
    print()
    for ours in (FULL, FIRST):
        reached, n = ratio(least, peer, ours)
        verdict = "reached" if reached >= TARGETS[kind] else "MISSED"
        print(f"{ours} / {peer}: {reached:.2f}x over {n} files (target {TARGETS[kind]:g}x: {verdict})")


if __name__ == "__main__":
    main()
