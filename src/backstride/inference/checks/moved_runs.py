"""The same analysis with runs that cannot matter."""

import numpy as np

from backstride.evidence import figure
from backstride.inference import contrasts
from backstride.inference.checks.check import Case, Check, Finding, Lowers
from backstride.inference.design import build_design
from backstride.inference.posterior import explore
from backstride.inference.priors import registered_priors
from backstride.records import Days

_GRID_SETTINGS = 96  # a placebo needs a yes or no, not a fine interval
_GRID_DRAWS = 600  # so that a probability is known to within 0.02
_OWN_COLUMNS = frozenset({"pain_nrs", "sleep_h", "sitting_h", "stress_nrs", "core", "cross_training"})


def look(case: Case) -> Finding:
    """The runs' calendar moved on by some weeks, round the end: weekdays and streaks stay, the tie to the
    pain around them is cut. An effect that is found all the same is the method's own.

    It is a whole analysis more, so that it is shown beside an answer and left out of a study; and that is why
    it lowers nothing. ``value``: the mean effect of these runs, points.
    """
    days, effects = case.days, case.effects
    if effects.counts.n_days < figure("placebo_min_days"):
        return Finding("placebo", "cannot_say", np.nan)
    shift = int(figure("placebo_shift"))
    columns = {
        name: column if name in _OWN_COLUMNS else np.roll(column, shift)
        for name, column in days.columns.items()
    }
    moved = Days(days.runner_id, days.date, columns, days.shoe_id, days.diary_time)
    priors = registered_priors()
    rng = case.rng(0)
    design = build_design(moved, priors)
    posterior = explore(design, priors, rng, _GRID_SETTINGS, effects.posterior.mode)
    draws = contrasts.acute(design, contrasts.draw(posterior, rng, _GRID_DRAWS))
    size = figure("meaningful_acute")
    surest = max(float((draws > size).mean()), float((draws < -size).mean()))
    mean = float(draws.mean())
    if surest > figure("verdict_certainty"):
        return Finding("placebo", "fail", mean)
    return Finding("placebo", "pass" if abs(mean) < size else "cannot_say", mean)


CHECK = Check("placebo", "points", Lowers.NOTHING, look)
