"""The diary: a line typed in, or many from a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from backstride.ingest.diary_csv import LIMITS, LineProblem, date_fault, parse_diary, range_fault
from backstride.records import CheckIn
from backstride.records.diary_table import news, summed
from backstride.store import Origin, Store


class CheckInError(ValueError):
    """A check-in that cannot be; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The date's check-in as it now counts, and the fields of which an earlier answer was corrected."""

    check_in: CheckIn
    corrected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiaryReport:
    """What became of a table's lines. ``unchanged`` ones say nothing new."""

    stored: int
    unchanged: int
    problems: tuple[LineProblem, ...]
    ignored_columns: tuple[str, ...]


def record_check_in(store: Store, check_in: CheckIn) -> Recorded:
    """Add one line to the diary. ``check_in.written_at`` is on the runner's own clock.

    CheckInError, and nothing stored, where a value is off its scale or nothing is said.
    """
    if not check_in.answers:
        raise CheckInError("nothing to write down: give at least one value, such as --pain 3")
    if (fault := date_fault(check_in.date, check_in.written_at.date())) is not None:
        raise CheckInError(f"{check_in.date} is {fault}")
    for field in LIMITS:
        value = getattr(check_in, field)
        if value is not None and (fault := range_fault(field, value)) is not None:
            raise CheckInError(f"{field.partition('_')[0]} {value:g} is {fault}")
    before = check_in_of(store, check_in.date)
    store.add_check_ins([check_in], Origin.TYPED)
    earlier = {} if before is None else before.answers
    corrected = [name for name, value in check_in.answers.items() if earlier.get(name, value) != value]
    return Recorded(check_in if before is None else before.corrected_by(check_in), tuple(corrected))


def check_in_of(store: Store, day: date) -> CheckIn | None:
    """What the diary says of a date; None where it says nothing."""
    return summed([line.check_in for line in store.diary_lines(day)])


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
