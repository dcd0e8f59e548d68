"""Whether the run began gently."""

import numpy as np

from backstride.evidence import figure
from backstride.exposure.history import FloatArray, History
from backstride.exposure.sketch import RunSketch


def warmup(history: History) -> FloatArray:
    """Whether the date's first run had a warm-up: by the diary, else by its first ten minutes.

    Unit: 0 or 1
    Window: the first run of the date, its first 10 minutes (registry: warmup_window_s)
    Missing: unknown on a known rest day; without a word in the diary also where the first run has too
        little time in motion before or after the tenth minute, or neither speed nor heart rate.
    Source: design. The first ten minutes count as a warm-up at 90% or less of the mean speed of the rest,
        or, where there is no speed, at 88% or less of its mean heart rate (which also rises by itself in
        the first minutes). A run that is easy throughout shows no warm-up: the diary knows better, and
        wins.
    """
    found = np.full(len(history), np.nan)
    for day, run in zip(reversed(history.run_day), reversed(history.runs), strict=True):
        found[day] = _detected(run)  # backwards, so that the date's first run has the last word
    for day, line in enumerate(history.diary):
        if line is not None and line.warmup is not None and history.ran[day] != 0:
            found[day] = float(line.warmup)
    return found


def _detected(run: RunSketch) -> float:
    enough = run.start.moving_s >= figure("warmup_min_start_s") and run.rest.moving_s >= figure(
        "warmup_min_rest_s"
    )
    if not enough:
        return np.nan
    if run.start.speed_mps is not None and run.rest.speed_mps:
        return float(run.start.speed_mps <= figure("warmup_speed_ratio") * run.rest.speed_mps)
    if run.start.heart_rate_bpm is not None and run.rest.heart_rate_bpm:
        return float(run.start.heart_rate_bpm <= figure("warmup_heart_rate_ratio") * run.rest.heart_rate_bpm)
    return np.nan
