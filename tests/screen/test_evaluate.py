"""What is listed as unanswered is exactly what could still change the result."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screen_builders import VIGNETTES, answer_sets, answers, clear, values

from backstride.screen import Answers, Clearance, Reason, Running, Urgency, evaluate
from backstride.screen.answers import NO_ANSWERS
from backstride.screen.evaluate import could_lower
from backstride.screen.questions import CHOICE, YES_NO, Key, keys
from backstride.screen.rules import Rule, rule_book
from screen_answers import otherwise_no

EVERYTHING_NO = next(v["answers"] for v in VIGNETTES if v["id"] == "everything_asked_everything_no")


def is_higher(one: Clearance, other: Clearance) -> bool:
    return one.urgency.rank > other.urgency.rank or one.running.rank > other.running.rank


@settings(max_examples=100, deadline=None)
@given(answer_sets(), st.data())
def test_what_is_not_listed_cannot_raise_anything(known: dict[str, Any], data: st.DataObject):
    """Whatever is answered to all other questions, while the listed ones stay open."""
    before = clear(**known)
    checked = answers(**known)
    more = {
        key.name: data.draw(values(key))
        for key in keys().values()
        if key.name not in known and key.name not in before.unanswered and not checked.is_moot(key)
    }
    both = {**known, **more}
    if "onset_age_years" in both:
        both["onset_age_years"] = min(both["onset_age_years"], both.get("age_years", 120))
    if "onset_age_years" not in more:  # what was said is not to be bent
        both = {**both, **known}
    assert not is_higher(clear(**both), before)


def worst(key: Key) -> tuple[Any, ...]:
    """Values of a key among which is the worst for any rule."""
    if key.kind == YES_NO:
        return (True, False) if key.name == "weakness_progressing" else (True,)
    if key.kind == CHOICE:
        return key.choices
    return tuple(
        value for value in (-1, 0, 1.9, 7, 8, 12, 14, 17, 40, 65, 75) if key.low <= value <= key.high
    )


def can_be_made_to_hold(rule: Rule[Reason], known: Answers) -> bool:
    """Whether some answers to what the rule waits for make it hold."""
    names = sorted(rule.waits_for(known))
    return any(
        rule.holds(known.also(dict(zip(names, chosen, strict=True))))
        for chosen in product(*(worst(keys()[name]) for name in names))
    )


@settings(max_examples=40, deadline=None)
@given(answer_sets())
def test_what_is_listed_can_raise_it_as_far_as_it_says(known: dict[str, Any]):
    """For each open key some rule of the urgency that it could bring can be made to hold."""
    checked, before = answers(**known), clear(**known)
    waiting = [rule for rule in rule_book().reasons if rule.waits_for(checked)]
    possible = [rule for rule in waiting if can_be_made_to_hold(rule, checked)]
    for each in before.open:
        found = [rule.says for rule in possible if each.key in rule.waits_for(checked)]
        stricter = [reason for reason in found if reason.running.rank > before.running.rank]
        assert any(reason.urgency is each.could_bring for reason in found) or (
            stricter and each.could_bring is before.urgency
        ), each


def test_nothing_asked_is_nothing_known():
    said = evaluate(NO_ANSWERS)
    assert (said.urgency, said.running) == (Urgency.NONE, Running.OK)
    assert said.could_rise_to is Urgency.EMERGENCY
    assert said.unanswered[:4] == ("bladder_change", "bowel_change", "saddle_numbness", "sexual_change")
    assert said.urgent_signs_open


def test_everything_answered_no_leaves_nothing_open():
    said = clear(**EVERYTHING_NO)
    assert said.open == ()
    assert said.could_rise_to is Urgency.NONE
    assert said.reasons == ()


def test_an_emergency_leaves_nothing_open():
    assert clear(collapse=True).open == ()


def test_the_most_urgent_open_questions_come_first():
    ranks = [each.could_bring.rank for each in evaluate(NO_ANSWERS).open]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) > 2


@pytest.mark.parametrize(
    ("known", "waits", "does_not"),
    [
        ({"osteoporosis": True}, "worst_pain_nrs", "osteoporosis"),
        ({"age_years": 34}, "weeks_since_onset", "onset_age_years"),
        ({"age_years": 34, "weeks_since_onset": 2}, "bladder_change", "psoriasis"),
        ({"age_years": 34, "weeks_since_onset": 20}, "psoriasis", "worse_with_extension"),
        ({"age_years": 16}, "worse_with_extension", "smoker"),
        ({"sex": "male"}, "fever", "pregnant"),
        ({"leg_pain": "none"}, "fever", "leg_worse_than_back"),
        ({"weeks_since_onset": 3}, "fever", "improvement_6wk_share"),
    ],
)
def test_only_what_could_matter_for_this_person_is_open(known: dict[str, Any], waits: str, does_not: str):
    open_keys = clear(**known).unanswered
    assert waits in open_keys
    assert does_not not in open_keys


def test_an_answer_that_could_take_a_reason_back_is_known_while_no_other_stands_firm():
    both = answers(leg_pain="both")
    assert could_lower(both) == {"weeks_since_onset"}
    assert could_lower(both.also({"weeks_since_onset": 30.0})) == {
        "walking_brings_leg_pain",
        "relieved_by_sitting",
        "relieved_by_bending_forward",
    }
    assert could_lower(both.also({"bladder_change": True})) == frozenset()
    assert could_lower(answers(**otherwise_no({}))) == frozenset()


@pytest.mark.parametrize(
    ("known", "urgency"),
    [
        ({"worst_pain_nrs": 6.9}, "none"),
        ({"worst_pain_nrs": 7}, "routine"),
        ({"osteoporosis": True, "worst_pain_nrs": 6.9}, "routine"),
        ({"osteoporosis": True, "worst_pain_nrs": 7}, "two_weeks"),
        ({"onset_age_years": 60}, "none"),
        ({"onset_age_years": 60.5}, "two_weeks"),
        ({"onset_age_years": 15}, "none"),
        ({"onset_age_years": 14, "age_years": 14}, "two_weeks"),
        ({"onset_age_years": 14, "age_years": 18}, "none"),
        ({"age_years": 14}, "two_weeks"),
        ({"minor_trauma": True, "age_years": 70}, "none"),
        ({"minor_trauma": True, "age_years": 71}, "same_day"),
        ({"leg_pain": "both", "weeks_since_onset": 11}, "emergency"),
        ({"leg_pain": "both", "weeks_since_onset": 12}, "two_weeks"),
        ({"leg_weakness": "severe", "weakness_progressing": False, "weeks_since_onset": 5}, "same_day"),
        ({"leg_weakness": "severe", "weakness_progressing": False, "weeks_since_onset": 6}, "two_weeks"),
        ({"leg_weakness": "severe", "weeks_since_onset": 6}, "same_day"),
        ({"improvement_6wk_share": 0.3, "weeks_since_onset": 6}, "none"),
        ({"improvement_6wk_share": 0.29, "weeks_since_onset": 6}, "routine"),
        ({"improvement_6wk_share": 0.29, "weeks_since_onset": 5}, "none"),
        ({"age_years": 17, "worse_with_extension": True, "weeks_since_onset": 1}, "routine"),
        ({"age_years": 17, "worse_with_extension": True, "weeks_since_onset": 2}, "two_weeks"),
        ({"age_years": 17, "worse_with_extension": True}, "two_weeks"),
        ({"age_years": 18, "worse_with_extension": True, "weeks_since_onset": 9}, "none"),
        ({"known_aneurysm": True, "weeks_since_onset": 12}, "same_day"),
        ({"leg_worse_than_back": True}, "routine"),  # which leg was not said
        ({"leg_worse_than_back": True, "cancer_history": True}, "same_day"),
        ({"age_years": 61, "weeks_since_onset": 0, "worst_pain_nrs": 8, "smoker": True}, "same_day"),
        ({"age_years": 60, "weeks_since_onset": 0, "worst_pain_nrs": 8, "smoker": True}, "routine"),
    ],
)
def test_each_threshold_lies_where_the_registry_puts_it(known: dict[str, Any], urgency: str):
    assert clear(**known).urgency == urgency


@pytest.mark.parametrize(
    ("features", "weeks", "onset", "rule"), [(3, 12, 34, "spa_three"), (4, 12, 34, "spa_four")]
)
def test_features_of_inflammation_are_counted_with_an_early_beginning_as_one(
    features: int, weeks: float, onset: float, rule: str
):
    others = ("psoriasis", "arthritis", "enthesitis", "nsaid_relief_48h")[: features - 1]
    known: dict[str, Any] = {
        "onset_age_years": onset,
        "weeks_since_onset": weeks,
        **dict.fromkeys(others, True),
    }
    assert [reason.id for reason in clear(**known).reasons] == [rule]
    assert [r.id for r in clear(**{**known, "onset_age_years": 45}).reasons] == []
    assert [r.id for r in clear(**{**known, "weeks_since_onset": 11}).reasons] == []
    fewer = {**known, "onset_age_years": 36}
    assert [r.id for r in clear(**fewer).reasons] == (["spa_three"] if features == 4 else [])
