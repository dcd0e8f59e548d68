"""Times made to run forwards: clocks step back, jump by weeks, and leave records without a time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MAX_SILENCE_S = 24 * 3600.0
"""A watch left paused over night is common; one that says nothing for longer has had its clock set."""

EARLIEST_UTC_S = 662_688_000.0  # 1991-01-01: before it a watch counts from its battery's last change
LATEST_UTC_S = 4_102_444_800.0  # 2100-01-01


@dataclass(frozen=True, slots=True)
class Clock:
    """``time_utc_s`` of the records kept (never decreasing), and which of them were kept: all, if ``kept``
    is None.
    """

    time_utc_s: FloatArray
    kept: BoolArray | None
    notes: tuple[str, ...]


def forwards(time_utc_s: FloatArray) -> Clock:
    """The times of the records, Unix seconds, with what cannot be true mended.

    A record without a time is placed evenly between its neighbours; one before the first or after the last
    known time is dropped. A lone time that lies outside its neighbours' is placed between them. Where the
    clock steps back, or forward by more than ``MAX_SILENCE_S``, the step is replaced by the usual interval,
    and the times of the longest unbroken stretch stand. Every repair leaves a note.
    """
    notes: list[str] = []
    kept: BoolArray | None = None
    # Any NaN among them is the least and the last, and compares as false.
    if len(time_utc_s) and not (time_utc_s.min() >= EARLIEST_UTC_S and time_utc_s.max() <= LATEST_UTC_S):
        known = (time_utc_s >= EARLIEST_UTC_S) & (time_utc_s <= LATEST_UTC_S)
        time_utc_s, kept = _between_neighbours(time_utc_s, known)
        notes.append(
            f"{int((~known).sum())} records without a possible time: placed between their neighbours"
        )
    if len(time_utc_s) < 2:
        return Clock(time_utc_s, kept, tuple(notes))
    backwards = (time_utc_s[1:] < time_utc_s[:-1]).any()
    if backwards or time_utc_s[-1] - time_utc_s[0] > MAX_SILENCE_S:
        time_utc_s, lone = _lone_times_mended(time_utc_s)
        time_utc_s, steps_s = _steps_mended(time_utc_s)
        if lone:
            notes.append(f"{lone} records out of order in time: placed between their neighbours")
        if steps_s:
            widest_s = max(steps_s, key=abs)
            times = "once" if len(steps_s) == 1 else f"{len(steps_s)} times"
            notes.append(f"the clock was set {times} (by up to {widest_s:.0f} s): the times were joined")
    return Clock(time_utc_s, kept, tuple(notes))


def _between_neighbours(time_utc_s: FloatArray, known: BoolArray) -> tuple[FloatArray, BoolArray]:
    indices = np.flatnonzero(known)
    kept = np.zeros(len(time_utc_s), dtype=np.bool_)
    if len(indices) == 0:
        return time_utc_s[:0], kept
    first, last = indices[0], indices[-1]
    kept[first : last + 1] = True
    return np.interp(np.arange(first, last + 1), indices, time_utc_s[indices]), kept


def _lone_times_mended(time_utc_s: FloatArray) -> tuple[FloatArray, int]:
    before, here, after = time_utc_s[:-2], time_utc_s[1:-1], time_utc_s[2:]
    lone = ((here < before) | (here > after)) & (after >= before)
    if not lone.any():
        return time_utc_s, 0
    mended = time_utc_s.copy()
    mended[1:-1][lone] = (before[lone] + after[lone]) / 2
    return mended, int(lone.sum())


def _steps_mended(time_utc_s: FloatArray) -> tuple[FloatArray, list[float]]:
    interval_s = np.diff(time_utc_s)
    wrong = (interval_s < 0) | (interval_s > MAX_SILENCE_S)
    if not wrong.any():
        return time_utc_s, []
    usual = interval_s[~wrong & (interval_s > 0)]
    mended_s = np.where(wrong, np.median(usual) if len(usual) else 1.0, interval_s)
    mended = np.concatenate(([0.0], np.cumsum(mended_s)))
    stretch = np.concatenate(([0], np.cumsum(wrong)))
    anchor = int(np.argmax(stretch == np.argmax(np.bincount(stretch))))
    return mended + (time_utc_s[anchor] - mended[anchor]), interval_s[wrong].tolist()
