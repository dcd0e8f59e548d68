"""A session on another day: what changes places, what cannot be, and which rules it breaks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from backstride.plan.model import ExerciseDose, Gate, Intensity, Kind, Plan, PlanDay, Session, Stage
from backstride.plan.moving import Move, MoveError, broken, is_kept, moved
from backstride.plan.record import Done, Record
from backstride.plan.rule_words import OTHER, WORDS, told
from backstride.plan.sessions import REST
from backstride.plan.violations import Violation

MONDAY = date(2026, 3, 2)
RUN = Session(kind=Kind.RUN, distance_km=5.0, intensity=Intensity.EASY, warmup_min=10.0)
LONG = replace(RUN, distance_km=8.0)
STRENGTH = Session(kind=Kind.STRENGTH, exercises=(ExerciseDose(name="squat", sets=2, reps=10),))
DAYS = [(RUN,), (REST,), (STRENGTH,), (LONG,), (REST,), (STRENGTH,), (REST,)]
PLAN = Plan(
    start=MONDAY,
    weeks=1,
    stage=Stage.CONTINUOUS,
    gate=Gate.GO,
    days=tuple(PlanDay(date=MONDAY + timedelta(days=i), sessions=each) for i, each in enumerate(DAYS)),
    goal_text="Goal.",
)


def move(kind: Kind, on: int, to: int) -> Move:
    return Move(kind=kind, on=MONDAY + timedelta(days=on), to=MONDAY + timedelta(days=to))


def sessions(plan: Plan) -> list[tuple[Session, ...]]:
    return [day.sessions for day in plan.days]


def test_a_session_leaves_rest_behind_and_takes_the_place_of_rest() -> None:
    after = moved(PLAN, move(Kind.RUN, 0, 1), MONDAY)
    assert sessions(after) == [(REST,), (RUN,), *DAYS[2:]]


def test_strength_comes_beside_a_run_and_a_run_before_strength() -> None:
    assert sessions(moved(PLAN, move(Kind.STRENGTH, 2, 3), MONDAY))[2:4] == [(REST,), (LONG, STRENGTH)]
    assert sessions(moved(PLAN, move(Kind.RUN, 0, 2), MONDAY))[:3] == [(REST,), (REST,), (RUN, STRENGTH)]


def test_two_of_a_sort_change_places() -> None:
    assert sessions(moved(PLAN, move(Kind.RUN, 0, 3), MONDAY))[:4] == [(LONG,), *DAYS[1:3], (RUN,)]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (move(Kind.RUN, 0, 0), "on that day already"),
        (move(Kind.RUN, 3, 0), "past"),
        (move(Kind.RUN, 3, 9), "does not have that day"),
        (move(Kind.WALK, 3, 4), "no such session"),
        (move(Kind.RUN, 9, 4), "no such session"),
    ],
)
def test_what_cannot_be_is_refused(what: Move, reason: str) -> None:
    with pytest.raises(MoveError, match=reason):
        moved(PLAN, what, MONDAY + timedelta(days=1))


def test_only_what_the_move_breaks_is_told() -> None:
    done = tuple(
        Done(date=MONDAY - timedelta(days=back), kind=Kind.RUN, distance_km=7.5) for back in range(3, 40, 3)
    )
    record = Record(done=done, pain_nrs={})
    after = moved(PLAN, move(Kind.STRENGTH, 5, 3), MONDAY)
    found = broken(PLAN, after, record, MONDAY, clearance=None, due=None)
    assert {each.rule for each in found} == {"plan_strength_most"}
    assert broken(PLAN, PLAN, record, MONDAY, clearance=None, due=None) == []


def test_a_plan_made_around_a_move_has_it_where_it_was_put() -> None:
    to_rest, swapped = move(Kind.RUN, 0, 1), move(Kind.RUN, 0, 3)
    after = moved(PLAN, to_rest, MONDAY)
    assert is_kept(after, after, to_rest)
    assert not is_kept(PLAN, after, to_rest)
    after = moved(PLAN, swapped, MONDAY)
    assert is_kept(after, after, swapped)
    assert not is_kept(PLAN, after, swapped)


def test_each_broken_rule_is_told_once_in_words() -> None:
    found = [Violation(rule, MONDAY, "") for rule in ("plan_rest_days", "unheard_of", "plan_rest_days")]
    assert told(found) == (WORDS["plan_rest_days"], OTHER)
