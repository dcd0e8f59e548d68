"""The way that an activity covered: the device's counter, its positions, and what it states in the end."""

from dataclasses import dataclass, replace

import numpy as np

from backstride.ingest import summary
from backstride.ingest.limits import furthest_m
from backstride.ingest.recording import FloatArray, IntArray, Recording, channel_of, values_of
from backstride.ingest.track import BoolArray, longest_way_m, steps_m
from backstride.records import Channel, Sport

COUNTER_TOLERANCE_M = 0.05
"""A device's distance counter that was mended by more than this is kept in its mended form."""
COUNTER_STUCK_SHARE = 0.1
"""A counter that shows less than this of the way between positions stood still."""
COUNTER_LAG_M = 1000.0
"""A counter may catch up by this at once: a length of a pool, a tunnel without a fix."""
COUNTED_SHARE = 0.9
"""A counter that goes on for this share of the records was there all along."""
MIN_MEASURED_M = 50.0
"""A measured way below this says nothing against the device's own distance."""
RIDE_WINDOWS_S = (60.0, 360.0)
"""A stretch as long as this which nobody runs was ridden or driven, with the watch still on."""
LOOK_S = 30.0
"""The stretches of a first look, which spares an honest run the closer one."""
BRISK_RUN_MPS = dict(summary.BRISK_MPS)[Sport.RUN]


@dataclass(frozen=True, slots=True)
class Way:
    """The way of an activity: its length and the step to each record; None where none is known.

    ``channel``: a distance column in place of the device's own, where that is missing or had to be mended.
    ``counted``: the device counted it, up to the end. ``ridden``: records of a stretch that was ridden or
    driven, which is no part of the way; None where there is none.
    """

    length_m: float | None
    steps_m: FloatArray | None
    channel: Channel | None = None
    counted: bool = False
    ridden: BoolArray | None = None
    notes: tuple[str, ...] = ()


def measured(recording: Recording, channels: dict[str, Channel], time_s: FloatArray) -> Way:
    """The way as the device counted it, else as its positions tell it."""
    notes: list[str] = []
    counted = steps = _counted_steps_m(channels, time_s, recording.sport, notes)
    counted_m = None if steps is None else float(steps.sum())
    if not recording.virtual and not _surely_counted(channels, counted_m):
        walked = _track_steps_m(channels, time_s, recording.breaks, recording.sport, notes)
        walked_m = 0.0 if walked is None else float(walked.sum())
        if counted_m is None:
            steps = walked
        elif counted_m < COUNTER_STUCK_SHARE * walked_m and walked_m > MIN_MEASURED_M:
            steps = walked
            notes.append("the device's distance counter stood still on the way: measured from positions")
    if steps is None:
        return Way(None, None, notes=tuple(notes))
    ridden = _ridden(steps, time_s, recording.sport)
    if ridden is not None:
        seconds = float(np.diff(time_s, prepend=time_s[:1])[ridden].sum())
        notes.append(f"{seconds:.0f} s at a speed that no one runs, as if driven: left out of the distance")
        steps = np.where(ridden, 0.0, steps)
        if not steps.any():
            return Way(None, None, notes=tuple(notes))
    channel = None
    original, total_m = values_of(channels, "distance_m"), np.cumsum(steps)
    if original is None or (np.abs(original - total_m) > COUNTER_TOLERANCE_M).any():
        channel = channel_of(total_m)
    measured_m = float(steps.sum())
    return Way(
        measured_m if measured_m > 0 else None,
        steps,
        channel,
        counted=steps is counted and _counted_to_the_end(channels, time_s),
        ridden=ridden,
        notes=tuple(notes),
    )


def _surely_counted(channels: dict[str, Channel], counted_m: float | None) -> bool:
    """Whether the counter cannot have stood still: a look at the positions tells, without measuring them."""
    latitude_deg, longitude_deg = values_of(channels, "latitude_deg"), values_of(channels, "longitude_deg")
    if counted_m is None or latitude_deg is None or longitude_deg is None or "distance_m" not in channels:
        return False
    return counted_m >= COUNTER_STUCK_SHARE * longest_way_m(latitude_deg, longitude_deg)


def _counted_to_the_end(channels: dict[str, Channel], time_s: FloatArray) -> bool:
    distance_m = values_of(channels, "distance_m")
    known = np.empty(0) if distance_m is None else np.isfinite(distance_m).nonzero()[0]
    return len(known) > 1 and bool(time_s[known[-1]] >= COUNTED_SHARE * time_s[-1])


def _counted_steps_m(
    channels: dict[str, Channel], time_s: FloatArray, sport: Sport | None, notes: list[str]
) -> FloatArray | None:
    distance_m = values_of(channels, "distance_m")
    steps = None if distance_m is None else summary.cumulative_steps_m(distance_m)
    if distance_m is None or steps is None:
        return None
    limit_mps = summary.max_speed_mps(sport)
    since_s = _times_since(distance_m, time_s)
    steps, jumps = summary.without_jumps(steps, np.maximum(since_s, COUNTER_LAG_M / limit_mps), limit_mps)
    if jumps:
        notes.append(f"{jumps} leaps of the distance counter that no one can make: left out")
    return steps


def _track_steps_m(
    channels: dict[str, Channel],
    time_s: FloatArray,
    breaks: IntArray,
    sport: Sport | None,
    notes: list[str],
) -> FloatArray | None:
    latitude_deg, longitude_deg = values_of(channels, "latitude_deg"), values_of(channels, "longitude_deg")
    if latitude_deg is None or longitude_deg is None:
        return None
    steps = steps_m(latitude_deg, longitude_deg, breaks)
    since_s = _times_since(latitude_deg, time_s)
    steps, jumps = summary.without_jumps(steps, since_s, summary.max_speed_mps(sport))
    steps, far = _without_far_steps(steps, since_s, sport)
    jumps += far
    if jumps and "distance_m" not in channels:
        notes.append(f"{jumps} leaps between positions that no one can make: left out")
    return steps


def _without_far_steps(steps: FloatArray, since_s: FloatArray, sport: Sport | None) -> tuple[FloatArray, int]:
    """The steps without those across a silence that no one covers in it, and how many they were."""
    suspect = ((since_s > RIDE_WINDOWS_S[0]) & (steps > BRISK_RUN_MPS * since_s)).nonzero()[0]
    far = [k for k in suspect.tolist() if steps[k] > furthest_m(sport, float(since_s[k]))]
    if not far:
        return steps, 0
    kept = steps.copy()
    kept[far] = 0.0
    return kept, len(far)


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


def _ridden(steps: FloatArray, time_s: FloatArray, sport: Sport | None) -> BoolArray | None:
    """The records of a run (or a walk) on a stretch over which nobody runs so far; None without any.

    Each step may be possible, since clocks write whole seconds and positions jitter: a minute of them is not.
    A counter that catches up at once is no ride.
    """
    if sport not in (Sport.RUN, Sport.WALK) or len(steps) < 2:
        return None
    interval_s = np.diff(time_s, prepend=time_s[:1])
    single = steps > summary.max_speed_mps(sport) * (interval_s + 1.0)
    way_m = np.cumsum(np.where(single, 0.0, steps))
    if not _looks_ridden(way_m, time_s, sport):
        return None
    near = np.zeros(len(steps), dtype=np.bool_)
    for window_s in RIDE_WINDOWS_S:
        fast_s = time_s[_covered_m(way_m, time_s, window_s) > furthest_m(sport, window_s)]
        first, last = np.searchsorted(fast_s, (time_s - window_s / 2, time_s + window_s / 2))
        near |= last > first
    # Of such a stretch the runner's own part, before getting in, is kept.
    ridden: BoolArray = near & (_covered_m(way_m, time_s, LOOK_S) > BRISK_RUN_MPS * LOOK_S)
    return ridden if ridden.any() else None


def _covered_m(way_m: FloatArray, time_s: FloatArray, window_s: float) -> FloatArray:
    """The way over so long a time around each record; at the ends the first, or last, so much."""
    from_s = np.clip(time_s - window_s / 2, time_s[0], max(time_s[-1] - window_s, time_s[0]))
    covered: FloatArray = np.interp(from_s + window_s, time_s, way_m) - np.interp(from_s, time_s, way_m)
    return covered


def _looks_ridden(way_m: FloatArray, time_s: FloatArray, sport: Sport) -> bool:
    """Whether any of some equal parts of the records, about ``LOOK_S`` each, is faster than anyone runs."""
    parts = max(int((time_s[-1] - time_s[0]) / LOOK_S), 1)
    stride = max(len(time_s) // parts, 1)
    time_s, way_m = time_s[::stride], way_m[::stride]
    slowest_mps = furthest_m(sport, max(RIDE_WINDOWS_S)) / max(RIDE_WINDOWS_S)
    return bool((np.diff(way_m) > slowest_mps * np.maximum(np.diff(time_s), LOOK_S / 2)).any())


def without_impossible(way: Way, time_s: float | None, sport: Sport) -> Way:
    """The way, or none, with a note, where nobody covers it in the time."""
    if way.length_m is None or way.length_m <= furthest_m(sport, time_s):
        return way
    time = f"{time_s:.0f} s" if time_s else "an unknown time"
    note = f"a recorded distance of {way.length_m / 1000:,.1f} km in {time}: left out"
    return replace(Way(None, None), notes=(*way.notes, note))


def believed_m(
    stated_m: float | None, way: Way, time_s: float | None, sport: Sport, whole: bool, notes: list[str]
) -> float | None:
    """The device's own distance, unless it cannot be true or the recorded way contradicts it.

    ``whole``: the records cover the whole time. None is unknown: so is a stated zero, which is what a device
    without a sensor writes.
    """
    measured_m = way.length_m
    if not stated_m or np.isnan(stated_m):
        return measured_m
    telling = measured_m is not None and measured_m > MIN_MEASURED_M
    if not 0 < stated_m <= furthest_m(sport, time_s):
        time = f"{time_s:.0f} s" if time_s else "an unknown time"
        notes.append(f"the device states {stated_m / 1000:,.1f} km in {time}: left out")
    elif measured_m is None or not telling:
        return stated_m
    elif stated_m < measured_m / 2 or (whole and way.counted and stated_m > measured_m * 2):
        notes.append(f"the device states {stated_m:.0f} m where {measured_m:.0f} m were recorded")
    elif way.ridden is None:
        return stated_m
    return measured_m
