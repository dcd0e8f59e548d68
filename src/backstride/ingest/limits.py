"""What nobody covers and nobody climbs: a figure beyond it is a fault of a device or a clock, never a feat.

Engineering limits, set well beyond every record on purpose; none of them judges a runner.
"""

import numpy as np
import numpy.typing as npt

from backstride.ingest.summary import max_speed_mps
from backstride.records import Sport

FloatArray = npt.NDArray[np.float64]

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


def furthest_each_m(sport: Sport | None, time_s: FloatArray) -> FloatArray:
    """A longer way cannot be true: metres, for each time (seconds)."""
    flat_out_m: FloatArray = max_speed_mps(sport) * time_s
    records = None if sport is None else _RECORDS.get(sport)
    if records is None:
        return flat_out_m
    known_s, known_m = np.array(records).T
    # Between two records the logarithms lie near a straight line; beyond the last its pace holds.
    inside_s = np.clip(time_s, known_s[0], known_s[-1])
    on_record_m = np.exp(np.interp(np.log(inside_s), np.log(known_s), np.log(known_m)))
    on_record_m = on_record_m * np.maximum(time_s / known_s[-1], 1.0)
    return np.where(time_s <= known_s[0], flat_out_m, np.minimum(flat_out_m, _BEYOND_RECORDS * on_record_m))


def furthest_m(sport: Sport | None, time_s: float | None) -> float:
    """The same for one time; None or 0 is an unknown one, which is ``LONGEST_S`` at most."""
    return float(furthest_each_m(sport, np.array([time_s or LONGEST_S]))[0])


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
