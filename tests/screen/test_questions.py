"""The questions are read strictly, and each is one that a child can follow."""

import re

import pytest

from backstride.screen.questions import QuestionsError, keys, parse_questions, questions

KEY = "[key.fever]\nkind = 'yes_no'\nlabel = 'fever'\nask = 'Fever?'\n"
QUESTION = "[[question]]\nid = 'q'\nkeys = ['fever']\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (QUESTION, "it has question"),
        (KEY.replace("yes_no", "maybe") + QUESTION, "kind = 'maybe'"),
        (KEY.replace("label = 'fever'\n", "") + QUESTION, "[key.fever] lacks label"),
        (KEY + "low = 0\n" + QUESTION, "[key.fever] does not take low"),
        (KEY.replace("yes_no", "number") + QUESTION, "lacks high, low, unit"),
        (KEY.replace("yes_no", "choice") + QUESTION, "lacks choices"),
        (KEY + "moot_for = { sex = 'male' }\n" + QUESTION, "names the key 'sex'"),
        (KEY + QUESTION.replace("'fever'", "'cough'"), "asks for ['cough']"),
        (KEY + QUESTION + QUESTION, "'q' stands twice"),
        (KEY + QUESTION + "colour = 'red'\n", "it takes id, keys, ask and describes"),
        (
            KEY + KEY.replace("fever]", "chill]") + QUESTION.replace("['fever']", "['fever', 'chill']"),
            "needs 'ask'",
        ),
    ],
)
def test_each_fault_is_named(text: str, words: str):
    with pytest.raises(QuestionsError, match=re.escape(words)):
        parse_questions(text)


def test_a_good_file_is_read():
    found, asked = parse_questions(KEY + QUESTION)
    assert found["fever"].ask == "Fever?"
    assert asked[0].keys == ("fever",)


def test_every_key_can_be_asked_for_but_two_that_only_a_file_may_bring():
    asked = {name for question in questions() for name in question.keys}
    assert set(keys()) - asked == {"sex", "morning_stiffness_min"}


def test_questions_are_short_and_in_everyday_words():
    for key in keys().values():
        assert key.ask.rstrip(".").count("?") == 1, key.name
        assert len(key.ask.split()) <= 30, key.name
        assert max(len(word.strip("().,:;?")) for word in key.ask.split()) <= 13, key.name
        assert not re.search(r"[!—–]", key.ask + key.label), key.name


def test_what_cannot_wait_is_asked_first():
    first = [name for question in questions()[:3] for name in question.keys]
    assert {"bladder_change", "saddle_numbness", "gait_unsteady", "fever", "collapse", "major_trauma"} <= set(
        first
    )
