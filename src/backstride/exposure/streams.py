"""What a run's sketch needs from its streams: time at each heart rate and speed, and how the run began."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.ingest.summary import HEART_RATE_BPM, STILL_MPS, WEIGHT_CAP_S, max_speed_mps
from backstride.records import Sport, Streams

FloatArray = npt.NDArray[np.float64]

M_PER_RADIAN: Final = 6_371_008.8  # along a great circle of the mean sphere
_GRID_BINS_PER_BPM: Final = 1  # devices write whole beats
_GRID_BINS_PER_MPS: Final = 20  # finer than devices measure, coarse enough for a sketch of some hundred bytes
_GRID_BLOCK_S: Final = 10.0  # speed is averaged over blocks, since positions jump between fixes
_EPS_BIN: Final = 1e-9  # keeps a value that stands exactly on an edge (3.10 m/s) in the bin that begins there


@dataclass(frozen=True, slots=True)
class Histogram:
    """Time in each bin; bin k begins at (first + k) / bins_per_unit. Empty: nothing is known."""

    bins_per_unit: int
    first: int = 0
    time_s: tuple[float, ...] = ()


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
    weight_s = np.where(gap_s <= WEIGHT_CAP_S, gap_s, 0.0)
    time_s = time_s[:-1]
    speed_mps = _block_means(_speed_mps(streams, kept, gap_s), weight_s, time_s)
    if np.isfinite(speed_mps).any():
        weight_s = np.where(speed_mps >= STILL_MPS, weight_s, 0.0)
    heart_rate_bpm = _heart_rate_bpm(streams, kept)
    moving_s = float(weight_s.sum())
    if moving_s <= 0:
        return None
    early = time_s - time_s[0] < figure("warmup_window_s")
    return StreamDigest(
        moving_s=moving_s,
        heart_rate=_histogram(heart_rate_bpm, weight_s, _GRID_BINS_PER_BPM),
        speed=_histogram(speed_mps, weight_s, _GRID_BINS_PER_MPS),
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
    low_bpm, high_bpm = HEART_RATE_BPM
    plausible = (values >= low_bpm) & (values <= high_bpm)
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
    return np.where((found >= 0) & (found <= max_speed_mps(Sport.RUN)), found, np.nan)


def _step_m(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Distance between neighbouring positions on the mean sphere (haversine), m."""
    phi, lam = np.radians(latitude_deg), np.radians(longitude_deg)
    half = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(lam) / 2) ** 2
    step: FloatArray = 2 * M_PER_RADIAN * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return step


def _block_means(values: FloatArray, weight_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """Each value replaced by its block's time-weighted mean; NaN where the block holds no known value."""
    _, block = np.unique(np.floor((time_s - time_s[0]) / _GRID_BLOCK_S), return_inverse=True)
    weight = np.where(np.isfinite(values), weight_s, 0.0)
    total = np.bincount(block, weights=weight)
    summed = np.bincount(block, weights=weight * np.nan_to_num(values))
    mean = np.divide(summed, total, out=np.full(len(total), np.nan), where=total > 0)
    result: FloatArray = mean[block]
    return result


def _histogram(values: FloatArray, weight_s: FloatArray, bins_per_unit: int) -> Histogram:
    counted = np.isfinite(values) & (weight_s > 0)
    if not counted.any():
        return Histogram(bins_per_unit)
    bins = np.floor(values[counted] * bins_per_unit + _EPS_BIN).astype(np.int64)
    first = int(bins.min())
    time_s = np.bincount(bins - first, weights=weight_s[counted])
    return Histogram(bins_per_unit, first, tuple(np.round(time_s, 1).tolist()))


def _part(speed_mps: FloatArray, heart_rate_bpm: FloatArray, weight_s: FloatArray) -> Part:
    def mean(values: FloatArray) -> float | None:
        weight = np.where(np.isfinite(values), weight_s, 0.0)
        total = float(weight.sum())
        return round(float((weight * np.nan_to_num(values)).sum()) / total, 3) if total > 0 else None

    return Part(round(float(weight_s.sum()), 1), mean(speed_mps), mean(heart_rate_bpm))
