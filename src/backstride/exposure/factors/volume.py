"""The week's distance."""

import numpy as np

from backstride.evidence import figure
from backstride.exposure.factors.distance import distance_km
from backstride.exposure.history import FloatArray, History


def weekly_km(history: History) -> FloatArray:
    """The distance of the seven days that end with the date.

    Unit: km
    Window: the date and the six days before it (registry: weekly_window_days)
    Missing: unknown where the distance of any of the seven days is.
    """
    window = int(figure("weekly_window_days"))
    volume = np.full(len(history), np.nan)
    if len(history) >= window:
        weeks = np.lib.stride_tricks.sliding_window_view(distance_km(history), window)
        volume[window - 1 :] = weeks.sum(axis=1)
    return volume
