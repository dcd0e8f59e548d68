"""What nobody covers and nobody climbs: a figure beyond it is a fault of a device or a clock, never a feat.

Engineering limits, set well beyond every record on purpose; none of them judges a runner.
"""

import math
from bisect import bisect_left

from backstride.ingest.summary import max_speed_mps
from backstride.records import Sport

LONGEST_S = 10 * 24 * 3600.0
"""The longest races take six days; a longer activity is a clock that was set."""

_ON_FOOT = (
    *((9.58, 100.0), (43.03, 400.0), (206.0, 1500.0), (755.4, 5000.0), (1571.0, 10_000.0)),
    *((7235.0, 42_195.0), (21_935.0, 100_000.0), (86_400.0, 319_600.0), (518_400.0, 1_050_000.0)),
)
_RECORDS = {
    Sport.RUN: _ON_FOOT,
    Sport.WALK: _ON_FOOT,  # many a run is recorded as a walk
    Sport.RIDE: ((600.0, 16_000.0), (3600.0, 92_400.0), (86_400.0, 1_219_000.0)),  # under a fairing
}
"""The furthest that anyone has come by a sport in a time (seconds, metres): world records, rounded."""
_BEYOND_RECORDS = 1.25
"""Positions and foot pods overstate a way, and some ways lead downhill."""

_CLIMB_MPS = {Sport.RUN: (1.0, 2.5), Sport.WALK: (5.0, 5.0), Sport.RIDE: (5.0, 10.0)}
"""The fastest ascent and descent over a whole activity; walkers and riders take lifts."""
_STEEPEST = {Sport.RUN: 0.7, Sport.WALK: 1.0, Sport.RIDE: 1.0}
"""The most ascent or descent over distance: the steepest races climb 1,000 m on 1,900 m."""
_CLIMB_FREE_M = 30.0  # so much a barometer wanders on a windy day
_HIGHEST_M = 30_000.0  # in whatever sport and time


def furthest_m(sport: Sport | None, time_s: float | None) -> float:
    """A longer way cannot be true, metres; a time of None or 0 is an unknown one: ``LONGEST_S`` at most.

    Between two records their logarithms lie near a straight line; beyond the last its pace holds.
    """
    time_s = time_s or LONGEST_S
    flat_out_m = max_speed_mps(sport) * time_s
    records = None if sport is None else _RECORDS.get(sport)
    if records is None or time_s <= records[0][0]:
        return flat_out_m
    place = bisect_left(records, (time_s,))
    if place == len(records):
        last_s, last_m = records[-1]
        on_record_m = last_m * time_s / last_s
    else:
        (before_s, before_m), (after_s, after_m) = records[place - 1], records[place]
        share = math.log(time_s / before_s) / math.log(after_s / before_s)
        on_record_m = before_m * (after_m / before_m) ** share
    return min(flat_out_m, _BEYOND_RECORDS * on_record_m)


def highest_m(sport: Sport, time_s: float | None, distance_m: float | None) -> tuple[float, float]:
    """A greater ascent, or descent, cannot be true: metres; None: in an unknown time, on an unknown way."""
    up_m = down_m = _HIGHEST_M
    if sport in _CLIMB_MPS and time_s:
        up_mps, down_mps = _CLIMB_MPS[sport]
        up_m, down_m = (
            min(up_m, _CLIMB_FREE_M + up_mps * time_s),
            min(down_m, _CLIMB_FREE_M + down_mps * time_s),
        )
    if sport in _STEEPEST and distance_m:
        steepest_m = _CLIMB_FREE_M + _STEEPEST[sport] * distance_m
        up_m, down_m = min(up_m, steepest_m), min(down_m, steepest_m)
    return up_m, down_m
