"""What a run's sketch needs from its streams: time at each heart rate and speed, and how the run began."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.records import Streams

FloatArray = npt.NDArray[np.float64]

HEART_RATE_BIN_BPM = 1.0
SPEED_BIN_MPS = 0.05

# Engineering limits of reading a stream; none of them judges the runner.
_MAX_GAP_S = 30.0  # a longer silence between two samples is a pause: its time belongs to neither
_BLOCK_S = (
    10.0  # speed is averaged over blocks of this length, since speed from positions jumps between fixes
)
_MOVING_MPS = 0.5  # slower than this the runner stands
_MAX_SPEED_MPS = 12.5  # faster than any human sprint: a jump of the position
_EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Histogram:
    """Seconds in each bin; bin k of width w begins at (first + k)·w. Empty: nothing is known."""

    first: int = 0
    seconds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the run: time in motion, and the means of speed and heart rate over that time."""

    moving_s: float
    speed_mps: float | None
    heart_rate_bpm: float | None


@dataclass(frozen=True, slots=True)
class StreamDigest:
    """Time in motion only. ``start`` is the warm-up window, ``rest`` all that comes after it."""

    moving_s: float
    heart_rate: Histogram
    speed: Histogram
    start: Part
    rest: Part


def digest(streams: Streams) -> StreamDigest | None:
    """The digest of a run's streams; None where they hold no usable stretch of time.

    Unit: seconds, m/s, beats per minute. Where speed is not known at all, all recorded time counts as motion.
    Missing: a sample without a heart rate (or with one that no human has) adds nothing to that histogram; a
        pause adds nothing anywhere. Speed is the device's own, else from its distance, else from positions.
    """
    time_s = streams.values("time_s")
    if time_s is None or len(time_s) < 2:
        return None
    kept = np.isfinite(time_s)
    kept[kept] = _first_of_rising(time_s[kept])
    time_s = time_s[kept]
    if len(time_s) < 2:
        return None
    gap_s = np.diff(time_s)
    weight_s = np.where(gap_s <= _MAX_GAP_S, gap_s, 0.0)
    time_s = time_s[:-1]
    speed_mps = _block_means(_speed_mps(streams, kept, gap_s), weight_s, time_s)
    if np.isfinite(speed_mps).any():
        weight_s = np.where(speed_mps >= _MOVING_MPS, weight_s, 0.0)
    heart_rate_bpm = _heart_rate_bpm(streams, kept)
    moving_s = float(weight_s.sum())
    if moving_s <= 0:
        return None
    early = time_s - time_s[0] < figure("warmup_window_s")
    return StreamDigest(
        moving_s=moving_s,
        heart_rate=_histogram(heart_rate_bpm, weight_s, HEART_RATE_BIN_BPM),
        speed=_histogram(speed_mps, weight_s, SPEED_BIN_MPS),
        start=_part(speed_mps[early], heart_rate_bpm[early], weight_s[early]),
        rest=_part(speed_mps[~early], heart_rate_bpm[~early], weight_s[~early]),
    )


def _first_of_rising(time_s: FloatArray) -> npt.NDArray[np.bool_]:
    """Marks the samples whose time lies past all times before them; a clock that steps back adds nothing."""
    highest = np.maximum.accumulate(time_s)
    rising = np.ones(len(time_s), dtype=np.bool_)
    rising[1:] = time_s[1:] > highest[:-1]
    return rising


def _heart_rate_bpm(streams: Streams, kept: npt.NDArray[np.bool_]) -> FloatArray:
    values = streams.values("heart_rate_bpm")
    if values is None:
        return np.full(int(kept.sum()) - 1, np.nan)
    values = values[kept][:-1]
    plausible = (values >= figure("heart_rate_plausible_min_bpm")) & (
        values <= figure("heart_rate_plausible_max_bpm")
    )
    return np.where(plausible, values, np.nan)


def _speed_mps(streams: Streams, kept: npt.NDArray[np.bool_], gap_s: FloatArray) -> FloatArray:
    """Speed over each step between samples, m/s; NaN where unknown or faster than a human runs."""
    speed = streams.values("speed_mps")
    if speed is not None and np.isfinite(speed).any():
        found = speed[kept][:-1]
    else:
        distance = streams.values("distance_m")
        if distance is not None and np.isfinite(distance).any():
            found = np.diff(distance[kept]) / gap_s
        else:
            latitude, longitude = streams.values("latitude_deg"), streams.values("longitude_deg")
            if latitude is None or longitude is None:
                return np.full(len(gap_s), np.nan)
            found = _step_m(latitude[kept], longitude[kept]) / gap_s
    return np.where((found >= 0) & (found <= _MAX_SPEED_MPS), found, np.nan)


def _step_m(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Distance between neighbouring positions on the mean sphere (haversine), m."""
    phi, lam = np.radians(latitude_deg), np.radians(longitude_deg)
    half = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(lam) / 2) ** 2
    step: FloatArray = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return step


def _block_means(values: FloatArray, weight_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """Each value replaced by its block's time-weighted mean; NaN where the block holds no known value."""
    _, block = np.unique(np.floor((time_s - time_s[0]) / _BLOCK_S), return_inverse=True)
    weight = np.where(np.isfinite(values), weight_s, 0.0)
    total = np.bincount(block, weights=weight)
    summed = np.bincount(block, weights=weight * np.nan_to_num(values))
    mean = np.divide(summed, total, out=np.full(len(total), np.nan), where=total > 0)
    result: FloatArray = mean[block]
    return result


def _histogram(values: FloatArray, weight_s: FloatArray, width: float) -> Histogram:
    counted = np.isfinite(values) & (weight_s > 0)
    if not counted.any():
        return Histogram()
    # The nudge keeps a value that stands exactly on an edge (3.10 / 0.05) in the bin that begins there.
    bins = np.floor(values[counted] / width + 1e-9).astype(np.int64)
    first = int(bins.min())
    seconds = np.bincount(bins - first, weights=weight_s[counted])
    return Histogram(first, tuple(np.round(seconds, 1).tolist()))


def _part(speed_mps: FloatArray, heart_rate_bpm: FloatArray, weight_s: FloatArray) -> Part:
    def mean(values: FloatArray) -> float | None:
        weight = np.where(np.isfinite(values), weight_s, 0.0)
        total = float(weight.sum())
        return round(float((weight * np.nan_to_num(values)).sum()) / total, 3) if total > 0 else None

    return Part(round(float(weight_s.sum()), 1), mean(speed_mps), mean(heart_rate_bpm))
