"""The diary: a line typed in, or many from a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import groupby

from backstride.ingest.diary_csv import LIMITS, LineProblem, date_fault, parse_diary, range_fault
from backstride.records import CheckIn
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
    return _sum([line.check_in for line in store.diary_lines(day)])


def import_diary(store: Store, data: bytes, *, now: datetime) -> DiaryReport:
    """Add a table's lines to the diary; those that cannot be understood are reported and the rest is stored.

    The same table again adds nothing, and does not undo what was corrected by hand meanwhile. ``now``:
    aware, on the runner's own clock. CheckInError where the table as a whole cannot be read.
    """
    new, report = read_diary(store, data, now=now)
    store.add_check_ins(new, Origin.FILE)
    return report


def read_diary(store: Store, data: bytes, *, now: datetime) -> tuple[list[CheckIn], DiaryReport]:
    """The lines of a table that the diary does not have yet, and what becomes of all; as ``import_diary``."""
    diary = parse_diary(data, now)
    if diary.fault is not None:
        raise CheckInError(diary.fault)
    known: dict[date, list[CheckIn]] = {}
    for entry in store.diary_lines():
        if entry.origin is Origin.FILE:
            known.setdefault(entry.check_in.date, []).append(entry.check_in)
    new: list[CheckIn] = []
    by_date = sorted(diary.check_ins, key=lambda line: line.date)  # stable: a date's lines keep their order
    for day, lines in groupby(by_date, key=lambda line: line.date):
        new += _news(list(lines), known.get(day, []))
    unchanged = len(diary.check_ins) - len(new)
    return new, DiaryReport(len(new), unchanged, diary.problems, diary.ignored_columns)


def _news(lines: Sequence[CheckIn], known: Sequence[CheckIn]) -> list[CheckIn]:
    """Those of a date's lines that must join what tables said of it before, to say what these lines say."""
    said = [line for line in lines if line.answers]
    if _says(known, said):
        return []
    unheard = [line for line in said if all(line.answers != earlier.answers for earlier in known)]
    return unheard if _says([*known, *unheard], said) else said


def _says(lines: Sequence[CheckIn], wanted: Sequence[CheckIn]) -> bool:
    """Whether ``lines`` together say all that ``wanted`` say together."""
    have, want = _sum(lines), _sum(wanted)
    return want is None or (have is not None and want.answers.items() <= have.answers.items())


def _sum(lines: Sequence[CheckIn]) -> CheckIn | None:
    return reduce(CheckIn.corrected_by, lines) if lines else None
