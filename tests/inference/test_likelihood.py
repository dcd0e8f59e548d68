"""The likelihoods: values by hand, derivatives by finite differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from backstride.inference import likelihood

MEAN = st.floats(-8.0, 18.0)
SD = st.floats(0.2, 3.0)


def _censored(mean: float, value: float, sd: float, side: str) -> tuple[float, float, float]:
    out = likelihood.censored(
        np.array([mean]), np.array([value]), np.array([side == "floor"]), np.array([side == "ceiling"]), sd
    )
    return tuple(float(part[0]) for part in out)


def test_a_reading_inside_the_scale_is_normal() -> None:
    log_likelihood, _, second = _censored(3.0, 4.0, 0.5, "inside")
    assert log_likelihood == pytest.approx(norm.logpdf(4.0, 3.0, 0.5))
    assert second == pytest.approx(4.0)


def test_a_reading_at_the_floor_says_only_that_pain_is_low() -> None:
    assert _censored(-1.0, 0.5, 0.8, "floor")[0] == pytest.approx(norm.logcdf(0.5, -1.0, 0.8))
    far_below, _, bend = _censored(-30.0, 0.5, 0.8, "floor")
    assert far_below == pytest.approx(0.0, abs=1e-9)
    assert bend == pytest.approx(0.0, abs=1e-9)


def test_a_reading_at_the_ceiling_says_only_that_pain_is_high() -> None:
    assert _censored(10.4, 9.5, 0.8, "ceiling")[0] == pytest.approx(norm.logsf(9.5, 10.4, 0.8))


@given(MEAN, st.sampled_from(["inside", "floor", "ceiling"]), SD)
def test_derivatives_are_those_of_the_likelihood(mean: float, side: str, sd: float) -> None:
    value = {"inside": 4.0, "floor": 0.5, "ceiling": 9.5}[side]
    step = 1e-4
    _, first, second = _censored(mean, value, sd, side)
    above, below = _censored(mean + step, value, sd, side), _censored(mean - step, value, sd, side)
    assert first == pytest.approx((above[0] - below[0]) / (2 * step), rel=1e-3, abs=1e-3)
    assert -second == pytest.approx((above[1] - below[1]) / (2 * step), rel=1e-3, abs=1e-3)
    assert second >= 0


@given(st.floats(-30, 30), st.sampled_from([0.0, 1.0]))
def test_the_logistic_is_a_probability_and_its_derivatives_fit(score: float, outcome: float) -> None:
    out = likelihood.logistic(np.array([score]), np.array([outcome]))
    log_likelihood, first, second = (float(part[0]) for part in out)
    probability = 1 / (1 + np.exp(-score))
    assert np.exp(log_likelihood) == pytest.approx(probability if outcome else 1 - probability, abs=1e-12)
    assert first == pytest.approx(outcome - probability, abs=1e-9)
    assert second == pytest.approx(probability * (1 - probability), abs=1e-9)
