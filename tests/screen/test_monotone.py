"""What must hold for any answers: a warning sign never lowers anything, and unknown is not no."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screen_builders import FLAGS, SOOTHING, YES_NO_KEYS, answer_sets, clear

from backstride.screen import Clearance, Running, Urgency
from backstride.screen.questions import CHOICE, keys


def levels(said: Clearance) -> tuple[int, int]:
    return said.urgency.rank, said.running.rank


def is_no_lower(more: Clearance, less: Clearance) -> bool:
    return all(a >= b for a, b in zip(levels(more), levels(less), strict=True))


@settings(deadline=None)
@given(answer_sets(), st.sampled_from(FLAGS))
def test_a_yes_never_lowers_urgency_or_running(known: dict[str, Any], flag: str):
    with_it = clear(**{**known, flag: True})
    assert is_no_lower(with_it, clear(**{**known, flag: False}))
    assert is_no_lower(with_it, clear(**{**known, flag: None}))


@settings(deadline=None)
@given(answer_sets(), st.sampled_from(YES_NO_KEYS))
def test_a_no_never_raises_what_was_open(known: dict[str, Any], flag: str):
    assert is_no_lower(clear(**{**known, flag: None}), clear(**{**known, flag: False}))


@settings(deadline=None)
@given(
    answer_sets(),
    st.sampled_from([("leg_weakness", "none", "mild", "severe"), ("leg_pain", "none", "left", "both")]),
)
def test_more_weakness_and_more_legs_never_lower(known: dict[str, Any], steps: tuple[str, ...]):
    name, *grades = steps
    said = [clear(**{**known, name: grade}) for grade in grades]
    assert all(is_no_lower(more, less) for less, more in pairwise(said))


@settings(deadline=None)
@given(answer_sets(), st.floats(0, 10), st.floats(0, 10))
def test_more_pain_never_lowers(known: dict[str, Any], one_nrs: float, other_nrs: float):
    less, more = sorted((one_nrs, other_nrs))
    assert is_no_lower(clear(**{**known, "worst_pain_nrs": more}), clear(**{**known, "worst_pain_nrs": less}))


@settings(deadline=None)
@given(answer_sets(), st.randoms())
def test_the_order_of_the_answers_never_matters(known: dict[str, Any], chance: Any):
    items = list(known.items())
    chance.shuffle(items)
    assert clear(**dict(items)) == clear(**known)


@settings(deadline=None)
@given(answer_sets())
def test_nothing_is_ok_to_run_where_care_is_needed_soon(known: dict[str, Any]):
    said = clear(**known)
    if said.urgency.is_today:
        assert said.running is Running.STOP
        assert said.patterns == ()
    if said.urgency is Urgency.TWO_WEEKS:
        assert said.running is not Running.OK


@settings(deadline=None)
@given(answer_sets())
def test_the_urgency_is_that_of_its_first_reason(known: dict[str, Any]):
    said = clear(**known)
    ranks = [reason.urgency.rank for reason in said.reasons]
    assert ranks == sorted(ranks, reverse=True)
    assert said.urgency.rank == max(ranks, default=0)
    assert said.running.rank == max((reason.running.rank for reason in said.reasons), default=0)
    assert all(reason.evidence for reason in said.reasons)


@settings(deadline=None)
@given(answer_sets(), st.sampled_from(SOOTHING))
def test_no_yes_at_all_lowers_what_is_for_today_or_frees_a_run(known: dict[str, Any], key: str):
    """With the tests above, which have all other keys: no yes to any key lowers an emergency or what is for
    the same day, nor the answer on running.
    """
    soothed = clear(**{**known, key: True})
    for other in (False, None):
        without = clear(**{**known, key: other})
        assert soothed.running.rank >= without.running.rank
        if not is_no_lower(soothed, without):
            assert (without.urgency, soothed.urgency) == (Urgency.TWO_WEEKS, Urgency.ROUTINE)
            assert {reason.id for reason in without.reasons if reason.urgency is Urgency.TWO_WEEKS} <= {
                "both_legs_lasting",
                "first_episode_late",
            }


@pytest.mark.parametrize(
    "known",
    [
        {"leg_pain": "both"},
        {"leg_pain": "both", "weeks_since_onset": 3},
        {"leg_pain": "both", "weeks_since_onset": 300, "leg_weakness": "mild"},
        {"leg_pain": "both", "bladder_change": True, "weeks_since_onset": 300},
    ],
)
def test_relief_is_no_way_out_of_an_emergency(known: dict[str, Any]):
    pattern = dict.fromkeys(SOOTHING, True)
    assert clear(**known, **pattern).urgency is clear(**known).urgency is Urgency.EMERGENCY


def test_what_the_three_soothing_answers_do_lower():
    """The exception, so that it stays the only one: see *walking relief* in the rules."""
    pattern = dict.fromkeys(SOOTHING, True)
    for known in (
        {"leg_pain": "both", "weeks_since_onset": 30},
        {"onset_age_years": 66, "weeks_since_onset": 30},
    ):
        soothed, without = clear(**known, **pattern), clear(**known)
        assert (soothed.urgency, soothed.running) == (Urgency.ROUTINE, Running.HOLD)
        assert (without.urgency, without.running) == (Urgency.TWO_WEEKS, Running.HOLD)


def test_the_choices_are_written_from_the_mildest_to_the_worst():
    assert keys()["leg_weakness"].choices == ("none", "mild", "severe")
    assert all(key.choices[0] in ("none", "female") for key in keys().values() if key.kind == CHOICE)
