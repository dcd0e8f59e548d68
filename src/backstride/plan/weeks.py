"""One calendar week put to the solver: what may stand on each of its open days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import fmean

from backstride.evidence import figure
from backstride.plan.goals import Aim, Goal, Reach, rounded_down
from backstride.plan.limits import Limits, limits_of
from backstride.plan.model import Intensity, Kind, PlanDay, Session, Stage
from backstride.plan.pain import Lane, Mornings
from backstride.plan.record import DAYS_PER_WEEK, RUNS, Ledger, days_from
from backstride.plan.response import Response
from backstride.plan.sessions import REST, cross_training, run, run_walk, walk
from backstride.plan.solve import Barred, Chosen, Option, Was, Week, solve_week
from backstride.plan.stages import Footing, is_near

# Run lengths on offer, as shares of the longest that the day may have, besides the even share of the week.
_GRID_SHARES = (1.0, 0.5)
# The shorter run-walk, for lighter weeks and for backs that answer to more.
_GRID_SHORT = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is the same for all weeks of a plan. ``was``: the plan that the runner has, by date; ``is_kept``:
    whether it is still what the rest of this week is measured by (see ``planner``). ``missed``: whether a run
    of it was missed. ``waits``: whether this morning's pain keeps from a run today. ``pain_nrs``: the
    diary's, by date. ``strength``: the exercises of (block week, week of low pain).
    """

    today: date
    goal: Goal
    reach: Reach
    runs: int
    mornings: Mornings
    pace_min_per_km: float
    run_min: float
    response: Response
    habit_share: Sequence[float]
    was: Mapping[date, PlanDay]
    is_kept: bool
    missed: bool
    waits: bool
    pain_nrs: Mapping[date, float]
    strength: Callable[[int, int], Session]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the runs of a held week are: as many as usual of late, and as long, all shortened alike where the
    week may not have as much. ``run_km``: of each but one, the longest, which has ``long_km``.
    """

    runs: int
    run_km: float
    long_km: float
    week_km: float


def _held(frame: Frame, ledger: Ledger, monday: date, limits: Limits) -> _Held:
    weeks = int(figure("plan_usual_weeks"))
    long_km = ledger.usual_long_km(monday, weeks)
    run_km = min(ledger.usual_run_km(monday, weeks), long_km)
    runs = min(max(ledger.usual_runs(monday, weeks), int(figure("plan_runs_least"))), frame.runs)
    week_km = (runs - 1) * run_km + long_km
    share = min(1.0, limits.week_km / week_km) if week_km else 1.0
    return _Held(runs, share * run_km, share * long_km, share * week_km)


def week_days(
    frame: Frame, ledger: Ledger, monday: date, footing: Footing, *, walking_only: bool
) -> list[PlanDay]:
    """The week's open days, from today or its Monday to its Sunday."""
    first = max(monday, frame.today)
    days = days_from(first, DAYS_PER_WEEK - (first - monday).days)
    limits = limits_of(ledger, monday, days, today=frame.today, lane=frame.mornings.lane)
    walks = walking_only or footing.stage is Stage.WALK
    chosen = solve_week(_week(frame, ledger, monday, days, limits, footing, walks=walks, bare=walking_only))
    strong = [
        week
        for week in ledger.weeks_before(monday, int(figure("plan_strength_block_weeks")))
        if any(ledger.has(day, [Kind.STRENGTH]) for day in days_from(week, DAYS_PER_WEEK))
    ]
    block, hinge = 1 + len(strong), 1 + sum(_was_low(frame, week) for week in strong)
    return [
        PlanDay(date=day, sessions=_sessions(each, frame, block, hinge))
        for day, each in zip(days, chosen, strict=True)
    ]


def _was_low(frame: Frame, monday: date) -> bool:
    """Whether the week's mornings are known to have had low pain; of one to come, whether they have now."""
    if monday >= frame.today:
        return frame.mornings.is_low
    known = [frame.pain_nrs[day] for day in days_from(monday, DAYS_PER_WEEK) if day in frame.pain_nrs]
    return bool(known) and fmean(known) <= figure("today_pain_calm_nrs")


def _sessions(chosen: Chosen, frame: Frame, block: int, hinge: int) -> tuple[Session, ...]:
    found = [] if chosen.main is None else [chosen.main]
    if chosen.cross:
        found.append(cross_training(frame.run_min))
    if chosen.strength:
        found.append(frame.strength(block, hinge))
    return tuple(found) or (REST,)


def _week(
    frame: Frame,
    ledger: Ledger,
    monday: date,
    days: list[date],
    limits: Limits,
    footing: Footing,
    *,
    walks: bool,
    bare: bool,
) -> Week:
    done_days = days_from(monday, DAYS_PER_WEEK - len(days))
    lane = frame.mornings.lane if is_near(monday, frame.today) else Lane.GO
    was = [_was(frame.was.get(day)) for day in days]
    kept = frame.is_kept and days[0] == frame.today and len(days) < DAYS_PER_WEEK and all(was)
    in_turns = footing.stage is Stage.RUN_WALK
    is_held = lane is Lane.HOLD and not (walks or in_turns or limits.is_new)
    held = _held(frame, ledger, monday, limits) if is_held else None
    left_km = _left_km(frame, days, walks=walks) if kept else None
    sessions, want_km = (
        _wanted(frame, ledger, monday, days, limits, footing, held, walks=walks)
        if left_km is None
        else (len(left_km), sum(left_km))
    )
    cross = int(lane is Lane.CUT and not walks and sessions > 1)
    if kept:
        cross = sum(each.cross for each in was if each is not None) if lane is Lane.CUT and not walks else 0
    else:
        kinds = [Kind.WALK] if walks else RUNS
        done_sessions = sum(ledger.has(day, kinds) for day in (*done_days, days[0]))
        sessions = max(0, min(sessions - cross - done_sessions, _share(sessions, days)))
    long_km = min(frame.reach.long_km, max(limits.run_km))
    even_km = want_km / max(sessions, 1)
    beside_km = max(want_km - long_km, 0.0) / max(sessions - 1, 1)
    options = [
        _walk_options(frame, ledger, monday, day)
        if walks
        else _run_options(frame, ledger, day, at, limits, footing, (even_km, beside_km), held)
        for at, day in enumerate(days)
    ]
    known, known_km = _known(frame, days)
    if left_km is not None and not walks:
        known, known_km = len(days), want_km
        options = [[each for each in of_day if each.km <= max(left_km, default=0.0)] for of_day in options]
    rested = sum(not ledger.on(day) for day in done_days)
    rests = max(0, int(figure("plan_rest_days")) - rested)
    barred = [_barred(ledger, day, footing) for day in days]
    restless = rests > sum(not each.rest for each in barred)  # no day is left to rest on
    if restless:
        options, rests, cross = [[] for _ in days], 0, 0
    most_km = None if walks or in_turns or limits.is_new else even_km
    want_long_km = 0.0 if walks or lane is not Lane.GO else long_km
    if left_km:
        want_long_km, most_km = min(want_long_km, max(left_km)), sorted(left_km)[-2:][0]
    return Week(
        options=options,
        limits=limits,
        done_km=ledger.week_km(monday),
        done_hard_km=ledger.week_hard_km(monday),
        done_long_km=max((ledger.longest_on(day) for day in days_from(monday, DAYS_PER_WEEK)), default=0.0),
        sessions=sessions,
        want_km=want_km,
        # In a held week no long run is sought: it is a step up, and the hardest on a back.
        want_long_km=want_long_km,
        long_km=most_km if held is None else held.run_km,
        session_nrs=figure("plan_weight_session_nrs" if held is None else "plan_weight_held_session_nrs"),
        known=known,
        known_km=known_km,
        wants_hard=footing.stage is Stage.BUILD and frame.goal.aim is Aim.RACE,
        alone=footing.stage in (Stage.WALK, Stage.RUN_WALK) and not walks,
        barred=barred,
        habit_share=[frame.habit_share[day.weekday()] for day in days],
        strength=_strength(
            ledger, days, done_days, was, kept=kept, none=bare or restless or lane is Lane.STOP
        ),
        cross=cross,
        rests=rests,
        was=was,
    )


def _wanted(
    frame: Frame,
    ledger: Ledger,
    monday: date,
    days: list[date],
    limits: Limits,
    footing: Footing,
    held: _Held | None,
    *,
    walks: bool,
) -> tuple[int, float]:
    """How many runs (or walks) the week has, and how many km its open days are to have."""
    if walks:
        return walk_days(_walk_min(ledger, days[0])), 0.0
    early = footing.stage is Stage.RUN_WALK
    sessions = int(figure("plan_return_runs")) if early else frame.runs
    week_km = limits.week_km if early else min(limits.week_km, frame.reach.week_km)
    if held is not None:
        sessions, week_km = held.runs, min(limits.week_km, held.week_km)
    left_km = min(week_km - ledger.week_km(monday), week_km * len(days) / DAYS_PER_WEEK)
    return sessions, max(0.0, left_km)


def _left_km(frame: Frame, days: list[date], *, walks: bool) -> list[float]:
    """The km of each run that the runner's plan has left (0 for each walk): a missed session is not put into
    the days that are left, and no run of them is made longer than the longest.
    """
    kinds = (Kind.WALK,) if walks else RUNS
    left = [each for day in days for each in frame.was[day].sessions if each.kind in kinds]
    return [(each.distance_km or 0.0) if each.kind in RUNS else 0.0 for each in left]


def _share(sessions: int, days: list[date]) -> int:
    return ceil(sessions * len(days) / DAYS_PER_WEEK)


def _known(frame: Frame, days: list[date]) -> tuple[int, float]:
    """How many of the days, from the first, the runner's plan has and what it has on them, where a run of it
    was missed: they are not to have more. (0, 0) where none was.
    """
    known = [frame.was[day] for day in days if day in frame.was] if frame.missed else []
    runs = (each for day in known for each in day.sessions if each.kind in RUNS)
    return len(known), sum(each.distance_km or 0.0 for each in runs)


def _strength(
    ledger: Ledger, days: list[date], done_days: list[date], was: list[Was | None], *, kept: bool, none: bool
) -> tuple[int, int, int]:
    """The least, wanted and most sessions of strength in the open days."""
    if none:
        return 0, 0, 0
    done = sum(ledger.has(day, [Kind.STRENGTH]) for day in (*done_days, days[0]))
    least, most = int(figure("plan_strength_least")), int(figure("plan_strength_most"))
    if kept:
        left = max(0, min(sum(each.strength for each in was if each is not None), most - done))
        return 0, left, left
    wanted = max(0, min(least - done, _share(least, days)))
    return (wanted if not done_days else 0), wanted, max(wanted, 0)


def _barred(ledger: Ledger, day: date, footing: Footing) -> Barred:
    """By what was done on the day and on the one before."""
    before = day - timedelta(days=1)
    ran = bool(ledger.runs_on(before))
    in_turns = footing.stage is Stage.RUN_WALK or ledger.has(before, [Kind.RUN_WALK])
    strong = ledger.has(before, [Kind.STRENGTH]) or ledger.has(day, [Kind.STRENGTH])
    return Barred(
        run=bool(ledger.runs_on(day)) or (ran and in_turns),
        big=_is_big_day(ledger, before),
        strength=strong,
        cross=bool(ledger.on(day)),
        rest=bool(ledger.on(day)),
    )


def _run_options(
    frame: Frame,
    ledger: Ledger,
    day: date,
    at: int,
    limits: Limits,
    footing: Footing,
    shared_km: tuple[float, ...],
    held: _Held | None,
) -> list[Option]:
    """The runs that the day may hold; none where one was run already, or this morning's pain keeps from it:
    the run then stands on another day. In a held week, the usual ones.
    """
    if day == frame.today and (ledger.runs_on(day) or frame.waits):
        return []
    cap_km = min(limits.run_km[at], max(rounded_down(frame.reach.long_km), figure("plan_shortest_run_km")))
    surface = frame.response.kindest_surface
    found: list[Session | None] = []
    if footing.stage is Stage.RUN_WALK:
        shares = (1.0,) if limits.is_new else (1.0, _GRID_SHORT)
        found = [run_walk(footing.step, cap_km, frame.pace_min_per_km, share, surface) for share in shares]
    else:
        wanted = {cap_km} if limits.is_new else {rounded_down(share * cap_km) for share in _GRID_SHARES}
        if held is not None:
            lengths_km = (held.run_km, held.long_km, min(held.run_km, shared_km[0]))
            wanted = {min(rounded_down(km), cap_km) for km in lengths_km}
        elif not limits.is_new:
            wanted |= {min(rounded_down(km), cap_km) for km in shared_km}
        lengths = sorted(km for km in wanted if km >= min(cap_km, figure("plan_shortest_run_km")) and km > 0)
        found = [run(km, frame.pace_min_per_km, Intensity.EASY, surface) for km in lengths]
        if footing.stage is Stage.BUILD and frame.goal.aim is Aim.RACE and frame.mornings.is_low:
            hard_km = {rounded_down(0.5 * cap_km), rounded_down(min(limits.high_hard_km, cap_km))}
            found += [
                run(km, frame.pace_min_per_km, Intensity.HARD, surface)
                for km in sorted(hard_km)
                if km >= figure("plan_shortest_run_km")
            ]
    is_race_day = frame.goal.race_date == day and frame.goal.distance_km is not None
    if is_race_day and footing.stage is not Stage.RUN_WALK and (frame.goal.distance_km or 0.0) <= cap_km:
        found = [run(frame.goal.distance_km or 0.0, frame.pace_min_per_km, Intensity.STEADY, "any")]
    else:
        found += _same_as_before(frame, day, cap_km, footing, found)
    base_km = limits.base_km[at]
    options = [
        Option(
            session=session,
            added_nrs=frame.response.added_nrs(
                session.distance_km or 0.0, session.intensity or Intensity.EASY, session.surface
            ),
            is_big=session.intensity is Intensity.HARD or is_long(session.distance_km, base_km),
            raises=(session.distance_km or 0.0) > limits.high_run_km,
        )
        for session in dict.fromkeys(found)
        if session is not None
    ]
    is_eve = frame.goal.race_date == day + timedelta(days=1)
    return [option for option in options if not (is_eve and option.is_big)]


def _same_as_before(
    frame: Frame, day: date, cap_km: float, footing: Footing, found: list[Session | None]
) -> list[Session]:
    """The run that the runner's plan has on the day, where it is one that might be chosen now."""
    was = _was(frame.was.get(day))
    if was is None or was.main is None or was.main.kind is not Kind.RUN or footing.stage is Stage.RUN_WALK:
        return []
    if (was.main.distance_km or 0.0) > cap_km or was.main.intensity is not Intensity.EASY:
        return []
    if cap_km in {each.distance_km for each in found if each} and len(found) == 1:
        return []
    return [
        run(
            was.main.distance_km or 0.0, frame.pace_min_per_km, Intensity.EASY, frame.response.kindest_surface
        )
    ]


def is_long(distance_km: float | None, base_km: float | None) -> bool:
    """Whether a run is long for somebody whose longest of the thirty days before it was ``base_km``."""
    return base_km is None or (distance_km or 0.0) > figure("plan_hard_day_share") * base_km


def _is_big_day(ledger: Ledger, day: date) -> bool:
    base_km = ledger.longest_before(day)
    return any(each.hard or is_long(each.distance_km, base_km) for each in ledger.runs_on(day))


def _walk_options(frame: Frame, ledger: Ledger, monday: date, day: date) -> list[Option]:
    if day == frame.today and ledger.has(day, [Kind.WALK, *RUNS]):
        return []
    return [Option(session=walk(_walk_min(ledger, max(monday, frame.today))))]


def _walk_min(ledger: Ledger, first: date) -> float:
    """How long a walk of this week is: a minute longer than the longest of the fourteen days before it."""
    since = int(figure("screen_usual_days"))
    walked = [
        each.duration_min or 0.0
        for back in range(1, since + 1)
        for each in ledger.on(first - timedelta(days=back))
        if each.kind is Kind.WALK
    ]
    start, most = figure("plan_walk_start_min"), figure("plan_walk_min")
    return float(round(min(most, max(start, max(walked, default=0.0) + figure("plan_walk_step_min")))))


def walk_days(walk_min: float) -> int:
    """On how many days a week to walk: more as the walks get longer."""
    start, most = figure("plan_walk_start_min"), figure("plan_walk_min")
    fewest, all_days = figure("plan_walk_start_days"), figure("plan_walk_days")
    return round(fewest + (all_days - fewest) * (walk_min - start) / (most - start))


def _was(day: PlanDay | None) -> Was | None:
    if day is None:
        return None
    main = next((each for each in day.sessions if each.kind in (*RUNS, Kind.WALK)), None)
    kinds = {each.kind for each in day.sessions}
    return Was(main=main, strength=Kind.STRENGTH in kinds, cross=Kind.CROSS_TRAINING in kinds)
