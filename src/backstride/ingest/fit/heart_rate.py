"""Heart rates that a chest strap stored and sent later ("hr" messages), laid onto the records by time."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.table import Column, MessageTable

FloatArray = npt.NDArray[np.float64]

_GRID_S = 0.25
_LONGEST_FILL_S = 5.0
_ROLL_OVER_S = float(1 << 22)  # 32 bits of 1/1024 s


@np.errstate(all="ignore")  # a hostile file may hold infinite times
def beats(hr: MessageTable) -> tuple[FloatArray, FloatArray]:
    """Times (FIT seconds) and heart rates (bpm) that the messages report, in file order.

    A message with a timestamp ties the strap's own clock (``event_timestamp``) to the time of day; the others
    count from the last such tie.
    """
    event, rate = _wide(hr.values("event_timestamp")), _wide(hr.values("filtered_bpm"))
    width = min(event.shape[1], rate.shape[1])
    event, rate = event[:, :width], rate[:, :width]
    anchor = hr.scalars("timestamp") + np.nan_to_num(hr.scalars("fractional_timestamp"))
    tied = ~np.isnan(anchor) & ~np.isnan(event[:, 0])
    tie = np.maximum.accumulate(np.where(tied, np.arange(len(anchor)), -1))
    elapsed = event - event[tie, 0][:, None]
    elapsed[elapsed < -_ROLL_OVER_S / 2] += _ROLL_OVER_S
    time = anchor[tie][:, None] + elapsed
    kept = (np.isfinite(time) & np.isfinite(rate) & (elapsed >= 0) & (tie >= 0)[:, None]).ravel()
    return time.ravel()[kept], rate.ravel()[kept]


def carried_on(at: FloatArray, bpm: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each rate repeated every 250 ms until the next one, for 5 s at most, so that a mean over the values is
    a mean over time (as the official SDK does it).
    """
    gap = np.append(np.abs(np.diff(at)), 0.0)
    copies = 1 + np.clip(np.ceil(gap / _GRID_S) - 1, 0, _LONGEST_FILL_S / _GRID_S).astype(np.intp)
    source = np.repeat(np.arange(len(at)), copies)
    step = np.arange(len(source)) - np.repeat(np.cumsum(copies) - copies, copies)
    return at[source] + step * _GRID_S, bpm[source]


@np.errstate(all="ignore")
def merge_heart_rate(records: MessageTable, reports: Sequence[MessageTable]) -> Column | None:
    """The records' heart rate with the mean of what the strap reported since the record before (bpm,
    rounded).

    A record of the same second as the one before it gets the latest report of that second (as in the
    official SDK). One for which the strap reported nothing keeps its own. None if there is nothing to merge.
    """
    found = [beats(hr) for hr in reports]
    at, bpm = (np.concatenate(parts) for parts in zip(*found, strict=True))
    end = records.scalars("timestamp")
    if not len(at) or np.isnan(end).all():
        return None
    at, bpm = carried_on(at, bpm)
    by_time = at.argsort(kind="stable")
    at, total = at[by_time], np.append(0.0, np.cumsum(bpm[by_time]))
    before = np.append(np.nan, end[:-1])
    start = np.where(before < end, before, end - 1.0)
    low, high = np.searchsorted(at, start, side="right"), np.searchsorted(at, end, side="right")
    low = np.where(before == end, np.maximum(low, high - 1), low)
    count = np.where(np.isnan(end), 0, high - low)
    own = records.scalars("heart_rate")
    mean = np.floor((total[high] - total[low]) / np.maximum(count, 1) + 0.5)
    merged = np.where(count > 0, mean, own)
    stored = np.where(np.isnan(merged), 0xFF, np.clip(merged, 0, 0xFE)).astype(np.uint8)
    return Column(stored, invalid=0xFF, units="bpm")


def _wide(values: FloatArray) -> FloatArray:
    return values if values.ndim == 2 else values[:, None]
