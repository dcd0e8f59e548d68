"""Runners for the traps, and what springs each: diaries read wrongly, and parts of the model taken out."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from backstride.inference.design import Design, build_design
from backstride.inference.fit import infer
from backstride.inference.hyper import Hyper
from backstride.inference.latent import pain_exposure
from backstride.inference.priors import Priors
from backstride.records import DAY_COLUMNS, Days
from backstride.samples import RunnerSpec, simulate

Array = np.ndarray
Reading = Callable[[Days], Days]


@dataclass(frozen=True)
class Runner:
    days: Days
    truth: dict[str, float]


def runners(spec: RunnerSpec, n_days: int, seeds: Iterable[int]) -> list[Runner]:
    made = [simulate(seed, spec, n_days) for seed in seeds]
    return [Runner(runner.days, dict(runner.truth)) for runner in made]


def draws(days: Days, estimand: str = "acute") -> Array:
    effects = infer(days, seed=1)
    return effects.acute if estimand == "acute" else effects.factors[estimand.removeprefix("factor:")]


def bias(who: Sequence[Runner], read: Reading = lambda days: days, estimand: str = "acute") -> float:
    """Mean error over runners, in points."""
    return float(np.mean([draws(read(r.days), estimand).mean() - r.truth[estimand] for r in who]))


def changed(days: Days, diary_time: str | None = None, **columns: Array) -> Days:
    return replace(days, columns={**days.columns, **columns}, diary_time=diary_time or days.diary_time)


# How a diary is read wrongly.


def as_morning(days: Days) -> Days:
    return changed(days, diary_time="morning")


def missing_as_zero(days: Days) -> Days:
    return changed(days, pain_nrs=np.nan_to_num(days["pain_nrs"]))


def carried_forward(days: Days) -> Days:
    known = np.isfinite(days["pain_nrs"])
    latest = np.maximum.accumulate(np.where(known, np.arange(len(days)), 0))
    return changed(days, pain_nrs=days["pain_nrs"][latest])


def unknown_as(value: float, column: str) -> Reading:
    """An unknown value of a run day taken for ``value``."""
    return lambda days: changed(
        days, **{column: np.where(days["ran"] == 1, np.nan_to_num(days[column], nan=value), np.nan)}
    )


# What is taken out of the model.


def without_policy(days: Days, priors: Priors) -> Design:
    design = build_design(days, priors)
    return replace(design, views=tuple(v for v in design.views if v.name not in ("policy", "shortening")))


def without_floor(days: Days, priors: Priors) -> Design:
    design = build_design(days, priors)
    return replace(design, views=tuple(replace(v, floor=np.zeros_like(v.floor)) for v in design.views))


def from_zero(design: Design, hyper: Hyper) -> Array:
    """The exposures as if there had been no run before the first line."""
    exposure = pain_exposure(design, hyper).copy()
    first = design.level.shape[1]
    runs = slice(first, first + design.impulse.shape[1])
    fades = hyper.carryover ** np.arange(design.n_days)
    exposure[:, runs] -= exposure[0, runs] * fades[:, None]
    return np.asfortranarray(exposure)


# Runners made by hand.


def restless(seed: int, n: int = 150) -> Runner:
    """Running does nothing by day, but costs an hour and a half of the next night's sleep, and that hurts.

    All of the effect goes through sleep: 0.6 points an hour, of which 0.6 are left a morning later.
    """
    rng = np.random.default_rng(seed)
    ran, pain, sleep = np.zeros(n), np.zeros(n), np.zeros(n)
    deviation = 0.0
    for t in range(n):
        sleep[t] = 7.2 + rng.normal(0.0, 0.8) - (1.5 * ran[t - 1] if t else 0.0)
        deviation = 0.6 * deviation + rng.normal(0.0, 0.6) - 0.6 * (sleep[t] - 7.2)
        pain[t] = 4.0 + deviation
        ran[t] = rng.random() < 1.0 / (1.0 + np.exp(0.5 * (pain[t] - 4.5)))
    columns = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    columns["pain_nrs"] = np.clip(np.round(pain + rng.normal(0.0, 0.4, n)), 0.0, 10.0)
    columns |= {"ran": ran, "distance_km": 8.0 * ran, "sleep_h": np.round(2.0 * sleep) / 2.0}
    days = Days("restless", np.datetime64("2025-01-06") + np.arange(n), columns, (None,) * n)
    return Runner(days, {"acute": 0.6 * 1.5 * (1.0 + 0.6 + 0.36) / 3.0})


def without_sleep(days: Days) -> Days:
    return changed(days, sleep_h=np.full(len(days), np.nan))


# Posteriors as they would be, without fitting any: for rules that are tried thousands of times.


@functools.cache
def _quantiles(n: int = 400) -> Array:
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(n) + 0.5) / n))


def normal_draws(mean: float, sd: float) -> Array:
    return np.asarray(mean + sd * _quantiles())


def weekly_posteriors(
    seed: int, first_week: int, last_week: int, prior_sd: float, sd_a_week: float
) -> list[tuple[float, float]]:
    """Mean and SD at each weekly look at one null runner, of whom every week tells as much anew."""
    rng = np.random.default_rng(seed)
    seen = np.cumsum(rng.normal(0.0, sd_a_week, last_week))
    out = []
    for week in range(first_week, last_week + 1):
        precision = week / sd_a_week**2 + prior_sd**-2
        out.append((float(seen[week - 1] / sd_a_week**2 / precision), float(precision**-0.5)))
    return out
