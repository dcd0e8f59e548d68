"""What a run's sketch needs from its streams: time at each heart rate and speed, and how the run began."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.ingest.summary import HEART_RATE_BPM, STILL_MPS, WEIGHT_CAP_S, max_speed_mps
from backstride.records import Sport, Streams

FloatArray = npt.NDArray[np.float64]

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

    Unit: seconds, m/s, beats per minute. Where speed is not known, recorded time counts as motion.
    Missing: a sample without a heart rate (or with one that no human has) adds nothing to that histogram; a
        pause adds nothing anywhere. Speed is the device's own, else from its distance.
    """
    samples = _Samples.of(streams)
    if samples is None:
        return None
    time_s = samples.time_s
    gap_s = np.diff(time_s)
    weight_s = np.where(gap_s <= WEIGHT_CAP_S, gap_s, 0.0)
    time_s = time_s[:-1]
    speed_mps = _block_means(_speed_mps(samples, gap_s), weight_s, time_s)
    weight_s = np.where(speed_mps < STILL_MPS, 0.0, weight_s)
    heart_rate_bpm = _heart_rate_bpm(samples)
    moving_s = float(weight_s.sum())
    if moving_s <= 0:
        return None
    window = int(np.searchsorted(time_s - time_s[0], figure("warmup_window_s")))
    early, late = slice(window), slice(window, None)
    return StreamDigest(
        moving_s=moving_s,
        heart_rate=_histogram(heart_rate_bpm, weight_s, _GRID_BINS_PER_BPM),
        speed=_histogram(speed_mps, weight_s, _GRID_BINS_PER_MPS),
        start=_part(speed_mps[early], heart_rate_bpm[early], weight_s[early]),
        rest=_part(speed_mps[late], heart_rate_bpm[late], weight_s[late]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """A run's samples in rising order of time, one for each, shape (n,), n at least 2."""

    time_s: FloatArray
    _streams: Streams
    _kept: npt.NDArray[np.bool_] | slice
    _moment: npt.NDArray[np.int64] | None  # which of the times each kept record belongs to; None: each to one

    @classmethod
    def of(cls, streams: Streams) -> Self | None:
        """None where fewer than two times are known. A clock that steps back adds nothing."""
        time_s = streams.values("time_s")
        if time_s is None:
            return None
        if (time_s[1:] > time_s[:-1]).all() and np.isfinite(time_s).all():
            return cls(time_s, streams, slice(None), None) if len(time_s) > 1 else None
        kept = np.isfinite(time_s)
        kept[kept] = time_s[kept] >= np.maximum.accumulate(time_s[kept])
        times, moment = np.unique(time_s[kept], return_inverse=True)
        return cls(times, streams, kept, moment) if len(times) > 1 else None

    def values(self, name: str) -> FloatArray | None:
        """A channel's values; where records share a time (some apps write one per sensor), their mean."""
        values = self._streams.values(name)
        if values is None:
            return None
        values = values[self._kept]
        known = np.isfinite(values)
        if not known.any():
            return None
        if self._moment is None or len(values) == len(self.time_s):
            return values
        count = np.bincount(self._moment[known], minlength=len(self.time_s))
        summed = np.bincount(self._moment[known], weights=values[known], minlength=len(self.time_s))
        mean: FloatArray = np.divide(summed, count, out=np.full(len(count), np.nan), where=count > 0)
        return mean


def _heart_rate_bpm(samples: _Samples) -> FloatArray:
    values = samples.values("heart_rate_bpm")
    if values is None:
        return np.full(len(samples.time_s) - 1, np.nan)
    low_bpm, high_bpm = HEART_RATE_BPM
    return np.where((values >= low_bpm) & (values <= high_bpm), values, np.nan)[:-1]


def _speed_mps(samples: _Samples, gap_s: FloatArray) -> FloatArray:
    """Speed over each step between samples, m/s; NaN where unknown or faster than a human runs."""
    speed, distance = samples.values("speed_mps"), samples.values("distance_m")
    if speed is not None:
        found = speed[:-1]
    elif distance is not None:
        known = np.isfinite(distance)  # some devices write a distance on every third record only
        found = np.diff(np.interp(samples.time_s, samples.time_s[known], distance[known])) / gap_s
    else:
        return np.full(len(gap_s), np.nan)
    return np.where((found >= 0) & (found <= max_speed_mps(Sport.RUN)), found, np.nan)


def _block_means(values: FloatArray, weight_s: FloatArray, time_s: FloatArray) -> FloatArray:
    """Each value replaced by its block's time-weighted mean; NaN where the block holds no known value."""
    number = np.floor((time_s - time_s[0]) / _GRID_BLOCK_S)
    block = np.zeros(len(number), dtype=np.int64)  # time rises: a block's samples stand together
    np.cumsum(number[1:] != number[:-1], out=block[1:])
    known = np.isfinite(values)
    weight = np.where(known, weight_s, 0.0)
    total = np.bincount(block, weights=weight)
    summed = np.bincount(block, weights=weight * np.where(known, values, 0.0))
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
        known = np.isfinite(values)
        weight = np.where(known, weight_s, 0.0)
        total = float(weight.sum())
        return round(float((weight * np.where(known, values, 0.0)).sum()) / total, 3) if total > 0 else None

    return Part(round(float(weight_s.sum()), 1), mean(speed_mps), mean(heart_rate_bpm))
