"""How fast FIT files are decoded, against three other decoders, in one run and taking turns on each file.

What each decoder does with a file's bytes:

    backstride, records  decode, then every column of the record messages as float64 (scaled, NaN where
                         unknown; packed and developers' fields too)
    backstride, columns  decode, then every column of every message, the unknown ones too, in the width in
                         which it was stored, with its scale beside it (what the importer works on)
    backstride, all      decode, then every value of every message as float64, texts as strings
    fitfast.records      decode, then every numeric column of the record messages as float64 (Rust)
    fitfast.parse        decode every message to dicts (Rust)
    garmin-fit-sdk       decode every message to dicts (the official decoder)
    fitdecode            decode every message to objects, with values as its default processor makes them

Times are CPU time, the least of --repeats rounds for each file and decoder. A peer that refuses a file is
compared over the other files; the same files are then counted for backstride.
"""

import argparse
import hashlib
import io
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from backstride.ingest.fit import FitFile, decode

RUNNING = 1
RECORDS, COLUMNS, ALL = "backstride, records", "backstride, columns", "backstride, all"
PEER, OFFICIAL = "fitfast.records", "garmin-fit-sdk"
TARGETS = (  # ours, theirs, times faster, what the pair means
    (RECORDS, PEER, 1.8, "the same work"),
    (ALL, PEER, 1.8, "ours reads every message, the peer records only"),
    (COLUMNS, OFFICIAL, 80.0, "every message; the peer scales every value too"),
    (ALL, OFFICIAL, 80.0, "every value; ours also where it is unknown"),
)
SHORT_FILES, SHORT_REPEATS = 12, 2
REPEATS = 5


def records(data: bytes) -> None:
    for segment in decode(data).segments:
        if "record" in segment.messages:
            table = segment.messages["record"]
            for column in (*table.columns.values(), *table.developer.values()):
                if not column.is_text:
                    column.values()


def columns(data: bytes) -> None:
    for segment in decode(data).segments:
        for table in segment.messages.values():
            for _ in (*table.columns.values(), *table.developer.values()):
                pass


def everything(data: bytes) -> None:
    for segment in decode(data).segments:
        for table in segment.messages.values():
            for column in (*table.columns.values(), *table.developer.values()):
                if column.is_text:
                    column.texts()
                else:
                    column.values()


def decoders() -> dict[str, Callable[[bytes], object]]:
    import fitdecode
    import fitfast
    from garmin_fit_sdk import Decoder, Stream

    def official(data: bytes) -> None:
        _, errors = Decoder(Stream.from_byte_array(bytearray(data))).read()
        if errors:
            raise ValueError(errors[0])

    def fitdecode_all(data: bytes) -> None:
        with fitdecode.FitReader(io.BytesIO(data)) as reader:
            for _ in reader:
                pass

    return {
        RECORDS: records,
        COLUMNS: columns,
        ALL: everything,
        PEER: fitfast.records,
        "fitfast.parse": fitfast.parse,
        OFFICIAL: official,
        "fitdecode": fitdecode_all,
    }


def is_running(file: FitFile) -> bool:
    tables = (
        segment.messages[name]
        for segment in file.segments
        for name in ("session", "sport", "lap")
        if name in segment.messages
    )
    return any(bool((table.scalars("sport") == RUNNING).any()) for table in tables)


def running_files(folder: Path) -> list[bytes]:
    """The distinct FIT files with running in a folder, the largest last."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() == ".fit":
            data = path.read_bytes()
            if is_running(decode(data)):
                found.setdefault(hashlib.sha256(data).hexdigest(), data)
    return sorted(found.values(), key=len)


def spread(files: list[bytes], wanted: int) -> list[bytes]:
    """``wanted`` of the files, evenly over their sizes."""
    if wanted >= len(files):
        return files
    return [files[round(k * (len(files) - 1) / max(wanted - 1, 1))] for k in range(wanted)]


def cpu_s(decoder: Callable[[bytes], object], data: bytes) -> float | None:
    """CPU seconds of one decoding, None if the decoder refuses the file."""
    start = time.process_time()
    try:
        decoder(data)
    except Exception:  # each peer has its own
        return None
    return time.process_time() - start


def measure(files: list[bytes], repeats: int) -> dict[str, list[float | None]]:
    """The least CPU seconds of each decoder on each file."""
    least: dict[str, list[float | None]] = {name: [] for name in decoders()}
    for data in files:
        rounds: dict[str, list[float | None]] = {name: [] for name in least}
        for _ in range(repeats):
            for name, decoder in decoders().items():
                rounds[name].append(cpu_s(decoder, data))
        for name, seconds in rounds.items():
            known = [s for s in seconds if s is not None]
            least[name].append(min(known) if len(known) == repeats else None)
    return least


def ratio(least: dict[str, list[float | None]], peer: str, ours: str) -> tuple[float, int]:
    """How many times our CPU time a peer takes over the files that it reads, and how many these are."""
    both = [(p, o) for p, o in zip(least[peer], least[ours], strict=True) if p is not None and o is not None]
    return sum(p for p, _ in both) / sum(o for _, o in both), len(both)


def options(description: str | None) -> argparse.ArgumentParser:
    """What both benchmarks of real files take."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help=f"{SHORT_FILES} files, {SHORT_REPEATS} rounds")
    parser.add_argument("--repeats", type=int, help=f"rounds on each file (default {REPEATS})")
    parser.add_argument("--max-files", type=int, help="no more files than this, evenly over their sizes")
    return parser


def fixtures() -> Path | None:
    """The folder of real device files; None where it is not at hand."""
    default = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
    folder = Path(os.environ.get("BACKSTRIDE_FIXTURES", default))
    return folder if folder.is_dir() else None


def chosen(wanted: argparse.Namespace) -> tuple[list[bytes], int, int]:
    """The files to measure on, how many there are in all, and the rounds; ends the program where none is."""
    folder = fixtures()
    if folder is None:
        print("skipped: the real device files are not here; set BACKSTRIDE_FIXTURES")
        sys.exit()
    found = running_files(folder)
    most = wanted.max_files or (SHORT_FILES if wanted.short else sys.maxsize)
    return spread(found, most), len(found), wanted.repeats or (SHORT_REPEATS if wanted.short else REPEATS)


def main() -> None:
    files, found, repeats = chosen(options(__doc__).parse_args())
    warnings.simplefilter("ignore")  # fitdecode warns of what it skips
    for decoder in decoders().values():  # imports and profile tables are paid for before the clock runs
        cpu_s(decoder, files[-1])
    show(measure(files, repeats), files, found, repeats)


def show(least: dict[str, list[float | None]], files: list[bytes], found: int, repeats: int) -> None:
    print(f"{len(files)} of {found} distinct FIT files with running, {sum(map(len, files)) / 1e6:.1f} MB")
    print(f"CPU time, least of {repeats} rounds on each file\n")
    print(f"{'':<22}{'files':>6}{'ms':>10}{'MB/s':>8}{'x records':>12}{'x all':>8}")
    for name, seconds in least.items():
        read = [(s, len(data)) for s, data in zip(seconds, files, strict=True) if s is not None]
        spent, rate = sum(s for s, _ in read), sum(n for _, n in read) / 1e6 / sum(s for s, _ in read)
        line = f"{name:<22}{len(read):>6}{spent * 1e3:>10.1f}{rate:>8.1f}"
        print(f"{line}{ratio(least, name, RECORDS)[0]:>12.2f}{ratio(least, name, ALL)[0]:>8.2f}")
    print("\nx records, x all: times the CPU time of backstride, over the files that the decoder reads\n")
    for ours, peer, target, meaning in TARGETS:
        reached, n = ratio(least, peer, ours)
        verdict = "reached" if reached >= target else "MISSED"
        print(f"{ours} / {peer}: {reached:.2f}x over {n} files ({meaning}; target {target:g}x: {verdict})")


if __name__ == "__main__":
    main()
