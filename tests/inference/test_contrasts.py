"""Effects on the diary's scale."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inference_builders import running_days
from scipy.integrate import quad
from scipy.stats import norm

from backstride.evidence import figure
from backstride.inference import contrasts
from backstride.inference.contrasts import Draws
from backstride.inference.design import Design, build_design
from backstride.inference.priors import registered_priors


@given(st.floats(-4, 14), st.floats(0.2, 2.0))
def test_a_reading_is_the_clipped_mean(latent: float, sd: float) -> None:
    read = float(contrasts.read_off(np.array([latent]), np.array([sd]))[0])
    inside, _ = quad(lambda y: y * norm.pdf(y, latent, sd), 0, 10)
    assert read == pytest.approx(inside + 10 * norm.sf(10, latent, sd), abs=1e-6)


def _draws(design: Design, level_nrs: float, run_nrs: float, factor_nrs: float, n: int = 4) -> Draws:
    kernel = np.tile([1.5, 0.9, 0.6], (n, 1))
    n_factors = len(design.factors.names)
    return Draws(
        kernel=kernel,
        run=run_nrs * kernel,
        factors=np.full((n, n_factors), factor_nrs),
        pain=np.full((n, design.n_days), level_nrs),
        noise_sd=np.full(n, 0.3),
        load=np.zeros(n),
        total=np.full(n, 4.0 * run_nrs),
        off_running=np.full((n, design.n_days), level_nrs),
        mix=np.zeros((n, n_factors)),
        morning_ratio=np.ones(n),
    )


@pytest.fixture(scope="module")
def design() -> Design:
    return build_design(running_days(80), registered_priors())


def test_what_evenings_tell_of_mornings_is_known_within_a_spread_and_mornings_tell_themselves() -> None:
    rng, log_sd = np.random.default_rng(1), figure("evening_ratio_log_sd")
    evening = build_design(running_days(80, diary_time="evening"), registered_priors())
    morning = build_design(running_days(80), registered_priors())
    assert (contrasts.morning_ratio(morning, 10, rng) == 1.0).all()
    ratios = contrasts.morning_ratio(evening, 4000, rng)
    assert np.log(ratios).std() == pytest.approx(log_sd, rel=0.05)
    draws = replace(_draws(evening, 5.0, 0.8, 0.4, 4000), morning_ratio=ratios)
    assert contrasts.acute(evening, draws).std() == pytest.approx(0.8 * log_sd, rel=0.1)
    for effect in contrasts.factor_contrasts(evening, draws).values():
        assert effect.std() == pytest.approx(0.4 * log_sd, rel=0.1)
    assert contrasts.acute(evening, replace(draws, run=0.0 * draws.run)).std() == pytest.approx(0.0, abs=1e-9)


def test_far_from_the_ends_an_effect_is_what_the_model_says(design: Design) -> None:
    draws = _draws(design, 5.0, 0.8, 0.4)
    np.testing.assert_allclose(contrasts.acute(design, draws), 0.8, atol=1e-6)
    for effect in contrasts.factor_contrasts(design, draws).values():
        np.testing.assert_allclose(effect, 0.4, atol=1e-6)


def test_relief_cannot_be_felt_below_the_floor(design: Design) -> None:
    draws = _draws(design, 0.2, -1.0, 0.0)
    felt = contrasts.acute(design, draws)
    assert (felt < 0).all()
    assert (felt > -0.7).all()  # of the one point that the latent pain falls by


def test_longterm_is_the_steady_sum_of_runs_far_from_the_ends(design: Design) -> None:
    draws = _draws(design, 5.0, 0.5, 0.0)
    rate = design.ran.mean()
    np.testing.assert_allclose(contrasts.longterm(design, draws), rate * 2.0, atol=1e-6)


def test_a_longer_run_weighs_more_where_distance_hurts(design: Design) -> None:
    effects = contrasts.dose_response(design, _draws(design, 5.0, 0.5, 0.6), np.array([5.0, 8.0, 12.0]))
    assert effects.shape == (4, 3)
    assert (np.diff(effects, axis=1) > 0).all()
    halves = contrasts.dose_response(
        design, _draws(design, 5.0, 0.5, 0.6), design.factors.median_km * np.array([1.0, 1.5])
    )
    np.testing.assert_allclose(np.diff(halves, axis=1), 0.6, atol=1e-6)
