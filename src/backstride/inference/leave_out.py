"""What the answer rests on: the effect of a usual run with the pain of one week left out at a time."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from backstride.inference.beyond import best_field, points_per_latent
from backstride.inference.design import DAYS_PER_WEEK, Design
from backstride.inference.field import Field
from backstride.inference.fit import Effects
from backstride.inference.laplace import fit_field
from backstride.inference.latent import reading_sd
from backstride.inference.priors import registered_priors

FloatArray = npt.NDArray[np.float64]

_GRID_WEEKS = 40  # of the longest diaries those with most pull; what the others would move is less


@dataclass(frozen=True, slots=True)
class Move:
    """By how many points the effect of a usual run moves without the pain of the week from ``first_day``.

    Negative: without it, running would seem to go with less pain.
    """

    first_day: np.datetime64
    points_nrs: float


@lru_cache(maxsize=1)  # a check and the explanation ask for the same
def weeks_left_out(effects: Effects) -> tuple[Move, ...]:
    """Every week of the diary that has pain written down (of very long ones, those with most pull), in order.

    A refit of the field from where it stands, at the one setting of the hyper-parameters with most weight:
    what a week does to these is left out, which is little.
    """
    design, field = effects.design, best_field(effects.posterior)
    view = design.pain_view
    week_of = view.rows // DAYS_PER_WEEK
    priors, scale = registered_priors(), points_per_latent(design, field)
    field = fit_field(design, field.hyper, priors, field)
    run = design.level.shape[1]
    moves = []
    for week in _weightiest(design, field, week_of):
        without = fit_field(_without(design, week_of == week), field.hyper, priors, field)
        first_day = design.dates[0] + int(week) * DAYS_PER_WEEK
        moves.append(Move(first_day, scale * float(without.static[run] - field.static[run])))
    return tuple(moves)


def _weightiest(design: Design, field: Field, week_of: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The weeks to leave out, in order: by what their residuals pull on the run's coefficient."""
    weeks = np.unique(week_of)
    if len(weeks) <= _GRID_WEEKS:
        return weeks
    view = design.pain_view
    pain = field.exposure @ field.static[: field.exposure.shape[1]] + field.noise
    residual = (view.value - pain[view.rows]) / reading_sd(design, field.hyper) ** 2
    run = field.exposure[view.rows, design.level.shape[1]]
    pull = np.abs(np.bincount(week_of, residual * (run - run.mean()))[weeks])
    return np.asarray(np.sort(weeks[np.argsort(pull)[-_GRID_WEEKS:]]))


def _without(design: Design, out: npt.NDArray[np.bool_]) -> Design:
    """The same days with some readings of pain unknown."""
    views = []
    for view in design.views:
        if view.name == "pain":
            kept = ~out
            view = replace(
                view,
                rows=view.rows[kept],
                value=view.value[kept],
                design=view.design[kept],
                floor=view.floor[kept],
                ceiling=view.ceiling[kept],
            )
        views.append(view)
    return replace(design, views=tuple(views))
