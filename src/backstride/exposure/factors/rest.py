"""How long ago the last run was."""

import numpy as np

from backstride.exposure.history import FloatArray, History


def rest_d(history: History) -> FloatArray:
    """Days from the last date with a run, before this one: 1 where the runner ran yesterday.

    Unit: d
    Window: back to the last run before the date
    Missing: unknown before the second date with a run begins to count (no earlier run is on record), and
        where a day in between is unknown: there may have been a run on it.
    """
    days = np.arange(len(history))
    last_run = _last_before(history.ran == 1, days)
    last_unknown = _last_before(np.isnan(history.ran), days)
    return np.where((last_run >= 0) & (last_run > last_unknown), days - last_run, np.nan)


def _last_before(mask: np.typing.NDArray[np.bool_], days: np.typing.NDArray[np.int64]) -> FloatArray:
    """For each day the number of the last marked day before it, -1 if none."""
    latest = np.maximum.accumulate(np.where(mask, days, -1)) if len(days) else days
    return np.concatenate([[-1.0], latest[:-1]]) if len(days) else latest.astype(np.float64)
