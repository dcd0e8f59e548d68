"""Whether the answer is the data's or that of what was assumed before them."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.beyond import best_field, points_per_latent
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """How far the effect of a usual run moves when its prior's spread is half or twice what it is.

    The prior is raised to a power, here 4 or 1/4 (Kallioinen, Paananen, Buerkner & Vehtari 2023), in closed
    form: prior and posterior of this one effect are near enough to normal. It lowers nothing, since a prior
    that is centred on no effect can only make the answer more careful. ``value``: the larger move, points.
    """
    effects = case.effects
    mean, sd = float(effects.acute.mean()), float(effects.acute.std())
    prior_sd = figure("prior_acute_sd") * points_per_latent(effects.design, best_field(effects.posterior))
    learned = sd**-2 - prior_sd**-2
    if learned <= 0:
        return Finding("prior", "cannot_say", np.nan)
    moves = [mean * sd**-2 / (learned + (prior_sd * times) ** -2) - mean for times in (0.5, 2)]
    largest = max(moves, key=abs)
    outcome = "pass" if abs(largest) < figure("check_prior_max_move") else "fail"
    return Finding("prior", outcome, largest)


CHECK = Check("prior", "points", Lowers.NOTHING, look)
