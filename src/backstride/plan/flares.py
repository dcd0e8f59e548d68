"""Flares: spans in which the pain is clearly above the runner's own usual."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from backstride.evidence import figure

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flare:
    """From its first to its last day above the usual. ``days_above``: how many days of it are known to be.

    ``usual_nrs``: the usual as it was when it began, by which all of it is judged.
    """

    first: date
    last: date
    worst_nrs: float
    usual_nrs: float
    days_above: int

    @property
    def length_d(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Rule:
    """What is told of the rule: points above the usual, the days of the usual, and the lines it takes."""

    margin_nrs: float
    usual_days: int
    least_lines: int


def rule() -> Rule:
    return Rule(
        figure("flare_margin_nrs"), int(figure("flare_usual_days")), int(figure("flare_usual_min_days"))
    )


def flares_of(pain_nrs: Mapping[date, float]) -> list[Flare]:
    """The flares in a diary, oldest first; ``pain_nrs`` is 0-10 by local date.

    A flare begins on a day at least two points above the usual of the sixty days before it (their median;
    registry: flare_margin_nrs, flare_usual_days), goes on over days at least as far above the same usual, and
    is over before three days in a row that are not known to be so (flare_gap_days). Missing: a day without a
    line is unknown, neither above nor below. Without ten lines in those sixty days no usual is known
    (flare_usual_min_days), and a single day is no flare (flare_min_days).
    """
    found: list[Flare] = []
    days = sorted(pain_nrs)
    place = 0
    while place < len(days):
        first = days[place]
        usual = _usual_nrs(pain_nrs, first)
        flare = None if usual is None else _from(pain_nrs, first, usual)
        if flare is None:
            place += 1
            continue
        if flare.days_above >= figure("flare_min_days"):
            found.append(flare)
        while place < len(days) and days[place] <= flare.last:
            place += 1
    return found


def run_days_before(flare: Flare) -> tuple[date, date]:
    """The first and the last of the days before a flare of which the runs are listed with it."""
    return flare.first - int(figure("flare_runs_before_days")) * _DAY, flare.first - _DAY


def _usual_nrs(pain_nrs: Mapping[date, float], day: date) -> float | None:
    """The median of the days before ``day``; None where too few have a line."""
    dates = (day - back * _DAY for back in range(1, int(figure("flare_usual_days")) + 1))
    before = [pain_nrs[at] for at in dates if at in pain_nrs]
    return median(before) if len(before) >= figure("flare_usual_min_days") else None


def _from(pain_nrs: Mapping[date, float], first: date, usual_nrs: float) -> Flare | None:
    """The days above the usual from ``first`` on, whose usual it is; None where that day is not."""
    threshold = usual_nrs + figure("flare_margin_nrs")
    if pain_nrs[first] < threshold:
        return None
    above, day = [first], first + _DAY
    while day - above[-1] <= int(figure("flare_gap_days")) * _DAY:
        if pain_nrs.get(day, usual_nrs) >= threshold:
            above.append(day)
        day += _DAY
    worst = max(pain_nrs[at] for at in above)
    return Flare(first, above[-1], worst, usual_nrs, len(above))
