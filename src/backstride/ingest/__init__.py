"""From bytes to records or problems: one file per format, no disk, no database."""

import io
from collections.abc import Callable
from datetime import tzinfo

from backstride.ingest import sniff
from backstride.ingest.containers import Large, Leaf, Limits, Passed, Readable, Refused, UnreadableError, walk
from backstride.ingest.printable import with_printable_names
from backstride.records import Failed, ParseOutcome, Skipped

__all__ = [
    "Large",
    "Leaf",
    "Limits",
    "Passed",
    "Refused",
    "UnreadableError",
    "read",
    "read_stream",
    "walk",
]


def read(name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities in one file that is no container, or in plain words why there are none.

    What the file is, its content tells; its name is asked only where the content is silent. ``home_zone`` is
    the runner's, used where neither the file nor a position tells the time zone. Bad data is returned, never
    raised.
    """
    kind = sniff.kind_of(name, data[: sniff.HEAD_BYTES])
    if sniff.is_system_file(name) or kind is sniff.Kind.OTHER:
        return Skipped(sniff.what_it_is(name, data[: sniff.HEAD_BYTES]) or "it holds no activity")
    archive = sniff.unopened_archive(data[: sniff.HEAD_BYTES])
    if archive is not None:
        return Failed(f"a {archive} archive, which is not opened here: unpack it and import the folder")
    if kind is sniff.Kind.UNKNOWN:
        return Skipped(
            "an empty file" if not data else "not a FIT, GPX or TCX file, nor an Apple Health record"
        )
    if not data.strip(b"\0 \t\r\n"):
        return Failed("the file is empty" if not data else "the file holds nothing but blanks", 0)
    reader = _reader(kind)
    if reader is None:
        return Failed(f"a {kind} archive inside what should be a single file: import the archive itself")
    try:
        return with_printable_names(reader(name, data, home_zone))
    except Exception as error:
        return _our_fault(kind, error)


def read_stream(name: str, stream: Readable, home_zone: tzinfo) -> ParseOutcome:
    """The same for a file that ``walk`` hands over as ``Large``: an Apple Health record, read in pieces.

    ``stream`` stands at its beginning. What it raises as ``UnreadableError`` is returned as ``Failed``.
    """
    from backstride.ingest.apple import read_apple

    try:
        return with_printable_names(read_apple(name, stream, home_zone))
    except UnreadableError as error:
        return Failed(str(error))
    except Exception as error:
        return _our_fault(sniff.Kind.APPLE, error)


def _our_fault(kind: sniff.Kind, error: Exception) -> Failed:
    # The border between a user's files and our code: a fault of ours that one odd file lays bare must
    # not cost the runner the other thousand. It is not hidden: the file counts as failed, by its name.
    return Failed(f"our {kind.upper()} reader failed ({type(error).__name__}: {error}): please report it")


def _reader(kind: sniff.Kind) -> Callable[[str, bytes, tzinfo], ParseOutcome] | None:
    # Each reader is loaded when the first file of its kind comes.
    if kind is sniff.Kind.FIT:
        from backstride.ingest.fit.activity import read_fit

        return read_fit
    if kind is sniff.Kind.GPX:
        from backstride.ingest.gpx import read_gpx

        return read_gpx
    if kind is sniff.Kind.TCX:
        from backstride.ingest.tcx import read_tcx

        return read_tcx
    if kind is sniff.Kind.APPLE:
        from backstride.ingest.apple import read_apple

        return lambda name, data, home_zone: read_apple(name, io.BytesIO(data), home_zone)
    if kind is sniff.Kind.TABLE:
        from backstride.ingest.tables import read_table

        return read_table
    if kind is sniff.Kind.JSON:
        from backstride.ingest.garmin import read_json
        from backstride.ingest.kept import kept_json
        from backstride.ingest.manifest import read_slip

        return lambda name, data, home_zone: (
            kept_json(data) or read_slip(data) or read_json(name, data, home_zone)
        )
    return None
