"""What a check is: what it looks at, what it finds, and what a failure takes back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from backstride.inference.fit import Effects
from backstride.records import Days


class Lowers(StrEnum):
    """What a failed check leaves without a verdict."""

    NOTHING = "nothing"  # it is shown, and the verdict stands
    ACUTE = "acute"  # the verdict on usual runs
    ALL = "all"  # every verdict, since the data or the fit themselves are in doubt


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What every check may look at: the days as they came, what was made of them, and the answer's seed."""

    days: Days
    effects: Effects
    seed: int

    def rng(self, salt: int) -> np.random.Generator:
        """A check's own stream of random numbers, so that a check more or less changes no other."""
        return np.random.default_rng([self.seed, self.effects.counts.n_days, salt])


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: "pass", "fail" or "cannot_say".

    ``value``: the figure that it rests on, in the check's own unit; NaN where there is none. ``about``:
    which part of what it looked at stood out, by a name that the words know; empty where it has no parts.
    """

    id: str
    outcome: str
    value: float
    about: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """``unit`` is that of the finding's value. ``look`` must depend on its case alone."""

    id: str
    unit: str
    lowers: Lowers
    look: Callable[[Case], Finding]
