"""What a gate lets through, and a session as the steps that are done."""

import pytest
from hypothesis import given

from backstride.plan.blocks import Action, Block, Step, blocks, sessions_shown
from backstride.plan.model import Gate, Kind, Session
from made_plans import (
    CROSS,
    EXERCISES,
    HARD_RUN,
    REST,
    RUN,
    RUN_WALK,
    STRENGTH,
    WALK,
    make_plan,
    plans,
    sessions,
)


def shown(gate: Gate, *day: Session) -> tuple[Session, ...]:
    plan = make_plan(day, gate=gate)
    return sessions_shown(plan, plan.days[0])


def test_a_free_plan_shows_its_sessions_in_their_order():
    assert shown(Gate.GO, RUN, STRENGTH) == (RUN, STRENGTH)


@pytest.mark.parametrize(
    ("gate", "left"), [(Gate.HOLD, (WALK, STRENGTH, CROSS)), (Gate.STOP, (WALK,))], ids=str
)
def test_a_gate_lets_no_run_through(gate: Gate, left: tuple[Session, ...]):
    assert shown(gate, RUN, RUN_WALK, WALK, STRENGTH, CROSS) == left


def test_a_day_of_which_nothing_is_left_is_one_of_rest():
    assert shown(Gate.HOLD, RUN) == (REST,)


@given(plan=plans)
def test_no_plan_shows_a_run_under_hold_or_anything_but_rest_and_walks_under_stop(plan):
    allowed = {
        Gate.GO: set(Kind),
        Gate.HOLD: {Kind.WALK, Kind.STRENGTH, Kind.CROSS_TRAINING, Kind.REST},
        Gate.STOP: {Kind.WALK, Kind.REST},
    }[plan.gate]
    for day in plan.days:
        kinds = [session.kind for session in sessions_shown(plan, day)]
        assert kinds
        assert set(kinds) <= allowed


def test_rest_has_no_steps():
    assert blocks(REST) == ()


def test_a_run_ends_by_its_distance_and_keeps_the_time_it_should_take():
    warm_up, run = blocks(RUN)
    assert warm_up == Block((Step(action=Action.WARM_UP, duration_s=300),))
    assert run == Block((Step(action=Action.RUN, distance_m=5250, duration_s=2004),))


def test_a_run_without_a_warm_up_begins_at_once():
    (walk,) = blocks(WALK)
    assert walk == Block((Step(action=Action.WALK, duration_s=1800),))
    assert [block.steps[0].action for block in blocks(HARD_RUN)] == [Action.WARM_UP, Action.RUN]


def test_a_run_walk_repeats_its_turns_after_the_warm_up():
    warm_up, turns = blocks(RUN_WALK)
    assert warm_up.steps[0].duration_s == 300
    assert turns.repeats == 6
    assert [(step.action, step.duration_s) for step in turns.steps] == [(Action.RUN, 120), (Action.WALK, 60)]


def test_an_exercise_is_its_sets_with_a_break_after_each():
    warm_up, *sets = blocks(STRENGTH)
    assert warm_up.steps[0].duration_s == 180
    assert [block.repeats for block in sets] == [3, 3, 2, 1]
    assert [block.steps[0].exercise for block in sets] == list(EXERCISES)
    assert [(block.steps[0].reps, block.steps[0].duration_s) for block in sets] == [
        (8, None),
        (12, None),
        (None, 30.0),
        (10, None),
    ]
    assert {block.steps[-1] for block in sets} == {Step(action=Action.BREAK)}


def test_a_dose_for_one_side_is_done_on_both_before_the_break():
    _, squat, _, side_bridge, _ = blocks(STRENGTH)
    assert [step.other_side for step in squat.steps] == [False, False]
    assert [step.other_side for step in side_bridge.steps] == [False, True, False]
    assert [step.duration_s for step in side_bridge.steps] == [30.0, 30.0, None]


@given(session=sessions)
def test_only_rest_has_nothing_to_do(session: Session):
    assert bool(blocks(session)) == (session.kind is not Kind.REST)
