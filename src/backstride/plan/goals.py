"""What the runner wants, how far it asks one to go, and whether that can be."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import floor

from backstride.evidence import figure
from backstride.plan.model import Gate, Kind, PlanDay
from backstride.plan.record import DAYS_PER_WEEK, RUNS, Ledger, monday_of


class Aim(StrEnum):
    WITHOUT_PAIN = "without_pain"
    DISTANCE = "distance"
    RACE = "race"
    COME_BACK = "come_back"


class GoalError(ValueError):
    """A goal that makes no sense; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """``distance_km`` is set for a distance and a race, ``race_date`` for a race. GoalError where not, or
    where the distance is none that people run.
    """

    aim: Aim = Aim.WITHOUT_PAIN
    distance_km: float | None = None
    race_date: date | None = None

    def __post_init__(self) -> None:
        wants_distance = self.aim in (Aim.DISTANCE, Aim.RACE)
        if wants_distance != (self.distance_km is not None):
            raise GoalError("a distance belongs to the goals distance and race, and to no other")
        if (self.aim is Aim.RACE) != (self.race_date is not None):
            raise GoalError("a date belongs to the goal race, and to no other")
        low, high = figure("plan_distance_least_km"), figure("plan_distance_most_km")
        if self.distance_km is not None and not low <= self.distance_km <= high:
            raise GoalError(f"a distance of {self.distance_km:g} km is not between {low:g} and {high:g} km")

    @property
    def asks_for_more(self) -> bool:
        """Whether it asks for more than the runner does now."""
        return self.aim in (Aim.DISTANCE, Aim.RACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the goal asks one to go: the longest run and the week."""

    long_km: float
    week_km: float


def reach_of(goal: Goal, ledger: Ledger, today: date, pace_min_per_km: float) -> Reach:
    """The longest run and the weekly distance that the plan works towards.

    Without pain: what is usual (eight weeks). Come back: what was usual in the year. Both at least three
    half hours a week. A distance or race: that distance, and twice it in a week, and not less than is usual.
    """
    monday = monday_of(today)
    least_km = figure("plan_return_min") / pace_min_per_km
    is_year = goal.aim is Aim.COME_BACK
    weeks = int(figure("plan_year_weeks" if is_year else "plan_usual_weeks"))
    long_km = max(ledger.usual_long_km(monday, weeks), least_km)
    week_km = max(ledger.usual_week_km(monday, weeks), figure("plan_return_runs") * least_km)
    if goal.distance_km is not None:
        long_km = max(long_km, goal.distance_km)
        week_km = max(week_km, figure("plan_week_per_long_ratio") * goal.distance_km)
    return Reach(long_km=long_km, week_km=week_km)


def goal_text(
    goal: Goal, gate: Gate, days: list[PlanDay], end: date, ledger: Ledger, run_walk_weeks_left: int
) -> str:
    """The goal in words, and what becomes of it. The plan has those of the ``days`` before ``end``; the rest
    of them is how it would go on. ``ledger`` holds them all as done.
    """
    name = _name(goal)
    if gate is not Gate.GO:
        return f"Goal: {name}. It waits until running is free again."
    if goal.distance_km is None:
        return f"Goal: {name}."
    last = days[-1].date
    longest_km = max(
        (each.distance_km or 0.0 for day in days for each in day.sessions if each.kind in RUNS),
        default=0.0,
    )
    if goal.race_date is None:
        if longest_km >= goal.distance_km:
            return f"Goal: {name}. This plan reaches it."
        by = _date_of(goal.distance_km, ledger, last, run_walk_weeks_left)
        if by is None:
            return (
                f"Goal: {name}. That cannot be reached within a year from the end of this plan; the nearest"
                f" that can be is about {_after(ledger, last, _year_on(last), run_walk_weeks_left):.1f} km."
            )
        return (
            f"Goal: {name}. Not within this plan, which gets to {longest_km:.1f} km; if all goes well, about"
            f" {_month(by)}."
        )
    race = _of_race(goal.distance_km, goal.race_date, days, end, ledger, run_walk_weeks_left)
    return f"Goal: {name}. {race}"


def _of_race(
    distance_km: float,
    race_date: date,
    days: list[PlanDay],
    end: date,
    ledger: Ledger,
    run_walk_weeks_left: int,
) -> str:
    last = days[-1].date
    if race_date < days[0].date:
        return "The date lies in the past."
    planned = next((day for day in days if day.date == race_date), None)
    if planned is not None:
        if any(each.kind is Kind.RUN and each.distance_km == distance_km for each in planned.sessions):
            return "This plan reaches it." if race_date < end else _ON_THE_WAY
        ready_km = _cap_on(ledger, race_date)
    else:
        ready_km = _after(ledger, last, race_date, run_walk_weeks_left)
        if ready_km >= distance_km:
            return _ON_THE_WAY
    by = _date_of(distance_km, ledger, last, run_walk_weeks_left)
    later = "" if by is None else f", or {distance_km:g} km about {_month(by)}"
    nearest_km = min(ready_km, distance_km)
    nearest = f"about {nearest_km:.1f} km on that day{later}"
    return f"That cannot be reached within the rules of this plan. The nearest that can be: {nearest}."


_ON_THE_WAY = "It can be reached by then, if all goes well; this plan is the first part of the way."


def _name(goal: Goal) -> str:
    if goal.aim is Aim.WITHOUT_PAIN:
        return "run without pain"
    if goal.aim is Aim.COME_BACK:
        return "come back to your usual running"
    race = "" if goal.race_date is None else f" on {goal.race_date}"
    return f"run {goal.distance_km:g} km{race}"


def _cap_on(ledger: Ledger, day: date) -> float:
    """The longest run that may be planned on ``day``, in km, rounded down to a tenth."""
    longest = ledger.longest_before(day)
    return (
        figure("plan_first_run_km")
        if longest is None
        else rounded_down(longest * figure("spike_ratio_threshold"))
    )


def _after(ledger: Ledger, last: date, by: date, run_walk_weeks_left: int) -> float:
    """About how long a run may be on ``by``, after the plan's ``last`` day, if every week goes well."""
    weeks = max(0, (by - last).days // DAYS_PER_WEEK - run_walk_weeks_left)
    every = int(figure("plan_light_week_every"))
    steps = weeks - weeks // every
    return rounded_down(_cap_on(ledger, last + timedelta(days=1)) * figure("plan_lookahead_ratio") ** steps)


def _date_of(distance_km: float, ledger: Ledger, last: date, run_walk_weeks_left: int) -> date | None:
    """About when a run may be that long; None for not within a year after ``last``."""
    for weeks in range(int(figure("plan_year_weeks")) + 1):
        by = last + timedelta(days=DAYS_PER_WEEK * weeks)
        if _after(ledger, last, by, run_walk_weeks_left) >= distance_km:
            return by
    return None


def _year_on(last: date) -> date:
    return last + timedelta(days=DAYS_PER_WEEK * int(figure("plan_year_weeks")))


def _month(day: date) -> str:
    return f"{day:%B %Y}"


def rounded_down(km: float) -> float:
    """A distance to the tenth below, never above what it came from."""
    tenths = floor(km * 10 + _TOL_TENTH)
    return tenths / 10 if tenths / 10 <= km else (tenths - 1) / 10


# 3.3 km times ten is 32.999...: without this, a distance would lose a tenth to rounding.
_TOL_TENTH = 1e-9
