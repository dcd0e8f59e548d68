"""FIT messages → activities: the names and numbers of the format end here."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from backstride.ingest import summary
from backstride.ingest.build import activity_from
from backstride.ingest.fit import (
    FIT_EPOCH_UNIX_S,
    FitSegment,
    Messages,
    MessageTable,
    channels,
    decode,
    meanings,
    own,
)
from backstride.ingest.recording import Recording, StatedLap, Totals
from backstride.ingest.sports import is_indoor
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Skipped, Sport

_OF_SESSION = (
    *("sport", "sub_sport", "start_time", "total_elapsed_time", "total_timer_time", "total_distance"),
    *("total_ascent", "total_fractional_ascent", "total_descent", "total_fractional_descent"),
    *("avg_heart_rate", "max_heart_rate"),
    *("avg_running_cadence", "avg_cadence", "avg_fractional_cadence"),
)
_OF_LAP = ("start_time", "total_elapsed_time", "total_timer_time", "total_distance", "sport", "sub_sport")
_WANTED = {
    name: frozenset(fields)
    for name, fields in {
        "file_id": ("type", "manufacturer", "product", "product_name"),
        "device_info": ("device_index", "manufacturer", "product", "product_name"),
        "activity": ("local_timestamp", "timestamp"),
        "timestamp_correlation": ("local_timestamp", "timestamp"),
        "device_settings": ("time_zone_offset", "active_time_zone"),
        "sport": ("sport", "sub_sport"),
        "session": _OF_SESSION,
        "lap": _OF_LAP,
        "event": ("event", "event_type", "timestamp"),
        "record": (*channels.FIELDS, "timestamp"),
    }.items()
}
"""All that is read of these messages: devices write three times as many fields, which are left alone."""

_NO_TIME = float("inf")
_NO_FIGURE = 1e12  # metres, seconds or beats: what a float holds beyond it is no device's figure


@dataclass(frozen=True, slots=True)
class _Session:
    """A session's own figures; None is unknown. ``[start_s, until_s)`` are the times of its records, Unix."""

    sport: int | None
    sub_sport: int | None
    totals: Totals
    start_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class _Clock:
    """What to add to the file's times to make them Unix seconds, and the offset from UTC that it states.

    ``local``: the times then are the runner's own, not UTC.
    """

    shift_s: float = FIT_EPOCH_UNIX_S
    offset_s: float | None = None
    local: bool = False


def read_fit(_name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities of a FIT file: one per session, of every file of a chain.

    A file that breaks off is read up to the fault, with a warning. Where no session was written (the
    watch died), the records alone make the activity. Files that are not of type activity hold none and
    are skipped. A file that backstride exported, and nobody changed, gives the activity back as it was.
    """
    file = decode(data, _WANTED)
    whole = file.fault is None and not file.warnings
    fault = None if file.fault is None else f"{file.fault.reason} (byte {file.fault.offset})"
    outcomes: list[Activity | str] = []
    others: list[str] = []
    for segment in file.segments:
        kind = _other_kind(segment.messages)
        if kind is not None:
            others.append(kind)
            continue
        exported = own.restore(segment.messages) if whole else None
        if exported is not None:
            outcomes.append(exported)
            continue
        outcomes += [activity_from(recording, home_zone) for recording in _recordings(segment)]
    activities = tuple(outcome for outcome in outcomes if isinstance(outcome, Activity))
    reasons = [outcome for outcome in outcomes if isinstance(outcome, str)]
    if activities:
        cut = () if fault is None else (f"{fault}: what stands before it was kept",)
        lost = tuple(f"one of its activities: {reason}" for reason in reasons)
        return Parsed(activities, cut + file.warnings + lost)
    if reasons:
        return Failed(reasons[0])
    if others:
        return Skipped(f"a FIT file of type {others[0]}; it holds no activity")
    if file.fault is not None:
        return Failed(file.fault.reason, file.fault.offset)
    return Skipped("a FIT file without a session, and without more than one record: it holds no activity")


def _other_kind(messages: Messages) -> str | None:
    """What a file is that is no activity; None for an activity and for a file that does not say."""
    table = messages.get("file_id")
    number = None if table is None else _first(table, "type")
    if number is None or number == meanings.ACTIVITY_FILE:
        return None
    if int(number) not in meanings.FILE_TYPES and messages.count("session"):
        return None
    return meanings.FILE_TYPES.get(int(number), str(int(number)))


def _recordings(segment: FitSegment) -> Iterator[Recording]:
    messages = segment.messages
    table = messages.get("record")
    clock = _clock(messages)
    sessions = _sessions(messages, clock)
    if not sessions:
        if table is None or len(table) < 2:
            return
        sessions = [_session_of_records(messages)]
    time_utc_s = np.empty(0) if table is None else table.scalars("timestamp") + clock.shift_s
    columns = {} if table is None else channels.channels_of(table)
    parts = [(time_utc_s, columns)]
    if len(sessions) > 1:
        spans_s = [(session.start_s, session.until_s) for session in sessions]
        parts = channels.parts_of(time_utc_s, columns, spans_s)
    pauses = _pauses(messages, clock)
    laps = _laps(messages, clock)
    device, manufacturer = _device(messages)
    notes = () if table is None else table.notes
    if clock.local:
        notes += ("its clock had not been set: its times follow from the one local time that it states",)
    for session, (mine_utc_s, mine) in zip(sessions, parts, strict=True):
        sport = None if session.sport is None else meanings.sport_of(session.sport, session.sub_sport)
        kind = None if session.sport is None else meanings.sub_sport_of(session.sport, session.sub_sport)
        yield Recording(
            source="fit",
            sport=sport,
            sub_sport=kind,
            device=device,
            time_utc_s=mine_utc_s,
            channels=mine,
            pauses=tuple(p for p in pauses if p[0] < session.until_s and p[1] > session.start_s),
            totals=session.totals,
            laps=tuple(lap for lap in laps if session.start_s <= lap.start_utc_s < session.until_s),
            offset_s=clock.offset_s,
            local_clock=clock.local,
            indoor=is_indoor(kind),
            virtual=session.sub_sport == meanings.VIRTUAL_SUB_SPORT or manufacturer == meanings.ZWIFT,
            notes=notes,
        )


def _sessions(messages: Messages, clock: _Clock) -> list[_Session]:
    """The sessions in the order of their starts; each has the records up to the next one's start."""
    table = messages.get("session")
    if table is None:
        return []
    found = [_session(table, row, clock) for row in range(len(table))]
    # An app that crashed writes its session again: of two with one start the last counts.
    by_start = {session.start_s: session for session in found if session.totals.start_utc_s is not None}
    ordered = [by_start[start_s] for start_s in sorted(by_start)] or found[-1:]
    starts = [-_NO_TIME, *(session.start_s for session in ordered[1:]), _NO_TIME]
    return [
        _Session(session.sport, session.sub_sport, session.totals, start_s, until_s)
        for session, start_s, until_s in zip(ordered, starts[:-1], starts[1:], strict=True)
    ]


def _session(table: MessageTable, row: int, clock: _Clock) -> _Session:
    def value(*names: str) -> float | None:
        for name in names:
            found = _at(table, name, row)
            if found is not None:
                return found
        return None

    sport, sub_sport = value("sport"), value("sub_sport")
    start = value("start_time")
    cadence = value("avg_running_cadence", "avg_cadence")
    ascent, descent = value("total_ascent"), value("total_descent")
    kind = None if sport is None else meanings.sport_of(int(sport), int(sub_sport or 0))
    totals = Totals(
        start_utc_s=None if start is None else start + clock.shift_s,
        elapsed_s=value("total_elapsed_time"),
        timer_s=value("total_timer_time"),
        distance_m=value("total_distance"),
        ascent_m=None if ascent is None else ascent + (value("total_fractional_ascent") or 0.0),
        descent_m=None if descent is None else descent + (value("total_fractional_descent") or 0.0),
        avg_hr_bpm=value("avg_heart_rate"),
        max_hr_bpm=value("max_heart_rate"),
        avg_cadence_spm=_both_feet(cadence, value("avg_fractional_cadence"), kind),
    )
    return _Session(
        sport=None if sport is None else int(sport),
        sub_sport=None if sub_sport is None else int(sub_sport),
        totals=totals,
        start_s=-_NO_TIME if totals.start_utc_s is None else totals.start_utc_s,
        until_s=_NO_TIME,
    )


def _session_of_records(messages: Messages) -> _Session:
    """The session that was never written: its sport from the message of that name, or from a lap."""
    sport = sub_sport = None
    for name in ("sport", "lap"):
        table = messages.get(name)
        if table is not None and sport is None:
            sport, sub_sport = _first(table, "sport"), _first(table, "sub_sport")
    return _Session(
        sport=None if sport is None else int(sport),
        sub_sport=None if sub_sport is None else int(sub_sport),
        totals=Totals(),
        start_s=-_NO_TIME,
        until_s=_NO_TIME,
    )


def _both_feet(cadence: float | None, fraction: float | None, sport: Sport | None) -> float | None:
    """Steps a minute from a session's mean cadence; None in sports that are not on foot."""
    if cadence is None or sport is None:
        return None
    per_minute = cadence + (fraction or 0.0)
    feet = summary.feet_counted_at(per_minute, sport)
    return None if feet is None else per_minute * 2 / feet


def _pauses(messages: Messages, clock: _Clock) -> tuple[tuple[float, float], ...]:
    """From each stop of the timer to its next start, in Unix seconds."""
    table = messages.get("event")
    if table is None:
        return ()
    timer = np.flatnonzero(table.scalars("event") == meanings.TIMER_EVENT)
    kinds, times = table.scalars("event_type")[timer], table.scalars("timestamp")[timer] + clock.shift_s
    pauses: list[tuple[float, float]] = []
    stopped_s: float | None = None
    for kind, time_s in zip(kinds.tolist(), times.tolist(), strict=True):
        if not math.isfinite(time_s):
            continue
        if kind in meanings.TIMER_STOPS:
            stopped_s = time_s if stopped_s is None else stopped_s
        elif kind == meanings.TIMER_START and stopped_s is not None:
            if time_s > stopped_s:
                pauses.append((stopped_s, time_s))
            stopped_s = None
    return tuple(pauses)


def _laps(messages: Messages, clock: _Clock) -> tuple[StatedLap, ...]:
    table = messages.get("lap")
    if table is None:
        return ()
    columns = [
        table.scalars(name).tolist()
        for name in ("start_time", "total_elapsed_time", "total_timer_time", "total_distance")
    ]
    return tuple(
        StatedLap(
            start_utc_s=start + clock.shift_s,
            elapsed_s=_known(elapsed),
            timer_s=_known(timer),
            distance_m=_known(distance),
        )
        for start, elapsed, timer, distance in zip(*columns, strict=True)
        if math.isfinite(start)
    )


def _device(messages: Messages) -> tuple[str | None, int | None]:
    """The device's name in words, and its maker's number."""
    for name, row in (("file_id", 0), ("device_info", _creator_row(messages.get("device_info")))):
        table = messages.get(name)
        if table is None or row is None:
            continue
        number = _at(table, "manufacturer", row)
        if number is None:
            continue
        maker = meanings.MANUFACTURERS.get(int(number), f"maker {int(number)}")
        product = table.text("product_name")[row] or _product(table, row)
        return (f"{maker} {product}" if product else maker), int(number)
    return None, None


def _creator_row(table: MessageTable | None) -> int | None:
    """The row of the device that wrote the file (index 0), among those of its sensors."""
    if table is None:
        return None
    rows = np.flatnonzero(table.scalars("device_index") == 0)
    return int(rows[0]) if len(rows) else None


def _product(table: MessageTable, row: int) -> str | None:
    number = _at(table, "product", row)
    return None if number is None else f"product {int(number)}"


def _clock(messages: Messages) -> _Clock:
    """The file's two clocks side by side; without them, the offset in the watch's settings.

    A watch that never saw a satellite counts from its last start, which the format marks by small
    numbers. If it states its owner's local time beside one of them, all others follow.
    """
    for name in ("activity", "timestamp_correlation"):
        table = messages.get(name)
        local, counted = (None, None) if table is None else _pair(table)
        if local is None or counted is None or local < meanings.FIRST_DATE_S:
            continue
        if counted >= meanings.FIRST_DATE_S:
            return _Clock(offset_s=local - counted)
        if not _dated(messages):
            return _Clock(FIT_EPOCH_UNIX_S + local - counted, local=True)
    table = messages.get("device_settings")
    hours = None if table is None else table.columns.get("time_zone_offset")
    if table is None or hours is None:
        return _Clock()
    zone, values = int(_first(table, "active_time_zone") or 0), np.atleast_1d(hours.values()[0])
    known = 0 <= zone < len(values) and np.isfinite(values[zone])
    return _Clock(offset_s=float(values[zone]) * 3600.0 if known else None)


def _dated(messages: Messages) -> bool:
    """Whether the records, or else the sessions, bear dates."""
    for name, field in (("record", "timestamp"), ("session", "start_time")):
        table = messages.get(name)
        first = None if table is None else _first(table, field)
        if first is not None:
            return first >= meanings.FIRST_DATE_S
    return False


def _pair(table: MessageTable) -> tuple[float | None, float | None]:
    return _first(table, "local_timestamp"), _first(table, "timestamp")


def _first(table: MessageTable, name: str) -> float | None:
    """The first known value of a field."""
    values = table.values(name)
    known = values[np.isfinite(values)] if values.ndim == 1 else values[:0]
    return float(known[0]) if len(known) else None


def _at(table: MessageTable, name: str, row: int) -> float | None:
    column = table.columns.get(name)
    if column is None or column.is_text or column.raw.ndim != 1:
        return None
    stored = column.raw.item(row)
    return None if stored == column.invalid else _known(stored / column.scale - column.offset)


def _known(value: float) -> float | None:
    return value if abs(value) < _NO_FIGURE else None  # NaN compares as false
