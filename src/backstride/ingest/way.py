"""The way that an activity covered: the device's counter, its positions, and what it states in the end."""

from dataclasses import dataclass

import numpy as np

from backstride.ingest import summary
from backstride.ingest.recording import FloatArray, IntArray, Recording, channel_of, values_of
from backstride.ingest.track import longest_way_m, steps_m
from backstride.records import Channel, Sport

COUNTER_TOLERANCE_M = 0.05
"""A device's distance counter that was mended by more than this is kept in its mended form."""
COUNTER_STUCK_SHARE = 0.1
"""A counter that shows less than this of the way between positions stood still."""
COUNTER_LAG_M = 1000.0
"""A counter may catch up by this at once: a length of a pool, a tunnel without a fix."""
MIN_MEASURED_M = 50.0
"""A measured way below this says nothing against the device's own distance."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way of an activity: its length and the step to each record; None where none is known.

    ``channel``: a distance column in place of the device's own, where that is missing or had to be mended.
    """

    length_m: float | None
    steps_m: FloatArray | None
    channel: Channel | None
    notes: tuple[str, ...]


def measured(recording: Recording, channels: dict[str, Channel], time_s: FloatArray) -> Way:
    """The way as the device counted it, else as its positions tell it."""
    limit_mps = summary.max_speed_mps(recording.sport)
    notes: list[str] = []
    steps = _counted_steps_m(channels, time_s, limit_mps, notes)
    counted_m = None if steps is None else float(steps.sum())
    if not recording.virtual and not _surely_counted(channels, counted_m):
        walked = _track_steps_m(channels, time_s, recording.breaks, limit_mps, notes)
        walked_m = 0.0 if walked is None else float(walked.sum())
        if counted_m is None:
            steps = walked
        elif counted_m < COUNTER_STUCK_SHARE * walked_m and walked_m > MIN_MEASURED_M:
            steps = walked
            notes.append("the device's distance counter stood still on the way: measured from positions")
    if steps is None:
        return Way(None, None, None, tuple(notes))
    channel = None
    original, total_m = values_of(channels, "distance_m"), np.cumsum(steps)
    if original is None or (np.abs(original - total_m) > COUNTER_TOLERANCE_M).any():
        channel = channel_of(total_m)
    measured_m = float(steps.sum())
    return Way(measured_m if measured_m > 0 else None, steps, channel, tuple(notes))


def _surely_counted(channels: dict[str, Channel], counted_m: float | None) -> bool:
    """Whether the counter cannot have stood still: a look at the positions tells, without measuring them."""
    latitude_deg, longitude_deg = values_of(channels, "latitude_deg"), values_of(channels, "longitude_deg")
    if counted_m is None or latitude_deg is None or longitude_deg is None or "distance_m" not in channels:
        return False
    return counted_m >= COUNTER_STUCK_SHARE * longest_way_m(latitude_deg, longitude_deg)


def _counted_steps_m(
    channels: dict[str, Channel], time_s: FloatArray, limit_mps: float, notes: list[str]
) -> FloatArray | None:
    distance_m = values_of(channels, "distance_m")
    steps = None if distance_m is None else summary.cumulative_steps_m(distance_m)
    if distance_m is None or steps is None:
        return None
    since_s = _times_since(distance_m, time_s)
    steps, jumps = summary.without_jumps(steps, np.maximum(since_s, COUNTER_LAG_M / limit_mps), limit_mps)
    if jumps:
        notes.append(f"{jumps} leaps of the distance counter that no one can make: left out")
    return steps


def _track_steps_m(
    channels: dict[str, Channel], time_s: FloatArray, breaks: IntArray, limit_mps: float, notes: list[str]
) -> FloatArray | None:
    latitude_deg, longitude_deg = values_of(channels, "latitude_deg"), values_of(channels, "longitude_deg")
    if latitude_deg is None or longitude_deg is None:
        return None
    steps = steps_m(latitude_deg, longitude_deg, breaks)
    steps, jumps = summary.without_jumps(steps, _times_since(latitude_deg, time_s), limit_mps)
    if jumps and "distance_m" not in channels:
        notes.append(f"{jumps} leaps between positions that no one can make: left out")
    return steps


def _times_since(values: FloatArray, time_s: FloatArray) -> FloatArray:
    """For each record the time since the last record before it that has a value; a step is made in it."""
    known = np.isfinite(values)
    since_s = np.zeros(len(values))
    if known.all():
        np.subtract(time_s[1:], time_s[:-1], out=since_s[1:])
    else:
        places = known.nonzero()[0]
        since_s[places[1:]] = np.diff(time_s[places])
    return since_s


def believed_m(
    stated_m: float | None,
    measured_m: float | None,
    timer_s: float | None,
    sport: Sport | None,
    notes: list[str],
) -> float | None:
    """The device's own distance, unless it cannot be true or misses half of the measured one.

    None is unknown: so is a stated zero, which is what a device without a sensor writes.
    """
    limit_mps = summary.max_speed_mps(sport)
    if stated_m is not None and stated_m > 0 and np.isfinite(stated_m):
        if timer_s and stated_m > limit_mps * timer_s:
            notes.append(f"the device states {stated_m / 1000:,.1f} km in {timer_s:.0f} s: left out")
        elif measured_m is not None and measured_m > MIN_MEASURED_M and stated_m < measured_m / 2:
            notes.append(f"the device states {stated_m:.0f} m where {measured_m:.0f} m were recorded")
        else:
            return stated_m
    if measured_m is not None and timer_s and measured_m > limit_mps * timer_s:
        notes.append(f"a recorded distance of {measured_m / 1000:,.1f} km in {timer_s:.0f} s: left out")
        return None
    return measured_m
