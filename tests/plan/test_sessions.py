"""Strength sessions: what comes in which week, with what is at hand, and how it grows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.evidence import figure
from backstride.plan.exercises import EQUIPMENT, Group, exercise, strength_session, warmup
from backstride.plan.exercises.sessions import slots
from backstride.plan.model import ExerciseDose

WEEKS = st.integers(1, 60)
KITS = st.frozensets(st.sampled_from(sorted(EQUIPMENT)))
ORDER = [Group.HIPS_LEGS, Group.TRUNK, Group.HINGE]


def amount(dose: ExerciseDose) -> int:
    return dose.sets * (dose.reps or dose.hold_s or 0)


@given(week=WEEKS, low_pain=st.booleans(), kit=KITS)
def test_legs_come_first_then_the_trunk_then_the_hinge(week, low_pain, kit):
    groups = [exercise(dose.name).group for dose in strength_session(**session(week, low_pain, kit))]
    assert groups == sorted(groups, key=ORDER.index)
    assert {Group.HIPS_LEGS, Group.TRUNK} <= set(groups)


def session(week: int, low_pain: bool, kit: frozenset[str]) -> dict:
    return {"block_week": week, "low_pain": low_pain, "equipment": kit}


@given(week=WEEKS, kit=KITS)
def test_the_hinge_is_for_little_pain_alone_and_changes_nothing_else(week, kit):
    with_hinge = strength_session(**session(week, True, kit))
    without = strength_session(**session(week, False, kit))
    assert [d for d in with_hinge if exercise(d.name).group is not Group.HINGE] == list(without)
    assert len(with_hinge) == len(without) + 1


@given(week=WEEKS, low_pain=st.booleans(), kit=KITS)
def test_nothing_needs_what_is_not_at_hand(week, low_pain, kit):
    doses = strength_session(**session(week, low_pain, kit))
    assert all(exercise(dose.name).equipment <= kit for dose in doses)
    assert all((dose.reps is None) != (dose.hold_s is None) and dose.sets > 0 for dose in doses)
    assert len({dose.name for dose in doses}) == len(doses)


@given(low_pain=st.booleans(), kit=KITS)
def test_an_exercise_that_stays_never_shrinks_within_the_block_and_every_slot_grows(low_pain, kit):
    weeks = range(1, int(figure("block_weeks")) + 1)
    sessions = [strength_session(**session(week, low_pain, kit)) for week in weeks]
    for before, after in pairwise(sessions):
        kept = {dose.name: dose for dose in before}
        assert all(amount(dose) >= amount(kept[dose.name]) for dose in after if dose.name in kept)
    assert all(first != last for first, last in zip(sessions[0], sessions[-1], strict=True))


@given(beyond=st.integers(1, 60), low_pain=st.booleans(), kit=KITS)
def test_beyond_the_block_its_last_exercises_stay_with_fewer_sets(beyond, low_pain, kit):
    last = int(figure("block_weeks"))
    end = strength_session(**session(last, low_pain, kit))
    after = strength_session(**session(last + beyond, low_pain, kit))
    assert [(d.name, d.reps, d.hold_s) for d in after] == [(d.name, d.reps, d.hold_s) for d in end]
    assert {dose.sets for dose in after} == {figure("block_sets_upkeep")}


def test_the_first_week_without_anything_is_a_session_of_the_bodys_own_weight():
    doses = strength_session(block_week=1, low_pain=False, equipment=frozenset())
    assert [(dose.name, dose.sets, dose.reps, dose.hold_s, dose.load) for dose in doses] == [
        ("squat", 2, 8, None, ""),
        ("bridge", 2, 8, None, ""),
        ("side_leg_raise", 2, 8, None, ""),
        ("calf_raise", 2, 12, None, ""),
        ("side_bridge_knees", 2, None, 20, ""),
        ("plank_knees", 2, None, 20, ""),
        ("heel_taps", 2, 8, None, ""),
    ]


def test_a_barbell_comes_last_and_says_how_heavy():
    by_week = {
        week: strength_session(block_week=week, low_pain=True, equipment=EQUIPMENT)[-1] for week in (1, 3, 7)
    }
    assert [dose.name for dose in by_week.values()] == [
        "hinge_stick",
        "kettlebell_deadlift",
        "barbell_deadlift",
    ]
    assert by_week[7].load
    assert by_week[7].sets == figure("block_sets_start")


def test_a_week_before_the_first_is_a_bug():
    with pytest.raises(ValueError, match="first week"):
        strength_session(block_week=0, low_pain=True, equipment=EQUIPMENT)


def test_every_slot_is_filled_from_its_own_group_and_begins_with_the_first_week():
    focus = {"legs": Group.HIPS_LEGS, "trunk": Group.TRUNK, "hinge": Group.HINGE}
    for slot in slots():
        assert slot.stages[0].from_week == 1
        assert [stage.from_week for stage in slot.stages] == sorted({s.from_week for s in slot.stages})
        for stage in slot.stages:
            assert {exercise(name).group for name in stage.any_of} == {focus[slot.focus]}
            assert not exercise(stage.any_of[-1]).equipment


@given(minutes=st.floats(0, 60))
def test_a_warm_up_takes_the_time_it_is_given_and_walks_first_and_most(minutes):
    doses = warmup(minutes)
    seconds = [dose.sets * dose.hold_s * (2 if exercise(dose.name).each_side else 1) for dose in doses]
    assert sum(seconds) == round(minutes * 60)
    if doses:
        assert doses[0].name == "brisk_walk"
        assert seconds[0] >= sum(seconds) * figure("warmup_walk_share")
        assert all(exercise(dose.name).group is Group.WARMUP for dose in doses)


def test_a_warm_up_of_five_and_of_ten_minutes():
    assert [dose.name for dose in warmup(5)] == [
        *("brisk_walk", "march", "leg_swing", "walking_lunge", "heel_flicks"),
    ]
    assert warmup(10)[0].hold_s == 420
    assert warmup(10)[-1].name == "easy_jog"
    assert warmup(0) == ()


def test_the_hinge_begins_with_its_lightest_whenever_the_pain_is_first_low():
    late = strength_session(block_week=7, low_pain=True, equipment=EQUIPMENT, hinge_week=1)
    assert late[-1] == strength_session(block_week=1, low_pain=True, equipment=EQUIPMENT)[-1]
    assert late[:-1] == strength_session(block_week=7, low_pain=True, equipment=EQUIPMENT)[:-1]
    ahead = strength_session(block_week=2, low_pain=True, equipment=EQUIPMENT, hinge_week=7)
    assert ahead == strength_session(block_week=2, low_pain=True, equipment=EQUIPMENT)
    with pytest.raises(ValueError, match="first week"):
        strength_session(block_week=7, low_pain=True, equipment=EQUIPMENT, hinge_week=0)
