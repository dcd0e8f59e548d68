"""Readings at the ends of the scale: moments and evidence against what can be computed exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference_builders import days_of
from scipy.integrate import quad
from scipy.stats import norm

from backstride.inference.design import build_design
from backstride.inference.ends import Sites
from backstride.inference.fit import infer
from backstride.inference.hyper import HyperSpace
from backstride.inference.laplace import fit_field, fit_field_with_ends
from backstride.inference.priors import registered_priors

PRIORS = registered_priors()


def _one_reading(mean: float, sd: float, edge: float, side: float, noise_sd: float):  # type: ignore[no-untyped-def]
    """Mean, SD and log evidence of a normal x of which one reading at an end is known."""
    sites = Sites(np.array([0.0]), np.array([0.0]))
    for _ in range(60):
        variance = 1.0 / (sd**-2 + sites.precision)
        centre = variance * (mean / sd**2 + sites.shift)
        gaussian_evidence = 0.5 * float(
            np.log(variance / sd**2)[0] + (centre**2 / variance - mean**2 / sd**2)[0]
        )
        sites, log_scale, _ = sites.updated(centre, variance, np.array([edge]), np.array([side]), noise_sd)
    return float(centre[0]), float(np.sqrt(variance[0])), gaussian_evidence + log_scale


@settings(deadline=None)
@given(mean=st.floats(-3, 3), sd=st.floats(0.3, 3), edge=st.floats(-1, 1), side=st.sampled_from([1.0, -1.0]))
def test_one_reading_at_an_end_has_its_exact_moments(mean: float, sd: float, edge: float, side: float):
    noise_sd = 0.7

    def weighted(power: int) -> float:
        def density(x: float) -> float:
            return float(x**power * norm.pdf(x, mean, sd) * norm.cdf(side * (edge - x) / noise_sd))

        return float(quad(density, mean - 9 * sd, mean + 9 * sd, points=[mean, edge], limit=200)[0])

    mass = weighted(0)
    found_mean, found_sd, log_evidence = _one_reading(mean, sd, edge, side, noise_sd)
    assert log_evidence == pytest.approx(np.log(mass), abs=1e-4)
    assert found_mean == pytest.approx(weighted(1) / mass, abs=1e-3)
    assert found_sd == pytest.approx(np.sqrt(weighted(2) / mass - (weighted(1) / mass) ** 2), abs=1e-3)


def _days(pain: np.ndarray):  # type: ignore[no-untyped-def]
    ran = (np.random.default_rng(5).random(len(pain)) < 0.5).astype(float)
    return days_of(len(pain), pain_nrs=pain, ran=ran, distance_km=8.0 * ran)


def test_days_without_pain_push_the_field_below_the_floor_and_not_above_it():
    """Laplace's Gaussian puts much of it above the floor, where every reading says that it was not."""
    design = build_design(_days(np.zeros(60)), PRIORS)
    hyper = HyperSpace(design, PRIORS).natural(HyperSpace(design, PRIORS).mean)
    rows = np.arange(60)

    def share_above(field) -> float:  # type: ignore[no-untyped-def]
        sd = np.sqrt(field.pain_variance(rows))
        return float(norm.cdf((field.pain - 0.5) / sd).mean())

    at_mode = fit_field(design, hyper, PRIORS)
    matched = fit_field_with_ends(design, hyper, PRIORS)
    assert share_above(at_mode) > 0.05
    assert share_above(matched) < 0.02


def test_the_same_evidence_from_a_fresh_and_from_a_near_by_start():
    pain = np.zeros(60)
    pain[::7] = 2
    design = build_design(_days(pain), PRIORS)
    space = HyperSpace(design, PRIORS)
    near = fit_field_with_ends(design, space.natural(space.mean + 0.2), PRIORS)
    fresh = fit_field_with_ends(design, space.natural(space.mean), PRIORS)
    warm = fit_field_with_ends(design, space.natural(space.mean), PRIORS, near)
    assert warm.log_evidence == pytest.approx(fresh.log_evidence, abs=0.02)
    np.testing.assert_allclose(warm.pain, fresh.pain, atol=0.03)


@pytest.mark.parametrize("n_sore", [0, 3])
def test_a_diary_with_hardly_any_pain_shows_no_effect_of_running(n_sore: int):
    pain = np.zeros(90)
    pain[np.random.default_rng(2).choice(90, n_sore, replace=False)] = 1
    effects = infer(_days(pain), seed=1)
    low, high = np.quantile(effects.acute, [0.05, 0.95])
    assert -0.3 < low <= high < 0.3
