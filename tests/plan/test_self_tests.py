"""Self-tests beside one's own earlier ones, and when to leave them."""

import re
from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.evidence import figure
from backstride.plan.exercises import exercise
from backstride.plan.self_tests import NAMES, SHOWN_BY, advice_for, trends
from backstride.records import SelfTest, SelfTestKind
from backstride.screen import Running, check_answers, evaluate

DAY = date(2024, 5, 1)
TESTS = st.lists(
    st.builds(
        SelfTest,
        date=st.integers(0, 20).map(lambda days: DAY + timedelta(days=days)),
        kind=st.sampled_from(SelfTestKind),
        hold_s=st.floats(1, 600),
    ),
    max_size=12,
    unique_by=lambda test: (test.date, test.kind),
)
JUDGING = re.compile(r"pass|fail|norm|good|bad|weak|poor|should|risk|better|worse", re.IGNORECASE)


def held(*seconds: float, kind: SelfTestKind = SelfTestKind.PLANK) -> list[SelfTest]:
    return [
        SelfTest(date=DAY + timedelta(days=n), kind=kind, hold_s=hold_s) for n, hold_s in enumerate(seconds)
    ]


def test_a_test_stands_beside_the_median_of_the_earlier_ones():
    last = trends(held(50, 80, 60, 74))[-1]
    assert (last.n_earlier, last.usual_s, last.change_s) == (3, 60, 14)
    assert last.text == (
        "Plank: 74 seconds. The middle of your 3 earlier tests is 60 seconds: this one was 14 seconds longer."
        " Single days go up and down by themselves."
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ([60], "the first one"),
        ([60, 59], "Your one earlier test was 60 seconds: this one was 1 second shorter."),
        ([60, 60.2], "Your one earlier test was the same."),
        ([1], "Plank: 1 second."),
    ],
)
def test_it_is_told_in_plain_words(seconds: list[float], words: str):
    assert words in trends(held(*seconds))[-1].text


def test_the_sides_are_told_apart():
    left, right = (
        held(30, kind=SelfTestKind.SIDE_BRIDGE_LEFT),
        held(40, 50, kind=SelfTestKind.SIDE_BRIDGE_RIGHT),
    )
    assert [trend.n_earlier for trend in trends([*left, *right])] == [0, 0, 1]


@given(tests=TESTS)
def test_only_earlier_ones_of_the_kind_count_whatever_the_order_and_nobody_is_judged(tests):
    for trend, test in zip(trends(tests), tests, strict=True):
        earlier = [t.hold_s for t in tests if t.kind == test.kind and t.date < test.date]
        assert trend.test == test
        assert trend.n_earlier == len(earlier)
        assert trend.usual_s == (median(earlier) if earlier else None)
        assert not JUDGING.search(trend.text)


@pytest.mark.parametrize("pain_nrs", [0, figure("self_test_pain_nrs")])
def test_with_little_pain_and_no_warning_sign_nothing_is_said(pain_nrs: float):
    assert advice_for(pain_nrs=pain_nrs, clearance=None).leave is False
    assert advice_for(pain_nrs=pain_nrs, clearance=None).text == ""


def test_above_the_bound_they_are_left():
    advice = advice_for(pain_nrs=figure("self_test_pain_nrs") + 0.5, clearance=None)
    assert advice.leave is True
    assert "your pain today is 2.5 of 10" in advice.text


def test_an_unknown_pain_is_not_none():
    advice = advice_for(pain_nrs=None, clearance=None)
    assert advice.leave is None
    assert "if it is more than 2 of 10" in advice.text


@pytest.mark.parametrize("answers", [{"saddle_numbness": True, "bladder_change": True}, {"fever": True}])
@pytest.mark.parametrize("pain_nrs", [None, 0.0])
def test_a_warning_sign_stops_them_however_little_it_hurts(answers, pain_nrs):
    clearance = evaluate(check_answers(answers))
    assert clearance.running is not Running.OK or clearance.urgent_signs_open
    advice = advice_for(pain_nrs=pain_nrs, clearance=clearance)
    assert advice.leave is True
    assert "warning signs" in advice.text


def test_open_questions_about_urgent_signs_come_first():
    clearance = evaluate(check_answers({}))
    assert clearance.urgent_signs_open
    assert clearance.running is Running.OK
    assert "still open" in advice_for(pain_nrs=0, clearance=clearance).text


def test_every_kind_has_a_name_and_is_shown_by_an_exercise():
    assert set(NAMES) == set(SHOWN_BY) == set(SelfTestKind)
    assert all(exercise(name).dose.hold_s for name in SHOWN_BY.values())
