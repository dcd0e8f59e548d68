"""Laps: those that the device states, as far as they lie within the activity and can be true."""

import numpy as np

from backstride.ingest.limits import LONGEST_S, furthest_m
from backstride.ingest.recording import FloatArray, StatedLap
from backstride.records import Lap, Sport

EARLY_START_S = 3600.0
"""A lap may begin before the first record by as much as the activity itself."""
TAIL_S = 5.0
"""Records that go on for longer than this after the last lap are a lap whose end was not written."""
OVERLAP_S, OVERLAP_SHARE = 5.0, 0.1
"""Laps overlap by some seconds, or a small share, where a device rounds; by more, one of the two is wrong."""


def laps_of(
    stated: tuple[StatedLap, ...], start_utc_s: float, end_s: float, sport: Sport, notes: list[str]
) -> list[Lap]:
    """The laps that begin within the activity, in the order of their starts; ``end_s``: 0 where unknown.

    Of several with one start the last counts: an app that crashed writes a lap again. A lap that runs into
    the next one, or on after the end, is cut there, and its distance, which nobody knows then, left out.
    """
    ends_s = end_s or LONGEST_S
    starts_s = [lap.start_utc_s - start_utc_s for lap in stated]
    within = {s: lap for s, lap in zip(starts_s, stated, strict=True) if -EARLY_START_S <= s <= ends_s}
    outside = sum(not -EARLY_START_S <= s <= ends_s for s in starts_s)
    if outside:
        notes.append(f"{outside} laps outside the activity: left out")
    order = sorted(within)
    laps: list[Lap] = []
    cut = impossible = 0
    for start_s, until_s in zip(order, [*order[1:], ends_s], strict=False):
        lap, most_s = within[start_s], until_s - max(start_s, 0.0)
        elapsed_s, timer_s, distance_m = (_positive(v) for v in (lap.elapsed_s, lap.timer_s, lap.distance_m))
        if (elapsed_s or timer_s or 0.0) > most_s * (1 + OVERLAP_SHARE) + OVERLAP_S:
            cut += 1
            elapsed_s = _positive(most_s)
            timer_s = timer_s if elapsed_s else None
            distance_m = None
        if timer_s is not None and elapsed_s is not None:
            timer_s = min(timer_s, elapsed_s)
        if distance_m is not None and distance_m > furthest_m(sport, elapsed_s or timer_s or end_s):
            impossible += 1
            distance_m = None
        laps.append(
            Lap(start_s=max(start_s, 0.0), elapsed_s=elapsed_s, moving_s=timer_s, distance_m=distance_m)
        )
    if cut:
        notes.append(f"{cut} laps that run into the next one or past the end: cut there")
    if impossible:
        notes.append(f"the distances of {impossible} laps, which no one can cover in their time: left out")
    return laps


def with_last_lap(
    laps: list[Lap], time_s: FloatArray, moving_s: FloatArray, steps_m: FloatArray | None, sport: Sport
) -> tuple[Lap, ...]:
    """The laps, and one more where the last one's end was not written.

    Its distance is unknown where much of the step over that end was made before it.
    """
    if not laps or laps[-1].elapsed_s is None or not len(time_s):
        return tuple(laps)
    lap_end_s = laps[-1].start_s + laps[-1].elapsed_s
    after = time_s > lap_end_s
    tail_moving_s = float(moving_s[after[1:]].sum())
    if time_s[-1] - lap_end_s <= TAIL_S or tail_moving_s <= TAIL_S:
        return tuple(laps)
    left_s = float(time_s[-1]) - lap_end_s
    left_m = None if steps_m is None else _positive(float(steps_m[after].sum()))
    if left_m is not None and left_m > furthest_m(sport, left_s):
        left_m = None
    tail = Lap(
        start_s=lap_end_s,
        elapsed_s=left_s,
        moving_s=min(tail_moving_s, left_s),
        distance_m=left_m,
    )
    return (*laps, tail)


def _positive(value: float | None) -> float | None:
    return value if value is not None and 0 < value < np.inf else None
