"""Three values: true, false, and unknown where an answer is missing."""

from collections.abc import Iterator
from itertools import product

import pytest
from screen_builders import answers

from backstride.screen.answers import NO_ANSWERS, Answers
from backstride.screen.conditions import AtLeast, Compares, Condition, Is
from backstride.screen.questions import keys

TRUTHS = (True, False, None)


class Fixed:
    """A part whose value is given, and which waits for the key ``x`` while it is unknown."""

    def __init__(self, value: bool | None) -> None:
        self.value = value

    def holds(self, answers: Answers) -> bool | None:
        return self.value

    def waits_for(self, answers: Answers) -> frozenset[str]:
        return frozenset({"x"}) if self.value is None else frozenset()

    def evidence(self) -> Iterator[str]:
        return iter(())

    def words(self) -> str:
        return str(self.value)


def completions(values: tuple[bool | None, ...]) -> list[list[bool]]:
    """Every way in which the unknown ones could turn out."""
    return [list(full) for full in product(*((True, False) if v is None else (v,) for v in values))]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("values", list(product(TRUTHS, repeat=3)))
def test_a_count_is_decided_exactly_when_no_answer_could_change_it(
    values: tuple[bool | None, ...], count: int
):
    """A count of 1 is "any", of all parts "all"."""
    condition = AtLeast(tuple(map(Fixed, values)), count)
    outcomes = {sum(full) >= count for full in completions(values)}
    expected = outcomes.pop() if len(outcomes) == 1 else None
    assert condition.holds(NO_ANSWERS) is expected
    assert condition.waits_for(NO_ANSWERS) == (frozenset() if expected is not None else {"x"})


def test_a_yes_or_no_question():
    fever = Is(keys()["fever"], (True,))
    assert [fever.holds(answers(fever=value)) for value in (True, False, None)] == [True, False, None]
    assert fever.waits_for(answers()) == {"fever"}
    assert fever.waits_for(answers(fever=False)) == frozenset()


def test_a_choice():
    weak = Is(keys()["leg_weakness"], ("mild", "severe"))
    assert [weak.holds(answers(leg_weakness=value)) for value in ("none", "mild", "severe")] == [
        False,
        True,
        True,
    ]
    assert weak.holds(answers()) is None


@pytest.mark.parametrize(
    ("comparison", "at", "below", "above"),
    [
        ("above", False, False, True),
        ("at_least", True, False, True),
        ("below", False, True, False),
        ("at_most", True, True, False),
    ],
)
def test_a_number_against_a_figure(comparison: str, at: bool, below: bool, above: bool):
    condition = Compares(keys()["age_years"], comparison, "some_entry", 60.0)
    assert [condition.holds(answers(age_years=age)) for age in (60, 59.9, 60.1)] == [at, below, above]
    assert condition.holds(answers()) is None
    assert list(condition.evidence()) == ["some_entry"]


@pytest.mark.parametrize(
    ("comparison", "age", "expected"),
    [
        ("above", 34, False),  # nobody of 34 was older than 60 when it began
        ("above", 60, False),
        ("above", 61, None),
        ("below", 13, True),  # whoever is 13 was not 60 when it began
        ("below", 60, None),
        ("at_most", 60, True),
        ("at_least", 60, None),
    ],
)
def test_the_age_now_bounds_the_age_at_the_first_time(comparison: str, age: float, expected: bool | None):
    condition = Compares(keys()["onset_age_years"], comparison, "some_entry", 60.0)
    assert condition.holds(answers(age_years=age)) is expected
    assert condition.waits_for(answers(age_years=age)) == (
        frozenset() if expected is not None else {"onset_age_years"}
    )


def test_the_age_now_is_waited_for_where_it_alone_could_tell():
    young = Compares(keys()["onset_age_years"], "below", "some_entry", 15.0)
    late = Compares(keys()["onset_age_years"], "above", "some_entry", 60.0)
    assert young.waits_for(answers()) == {"onset_age_years", "age_years"}
    assert late.waits_for(answers()) == {"onset_age_years"}  # the age now could only rule it out


def test_what_does_not_apply_is_not_waited_for():
    pregnant: Condition = Is(keys()["pregnant"], (True,))
    assert pregnant.holds(answers(sex="male")) is False
    assert pregnant.holds(answers(sex="female")) is None
    assert pregnant.holds(answers(sex="male", pregnant=True)) is True  # what was said counts


def test_conditions_are_written_out_for_the_page():
    old = Compares(keys()["age_years"], "above", "some_entry", 60.0)
    either = AtLeast((Is(keys()["smoker"], (True,)), Is(keys()["leg_pain"], ("left", "right"))), 1)
    assert AtLeast((old, either), 2).words() == "age_years > 60 and (smoker or leg_pain is left or right)"
    assert AtLeast((old, either), 2, "some_count").words().startswith("at least 2 of: ")
