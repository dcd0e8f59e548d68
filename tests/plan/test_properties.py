"""Over random runners: no plan breaks a rule, none goes past the gate, nothing changes without a cause.

``HYPOTHESIS_PROFILE=thorough`` tries ten thousand runners for the first, and as many for the others.
"""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builders import (
    MONDAY,
    again,
    ask,
    clearances,
    done_as_planned,
    goals,
    records,
    responses,
    sessions,
)

from backstride.plan.model import Gate, Kind
from backstride.plan.record import RUNS, Record
from backstride.plan.violations import violations
from backstride.screen import Running
from property_profiles import MOST, THOROUGH

FEW, MANY = (MOST, MOST) if THOROUGH else (60, 200)
SLOW_IS_FINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


@st.composite
def situations(draw: st.DrawFn):  # type: ignore[no-untyped-def]
    today = MONDAY + timedelta(days=draw(st.integers(0, 6)))
    weeks = draw(st.sampled_from([1, 2, 3, 5, 9]))
    return draw(records(today)), {
        "today": today,
        "weeks": weeks,
        "goal": draw(goals(today)),
        "clearance": draw(clearances()),
        "response": draw(responses()),
    }


@settings(max_examples=MANY, **SLOW_IS_FINE)
@given(situations())
def test_no_plan_breaks_a_rule(situation):
    record, asked = situation
    plan = ask(record, **asked)
    assert violations(plan, record, clearance=asked["clearance"]) == []
    kinds = {each.kind for _, each in sessions(plan, *Kind)}
    clearance = asked["clearance"]
    if clearance is None or clearance.running is not Running.OK or clearance.urgent_signs_open:
        assert kinds <= {Kind.REST, Kind.WALK}
        assert plan.gate is not Gate.GO
    if clearance is not None and clearance.urgency.is_today:
        assert kinds == {Kind.REST}
    if clearance is not None and clearance.running is Running.STOP:
        assert plan.gate is Gate.STOP


@settings(max_examples=FEW, **SLOW_IS_FINE)
@given(situations())
def test_what_has_not_changed_is_planned_as_it_was(situation):
    record, asked = situation
    plan = ask(record, **asked)
    same = again(plan, record, **asked)
    assert same.changes == ()
    assert same.days == plan.days


@settings(max_examples=FEW, **SLOW_IS_FINE)
@given(situations(), st.integers(1, 10), st.data())
def test_a_missed_run_is_not_made_up(situation, later, data):
    record, asked = situation
    plan = ask(record, **asked)
    today = asked["today"] + timedelta(days=min(later, 7 * asked["weeks"] - 1))
    planned = sorted({day for day, _ in sessions(plan, *RUNS) if day < today})
    skipped = frozenset(data.draw(st.sets(st.sampled_from(planned), min_size=1))) if planned else frozenset()
    done = (*record.done, *done_as_planned(plan, today, skipped))
    mornings = (
        {asked["today"] + timedelta(days=n): 1.0 for n in range(1, 12)} if data.draw(st.booleans()) else {}
    )
    after = Record(done=done, pain_nrs={**record.pain_nrs, **mornings})
    new = again(plan, after, **{**asked, "today": today})
    assert violations(new, after, clearance=asked["clearance"], previous=plan) == []
