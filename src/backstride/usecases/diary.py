"""The diary: a line typed in, or many from a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from backstride.ingest.diary_csv import LIMITS, LineProblem, date_fault, parse_diary, range_fault
from backstride.records import CheckIn, DiaryTime, Slot, Sport
from backstride.records.checkin import EVENT_FIELDS, READING_FIELDS
from backstride.records.diary_table import news
from backstride.records.events import Event, events_of
from backstride.records.readings import counting, merged, slot_of, told
from backstride.store import Origin, Store

_SAME_READING: Final = timedelta(minutes=60)  # pain typed in again within it corrects the one before
_LONGEST_EVENT: Final = timedelta(days=366)  # a longer one is a slip in the year
_DIARY_TIMES: Final[tuple[DiaryTime, ...]] = ("morning", "evening")


class CheckInError(ValueError):
    """A check-in that cannot be; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The date's answers as they now count, and the fields of which an earlier answer was corrected.

    ``check_in`` has the pain that was just written, or else the date's last. ``readings``: all the pain
    readings of the date. ``days``: how many dates were written for.
    """

    check_in: CheckIn
    corrected: tuple[str, ...]
    readings: tuple[CheckIn, ...] = ()
    days: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A pain reading, and the diary times for which it is the one of its date that counts."""

    check_in: CheckIn
    counts_for: tuple[DiaryTime, ...]


@dataclass(frozen=True, slots=True)
class DiaryReport:
    """What became of a table's lines. ``unchanged`` ones say nothing new."""

    stored: int
    unchanged: int
    problems: tuple[LineProblem, ...]
    ignored_columns: tuple[str, ...]


def record_check_in(store: Store, check_in: CheckIn, *, until: date | None = None) -> Recorded:
    """Add one line to the diary. ``check_in.written_at`` is on the runner's own clock.

    Pain without a time is today's at this moment, or corrects what was written within the last hour; for
    another date it corrects the reading that stands. ``until``: write the same events for every date up to
    this one. CheckInError, and nothing stored, where a value is off its scale, nothing is said, or it is not
    clear which of several readings is meant.
    """
    if not check_in.answers:
        raise CheckInError("nothing to write down: give at least one value, such as --pain 3")
    today = check_in.written_at.date()
    for day in {check_in.date, until or check_in.date}:
        if (fault := date_fault(day, today)) is not None:
            raise CheckInError(f"{day} is {fault}")
    for field in LIMITS:
        value = getattr(check_in, field)
        if value is not None and (fault := range_fault(field, value)) is not None:
            raise CheckInError(f"{field.partition('_')[0]} {value:g} is {fault}")
    standing = _standing(store, check_in.date)
    placed = _placed(check_in, standing)
    line = _noted(placed, standing)
    lines = [line] if until is None else [line, *_days_after(store, placed, until)]
    store.add_check_ins(lines, Origin.TYPED)
    after = merged([*standing, line])
    return Recorded(
        _shown(after, line),
        _corrected(standing, line),
        tuple(entry for entry in after if entry.has_reading),
        len(lines),
    )


def standing_answers(store: Store, line: CheckIn) -> CheckIn | None:
    """What the diary says of the line's date where the line, if it told of pain, would correct it; None where
    it says nothing. CheckInError where it is not clear which of the date's readings that would be.
    """
    standing = _standing(store, line.date)
    if not standing:
        return None
    placed = _placed(replace(line, pain_nrs=0.0), standing)
    same = next((entry for entry in standing if _same(entry, placed)), line)
    return replace(standing[0], **{name: getattr(same, name) for name in READING_FIELDS})


def readings_of(store: Store, day: date | None = None) -> list[Reading]:
    """The pain readings of a date, or of all dates, and which of them the days tables have."""
    from backstride.exposure.history import run_times  # an import of files needs none of it

    runs = run_times(
        sketch for sketch in store.sketches() if sketch.sport is Sport.RUN and not sketch.is_aborted
    )
    by_date: dict[date, list[CheckIn]] = {}
    for entry in store.check_ins():
        if entry.has_reading and day in (None, entry.date):
            by_date.setdefault(entry.date, []).append(entry)
    return [
        Reading(entry, tuple(at for at in _DIARY_TIMES if counting(entries, at, runs.get(when)) is entry))
        for when, entries in by_date.items()
        for entry in entries
    ]


def diary_events(store: Store) -> list[Event]:
    """The events in the diary, by their first date."""
    return events_of(store.check_ins())


def _standing(store: Store, day: date) -> list[CheckIn]:
    return merged(line.check_in for line in store.diary_lines(day))


def _placed(line: CheckIn, standing: Sequence[CheckIn]) -> CheckIn:
    """The line with the time and the place in the day of the reading that it is, or that it corrects."""
    readings = [entry for entry in standing if entry.has_reading]
    if not line.has_reading:
        if line.reading_key is not None:
            raise CheckInError("a time of day is for pain: give --pain as well")
        return line
    if line.at is not None:
        return line
    today = line.date == line.written_at.date()
    just_written = [entry for entry in readings if _is_just_written(entry, line.written_at)][-1:]
    if today and line.slot in (None, Slot.AFTER_RUN):  # there may be several runs
        same = [entry for entry in just_written if line.slot in (None, entry.slot)]
    elif line.slot is not None:
        same = [entry for entry in readings if slot_of(entry) is line.slot]
    else:
        same = readings
    if not same and today:
        now = replace(line, at=_minute(line.written_at))
        return now if line.slot in (None, Slot.AFTER_RUN, slot_of(replace(now, slot=None))) else line
    if len(same) > 1:
        known = " and ".join(in_words(entry) for entry in same)
        raise CheckInError(f"{line.date} has several readings ({known}): say which with --at or --slot")
    return replace(line, at=same[0].at, slot=line.slot or same[0].slot) if same else line


def in_words(reading: CheckIn) -> str:
    """When a reading was felt: its time, its place in the day, both or none."""
    at = "" if reading.at is None else f"{reading.at:%H:%M}"
    slot = "" if reading.slot is None else reading.slot.value.replace("_", " the ")
    return ", ".join(part for part in (at, slot) if part) or "no time"


def _is_just_written(reading: CheckIn, now: datetime) -> bool:
    felt = reading.written_at
    if reading.at is not None:
        felt = datetime.combine(reading.date, reading.at, now.tzinfo)
    return timedelta() <= now - felt <= _SAME_READING


def _minute(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)


def _noted(line: CheckIn, standing: Sequence[CheckIn]) -> CheckIn:
    """The line with its note on an event behind that on the date's other events."""
    if line.event_note is None or not standing:
        return line
    before = standing[0].event_note
    if not before or not any(getattr(standing[0], field) for field in EVENT_FIELDS):
        return line
    return replace(line, event_note=before if line.event_note in before else f"{before}; {line.event_note}")


def _days_after(store: Store, line: CheckIn, until: date) -> list[CheckIn]:
    """The line's events for the dates after its own, up to ``until``."""
    if line.answers.keys() - {*EVENT_FIELDS, "event_note"}:
        raise CheckInError("--until is for events: write down the rest of each day by itself")
    if not timedelta() <= until - line.date <= _LONGEST_EVENT:
        raise CheckInError(f"{until} is not within a year from {line.date}")
    days = (line.date + timedelta(days=n) for n in range(1, (until - line.date).days + 1))
    return [_noted(replace(line, date=day), _standing(store, day)) for day in days]


def _same(one: CheckIn, other: CheckIn) -> bool:
    return one.has_reading and one.reading_key == other.reading_key


def _shown(entries: Sequence[CheckIn], line: CheckIn) -> CheckIn:
    """The date's answers with the pain of the reading that ``line`` told of, or else of the last one."""
    reading = next((entry for entry in entries if line.has_reading and _same(entry, line)), entries[-1])
    return replace(entries[0], **{name: getattr(reading, name) for name in (*READING_FIELDS, "at", "slot")})


def _corrected(standing: Sequence[CheckIn], line: CheckIn) -> tuple[str, ...]:
    before, now = told(standing), told([line])
    fields = [field for (key, field), value in now.items() if before.get((key, field), value) != value]
    return tuple(field for field in fields if field != "slot")


def import_diary(store: Store, data: bytes, *, now: datetime) -> DiaryReport:
    """Add a table's lines to the diary; those that cannot be understood are reported and the rest is stored.

    The same table again adds nothing, and does not undo what was corrected by hand meanwhile. ``now``:
    aware, on the runner's own clock. CheckInError where the table as a whole cannot be read.
    """
    lines, report = read_diary(store, data, now=now)
    store.add_diary_table(lines, now)
    return report


def read_diary(store: Store, data: bytes, *, now: datetime) -> tuple[Sequence[CheckIn], DiaryReport]:
    """The lines of a table, and what becomes of them once they are added; as ``import_diary``."""
    diary = parse_diary(data, now)
    if diary.fault is not None:
        raise CheckInError(diary.fault)
    known = [entry.check_in for entry in store.diary_lines() if entry.origin is Origin.FILE]
    new = len(news(diary.check_ins, known))
    report = DiaryReport(new, len(diary.check_ins) - new, diary.problems, diary.ignored_columns)
    return diary.check_ins, report
