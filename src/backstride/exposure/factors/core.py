"""Core and strength work."""

import numpy as np

from backstride.exposure.history import FloatArray, History
from backstride.records import Sport


def core(history: History) -> FloatArray:
    """Whether core or strength work was done: by the diary, else by a recorded strength activity.

    Unit: 0 or 1
    Window: the date
    Missing: unknown where the diary says nothing and no strength activity is on record. Such work is mostly
        done without a watch, so that a record without it says nothing.
    """
    found = np.full(len(history), np.nan)
    for day, activity in zip(history.other_day, history.others, strict=True):
        if activity.sport is Sport.STRENGTH:
            found[day] = 1.0
    for day, line in enumerate(history.diary):
        if line is not None and line.core is not None:
            found[day] = float(line.core)
    return found
