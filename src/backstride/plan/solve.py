"""One week as a mixed-integer program: which session on which day.

Each open day takes at most one of its options (a run of a given length and pace, a walk), perhaps strength,
perhaps cross-training instead of a run, or rest. The program minimises, in points of pain:

- the expected added pain of the runs (``Option.added_nrs``, from the runner's own posterior), weighed;
- progress missed: the share of the week's wanted distance, of its wanted longest run, of its wanted number of
  sessions and of hard work that is not reached, each times its weight;
- sessions away from the habitual days of the week, and runs on days in a row;
- every difference from the plan that the runner has.

Its constraints are those of ``violations``. Weeks are solved one after the other, each on what the weeks
before it hold, so that a plan of sixteen weeks is sixteen small programs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from backstride.evidence import figure
from backstride.plan.limits import Limits
from backstride.plan.model import Intensity, Kind, Session
from backstride.plan.record import RUNS

# A hundredth of a point (see the offset) is no difference to a runner; proving less takes most of the time.
_SOLVER_OPTIONS = {"mip_rel_gap": 1e-3, "presolve": True}
# Of two weeks that are equal otherwise, sessions come earlier: the same input gives the same plan.
_SOLVER_EARLIER_NRS = 1e-3
# Keeps the sum of all costs away from zero, so that the relative gap is one of about a hundredth of a point.
_SOLVER_OFFSET_NRS = 10.0
# Kilometres within rounding of a limit keep it.
_TOL_KM = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A session that a day may hold. ``added_nrs``: its expected added pain. ``is_big``: it counts as a hard
    day. ``raises``: it is longer than the longest run before the week.
    """

    session: Session
    added_nrs: float = 0.0
    is_big: bool = False
    raises: bool = False

    @property
    def km(self) -> float:
        return (self.session.distance_km or 0.0) if self.is_run else 0.0

    @property
    def is_run(self) -> bool:
        return self.session.kind in RUNS

    @property
    def is_hard(self) -> bool:
        return self.session.intensity is Intensity.HARD

    @property
    def is_race(self) -> bool:
        return self.session.intensity is Intensity.STEADY


@dataclass(frozen=True, slots=True, kw_only=True)
class Was:
    """What the plan that the runner has says of a day."""

    main: Session | None
    strength: bool
    cross: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """What a day may not hold because of what was done on it or on the day before."""

    run: bool
    big: bool
    strength: bool
    cross: bool
    rest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the program of a week is given; the lists have one entry per open day.

    ``done_km``, ``done_hard_km``, ``done_long_km``: of what the week has already, and its longest run.
    ``sessions``: how many runs (or walks) are wanted, and allowed. ``want_km`` and ``want_long_km``: wanted
    in the open days. ``long_km``: only one run of the week may be longer; None for no such bound.
    ``session_nrs``: what one of the wanted sessions is worth, in points of pain.
    ``known_km``: the most that the first ``known`` days may have, after a missed run or in a week under way.
    ``alone``: no two runs on days in a row. ``habit_share``: how usual a run is on the day, 0-1.
    ``strength``: (least, wanted, most) sessions. ``cross``: how many sessions of cross-training stand in for
    runs. ``rests``: how many rest days are still needed.
    """

    options: Sequence[Sequence[Option]]
    limits: Limits
    done_km: float
    done_hard_km: float
    done_long_km: float
    sessions: int
    want_km: float
    want_long_km: float
    long_km: float | None
    session_nrs: float
    known: int
    known_km: float
    wants_hard: bool
    alone: bool
    barred: Sequence[Barred]
    habit_share: Sequence[float]
    strength: tuple[int, int, int]
    cross: int
    rests: int
    was: Sequence[Was | None] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What one day was given."""

    main: Session | None
    strength: bool
    cross: bool


class _Program:
    """Variables with costs and bounds, and rows over them, to be handed to the solver."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def new(self, cost: float = 0.0, low: float = 0.0, high: float = 1.0, whole: bool = True) -> int:
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        self.whole.append(int(whole))
        return len(self.costs) - 1

    def row(self, terms: dict[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        if terms:
            self.rows.append((terms, low, high))

    def solve(self) -> npt.NDArray[np.float64]:
        matrix = np.zeros((len(self.rows), len(self.costs)))
        for number, (terms, _, _) in enumerate(self.rows):
            for variable, factor in terms.items():
                matrix[number, variable] = factor
        lows, highs = (np.array([row[at] for row in self.rows]) for at in (1, 2))
        found = milp(
            np.array(self.costs),
            constraints=LinearConstraint(matrix, lows, highs),
            integrality=np.array(self.whole),
            bounds=Bounds(np.array(self.lows), np.array(self.highs)),
            options=_SOLVER_OPTIONS,
        )
        if found.x is None:
            raise AssertionError("a week of rest keeps every rule, so that there is always a solution")
        return np.asarray(found.x)


def solve_week(week: Week) -> list[Chosen]:
    """The week's open days. A week in which nothing is possible is all rest."""
    program = _Program()
    program.new(_SOLVER_OFFSET_NRS, low=1.0, whole=False)
    n = len(week.options)
    picks = [
        [program.new(_cost(option, week, day)) for option in options]
        for day, options in enumerate(week.options)
    ]
    strong = [program.new(_SOLVER_EARLIER_NRS * day) for day in range(n)]
    cross = [program.new(_SOLVER_EARLIER_NRS * day) for day in range(n)]
    rest = [program.new(0.0) for _ in range(n)]
    _add_days(program, week, picks, strong, cross, rest)
    _add_limits(program, week, picks)
    _add_progress(program, week, picks, cross)
    _add_closeness(program, week, picks, strong, cross)
    found = program.solve()
    return [
        Chosen(
            main=next(
                (option.session for option, at in zip(options, pick, strict=True) if found[at] > 0.5), None
            ),
            strength=bool(found[strong[day]] > 0.5),
            cross=bool(found[cross[day]] > 0.5),
        )
        for day, (options, pick) in enumerate(zip(week.options, picks, strict=True))
    ]


def _cost(option: Option, week: Week, day: int) -> float:
    """What choosing it costs: its pain, and how unusual the day is, the more so the longer it is."""
    longest_km = max((each.km for options in week.options for each in options), default=0.0)
    size_share = option.km / longest_km if longest_km else 1.0
    unusual = figure("plan_weight_habit_nrs") * (1.0 - week.habit_share[day]) * (1 + size_share) / 2
    race = figure("plan_weight_progress_nrs") * 2 if option.is_race else 0.0
    return figure("plan_weight_pain_ratio") * option.added_nrs + unusual + _SOLVER_EARLIER_NRS * day - race


def _add_days(
    program: _Program,
    week: Week,
    picks: list[list[int]],
    strong: list[int],
    cross: list[int],
    rest: list[int],
) -> None:
    """One session a day; rest days; days between runs, hard days and strength."""
    beside_nrs = figure("plan_weight_habit_nrs")
    for day, pick in enumerate(picks):
        program.row({**dict.fromkeys(pick, 1.0), cross[day]: 1.0, rest[day]: 1.0}, high=1.0)
        program.row({strong[day]: 1.0, rest[day]: 1.0}, high=1.0)
        options = week.options[day]
        runs = [at for at, option in zip(pick, options, strict=True) if option.is_run]
        big = [at for at, option in zip(pick, options, strict=True) if option.is_big]
        both = program.new(beside_nrs)  # strength on a hard day
        program.row({**dict.fromkeys(big, 1.0), strong[day]: 1.0, both: -1.0}, high=1.0)
        barred = week.barred[day]
        for names, is_barred in (
            (runs, barred.run),
            (big, barred.big),
            ([strong[day]], barred.strength),
            ([cross[day]], barred.cross),
            ([rest[day]], barred.rest),
        ):
            if is_barred:
                program.row(dict.fromkeys(names, 1.0), high=0.0)
        if day == 0:
            continue
        last = week.options[day - 1]
        big_before = [at for at, option in zip(picks[day - 1], last, strict=True) if option.is_big]
        row = program.new(beside_nrs, high=0.0 if week.alone else 1.0)  # sessions on days in a row
        program.row({**dict.fromkeys(pick + picks[day - 1], 1.0), row: -1.0}, high=1.0)
        program.row(dict.fromkeys(big + big_before, 1.0), high=1.0)
        program.row({strong[day]: 1.0, strong[day - 1]: 1.0}, high=1.0)
    program.row(dict.fromkeys(rest, 1.0), low=float(week.rests))
    least, wanted, most = map(float, week.strength)
    lacking = program.new(figure("plan_weight_session_nrs"), high=max(wanted, 0.0), whole=False)
    program.row(dict.fromkeys(strong, 1.0), low=least, high=most)
    program.row({**dict.fromkeys(strong, 1.0), lacking: 1.0}, low=wanted)
    program.row(dict.fromkeys(cross, 1.0), high=float(week.cross))


def _add_limits(program: _Program, week: Week, picks: list[list[int]]) -> None:
    """The week's distance, and that pace and distance are not raised together."""
    limits = week.limits
    flat = [(at, option) for pick, options in zip(picks, week.options, strict=True)
            for at, option in zip(pick, options, strict=True)]  # fmt: skip
    km = {at: option.km for at, option in flat if option.km}
    program.row(km, high=max(limits.week_km - week.done_km, 0.0) + _TOL_KM)
    if week.long_km is not None:
        longer = {at: 1.0 for at, option in flat if option.km > week.long_km + _TOL_KM}
        program.row(longer, high=1.0)
    first = {at for pick in picks[: week.known] for at in pick}
    program.row({at: value for at, value in km.items() if at in first}, high=week.known_km + _TOL_KM)
    program.row({at: 1.0 for at, _ in flat}, high=float(week.sessions))
    further_done = (
        week.done_km > limits.high_week_km + _TOL_KM or week.done_long_km > limits.high_run_km + _TOL_KM
    )
    harder_done = week.done_hard_km > limits.high_hard_km + _TOL_KM
    if further_done and harder_done:  # the week has had both already: no more running in it
        program.row(dict.fromkeys(km, 1.0), high=0.0)
        return
    high = 1.0 if limits.may_raise else 0.0
    further = program.new(low=min(float(further_done), high), high=high)
    harder = program.new(low=min(float(harder_done), high), high=high)
    program.row({further: 1.0, harder: 1.0}, high=1.0)
    if not limits.may_raise and (further_done or harder_done):
        program.row(dict.fromkeys(km, 1.0), high=0.0)
        return
    more_km = max(limits.week_km - limits.high_week_km, 0.0)
    program.row({**km, further: -more_km}, high=max(limits.high_week_km - week.done_km, 0.0) + _TOL_KM)
    hard = {at: option.km for at, option in flat if option.is_hard}
    if hard:
        left_km = max(limits.high_hard_km - week.done_hard_km, 0.0)
        program.row({**hard, harder: -max(limits.week_km, 0.0)}, high=left_km + _TOL_KM)
    for at, option in flat:
        if option.raises:
            program.row({at: 1.0, further: -1.0}, high=0.0)


def _add_progress(program: _Program, week: Week, picks: list[list[int]], cross: list[int]) -> None:
    """What is wanted and not reached costs."""
    weight = figure("plan_weight_progress_nrs")
    flat = [(at, option) for pick, options in zip(picks, week.options, strict=True)
            for at, option in zip(pick, options, strict=True)]  # fmt: skip
    if week.want_km > 0:
        short = program.new(weight, whole=False)
        program.row(
            {**{at: option.km / week.want_km for at, option in flat if option.km}, short: 1.0}, low=1.0
        )
    if week.want_long_km > 0:
        for at, option in flat:
            if option.km:
                share = min(option.km / week.want_long_km, 1.0)
                counts = program.new(-weight * share / 2, whole=False)
                program.row({counts: 1.0, at: -1.0}, high=0.0)
                program.rows.append(({counts: 1.0}, -np.inf, 1.0))
        longest = range(len(program.costs) - sum(bool(option.km) for _, option in flat), len(program.costs))
        program.row(dict.fromkeys(longest, 1.0), high=1.0)
    missing = program.new(week.session_nrs, high=float(week.sessions), whole=False)
    program.row({**{at: 1.0 for at, _ in flat}, missing: 1.0}, low=float(week.sessions))
    if week.cross:
        lacking = program.new(figure("plan_weight_session_nrs"), high=float(week.cross), whole=False)
        program.row({**dict.fromkeys(cross, 1.0), lacking: 1.0}, low=float(week.cross))
    hard = {at: 1.0 for at, option in flat if option.is_hard}
    if hard and week.wants_hard:
        eased = program.new(weight / 2, whole=False)
        program.row({**hard, eased: 1.0}, low=1.0)


def _add_closeness(
    program: _Program, week: Week, picks: list[list[int]], strong: list[int], cross: list[int]
) -> None:
    """Differences from the plan that the runner has cost."""
    weight = figure("plan_weight_change_nrs")
    for day, was in enumerate(week.was):
        if was is None:
            continue
        for at, option in zip(picks[day], week.options[day], strict=True):
            program.costs[at] += weight * (1.0 if was.main is None else _difference(option, was.main) - 1.0)
        for variable, planned in ((strong[day], was.strength), (cross[day], was.cross)):
            program.costs[variable] += weight * (-0.5 if planned else 0.5)


def _difference(option: Option, was: Session) -> float:
    """How far an option is from a planned session: 0 for the same, a quarter to 1 for another."""
    new = option.session
    if new.kind is not was.kind and not (option.is_run and was.kind in RUNS):
        return 1.0
    alike = new.kind is was.kind and new.intensity is was.intensity
    size = "distance_km" if option.is_run and was.kind is not Kind.WALK else "duration_min"
    a, b = (float(getattr(session, size) or 0.0) for session in (new, was))
    if alike and a == b:
        return 0.0
    return min(1.0, abs(a - b) / max(a, b, _TOL_KM) + (0.5 / 2 if alike else 0.5))
