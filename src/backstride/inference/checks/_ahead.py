"""Runs that have not happened yet: what they must not seem to do.

Three checks stand on this. They fail where dates are wrong: an evening diary taken for a morning one, runs
recorded a day late, a diary filled in from memory. That runs follow from pain is part of the model, and
counts as nothing here.
"""

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference.beyond import term
from backstride.inference.checks.check import Case, Finding

FloatArray = npt.NDArray[np.float64]


def runs_ahead(case: Case, n_days: int) -> FloatArray:
    """The runs of ``n_days`` later, shape (n_days of the diary,); past its end, the usual rate of running."""
    ran = case.effects.design.impulse[:, 0]
    return np.concatenate([ran[n_days:], np.full(n_days, ran.mean())])


def judged(check_id: str, case: Case, column: FloatArray) -> Finding:
    """Whether ``column`` is in the readings. ``value``: its coefficient, points."""
    found = term(case.effects.posterior, lambda _: column)
    if not found.sd < figure("check_ahead_max_sd"):
        return Finding(check_id, "cannot_say", found.mean)
    return Finding(check_id, "fail" if abs(found.z) > figure("check_ahead_max_z") else "pass", found.mean)
