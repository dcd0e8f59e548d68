"""Files that backstride exported itself, read back without a bit lost.

Such a file is an activity file like any other. Beside the format's own fields, whose scales round, it holds
fields under backstride's own application id, where the format's cannot say the same. A field of ours goes
before the format's, and NaN in it is unknown; where there is none, the format's own field is exact.
``export.fit_file`` writes them, and asks ``natives`` what the format's fields can say.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S
from backstride.ingest.fit.channels import channels_of
from backstride.ingest.fit.decode import Messages
from backstride.ingest.fit.table import Column, MessageTable
from backstride.ingest.fit.wire import FIT_EPOCH_UNIX_S
from backstride.ingest.limits import LONGEST_S
from backstride.ingest.summary import BOTH_FEET_SPM
from backstride.records import Activity, Channel, Lap, Sport, Streams

FloatArray = npt.NDArray[np.float64]

APPLICATION_ID: Final = bytes.fromhex("9a4b4f3a86e646418d241c7c26442acb")
VERSION: Final = 1
"""Raised when files are written that this reader would misread; those of another version are read as any
other activity file.
"""

FIGURES: Final = (
    *("distance_m", "elapsed_s", "moving_s", "ascent_m", "descent_m"),
    *("avg_hr_bpm", "max_hr_bpm", "avg_cadence_spm"),
)
LAP_FIGURES: Final = ("start_s", "elapsed_s", "moving_s", "distance_m")
TEXTS: Final = ("sport", "sub_sport", "sport_source", "offset_source", "source", "device", "gear", "notes")
"""An activity's texts; ``notes`` are one text, a note to a line. What fits no field stands in a memo."""
RECORDS, LAPS, START_US, UTC_OFFSET_S, INDOOR = "records", "laps", "start_us", "utc_offset_s", "indoor"
"""Our other fields of a session: how many records and laps are its own (a lap is written for other programs
where there is none), the start's part of a second, its offset from UTC, and whether it was indoors.
"""

_OFFSET_SOURCES = ("file", "position", "home")
_SPORT_SOURCES = ("file", "name", "speed")
_LONGEST_SOURCE = 16
_FURTHEST_OFFSET_S = 24 * 3600
_US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Natives:
    """What a file's session, laps and records say in the format's own fields, in our words and units.

    NaN is unknown. ``start``: in the file's whole seconds. ``laps`` and ``channels`` have one value per lap
    and record.
    """

    start: int
    figures: Mapping[str, float]
    laps: Mapping[str, FloatArray]
    channels: Mapping[str, Channel]


def restore(messages: Messages) -> Activity | None:
    """The activity that backstride wrote into this file; None where it is not as backstride writes it."""
    table = messages.get("developer_data_id")
    if table is None or not _is_ours(table):
        return None
    try:
        return _activity(messages)
    except (KeyError, TypeError, ValueError, RecursionError):  # not as we write it
        return None


def _is_ours(table: MessageTable) -> bool:
    written_by = table.columns.get("application_id")
    return (
        len(table) == 1  # what another program added, it may also have changed
        and written_by is not None
        and written_by.raw.tobytes() == APPLICATION_ID
        and float(table.scalars("application_version")[0]) == VERSION
    )


def natives(messages: Messages, sport: Sport) -> Natives:
    """What the format's own fields say. KeyError without a session."""
    session = messages["session"]

    def stated(name: str, fraction: str | None = None) -> float:
        part = 0.0 if fraction is None else float(np.nan_to_num(session.scalars(fraction)[0]))
        return float(session.scalars(name)[0]) + part

    on_foot = sport in BOTH_FEET_SPM
    start = _whole(stated("start_time"))
    return Natives(
        start=start,
        figures={
            "distance_m": stated("total_distance"),
            "elapsed_s": stated("total_elapsed_time"),
            "moving_s": stated("total_timer_time"),
            "ascent_m": stated("total_ascent", "total_fractional_ascent"),
            "descent_m": stated("total_descent", "total_fractional_descent"),
            "avg_hr_bpm": stated("avg_heart_rate"),
            "max_hr_bpm": stated("max_heart_rate"),
            "avg_cadence_spm": 2 * stated("avg_cadence", "avg_fractional_cadence") if on_foot else math.nan,
        },
        laps=_native_laps(messages.get("lap"), start),
        channels=_native_channels(messages.get("record"), start, on_foot),
    )


def _native_laps(table: MessageTable | None, start: int) -> dict[str, FloatArray]:
    if table is None:
        return {name: np.empty(0) for name in LAP_FIGURES}
    return {
        "start_s": table.scalars("start_time") - start,
        "elapsed_s": table.scalars("total_elapsed_time"),
        "moving_s": table.scalars("total_timer_time"),
        "distance_m": table.scalars("total_distance"),
    }


def _native_channels(table: MessageTable | None, start: int, on_foot: bool) -> dict[str, Channel]:
    if table is None:
        return {}
    since = table.columns["timestamp"].raw.astype(np.int64) - start
    kind = np.int32 if np.abs(since).max(initial=0) <= LONGEST_S else np.int64
    found = {"time_s": Channel(raw=since.astype(kind))}
    # Without the developers' fields, of which other apps' power is taken for the format's own.
    found |= channels_of(MessageTable(table.order, table.columns, {}))
    one_foot = found.get("cadence_rpm")
    if on_foot and one_foot is not None:
        del found["cadence_rpm"]
        found["cadence_spm"] = replace(one_foot, scale=one_foot.scale / 2)
    return found


def _activity(messages: Messages) -> Activity:
    """KeyError and ValueError where the file is not as we write it."""
    session = messages["session"]
    if len(session) != 1:
        raise ValueError("one activity is one session")
    said = session.developer
    texts = _texts(messages, said)
    sport = Sport(texts.pop("sport"))
    found = natives(messages, sport)
    _check(texts)
    laps = {name: _values(messages, "lap", name, found.laps[name]) for name in LAP_FIGURES}
    channels = _channels(messages, found)
    streams = Streams(channels)
    if len(streams) != _count(said, RECORDS):
        raise ValueError("records are missing")
    return Activity(
        sport=sport,
        start_utc=_start_utc(found.start, _whole(_number(said, START_US)) if START_US in said else 0),
        utc_offset_s=_offset_s(said),
        offset_source=texts["offset_source"],
        source=texts["source"],
        sport_source=texts["sport_source"],
        sub_sport=texts.get("sub_sport"),
        device=texts.get("device"),
        gear=texts.get("gear"),
        **{name: _known(_number(said, name) if name in said else found.figures[name]) for name in FIGURES},
        indoor=_number(said, INDOOR) == 1,
        laps=_laps(laps, _count(said, LAPS)),
        streams=streams,
        notes=texts.get("notes", ()),
    )


def _texts(messages: Messages, said: Mapping[str, Column]) -> dict[str, Any]:
    """Texts by name; notes as a tuple. What is too long for a field stands whole in the memo."""
    found: dict[str, Any] = {}
    for name in TEXTS:
        parts = said[name].texts()[0] if name in said else ()
        if parts:
            found[name] = parts[0]
    if "notes" in found:
        found["notes"] = found["notes"].split("\n")
    memo = messages.get("memo_glob")
    if memo is not None:
        more = json.loads(memo.columns["data"].raw.tobytes().rstrip(b"\0"))
        found |= {name: more[name] for name in TEXTS if name in more}
    notes = found.pop("notes", [])
    if not all(isinstance(text, str) for text in (*found.values(), *notes)):
        raise ValueError("a text is none")
    return {**found, "notes": tuple(notes)}


def _check(texts: Mapping[str, Any]) -> None:
    known = texts["offset_source"] in _OFFSET_SOURCES and texts["sport_source"] in _SPORT_SOURCES
    if not known or not 0 < len(texts["source"]) <= _LONGEST_SOURCE:
        raise ValueError("a source that is none")


def _channels(messages: Messages, found: Natives) -> dict[str, Channel]:
    """The records' channels, with ours in place of the format's; what they say must be possible."""
    table = messages.get("record")
    if table is None:
        return {}
    if table.notes:
        raise ValueError("columns are missing")
    ours = {name: _numbers(column).channel() for name, column in table.developer.items()}
    channels = {**found.channels, **ours}
    time_s = channels["time_s"].values()
    if not (time_s[0] >= 0 and time_s[-1] <= LONGEST_S and (time_s[1:] >= time_s[:-1]).all()):
        raise ValueError("times that do not run forwards")
    return channels


def _laps(columns: Mapping[str, FloatArray], count: int) -> tuple[Lap, ...]:
    rows = list(zip(*(columns[name].tolist() for name in LAP_FIGURES), strict=True))
    if count > len(rows) or not all(math.isfinite(row[0]) for row in rows[:count]):
        raise ValueError("laps are missing")
    return tuple(
        Lap(start_s=start, elapsed_s=_known(elapsed), moving_s=_known(moving), distance_m=_known(distance))
        for start, elapsed, moving, distance in rows[:count]
    )


def _start_utc(start: int, part_us: int) -> datetime:
    utc_s = start + FIT_EPOCH_UNIX_S
    if not (EARLIEST_UTC_S <= utc_s <= LATEST_UTC_S and 0 <= part_us < _US_PER_S):
        raise ValueError("a start that belongs to no day")
    return datetime.fromtimestamp(utc_s, UTC) + timedelta(microseconds=part_us)


def _offset_s(said: Mapping[str, Column]) -> int:
    offset_s = _whole(_number(said, UTC_OFFSET_S))
    if abs(offset_s) >= _FURTHEST_OFFSET_S:
        raise ValueError("an offset that no clock has")
    return offset_s


def _values(messages: Messages, kind: str, name: str, native: FloatArray) -> FloatArray:
    table = messages.get(kind)
    ours = None if table is None else table.developer.get(name)
    return native if ours is None else _numbers(ours).values()


def _numbers(column: Column) -> Column:
    if column.is_text or column.raw.ndim != 1:
        raise ValueError("not one number to a row")
    return column


def _number(said: Mapping[str, Column], name: str) -> float:
    return float(_numbers(said[name]).values()[0])


def _count(said: Mapping[str, Column], name: str) -> int:
    return _whole(_number(said, name))


def _whole(value: float) -> int:
    if not value.is_integer():  # neither is an unknown one
        raise ValueError("not a whole number")
    return int(value)


def _known(value: float) -> float | None:
    """A figure, or None where it is not known. ValueError where it is no number."""
    if math.isinf(value):
        raise ValueError("not a number")
    return None if math.isnan(value) else value
