"""The sentences: plain, calm, and never a diagnosis."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from screen_builders import answer_sets, clear

from backstride.screen import Running, Urgency, words
from backstride.screen.questions import YES_NO, keys
from backstride.screen.rules import rule_book
from screen_answers import otherwise_no

DIAGNOSES = re.compile(
    r"\byou (?:have|suffer|are suffering|'ve)\b|\bdiagnos"
    r"|\byour (?:disc|fracture|cancer|infection|stenosis)\b|\b(?:certainly|definitely|proves?|must be a)\b",
    re.IGNORECASE,
)
CONDITIONS = re.compile(
    r"cauda equina|myelopath|discitis|spondyl(?:itis|osis|olysis)|metasta|herniat|radiculopathy|sciatica"
    r"|prolapse",
    re.IGNORECASE,
)


def all_sentences() -> list[tuple[str, str]]:
    book = rule_book()
    found = [(rule.says.id, rule.says.text) for rule in [*book.reasons, *book.patterns]]
    found += [(rule.says.id, rule.says.do) for rule in book.reasons]
    found += [(level.value, advice.heading + " " + advice.do) for level, advice in book.advice.items()]
    found += [(level.value, allowance.text) for level, allowance in book.allowance.items()]
    return found


@pytest.mark.parametrize(("place", "text"), all_sentences())
def test_no_sentence_diagnoses(place: str, text: str):
    assert not DIAGNOSES.search(text)
    assert not CONDITIONS.search(text)


@pytest.mark.parametrize(("place", "text"), all_sentences())
def test_sentences_are_plain_and_whole(place: str, text: str):
    assert text.endswith(".")
    assert not re.search(r"[!—–]|  ", text)
    assert all(len(sentence.split()) <= 45 for sentence in re.split(r"[.:;] ", text))


def test_the_search_for_diagnoses_finds_them():
    for text in ("You have a slipped disc.", "This is a diagnosis.", "Your fracture needs rest."):
        assert DIAGNOSES.search(text)
    assert CONDITIONS.search("It is cauda equina syndrome.")


def test_a_pattern_says_that_it_resembles():
    assert all(re.search(r"\blike\b|\blinked\b", rule.says.text) for rule in rule_book().patterns), (
        "a pattern compares, it does not name"
    )


def test_none_never_says_that_nothing_is_wrong():
    for known in (
        {},
        {"age_years": 30},
        otherwise_no({"age_years": 30, "weeks_since_onset": 1, "worst_pain_nrs": 2}),
    ):
        text = words.summary(clear(**known))
        assert "does not mean that nothing is wrong" in text


def test_none_says_what_was_not_asked():
    text = words.summary(clear(age_years=30))
    assert "The questions that matter most are still open." in text
    assert keys()["saddle_numbness"].label in text
    everything = otherwise_no({"age_years": 30, "weeks_since_onset": 1, "worst_pain_nrs": 2})
    assert "Every question that could change this was answered." in words.summary(clear(**everything))


@settings(deadline=None)
@given(answer_sets())
def test_every_open_question_is_named(known: dict[str, Any]):
    said = clear(**known)
    text = words.summary(said)
    assert all(keys()[name].label in text for name in said.unanswered)
    listed = [label for _, labels in words.not_answered(said) for label in labels]
    assert len(listed) == len(said.unanswered)


@settings(deadline=None)
@given(answer_sets())
def test_running_is_not_called_free_while_an_urgent_question_is_open(known: dict[str, Any]):
    said = clear(**known)
    if said.running is Running.OK and said.urgent_signs_open:
        assert "Before you run, answer" in words.about_running(said)
    if said.running is not Running.OK:
        assert "These answers do not speak against running" not in words.about_running(said)


@settings(deadline=None)
@given(answer_sets())
def test_nothing_lessens_a_warning_that_needs_care_today(known: dict[str, Any]):
    said = clear(**known)
    if said.urgency.is_today:
        assert "harmless" not in words.summary(said)
        assert words.limits_evidence(said) == ()
    else:
        assert words.limits_evidence(said) == ("screen_flags_are_common", "screen_flags_weak")


def test_each_urgency_says_first_what_to_do():
    assert words.summary(clear(collapse=True)).startswith(
        "Get emergency care now. Go to an emergency department"
    )
    assert words.summary(clear(fever=True)).startswith("Speak to a clinician today.")
    assert (
        words.heading(clear(**otherwise_no({"cancer_history": True}))) == "See a clinician within two weeks."
    )
    assert clear(fever=True).urgency is Urgency.SAME_DAY


def test_the_warning_signs_are_the_rules_own() -> None:
    """Each listed sign alone brings that urgency, and every yes-or-no sign that does is listed."""
    listed = {label: signs.urgency for signs in words.warning_signs() for label in signs.labels}
    for key in keys().values():
        if key.kind == YES_NO:
            alone = clear(**{key.name: True}).urgency
            assert listed.get(key.label, alone if alone.rank < Urgency.TWO_WEEKS.rank else None) is alone
    assert listed["pain in both legs"] is Urgency.EMERGENCY
    assert "pain in the left leg" not in listed
    for signs in words.warning_signs():
        assert signs.labels
        assert signs.evidence


def test_the_line_at_the_foot_names_every_sign_of_an_emergency() -> None:
    line = words.urgent_line()
    assert line.startswith("Get emergency care now if")
    assert "fever or shivering" in line
    for label in words.warning_signs()[0].labels:
        assert label in line


@pytest.mark.parametrize(
    ("known", "first", "also"),
    [
        ({"bladder_change": True}, "Get emergency care now.", "Passing urine has changed"),
        (
            otherwise_no({"cancer_history": True, "age_years": 40}),
            "See a clinician within two weeks.",
            "Walk",
        ),
        ({}, "None of these answers is a warning sign.", "could mean care today"),
    ],
)
def test_what_does_not_allow_a_run_warns_first(known: dict[str, Any], first: str, also: str) -> None:
    said = clear(**known)
    assert not said.allows_running
    warning = words.warning(said)
    assert warning[0].startswith(first)
    assert also in " ".join(warning)


def test_what_allows_a_run_warns_of_nothing() -> None:
    plain = {"age_years": 34, "weeks_since_onset": 2, "worst_pain_nrs": 3}
    said = clear(**otherwise_no(plain))
    assert said.allows_running
    assert words.warning(said) == []
