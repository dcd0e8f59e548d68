"""The day's decision (go, hold or stop) as today's page shows it, with what to expect as a small drawing."""

from dataclasses import dataclass
from statistics import fmean

from backstride.plan.model import Gate, Kind, Session
from backstride.plan.outlook import Expectation, Outlook
from backstride.plan.record import RUNS
from backstride.usecases.today import TodayFound
from backstride.web.jobs import Job
from backstride.web.visit import Visit

WIDTH_PX = 220.0
_EDGE = 8.0
_MOST_NRS = 10.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What to expect of one choice: its average over the mornings with its range, and where to draw them.

    ``is_alike``: nothing tells it from the choice before it, whatever the figures (``plan.outlook``).
    """

    choice: str
    is_alike: bool
    distance_m: float | None
    mean_nrs: float
    low_nrs: float
    high_nrs: float
    x_px: float
    x_low_px: float
    x_high_px: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the card shows. ``found`` is None while it is worked out (``job``). ``planned``: what the plan has
    today, without a run where there is to be none.
    """

    found: TodayFound | None
    job: Job | None
    planned: tuple[Session, ...]
    expected: tuple[Expected, ...]
    width_px: float = WIDTH_PX


def decision_of(visit: Visit) -> Decision:
    """Today's decision, on what is on record now."""
    found, job = visit.site.decided()
    if found is None:
        return Decision(None, job, (), ())
    outlook = found.today.outlook
    return Decision(
        found,
        None,
        _planned(visit, found),
        () if outlook is None else _expected(outlook),
    )


def _planned(visit: Visit, found: TodayFound) -> tuple[Session, ...]:
    now = visit.site.plan()
    days = () if now is None else now.plan.days
    without = {Kind.REST} if found.today.decision is Gate.GO else {Kind.REST, *RUNS}
    sessions = (each for day in days if day.date == found.date for each in day.sessions)
    return tuple(each for each in sessions if each.kind not in without)


def _expected(outlook: Outlook) -> tuple[Expected, ...]:
    choices = (("planned", outlook.planned), ("shorter", outlook.shorter), ("none", outlook.none))
    return tuple(
        _drawn(name, each, is_alike=name == "shorter" and outlook.shorter_alike) for name, each in choices
    )


def _drawn(name: str, each: Expectation, *, is_alike: bool) -> Expected:
    mean_nrs = fmean(each.mean_nrs)
    return Expected(
        name,
        is_alike,
        None if each.distance_km is None else each.distance_km * 1000,
        mean_nrs,
        each.low_nrs,
        each.high_nrs,
        *(round(_at(value), 1) for value in (mean_nrs, each.low_nrs, each.high_nrs)),
    )


def _at(nrs: float) -> float:
    """Where a pain of 0 to 10 lies in the drawing."""
    return _EDGE + min(max(nrs, 0.0), _MOST_NRS) / _MOST_NRS * (WIDTH_PX - 2 * _EDGE)
