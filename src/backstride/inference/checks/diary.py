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
from backstride.inference.field import Field
from backstride.inference.latent import reading_sd

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_GRID_SETTINGS = 20  # of the hyper-parameters, by weight
_GRID_REPLICATES = 10  # for each of them: enough in all for a mean and a spread
_GRID_WEEKS_BACK = 4  # how far back a copied stretch is looked for
_GRID_TENTHS = 101  # of a point, from none to the end of the scale
_EPS_SPREAD = 0.01  # of shares and the like: replicates that all agree are not infinitely sure


def look(case: Case) -> Finding:
    """Spread, zeros, tens, persistence, and answers that repeat, against replicates.

    ``value``: how far a figure is from the replicates' mean, in their standard deviations: the furthest of
    those out of bounds, which ``about`` names, or of all where none is.
    """
    design = case.effects.design
    view = design.pain_view
    if len(view.rows) < figure("check_diary_min_checkins"):
        return Finding("diary", "cannot_say", np.nan)
    written = np.full(design.n_days, np.nan)
    written[view.rows] = np.where(view.floor, 0.0, np.where(view.ceiling, SCALE_MAX_NRS, view.value))
    made = replicates(case)
    made[:, np.isnan(written)] = np.nan
    within: dict[str, float] = {"": 0.0}
    out: dict[str, float] = {}
    for name, statistic in STATISTICS.items():
        seen, drawn = statistic(written[None])[0], statistic(made)
        if not np.isfinite(seen) or not np.isfinite(drawn).all():
            continue
        away = float((seen - drawn.mean()) / (drawn.std() + _EPS_SPREAD))
        outside = (seen > drawn.max() or seen < drawn.min()) and abs(away) > figure("check_diary_max_z")
        # Some like one answer best: that alone is a manner of writing, up to a point.
        if name == "favourite":
            outside = outside and seen - drawn.mean() > figure("check_favourite_excess")
        (out if outside else within)[name] = away
    about, value = max((out or within).items(), key=lambda item: abs(item[1]))
    return Finding("diary", "fail" if out else "pass", value, about if out else "")


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


def _share(where: BoolArray, of: BoolArray) -> FloatArray:
    return np.asarray((where & of).sum(axis=1) / np.maximum(of.sum(axis=1), 1))


def _zeros(pain: FloatArray) -> FloatArray:
    return _share(pain <= 0, np.isfinite(pain))


def _tens(pain: FloatArray) -> FloatArray:
    return _share(pain >= SCALE_MAX_NRS, np.isfinite(pain))


def _persistence(pain: FloatArray) -> FloatArray:
    """Correlation of a morning with the next, over the pairs that were written."""
    off = np.nan_to_num(pain - np.nanmean(pain, axis=1, keepdims=True))
    pairs = (np.isfinite(pain[:, 1:]) & np.isfinite(pain[:, :-1])).sum(axis=1)
    covariance = (off[:, 1:] * off[:, :-1]).sum(axis=1) / np.maximum(pairs, 1)
    return np.asarray(covariance / np.nanvar(pain, axis=1).clip(_EPS_SPREAD))


def _repeats(pain: FloatArray, lag: int) -> FloatArray:
    """Share of answers that are just those of ``lag`` days before."""
    now, before = pain[:, lag:], pain[:, :-lag]
    return _share(now == before, np.isfinite(now) & np.isfinite(before))


def _copied(pain: FloatArray) -> FloatArray:
    """Share of answers that are just those of some whole weeks before, at the number of weeks with most."""
    lags = range(DAYS_PER_WEEK, _GRID_WEEKS_BACK * DAYS_PER_WEEK + 1, DAYS_PER_WEEK)
    return np.asarray(np.max([_repeats(pain, lag) for lag in lags], axis=0))


def _unchanged(pain: FloatArray) -> FloatArray:
    return _repeats(pain, 1)


def _favourite(pain: FloatArray) -> FloatArray:
    """Share of the most frequent answer above zero, to a tenth of a point."""
    n, known = len(pain), np.isfinite(pain)
    row, _ = np.nonzero(known)
    tenth = np.round(10 * pain[known]).astype(np.intp)
    counts = np.bincount(row * _GRID_TENTHS + tenth, minlength=n * _GRID_TENTHS).reshape(n, _GRID_TENTHS)
    return np.asarray(counts[:, 1:].max(axis=1) / np.maximum(known.sum(axis=1), 1))


STATISTICS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {
        "spread": _spread,
        "zeros": _zeros,
        "tens": _tens,
        "persistence": _persistence,
        "copied": _copied,
        "favourite": _favourite,
        "unchanged": _unchanged,
    }
)
"""Each takes diaries, shape (n, n_days) with NaN where unwritten, and gives one figure each, shape (n,)."""

CHECK = Check("diary", "standard deviations", Lowers.ALL, look)
