"""Whether the diary looks like one that the model could have made: a posterior predictive check.

Each replicate draws settings and coefficients from the posterior, a new course of unexplained pain, and
readings on the days that were written (Gelman, Meng & Stern 1996; the course is drawn anew so that its own
make-up is tested, and not only the readings' scatter about it).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from backstride.evidence import figure
from backstride.inference.beyond import spread_settings
from backstride.inference.checks.check import Case, Check, Finding, Lowers
from backstride.inference.design import DAYS_PER_WEEK, SCALE_MAX_NRS, Design
from backstride.inference.laplace import Field, reading_sd

FloatArray = npt.NDArray[np.float64]

_GRID_SETTINGS = 20  # of the hyper-parameters, by weight
_GRID_REPLICATES = 10  # for each of them: enough in all for a mean and a spread
_GRID_WEEKS_BACK = 4  # how far back a copied stretch is looked for
_EPS_SPREAD = 0.01  # of shares and the like: replicates that all agree are not infinitely sure


def look(case: Case) -> Finding:
    """Spread, zeros, tens, persistence, and answers that repeat, against replicates.

    ``value``: the figure furthest from the replicates' mean, in their standard deviations; ``about``: which.
    """
    design = case.effects.design
    view = next(view for view in design.views if view.name == "pain")
    if len(view.rows) < figure("check_diary_min_checkins"):
        return Finding("diary", "cannot_say", np.nan)
    written = np.full(design.n_days, np.nan)
    written[view.rows] = np.where(view.floor, 0.0, np.where(view.ceiling, SCALE_MAX_NRS, view.value))
    made = replicates(case)
    made[:, np.isnan(written)] = np.nan
    furthest, about, fails = 0.0, "", False
    for name, statistic in STATISTICS.items():
        seen, drawn = statistic(written[None])[0], statistic(made)
        if not np.isfinite(seen) or not np.isfinite(drawn).all():
            continue
        away = float((seen - drawn.mean()) / (drawn.std() + _EPS_SPREAD))
        if abs(away) > abs(furthest):
            furthest, about = away, name
            outside = seen > drawn.max() or seen < drawn.min()
            fails = outside and abs(away) > figure("check_diary_max_z")
    return Finding("diary", "fail" if fails else "pass", furthest, about if fails else "")


def replicates(case: Case) -> FloatArray:
    """Diaries that the fitted model makes, shape (n_replicates, n_days), on the runner's own steps."""
    design, rng = case.effects.design, case.rng(1)
    return np.concatenate(
        [
            _diaries(design, field, rng, int(count) * _GRID_REPLICATES)
            for field, count in spread_settings(case.effects.posterior, _GRID_SETTINGS)
        ]
    )


def _diaries(design: Design, field: Field, rng: np.random.Generator, n: int) -> FloatArray:
    static, _ = field.draw(rng, n)
    ar, sd = field.hyper.noise_ar, field.hyper.state_sd
    shocks = rng.standard_normal((n, design.n_days)) * sd * np.sqrt(1.0 - ar**2)
    shocks[:, 0] = sd * rng.standard_normal(n)
    n_pain = field.exposure.shape[1]
    latent = static[:, :n_pain] @ field.exposure.T + lfilter([1.0], [1.0, -ar], shocks, axis=1)
    # The steps' own share of a reading's spread is taken out again, since the rounding puts it back.
    noise_sd = np.sqrt(
        max(reading_sd(design, field.hyper) ** 2 - design.unit_nrs**2 * figure("rounding_variance"), 0)
    )
    readings = latent + noise_sd * rng.standard_normal(latent.shape)
    return np.asarray(np.clip(np.round(readings / design.unit_nrs) * design.unit_nrs, 0.0, SCALE_MAX_NRS))


def _spread(pain: FloatArray) -> FloatArray:
    return np.asarray(np.nanstd(pain, axis=1))


def _zeros(pain: FloatArray) -> FloatArray:
    return np.asarray(np.nanmean(np.where(np.isnan(pain), np.nan, pain <= 0), axis=1))


def _tens(pain: FloatArray) -> FloatArray:
    return np.asarray(np.nanmean(np.where(np.isnan(pain), np.nan, pain >= SCALE_MAX_NRS), axis=1))


def _persistence(pain: FloatArray) -> FloatArray:
    """Correlation of a morning with the next, over the pairs that were written."""
    off = pain - np.nanmean(pain, axis=1, keepdims=True)
    return np.asarray(
        np.nanmean(off[:, 1:] * off[:, :-1], axis=1) / np.nanvar(pain, axis=1).clip(_EPS_SPREAD)
    )


def _same_as_weeks_before(pain: FloatArray) -> FloatArray:
    """Share of answers that are just those of some whole weeks before, at the number of weeks with most."""
    shares = []
    for lag in range(DAYS_PER_WEEK, _GRID_WEEKS_BACK * DAYS_PER_WEEK + 1, DAYS_PER_WEEK):
        now, then = pain[:, lag:], pain[:, :-lag]
        both = np.isfinite(now) & np.isfinite(then)
        shares.append((both & (now == then)).sum(axis=1) / np.maximum(both.sum(axis=1), 1))
    return np.asarray(np.max(shares, axis=0))


def _unchanged(pain: FloatArray) -> FloatArray:
    """Share of answers that are just the day before's."""
    now, before = pain[:, 1:], pain[:, :-1]
    both = np.isfinite(now) & np.isfinite(before)
    return np.asarray((both & (now == before)).sum(axis=1) / np.maximum(both.sum(axis=1), 1))


def _favourite(pain: FloatArray) -> FloatArray:
    """Share of the most frequent answer above zero."""
    known = np.isfinite(pain).sum(axis=1)
    values = np.unique(pain[pain > 0])
    return np.asarray(np.max([(pain == value).sum(axis=1) / known for value in values], axis=0, initial=0))


STATISTICS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {
        "spread": _spread,
        "zeros": _zeros,
        "tens": _tens,
        "persistence": _persistence,
        "copied": _same_as_weeks_before,
        "favourite": _favourite,
        "unchanged": _unchanged,
    }
)
"""Each takes diaries, shape (n, n_days) with NaN where unwritten, and gives one figure each, shape (n,)."""

CHECK = Check("diary", "standard deviations", Lowers.ALL, look)
