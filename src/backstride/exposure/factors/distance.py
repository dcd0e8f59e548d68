"""How far the runner ran."""

from backstride.exposure.history import FloatArray, History
from backstride.exposure.units import M_PER_KM


def distance_km(history: History) -> FloatArray:
    """The distance of all runs of the date, indoors and out.

    Unit: km
    Window: the date
    Missing: 0 on a known rest day; unknown where nobody knows whether there was a run, or where one of the
        date's runs has no distance.
    """
    distance = history.summed_over_runs(history.of_runs(lambda run: run.distance_m)) / M_PER_KM
    distance[history.ran == 0] = 0.0
    return distance
