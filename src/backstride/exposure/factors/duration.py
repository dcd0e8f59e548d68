"""How long the runner ran."""

from backstride.exposure.history import FloatArray, History
from backstride.exposure.units import S_PER_MIN


def duration_min(history: History) -> FloatArray:
    """The time of all runs of the date: in motion where that is known, else from start to end.

    Unit: min
    Window: the date
    Missing: 0 on a known rest day; unknown where nobody knows whether there was a run, or where one of the
        date's runs has no time.
    """
    duration = history.summed_over_runs(history.of_runs(lambda run: run.duration_s)) / S_PER_MIN
    duration[history.ran == 0] = 0.0
    return duration
