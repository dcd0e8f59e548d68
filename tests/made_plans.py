"""Plans made by hand, and random ones, for what shows them and writes them into files."""

from datetime import date, timedelta

from hypothesis import strategies as st

from backstride.plan.exercises import exercises
from backstride.plan.model import (
    Change,
    ExerciseDose,
    Gate,
    Intensity,
    Kind,
    Plan,
    PlanDay,
    Session,
    Stage,
)

START = date(2026, 11, 23)  # a Monday
# The second one is not yet read in its source.
WHY = ("spike_ratio_threshold", "today_pain_monitoring", "running_response_mixed")

EXERCISES = (
    ExerciseDose(name="squat", sets=3, reps=8, load="with 10 kg in each hand"),
    ExerciseDose(name="calf_raise", sets=3, reps=12),
    ExerciseDose(name="side_bridge", sets=2, hold_s=30),
    ExerciseDose(name="plank_of_old", sets=1, reps=10),
)
RUN = Session(
    kind=Kind.RUN,
    distance_km=5.25,
    duration_min=33.4,
    intensity=Intensity.EASY,
    surface="soft",
    warmup_min=5,
    why=WHY[:2],
)
HARD_RUN = Session(
    kind=Kind.RUN, duration_min=30, intensity=Intensity.HARD, surface="hard", warmup_min=10, why=WHY[:1]
)
RUN_WALK = Session(
    kind=Kind.RUN_WALK,
    duration_min=23,
    intensity=Intensity.EASY,
    warmup_min=5,
    run_min=2,
    walk_min=1,
    repeats=6,
    why=WHY[2:],
)
WALK = Session(kind=Kind.WALK, duration_min=30)
STRENGTH = Session(kind=Kind.STRENGTH, duration_min=25, warmup_min=3, exercises=EXERCISES)
CROSS = Session(kind=Kind.CROSS_TRAINING, duration_min=40, intensity=Intensity.EASY)
REST = Session(kind=Kind.REST)

WEEK = ((RUN, STRENGTH), (WALK,), (RUN_WALK,), (STRENGTH,), (HARD_RUN,), (CROSS,), (REST,))


def make_plan(*days: tuple[Session, ...], gate: Gate = Gate.GO, **more) -> Plan:
    """A plan from ``START`` of these days, or of two weeks with one session of each kind."""
    chosen = days or WEEK * 2
    return Plan(
        start=START,
        weeks=-(-len(chosen) // 7),
        stage=Stage.CONTINUOUS,
        gate=gate,
        days=tuple(PlanDay(date=START + timedelta(i), sessions=each) for i, each in enumerate(chosen)),
        goal_text=more.pop("goal_text", "Run 10 km without more pain, by May; slowly, then further."),
        **more,
    )


def full_plan(gate: Gate = Gate.GO) -> Plan:
    """With notes and changes, in letters that files must escape."""
    return make_plan(
        gate=gate,
        notes=(
            'Shorter; softer, then longer: both \\ and "this" are fine.',
            "Zoë’s weeks get lighter in week 4.",
        ),
        changes=(Change(date=START, text="Run shortened from 6 km to 5.25 km", why="spike_ratio_threshold"),),
    )


def _amounts(most: float) -> st.SearchStrategy[float]:
    return st.floats(0.01, most, allow_nan=False).map(lambda value: round(value, 2))


doses = st.builds(
    lambda name, sets, reps, hold_s, load: ExerciseDose(
        name=name, sets=sets, reps=reps, hold_s=None if reps else hold_s, load=load
    ),
    st.sampled_from([*exercises(), "plank_of_old", "_"]),
    st.integers(1, 6),
    st.none() | st.integers(1, 60),
    st.integers(1, 300),
    st.text(max_size=300),
)
"""Random doses, of which some have loads in any letters."""

_common = {
    "intensity": st.none() | st.sampled_from(Intensity),
    "surface": st.sampled_from(["soft", "hard", "any"]),
    "warmup_min": st.just(0.0) | _amounts(30),
    "why": st.lists(st.sampled_from(WHY), max_size=3).map(tuple),
}
sessions = st.one_of(
    st.builds(
        Session,
        kind=st.sampled_from([Kind.RUN, Kind.WALK, Kind.CROSS_TRAINING]),
        distance_km=st.none() | _amounts(100),
        duration_min=st.none() | _amounts(600),
        **_common,
    ),
    st.builds(
        Session,
        kind=st.just(Kind.RUN_WALK),
        run_min=_amounts(30),
        walk_min=st.just(0.0) | _amounts(10),
        repeats=st.integers(1, 30),
        **_common,
    ),
    st.builds(
        Session, kind=st.just(Kind.STRENGTH), exercises=st.lists(doses, max_size=12).map(tuple), **_common
    ),
    st.just(REST),
)
"""Random sessions of every kind."""

plans = st.builds(
    lambda days, gate, goal, notes: make_plan(*days, gate=gate, goal_text=goal, notes=tuple(notes)),
    st.lists(st.lists(sessions, min_size=1, max_size=3).map(tuple), min_size=1, max_size=21),
    st.sampled_from(Gate),
    st.text(max_size=200),
    st.lists(st.text(max_size=200), max_size=3),
)
"""Random plans of up to three weeks under every gate, with goals and notes in any letters."""
