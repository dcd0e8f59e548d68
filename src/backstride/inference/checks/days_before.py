"""A placebo outcome: a run cannot be in the pain of the mornings well before it."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.checks._ahead import judged, runs_ahead
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """What of a run is in the mornings that end two days before it. ``value``: points on each of them."""
    mornings = range(2, 2 + int(figure("acute_mornings")))
    return judged("days_before", case, np.sum([runs_ahead(case, k) for k in mornings], axis=0))


CHECK = Check("days_before", "points", Lowers.ALL, look)
