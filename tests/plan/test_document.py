"""The document is that of the contract, and the plan comes back from it."""

import json
from datetime import timedelta

from hypothesis import given, settings
from plan_builders import MONDAY, again, ask, every, goals

from backstride.plan.document import goal_document, goal_of, plan_document, plan_of
from backstride.plan.goals import Aim, Goal


def test_a_plan_comes_back_from_its_document() -> None:
    record = every(2, 6)
    goal = Goal(aim=Aim.RACE, distance_km=15.0, race_date=MONDAY + timedelta(weeks=15))
    plan = again(ask(record, goal=goal), record, clearance=None)
    assert plan.changes
    assert plan_of(json.loads(json.dumps(plan_document(plan)))) == plan


def test_the_keys_are_those_of_the_contract() -> None:
    document = plan_document(ask(every(2, 6)))
    assert {"start", "weeks", "stage", "gate", "days", "changes"} <= document.keys()
    session = {
        "kind", "distance_km", "duration_min", "intensity", "surface", "warmup_min", "exercises", "why",
    }  # fmt: skip
    for day in document["days"]:
        assert day.keys() == {"date", "sessions"}
        for each in day["sessions"]:
            assert session <= each.keys()
            for dose in each["exercises"]:
                assert {"name", "sets", "load"} <= dose.keys()
                assert len({"reps", "hold_s"} & dose.keys()) == 1


@settings(max_examples=50)
@given(goals(MONDAY))
def test_a_goal_comes_back_from_its_document(goal: Goal) -> None:
    assert goal_of(json.loads(json.dumps(goal_document(goal)))) == goal
