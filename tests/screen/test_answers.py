"""Answers are read strictly: what cannot be used is said, with its key and what is expected."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from screen_builders import answer_sets, answers

from backstride.screen import Answers, check_answers, read_answers
from backstride.screen.questions import CHOICE, NUMBER, YES_NO, keys

# The contract's keys, apart from their home in questions.toml: one lost there would go unnoticed otherwise.
# fmt: off
BOOLEANS = {
    "major_trauma", "minor_trauma", "fever", "feels_very_unwell", "unexplained_weight_loss",
    "cancer_history", "unrelenting_night_pain", "immunosuppressed", "iv_drug_use", "recent_infection",
    "prolonged_steroids", "osteoporosis", "bladder_change", "bowel_change", "saddle_numbness",
    "sexual_change", "weakness_progressing", "gait_unsteady", "hand_clumsiness", "collapse",
    "pulsating_abdomen", "known_aneurysm", "smoker", "hypertension", "wakes_second_half_night",
    "alternating_buttock_pain", "better_with_movement", "nsaid_relief_48h", "relative_with_spa",
    "arthritis", "enthesitis", "psoriasis", "leg_worse_than_back", "worse_cough_or_bending",
    "relieved_by_sitting", "relieved_by_bending_forward", "walking_brings_leg_pain", "focal_bony_pain",
    "pain_with_hopping", "recent_load_increase", "periods_missed", "restricted_eating",
    "prior_stress_fracture", "worse_with_extension", "pregnant", "persistent_or_severe",
}
NUMBERS = {
    "age_years", "weeks_since_onset", "onset_age_years", "worst_pain_nrs", "improvement_6wk_share",
    "morning_stiffness_min",
}
# fmt: on
CHOICES = {
    "sex": ("female", "male", "other"),
    "leg_pain": ("none", "left", "right", "both"),
    "leg_weakness": ("none", "mild", "severe"),
}


def problems(data: str | bytes) -> list[str]:
    read = read_answers(data.encode() if isinstance(data, str) else data)
    assert not isinstance(read, Answers)
    return [str(problem) for problem in read]


def test_the_keys_are_those_of_the_contract():
    by_kind = {
        kind: {key.name for key in keys().values() if key.kind == kind} for kind in (YES_NO, NUMBER, CHOICE)
    }
    assert by_kind == {YES_NO: BOOLEANS, NUMBER: NUMBERS, CHOICE: set(CHOICES)}
    assert {name: keys()[name].choices for name in CHOICES} == CHOICES
    assert (keys()["worst_pain_nrs"].low, keys()["worst_pain_nrs"].high) == (0, 10)
    assert (keys()["improvement_6wk_share"].low, keys()["improvement_6wk_share"].high) == (-1, 1)


@settings(deadline=None)
@given(answer_sets())
def test_what_was_written_is_what_is_read(known: dict[str, Any]):
    read = read_answers(json.dumps(known).encode())
    assert isinstance(read, Answers)
    assert dict(read.known) == known


def test_null_and_absent_are_unknown():
    read = read_answers(b'{"fever": null, "smoker": false}')
    assert isinstance(read, Answers)
    assert dict(read.known) == {"smoker": False}
    assert read.get("fever") is read.get("collapse") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"fever": "yes"}', 'fever: "yes" is not true or false, or null for unknown'),
        ('{"fever": 1}', "fever: 1 is not true or false"),
        ('{"age_years": "40"}', 'age_years: "40" is not a number from 0 to 120'),
        ('{"age_years": true}', "age_years: true is not a number"),
        ('{"age_years": -1}', "age_years: -1 is not a number from 0 to 120"),
        ('{"age_years": NaN}', "age_years: NaN is not a number"),
        ('{"weeks_since_onset": 1e999}', "weeks_since_onset: Infinity is not a number"),
        ('{"worst_pain_nrs": 10.5}', "worst_pain_nrs: 10.5 is not a number from 0 to 10"),
        ('{"improvement_6wk_share": 30}', "improvement_6wk_share: 30 is not a number from -1 to 1"),
        ('{"leg_pain": "Left"}', 'leg_pain: "Left" is not one of "none", "left", "right", "both"'),
        ('{"leg_pain": true}', "leg_pain: true is not one of"),
        ('{"leg_pain": ["left"]}', 'leg_pain: ["left"] is not one of'),
        ('{"saddle_numbnes": true}', "saddle_numbnes: no such question; did you mean saddle_numbness?"),
        ('{"zzz": true}', "zzz: no such question"),
        ('{"fever": false, "fever": true}', "fever: stands twice"),
        ("[]", "the answers are a JSON object"),
        ("7", "the answers are a JSON object"),
        ("", "not JSON"),
        ("{'fever': true}", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_each_problem_says_where_it_is_and_what_is_expected(text: str, words: str):
    (problem,) = problems(text)
    assert words in problem
    assert "\n" not in problem


def test_every_problem_is_told_and_none_of_the_answers_is_then_used():
    assert len(problems('{"fever": "no", "fevr": true, "age_years": 200, "smoker": true}')) == 3


def test_other_encodings_are_refused_and_a_mark_of_byte_order_is_not():
    assert "not JSON" in problems('{"fever": true}'.encode("utf-16"))[0]
    assert isinstance(read_answers(b"\xef\xbb\xbf{}"), Answers)


def test_a_long_value_is_quoted_short():
    assert len(problems(json.dumps({"fever": "x" * 10_000}))[0]) < 150


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_whatever_stands_there_never_raises(document: Any):
    checked = check_answers(document)
    assert isinstance(checked, Answers) or checked
    read_answers(json.dumps(document).encode())


@settings(deadline=None)
@given(st.binary(max_size=50))
def test_whatever_bytes_never_raise(data: bytes):
    read_answers(data)


def test_answers_cannot_be_changed_after_the_check():
    known = answers(fever=False)
    with pytest.raises(TypeError):
        known.known["fever"] = True  # type: ignore[index]
    assert known.also({"fever": True}).get("fever") is True
    assert known.get("fever") is False
