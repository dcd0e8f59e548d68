"""What was done, and on top of it what is planned: the sums that stages, limits and checks are made of."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import itemgetter
from statistics import median

from backstride.evidence import figure
from backstride.plan.model import Intensity, Kind, PlanDay, Session

DAYS_PER_WEEK = 7
RUNS = (Kind.RUN, Kind.RUN_WALK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A session that was done, or is taken as done. None is unknown, never zero.

    ``hard``: a run with a good share of it at high intensity (registry: plan_hard_share). ``is_estimate``:
    the distance was not measured (see ``with_distances``).
    """

    date: date
    kind: Kind
    distance_km: float | None = None
    duration_min: float | None = None
    hard: bool = False
    is_estimate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is on record of a runner: the sessions done, up to and with today, and the diary's pain (0-10) by
    local date, as it stands in the morning. A date that is missing is unknown.
    """

    done: tuple[Done, ...] = ()
    pain_nrs: Mapping[date, float]

    def ledger(self) -> "Ledger":
        """A ledger with what was done; runs of unknown distance as ``with_distances`` has them."""
        ledger = Ledger()
        for each in with_distances(self.done):
            ledger.add(each)
        return ledger


def with_distances(done: Sequence[Done]) -> list[Done]:
    """The sessions, with the distance of each run that has none worked out from the runner's own runs of its
    kind in the eight weeks before and after it: its time at their usual pace, at most as far as the longest
    of them, else their usual distance (medians). An estimate thus makes no longer run possible. Where no
    such run was measured the distance stays unknown.
    """
    measured = {
        kind: sorted(
            ((run.date, run) for run in done if run.kind is kind and run.distance_km), key=itemgetter(0)
        )
        for kind in RUNS
    }
    return [
        _with_distance(each, measured[each.kind]) if each.kind in RUNS and each.distance_km is None else each
        for each in done
    ]


def _with_distance(run: Done, measured: Sequence[tuple[date, Done]]) -> Done:
    reach = timedelta(days=figure("plan_habit_days"))
    first = bisect_left(measured, run.date - reach, key=itemgetter(0))
    last = bisect_right(measured, run.date + reach, key=itemgetter(0))
    near = [each for _, each in measured[first:last]]
    if not near:
        return run
    known_km = [each.distance_km for each in near if each.distance_km]
    paces = [each.duration_min / each.distance_km for each in near if each.duration_min and each.distance_km]
    if run.duration_min and paces:
        estimate_km = min(run.duration_min / median(paces), max(known_km))
        return replace(run, distance_km=estimate_km, is_estimate=True)
    return replace(run, distance_km=median(known_km), is_estimate=True)


def monday_of(day: date) -> date:
    """The first day of the calendar week."""
    return day - timedelta(days=day.weekday())


def days_from(first: date, count: int) -> list[date]:
    """``count`` dates, beginning with ``first``."""
    return [first + timedelta(days=number) for number in range(count)]


class Ledger:
    """Sessions by date, done and planned alike.

    A run of a distance that cannot be worked out is a run, and adds nothing to a distance: that is so only
    where none of the runner's around it was measured, and what is planned then begins with the registry's
    first run.
    """

    def __init__(self) -> None:
        self._of: dict[date, list[Done]] = {}
        self._km: dict[date, float] = {}
        self._longest_km: dict[date, float] = {}

    def add(self, done: Done) -> None:
        self._of.setdefault(done.date, []).append(done)
        if done.kind in RUNS:
            km = done.distance_km or 0.0
            self._km[done.date] = self._km.get(done.date, 0.0) + km
            self._longest_km[done.date] = max(self._longest_km.get(done.date, 0.0), km)

    def add_planned(self, day: PlanDay) -> None:
        """Count a planned day as done."""
        for session in day.sessions:
            if session.kind is not Kind.REST:
                self.add(as_done(day.date, session))

    def on(self, day: date) -> list[Done]:
        return self._of.get(day, [])

    def runs_on(self, day: date) -> list[Done]:
        return [each for each in self.on(day) if each.kind in RUNS]

    def has(self, day: date, kinds: Iterable[Kind]) -> bool:
        return any(each.kind in kinds for each in self.on(day))

    def km_on(self, day: date) -> float:
        return self._km.get(day, 0.0)

    def longest_on(self, day: date) -> float:
        return self._longest_km.get(day, 0.0)

    def longest_before(self, day: date) -> float | None:
        """The longest run, in km, of the thirty days before ``day``; None where none is known."""
        window = int(figure("spike_window_days"))
        longest = max(self.longest_on(day - timedelta(days=back)) for back in range(1, window + 1))
        return longest or None

    def week_km(self, monday: date) -> float:
        return sum(self.km_on(day) for day in days_from(monday, DAYS_PER_WEEK))

    def week_hard_km(self, monday: date) -> float:
        runs = (run for day in days_from(monday, DAYS_PER_WEEK) for run in self.runs_on(day))
        return sum(run.distance_km or 0.0 for run in runs if run.hard)

    def weeks_before(self, monday: date, count: int) -> list[date]:
        """The Mondays of the ``count`` weeks before, the last first."""
        return [monday - timedelta(days=DAYS_PER_WEEK * back) for back in range(1, count + 1)]

    def highest_week_km(self, monday: date) -> float:
        """The highest weekly distance of the weeks in which the next lighter one is due."""
        return max(self.week_km(each) for each in self.weeks_before(monday, _cycle()))

    def highest_week_hard_km(self, monday: date) -> float:
        return max(self.week_hard_km(each) for each in self.weeks_before(monday, _cycle()))

    def lighter_limit_km(self, monday: date) -> float | None:
        """The most that the week may have where a lighter one is due; None where none is."""
        before = self.weeks_before(monday, _cycle() - 1)
        if any(self._was_lighter(week) for week in before):
            return None
        return figure("plan_light_week_share") * max(self.week_km(week) for week in before)

    def _was_lighter(self, monday: date) -> bool:
        highest = max(self.week_km(week) for week in self.weeks_before(monday, _cycle() - 1))
        return self.week_km(monday) <= figure("plan_light_week_share") * highest + _TOL_KM

    def runs_between(self, first: date, last: date) -> list[Done]:
        """The runs of the dates, both counted, by date."""
        return [
            run
            for day in sorted(self._of)
            if first <= day <= last
            for run in self._of[day]
            if run.kind in RUNS
        ]

    def usual_week_km(self, monday: date, weeks: int) -> float:
        """The median distance of those of the ``weeks`` before that had any; 0 where none had."""
        ran = [km for week in self.weeks_before(monday, weeks) if (km := self.week_km(week)) > 0]
        return median(ran) if ran else 0.0

    def usual_long_km(self, monday: date, weeks: int) -> float:
        """The median of the weeks' longest runs, of those weeks that had any; 0 where none had."""
        longest = (
            max(self.longest_on(day) for day in days_from(week, DAYS_PER_WEEK))
            for week in self.weeks_before(monday, weeks)
        )
        ran = [km for km in longest if km > 0]
        return median(ran) if ran else 0.0

    def usual_runs(self, monday: date, weeks: int) -> int:
        """The median number of days with a run of those of the ``weeks`` before that had any; 0 where none
        had.
        """
        days = (days_from(week, DAYS_PER_WEEK) for week in self.weeks_before(monday, weeks))
        ran = [count for week in days if (count := sum(bool(self.runs_on(day)) for day in week))]
        return round(median(ran)) if ran else 0

    def usual_run_km(self, monday: date, weeks: int) -> float:
        """The median distance of the runs of the ``weeks`` before, each week's longest left out; that of the
        longest where no week had two, 0 where none had any.
        """
        others: list[float] = []
        for week in self.weeks_before(monday, weeks):
            runs = self.runs_between(week, week + timedelta(days=DAYS_PER_WEEK - 1))
            others += sorted(run.distance_km for run in runs if run.distance_km)[:-1]
        return median(others) if others else self.usual_long_km(monday, weeks)


# Distances come from sums of decimal fractions: below a metre a difference is rounding.
_TOL_KM = 1e-3


def as_done(day: date, session: Session) -> Done:
    """A planned session as one that was done as planned."""
    return Done(
        date=day,
        kind=session.kind,
        distance_km=session.distance_km,
        duration_min=session.duration_min,
        hard=session.intensity is Intensity.HARD,
    )


def pace_min_per_km(ledger: Ledger, today: date) -> float:
    """The runner's usual pace: the median of the runs of the last eight weeks whose time and distance are
    known, else the registry's, within what legs can do.
    """
    runs = ledger.runs_between(today - timedelta(days=int(figure("plan_habit_days"))), today)
    paces = [
        run.duration_min / run.distance_km
        for run in runs
        if run.duration_min and run.distance_km and run.kind is Kind.RUN and not run.is_estimate
    ]
    usual = median(paces) if paces else figure("plan_easy_pace_min_per_km")
    return min(max(usual, figure("plan_fastest_pace_min_per_km")), figure("plan_walk_pace_min_per_km"))


def usual_run_min(ledger: Ledger, today: date) -> float:
    """How long the runs of the thirty days before today took (median), else half an hour."""
    window = timedelta(days=int(figure("spike_window_days")))
    runs = ledger.runs_between(today - window, today - timedelta(days=1))
    known = [run.duration_min for run in runs if run.duration_min]
    return float(round(median(known))) if known else figure("plan_return_min")


def _cycle() -> int:
    return int(figure("plan_light_week_every"))
