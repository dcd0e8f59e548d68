"""The lines of a diary as what they say together: one date may have several pain readings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import groupby
from typing import Any

from backstride.records.checkin import READING_FIELDS, CheckIn, ReadingKey, Slot
from backstride.records.days import DiaryTime

NOON, EVENING = time(12), time(17)
"""By the clock, a reading before the one is the morning's and one from the other on the evening's."""

_PLACES = {None: time.min, Slot.MORNING: time.min, Slot.AFTER_RUN: EVENING, Slot.EVENING: time.max}
"""Where readings without a time stand among those with one."""


@dataclass(frozen=True, slots=True)
class RunTimes:
    """When the first and the last run of a date began, on the runner's clock."""

    first: time
    last: time


def told(lines: Iterable[CheckIn]) -> dict[tuple[ReadingKey, str], object]:
    """What the lines of one date say together, each corrected by the next: answers by reading and field.

    Answers that belong to the date and to no reading stand under None. A reading's place in the day is an
    answer of that reading.
    """
    said: dict[tuple[ReadingKey, str], object] = {}
    for line in lines:
        key = line.reading_key
        if line.has_reading and line.slot is not None:
            said[(key, "slot")] = line.slot
        for name, value in line.answers.items():
            said[(key if name in READING_FIELDS else None, name)] = value
    return said


def merged(lines: Iterable[CheckIn]) -> list[CheckIn]:
    """The diary as it counts, by date: one line per reading, in their order over the day.

    Lines of a date are taken as they come, a later one corrects an earlier one answer by answer. The first
    line of a date has its other answers as well; a date without a reading has one line. ``written_at`` is
    that of the last line that told of the reading.
    """
    by_date = sorted(lines, key=lambda line: line.date)  # stable: a date's lines keep their order
    return [
        entry
        for _, of_date in groupby(by_date, key=lambda line: line.date)
        for entry in _merged(list(of_date))
    ]


def _merged(lines: Sequence[CheckIn]) -> list[CheckIn]:
    if len(lines) == 1 and (lines[0].has_reading or lines[0].reading_key is None):
        return [lines[0]]  # as it is on nearly every date
    readings: dict[ReadingKey, list[CheckIn]] = {}
    for line in lines:
        if line.has_reading:
            readings.setdefault(line.reading_key, []).append(line)
    said = told(lines)
    of_date = {name: value for (_, name), value in said.items() if name not in (*READING_FIELDS, "slot")}
    entries = [_reading(said, key, of_key[-1]) for key, of_key in readings.items()]
    if not entries:
        entries = [CheckIn(date=lines[-1].date, written_at=lines[-1].written_at)]
    entries.sort(key=_order)
    entries[0] = replace(entries[0], **of_date)  # type: ignore[arg-type]
    return entries


def _reading(said: Mapping[tuple[ReadingKey, str], Any], key: ReadingKey, last: CheckIn) -> CheckIn:
    of_key = {name: value for (other, name), value in said.items() if other == key}
    found = {name: of_key[name] for name in (*READING_FIELDS, "slot") if name in of_key}
    return CheckIn(
        date=last.date, written_at=last.written_at, at=key if isinstance(key, time) else None, **found
    )


def slot_of(reading: CheckIn) -> Slot | None:
    """A reading's place in the day: as told, else by the clock; None in the middle of the day."""
    if reading.slot is not None or reading.at is None:
        return reading.slot
    if reading.at < NOON:
        return Slot.MORNING
    return Slot.EVENING if reading.at >= EVENING else None


def _order(reading: CheckIn) -> tuple[time, bool, bool]:
    """Where a reading stands in the day."""
    if reading.at is not None:
        return reading.at, True, True
    return _PLACES[reading.slot], reading.slot is not None, False


def worst_nrs(check_ins: Iterable[CheckIn]) -> dict[date, float]:
    """The worst pain of each date of which any is known: what caution looks at."""
    worst: dict[date, float] = {}
    for line in check_ins:
        if line.pain_nrs is not None:
            worst[line.date] = max(line.pain_nrs, worst.get(line.date, line.pain_nrs))
    return worst


def as_one(entries: Sequence[CheckIn], diary_time: DiaryTime, runs: RunTimes | None) -> CheckIn:
    """The one line that a day of the days table has, from a date's lines as ``merged`` gives them.

    Its pain is that of one reading, or unknown where none will do (``counting``).
    """
    chosen = counting(entries, diary_time, runs)
    if chosen is entries[0]:
        return chosen
    chosen = chosen or CheckIn(date=entries[0].date, written_at=entries[0].written_at)
    return replace(
        entries[0],
        **{name: getattr(chosen, name) for name in (*READING_FIELDS, "at", "slot")},
    )


def counting(entries: Sequence[CheckIn], diary_time: DiaryTime, runs: RunTimes | None) -> CheckIn | None:
    """Which of a date's readings the days table has; None where none will do.

    In a morning diary one before the date's runs, in an evening diary one after them: what the runner says of
    a reading's place is believed, one of which only the time is known is set against ``runs`` (None: none on
    record). Of those, first comes what the runner says was felt at the diary's time; then the one of which
    only the date is known, for it is taken to be of the diary's time; then all others. Of several the first
    of the day counts in a morning diary, the last in an evening one, one after the run without a time being
    taken for one of the afternoon.
    """
    readings = [entry for entry in entries if entry.pain_nrs is not None]
    if diary_time == "morning":
        early = [
            reading
            for reading in readings
            if reading.slot is Slot.MORNING or (reading.slot is None and not _is_late(reading, runs))
        ]
        return min(early, key=lambda reading: (-_claim(reading, Slot.MORNING), _order(reading)), default=None)
    late = [
        reading
        for reading in readings
        if reading.slot in (Slot.AFTER_RUN, Slot.EVENING)
        or (reading.slot is None and not _is_early(reading, runs))
    ]
    return max(late, key=lambda reading: (_claim(reading, Slot.EVENING), _order(reading)), default=None)


def _is_late(reading: CheckIn, runs: RunTimes | None) -> bool:
    return runs is not None and reading.at is not None and reading.at > runs.first


def _is_early(reading: CheckIn, runs: RunTimes | None) -> bool:
    return runs is not None and reading.at is not None and reading.at < runs.last


def _claim(reading: CheckIn, wanted: Slot) -> int:
    """How well a reading may speak for the diary's time, ``wanted``."""
    if reading.slot is wanted:
        return 2
    return 1 if reading.reading_key is None else 0
