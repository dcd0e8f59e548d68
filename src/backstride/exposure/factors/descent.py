"""How much downhill there was."""

import numpy as np

from backstride.exposure.history import FloatArray, History
from backstride.exposure.sketch import RunSketch
from backstride.exposure.units import M_PER_KM


def descent_m_per_km(history: History) -> FloatArray:
    """Descent of all runs of the date over their distance.

    Unit: m/km
    Window: the date
    Missing: unknown on a date without a run (there is nothing to describe), and where one of the date's
        runs lacks its descent or its distance, or descends further than it is long. Indoors neither
        barometer nor position sees the belt's slope: unknown.
    """
    descent_m = history.summed_over_runs(history.of_runs(_outdoor_descent_m))
    distance_m = history.summed_over_runs(history.of_runs(lambda run: run.distance_m))
    possible = (distance_m > 0) & (descent_m <= distance_m)
    found: FloatArray = np.divide(
        M_PER_KM * descent_m, distance_m, out=np.full(len(history), np.nan), where=possible
    )
    return found


def _outdoor_descent_m(run: RunSketch) -> float | None:
    return None if run.indoor else run.descent_m
