"""The sentence says what the rows say, all of it that matters, and no more surely."""

from dataclasses import replace

import pytest

from backstride.inference.factors import ALIKE, UNKNOWN
from backstride.verdict.answer import EffectRow, Verdict
from backstride.verdict.decide import ESTIMANDS, overall
from backstride.verdict.words import sentence

MEANS = {
    Verdict.AGGRAVATES: 1.0,
    Verdict.HELPS: -1.0,
    Verdict.NO_MEANINGFUL_EFFECT: 0.1,
    Verdict.CANNOT_TELL: 0.4,
}


def _rows(acute: Verdict, longterm: Verdict, hard: Verdict = Verdict.CANNOT_TELL) -> tuple[EffectRow, ...]:
    said = dict.fromkeys(ESTIMANDS, Verdict.CANNOT_TELL) | {"acute": acute, "longterm": longterm}
    said["factor:hard"] = hard
    return tuple(
        EffectRow(
            runner_id="r",
            estimand=estimand,
            verdict=verdict,
            reason="the range still holds both",
            n_days=120,
            n_checkins=100,
            n_run_days=50,
            mean=MEANS[verdict],
            q05=MEANS[verdict] - 0.2,
            q95=MEANS[verdict] + 0.2,
        )
        for estimand, verdict in said.items()
    )


def _said(*verdicts: Verdict) -> str:
    rows = _rows(*verdicts)
    return sentence(*overall(rows), rows, 0)


@pytest.mark.parametrize("acute", [Verdict.NO_MEANINGFUL_EFFECT, Verdict.HELPS, Verdict.CANNOT_TELL])
def test_harm_over_weeks_is_told_where_a_single_run_shows_none(acute: Verdict) -> None:
    said = _said(acute, Verdict.AGGRAVATES)
    assert "kept up for 8 weeks" in said
    assert "about 1.0 points of 10 more pain than none (90% range +0.8 to +1.2)" in said


def test_help_over_weeks_is_told_where_a_single_run_hurts() -> None:
    assert "about 1.0 points of 10 less pain than none" in _said(Verdict.AGGRAVATES, Verdict.HELPS)


@pytest.mark.parametrize(
    ("acute", "longterm"),
    [
        (Verdict.AGGRAVATES, Verdict.AGGRAVATES),
        (Verdict.HELPS, Verdict.HELPS),
        (Verdict.NO_MEANINGFUL_EFFECT, Verdict.NO_MEANINGFUL_EFFECT),
        (Verdict.AGGRAVATES, Verdict.CANNOT_TELL),
        (Verdict.CANNOT_TELL, Verdict.CANNOT_TELL),
    ],
)
def test_weeks_are_not_spoken_of_where_they_say_the_same_or_nothing(
    acute: Verdict, longterm: Verdict
) -> None:
    assert "weeks" not in _said(acute, longterm)


def test_a_run_that_makes_no_difference_is_not_said_of_weeks_of_running() -> None:
    said = _said(Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL)
    assert "What running for weeks does cannot be told yet." in said


@pytest.mark.parametrize(
    ("acute", "hard"),
    [
        (Verdict.AGGRAVATES, Verdict.CANNOT_TELL),
        (Verdict.HELPS, Verdict.CANNOT_TELL),
        (Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL),
        (Verdict.NO_MEANINGFUL_EFFECT, Verdict.AGGRAVATES),
    ],
)
def test_every_verdict_is_said_as_a_pattern_and_not_as_a_proven_cause(acute: Verdict, hard: Verdict) -> None:
    said = _said(acute, Verdict.CANNOT_TELL, hard)
    assert "not proof" in said
    assert "look" in said.partition(".")[0]


@pytest.mark.parametrize(
    ("reason", "n_spikes", "said"),
    [
        (UNKNOWN, 0, "is not known"),
        (ALIKE, 0, "there is no sudden jump in distance on record"),
        ("your days so far fit both", 9, "(9 on record) cannot be judged yet"),
    ],
)
def test_jumps_that_are_not_known_are_not_said_to_be_none(reason: str, n_spikes: int, said: str) -> None:
    rows = tuple(
        replace(row, reason=reason) if row.estimand == "factor:spike" else row
        for row in _rows(Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL)
    )
    whole = sentence(*overall(rows), rows, n_spikes)
    assert said in whole
    assert ("no sudden jump" in whole) == (reason == ALIKE)
