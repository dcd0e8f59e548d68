"""A placebo exposure: the same runs on days on which they cannot matter."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from backstride.evidence import figure
from backstride.inference.beyond import best_field, points_per_latent, term
from backstride.inference.checks.check import Case, Check, Finding, Lowers
from backstride.inference.field import Field

FloatArray = npt.NDArray[np.float64]


def look(case: Case) -> Finding:
    """The runs' calendar moved on by some weeks, round the end, beside the runs as they were: weekdays and
    streaks stay, the tie to the pain around them is cut. An effect that is found all the same is the
    method's own. ``value``: the effect of one such run, mean of three mornings, points.

    A run may in truth matter for weeks, in more ways than the model has: that is why it lowers nothing.
    """
    effects = case.effects
    if effects.counts.n_days < figure("placebo_min_days"):
        return Finding("placebo", "cannot_say", np.nan)
    shift = int(figure("placebo_shift"))
    run = effects.design.level.shape[1]  # of the columns of pain, the first after the level's

    def moved(field: Field) -> FloatArray:
        return np.roll(field.exposure[:, run], shift)

    found = term(effects.posterior, moved)
    scale = points_per_latent(effects.design, best_field(effects.posterior))
    mean, sd, size = found.mean * scale, found.sd * scale, figure("meaningful_acute")
    surest = max(float(ndtr((mean - size) / sd)), float(ndtr((-mean - size) / sd)))
    if surest > figure("verdict_certainty"):
        return Finding("placebo", "fail", mean)
    return Finding("placebo", "pass" if abs(mean) < size else "cannot_say", mean)


CHECK = Check("placebo", "points", Lowers.NOTHING, look)
