"""Whether like is compared with like."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """Whether the runner both ran and rested on mornings of more pain than usual, and of less.

    Without both kinds on both sides, the comparison rests on the model's line rather than on days; that is
    what the range allows for, so that it never fails. ``value``: the smallest of the four numbers of days.
    """
    design = case.effects.design
    view = design.pain_view
    pain = np.full(design.n_days, np.nan)
    pain[view.rows] = view.value
    high = pain > np.nanmedian(pain)
    low = pain <= np.nanmedian(pain)
    smallest = min(int((side & (design.ran == ran)).sum()) for side in (high, low) for ran in (0, 1))
    outcome = "pass" if smallest >= figure("overlap_min_days") else "cannot_say"
    return Finding("overlap", outcome, float(smallest))


CHECK = Check("overlap", "days", Lowers.NOTHING, look)
