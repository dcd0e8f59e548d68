"""The rules are read strictly, and the product's own keep to what they promise."""

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from screen_builders import answer_sets, answers

from backstride.evidence import all_entries
from backstride.screen import Running, Urgency
from backstride.screen.conditions import AtLeast, Compares, Condition, Is, Named
from backstride.screen.questions import keys
from backstride.screen.rules import RulesError, parse_rules, rule_book

LEVELS = "".join(f"[urgency.{level}]\nheading = 'H.'\ndo = 'D.'\n" for level in Urgency) + "".join(
    f"[running.{level}]\ntext = 'R.'\nevidence = ['claim']\n" for level in Running
)
SHARED = "[condition.weak]\nkey = 'leg_weakness'\nin = ['mild', 'severe']\n"
RULE = {
    "id": "'fever'",
    "urgency": "'same_day'",
    "running": "'stop'",
    "when": "'fever'",
    "text": "'There is a fever.'",
    "do": "'Call.'",
    "evidence": "['claim']",
}
PATTERN = "[[pattern]]\nid = 'p'\nwhen = 'fever'\ntext = 'Warm.'\nevidence = ['claim']\n"
FIGURES = {"claim": None, "severe_nrs": 7.0, "few": 2.0}


def book(rule: dict[str, str | None], extra: str = ""):
    fields = {**RULE, **rule}
    lines = "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None)
    return parse_rules(f"{LEVELS}{SHARED}[[rule]]\n{lines}{PATTERN}{extra}", keys(), FIGURES)


def test_a_good_rule_is_read_whole():
    when = "{ all = [{ key = 'worst_pain_nrs', at_least = 'severe_nrs' }, { condition = 'weak' }] }"
    unless = "{ at_least = 'few', of = ['smoker', 'hypertension', { key = 'leg_pain', is = 'none' }] }"
    (rule,) = book({"when": when, "unless": unless}).reasons
    assert (rule.says.urgency, rule.says.running) == (Urgency.SAME_DAY, Running.STOP)
    assert rule.says.evidence == ("claim", "severe_nrs", "few")
    severe = {"worst_pain_nrs": 7, "leg_weakness": "mild"}
    assert rule.holds(answers(**severe)) is True
    assert rule.holds(answers(worst_pain_nrs=7)) is None
    assert rule.waits_for(answers(worst_pain_nrs=7)) == {"leg_weakness"}
    assert rule.holds(answers(worst_pain_nrs=6.9)) is False


def test_unless_holds_a_rule_back_only_where_it_is_known():
    (rule,) = book({"unless": "'smoker'"}).reasons
    assert rule.holds(answers(fever=True)) is True
    assert rule.holds(answers(fever=True, smoker=False)) is True
    assert rule.holds(answers(fever=True, smoker=True)) is False
    assert rule.could_be_lifted_by(answers(fever=True)) == {"smoker"}
    assert rule.could_be_lifted_by(answers(fever=True, smoker=False)) == frozenset()
    assert rule.waits_for(answers(smoker=True)) == frozenset()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "'red'"}, "[rule 'fever'] does not take colour"),
        ({"do": None}, "[rule 'fever'] lacks do"),
        ({"text": "'  '"}, "has no words for text"),
        ({"urgency": "'soon'"}, "urgency 'soon'"),
        ({"running": "'walk'"}, "running 'walk'"),
        ({"evidence": "[]"}, "cites no evidence"),
        ({"evidence": "['nobody']"}, "cites 'nobody'"),
        ({"when": "'fevr'"}, "'fevr' is not the key"),
        ({"when": "'leg_pain'"}, "'leg_pain' is not the key of a yes-or-no question"),
        ({"when": "{ key = 'worst_pain_nrs', above = 7 }"}, "7 is not an entry"),
        ({"when": "{ key = 'worst_pain_nrs', above = 'claim' }"}, "'claim' is not an entry"),
        ({"when": "{ key = 'worst_pain_nrs', is = 7 }"}, "cannot be asked"),
        ({"when": "{ key = 'leg_pain', is = 'left leg' }"}, "cannot be asked"),
        ({"when": "{ key = 'leg_pain', above = 'few' }"}, "cannot be asked"),
        ({"when": "{ key = 'leg_pain', in = 'left' }"}, "cannot be asked"),
        ({"when": "{ key = 'leg_pain', in = [] }"}, "cannot be asked"),
        ({"when": "{ key = 'leg_pain' }"}, "cannot be asked"),
        ({"when": "{ key = 'leg_pain', is = 'left', unit = 'x' }"}, "cannot be asked"),
        ({"when": "7"}, "cannot be understood"),
        ({"when": "{ key = 'fever', is = 'yes' }"}, "cannot be asked"),
        ({"when": "{ key = 'nobody', is = true }"}, "cannot be understood"),
        ({"when": "{ at_least = 2, of = ['fever'] }"}, "2 is not an entry"),
        ({"when": "{ all = [] }"}, "cannot be understood"),
        ({"when": "{ not = 'fever' }"}, "cannot be understood"),
        ({"when": "{ all = ['fever'], any = ['fever'] }"}, "cannot be understood"),
        ({"when": "{ condition = 'strong' }"}, "cannot be understood"),
        ({"unless": "'fevr'"}, "'fevr' is not the key"),
    ],
)
def test_each_fault_is_named_with_its_rule(change: dict[str, str | None], words: str):
    with pytest.raises(RulesError, match=re.escape(words)):
        book(change)


def test_a_rule_that_stands_twice_a_missing_level_and_broken_toml_are_faults():
    with pytest.raises(RulesError, match="'p' stands twice"):
        book({}, PATTERN)
    with pytest.raises(RulesError, match=r"\[running.hold\] lacks"):
        parse_rules(
            LEVELS.replace("[running.hold]", "[running.other]") + SHARED + PATTERN + "[[rule]]\n",
            keys(),
            FIGURES,
        )
    with pytest.raises(RulesError, match="not TOML"):
        parse_rules("[[rule", keys(), FIGURES)
    with pytest.raises(RulesError, match="does not take colour"):
        book({}, "[colour]\nred = 1\n")


def test_all_faults_are_told_at_once():
    with pytest.raises(RulesError) as caught:
        book({"when": "'fevr'", "evidence": "['nobody']"})
    assert str(caught.value).count("\n") == 1


# ---- the product's own rules ----


def leaves(condition: Condition) -> list[Is | Compares]:
    if isinstance(condition, Named):
        return leaves(condition.inner)
    if isinstance(condition, AtLeast):
        return [leaf for part in condition.parts for leaf in leaves(part)]
    assert isinstance(condition, Is | Compares)
    return [condition]


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [found for part in value.values() for found in numbers(part)]
    if isinstance(value, list):
        return [found for part in value for found in numbers(part)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_no_number_stands_in_the_rules_themselves():
    text = files("backstride.screen").joinpath("rules.toml").read_text("utf-8")
    assert numbers(tomllib.loads(text)) == []
    assert numbers({"rule": [{"when": {"key": "a", "above": 7}}]}) == [7]


def test_what_needs_care_today_stops_running_and_what_needs_it_soon_does_not_leave_it_free():
    for rule in rule_book().reasons:
        if rule.says.urgency.is_today:
            assert rule.says.running is Running.STOP, rule.says.id
        elif rule.says.urgency is Urgency.TWO_WEEKS:
            assert rule.says.running is not Running.OK, rule.says.id
        assert rule.says.urgency is not Urgency.NONE, rule.says.id


def test_every_question_but_sex_is_used_by_a_rule_or_a_pattern():
    book = rule_book()
    used = {
        leaf.key.name
        for rule in [*book.reasons, *book.patterns]
        for condition in (rule.when, rule.unless)
        if condition is not None
        for leaf in leaves(condition)
    }
    assert set(keys()) - used == {"sex"}


def test_every_shared_condition_is_used():
    text = files("backstride.screen").joinpath("rules.toml").read_text("utf-8")
    idle = [name for name in rule_book().shared if f'condition = "{name}"' not in text]
    assert not idle


def test_evidence_is_cited_once_and_exists():
    known = {entry.id for entry in all_entries()}
    for rule in [*rule_book().reasons, *rule_book().patterns]:
        assert set(rule.says.evidence) <= known
        assert len(set(rule.says.evidence)) == len(rule.says.evidence)


@settings(max_examples=300, deadline=None)
@given(answer_sets())
def test_an_answer_more_never_overturns_a_condition_that_was_decided(known: dict[str, Any]):
    """Kleene's logic over the product's own conditions: what is true or false stays so."""
    some = dict(list(known.items())[::2])
    for rule in rule_book().reasons:
        before = rule.when.holds(answers(**some))
        moot = any(answers(**some).is_moot(leaf.key) and leaf.key.name in known for leaf in leaves(rule.when))
        if before is not None and not moot:
            assert rule.when.holds(answers(**known)) is before, rule.says.id
