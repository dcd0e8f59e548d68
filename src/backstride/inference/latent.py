"""Latent pain given the hyper-parameters: what its coefficients multiply, and how it is read."""

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dtbtrs

from backstride.evidence import figure
from backstride.inference.design import Design
from backstride.inference.hyper import Hyper
from backstride.inference.priors import Priors

FloatArray = npt.NDArray[np.float64]


def carried(impulse: FloatArray, decay: float) -> FloatArray:
    """What impulses leave on the days from their own on:

    Z_t = decay z_(t-1) + x_t, started at its steady state.
    """
    n = len(impulse)
    if not impulse.size:
        return impulse.copy()
    first = impulse.copy()
    first[0] += impulse.mean(axis=0) * decay / (1.0 - decay)
    band = np.vstack([np.ones(n), np.full(n, -decay)])
    out, _ = dtbtrs(band, first, uplo="L", diag="U")
    return np.asarray(out)


def kernel(carryover: float, delay: float, n_mornings: int) -> FloatArray:
    """What a day's impulse does on the mornings after it, shape (n_mornings,), scaled to a mean of one over
    three.

    A share ``delay`` of it sets in a morning late, as muscle soreness may; all of it fades by ``carryover``
    a day.
    """
    late = np.arange(n_mornings)
    shape = (1.0 - delay) * carryover**late
    shape[1:] += delay * carryover ** late[:-1]
    return np.asarray(shape * onset(carryover, delay))


def onset(carryover: float, delay: float) -> float:
    """What one unit of an impulse would do on its first morning were none of it delayed, latent points."""
    fade = carryover ** np.arange(int(figure("acute_mornings")))
    return float(figure("acute_mornings") / ((1.0 - delay) * fade.sum() + delay * fade[:-1].sum()))


def pain_exposure(design: Design, hyper: Hyper) -> FloatArray:
    """Columns of latent pain: level | running, factors | nudges on their first morning | nudges after it."""
    left = carried(design.impulse, hyper.carryover)
    steady = design.impulse.mean(axis=0) / (1.0 - hyper.carryover)
    next_morning = np.vstack([steady, left[:-1]])
    morning_later = np.vstack([steady, steady, left[:-2]])
    unit = onset(hyper.carryover, hyper.delay)
    impulses = unit * ((1.0 - hyper.delay) * next_morning + hyper.delay * morning_later)
    after = carried(design.nudge, hyper.noise_ar) - design.nudge
    return np.asfortranarray(np.hstack([design.level, impulses, design.nudge, after]))


def pain_prior_sd(design: Design, hyper: Hyper, priors: Priors) -> FloatArray:
    """Standard deviations of the coefficients of :func:`pain_exposure`, in its order."""
    factors = np.where(design.factors.pooled, hyper.factor_sd, priors.rare_factor_sd_nrs)
    shoes = np.full(len(design.shoes.names), figure("shoe_sd_share") * hyper.factor_sd)
    running = [priors.acute_sd_nrs, *factors, *shoes]
    return np.concatenate([design.level_sd, running, design.nudge_sd, design.nudge_sd])


def reading_sd(design: Design, hyper: Hyper) -> float:
    """SD of one reading about latent pain: its own noise, and the rounding to the diary's steps."""
    return float(np.hypot(hyper.measurement_sd, design.unit_nrs * np.sqrt(figure("rounding_variance"))))
