"""The prior that runners give each other: of the nuisances, where enough speak, never narrower than shown."""

from dataclasses import asdict

import numpy as np
import pytest

from backstride.evidence import figure
from backstride.inference import population
from backstride.inference.population import nuisances, population_priors
from backstride.inference.priors import registered_priors
from backstride.samples import RunnerSpec, simulate

ENOUGH = 60
POOLED = {
    *("noise_ar_mean_logit", "noise_ar_sd_logit", "state_sd_median_nrs", "state_sd_log_sd"),
    *("measurement_sd_median_nrs", "measurement_sd_log_sd", "policy_slope_mean_per_nrs"),
    *("policy_slope_sd_per_nrs", "shortening_slope_mean_per_nrs", "shortening_slope_sd_per_nrs"),
    "missing_slope_sd_per_nrs",
}


def summaries(
    n: int, among_sd: float, said_sd: float, centre: float = -0.8
) -> list[dict[str, tuple[float, float]]]:
    """Posteriors of runners whose policy slopes are normal around ``centre``, each known to ``said_sd``."""
    rng = np.random.default_rng(3)
    priors = registered_priors()
    prior_mean, prior_sd = priors.policy_slope_mean_per_nrs, priors.policy_slope_sd_per_nrs
    found = []
    for true in rng.normal(centre, among_sd, n):
        heard = rng.normal(true, said_sd)
        variance = 1.0 / (said_sd**-2 + prior_sd**-2)
        mean = variance * (heard * said_sd**-2 + prior_mean * prior_sd**-2)
        found.append({"policy": (float(mean), float(np.sqrt(variance)))})
    return found


def test_it_goes_most_of_the_way_to_what_the_runners_show_and_is_never_narrower():
    priors = population_priors(summaries(600, among_sd=0.2, said_sd=0.4))
    assert priors is not None
    registered = registered_priors()
    assert -0.8 < priors.policy_slope_mean_per_nrs < (registered.policy_slope_mean_per_nrs - 0.8) / 2
    assert 0.2 < priors.policy_slope_sd_per_nrs < registered.policy_slope_sd_per_nrs


def test_diaries_that_say_nothing_cannot_carry_it_away():
    """Posteriors wider than the prior, a little to one side: a division by next to nothing, once."""
    registered = registered_priors()
    found = [{"noise_ar": (-0.2, 1.1 * registered.noise_ar_sd_logit)}] * ENOUGH
    priors = population_priors(found)
    assert priors is not None
    assert priors.noise_ar_mean_logit == pytest.approx(-0.2)
    assert priors.noise_ar_sd_logit == registered.noise_ar_sd_logit


def test_what_nobody_speaks_of_keeps_its_prior_and_effects_always_do():
    priors = population_priors(summaries(ENOUGH, 0.2, 0.3))
    assert priors is not None
    registered = asdict(registered_priors())
    changed = {name for name, value in asdict(priors).items() if value != registered[name]}
    assert changed == {"policy_slope_mean_per_nrs", "policy_slope_sd_per_nrs"}


def test_no_prior_of_an_effect_can_change():
    found = [dict.fromkeys(population._FIELDS, (0.1, 0.05))] * ENOUGH
    registered = asdict(registered_priors())
    changed = {n for n, value in asdict(population_priors(found)).items() if value != registered[n]}
    assert changed == POOLED
    assert not {name for name in POOLED if "acute" in name or "factor" in name or "carryover" in name}


def test_it_is_never_wider_than_registered():
    priors = population_priors(summaries(ENOUGH, among_sd=3.0, said_sd=0.1))
    assert priors is not None
    assert priors.policy_slope_sd_per_nrs == registered_priors().policy_slope_sd_per_nrs


def test_too_few_runners_have_none():
    few = int(figure("population_prior_min_runners")) - 1
    assert population_priors(summaries(few, 0.2, 0.3)) is None
    assert population_priors(summaries(few + 1, 0.2, 0.3)) is not None
    assert population_priors([]) is None


def test_the_missing_slope_keeps_its_centre_so_that_a_shared_one_widens_it():
    shared = population_priors([{"missing": (0.3, 0.02)}] * ENOUGH)
    none = population_priors([{"missing": (0.0, 0.02)}] * ENOUGH)
    assert shared is not None
    assert none is not None
    assert shared.missing_slope_sd_per_nrs > 0.3 > 5 * none.missing_slope_sd_per_nrs


def test_a_runner_s_summary_is_of_the_nuisances_and_the_same_for_the_same_seed():
    days = simulate(2, RunnerSpec.harmed(), 60).days
    found = nuisances(days, seed=5)
    assert found is not None
    assert set(found) <= set(population._FIELDS)
    assert {"noise_ar", "state_sd", "measurement_sd", "policy"} <= set(found)
    assert found == nuisances(days, seed=5)
    assert all(np.isfinite(moments).all() and moments[1] > 0 for moments in found.values())


def test_a_runner_with_too_few_days_says_nothing():
    assert nuisances(simulate(2, RunnerSpec.null(), 5).days, seed=5) is None
