"""The field: against dense linear algebra, where that is exact."""

from dataclasses import replace

import numpy as np
import pytest
from inference_builders import running_days
from scipy.stats import multivariate_normal

from backstride.evidence import figure
from backstride.inference import laplace
from backstride.inference.design import Design, build_design
from backstride.inference.hyper import Hyper, HyperSpace
from backstride.inference.latent import pain_exposure, pain_prior_sd, reading_sd
from backstride.inference.priors import registered_priors

PRIORS = registered_priors()


def _only_pain(design: Design) -> Design:
    """A diary far from both ends of the scale, without the other views: there Laplace is exact."""
    return replace(design, views=design.views[:1])


@pytest.fixture(scope="module")
def design() -> Design:
    return build_design(running_days(70, level_nrs=5.0), PRIORS)


@pytest.fixture(scope="module")
def hyper(design: Design) -> Hyper:
    space = HyperSpace(design, PRIORS)
    return space.natural(space.mean)


def test_evidence_and_mode_are_exact_for_a_normal_diary(design: Design, hyper: Hyper) -> None:
    plain = _only_pain(design)
    view = plain.views[0]
    assert not view.floor.any()
    assert not view.ceiling.any()
    field = laplace.fit_field(plain, hyper, PRIORS)
    x = pain_exposure(plain, hyper)
    prior_sd = pain_prior_sd(plain, hyper, PRIORS)
    days = np.arange(plain.n_days)
    u = hyper.state_sd**2 * hyper.noise_ar ** np.abs(days[:, None] - days)
    latent = x @ np.diag(prior_sd**2) @ x.T + u
    seen = latent[np.ix_(view.rows, view.rows)] + reading_sd(plain, hyper) ** 2 * np.eye(len(view.rows))
    exact = multivariate_normal(np.zeros(len(view.rows)), seen, allow_singular=True).logpdf(view.value)
    assert field.converged
    assert field.log_evidence == pytest.approx(exact, abs=1e-3)
    static = np.diag(prior_sd**2) @ x[view.rows].T @ np.linalg.solve(seen, view.value)
    np.testing.assert_allclose(field.static, static, atol=2e-3)


def test_draws_have_the_exact_mean_and_the_exact_covariance_widened(design: Design, hyper: Hyper) -> None:
    plain = _only_pain(design)
    view = plain.views[0]
    field = laplace.fit_field(plain, hyper, PRIORS)
    static, pain = field.draw(np.random.default_rng(1), 20_000)
    x = pain_exposure(plain, hyper)
    prior_sd = pain_prior_sd(plain, hyper, PRIORS)
    days = np.arange(plain.n_days)
    latent = x * prior_sd**2 @ x.T + hyper.state_sd**2 * hyper.noise_ar ** np.abs(days[:, None] - days)
    seen = latent[np.ix_(view.rows, view.rows)] + reading_sd(plain, hyper) ** 2 * np.eye(len(view.rows))
    gain = latent[:, view.rows] @ np.linalg.inv(seen)
    np.testing.assert_allclose(pain.mean(axis=0), gain @ view.value, atol=0.04)
    wider = figure("laplace_widening")
    variance = wider**2 * np.diag(latent - gain @ latent[view.rows])
    np.testing.assert_allclose(pain.var(axis=0), variance, rtol=0.06)
    cross = (prior_sd**2)[:, None] * x[view.rows].T
    covariance = np.diag(prior_sd**2) - cross @ np.linalg.solve(seen, cross.T)
    np.testing.assert_allclose(static.std(axis=0), wider * np.sqrt(np.diag(covariance)), rtol=0.04)


@pytest.mark.parametrize("name", ["noise_ar", "carryover", "delay"])
def test_exposures_serve_again_only_where_they_are_the_same(design: Design, hyper: Hyper, name: str) -> None:
    here = laplace.fit_field(design, hyper, PRIORS)
    louder = laplace.fit_field(design, replace(hyper, state_sd=2.0 * hyper.state_sd), PRIORS, here)
    assert louder.exposure is here.exposure
    other = replace(hyper, **{name: 0.5 * getattr(hyper, name)})
    away = laplace.fit_field(design, other, PRIORS, here)
    np.testing.assert_array_equal(away.exposure, pain_exposure(design, other))


def test_a_start_near_by_finds_the_same_mode(design: Design, hyper: Hyper) -> None:
    cold = laplace.fit_field(design, hyper, PRIORS)
    other = laplace.fit_field(design, replace(hyper, noise_ar=0.8, state_sd=2.0), PRIORS)
    warm = laplace.fit_field(design, hyper, PRIORS, other)
    assert warm.log_evidence == pytest.approx(cold.log_evidence, abs=1e-3)
    np.testing.assert_allclose(warm.noise, cold.noise, atol=0.02)


@pytest.mark.parametrize("night_share", [0.0, 0.4, 1.0])
def test_evidence_is_exact_where_a_choice_also_sees_part_of_the_next_change(night_share: float) -> None:
    """Pain and the length of runs are both normal: the whole model is, and its evidence has a closed form."""
    whole = build_design(running_days(60, diary_time="evening", level_nrs=5.0), PRIORS)
    design = replace(whole, views=tuple(view for view in whole.views if view.kind != "logistic"))
    pain_view, length_view = design.views
    assert length_view.decides_later
    space = HyperSpace(design, PRIORS)
    hyper = replace(space.natural(space.mean), night_share=night_share, slopes={"shortening": -0.2})

    x = pain_exposure(design, hyper)
    sd = pain_prior_sd(design, hyper, PRIORS)
    n, n_pain, n_habits = design.n_days, x.shape[1], length_view.design.shape[1]
    days = np.arange(n)
    joint = np.zeros((n + n_pain + n_habits,) * 2)  # of u, pain's coefficients, habits
    joint[:n, :n] = hyper.state_sd**2 * hyper.noise_ar ** np.abs(days[:, None] - days)
    joint[n:, n:] = np.diag(np.concatenate([sd, length_view.prior_sd]) ** 2)
    see_pain = np.zeros((len(pain_view.rows), len(joint)))
    see_pain[np.arange(len(pain_view.rows)), pain_view.rows] = 1.0
    see_pain[:, n : n + n_pain] = x[pain_view.rows]
    see_length = np.zeros((len(length_view.rows), len(joint)))
    for i, t in enumerate(length_view.rows):
        see_length[i, t] = hyper.noise_ar
        if t + 1 < n:
            see_length[i, t] *= 1.0 - night_share
            see_length[i, t + 1] = night_share
    see_length[:, n : n + n_pain] = x[length_view.rows]
    see_length *= -0.2
    see_length[:, n + n_pain :] = length_view.design
    see = np.vstack([see_pain, see_length])
    offset = np.concatenate([np.zeros(len(see_pain)), np.full(len(see_length), 0.2 * design.centre_nrs)])
    noise = np.concatenate(
        [
            np.full(len(see_pain), reading_sd(design, hyper)),
            np.full(len(see_length), length_view.sd),
        ]
    )
    covariance = see @ joint @ see.T + np.diag(noise**2)
    seen = np.concatenate([pain_view.value, length_view.value])
    exact = multivariate_normal(offset, covariance, allow_singular=True).logpdf(seen)
    assert laplace.fit_field(design, hyper, PRIORS).log_evidence == pytest.approx(exact, abs=1e-3)
