"""backstride's model told most of what the oracle knows: how much of the distance is knowledge."""

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy.special import logit

from backstride.evidence import figure
from backstride.inference.priors import Priors, registered_priors
from backstride.samples import RunnerSpec

QUANTILES = (np.arange(1000) + 0.5) / 1000
CONFOUNDER_SD_NRS = 0.13  # that of sleep, stress and sitting in the sample runners, per SD of each
NONE, NARROW = -6.0, 0.3  # of a share that is none, on the logit scale


def told_priors(spec: RunnerSpec) -> Priors:
    """The registered priors, but what no diary says is centred and spread as in runners of ``spec``.

    Each range is told as a normal distribution with its mean and SD on the hyper-parameter's scale; drift and
    flare, whose priors are centred at zero, by their root mean square. What running does keeps the
    registered priors, as it does for the oracle; so do the usual level and what makes a runner run, whose
    ranges the oracle knows.
    """

    def spread(name: str, scale: Callable[[np.ndarray], np.ndarray]) -> tuple[float, float]:
        low, high = getattr(spec, name)
        values = scale(low + (high - low) * QUANTILES)
        return float(values.mean()), float(values.std())

    ar_mean, ar_sd = spread("persistence", lambda x: logit(x / figure("noise_ar_max")))
    carry_mean, carry_sd = spread("carry_over", lambda x: logit(x / figure("carryover_max")))
    state_mean, state_sd = spread("deviation_nrs", np.log)
    reading_mean, reading_sd = spread("measurement_nrs", np.log)
    skip_mean, skip_sd = spread("skip_per_point", np.negative)
    shorten_mean, shorten_sd = spread("shorten_per_point", np.negative)
    drift_mean, drift_sd = spread("drift_nrs", np.asarray)
    flare_mean, flare_sd = spread("opening_flare_nrs", np.asarray)
    return dataclasses.replace(
        registered_priors(),
        noise_ar_mean_logit=ar_mean,
        noise_ar_sd_logit=ar_sd,
        carryover_mean_logit=carry_mean,
        carryover_sd_logit=carry_sd,
        delay_mean_logit=NONE,
        delay_sd_logit=NARROW,
        state_sd_median_nrs=float(np.exp(state_mean)),
        state_sd_log_sd=state_sd,
        measurement_sd_median_nrs=float(np.exp(reading_mean)),
        measurement_sd_log_sd=reading_sd,
        policy_slope_mean_per_nrs=skip_mean,
        policy_slope_sd_per_nrs=skip_sd,
        shortening_slope_mean_per_nrs=shorten_mean,
        shortening_slope_sd_per_nrs=shorten_sd,
        drift_sd_nrs=float(np.hypot(drift_mean, drift_sd)),
        flare_sd_nrs=float(np.hypot(flare_mean, flare_sd)),
        confounder_sd_nrs=CONFOUNDER_SD_NRS,
    )
