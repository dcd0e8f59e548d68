"""What a factor of a run is to the model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Factor:
    """``name`` is the estimand's (``factor:NAME``); ``column`` the days table's.

    ``scale`` maps the column, shape (n_days,), NaN where unknown or without a run, to the model's units: one
    unit is the contrast that the contract names (high against low), so that the coefficient is the estimand
    itself. ``low`` is the contrast's low end in these units (the high end is one above). ``centred`` says
    whether the runner's own typical run is the zero of the column (else the column's own zero is).
    ``pooled``: whether its prior's spread is the one that the factors share; a rare event has its own, since
    the others say little about it.
    """

    name: str
    column: str
    scale: Callable[[FloatArray], FloatArray]
    low: Callable[[], float]
    centred: bool = True
    pooled: bool = True


def step(name: str) -> float:
    """The contrast's high end less its low end, in the column's own unit."""
    return figure(f"contrast_{name}_high") - figure(f"contrast_{name}_low")


def low_end(name: str) -> float:
    """The contrast's low end in the model's units."""
    return figure(f"contrast_{name}_low") / step(name)
