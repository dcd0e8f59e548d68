"""The decision rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from backstride.evidence import figure
from backstride.inference.fit import Counts
from backstride.verdict import rules
from backstride.verdict.answer import EffectRow, Verdict


def _normal(mean: float, sd: float) -> np.ndarray:
    return mean + sd * np.random.default_rng(0).standard_normal(4000)


def _counts(checkins: int = 60, runs: int = 30, rests: int = 30, days: int = 60) -> Counts:
    return Counts(n_days=days, n_checkins=checkins, n_run_days=runs, n_rest_days=rests, n_spikes=2)


@pytest.mark.parametrize(
    ("mean", "sd", "verdict"),
    [
        (1.0, 0.3, Verdict.AGGRAVATES),
        (-1.0, 0.3, Verdict.HELPS),
        (0.0, 0.15, Verdict.NO_MEANINGFUL_EFFECT),
        (0.0, 0.6, Verdict.CANNOT_TELL),
        (0.5, 0.3, Verdict.CANNOT_TELL),
        # Surely more pain, and probably of a size that matters.
        (0.35, 0.1, Verdict.AGGRAVATES),
        # Surely not zero, but as likely as not too small to matter: no blame.
        (0.3, 0.1, Verdict.CANNOT_TELL),
        # Probably of a size that matters, but not surely more pain at all: no blame.
        (0.9, 0.45, Verdict.CANNOT_TELL),
        # Less pain has to matter almost surely.
        (-0.35, 0.1, Verdict.CANNOT_TELL),
    ],
)
def test_a_usual_run(mean: float, sd: float, verdict: Verdict) -> None:
    assert rules.decide(_normal(mean, sd), 0.3, "acute")[0] is verdict


def test_a_factor_needs_more_certainty_of_its_size() -> None:
    draws = _normal(0.7, 0.2)  # 69% above 0.6
    assert rules.decide(draws, 0.6, "acute")[0] is Verdict.AGGRAVATES
    assert rules.decide(draws, 0.6, "factor")[0] is Verdict.CANNOT_TELL


@given(st.floats(-3, 3), st.floats(0.01, 2), st.sampled_from(["acute", "factor", "longterm"]))
def test_help_is_never_said_on_weaker_grounds_than_harm(mean: float, sd: float, kind: str) -> None:
    draws = _normal(mean, sd)
    there, back = rules.decide(draws, 0.3, kind)[0], rules.decide(-draws, 0.3, kind)[0]
    if there is Verdict.HELPS:
        assert back is Verdict.AGGRAVATES or kind == "acute"
    if back is Verdict.NO_MEANINGFUL_EFFECT:
        assert there is Verdict.NO_MEANINGFUL_EFFECT


@pytest.mark.parametrize(
    ("mean", "sd", "told"),
    [
        (0.29, 0.13, Verdict.AGGRAVATES),
        (-0.4, 0.1, Verdict.HELPS),
        (0.22, 0.15, Verdict.NO_MEANINGFUL_EFFECT),
    ],
)
def test_what_was_told_is_withdrawn_less_easily_than_it_is_given(
    mean: float, sd: float, told: Verdict
) -> None:
    draws = _normal(mean, sd)
    assert rules.decide(draws, 0.3, "acute")[0] is Verdict.CANNOT_TELL
    assert rules.decide(draws, 0.3, "acute", told)[0] is told


@given(
    st.floats(-3, 3),
    st.floats(0.01, 2),
    st.sampled_from(["acute", "factor", "longterm"]),
    st.sampled_from(Verdict),
)
def test_what_was_told_before_never_brings_another_verdict(
    mean: float, sd: float, kind: str, told: Verdict
) -> None:
    draws = _normal(mean, sd)
    fresh, held = rules.decide(draws, 0.3, kind)[0], rules.decide(draws, 0.3, kind, told)[0]
    assert held in (fresh, told)
    if fresh is not Verdict.CANNOT_TELL:
        assert held is fresh


def test_nothing_lacks_with_enough() -> None:
    assert rules.missing_days(_counts()) == {}
    assert rules.days_to_begin(_counts()) == 0


def test_an_empty_home_needs_four_weeks() -> None:
    nothing = Counts(n_days=0, n_checkins=0, n_run_days=0, n_rest_days=0, n_spikes=0)
    assert rules.missing_days(nothing) == {"checkins": 28, "run_days": 8, "rest_days": 8}
    assert 24 <= rules.days_to_begin(nothing) <= 35
    assert rules.lacking(nothing).startswith("it takes at least 28 days with pain written down (so far 0), 8")


def test_the_wait_follows_the_runners_own_pace() -> None:
    rare = _counts(checkins=28, runs=2, rests=26, days=28)  # two runs in four weeks: six more take twelve
    assert rules.days_to_begin(rare) == 84


@given(st.integers(0, 40), st.integers(0, 20), st.integers(0, 20))
def test_whoever_lacks_something_has_to_wait(checkins: int, runs: int, rests: int) -> None:
    days = max(checkins, runs + rests)
    counts = _counts(checkins, runs, rests, days)
    assert bool(rules.missing_days(counts)) == (rules.days_to_begin(counts) > 0)


def test_a_verdict_taken_back_keeps_its_figures_and_asks_for_no_days() -> None:
    draws = _normal(1.0, 0.3)
    row = EffectRow(
        runner_id="r",
        estimand="acute",
        verdict=Verdict.AGGRAVATES,
        reason="probably",
        n_days=90,
        n_checkins=80,
        n_run_days=40,
        mean=float(draws.mean()),
        days_needed=30,
    )
    back = rules.taken_back(row, "a check failed")
    assert (back.verdict, back.reason, back.days_needed) == (Verdict.CANNOT_TELL, "a check failed", None)
    assert back.mean == row.mean


def test_a_row_without_a_verdict_keeps_its_own_reason() -> None:
    row = rules.empty_row("r", "acute", _counts(), "it takes more", 12)
    assert rules.taken_back(row, "a check failed") is row


def test_no_effect_of_months_is_said_only_when_almost_sure() -> None:
    small = _normal(0.0, 0.3)  # nine in ten below half a point
    assert rules.decide(small, 0.5, "acute")[0] is Verdict.NO_MEANINGFUL_EFFECT
    assert rules.decide(small, 0.5, "longterm")[0] is Verdict.CANNOT_TELL
    assert rules.decide(0.5 * small, 0.5, "longterm")[0] is Verdict.NO_MEANINGFUL_EFFECT


def _waits(mean: float, sd: float, n_days: int, kind: str) -> np.ndarray:
    """Days from a posterior to a first verdict at weekly looks, where it is right: by doing.

    An effect is drawn from it, then a reading of that effect for every day to come, each as exact as those
    that made it.
    """
    rng = np.random.default_rng(5)
    one_day_sd = sd * np.sqrt(n_days)
    waits = []
    for _ in range(300):
        readings = rng.normal(rng.normal(mean, sd), one_day_sd, 60 * 7)
        for days in range(7, len(readings) + 1, 7):
            weight = days / (n_days + days)
            now = (1 - weight) * mean + weight * readings[:days].mean()
            draws = now + one_day_sd / np.sqrt(n_days + days) * _EVEN
            if rules.decide(draws, 0.3, kind)[0] is not Verdict.CANNOT_TELL:
                break
        waits.append(days)
    return np.array(waits)


_EVEN = ndtri((np.arange(400) + 0.5) / 400)


@pytest.mark.parametrize(
    ("mean", "sd", "n_days", "kind"),
    [(0.0, 0.3, 60, "acute"), (0.1, 0.4, 42, "acute"), (0.5, 0.3, 60, "acute"), (0.1, 0.3, 90, "factor")],
)
def test_the_wait_foreseen_is_right_within_thirty_per_cent(
    mean: float, sd: float, n_days: int, kind: str
) -> None:
    foreseen = n_days + rules.further_days(mean, sd, 0.3, n_days, kind)
    taken = n_days + np.median(_waits(mean, sd, n_days, kind))
    assert foreseen == pytest.approx(taken, rel=0.3)


@given(
    st.floats(-3, 3),
    st.floats(0.01, 2),
    st.integers(28, 2000),
    st.sampled_from(["acute", "factor", "longterm"]),
)
def test_a_wait_is_at_least_a_day_and_no_longer_than_is_stated(
    mean: float, sd: float, n_days: int, kind: str
) -> None:
    assert 1 <= rules.further_days(mean, sd, 0.3, n_days, kind) <= figure("days_needed_most")


@given(st.floats(-3, 3), st.floats(0.01, 2), st.sampled_from(["acute", "factor", "longterm"]))
def test_no_two_verdicts_hold_at_once(mean: float, sd: float, kind: str) -> None:
    assert sum(map(bool, rules.called(rules.Chances.of(_normal(mean, sd), 0.3), kind).values())) <= 1
