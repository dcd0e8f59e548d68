"""A prior that many runners give each other: of the nuisances only, never of an effect.

How persistent pain is, how much it scatters and how it moves the decision to run is alike enough among
runners for thirty days of one to lean on the others. What running does to a back is not pooled: to pool the
effects too made intervals too narrow (a simulation, see the registry), and would answer for the many where
one asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from backstride.evidence import figure
from backstride.inference.design import build_design
from backstride.inference.fit import bears_estimate, count
from backstride.inference.hyper import Hyper
from backstride.inference.posterior import Posterior, explore
from backstride.inference.priors import Priors, registered_priors
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]
Summary = Mapping[str, tuple[float, float]]
"""Posterior mean and SD of each of a runner's nuisances, by name, on the unbounded scale of its prior."""

_GRID_SETTINGS = 96  # a mean and an SD need fewer settings than an interval's ends


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a nuisance's prior stands in ``Priors``; ``log_mean``: the centre there is a median."""

    mean: str | None
    sd: str
    log_mean: bool = False


_FIELDS = {
    "noise_ar": _Field("noise_ar_mean_logit", "noise_ar_sd_logit"),
    "state_sd": _Field("state_sd_median_nrs", "state_sd_log_sd", log_mean=True),
    "measurement_sd": _Field("measurement_sd_median_nrs", "measurement_sd_log_sd", log_mean=True),
    "policy": _Field("policy_slope_mean_per_nrs", "policy_slope_sd_per_nrs"),
    "shortening": _Field("shortening_slope_mean_per_nrs", "shortening_slope_sd_per_nrs"),
    "missing": _Field(None, "missing_slope_sd_per_nrs"),  # its centre is zero by design
}


def nuisances(days: Days, *, seed: int) -> Summary | None:
    """What a runner's days alone say of the nuisances; None where they bear no estimate, or none to trust."""
    if not bears_estimate(count(days)):
        return None
    priors = registered_priors()
    posterior = explore(build_design(days, priors), priors, np.random.default_rng(seed), _GRID_SETTINGS)
    if not posterior.settled:
        return None
    return summary(posterior)


def summary(posterior: Posterior) -> Summary:
    """The nuisances of a posterior, weighted as it is."""
    settings = [_unbounded(field.hyper) for field in posterior.fields]
    found = {}
    for name in settings[0]:
        values = np.array([setting[name] for setting in settings])
        mean = float(posterior.weights @ values)
        found[name] = (mean, float(np.sqrt(posterior.weights @ (values - mean) ** 2)))
    return found


def population_priors(summaries: Iterable[Summary]) -> Priors | None:
    """The registered priors with the nuisances' centres and spreads of the runners summed up.

    For each nuisance, the mean and SD of all the runners' posteriors laid together: one step of EM from the
    registered prior. It stops half-way from that prior to what the runners show, on purpose: the likeliest
    distribution among them, found by going on, ran away where diaries say little (a centre of -60 on the
    logit scale in a simulation, and coverage of 0.78). The SD is widened by the registered factor and never
    wider than registered. A nuisance that fewer runners than registered speak of keeps its prior; None where
    that is so of all.
    """
    priors = registered_priors()
    by_name: dict[str, list[tuple[float, float]]] = {name: [] for name in _FIELDS}
    for found in summaries:
        for name, moments in found.items():
            if name in by_name:
                by_name[name].append(moments)
    changes: dict[str, float] = {}
    for name, of_all in by_name.items():
        if len(of_all) >= figure("population_prior_min_runners"):
            changes |= _change(_FIELDS[name], np.array(of_all), priors)
    return replace(priors, **changes) if changes else None


def _unbounded(hyper: Hyper) -> dict[str, float]:
    return {
        "noise_ar": float(logit(hyper.noise_ar / figure("noise_ar_max"))),
        "state_sd": float(np.log(hyper.state_sd)),
        "measurement_sd": float(np.log(hyper.measurement_sd)),
        **hyper.slopes,
    }


def _change(where: _Field, moments: FloatArray, priors: Priors) -> dict[str, float]:
    """The fields of ``Priors`` that a nuisance's moments, shape (n_runners, 2), change."""
    registered_sd = getattr(priors, where.sd)
    centre = getattr(priors, where.mean) if where.mean else 0.0
    centre = float(np.log(centre)) if where.log_mean else centre
    mean, sd = _among_runners(moments, centre, fixed=where.mean is None)
    changed = {where.sd: min(sd * figure("population_prior_inflation"), registered_sd)}
    if where.mean:
        changed[where.mean] = float(np.exp(mean)) if where.log_mean else mean
    return changed


def _among_runners(moments: FloatArray, centre: float, *, fixed: bool) -> tuple[float, float]:
    """Mean and SD of all runners' posteriors together; ``fixed``: the mean stays at ``centre``."""
    mean = centre if fixed else float(moments[:, 0].mean())
    return mean, float(np.sqrt((moments[:, 1] ** 2 + (moments[:, 0] - mean) ** 2).mean()))
