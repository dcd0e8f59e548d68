"""Diagnostics and placebo checks of a fit: numbers and outcomes, worded elsewhere."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference import contrasts
from backstride.inference.design import Design, build_design
from backstride.inference.fit import Effects
from backstride.inference.posterior import explore
from backstride.inference.priors import registered_priors
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]

_GRID_PLACEBO_SETTINGS = 96  # a placebo needs a yes or no, not a fine interval
_GRID_PLACEBO_DRAWS = 600  # so that a probability is known to within 0.02


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: "pass", "fail" or "cannot_say".

    ``value``: the figure that it rests on, in the check's own unit; NaN where there is none.
    """

    id: str
    outcome: str
    value: float


def sampling(effects: Effects) -> Finding:
    """Whether the draws stand for the posterior: by Pareto k-hat and effective size of the hyper-parameters.

    Where the model was sampled in full instead, ``value`` is the R-hat of its chains.
    """
    if effects.full is not None:
        return Finding("sampling", "pass", effects.full.r_hat)
    posterior = effects.posterior
    if not posterior.settled:
        return Finding("sampling", "fail", posterior.pareto_k)
    return Finding("sampling", "pass" if posterior.trusted else "cannot_say", posterior.pareto_k)


def overlap(design: Design) -> Finding:
    """Whether the runner both ran and rested on mornings of more pain than usual, and of less.

    Without both kinds on both sides, the comparison rests on the model's line rather than on days.
    ``value``: the smallest of the four numbers of days.
    """
    view = next(view for view in design.views if view.name == "pain")
    pain = np.full(design.n_days, np.nan)
    pain[view.rows] = view.value
    high = pain > np.nanmedian(pain)
    low = pain <= np.nanmedian(pain)
    smallest = min(int((side & (design.ran == ran)).sum()) for side in (high, low) for ran in (0, 1))
    return Finding(
        "overlap", "pass" if smallest >= figure("overlap_min_days") else "cannot_say", float(smallest)
    )


def placebo(days: Days, effects: Effects, rng: np.random.Generator) -> Finding:
    """The same analysis with runs that cannot matter: their calendar moved on by some weeks, round the end.

    Weekdays and streaks stay, the tie to the pain around them is cut. An effect that is found all the same
    is the method's own. ``value``: the mean effect of these runs, points.
    """
    shift = int(figure("placebo_shift"))
    if effects.counts.n_days < figure("placebo_min_days"):
        return Finding("placebo", "cannot_say", np.nan)
    pain = {"pain_nrs", "sleep_h", "sitting_h", "stress_nrs", "core", "cross_training"}
    columns = {
        name: column if name in pain else np.roll(column, shift) for name, column in days.columns.items()
    }
    moved = Days(days.runner_id, days.date, columns, days.shoe_id, days.diary_time)
    priors = registered_priors()
    design = build_design(moved, priors)
    posterior = explore(design, priors, rng, _GRID_PLACEBO_SETTINGS, effects.posterior.mode)
    draws = contrasts.acute(design, contrasts.draw(posterior, rng, _GRID_PLACEBO_DRAWS))
    size = figure("meaningful_acute")
    surest = max(float((draws > size).mean()), float((draws < -size).mean()))
    mean = float(draws.mean())
    if surest > figure("verdict_certainty"):
        return Finding("placebo", "fail", mean)
    return Finding("placebo", "pass" if abs(mean) < size else "cannot_say", mean)
