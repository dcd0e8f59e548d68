"""Real device files, value by value, against the official decoder and against fitdecode.

``garmin-fit-sdk`` says what is right wherever it decodes a file without an error, ``fitdecode`` for
compressed timestamps (which the official decoder refuses) and for files that break off.

Where backstride differs from the official decoder on purpose:

- Strings: of a field that holds several, ``text`` gives the first one; ``Column.texts`` gives all, as it
does. - Arrays come padded to the widest one of their field; what is padded is unknown. - A file that breaks
off, an unknown local message number, compressed timestamps and a wrong checksum end the official decoder's
reading; here the first two are a fault behind what was kept, the third is read, and the last is a warning.
Its counts of messages in such files (``BROKEN``) are lower or equal, never compared for equality. -
Developers' fields go by the name declared, and a later declaration of the same number goes on in the same
column; there, each declaration has a key of its own. Their scale and offset are applied here, not there (no
file at hand has any).
"""

import io
import math
import warnings
from dataclasses import dataclass, field

import numpy as np
import pytest

from backstride.ingest.fit import decode
from backstride.ingest.fit.profile import messages

fitdecode = pytest.importorskip("fitdecode")
garmin = pytest.importorskip("garmin_fit_sdk")

pytestmark = pytest.mark.slow

FIT_EPOCH_UNIX_S = 631_065_600

BROKEN = {
    "activity-activity-filecrc.fit": "CRC",
    "activity-filecrc.fit": "CRC",
    "activity-settings-corruptheader.fit": "not a fit file",
    "activity-settings-nodata.fit": "longer than the number of bytes remaining",
    "activity-unexpected-eof.fit": "longer than the number of bytes remaining",
    "antfs-dump.63.fit": "Compressed timestamp",
    "compressed-speed-distance.fit": "Compressed timestamp",
    "nick.fit": "longer than the number of bytes remaining",
    "strava-android-app-201.10-b1218918.fit": "Invalid local message number",
}
"""Files that the official decoder does not read to their end, and what it says."""

VAST_BYTES = 2_000_000  # one made-up file of 100 000 equal records would take a third of the time of all

FILES_BY_FITDECODE = (
    "antfs-dump.63.fit",
    "compressed-speed-distance.fit",
    "nick.fit",
    "activity-unexpected-eof.fit",
    "strava-android-app-201.10-b1218918.fit",
    "activity-settings-nodata.fit",
    "activity-settings-corruptheader.fit",
    "activity-filecrc.fit",
)


def official(data):
    """The official decoder's messages by kind, numbers left numbers, and its errors."""
    stream = garmin.Stream.from_byte_array(bytearray(data))
    options = {"convert_types_to_strings": False, "convert_datetimes_to_dates": False}
    found, errors = garmin.Decoder(stream).read(**options)
    named = {}
    for key, rows in found.items():
        name = int(key) if key.isdigit() else key.removesuffix("_mesgs")
        named[name] = rows
    return named, [str(error) for error in errors]


def same(ours, theirs):
    """Whether one value (float64, shape () or (k,)) is what the official decoder says:

    A number, a list, or None.
    """
    if theirs is None:
        return bool(np.isnan(ours).all())
    listed = [
        math.nan if value is None else value for value in (theirs if isinstance(theirs, list) else [theirs])
    ]
    padded = np.full(max(np.size(ours), len(listed)), math.nan)
    padded[: len(listed)] = listed
    own = np.atleast_1d(ours)
    return len(own) == len(padded) and np.allclose(own, padded, rtol=1e-12, atol=0, equal_nan=True)


def differences(table, rows):
    """The fields of one table that differ from the official decoder's rows, with the first row that does."""
    found = {}
    for name in (set().union(*rows) | set(table)) - {"developer_fields", "key"}:
        theirs = [row.get(name) for row in rows]
        column = table.columns.get(name)
        if column is None:
            equal = [value is None for value in theirs]
        elif column.is_text:
            ours = [texts if len(texts) != 1 else texts[0] for texts in column.texts()]
            listed = [tuple(value) if isinstance(value, list) else value or () for value in theirs]
            equal = [own == value for own, value in zip(ours, listed, strict=True)]
        elif column.raw.ndim == 1 and not any(isinstance(value, list) for value in theirs):
            numbers = np.array([math.nan if value is None else value for value in theirs], dtype=np.float64)
            equal = np.isclose(column.values(), numbers, rtol=1e-12, atol=0, equal_nan=True).tolist()
        else:
            equal = [same(own, value) for own, value in zip(column.values(), theirs, strict=True)]
        if not all(equal):
            found[name] = equal.index(False)
    return found


def developed(row):
    return row.get("developer_fields", {})


def first(text):
    return text[0] if isinstance(text, list) else text


def developer_differences(table, rows, title):
    """The developers' fields of one table that differ from the official decoder's rows;

    ``title``: names by key.
    """
    found = set()
    for declared, column in table.developer.items():
        keys = [key for key in title if title[key] == declared]
        if not keys or column.is_text or column.raw.ndim != 1:
            continue
        said = [next((row[key] for key in keys if key in row), None) for row in map(developed, rows)]
        numbers = [math.nan if value in (None, column.invalid) else value for value in said]
        if not np.array_equal(column.values(), numbers, equal_nan=True):
            found.add(declared)
    return found


@dataclass
class Comparison:
    """One file by both decoders."""

    name: str
    errors: list[str]
    fault: object
    values: int = 0
    developed: int = 0
    unlike_counts: list = field(default_factory=list)
    unlike: list = field(default_factory=list)
    unlike_developed: list = field(default_factory=list)
    sessions: list = field(default_factory=list)  # (our distance, theirs)


def compare(name, data):
    theirs, errors = official(data)
    file = decode(data)
    result = Comparison(name, errors, file.fault)
    known = {message.name for message in messages().values()}
    title = {row["key"]: first(row.get("field_name")) for row in theirs.get("field_description", [])}
    for kind, rows in theirs.items():
        if not rows or not (kind in known or isinstance(kind, int)):
            continue
        tables = [part.messages[kind] for part in file.segments if kind in part.messages]
        if sum(map(len, tables)) != len(rows):
            result.unlike_counts.append(kind)
            continue
        start = 0
        for table in tables:
            part, start = rows[start : start + len(table)], start + len(table)
            result.unlike += [(kind, *item) for item in differences(table, part).items()]
            result.values += len(table) * len(table.columns)
            result.unlike_developed += [(kind, item) for item in developer_differences(table, part, title)]
            result.developed += len(table.developer)
            if kind == "session":
                distances = [row.get("total_distance", math.nan) for row in part]
                result.sessions += zip(table.values("total_distance").tolist(), distances, strict=True)
    return result


@pytest.fixture(scope="session")
def comparisons(device_files):
    """Every file that the official decoder reads to its end, by both decoders (a quarter of a minute)."""
    wanted = [(name, data) for name, data in device_files if name not in BROKEN and len(data) <= VAST_BYTES]
    return [compare(name, data) for name, data in wanted]


def test_every_value_is_the_official_decoders(comparisons):
    assert len(comparisons) > 60
    for file in comparisons:
        assert (file.errors, file.fault) == ([], None), file.name
        assert file.unlike_counts == [], file.name
        assert file.unlike == [], file.name
    assert sum(file.values for file in comparisons) > 2_000_000


def test_developers_fields_are_the_official_decoders(comparisons):
    assert [(file.name, file.unlike_developed) for file in comparisons if file.unlike_developed] == []
    assert sum(file.developed for file in comparisons) > 40


def test_session_distances_are_those_of_the_official_decoder(comparisons):
    pairs = [pair for file in comparisons for pair in file.sessions]
    ours, theirs = np.array(pairs).T
    assert np.allclose(ours, theirs, rtol=1e-3, atol=0, equal_nan=True)
    assert (~np.isnan(ours)).sum() > 50


def test_the_vast_file_leads_as_the_official_decoder_says(device_files):
    """Its leading part only, framed anew: the official decoder takes seconds over the whole."""
    vast = [data for _, data in device_files if len(data) > VAST_BYTES]
    for data in vast:
        rows = decode(data).segments[0].messages["record"]
        cut = int(rows.order[3000])
        leading = data[:4] + (cut - data[0]).to_bytes(4, "little") + data[8:cut]
        stream = garmin.Stream.from_byte_array(bytearray(leading + b"\0\0"))
        theirs, _ = garmin.Decoder(stream).read(
            enable_crc_check=False, convert_types_to_strings=False, convert_datetimes_to_dates=False
        )
        assert differences(decode(leading).segments[0].messages["record"], theirs["record_mesgs"]) == {}
        assert len(rows) == 99_998


def test_files_that_the_official_decoder_refuses_are_known(device_files):
    for name, data in device_files:
        if name in BROKEN:
            theirs, errors = official(data)
            assert any(BROKEN[name] in error for error in errors), name
            file = decode(data)
            ours = sum(part.messages.count("record") for part in file.segments)
            assert ours >= len(theirs.get("record", [])), name
            assert ours > 0, name


def by_fitdecode(data):
    """What fitdecode reads before it stops, by kind of message."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {
            "check_crc": fitdecode.CrcCheck.DISABLED,
            "error_handling": fitdecode.ErrorHandling.IGNORE,
            "processor": None,
        }
        try:
            with fitdecode.FitReader(io.BytesIO(data), **options) as reader:
                for frame in reader:
                    if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                        found.setdefault(frame.name, []).append(frame)
        except fitdecode.FitError:
            pass
    return found


FIELDS = (
    "timestamp",
    "heart_rate",
    "speed",
    "altitude",
    "distance",
    "position_lat",
    "position_long",
    "power",
)


@pytest.mark.parametrize("name", FILES_BY_FITDECODE)
def test_compressed_times_and_broken_files_are_read_as_by_fitdecode(device_files, name):
    data = next((data for title, data in device_files if title == name), None)
    if data is None:
        pytest.skip(f"{name} is not in the fixtures folder")
    theirs = by_fitdecode(data)
    parts = decode(data).segments
    counts = {}
    for part in parts:
        for kind in part.messages:
            title = f"unknown_{kind}" if isinstance(kind, int) else kind
            counts[title] = counts.get(title, 0) + part.messages.count(kind)
    assert counts == {kind: len(rows) for kind, rows in theirs.items()}
    for wanted in FIELDS:
        ours = np.concatenate(
            [part.messages["record"].values(wanted) for part in parts if "record" in part.messages]
        )
        said = np.array([number(frame, wanted) for frame in theirs["record"]], dtype=np.float64)
        assert np.allclose(ours, said, rtol=1e-12, atol=0, equal_nan=True), wanted


def number(frame, field):
    value = frame.get_value(field, fallback=None) if frame.has_field(field) else None
    if value is None:
        return math.nan
    return value.timestamp() - FIT_EPOCH_UNIX_S if hasattr(value, "timestamp") else value
