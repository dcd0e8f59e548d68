"""Labels and number formats: signs, rounding, and that every verdict looks different without colour."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_answers import ESTIMANDS, effect

from backstride.evidence import figure
from backstride.report import words
from backstride.verdict.answer import Check, Verdict


@pytest.mark.parametrize(
    ("value", "shown"), [(0.44, "+0.4"), (-1.25, "−1.2"), (0.04, "0.0"), (-0.04, "0.0"), (10, "+10.0")]
)
def test_points(value: float, shown: str):
    assert words.points(value) == shown


@given(st.floats(-10, 10))
def test_points_keep_sign_and_size_to_a_decimal(value: float):
    shown = words.points(value)
    read = float(shown.replace("−", "-"))
    assert abs(read - value) <= 0.05 + 1e-9
    assert shown.startswith("+") == (read > 0)
    assert shown.startswith("−") == (read < 0)


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "under 1%"), (0.006, "1%"), (0.804, "80%"), (0.994, "99%"), (1.0, "over 99%")]
)
def test_percent_never_rounds_doubt_away(share: float, shown: str):
    assert words.percent(share) == shown


def test_verdicts_differ_without_colour_in_either_alphabet():
    drawn = [verdict for verdict in Verdict if verdict is not Verdict.AGGRAVATES_WHEN]
    assert len({words.mark(verdict).symbol for verdict in drawn}) == len(drawn)
    assert len({words.mark(verdict).ascii for verdict in drawn}) == len(drawn)
    assert all(words.mark(verdict).ascii.isascii() for verdict in Verdict)


@pytest.mark.parametrize("estimand", ESTIMANDS)
def test_labels_fit_beside_a_chart_and_say_what_is_compared(estimand: str):
    label = words.label(estimand)
    assert 0 < len(label.short) <= 17
    assert "against" in label.compares


def test_label_figures_are_those_of_the_contrast():
    assert f"{figure('contrast_distance_high'):g} times" in words.label("factor:distance").compares
    assert f"{figure('longterm_days') / 7:.0f} weeks" in words.label("longterm").compares


def test_an_estimand_without_words_is_named_after_itself():
    assert words.label("factor:heat_stress").short == "Heat stress"


@pytest.mark.parametrize(
    ("estimand", "entry_id"),
    [("acute", "meaningful_acute"), ("factor:x", "meaningful_factor"), ("longterm", "meaningful_longterm")],
)
def test_size_that_matters_is_the_registry_s(estimand: str, entry_id: str):
    assert words.meaningful_points(estimand) == figure(entry_id)
    assert math.isfinite(words.meaningful_points(estimand))


def test_what_failed_comes_first():
    checks = [
        Check(id=outcome, outcome=outcome, text="") for outcome in ("pass", "cannot_say", "fail", "pass")
    ]
    assert [check.id for check in words.sorted_checks(checks)] == ["fail", "cannot_say", "pass", "pass"]


def test_undecided_effects_are_gathered_by_reason():
    rows = [
        effect("acute", Verdict.AGGRAVATES, 1.0),
        effect("factor:hard", Verdict.CANNOT_TELL),
        effect("factor:spike", Verdict.CANNOT_TELL, 0.2),
    ]
    assert words.undecided(rows) == [
        ("Hard ground, a sudden jump", f"{rows[1].reason} (about 60 more days would help)")
    ]
    later = [*rows, replace(rows[2], estimand="longterm", days_needed=1)]
    assert words.undecided(later) == [
        (
            "Hard ground (about 60 more days), a sudden jump (about 60 more days), "
            "running for weeks (about 1 more day)",
            rows[1].reason,
        )
    ]
    assert words.undecided([replace(rows[1], days_needed=None)]) == [("Hard ground", rows[1].reason)]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Yes, it does: by 0.9 points. Take care.", ("Yes, it does.", "By 0.9 points. Take care.")),
        ("No. By 0.9 points: no.", ("No.", "By 0.9 points: no.")),
        ("It cannot be told yet.", ("It cannot be told yet.", "")),
    ],
)
def test_the_headline_is_the_first_statement(sentence: str, shown: tuple[str, str]):
    assert words.headline(sentence) == shown


@pytest.mark.parametrize(
    ("days_needed", "shown"),
    [
        (None, ""),
        (1, " (about 1 more day would help)"),
        (23, " (about 25 more days would help)"),
        (163, " (about 170 more days would help)"),
        (455, " (more than a year would help)"),
    ],
)
def test_waits_are_no_finer_than_can_be_foreseen(days_needed: int | None, shown: str):
    row = replace(effect("acute", Verdict.CANNOT_TELL), days_needed=days_needed)
    assert words.undecided([row]) == [("A usual run", row.reason + shown)]


def test_one_reason_for_everything_is_said_once():
    rows = [effect(estimand, Verdict.CANNOT_TELL) for estimand in ESTIMANDS]
    assert [names for names, _ in words.undecided(rows)] == ["Every effect"]
