"""Log-likelihoods of the views, with the derivatives that Newton's method needs."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_ndtr

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_LOG_ROOT_2PI = 0.5 * float(np.log(2 * np.pi))


def censored(
    mean: FloatArray, value: FloatArray, floor: BoolArray, ceiling: BoolArray, sd: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A normal reading of a scale with a floor and a ceiling (Tobin 1958).

    All of shape (n,). Where ``floor``, all that is known is that the reading lies at or below ``value``;
    where ``ceiling``, at or above. Returns the log-likelihood, its first derivative in ``mean`` and minus
    its second. Rounding is part of ``sd``, not an interval: the flat top of an interval's likelihood defeats
    Laplace's method.
    """
    log_likelihood, first, second = gaussian(mean, value, sd)
    for side, where in ((1.0, floor), (-1.0, ceiling)):
        if where.any():
            z = side * (value[where] - mean[where]) / sd
            log_mass = log_ndtr(z)
            ratio = np.exp(-0.5 * z**2 - _LOG_ROOT_2PI - log_mass)
            log_likelihood[where] = log_mass
            first[where] = -side * ratio / sd
            second[where] = ratio * (ratio + z) / sd**2
    return log_likelihood, first, second


def logistic(score: FloatArray, outcome: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A yes (1) or no (0) with log-odds ``score``; same returns as :func:`censored`."""
    probability = expit(score)
    log_likelihood = outcome * score - np.logaddexp(0.0, score)
    return log_likelihood, outcome - probability, probability * (1.0 - probability)


def gaussian(mean: FloatArray, value: FloatArray, sd: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A value read with normal noise; same returns as :func:`censored`."""
    z = (value - mean) / sd
    log_likelihood = -0.5 * z**2 - np.log(sd) - _LOG_ROOT_2PI
    return log_likelihood, z / sd, np.full_like(mean, sd**-2)
