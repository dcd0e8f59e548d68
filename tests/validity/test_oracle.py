"""The oracle reads the sample runners' diaries by the likelihood that made them."""

from importlib.util import find_spec

import numpy as np
import pytest

from backstride.samples import RunnerSpec, simulate
from backstride.samples.course import BURN_IN_DAYS, draw_person, run_course

pytestmark = pytest.mark.skipif(find_spec("numpyro") is None, reason="needs the extra nuts")

N_DAYS = 120
# Everything on record, so that the vector of a runner's true constants is known to the last.
SPEC = RunnerSpec(
    name="known",
    acute_nrs=1.0,
    factors_nrs={
        "hard": 1.0,
        "no_warmup": -0.5,
        "distance": 0.5,
        "spike": 1.0,
        "intensity": 0.4,
        "downhill": 0.6,
    },
    adaptation_nrs=-0.7,
    missing_share=0.0,
    unknown_share={},
)


def truth_of(seed: int):
    """The simulator's course of ``simulate(seed, SPEC, N_DAYS)``."""
    rng = np.random.default_rng([seed, N_DAYS])
    person = draw_person(rng, SPEC)
    return person, run_course(rng, SPEC, person, N_DAYS)


def vector_of(shape, person, course):
    """The oracle's numbers for a runner: all but the surprises, which are what it cannot know beforehand."""
    from scipy.special import ndtri

    from backstride.inference.priors import registered_priors
    from backstride.samples import FACTORS
    from oracle.likelihood import RANGES

    priors = registered_priors()

    def quantile(name):
        low, high = getattr(SPEC, name)
        value = (low + high) / 2 if name == "runs_logit" else getattr(person, name)
        return ndtri((value - low) / (high - low))

    parts = {name: np.zeros(size) for name, size in shape.sizes.items()}
    parts["person"] = np.array([quantile(name) for name in RANGES])
    parts["weekday"] = person.weekday_logit - sum(SPEC.runs_logit) / 2
    parts["acute"][0] = SPEC.acute_nrs / priors.acute_sd_nrs
    for i, name in enumerate(FACTORS):
        sd = priors.rare_factor_sd_nrs if name == "spike" else priors.factor_sd_median_nrs
        parts["factors"][i] = SPEC.factors_nrs[name] / sd
    parts["adaptation"][0] = SPEC.adaptation_nrs / priors.adaptation_sd_nrs
    return parts


def test_what_a_run_does_is_the_simulators():
    from oracle.likelihood import Shape, arrays_of, unfold

    for seed in range(3):
        person, course = truth_of(seed)
        days = simulate(seed, SPEC, N_DAYS).days
        shape = Shape(N_DAYS, SPEC)
        parts = vector_of(shape, person, course)
        found = unfold(shape, arrays_of(shape, days), np.concatenate(list(parts.values())))
        diary = slice(BURN_IN_DAYS, BURN_IN_DAYS + N_DAYS)
        # The simulator centres its factors on means over a finite number of runs.
        np.testing.assert_allclose(found["dose"], course.dose_nrs[0, diary], atol=0.05)
        assert found["daily_km"] == pytest.approx(course.usual_daily_km, rel=0.02)


def surprises(seed: int):
    """What is left of a runner's true latent pain from one morning to the next, in its own SDs, once all
    that the oracle knows is taken out."""
    from oracle.likelihood import Shape, arrays_of, unfold

    person, course = truth_of(seed)
    days = simulate(seed, SPEC, N_DAYS).days
    shape = Shape(N_DAYS, SPEC)
    parts = vector_of(shape, person, course)
    found = unfold(shape, arrays_of(shape, days), np.concatenate(list(parts.values())))
    latent = course.latent_nrs[0, BURN_IN_DAYS : BURN_IN_DAYS + N_DAYS]
    apart = latent - np.asarray(found["latent"])
    return (apart[1:] - person.persistence * apart[:-1]) / float(found["innovation"])


def test_the_course_of_pain_is_the_simulators_but_for_its_surprises():
    """Drift and the time before the diary stay in it; both are small from one morning to the next."""
    left = np.array([surprises(seed)[10:] for seed in range(40)])
    calm = left[np.abs(left) < 3.0]  # flares aside
    assert calm.mean() == pytest.approx(0.0, abs=0.06)
    assert calm.std() == pytest.approx(1.0, abs=0.06)
    assert np.corrcoef(left[:, 1:].clip(-3, 3).ravel(), left[:, :-1].clip(-3, 3).ravel())[0, 1] < 0.08


def test_readings_have_the_probabilities_of_rounding():
    from oracle.likelihood import _rounded

    readings = np.arange(11.0)
    for latent in (-2.0, 0.2, 4.6, 9.9, 13.0):
        chances = np.exp(np.asarray(_rounded(readings, latent, 0.6)))
        assert chances.sum() == pytest.approx(1.0)
        written = np.clip(latent + np.random.default_rng(1).normal(0, 0.6, 40_000), 0, 10).round()
        np.testing.assert_allclose(chances, [(written == k).mean() for k in readings], atol=0.01)


def test_its_lives_have_the_effects_that_the_simulators_have():
    """At the true constants, the effects of days lived again are the truth that was planted."""
    from oracle.again import effects
    from oracle.likelihood import Shape, arrays_of, unfold
    from oracle.sampler import Sampled

    person, course = truth_of(4)
    made = simulate(4, SPEC, N_DAYS)
    shape = Shape(N_DAYS, SPEC)
    parts = vector_of(shape, person, course)
    found = unfold(shape, arrays_of(shape, made.days), np.concatenate(list(parts.values())))
    many = {name: np.repeat(np.asarray(value)[None], 30, axis=0) for name, value in found.items()}
    sampled = Sampled(shape, many, 1.0, 30.0, 0, 1.0)
    said = effects(np.random.default_rng(0), sampled, made.days)
    for name, draws in said.items():
        assert draws.mean() == pytest.approx(made.truth[name], abs=0.08), name


def test_told_priors_hold_the_ranges_that_runners_are_drawn_from() -> None:
    from scipy.special import expit

    from backstride.evidence import figure
    from backstride.inference.priors import registered_priors
    from oracle.told import told_priors

    told, own, spec = told_priors(SPEC), registered_priors(), RunnerSpec.null()
    at = np.array([-1.7, 0.0, 1.7])  # a range drawn evenly lies within 1.7 SD, about
    for (low, high), middle, spread, most in (
        (spec.persistence, told.noise_ar_mean_logit, told.noise_ar_sd_logit, figure("noise_ar_max")),
        (spec.carry_over, told.carryover_mean_logit, told.carryover_sd_logit, figure("carryover_max")),
    ):
        np.testing.assert_allclose(
            most * expit(middle + spread * at), [low, (low + high) / 2, high], atol=0.03
        )
    assert told.policy_slope_mean_per_nrs == pytest.approx(-sum(spec.skip_per_point) / 2)
    assert (told.acute_sd_nrs, told.factor_sd_median_nrs) == (own.acute_sd_nrs, own.factor_sd_median_nrs)
    assert told.level_sd_nrs == own.level_sd_nrs


def test_a_life_without_a_run_has_the_median_run_of_the_others() -> None:
    from oracle.again import _median_run

    km = np.array([[5.0, 0.0, 7.0], [9.0, 9.0, 0.0], [0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(_median_run(km, km > 0), [6.0, 9.0, 7.5])
