"""What the readings hold beyond the model: one more term at a time, beside all that is fitted.

A term is added to the readings alone and not to what moves the decision to run. So the model with it is one
that could have made the diary (runs follow from pain, readings from both), and where the term is really
nothing, its estimate is so on average: a mere regression of this morning's pain on today's run would find
the decision instead.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from backstride.inference.design import SCALE_MAX_NRS, Design
from backstride.inference.field import Field
from backstride.inference.laplace import read
from backstride.inference.latent import reading_sd
from backstride.inference.posterior import Posterior

FloatArray = npt.NDArray[np.float64]

_GRID_SETTINGS = 12  # of the hyper-parameters, by weight: their spread moves a term by a fraction of its SD


@dataclass(frozen=True, slots=True)
class Term:
    """Estimate of a term's coefficient, in points, with its standard deviation (both NaN where unknown)."""

    mean: float
    sd: float

    @property
    def z(self) -> float:
        return self.mean / self.sd


def term(posterior: Posterior, column: Callable[[Field], FloatArray]) -> Term:
    """The coefficient of ``column(field)``, shape (n_days,), in the readings.

    Given a setting of the hyper-parameters, one Newton step from the field's mode, where the coefficient is
    zero; the field gives way as the coefficient grows. Settings count as the data with the term would have
    them count. No prior on the coefficient.
    """
    design = posterior.design
    view = design.pain_view
    rows = view.rows
    counts, means, sds = [], [], []
    for field, count in spread_settings(posterior, _GRID_SETTINGS):
        values = column(field)[rows]
        _, first, second = read(view, field.pain[rows], reading_sd(design, field.hyper), field.sites)
        pull = np.zeros(design.n_days)
        pull[rows] = second * values
        on_static = np.zeros(len(field.static))
        on_static[: field.exposure.shape[1]] = field.exposure.T @ pull
        precision = float(values @ pull[rows]) - field.shared(pull, on_static)
        if not precision > 0:
            return Term(np.nan, np.nan)
        counts.append(count)
        means.append(float(first @ values) / precision)
        sds.append(precision**-0.5)
    mean, sd = np.array(means), np.array(sds)
    log_share = np.log(counts) + mean**2 / (2 * sd**2) + np.log(sd)
    share = np.exp(log_share - log_share.max())
    share /= share.sum()
    middle = float(share @ mean)
    return Term(middle, float(np.sqrt(share @ (sd**2 + (mean - middle) ** 2))))


def spread_settings(posterior: Posterior, n: int) -> list[tuple[Field, int]]:
    """About ``n`` settings by weight, without chance: each field with how often it counts."""
    ladder = np.cumsum(posterior.weights)
    steps = (np.arange(n) + 0.5) / n * ladder[-1]
    chosen, counts = np.unique(np.searchsorted(ladder, steps), return_counts=True)
    return [(posterior.fields[i], int(count)) for i, count in zip(chosen, counts, strict=True)]


def best_field(posterior: Posterior) -> Field:
    """The field at the setting with the most weight, which stands for all where a rough figure is enough."""
    return posterior.fields[int(np.argmax(posterior.weights))]


def points_per_latent(design: Design, field: Field) -> float:
    """How much of a small change of latent pain shows on the 0-10 scale, on average over the days (0-1)."""
    pain = field.exposure @ field.static[: field.exposure.shape[1]] + field.noise
    sd = reading_sd(design, field.hyper)
    return float((ndtr(pain / sd) - ndtr((pain - SCALE_MAX_NRS) / sd)).mean())
