"""How much of the running was hard, against the runner's own history."""

from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.exposure.history import FloatArray, History, IntArray
from backstride.exposure.streams import Histogram

_EPS_BIN: Final = 1e-6  # forgives the rounding of a threshold that stands exactly on a bin's edge


def intensity_share(history: History) -> FloatArray:
    """Share of the date's running time at high intensity: by heart rate where a run has one, else by pace.

    Unit: share, 0-1
    Window: the date, judged by the runner's own peak over the 365 days up to and including it; for the
        first 60 days with runs by the peak of those 60 days (registry: intensity_history_days,
        intensity_settling_days). So a later run never changes the past of a settled record, and an early
        one is not judged by a single easy run.
    Missing: unknown on a date without a run; where a run of the date covers less than half of its time with
        heart rate and with speed; and where the history tells no peak: fewer than three runs, or runs so
        near to their own peak (93% of the heart rate, 90% of the speed) that nobody could do so as a habit:
        the true peak must lie higher.
    Source: Haugen 2021, table 4: from the threshold zone upwards, that is 83% of the highest heart rate or
        80% of the speed at maximal oxygen uptake. Deviations: the peak is not measured in a laboratory. It
        is, over runs, the highest but one (one faulty sensor cannot set it) of the heart rate reached for
        30 s, or of the speed reached for six minutes. A runner who seldom runs hard is therefore judged by
        too low a peak. Speed is not corrected for slope.
    """
    by_heart_rate = _shares(
        history,
        [run.heart_rate for run in history.runs],
        hold_s=figure("heart_rate_peak_hold_s"),
        threshold=figure("high_intensity_heart_rate_share"),
        habit_limit=figure("habitual_heart_rate_share"),
    )
    by_speed = _shares(
        history,
        [run.speed for run in history.runs],
        hold_s=figure("speed_peak_hold_s"),
        threshold=figure("high_intensity_speed_share"),
        habit_limit=figure("habitual_speed_share"),
    )
    share = np.where(np.isfinite(by_heart_rate), by_heart_rate, by_speed)
    duration_s = history.of_runs(lambda run: run.recorded_s)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = history.summed_over_runs(share * duration_s) / history.summed_over_runs(
            duration_s
        )
    return np.clip(found, 0.0, 1.0)


def _shares(
    history: History, histograms: list[Histogram], *, hold_s: float, threshold: float, habit_limit: float
) -> FloatArray:
    """Per run, the share of its time at or above ``threshold`` times the runner's peak; NaN where unknown."""
    reached_s, first, bins_per_unit = _time_reached(histograms)
    known_s = reached_s[:, 0]
    recorded_s = history.of_runs(lambda run: run.recorded_s)
    covered = (known_s > 0) & (known_s >= figure("intensity_min_coverage") * recorded_s)
    held = reached_s >= hold_s
    top = held.shape[1] - 1 - held[:, ::-1].argmax(axis=1)
    peak = np.where(covered & held.any(axis=1), (first + top) / bins_per_unit, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The time at or above each bin, summed over the bins, counts each second once per bin up to its own.
        mean = (first + reached_s.sum(axis=1) / known_s - 1) / bins_per_unit
    reference = _references(history.run_day, peak, mean, habit_limit)
    valid = covered & np.isfinite(reference)
    lowest = (
        np.ceil(threshold * np.where(valid, reference, 0.0) * bins_per_unit - _EPS_BIN).astype(np.int64)
        - first
    )
    place = np.clip(lowest, 0, reached_s.shape[1] - 1)
    high_s = reached_s[np.arange(len(reached_s)), place]
    share: FloatArray = np.divide(high_s, known_s, out=np.full(len(known_s), np.nan), where=valid)
    return share


def _time_reached(histograms: list[Histogram]) -> tuple[FloatArray, int, int]:
    """Seconds at or above each bin, shape (n_runs, n_bins), the first bin's number and the bins per unit.

    The last bin is empty, so that a threshold beyond all of them finds no time.
    """
    filled = [histogram for histogram in histograms if histogram.time_s]
    if not filled:
        return np.zeros((len(histograms), 1)), 0, 1
    first = min(histogram.first for histogram in filled)
    last = max(histogram.first + len(histogram.time_s) for histogram in filled)
    seconds = np.zeros((len(histograms), last - first + 1))
    for row, histogram in zip(seconds, histograms, strict=True):
        begin = histogram.first - first
        row[begin : begin + len(histogram.time_s)] = histogram.time_s
    return np.cumsum(seconds[:, ::-1], axis=1)[:, ::-1], first, filled[0].bins_per_unit


def _references(run_day: IntArray, peak: FloatArray, mean: FloatArray, habit_limit: float) -> FloatArray:
    """Per run, the runner's peak as known on that run's date; NaN where the runs tell none."""
    reference = np.full(len(peak), np.nan)
    telling: npt.NDArray[np.bool_] = np.isfinite(peak)
    if not telling.any():
        return reference
    day, value, usual = run_day[telling], peak[telling], mean[telling]
    rank = int(figure("intensity_peak_rank"))
    least = max(rank, int(figure("intensity_min_runs")))
    settled = day[0] + int(figure("intensity_settling_days")) - 1
    begin = np.searchsorted(day, run_day - int(figure("intensity_history_days")), side="right")
    end = np.searchsorted(day, np.maximum(run_day, settled), side="right")
    for run in range(len(peak)):
        window = slice(begin[run], end[run])
        if len(value[window]) < least:
            continue
        highest = np.partition(value[window], -rank)[-rank]
        if np.median(usual[window]) < habit_limit * highest:
            reference[run] = highest
    return reference
