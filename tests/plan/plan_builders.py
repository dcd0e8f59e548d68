"""Runners, clearances and plans for the plan's tests."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from screen_builders import answer_sets, clear

from backstride.plan.goals import Aim, Goal
from backstride.plan.model import ExerciseDose, Intensity, Kind, Plan, Session
from backstride.plan.planner import Asked, Previous, make_plan
from backstride.plan.record import Done, Record
from backstride.plan.response import Response
from backstride.screen import Clearance
from screen_answers import otherwise_no

MONDAY = date(2026, 3, 2)
FREE = clear(**otherwise_no({}))


def exercises(
    *, block_week: int, low_pain: bool, hinge_week: int, equipment: frozenset[str]
) -> tuple[ExerciseDose, ...]:
    """A stand-in for the library: legs, core, and a hinge at low pain."""
    legs_and_core = (
        ExerciseDose(name="squat", sets=3, reps=7 + block_week),
        ExerciseDose(name="plank", sets=3, hold_s=20),
    )
    return (
        (*legs_and_core, ExerciseDose(name="deadlift", sets=3, reps=hinge_week))
        if low_pain
        else legs_and_core
    )


def every(days: int, km: float, *, since: int = 100, pain: float | None = 1.0, until: int = 1) -> Record:
    """A runner with a run of ``km`` every so many ``days`` up to ``until`` days before the Monday, and the
    same pain each morning; None for no diary.
    """
    done = tuple(
        Done(date=MONDAY - timedelta(days=back), kind=Kind.RUN, distance_km=km, duration_min=6 * km)
        for back in range(until, since, days)
    )
    mornings = {} if pain is None else {MONDAY - timedelta(days=back): pain for back in range(since)}
    return Record(done=done, pain_nrs=mornings)


def ask(record: Record, **changed: Any) -> Plan:
    """A plan of six weeks from the Monday for somebody who may run, but for what is changed."""
    asked = {
        "today": MONDAY,
        "weeks": 6,
        "goal": Goal(),
        "clearance": FREE,
        "exercises": exercises,
        **changed,
    }
    return make_plan(Asked(**asked), record)


def again(plan: Plan, record: Record, **changed: Any) -> Plan:
    """The plan made again by somebody who has ``plan``."""
    goal = changed.get("goal", Goal())
    return ask(record, **{"previous": Previous(plan=plan, goal=goal), "weeks": plan.weeks, **changed})


def sessions(plan: Plan, *kinds: Kind) -> list[tuple[date, Session]]:
    return [(day.date, each) for day in plan.days for each in day.sessions if each.kind in kinds]


def done_as_planned(plan: Plan, until: date, skipped: frozenset[date] = frozenset()) -> tuple[Done, ...]:
    """What a runner has done who keeps to the plan, up to the day before ``until``."""
    return tuple(
        Done(
            date=day.date,
            kind=each.kind,
            distance_km=each.distance_km,
            duration_min=each.duration_min,
            hard=each.intensity is Intensity.HARD,
        )
        for day in plan.days
        for each in day.sessions
        if day.date < until and day.date not in skipped and each.kind is not Kind.REST
    )


@st.composite
def records(draw: st.DrawFn, today: date) -> Record:
    """Any history: none, a few runs, many; lengths and hard ones at random; a diary with gaps."""
    length = draw(st.sampled_from([0, 5, 20, 40, 100, 100]))
    usual_km = draw(st.floats(0.3, 30))
    chance = draw(st.sampled_from([0.1, 0.4, 0.7, 1.0]))
    level = draw(st.sampled_from([0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 6.0]))
    diary = draw(st.sampled_from([0.0, 0.5, 1.0, 1.0]))
    swings = draw(st.sampled_from([(0,), (-1, 0, 0, 0, 1, 2, 3)]))
    rng = draw(st.randoms(use_true_random=False))
    done: list[Done] = []
    pain: dict[date, float] = {}
    for back in range(length + 1):
        day = today - timedelta(days=back)
        if rng.random() < diary:
            pain[day] = min(10.0, max(0.0, round(level + rng.choice(swings))))
        if rng.random() < chance and (back or rng.random() < 0.5):
            km = None if rng.random() < 0.05 else round(usual_km * rng.uniform(0.3, 1.5), 2)
            minutes = None if rng.random() < 0.1 else round((km or 5.0) * rng.uniform(4, 9), 1)
            done.append(
                Done(date=day, kind=Kind.RUN, distance_km=km, duration_min=minutes, hard=rng.random() < 0.2)
            )
        if rng.random() < 0.1:
            done.append(Done(date=day, kind=Kind.STRENGTH, duration_min=30.0))
        if rng.random() < 0.1:
            done.append(Done(date=day, kind=Kind.WALK, duration_min=float(rng.randint(5, 90))))
        if rng.random() < 0.05:
            done.append(Done(date=day, kind=Kind.CROSS_TRAINING, duration_min=40.0))
    return Record(done=tuple(done), pain_nrs=pain)


@st.composite
def clearances(draw: st.DrawFn) -> Clearance | None:
    """None (never asked), a free one (often, so that there are plans with running), or any."""
    kind = draw(st.sampled_from(["free", "free", "free", "never", "any", "any_no"]))
    if kind == "free":
        return FREE
    if kind == "never":
        return None
    known = draw(answer_sets())
    return clear(**(otherwise_no(known) if kind == "any_no" else known))


@st.composite
def goals(draw: st.DrawFn, today: date) -> Goal:
    aim = draw(st.sampled_from(list(Aim)))
    km = round(draw(st.floats(1, 60)), 1) if aim in (Aim.DISTANCE, Aim.RACE) else None
    race = today + timedelta(days=draw(st.integers(0, 150))) if aim is Aim.RACE else None
    return Goal(aim=aim, distance_km=km, race_date=race)


@st.composite
def responses(draw: st.DrawFn) -> Response | None:
    """None for the default, or a back that running harms a little, much, or helps."""
    if draw(st.booleans()):
        return None
    slope = draw(st.floats(-0.4, 0.6))
    base = draw(st.floats(-0.5, 1.5))
    return Response(
        at_km=tuple((km, base + slope * km) for km in (2.0, 5.0, 10.0)),
        intensity_nrs={Intensity.HARD: draw(st.floats(-0.2, 1.5))},
        surface_nrs={"hard": draw(st.floats(-0.5, 0.5))},
        is_own=True,
    )
