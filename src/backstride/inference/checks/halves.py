"""Drift: whether the effect is the same in the first half of the diary as in the second."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.beyond import term
from backstride.inference.checks.check import Case, Check, Finding, Lowers
from backstride.inference.field import Field


def look(case: Case) -> Finding:
    """The effect of a usual run in the second half less that in the first. ``value``: points.

    It lowers nothing: backs and runners change, and the answer is the mean of both halves.
    """
    design = case.effects.design
    run = design.level.shape[1]
    half = np.where(np.arange(design.n_days) < design.n_days / 2, -0.5, 0.5)

    def later(field: Field) -> np.ndarray:
        return np.asarray(field.exposure[:, run] * half)

    found = term(case.effects.posterior, later)
    if not found.sd < figure("check_halves_max_sd"):
        return Finding("halves", "cannot_say", found.mean)
    return Finding("halves", "fail" if abs(found.z) > figure("check_halves_max_z") else "pass", found.mean)


CHECK = Check("halves", "points", Lowers.NOTHING, look)
