"""Whether the answer rests on one week."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.checks.check import Case, Check, Finding, Lowers
from backstride.inference.leave_out import weeks_left_out


def look(case: Case) -> Finding:
    """How far the effect of a usual run moves when a single week's pain is left out.

    ``value``: the largest such move, points (it is judged in standard deviations of the effect); ``about``:
    that week's first day.
    """
    moves = weeks_left_out(case.effects)
    if not moves:
        return Finding("weeks", "cannot_say", np.nan)
    largest = max(moves, key=lambda move: abs(move.points_nrs))
    far = abs(largest.points_nrs) > figure("check_weeks_max_sd") * float(case.effects.acute.std())
    return Finding("weeks", "fail" if far else "pass", largest.points_nrs, str(largest.first_day))


CHECK = Check("weeks", "points", Lowers.ACUTE, look)
