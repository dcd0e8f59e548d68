"""Effects by g-computation: the same runner under do(run) and under do(rest), on the diary's scale.

Every posterior draw carries a latent course of pain. The runner's own run is taken out of a day and the run
in question put in; the mornings after it are read off the 0-10 scale, with its floor, ceiling and noise, and
compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from backstride.evidence import figure
from backstride.inference.design import SCALE_MAX_NRS, Design
from backstride.inference.hyper import Hyper
from backstride.inference.latent import kernel, reading_sd
from backstride.inference.posterior import Posterior

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

MORNINGS = int(figure("acute_mornings"))
_GRID_OUT_OF_REACH = 6.0  # SDs from an end of the scale at which it moves a reading by less than 1e-9 of them
_GRID_DAYS = 24  # days that an effect is averaged over, evenly spread: more change it by less than a draw
_GRID_LONGTERM_DAYS = 200  # likewise of that of months, whose level of pain is the mean of many


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Posterior draws, each of shape (n_draws, ...).

    ``kernel``: of one unit of an impulse over the mornings, (n_draws, 3), with mean one. ``run``: the effect
    of the runner's own kind of run on each of the three mornings, latent points. ``factors``: of the factors
    and, after them, of the shoes, (n_draws, n_factors + n_shoes). ``pain``: latent, (n_draws, n_days).
    ``noise_sd``: of one reading. ``total``: one run's effect summed over all mornings. ``off_running``:
    ``pain`` less all that running and the usual load add to it, on some days evenly spread. ``load``: the
    slow effect of usual load on none. ``mix``: the runner's own mix of runs in the units of ``factors``,
    about its mean of zero: it is not known to the last where values are unknown. ``morning_ratio``: what
    mornings have of an effect that the readings tell, (n_draws,): one where they are readings of mornings.
    """

    kernel: FloatArray
    run: FloatArray
    factors: FloatArray
    pain: FloatArray
    noise_sd: FloatArray
    load: FloatArray
    total: FloatArray
    off_running: FloatArray
    mix: FloatArray
    morning_ratio: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class FullSample:
    """Draws of the model sampled in full, without Laplace's approximation.

    Of what the effects are made of, ``r_hat_ratio``: the largest, near one where the chains agree;
    ``effective``: the smallest number of independent draws that a quantity's are worth. ``divergences``:
    steps that left the density.
    """

    draws: Draws
    r_hat_ratio: float
    effective: float
    divergences: int

    @property
    def settled(self) -> bool:
        return (
            self.r_hat_ratio <= figure("full_sampling_max_r_hat")
            and self.effective >= figure("full_sampling_min_effective")
            and self.divergences <= figure("full_sampling_max_divergences")
        )


def draw(posterior: Posterior, rng: np.random.Generator, n_draws: int) -> Draws:
    """Draw settings by weight, then fields given each."""
    design, parts = posterior.design, []
    for field, count in zip(posterior.fields, rng.multinomial(n_draws, posterior.weights), strict=True):
        if count:
            static, pain = field.draw(rng, int(count))
            parts.append(draws_at(design, field.hyper, field.exposure, static, pain, rng))
    return joined(parts)


def draws_at(
    design: Design,
    hyper: Hyper,
    exposure: FloatArray,
    static: FloatArray,
    pain: FloatArray,
    rng: np.random.Generator,
) -> Draws:
    """What draws of the coefficients, (n_draws, n_static), and of latent pain, (n_draws, n_days), given
    ``hyper`` and its ``exposure`` make of the effects.
    """
    n_draws = len(static)
    n_level, n_factors = design.level.shape[1], design.impulse.shape[1] - 1
    adaptation = design.level_names.index("adaptation")
    seen = _evenly(design.n_days, _GRID_LONGTERM_DAYS)
    running = [adaptation, *range(n_level, n_level + 1 + n_factors)]
    usual = design.usual_run & (design.ran == 1)
    mix_sd = np.sqrt(design.impulse_spread[usual, 1:].sum(axis=0)) / max(int(usual.sum()), 1)
    mornings = kernel(hyper.carryover, hyper.delay, int(figure("longterm_days")))
    return Draws(
        kernel=np.tile(mornings[:MORNINGS], (n_draws, 1)),
        run=static[:, n_level : n_level + 1] * mornings[:MORNINGS],
        factors=static[:, n_level + 1 : n_level + 1 + n_factors],
        pain=pain,
        noise_sd=np.full(n_draws, reading_sd(design, hyper)),
        load=static[:, adaptation],
        total=static[:, n_level] * mornings.sum(),
        off_running=pain[:, seen] - static[:, running] @ exposure[np.ix_(seen, running)].T,
        mix=mix_sd * rng.standard_normal((n_draws, n_factors)),
        morning_ratio=morning_ratio(design, n_draws, rng),
    )


def morning_ratio(design: Design, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draws of what mornings have of an effect that the diary's lines tell, (n_draws,).

    Lines of the evening tell what is felt hours after the run and a day and two later; how much more or less
    of it there is on the mornings between, no such diary tells.
    """
    if not design.evening:
        return np.ones(n_draws)
    return np.asarray(np.exp(figure("evening_ratio_log_sd") * rng.standard_normal(n_draws)))


def joined(parts: Sequence[Draws]) -> Draws:
    """All draws of the parts, in their order."""
    return Draws(
        **{each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Draws)}
    )


def read_off(latent: FloatArray, noise_sd: FloatArray) -> FloatArray:
    """Expected reading on the 0-10 scale of latent pain with normal noise; ``noise_sd`` broadcasts."""

    def ramp(x: FloatArray) -> FloatArray:
        return np.asarray(x * ndtr(x) + np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi))

    standard = latent / noise_sd
    below = ramp(standard)
    above = (latent - SCALE_MAX_NRS) / noise_sd
    if above.max(initial=-np.inf) < -_GRID_OUT_OF_REACH:
        return np.asarray(noise_sd * below)
    return np.asarray(noise_sd * (below - ramp(above)))


def _without_own_run(design: Design, draws: Draws) -> FloatArray:
    """Latent pain on the three mornings after each of some days, had that day been one of rest.

    Shape (n_draws, days, 3).
    """
    days = _evenly(design.n_days - MORNINGS, _GRID_DAYS)
    own = draws.factors @ design.impulse[days, 1:].T
    mornings = np.stack([draws.pain[:, days + k] for k in range(1, MORNINGS + 1)], axis=2)
    ran = design.impulse[days, 0]
    own_effect = ran[None, :, None] * draws.run[:, None, :] + own[:, :, None] * draws.kernel[:, None, :]
    return np.asarray(mornings - own_effect)


def _evenly(n_days: int, most: int) -> IntArray:
    return np.unique(np.linspace(0, n_days - 1, min(n_days, most)).astype(np.intp))


def acute(design: Design, draws: Draws) -> FloatArray:
    """do(a run like the runner's own) - do(rest), mean of three mornings and of all days, (n_draws,)."""
    rest = _without_own_run(design, draws)
    sd = draws.noise_sd[:, None, None]
    run = draws.run + (draws.factors * draws.mix).sum(axis=1)[:, None] * draws.kernel
    effect = (read_off(rest + run[:, None, :], sd) - read_off(rest, sd)).mean(axis=(1, 2))
    return np.asarray(draws.morning_ratio * effect)


def factor_contrasts(design: Design, draws: Draws) -> Mapping[str, FloatArray]:
    """For each factor, do(run, factor high) - do(run, factor low), (n_draws,).

    The run's other attributes stand at the runner's medians.
    """
    rest = _without_own_run(design, draws)
    sd = draws.noise_sd[:, None, None]
    out: dict[str, FloatArray] = {}
    for k, name in enumerate(design.factors.names):
        others = np.delete(np.arange(len(design.factors.names)), k)
        shift = draws.factors[:, others] @ design.factors.at_median[others]
        typical = draws.run + shift[:, None] * draws.kernel
        low_value = design.factors.low[k]
        low = rest + (typical + (draws.factors[:, k] * low_value)[:, None] * draws.kernel)[:, None, :]
        high = low + (draws.factors[:, k][:, None] * draws.kernel)[:, None, :]
        effect_nrs = (read_off(high, sd) - read_off(low, sd)).mean(axis=(1, 2))
        out[name] = np.asarray(draws.morning_ratio * effect_nrs)
    return out


def shoe_contrasts(design: Design, draws: Draws) -> Mapping[str, FloatArray]:
    """For each pair of shoes, do(a usual run in it) - do(the same in the runner's own mix), (n_draws,)."""
    if not design.shoes.names:
        return {}
    rest = _without_own_run(design, draws)
    sd = draws.noise_sd[:, None, None]
    mix = rest + draws.run[:, None, :]
    base = read_off(mix, sd)
    coefficients = draws.factors[:, len(design.factors.names) :]
    out: dict[str, FloatArray] = {}
    for name, pair in zip(design.shoes.names, np.eye(len(design.shoes.names)), strict=True):
        shift = (coefficients @ (pair - design.shoes.shares))[:, None] * draws.kernel
        effect_nrs = (read_off(mix + shift[:, None, :], sd) - base).mean(axis=(1, 2))
        out[name] = np.asarray(draws.morning_ratio * effect_nrs)
    return out


def longterm(design: Design, draws: Draws) -> FloatArray:
    """do(usual weekly volume) - do(no running) kept up, mean of the last mornings, (n_draws,).

    The usual volume is taken as the runner's own rate of usual runs, spread evenly: in the steady state its
    carried-over effect is the rate times the sum of the kernel. Adaptation is counted as far as the period
    lets it build up.
    """
    rate = float(np.nanmean(design.ran))
    days, last = figure("longterm_days"), figure("longterm_last_days")
    decay = 1.0 - 2.0 / (figure("adaptation_window") + 1.0)
    built = 1.0 - decay ** (days - figure("adaptation_delay") - (last - 1) / 2)
    none = draws.off_running - (draws.load * built)[:, None]
    usual = draws.off_running + (rate * draws.total)[:, None]
    sd = draws.noise_sd[:, None]
    return np.asarray((read_off(usual, sd) - read_off(none, sd)).mean(axis=1))


def dose_response(design: Design, draws: Draws, distances_km: FloatArray) -> FloatArray:
    """The acute effect of a run of each distance, otherwise like the runner's own, (n_draws, n_distances)."""
    rest = _without_own_run(design, draws)
    sd = draws.noise_sd[:, None, None]
    base = read_off(rest, sd)
    k = design.factors.names.index("distance") if "distance" in design.factors.names else None
    out = []
    for distance_km in distances_km:
        effect = draws.run
        if k is not None:
            effect = (
                effect + draws.factors[:, k, None] * design.factors.distance_units(distance_km) * draws.kernel
            )
        out.append(draws.morning_ratio * (read_off(rest + effect[:, None, :], sd) - base).mean(axis=(1, 2)))
    return np.stack(out, axis=1) if out else np.zeros((len(draws.run), 0))
