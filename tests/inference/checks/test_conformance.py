"""What every check must have: a file, an entry in the list, words, and a look that can be repeated."""

import math
from pathlib import Path

import pytest
from inference_builders import running_days

from backstride.inference import checks
from backstride.inference.checks import CHECKS, Case, Check, Finding, Lowers
from backstride.inference.fit import infer
from backstride.verdict import check_words

HERE = Path(checks.__file__).parent
ALL = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)


@pytest.fixture(scope="module")
def case() -> Case:
    days = running_days(90)
    return Case(days, infer(days, seed=3), seed=3)


def test_every_file_is_one_check_and_every_check_one_file() -> None:
    files = {path.stem for path in HERE.glob("*.py")} - {"__init__", "check", "_ahead"}
    listed = {check.look.__module__.rpartition(".")[2] for check in CHECKS}
    assert listed == files
    assert len({check.id for check in CHECKS}) == len(CHECKS) == len(files)


@ALL
def test_it_finds_one_of_three_things_and_names_itself(check: Check, case: Case) -> None:
    found = check.look(case)
    assert found.id == check.id
    assert found.outcome in {"pass", "fail", "cannot_say"}
    assert check.unit


@ALL
def test_the_same_case_gives_the_same_finding(check: Check, case: Case) -> None:
    first, again = check.look(case), check.look(case)
    assert (first.outcome, first.about) == (again.outcome, again.about)
    assert first.value == again.value or (math.isnan(first.value) and math.isnan(again.value))


@ALL
def test_it_has_words_for_what_it_found(check: Check, case: Case) -> None:
    worded = check_words.check(check.look(case))
    assert worded.text.endswith(".")
    assert "{" not in worded.text


@ALL
def test_a_check_that_takes_a_verdict_back_says_why_and_what_to_do(check: Check) -> None:
    outcomes = set(check_words.TEXTS[check.id])
    if check.lowers is Lowers.NOTHING:
        assert check.id not in check_words.REASONS
        return
    assert {"pass", "fail", "cannot_say"} <= outcomes
    assert "no verdict" in check_words.TEXTS[check.id]["fail"]
    assert check_words.REASONS[check.id]
    assert check.id == "sampling" or check_words.ADVICE[check.id]


def test_the_words_speak_of_no_check_that_is_not_there() -> None:
    known = {check.id for check in CHECKS}
    for words in (check_words.TEXTS, check_words.REASONS, check_words.ADVICE):
        assert set(words) <= known


def test_every_part_that_a_check_may_name_has_words() -> None:
    from backstride.inference.checks.diary import STATISTICS

    assert set(STATISTICS) == set(check_words.ABOUT)


def test_only_a_failure_takes_a_verdict_back() -> None:
    assert checks.lowers(Finding("tomorrow", "pass", 0.1)) is Lowers.NOTHING
    assert checks.lowers(Finding("tomorrow", "cannot_say", 0.1)) is Lowers.NOTHING
    assert checks.lowers(Finding("tomorrow", "fail", 0.1)) is Lowers.ALL
    assert checks.lowers(Finding("halves", "fail", 0.1)) is Lowers.NOTHING


def test_a_plain_runner_passes_what_could_take_the_verdict_back(case: Case) -> None:
    assert [found.id for found in checks.lowering(case) if found.outcome == "fail"] == []
