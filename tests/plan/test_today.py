"""Go, hold or stop: what must hold for any morning and any answers, and what single facts do."""

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.evidence import all_entries
from backstride.plan.model import Gate, Kind, Session
from backstride.plan.morning import LastRun, Morning
from backstride.plan.outlook import Expectation, Outlook
from backstride.plan.today import Screened, Severity, Today, decide
from backstride.screen import Answers, Running, check_answers, evaluate
from backstride.screen.questions import CHOICE, NUMBER, YES_NO, Key, keys
from backstride.screen.renewal import Cause, Renewal

DAY = date(2025, 6, 2)
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"  # ten thousand mornings for each property
pytestmark = pytest.mark.timeout(36_000 if THOROUGH else 300)
FLAGS = [key.name for key in keys().values() if key.kind == YES_NO]
STRICTNESS = [Gate.GO, Gate.HOLD, Gate.STOP]


def answers(known: dict[str, Any]) -> Answers:
    checked = check_answers(known)
    assert isinstance(checked, Answers)
    return checked


def all_no(**known: Any) -> dict[str, Any]:
    noes = {
        key.name: False if key.kind == YES_NO else "none" for key in keys().values() if key.kind != NUMBER
    }
    plain = {"sex": "other", "age_years": 34.0, "weeks_since_onset": 2.0, "worst_pain_nrs": 3.0}
    return {**noes, **plain, **known}


def screened(**known: Any) -> Screened:
    """Answered yesterday; no to all that is not named."""
    return Screened(clearance=evaluate(answers(all_no(**known))), age_d=1)


def expectation(km: float | None, *nrs: float, added: float = 0.0) -> Expectation:
    return Expectation(distance_km=km, mean_nrs=nrs, low_nrs=0.0, high_nrs=10.0, added_nrs=added)


FREE = screened()
CALM = Morning(
    date=DAY,
    pain_nrs=1.0,
    usual_nrs=1.0,
    sleep_h=7.5,
    last_run=LastRun(date=DAY - timedelta(days=2), next_morning_nrs=1.0, usual_nrs=1.0),
    usual_km=8.0,
    usual_min=48.0,
    longest_km=10.0,
)


def values(key: Key) -> st.SearchStrategy[Any]:
    if key.kind == YES_NO:
        return st.booleans()
    if key.kind == CHOICE:
        return st.sampled_from(key.choices)
    return st.floats(key.low, min(key.high, 400), allow_subnormal=False)


@st.composite
def answer_sets(draw: st.DrawFn) -> dict[str, Any]:
    """Mostly no, some keys with any value, some left open, so that go, hold and stop all come up."""
    known: dict[str, Any] = all_no() if draw(st.booleans()) else {}
    for name in draw(st.lists(st.sampled_from(list(keys())), unique=True, max_size=4)):
        known[name] = draw(values(keys()[name]) | st.none())
    if known.get("age_years") is not None and known.get("onset_age_years") is not None:
        known["onset_age_years"] = min(known["onset_age_years"], known["age_years"])
    return known


nrs = st.integers(0, 10).map(float) | st.floats(0, 10)
expectations = st.builds(
    Expectation,
    distance_km=st.none() | st.floats(1, 30),
    mean_nrs=st.tuples(nrs, nrs, nrs),
    low_nrs=nrs,
    high_nrs=nrs,
    added_nrs=st.floats(-2, 5),
)
outlooks = st.builds(Outlook, planned=expectations, shorter=expectations, none=expectations)
mornings = st.builds(
    Morning,
    date=st.just(DAY),
    evening=st.booleans(),
    pain_nrs=st.none() | nrs,
    usual_nrs=st.none() | nrs,
    sleep_h=st.none() | st.floats(0, 14),
    ran_today=st.booleans(),
    last_run=st.none()
    | st.builds(
        LastRun,
        date=st.integers(1, 40).map(lambda back: DAY - timedelta(days=back)),
        next_morning_nrs=st.none() | nrs,
        usual_nrs=st.none() | nrs,
    ),
    usual_km=st.none() | st.floats(0.5, 40),
    usual_min=st.none() | st.floats(5, 300),
    longest_km=st.none() | st.floats(0.5, 60),
    no_recent_run=st.booleans(),
)
sessions = st.none() | st.builds(
    Session, kind=st.sampled_from(Kind), distance_km=st.none() | st.floats(1, 40)
)
renewals = st.none() | st.builds(
    Renewal, cause=st.sampled_from(Cause), text=st.just("Due."), evidence=st.just(("screen_review",))
)
states = st.tuples(
    mornings,
    st.none() | answer_sets(),
    st.integers(0, 400),
    renewals,
    st.none() | outlooks,
    sessions,
)
State = tuple[Morning, dict[str, Any] | None, int, Renewal | None, Outlook | None, Session | None]


def decided(state: State) -> Today:
    morning, known, age_d, renewal, outlook, planned = state
    clearance = None if known is None else evaluate(answers(known))
    return decide(morning, Screened(clearance=clearance, age_d=age_d, renewal=renewal), outlook, planned)


def rank(found: Today) -> int:
    return STRICTNESS.index(found.decision)


@settings(max_examples=10_000 if THOROUGH else 2000, deadline=None)
@given(states)
def test_never_go_where_something_holds_or_is_unknown(state: State) -> None:
    found = decided(state)
    morning, known = state[0], state[1]
    clearance = None if known is None else evaluate(answers(known))
    if clearance is None or clearance.running is not Running.OK or clearance.urgent_signs_open:
        assert found.decision is not Gate.GO
        assert found.outlook is None
    if clearance is not None and (clearance.running is Running.STOP or clearance.urgency.is_today):
        assert found.decision is Gate.STOP
        assert all(finding.severity is Severity.STOP for finding in found.findings)
    if morning.pain_nrs is None or morning.ran_today:
        assert found.decision is not Gate.GO
    if found.decision is not Gate.GO:
        assert found.at_most_km is None
        assert not found.line.startswith("Go")
    if found.decision is Gate.GO and morning.longest_km is not None and found.at_most_km is not None:
        assert found.at_most_km <= 1.1 * morning.longest_km + 1e-9


@settings(max_examples=10_000 if THOROUGH else 1000, deadline=None)
@given(states.filter(lambda state: state[1] is not None), st.sampled_from(FLAGS))
def test_a_flag_never_makes_it_laxer(state: State, flag: str) -> None:
    morning, known, *rest = state
    assert known is not None
    with_it = rank(decided((morning, {**known, flag: True}, *rest)))  # type: ignore[arg-type]
    assert with_it >= rank(decided((morning, {**known, flag: False}, *rest)))  # type: ignore[arg-type]
    assert with_it >= rank(decided((morning, {**known, flag: None}, *rest)))  # type: ignore[arg-type]


@settings(max_examples=10_000 if THOROUGH else 1000, deadline=None)
@given(states, nrs, nrs, st.floats(0, 3))
def test_more_pain_never_makes_it_laxer(state: State, one: float, other: float, more: float) -> None:
    """This morning's pain, and what is expected with it, which rises with the pain."""
    morning, known, age_d, renewal, outlook, planned = state
    low, high = sorted((one, other))

    def at(pain: float, rise: float) -> Today:
        lifted = outlook
        if outlook is not None:
            lifted = Outlook(
                **{  # type: ignore[arg-type]
                    name: replace(run, mean_nrs=tuple(value + rise for value in run.mean_nrs))
                    for name in ("planned", "shorter", "none")
                    for run in [getattr(outlook, name)]
                }
            )
        return decided((replace(morning, pain_nrs=pain), known, age_d, renewal, lifted, planned))

    assert rank(at(high, more)) >= rank(at(low, 0.0))


@settings(max_examples=200, deadline=None)
@given(states)
def test_an_unknown_pain_is_never_laxer_than_none_at_all(state: State) -> None:
    morning, *rest = state
    unknown = decided((replace(morning, pain_nrs=None), *rest))  # type: ignore[arg-type]
    painless = decided((replace(morning, pain_nrs=0.0), *rest))  # type: ignore[arg-type]
    assert rank(unknown) >= rank(painless)


@settings(max_examples=200, deadline=None)
@given(states)
def test_every_reason_has_words_and_stands_in_the_registry(state: State) -> None:
    found = decided(state)
    known = {entry.id for entry in all_entries()}
    assert found.findings
    assert found.instead
    for finding in found.findings:
        assert finding.text.endswith(".")
        assert finding.evidence
        assert set(finding.evidence) <= known
    order = [finding.severity for finding in found.findings]
    assert order == sorted(order, reverse=True)
    assert found.line.endswith(".")


def test_a_calm_morning_is_a_go() -> None:
    found = decide(CALM, FREE)
    assert found.decision is Gate.GO
    assert found.line == "Go: a run of up to 8.0 km."
    assert found.at_most_km == 8.0
    assert [finding.id for finding in found.findings] == ["pain", "last_run", "in_the_run"]
    assert "48 minutes" in found.instead[0]


@pytest.mark.parametrize(
    ("change", "decision", "reason"),
    [
        ({"pain_nrs": 2.1}, Gate.HOLD, "pain"),  # more than a point above the usual
        ({"pain_nrs": 2.0}, Gate.GO, "pain"),
        ({"pain_nrs": 4.0, "usual_nrs": 4.0}, Gate.GO, "pain"),
        ({"pain_nrs": 5.5, "usual_nrs": 6.0}, Gate.HOLD, "pain"),  # usual, and still too much
        ({"pain_nrs": None}, Gate.HOLD, "pain_unknown"),
        ({"usual_nrs": None}, Gate.GO, "pain"),
        ({"usual_nrs": None, "pain_nrs": 3.0}, Gate.HOLD, "pain"),
        ({"ran_today": True}, Gate.HOLD, "ran_today"),
        ({"sleep_h": 4.5}, Gate.GO, "short_night"),
        ({"longest_km": None, "no_recent_run": True}, Gate.GO, "long_break"),
    ],
)
def test_single_facts(change: dict[str, Any], decision: Gate, reason: str) -> None:
    found = decide(replace(CALM, **change), FREE)
    assert found.decision is decision
    assert found.findings[0].id == reason


@pytest.mark.parametrize(
    "change",
    [
        {"pain_nrs": 4.0, "usual_nrs": 3.0},
        {"sleep_h": 5.0},
        {"last_run": LastRun(date=DAY - timedelta(days=2), next_morning_nrs=2.5, usual_nrs=1.0)},
        {"last_run": LastRun(date=DAY - timedelta(days=2), next_morning_nrs=None, usual_nrs=1.0)},
    ],
)
def test_what_speaks_for_less_makes_it_shorter(change: dict[str, Any]) -> None:
    found = decide(replace(CALM, **change), FREE)
    assert found.line == "Go, but shorter: an easy run of at most 5.6 km."
    assert found.findings[0].severity is Severity.SHORTER


def test_a_usual_pain_above_the_calm_band_leaves_a_run_as_it_is_planned() -> None:
    """It is held, so nothing is added to it; it is no answer to the last runs, so nothing is taken away."""
    found = decide(replace(CALM, pain_nrs=4.0, usual_nrs=4.0), FREE)
    assert found.at_most_km == 8.0
    assert "no more than usual" in found.findings[0].text
    assert "no longer one" in found.findings[0].text


def test_a_run_of_weeks_ago_says_nothing_of_the_next() -> None:
    last = LastRun(date=DAY - timedelta(days=20), next_morning_nrs=9.0, usual_nrs=1.0)
    assert decide(replace(CALM, last_run=last), FREE).line == "Go: a run of up to 8.0 km."


def test_a_planned_run_is_cut_to_the_longest_of_the_month_and_a_tenth() -> None:
    found = decide(CALM, FREE, planned=Session(kind=Kind.RUN, distance_km=15.0))
    assert found.at_most_km == pytest.approx(11.0)
    assert found.line.startswith("Go, but shorter")
    assert "spike" in [finding.id for finding in found.findings]
    rest = decide(CALM, FREE, planned=Session(kind=Kind.REST))
    assert rest.at_most_km == 8.0  # a plan without a run leaves the usual one in question


@pytest.mark.parametrize(
    ("planned", "shorter", "decision", "severity"),
    [
        ((2.5, 2.0, 1.5, 1.0), (2.4, 2.0, 1.0, 0.9), Gate.HOLD, "HOLD"),
        ((2.5, 2.0, 1.5, 1.0), (1.8, 1.0, 1.0, 0.4), Gate.GO, "SHORTER"),
        ((1.9, 1.8, 1.5, 0.8), (1.5, 1.0, 1.0, 0.4), Gate.GO, "NOTE"),
        ((2.5, 2.4, 2.3, 0.1), (2.5, 2.0, 2.0, 0.1), Gate.GO, "NOTE"),
    ],
)
def test_the_runners_own_days_count(
    planned: tuple[float, ...], shorter: tuple[float, ...], decision: Gate, severity: str
) -> None:
    """Three mornings and what the run adds; the usual is 1, so that up to 2 counts as settled."""
    outlook = Outlook(
        planned=expectation(8.0, *planned[:3], added=planned[3]),
        shorter=expectation(5.6, *shorter[:3], added=shorter[3]),
        none=expectation(None, 1.5, 1.2, 1.0),
    )
    found = decide(CALM, FREE, outlook)
    assert found.decision is decision
    own = next(finding for finding in found.findings if finding.id == "own_days")
    assert own.severity.name == severity
    assert found.outlook is outlook


def test_a_shorter_run_that_nothing_tells_apart_is_about_the_same() -> None:
    """By chance the shorter of two runs may show the higher figure: no longer run is better for that."""
    planned, shorter = (
        expectation(8.0, 2.5, 2.0, 1.5, added=1.0),
        expectation(5.6, 2.6, 2.1, 1.6, added=1.1),
    )
    none = expectation(None, 1.5, 1.2, 1.0)
    told = []
    for alike in (True, False):
        found = decide(CALM, FREE, Outlook(planned=planned, shorter=shorter, none=none, shorter_alike=alike))
        assert found.decision is Gate.HOLD
        told.append(next(finding.text for finding in found.findings if finding.id == "own_days"))
    assert told[0].endswith("and after a run of 5.6 km it would be about the same.")
    assert told[1].endswith("and after a run of 5.6 km it would be 2.6.")


def test_a_stop_says_nothing_else() -> None:
    found = decide(CALM, screened(bladder_change=True, cancer_history=True))
    assert found.decision is Gate.STOP
    assert found.line.startswith("Get emergency care now.")
    assert [finding.id for finding in found.findings] == ["clearance", "screen_bladder"]
    assert len(found.instead) == 1


def test_under_a_hold_there_is_walking_and_rest_and_no_sport() -> None:
    found = decide(CALM, screened(cancer_history=True))
    assert found.decision is Gate.HOLD
    said = " ".join(found.instead)
    assert "Walk" in said
    assert "Cycle" not in said
    assert "km" not in found.line


def test_no_answers_at_all_are_asked_for_first() -> None:
    never = decide(CALM, Screened(clearance=None))
    assert never.line == "Hold: first answer the questions about warning signs (backstride screen)."
    some = decide(CALM, Screened(clearance=evaluate(answers({"fever": False})), age_d=0))
    assert some.decision is Gate.HOLD
    assert "numbness" in some.findings[0].text


@pytest.mark.parametrize(
    ("cause", "decision"),
    [
        (Cause.JUMP, Gate.HOLD),
        (Cause.CHANGE, Gate.HOLD),
        (Cause.PERSISTENCE, Gate.GO),
        (Cause.INTERVAL, Gate.GO),
    ],
)
def test_answers_that_are_due_are_asked_for(cause: Cause, decision: Gate) -> None:
    due = replace(FREE, renewal=Renewal(cause, "Please answer the questions again.", ("screen_review",)))
    found = decide(CALM, due)
    assert found.decision is decision
    assert f"screen_due_{cause}" in [finding.id for finding in found.findings]


def test_old_answers_are_no_go() -> None:
    assert decide(CALM, replace(FREE, age_d=167)).decision is Gate.GO
    old = decide(CALM, replace(FREE, age_d=168))
    assert old.decision is Gate.HOLD
    assert old.findings[0].id == "screening_old"


def test_a_high_pain_is_a_day_of_rest_or_walking_and_a_lower_one_may_be_trained_around() -> None:
    assert "Cycle" not in " ".join(decide(replace(CALM, pain_nrs=7.0), FREE).instead)
    assert "Cycle" in " ".join(decide(replace(CALM, pain_nrs=3.0), FREE).instead)


def test_the_evening_diary_is_named() -> None:
    found = decide(replace(CALM, evening=True), FREE)
    assert found.findings[0].text.startswith("Last evening's pain is 1")
