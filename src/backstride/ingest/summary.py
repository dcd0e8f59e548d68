"""What is derived from the columns of a recording, alike for every format: pure functions over whole arrays.

All times are seconds, all arrays have one value per record, shape (n,), unless said; NaN is unknown.
"""

import numpy as np
import numpy.typing as npt

from backstride.records import Sport

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

# Engineering limits of devices and signals; none of them judges a runner.
MAX_SPEED_MPS = {
    Sport.RUN: 12.5,  # faster than any sprinter: a jump of the position
    Sport.WALK: 12.5,
    Sport.SWIM: 5.0,
    Sport.RIDE: 35.0,
}
OTHER_MAX_SPEED_MPS = 100.0
BRISK_MPS = ((Sport.WALK, 2.3), (Sport.RUN, 5.5), (Sport.RIDE, 20.0))
"""For files that name no sport: the speed below which most of it (``BRISK_SHARE``) was done."""
BRISK_SHARE = 95.0  # per cent of the time in motion
STILL_MPS = 0.5  # slower than this is standing, with the noise of positions
SPEED_WINDOW_S = 10.0  # the least time over which a speed is taken; over one second it is mostly noise
SILENCE_S = 300.0  # a longer wait for the next record is a pause, even where the way goes on
UNKNOWN_SPEED_SILENCE_S = 60.0  # the same where no way is known
WEIGHT_CAP_S = 30.0  # how long one reading of heart rate or cadence may stand for
STILLNESS_COUNTS = (Sport.RUN, Sport.WALK, Sport.RIDE)  # in other sports standing is part of the sport
COUNTER_START_M = 50.0  # a distance counter that begins above this began before the activity did
ALTITUDE_GRID_S = 5.0
ALTITUDE_SMOOTHING = 5  # grid steps: 25 s, to take out the jitter of positions and of gusts on a barometer
ALTITUDE_HYSTERESIS_M = 3.0  # a rise or a fall counts once it is higher than this
BOTH_FEET_SPM = {Sport.RUN: 125.0, Sport.WALK: 95.0}
"""A median cadence above this counts both feet already; below it is the usual one-foot count."""
HEART_RATE_BPM = (25.0, 250.0)  # outside it is the sensor's noise


def max_speed_mps(sport: Sport | None) -> float:
    return MAX_SPEED_MPS.get(sport, OTHER_MAX_SPEED_MPS) if sport is not None else OTHER_MAX_SPEED_MPS


def without_jumps(steps_m: FloatArray, since_s: FloatArray, limit_mps: float) -> tuple[FloatArray, int]:
    """``steps_m`` with the steps that no one can make in their time set to zero, and how many they were.

    ``since_s``: the time that each step took. Clocks write whole seconds, so each may have taken one more.
    """
    jumps = steps_m > limit_mps * (since_s + 1.0)
    if not jumps.any():
        return steps_m, 0
    return np.where(jumps, 0.0, steps_m), int(jumps.sum())


def cumulative_steps_m(distance_m: FloatArray) -> FloatArray | None:
    """The steps of a device's distance counter; None where it does not count up.

    Some apps write the way since the last record instead of a counter.

    A counter that starts again (at a lap, after a crash) is carried on; a small step back is none. A record
    without a value has no step. A counter that does not begin near zero (a later part of a longer recording)
    counts from its first value.
    """
    known = ((distance_m >= 0) & (distance_m < np.inf)).nonzero()[0]
    if len(known) == 0:
        return None
    values = distance_m[known]
    change = values[1:] - values[:-1]
    back = change < 0
    times_back = back.sum()
    if times_back > 0.2 * max(len(change), 5) or values.max() <= 0:
        return None
    if times_back:
        restart = back & (values[1:] < values[:-1] / 2)
        change = np.where(restart, values[1:], np.where(back, 0.0, change))
    steps = np.zeros(len(distance_m))
    steps[known[1:]] = change
    first_m = values[0]
    if first_m <= COUNTER_START_M:
        steps[known[0]] = first_m
    return steps


def active_intervals_s(
    time_s: FloatArray, pauses: tuple[tuple[float, float], ...], breaks: IntArray
) -> FloatArray:
    """The time from each record to the next without pauses, shape (n - 1,).

    ``pauses`` (from, to) are on the clock of ``time_s``; across a break nothing was recorded.
    """
    interval_s = np.diff(time_s)
    if pauses:
        knots, paused_s = _paused_until(pauses)
        interval_s = interval_s - np.diff(np.interp(time_s, knots, paused_s))
    if len(breaks):
        interval_s = interval_s.copy()
        interval_s[breaks[(breaks > 0) & (breaks < len(time_s))] - 1] = 0.0
    return np.maximum(interval_s, 0.0)


def _paused_until(pauses: tuple[tuple[float, float], ...]) -> tuple[FloatArray, FloatArray]:
    """Knots of the function "seconds paused until t"; overlapping pauses count once."""
    knots: list[float] = []
    paused: list[float] = []
    total = 0.0
    for start, end in sorted(pauses):
        from_s = max(start, knots[-1]) if knots else start
        if end > from_s:
            knots += [from_s, end]
            paused += [total, total + end - from_s]
            total = paused[-1]
    return np.asarray(knots or [0.0]), np.asarray(paused or [0.0])


def moving_intervals_s(
    time_s: FloatArray, active_s: FloatArray, steps_m: FloatArray | None, sport: Sport
) -> FloatArray:
    """The part of each interval in which the runner moved, shape (n - 1,).

    On foot and on a bicycle an interval counts if the way over it (and over at least ``SPEED_WINDOW_S``
    around its middle) was faster than ``STILL_MPS``. Where no way is known, and in other sports, all active
    time counts. Long silences never do.
    """
    interval_s = np.diff(time_s)
    if steps_m is None or sport not in STILLNESS_COUNTS or steps_m.sum() <= 0:
        return np.where(interval_s <= UNKNOWN_SPEED_SILENCE_S, active_s, 0.0)
    way_m = np.cumsum(steps_m)
    middle_s = (time_s[:-1] + time_s[1:]) / 2
    half_s = np.maximum(interval_s, SPEED_WINDOW_S) / 2
    from_s = np.maximum(middle_s - half_s, time_s[0])
    to_s = np.minimum(middle_s + half_s, time_s[-1])
    way_over_m = np.interp(to_s, time_s, way_m) - np.interp(from_s, time_s, way_m)
    moving = (way_over_m > STILL_MPS * (to_s - from_s)) & (interval_s <= SILENCE_S)
    return np.where(moving, active_s, 0.0)


def brisk_speed_mps(time_s: FloatArray, active_s: FloatArray, steps_m: FloatArray) -> float | None:
    """The speed, over ``SPEED_WINDOW_S``, that 95% of the time in motion stayed below; None without motion.

    It tells a slow ride, which has fast stretches, from a fast run of the same mean speed.
    """
    if len(time_s) < 2:
        return None
    recorded_s = np.concatenate(([0.0], np.cumsum(active_s)))
    grid_s = np.arange(0.0, recorded_s[-1] + SPEED_WINDOW_S, SPEED_WINDOW_S)
    speed_mps = np.diff(np.interp(grid_s, recorded_s, np.cumsum(steps_m))) / SPEED_WINDOW_S
    motion = speed_mps[speed_mps > STILL_MPS]
    return float(np.percentile(motion, BRISK_SHARE)) if len(motion) else None


def ascent_descent_m(altitude_m: FloatArray, time_s: FloatArray) -> tuple[float, float] | None:
    """Metres climbed and descended; None where there are too few heights, or all are zero (not measured).

    Heights are averaged over 25 s; a rise or fall counts from the turning point on once it exceeds
    ``ALTITUDE_HYSTERESIS_M``, so that noise does not add up.
    """
    known = np.isfinite(altitude_m)
    if known.sum() < 2 or not altitude_m[known].any():
        return None
    heights, times = altitude_m[known], time_s[known]
    grid_s = np.arange(times[0], times[-1] + ALTITUDE_GRID_S, ALTITUDE_GRID_S)
    smooth = np.interp(grid_s, times, heights)
    if len(smooth) > ALTITUDE_SMOOTHING:
        padded = np.pad(smooth, ALTITUDE_SMOOTHING // 2, mode="edge")
        smooth = np.convolve(padded, np.full(ALTITUDE_SMOOTHING, 1 / ALTITUDE_SMOOTHING), mode="valid")
    slope = np.sign(np.diff(smooth))
    turns = np.flatnonzero(slope[1:] != slope[:-1]) + 1
    ascent_m = descent_m = 0.0
    low = high = base = float(smooth[0])
    rising: bool | None = None
    for height in (*smooth[turns].tolist(), float(smooth[-1])):
        if rising is not False and height > high:
            high = height
        if rising is not True and height < low:
            low = height
        if rising is not True and height - low > ALTITUDE_HYSTERESIS_M:
            descent_m += base - low if rising is False else 0.0
            rising, base, high = True, low, height
        elif rising is not False and high - height > ALTITUDE_HYSTERESIS_M:
            ascent_m += high - base if rising else 0.0
            rising, base, low = False, high, height
    if rising:
        ascent_m += high - base
    elif rising is False:
        descent_m += base - low
    return ascent_m, descent_m


def mean_over_time(values: FloatArray, interval_s: FloatArray) -> float | None:
    """The time-weighted mean of readings, each standing until the next one; None where none is known.

    ``interval_s``: shape (n - 1,). One reading stands for at most ``WEIGHT_CAP_S``; zeros are a sensor's
    silence.
    """
    weight_s = np.ones(len(values))
    if len(interval_s):
        np.minimum(interval_s, WEIGHT_CAP_S, out=weight_s[:-1])
        weight_s[-1] = weight_s[-2]
    heard = (values > 0) & (values < np.inf)
    if not heard.any():
        return None
    weights, readings = weight_s[heard], values[heard]
    weight = weights.sum()
    mean = (readings * weights).sum() / weight if weight > 0 else readings.mean()
    return float(np.clip(mean, readings.min(), readings.max()))  # the rounding of sums may lead just beyond


def plausible_heart_rate_bpm(values: FloatArray) -> FloatArray:
    """Heart rates with what no heart does made unknown."""
    low, high = HEART_RATE_BPM
    return np.where((values >= low) & (values <= high), values, np.nan)


def feet_counted(cadence_rpm: FloatArray, sport: Sport) -> int | None:
    """1 or 2: how many feet a file's cadence counts; None in sports that are not on foot, or without values.

    The formats mean one foot; some treadmills and apps write both.
    """
    if sport not in BOTH_FEET_SPM:
        return None
    heard = cadence_rpm[(cadence_rpm > 0) & (cadence_rpm < np.inf)]
    return feet_counted_at(float(np.median(heard)), sport) if len(heard) else None


def feet_counted_at(cadence_rpm: float, sport: Sport) -> int | None:
    """The same for one usual cadence; None where it is zero."""
    if sport not in BOTH_FEET_SPM or not cadence_rpm > 0:
        return None
    return 2 if cadence_rpm > BOTH_FEET_SPM[sport] else 1
