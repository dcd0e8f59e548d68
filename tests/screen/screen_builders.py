"""Answers for the screen's tests: the vignettes, random answer sets, and somebody who sits the interview."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from backstride.screen import Answers, Clearance, check_answers, evaluate
from backstride.screen.interview import Asked, Interview
from backstride.screen.questions import CHOICE, NUMBER, YES_NO, Key, keys

VIGNETTES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "vignettes.toml").read_text("utf-8")
)["vignette"]

SOOTHING = ("walking_brings_leg_pain", "relieved_by_sitting", "relieved_by_bending_forward")
"""Facts that reassure, of legs that walking hurts and sitting eases: the only answers whose yes may make
something less urgent, an examination within two weeks and nothing else.
"""
YES_NO_KEYS = [key.name for key in keys().values() if key.kind == YES_NO]
FLAGS = [name for name in YES_NO_KEYS if name not in SOOTHING]


def answers(**known: object) -> Answers:
    """Checked answers; the test ends where they are not ones that there can be."""
    checked = check_answers(known)
    assert isinstance(checked, Answers), [str(problem) for problem in checked]
    return checked


def clear(**known: object) -> Clearance:
    """What the screen says to these answers."""
    return evaluate(answers(**known))


def values(key: Key) -> st.SearchStrategy[Any]:
    """Any value that the key can take."""
    if key.kind == YES_NO:
        return st.booleans()
    if key.kind == CHOICE:
        return st.sampled_from(key.choices)
    return st.floats(key.low, min(key.high, 400), allow_subnormal=False)


@st.composite
def answer_sets(draw: st.DrawFn) -> dict[str, Any]:
    """Some of the keys with some value each; nobody was older when the pain first came than they are now."""
    names = draw(st.lists(st.sampled_from(list(keys())), unique=True))
    known = {name: draw(values(keys()[name])) for name in names}
    if "age_years" in known and "onset_age_years" in known:
        known["onset_age_years"] = min(known["onset_age_years"], known["age_years"])
    return known


def reply(asked: Asked, known: Mapping[str, Any]) -> str:
    """What somebody with these answers types; whoever does not know leaves it open."""
    if asked.options:
        named = []
        for number, name in enumerate(asked.keys, start=1):
            value = known.get(name)
            if value is None:
                named.append(f"{number}?")
            elif value not in (False, "none"):
                named.append(str(number))
        return " ".join(named) or "n"
    key, value = keys()[asked.keys[0]], known.get(asked.keys[0])
    if value is None:
        return ""
    if key.kind == NUMBER:
        return repr(value * 100 if key.percent else value)
    return str(value) if key.kind == CHOICE else "y" if value else "n"


def sit(known: Mapping[str, Any]) -> tuple[Answers, list[Asked]]:
    """The interview of somebody with these answers: what it learns, and what it asks."""
    interview, asked = Interview(), []
    while (question := interview.next()) is not None:
        asked.append(question)
        following = interview.reply(question, reply(question, known))
        assert isinstance(following, Interview), (question, following)
        interview = following
        assert len(asked) < 100
    return interview.answers, asked
