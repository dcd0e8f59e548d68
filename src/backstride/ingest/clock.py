"""Times made to run forwards: clocks step back, jump by weeks, and leave records without a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

MAX_SILENCE_S = 24 * 3600.0
"""A watch left paused over night is common; one that says nothing for longer has had its clock set."""

EARLIEST_UTC_S = 662_688_000.0  # 1991-01-01: before it a watch counts from its battery's last change
LATEST_UTC_S = 2_778_549_248.0  # 2058-01-19: from there on FIT's counter has its top bit set, as noise has
_FORTH_AND_BACK_S = 60.0
"""A step of the clock that another one undoes, but for this, was no passing of time: the two are a pair."""
_FEW_STEPS = 10
_FEW_STEPS_SHARE = 0.05
"""A clock is set now and then; where it steps back more often, the records do not stand in their order."""


MAX_AHEAD = timedelta(days=1)
"""A zone that was set wrong dates a run ahead by hours; one that lies further ahead has not been run."""


def has_not_been(start_utc: datetime, now: datetime) -> bool:
    """Whether a start, both times aware, is so far after ``now`` that the clock which tells it is wrong."""
    return start_utc > now + MAX_AHEAD


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
    clock steps back, or forward by more than ``MAX_SILENCE_S``, or forth and back again, the step is replaced
    by the usual interval, and the times of the longest unbroken stretch stand. Every repair leaves a note.
    """
    notes: list[str] = []
    kept: BoolArray | None = None
    # Any NaN among them is the least and the last, and compares as false.
    if len(time_utc_s) and not (time_utc_s.min() >= EARLIEST_UTC_S and time_utc_s.max() <= LATEST_UTC_S):
        known = (time_utc_s >= EARLIEST_UTC_S) & (time_utc_s <= LATEST_UTC_S)
        time_utc_s, kept = _between_neighbours(time_utc_s, known)
        notes.append(_of_unknown(int((~known).sum()), int((~kept).sum())))
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


def order_of(time_utc_s: FloatArray) -> IntArray | None:
    """The order in time of records that do not stand in it (newest first, or at random); None if they do.

    A clock that is set once or twice is no disorder: ``forwards`` mends that.
    """
    times_back = np.count_nonzero(time_utc_s[1:] < time_utc_s[:-1])  # NaN compares as false
    if times_back <= max(_FEW_STEPS, _FEW_STEPS_SHARE * len(time_utc_s)):
        return None
    order: IntArray = time_utc_s.argsort(kind="stable")
    return order


def _of_unknown(unknown: int, dropped: int) -> str:
    what = f"{unknown} records without a possible time"
    if not dropped:
        return f"{what}: placed between their neighbours"
    if dropped == unknown:
        return f"{what}, at the ends: left out"
    return f"{what}: {unknown - dropped} placed between their neighbours, {dropped} at the ends left out"


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
    wrong[_undone(interval_s, np.flatnonzero(interval_s < 0))] = True
    usual = interval_s[~wrong & (interval_s > 0)]
    mended_s = np.where(wrong, np.median(usual) if len(usual) else 1.0, interval_s)
    mended = np.concatenate(([0.0], np.cumsum(mended_s)))
    stretch = np.concatenate(([0], np.cumsum(wrong)))
    anchor = int(np.argmax(stretch == np.argmax(np.bincount(stretch))))
    return mended + (time_utc_s[anchor] - mended[anchor]), interval_s[wrong].tolist()


def _undone(interval_s: FloatArray, back: IntArray) -> list[int]:
    """The forward steps that a step back undoes, or that undo it: each the widest one beside a step back."""
    found: list[int] = []
    if len(back) > max(_FEW_STEPS, _FEW_STEPS_SHARE * len(interval_s)):
        return found
    ends = [-1, *back.tolist(), len(interval_s)]
    for before, here, after in zip(ends, ends[1:], ends[2:], strict=False):
        for first, last in ((before + 1, here), (here + 1, after)):
            if first == last:
                continue
            widest = first + int(interval_s[first:last].argmax())
            if interval_s[widest] > _FORTH_AND_BACK_S and (
                abs(interval_s[widest] + interval_s[here]) <= _FORTH_AND_BACK_S
            ):
                found.append(widest)
                break
    return found
