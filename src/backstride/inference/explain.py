"""What lies behind the effect of a usual run: morning by morning, by effort, and beside a plain count."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from backstride.evidence import figure
from backstride.inference.beyond import spread_settings
from backstride.inference.contrasts import MORNINGS, morning_ratio, read_off
from backstride.inference.design import DAYS_PER_WEEK, Design
from backstride.inference.factors import FACTORS
from backstride.inference.fit import Effects
from backstride.inference.latent import kernel, reading_sd

FloatArray = npt.NDArray[np.float64]

_GRID_SETTINGS = 32  # of the hyper-parameters, by weight
_GRID_DRAWS = 20  # of the field for each
_GRID_DAYS = 24  # days that a curve is averaged over
_GRID_EFFORTS = 8  # points of the curve by effort


@dataclass(frozen=True, slots=True)
class Point:
    """An effect in points on the 0-10 scale ``at`` some place of a curve, with its 90% interval."""

    at: float
    mean: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True)
class Curves:
    """``mornings``: do(a run like the runner's own) - do(rest) on the 1st to 7th morning after it.

    ``effort``: the acute effect (mean of three mornings) by the share of the run at high effort, over the
    contrast's own range; empty where effort is not in the model.
    """

    mornings: tuple[Point, ...]
    effort: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PlainCount:
    """Mean pain on days with a run less that on days without, with a t-like 90% interval; points."""

    mean: float
    q05: float
    q95: float


def curves(effects: Effects, seed: int) -> Curves:
    """Both curves from draws of their own, so that asking for them changes no other figure."""
    design, rng = effects.design, np.random.default_rng([seed, effects.design.n_days])
    n_level = design.level.shape[1]
    run_columns = slice(n_level, n_level + design.impulse.shape[1])
    last = design.n_days - 1
    days = np.unique(np.linspace(0, last, min(design.n_days, _GRID_DAYS)).astype(np.intp))
    efforts, units = _efforts(design)
    by_morning, by_effort = [], []
    for field, count in spread_settings(effects.posterior, _GRID_SETTINGS):
        static, pain = field.draw(rng, count * _GRID_DRAWS)
        ratio = morning_ratio(design, len(static), rng)
        shape = kernel(field.hyper.carryover, field.hyper.delay, DAYS_PER_WEEK)
        run, own = static[:, n_level], static[:, run_columns] @ design.impulse[days].T
        noise_sd = np.asarray(reading_sd(design, field.hyper))
        # Each morning as it was but for the day's own run; past the diary's end its last day stands in.
        rest = [pain[:, np.minimum(days + k, last)] - own * share for k, share in enumerate(shape, start=1)]
        base = [read_off(morning, noise_sd) for morning in rest]
        by_morning.append(
            ratio[:, None]
            * np.stack(
                [
                    (read_off(rest[k] + (run * share)[:, None], noise_sd) - base[k]).mean(axis=1)
                    for k, share in enumerate(shape)
                ],
                axis=1,
            )
        )
        for unit in units:
            effect = run + static[:, n_level + 1 + design.factors.names.index("intensity")] * unit
            by_effort.append(
                ratio
                * np.mean(
                    [
                        (read_off(rest[k] + (effect * shape[k])[:, None], noise_sd) - base[k]).mean(axis=1)
                        for k in range(MORNINGS)
                    ],
                    axis=0,
                )
            )
    mornings = _points(np.arange(1.0, DAYS_PER_WEEK + 1), np.concatenate(by_morning))
    if not by_effort:
        return Curves(mornings, ())
    columns = [np.concatenate(by_effort[i :: len(units)]) for i in range(len(units))]
    return Curves(mornings, _points(efforts, np.stack(columns, axis=1)))


def _efforts(design: Design) -> tuple[FloatArray, FloatArray]:
    """Shares of a run at high effort, and what they are in the model's units; empty where not in it."""
    if "intensity" not in design.factors.names:
        return np.zeros(0), np.zeros(0)
    low, high = figure("contrast_intensity_low"), figure("contrast_intensity_high")
    shares = np.linspace(low, high, _GRID_EFFORTS)
    factor = next(factor for factor in FACTORS if factor.name == "intensity")
    zero = factor.low() - design.factors.low[design.factors.names.index("intensity")]
    return shares, factor.scale(shares) - zero


def _points(at: FloatArray, draws: FloatArray) -> tuple[Point, ...]:
    low, high = np.quantile(draws, [figure("interval_low"), figure("interval_high")], axis=0)
    return tuple(
        Point(float(x), float(m), float(a), float(b))
        for x, m, a, b in zip(at, draws.mean(axis=0), low, high, strict=True)
    )


def plain_count(design: Design, lines_later: int) -> PlainCount | None:
    """Pain with a run less pain without, as a spreadsheet would have it.

    ``lines_later``: 0 takes the last line of the diary written before the run, 1 the first after it. None
    where there are fewer than two lines of a kind.
    """
    view = design.pain_view
    pain = np.full(design.n_days, np.nan)
    pain[view.rows] = view.value
    later, ran = pain[lines_later:], design.ran[: design.n_days - lines_later]
    with_run, without = (later[(ran == value) & np.isfinite(later)] for value in (1.0, 0.0))
    if min(len(with_run), len(without)) < 2:
        return None
    mean = float(with_run.mean() - without.mean())
    error = np.sqrt(with_run.var(ddof=1) / len(with_run) + without.var(ddof=1) / len(without))
    half = float(ndtri(figure("interval_high")) * error)
    return PlainCount(mean, mean - half, mean + half)
