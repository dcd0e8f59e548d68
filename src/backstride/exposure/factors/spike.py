"""A single run much longer than those before it."""

import numpy as np

from backstride.evidence import figure
from backstride.exposure.history import FloatArray, History


def spike_ratio(history: History) -> FloatArray:
    """The date's longest run over the longest run of the thirty days before it.

    Unit: ratio
    Window: the 30 days before the date, the date itself left out (registry: spike_window_days)
    Missing: unknown on a date without a run, with fewer than thirty known days before it, and with no run
        in them. A run of unknown distance makes the ratio unknown only where it may have been the longest:
        where it took longer than every measured run beside it, or where its time is unknown too.
    Source: Frandsen 2025, where the ratio is of a session to the longest of the past 30 days. Deviation:
        theirs is per session, this one per date, by its longest session.
    """
    window = int(figure("spike_window_days"))
    n = len(history)
    ratio = np.full(n, np.nan)
    if n <= window:
        return ratio
    distance_m = history.of_runs(lambda run: run.distance_m)
    duration_s = history.of_runs(lambda run: run.duration_s)
    measured = np.isfinite(distance_m) & (distance_m > 0)
    longest_m = history.longest_of_runs(np.where(measured, distance_m, np.nan))
    measured_s = history.longest_of_runs(np.where(measured, duration_s, np.nan))
    unmeasured_s = history.longest_of_runs(np.where(measured, np.nan, np.nan_to_num(duration_s, nan=np.inf)))

    before_m, before_s, before_unmeasured_s = (
        _highest_before(column, window) for column in (longest_m, measured_s, unmeasured_s)
    )
    known = _highest_before(np.isnan(history.ran).astype(np.float64), window) == 0
    today = slice(window, n)
    valid = (
        known
        & (history.ran[today] == 1)
        & (longest_m[today] > 0)
        & (before_m > 0)
        & (before_unmeasured_s <= before_s)
        & (unmeasured_s[today] <= measured_s[today])
    )
    ratio[today] = np.divide(longest_m[today], before_m, out=np.full(n - window, np.nan), where=valid)
    return ratio


def _highest_before(column: FloatArray, window: int) -> FloatArray:
    """For each day from number ``window`` on, the highest value of the ``window`` days before it."""
    highest: FloatArray = np.lib.stride_tricks.sliding_window_view(column, window)[:-1].max(axis=1)
    return highest
