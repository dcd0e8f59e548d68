"""A short interview: emergencies first, few questions where nothing is wrong, unknown is not no."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screen_builders import answer_sets, answers, sit

from backstride.screen import Urgency, evaluate
from backstride.screen.interview import Asked, Interview, NotUnderstood
from backstride.screen.questions import keys
from screen_answers import otherwise_no

WELL = {"age_years": 34, "weeks_since_onset": 2, "worst_pain_nrs": 4}


def asked_for(asked: list[Asked]) -> list[str]:
    return [question.question.id for question in asked]


def at(question_id: str) -> tuple[Interview, Asked]:
    """An interview that has come to that question, the ones before left open."""
    interview = Interview()
    while (asked := interview.next()) is not None:
        if asked.question.id == question_id:
            return interview, asked
        following = interview.reply(asked, "")
        assert isinstance(following, Interview)
        interview = following
    raise AssertionError(question_id)


def test_few_questions_where_nothing_is_wrong():
    learnt, asked = sit(otherwise_no(WELL))
    assert 8 <= len(asked) <= 12
    said = evaluate(learnt)
    assert said.urgency is Urgency.NONE
    assert said.open == ()
    assert asked_for(asked)[:3] == ["nerves", "strength", "body"]


def test_an_emergency_ends_it_at_once():
    _, asked = sit(otherwise_no({**WELL, "saddle_numbness": True}))
    assert asked_for(asked) == ["nerves"]
    _, asked = sit(otherwise_no({**WELL, "collapse": True}))
    assert asked_for(asked) == ["nerves", "strength", "body"]


def test_pain_in_both_legs_is_asked_about_before_it_is_called_an_emergency():
    both = {"age_years": 70, "weeks_since_onset": 60, "worst_pain_nrs": 5, "leg_pain": "both"}
    learnt, asked = sit(otherwise_no({**both, "walking_brings_leg_pain": True, "relieved_by_sitting": True}))
    assert "walking" in asked_for(asked)
    assert evaluate(learnt).urgency is Urgency.ROUTINE
    learnt, asked = sit(otherwise_no({**both, "weeks_since_onset": 1}))
    assert evaluate(learnt).urgency is Urgency.EMERGENCY
    assert asked_for(asked)[-1] == "since"  # what eases new pain in both legs does not matter today


def test_a_question_that_does_not_concern_somebody_is_not_asked():
    _, asked = sit(otherwise_no(WELL))
    assert not {"walking", "heart", "inflammation", "first_time", "course", "knock"} & set(asked_for(asked))
    _, asked = sit(otherwise_no({**WELL, "weeks_since_onset": 30}))
    assert {"inflammation", "course"} <= set(asked_for(asked))
    _, asked = sit(otherwise_no({**WELL, "age_years": 66, "onset_age_years": 30}))
    assert "first_time" in asked_for(asked)


@settings(max_examples=60, deadline=None)
@given(answer_sets())
def test_the_interview_learns_all_that_could_change_the_result(known: dict[str, Any]):
    """Whoever knows everything is left with nothing open that could make it more urgent."""
    full = {**otherwise_no({"age_years": 40, "onset_age_years": 40, "weeks_since_onset": 5}), **known}
    full = {"worst_pain_nrs": 3, "improvement_6wk_share": 0.5, **full}
    full["onset_age_years"] = min(full["onset_age_years"], full["age_years"])
    full |= {name: False for name, key in keys().items() if answers(**full).is_moot(key)}
    learnt, _ = sit(full)
    assert evaluate(learnt).urgency == evaluate(learnt.also(full)).urgency
    assert not evaluate(learnt).urgent_signs_open


@settings(max_examples=40, deadline=None)
@given(answer_sets())
def test_it_ends_for_anybody_and_learns_nothing_that_was_not_said(known: dict[str, Any]):
    learnt, _ = sit(known)
    for name, value in learnt.known.items():
        assert (
            known.get(name) == pytest.approx(value)
            if keys()[name].kind == "number"
            else known.get(name) == value
        )


def test_whoever_leaves_all_open_is_told_what_is_open():
    learnt, asked = sit({})
    assert learnt.known == {}
    assert evaluate(learnt).urgent_signs_open
    assert len(asked) == len(set(asked_for(asked)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "n",
            {
                "bladder_change": False,
                "bowel_change": False,
                "saddle_numbness": False,
                "sexual_change": False,
            },
        ),
        (
            "NONE",
            {
                "bladder_change": False,
                "bowel_change": False,
                "saddle_numbness": False,
                "sexual_change": False,
            },
        ),
        (
            "2",
            {"bladder_change": False, "bowel_change": True, "saddle_numbness": False, "sexual_change": False},
        ),
        (
            "1, 3",
            {"bladder_change": True, "bowel_change": False, "saddle_numbness": True, "sexual_change": False},
        ),
        ("4?", {"bladder_change": False, "bowel_change": False, "saddle_numbness": False}),
        ("", {}),
        ("?", {}),
    ],
)
def test_several_at_once_are_answered_by_number(text: str, expected: dict[str, bool]):
    interview, asked = at("nerves")
    following = interview.reply(asked, text)
    assert isinstance(following, Interview)
    assert dict(following.answers.known) == expected
    assert following.next() is None or following.next().question.id != "nerves"  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["5", "0", "y", "2 x", "-1", "1;;2?x", "1.5", "yes please"])
def test_a_reply_that_names_nothing_listed_is_asked_again(text: str):
    interview, asked = at("nerves")
    problem = interview.reply(asked, text)
    assert isinstance(problem, NotUnderstood)
    assert "numbers" in problem.reason


def test_how_weak_a_leg_is_is_asked_after_it_was_named():
    interview, asked = at("strength")
    following = interview.reply(asked, "1")
    assert isinstance(following, Interview)
    then = following.next()
    assert then is not None
    assert then.keys == ("leg_weakness",)
    last = following.reply(then, "sev")
    assert isinstance(last, Interview)
    assert last.answers.get("leg_weakness") == "severe"


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("legs", "b", "both"),
        ("legs", "no", "none"),
        ("legs", "Right", "right"),
        ("since", "1,5", 1.5),
        ("age", "41", 41.0),
        ("worst", "10", 10.0),
        ("course", "30 %", 0.3),
        ("course", "-50", -0.5),
    ],
)
def test_single_questions_take_what_people_type(question: str, text: str, value: object):
    interview, asked = at(question)
    following = interview.reply(asked, text)
    assert isinstance(following, Interview)
    assert following.answers.get(asked.keys[0]) == value


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("legs", "some", "none, left, right, both"),
        ("since", "long", "a number from 0 to 6000"),
        ("age", "nan", "a number from 0 to 120"),
        ("worst", "11", "a number from 0 to 10"),
        ("course", "200", "a number from -100 to 100"),
    ],
)
def test_what_is_not_understood_is_said_with_what_would_be(question: str, text: str, words: str):
    interview, asked = at(question)
    problem = interview.reply(asked, text)
    assert isinstance(problem, NotUnderstood)
    assert words in problem.reason


@settings(deadline=None)
@given(st.text(max_size=8))
def test_whatever_is_typed_never_raises(text: str):
    for question in ("nerves", "legs", "age"):
        interview, asked = at(question)
        interview.reply(asked, text)
