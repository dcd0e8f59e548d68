"""What the readings hold beyond the model: one more term at a time, beside all that is fitted.

A term is added to the readings alone and not to what moves the decision to run. So the model with it is one
that could have made the diary (runs follow from pain, readings from both), and where the term is really
nothing, its estimate is so on average: a mere regression of this morning's pain on today's run would find
the decision instead.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from backstride.inference.design import SCALE_MAX_NRS, Design
from backstride.inference.laplace import Field, fit_field, reading_sd
from backstride.inference.posterior import Posterior
from backstride.inference.priors import registered_priors

FloatArray = npt.NDArray[np.float64]

_GRID_SETTINGS = 12  # of the hyper-parameters, by weight: their spread moves a term by a fraction of its SD
_SOLVER_STEP_NRS = 0.3  # of a term: wide enough that differences of log evidence drown rounding


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

    Given a setting of the hyper-parameters, the log evidence is a parabola in the coefficient, known from
    three points; settings count as the data with the term would have them count. No prior on the coefficient.
    """
    priors = registered_priors()
    counts, means, sds = [], [], []
    for field, count in spread_settings(posterior, _GRID_SETTINGS):
        counts.append(count)
        values = column(field)
        # Fitted anew without the term too: the posterior's own field may stand for other unknown runs.
        plus, here, minus = (
            fit_field(_less(posterior.design, step * values), field.hyper, priors, field).log_evidence
            for step in (_SOLVER_STEP_NRS, 0.0, -_SOLVER_STEP_NRS)
        )
        curvature = -(plus - 2 * here + minus) / _SOLVER_STEP_NRS**2
        if not curvature > 0:
            return Term(np.nan, np.nan)
        means.append((plus - minus) / (2 * _SOLVER_STEP_NRS) / curvature)
        sds.append(curvature**-0.5)
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


def _less(design: Design, column: FloatArray) -> Design:
    """The same days with ``column`` taken off their readings."""
    views = tuple(
        replace(view, value=view.value - column[view.rows]) if view.name == "pain" else view
        for view in design.views
    )
    return replace(design, views=views)


def best_field(posterior: Posterior) -> Field:
    """The field at the setting with the most weight, which stands for all where a rough figure is enough."""
    return posterior.fields[int(np.argmax(posterior.weights))]


def points_per_latent(design: Design, field: Field) -> float:
    """How much of a small change of latent pain shows on the 0-10 scale, on average over the days (0-1)."""
    pain = field.exposure @ field.static[: field.exposure.shape[1]] + field.noise
    sd = reading_sd(design, field.hyper)
    return float((ndtr(pain / sd) - ndtr((pain - SCALE_MAX_NRS) / sd)).mean())
