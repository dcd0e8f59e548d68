"""A table of check-ins that is read again and again while it grows: what of it is new."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from backstride.records.checkin import CheckIn
from backstride.records.readings import told


def news(table: Iterable[CheckIn], known: Iterable[CheckIn]) -> list[CheckIn]:
    """The lines of ``table`` that must join those that earlier tables told, to say what it says; by date.

    The same table again has none, so that it does not undo what was corrected by hand meanwhile.
    """
    by_day: dict[date, list[CheckIn]] = {}
    for line in known:
        by_day.setdefault(line.date, []).append(line)
    new: list[CheckIn] = []
    by_date = sorted(table, key=lambda line: line.date)  # stable: a date's lines keep their order
    for day, lines in groupby(by_date, key=lambda line: line.date):
        new += _news_of_day(list(lines), by_day.get(day, []))
    return new


def _news_of_day(lines: Sequence[CheckIn], known: Sequence[CheckIn]) -> list[CheckIn]:
    said = [line for line in lines if line.answers]
    if _says(known, said):
        return []
    unheard = [line for line in said if all(told([line]) != told([earlier]) for earlier in known)]
    return unheard if _says([*known, *unheard], said) else said


def _says(lines: Sequence[CheckIn], wanted: Sequence[CheckIn]) -> bool:
    """Whether ``lines`` together say all that ``wanted`` say together."""
    return told(wanted).items() <= told(lines).items()
