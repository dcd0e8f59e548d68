"""Full sampling: the same density as the fast fit's, and the same effects where that is to be trusted."""

import importlib
import sys
from dataclasses import replace

import numpy as np
import pytest
from inference_builders import days_of, running_days

from backstride.inference import contrasts, laplace
from backstride.inference.design import Design, build_design
from backstride.inference.field import Unsure
from backstride.inference.hyper import HyperSpace
from backstride.inference.posterior import explore
from backstride.inference.priors import registered_priors
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate

PRIORS = registered_priors()
needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("numpyro") is None, reason="the extra 'nuts' (NumPyro) is not installed"
)


def _evening_with_gaps() -> Days:
    """Floor, ceiling, gaps, unknown runs, shoes, an evening diary: every branch of the model."""
    days = running_days(80, seed=3, diary_time="evening", level_nrs=1.0)
    days.columns["pain_nrs"][5:8] = 10.0
    days.columns["pain_nrs"][20:32] = np.nan
    days.columns["ran"][40:44] = np.nan
    days.columns["distance_km"][40:44] = np.nan
    days.columns["sleep_h"][::7] = np.nan
    days.columns["spike_ratio"][:] = np.where(np.arange(80) % 9 == 0, 1.4, 0.9)
    shoes = tuple(
        "blue" if ran == 1 and t % 2 else "grey" if ran == 1 else None for t, ran in enumerate(days["ran"])
    )
    return Days(days.runner_id, days.date, days.columns, shoes, "evening")


def _plain() -> Days:
    rng = np.random.default_rng(1)
    ran = np.tile([0.0, 1.0], 20)
    return days_of(40, pain_nrs=np.round(rng.uniform(0, 3, 40)), ran=ran)


def _log_joint(
    design: Design, vector: np.ndarray, noise: np.ndarray, static: np.ndarray, unsure: Unsure
) -> float:
    """log p(hyper-parameters, field, data) from the parts of the fast fit, up to a constant."""
    space = HyperSpace(design, PRIORS)
    hyper = space.natural(vector)
    exposure = laplace.pain_exposure(design, hyper)
    sd = np.concatenate(
        [laplace.pain_prior_sd(design, hyper, PRIORS), *(view.prior_sd for view in design.views)]
    )
    innovation = np.full(design.n_days, hyper.state_sd**2 * (1 - hyper.noise_ar**2))
    innovation[0] = hyper.state_sd**2
    innovation += unsure.innovation(hyper)
    step = np.append(noise[0], noise[1:] - hyper.noise_ar * noise[:-1])
    prior = -0.5 * (step**2 / innovation + np.log(innovation)).sum()
    prior += -0.5 * (static**2 / sd**2 + 2 * np.log(sd)).sum()
    pain = exposure @ static[: exposure.shape[1]] + noise
    seen = sum(
        laplace._evaluate(lens, design, hyper, pain, noise, static, None)[0].sum()
        for lens in laplace._lenses(design, hyper, exposure.shape[1])
    )
    return float(prior + seen + space.log_prior(vector))


@needs_extra
@pytest.mark.parametrize("days", [_plain(), running_days(70), _evening_with_gaps()])
def test_the_density_is_that_of_the_fast_fit(days: Days) -> None:
    """At random points, up to one constant: a different model could not keep the difference."""
    import jax
    from numpyro.infer.util import log_density

    from backstride.inference import nuts

    design = build_design(days, PRIORS)
    rng = np.random.default_rng(0)
    unsure = Unsure(rng.uniform(0, 0.5, design.n_days), rng.uniform(0, 0.2, design.n_days))
    shape, data = nuts.arrays_of(design, PRIORS, unsure)
    density = jax.jit(lambda point: log_density(nuts.model, (shape, data), {}, point)[0])
    unfold = jax.jit(lambda point: nuts.unfold(shape, data, point))
    differences, densities = [], []
    for _ in range(6):
        point = {
            "hyper": rng.standard_normal(shape.n_hyper),
            "static": rng.standard_normal(shape.n_static),
            "noise": rng.standard_normal(shape.n_days),
        }
        found = unfold(point)
        ours = float(density(point))
        vector, noise, static = (np.asarray(found[name]) for name in ("vector", "noise", "static"))
        theirs = _log_joint(design, vector, noise, static, unsure) + float(found["log_scale"])
        differences.append(ours - theirs)
        densities.append(ours)
        exposure = laplace.pain_exposure(design, HyperSpace(design, PRIORS).natural(vector))
        pain = exposure @ static[: exposure.shape[1]] + noise
        np.testing.assert_allclose(found["pain"], pain, rtol=1e-8, atol=1e-8)
    assert np.ptp(densities) > 1.0
    np.testing.assert_allclose(differences, differences[0], atol=1e-6)


@needs_extra
@pytest.mark.slow
def test_both_ways_of_sampling_agree_on_a_usual_diary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within what a short run can tell; benchmarks/nuts.py measures."""
    from backstride.inference import nuts

    monkeypatch.setattr(nuts, "_SOLVER_WARMUP", 300)
    monkeypatch.setattr(nuts, "_SOLVER_SAMPLES", 300)
    design = build_design(simulate(5, RunnerSpec.harmed(), 60).days, PRIORS)
    rng = np.random.default_rng(0)
    posterior = explore(design, PRIORS, rng, 240)
    fast = contrasts.acute(design, contrasts.draw(posterior, rng, 4000))
    sampled = nuts.sample(design, PRIORS, posterior.unsure, seed=1)
    full = contrasts.acute(design, sampled.draws)
    assert sampled.r_hat_ratio < 1.2
    assert abs(fast.mean() - full.mean()) < 0.3 * full.std()
    assert 0.8 < fast.std() / full.std() < 1.3


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpyro", None)
    monkeypatch.delitem(sys.modules, "backstride.inference.nuts", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"backstride\[nuts\]"):
        importlib.import_module("backstride.inference.nuts")


def test_a_sample_settles_only_where_chains_agree_and_have_moved() -> None:
    design = build_design(running_days(60), PRIORS)
    rng = np.random.default_rng(0)
    draws = contrasts.draw(explore(design, PRIORS, rng, 64), rng, 50)
    good = contrasts.FullSample(draws, r_hat_ratio=1.01, effective=300.0, divergences=0)
    assert good.settled
    assert not replace(good, r_hat_ratio=1.5).settled
    assert not replace(good, effective=5.0).settled
    assert not replace(good, divergences=400).settled
