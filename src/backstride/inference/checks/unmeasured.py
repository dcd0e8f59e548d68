"""How strong something unseen would have to be to explain the answer away."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """The check that no diary can pass: it says how much it would take, and never that it is not so.

    Something that is there on some days makes a run so many times as likely in odds (or as unlikely), and
    moves the pain of the next mornings by some points. Where it is about as often there as not, it moves the
    comparison most: by these points times (root odds - 1) / (root odds + 1). ``value``: the points that
    would bring the effect to zero, or, where it is smaller than what matters, up to what matters. In the
    spirit of the E-value (VanderWeele & Ding 2017), for a difference of means.
    """
    mean, size = float(case.effects.acute.mean()), figure("meaningful_acute")
    root = float(np.sqrt(figure("check_unmeasured_odds")))
    to_explain = abs(mean) if abs(mean) >= size else size - abs(mean)
    return Finding("unmeasured", "cannot_say", to_explain * (root + 1) / (root - 1))


CHECK = Check("unmeasured", "points", Lowers.NOTHING, look)
