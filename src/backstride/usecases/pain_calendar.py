"""The pain of many months as a calendar, the newest month first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from backstride.records import CheckIn

MONTHS: Final = 6
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class Month:
    """``days``: each date that has been, and its pain, None where unknown; ``mean_nrs``: of the known."""

    first: date
    days: tuple[tuple[date, float | None], ...]
    mean_nrs: float | None
    known: int


def calendar(check_ins: Mapping[date, CheckIn], today: date, back: int) -> list[Month]:
    """``MONTHS`` months, of which the newest lies ``back`` months before today's."""
    return [_month(check_ins, _months_before(today, back + i), today) for i in range(MONTHS)]


def _months_before(day: date, n: int) -> date:
    """The first day of the month that is ``n`` months before the day's."""
    months = day.year * _MONTHS_PER_YEAR + day.month - 1 - n
    return date(months // _MONTHS_PER_YEAR, months % _MONTHS_PER_YEAR + 1, 1)


def _month(check_ins: Mapping[date, CheckIn], first: date, today: date) -> Month:
    days = []
    day = first
    while day.month == first.month and day <= today:
        line = check_ins.get(day)
        days.append((day, None if line is None else line.pain_nrs))
        day += timedelta(days=1)
    known = [pain for _, pain in days if pain is not None]
    return Month(first, tuple(days), fmean(known) if known else None, len(known))
