"""The same model sampled in full, by NUTS (Hoffman & Gelman 2014) through NumPyro: slow, and without Laplace.

Needs the extra ``nuts``, so it is imported where it is used and nowhere else. The model is that of
``laplace``: the same design, priors and views, and the same variances for what is unknown. Everything is
sampled on the scale on which its prior is standard normal, the course of pain as its daily steps; the
posterior's shape there is plain enough for short diaries too, where the prior rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference import contrasts
from backstride.inference.design import Design, View
from backstride.inference.field import Unsure
from backstride.inference.hyper import HyperSpace
from backstride.inference.latent import pain_exposure
from backstride.inference.priors import Priors

try:
    import jax
    import jax.numpy as jnp
    import numpyro
    from jax.scipy.special import expit, log_ndtr
    from numpyro.diagnostics import summary
    from numpyro.distributions import Normal
    from numpyro.infer import MCMC, NUTS
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"full sampling needs {missing.name}: install backstride with its extra, 'backstride[nuts]'",
        name=missing.name,
    ) from missing

FloatArray = npt.NDArray[np.float64]
Arrays = Mapping[str, Any]
Value = Any  # an array of jax, or what stands for one while a function is traced

_LOG_ROOT_2PI = 0.5 * float(np.log(2 * np.pi))
_SOLVER_WARMUP = 500  # steps to find the scales; fewer leave the dense block of coefficients poorly known
_SOLVER_SAMPLES = 1000  # a chain: with 500, some usual diaries kept fewer than 50 effective draws of a spread
_SOLVER_CHAINS = 2  # the fewest that can disagree
_SOLVER_ACCEPTANCE = 0.9  # steps short enough for the funnel of small spreads
_SOLVER_SPREAD_AT_START = 0.3  # of the chains' beginnings, in prior SDs: apart, and nowhere absurd
_SOLVER_SUMMARY = 0.9  # an interval that NumPyro's summary works out and nobody reads
_SOLVER_COMPILED = 8  # shapes of diary kept compiled

numpyro.enable_x64()  # single precision leaves too little of an evidence of hundreds of days


@dataclass(frozen=True, slots=True)
class Shape:
    """What fixes the program, and so when it has to be compiled again: sizes and kinds, no data.

    ``views``: name, kind, number of coefficients, whether it decides later.
    """

    n_days: int
    n_hyper: int
    n_factors: int
    n_shoes: int
    n_static: int
    views: tuple[tuple[str, str, int, bool], ...]
    slope_names: tuple[str, ...]
    evening: bool


def arrays_of(design: Design, priors: Priors, unsure: Unsure | None) -> tuple[Shape, dict[str, Any]]:
    """The model's shape, and its data as arrays of jax: every view over all days, ``mask`` 0 on those that it
    does not see.
    """
    unsure = unsure or Unsure.none(design.n_days)
    space = HyperSpace(design, priors)
    n_pain = design.level.shape[1] + design.impulse.shape[1] + 2 * design.nudge.shape[1]
    shape = Shape(
        n_days=design.n_days,
        n_hyper=len(space.mean),
        n_factors=len(design.factors.names),
        n_shoes=len(design.shoes.names),
        n_static=n_pain + sum(view.design.shape[1] for view in design.views),
        views=tuple((v.name, v.kind, v.design.shape[1], v.decides_later) for v in design.views),
        slope_names=space.slope_names,
        evening=space.evening,
    )
    data = {
        "hyper_mean": space.mean,
        "hyper_sd": space.sd,
        "level": design.level,
        "level_sd": design.level_sd,
        "impulse": design.impulse,
        "nudge": design.nudge,
        "nudge_sd": design.nudge_sd,
        "pooled": design.factors.pooled.astype(np.float64),
        "rare_factor_sd": priors.rare_factor_sd_nrs,
        "acute_sd": priors.acute_sd_nrs,
        "unsure_before": np.append(0.0, unsure.impulse[:-1]),
        "unsure_nudge": unsure.nudge,
        "centre": design.centre_nrs,
        "unit": design.unit_nrs,
        "views": {view.name: _over_all_days(view, design.n_days) for view in design.views},
    }
    return shape, jax.tree.map(lambda x: jnp.asarray(x, dtype=jnp.float64), data)


def _over_all_days(view: View, n_days: int) -> dict[str, Any]:
    wide = {
        name: np.zeros((n_days, *values.shape[1:]))
        for name, values in (
            ("mask", view.value),
            ("value", view.value),
            ("floor", view.value),
            ("ceiling", view.value),
            ("design", view.design),
        )
    }
    wide["mask"][view.rows] = 1.0
    wide["value"][view.rows] = view.value
    wide["design"][view.rows] = view.design
    if view.kind == "censored":
        wide["floor"][view.rows] = view.floor
        wide["ceiling"][view.rows] = view.ceiling
    return {**wide, "prior_sd": view.prior_sd, "sd": view.sd}


def unfold(shape: Shape, data: Arrays, point: Arrays) -> dict[str, Value]:
    """From standard normal numbers to what they stand for.

    ``point``: "hyper" (n_hyper,), "static" (n_static,), "noise" (n_days,). Returned: the hyper-parameters on
    their unbounded scale (``vector``) and those that the likelihood needs, the coefficients (``static``),
    unexplained pain (``noise``), latent pain (``pain``), and ``log_scale``, the logarithm of the Jacobian of
    coefficients and unexplained pain.
    """
    vector = data["hyper_mean"] + data["hyper_sd"] * point["hyper"]
    noise_ar = figure("noise_ar_max") * expit(vector[0])
    carryover = figure("carryover_max") * expit(vector[1])
    delay = expit(vector[2])
    state_sd, measurement_sd, factor_sd = jnp.exp(vector[3:6])

    mornings = figure("acute_mornings")
    fade = carryover ** jnp.arange(int(mornings))
    onset = mornings / ((1.0 - delay) * fade.sum() + delay * fade[:-1].sum())
    left = _carried(data["impulse"], carryover)
    steady = data["impulse"].mean(axis=0)[None] / (1.0 - carryover)
    next_morning = jnp.concatenate([steady, left[:-1]])
    morning_later = jnp.concatenate([steady, steady, left[:-2]])
    impulses = onset * ((1.0 - delay) * next_morning + delay * morning_later)
    after = _carried(data["nudge"], noise_ar) - data["nudge"]
    exposure = jnp.hstack([data["level"], impulses, data["nudge"], after])

    prior_sd = jnp.concatenate(
        [
            data["level_sd"],
            data["acute_sd"][None],
            jnp.where(data["pooled"] > 0, factor_sd, data["rare_factor_sd"]),
            figure("shoe_sd_share") * factor_sd * jnp.ones(shape.n_shoes),
            data["nudge_sd"],
            data["nudge_sd"],
            *(data["views"][name]["prior_sd"] for name, *_ in shape.views),
        ]
    )
    static = prior_sd * point["static"]
    settled = (
        jnp.ones(shape.n_days).at[1:].set(1.0 - noise_ar**2)
    )  # the first day's spread is the standing one
    innovation = state_sd**2 * settled + onset**2 * data["unsure_before"] + data["unsure_nudge"]
    noise = _filtered(jnp.sqrt(innovation) * point["noise"], noise_ar)
    n_pain = exposure.shape[1]
    first_slope = shape.n_hyper - shape.evening - len(shape.slope_names)
    return {
        "vector": vector,
        "noise_ar": noise_ar,
        "reading_sd": jnp.sqrt(measurement_sd**2 + data["unit"] ** 2 * figure("rounding_variance")),
        "slopes": {name: vector[first_slope + i] for i, name in enumerate(shape.slope_names)},
        "night_share": expit(vector[-1]) if shape.evening else jnp.zeros(()),
        "static": static,
        "habits": static[n_pain:],
        "noise": noise,
        "pain": exposure @ static[:n_pain] + noise,
        "log_scale": jnp.log(prior_sd).sum() + 0.5 * jnp.log(innovation).sum(),
    }


def _filtered(x: Value, decay: Value) -> Value:
    """y_t = decay y_(t-1) + x_t along the first axis, in as many steps as the length has doublings."""
    reach, power = 1, decay
    while reach < len(x):
        x = x + power * jnp.concatenate([jnp.zeros_like(x[:reach]), x[:-reach]])
        reach, power = 2 * reach, power**2
    return x


def _carried(impulse: Value, decay: Value) -> Value:
    """:func:`laplace.carried`, for jax."""
    return _filtered(impulse.at[0].add(impulse.mean(axis=0) * decay / (1.0 - decay)), decay)


def log_likelihood(shape: Shape, data: Arrays, found: Arrays) -> Value:
    """Of all views, given what :func:`unfold` returned."""
    total: Value = 0.0
    start = 0
    later = jnp.append(found["noise"][1:], found["noise"][-1])
    ahead = jnp.where(jnp.arange(shape.n_days) < shape.n_days - 1, found["night_share"], 0.0)
    by_then = found["noise_ar"] * (1.0 - ahead) * found["noise"] + ahead * later
    for name, kind, n_columns, decides_later in shape.views:
        view = data["views"][name]
        if kind == "censored":
            total += (view["mask"] * _censored(found["pain"], view, found["reading_sd"])).sum()
            continue
        seen = found["pain"] + (by_then - found["noise"] if decides_later else 0.0)
        score = found["slopes"][name] * (seen - data["centre"])
        score += view["design"] @ found["habits"][start : start + n_columns]
        start += n_columns
        each = (
            view["value"] * score - jnp.logaddexp(0.0, score)
            if kind == "logistic"
            else _gaussian(score, view["value"], view["sd"])
        )
        total += (view["mask"] * each).sum()
    return total


def _gaussian(mean: Value, value: Value, sd: Value) -> Value:
    return -0.5 * ((value - mean) / sd) ** 2 - jnp.log(sd) - _LOG_ROOT_2PI


def _censored(mean: Value, view: Arrays, sd: Value) -> Value:
    z = (view["value"] - mean) / sd
    beyond = log_ndtr(jnp.where(view["floor"] > 0, z, -z))
    return jnp.where(view["floor"] + view["ceiling"] > 0, beyond, _gaussian(mean, view["value"], sd))


def model(shape: Shape, data: Arrays) -> None:
    """The model as NumPyro takes it."""
    sizes = {"hyper": shape.n_hyper, "static": shape.n_static, "noise": shape.n_days}
    point = {name: numpyro.sample(name, Normal().expand([n]).to_event(1)) for name, n in sizes.items()}
    numpyro.factor("seen", log_likelihood(shape, data, unfold(shape, data, point)))


@lru_cache(_SOLVER_COMPILED)
def _sampler(shape: Shape) -> Any:
    """A sampler for diaries of one shape: the first use compiles it."""
    kernel = NUTS(
        lambda data: model(shape, data),
        target_accept_prob=_SOLVER_ACCEPTANCE,
        dense_mass=[("hyper", "static")],
    )
    return MCMC(
        kernel,
        num_warmup=_SOLVER_WARMUP,
        num_samples=_SOLVER_SAMPLES,
        num_chains=_SOLVER_CHAINS,
        chain_method="vectorized",
        progress_bar=False,
        jit_model_args=True,
    )


def sample(design: Design, priors: Priors, unsure: Unsure | None, *, seed: int) -> contrasts.FullSample:
    """Draws of all that the effects are worked out from, and how well the chains agree.

    ``unsure``: the variance that unknown days add, as in the fast fit. ModuleNotFoundError at this module's
    import where the extra is not installed.
    """
    shape, data = arrays_of(design, priors, unsure)
    rng = np.random.default_rng(seed)
    sizes = {"hyper": shape.n_hyper, "static": shape.n_static, "noise": shape.n_days}
    start = {
        name: _SOLVER_SPREAD_AT_START * rng.standard_normal((_SOLVER_CHAINS, n)) for name, n in sizes.items()
    }
    start["static"][:, 0] = design.centre_nrs / design.level_sd[0]  # the level is the first coefficient
    sampler = _sampler(shape)
    sampler.run(
        jax.random.PRNGKey(seed),
        data,
        init_params=jax.tree.map(jnp.asarray, start),
        extra_fields=("diverging",),
    )
    draws = _draws(design, priors, shape, data, sampler.get_samples(), rng)
    found = summary(_watched(draws), prob=_SOLVER_SUMMARY).values()
    return contrasts.FullSample(
        draws=draws,
        r_hat_ratio=max(float(np.max(each["r_hat"])) for each in found),
        effective=min(float(np.min(each["n_eff"])) for each in found),
        divergences=int(sampler.get_extra_fields()["diverging"].sum()),
    )


def _watched(draws: contrasts.Draws) -> dict[str, FloatArray]:
    """What the effects are made of, by chain: on this the chains must agree, shape (chains, draws, ...)."""
    of_all = {
        "run": draws.run[:, 0],
        "factors": draws.factors,
        "load": draws.load,
        "total": draws.total,
        "noise_sd": draws.noise_sd,
        "pain": draws.pain.mean(axis=1),
    }
    return {
        name: values.reshape(_SOLVER_CHAINS, -1, *values.shape[1:])
        for name, values in of_all.items()
        if values.size
    }


def _draws(
    design: Design, priors: Priors, shape: Shape, data: Arrays, points: Arrays, rng: np.random.Generator
) -> contrasts.Draws:
    """Points of the sampler, each with a first axis of draws, as the effects need them."""
    wanted = ("vector", "static", "pain")

    def one(point: Arrays) -> dict[str, Value]:
        found = unfold(shape, data, point)
        return {name: found[name] for name in wanted}

    vector, static, pain = (np.asarray(jax.jit(jax.vmap(one))(points)[name]) for name in wanted)
    space = HyperSpace(design, priors)
    parts = []
    for i in range(len(vector)):
        hyper = space.natural(vector[i])
        exposure = pain_exposure(design, hyper)
        parts.append(contrasts.draws_at(design, hyper, exposure, static[i : i + 1], pain[i : i + 1], rng))
    return contrasts.joined(parts)
