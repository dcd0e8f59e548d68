"""What a clearance allows, and that without one nobody is told to run."""

import pytest
from plan_builders import FREE, ask, every, sessions
from screen_builders import clear

from backstride.plan.gate import leave_of
from backstride.plan.model import Gate, Kind
from backstride.screen import Clearance, Running
from screen_answers import otherwise_no

CAUDA = clear(**otherwise_no({"bladder_change": True}))
BONE = clear(**otherwise_no({"focal_bony_pain": True, "pain_with_hopping": True}))
HELD = clear(**otherwise_no({"cancer_history": True}))


def test_the_examples_are_what_their_names_say() -> None:
    assert CAUDA.urgency.is_today
    assert (BONE.running, BONE.urgency.is_today) == (Running.STOP, False)
    assert HELD.running is Running.HOLD
    assert (FREE.running, FREE.urgent_signs_open) == (Running.OK, False)


@pytest.mark.parametrize(
    ("clearance", "gate", "kinds"),
    [
        (None, Gate.HOLD, {Kind.WALK, Kind.REST}),
        (CAUDA, Gate.STOP, {Kind.REST}),
        (BONE, Gate.STOP, {Kind.WALK, Kind.REST}),
        (HELD, Gate.HOLD, {Kind.WALK, Kind.REST}),
        (clear(), Gate.HOLD, {Kind.WALK, Kind.REST}),
        (FREE, Gate.GO, {Kind.RUN, Kind.STRENGTH, Kind.REST}),
    ],
)
def test_the_gate_decides_what_the_plan_holds(
    clearance: Clearance | None, gate: Gate, kinds: set[Kind]
) -> None:
    plan = ask(every(2, 5), clearance=clearance)
    assert plan.gate is gate
    assert {each.kind for _, each in sessions(plan, *Kind)} == kinds


def test_who_was_never_asked_is_told_what_to_answer() -> None:
    assert any("backstride screen" in note for note in ask(every(2, 5), clearance=None).notes)


def test_a_clearance_that_is_due_allows_no_run_and_says_why() -> None:
    plan = ask(every(2, 5), due="Your pain has changed. Please answer the questions again.")
    assert plan.gate is Gate.HOLD
    assert not sessions(plan, Kind.RUN, Kind.RUN_WALK)
    assert any("Your pain has changed." in note for note in plan.notes)


def test_being_due_softens_no_stop() -> None:
    assert leave_of(CAUDA, "Answer again.").gate is Gate.STOP


def test_under_a_hold_the_goal_waits_and_walks_grow() -> None:
    plan = ask(every(2, 5), clearance=HELD, weeks=12)
    assert "waits" in plan.goal_text
    minutes = [each.duration_min or 0 for _, each in sessions(plan, Kind.WALK)]
    assert (minutes[0], minutes[-1]) == (10, 21)
