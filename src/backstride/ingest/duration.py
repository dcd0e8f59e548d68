"""How long an activity took: what the device states, as long as it can be true and its records allow it.

All times are seconds; None is unknown, and so is a time of zero.
"""

import numpy as np

from backstride.ingest import summary
from backstride.ingest.clock import MAX_SILENCE_S
from backstride.ingest.limits import LONGEST_S, furthest_m
from backstride.ingest.recording import FloatArray
from backstride.records import Sport

RECORDED_SHARE = 0.9
"""Records that cover less than this of the time from start to end do not tell how much of it was motion."""
LEAST_STATED_SHARE = 0.5
"""A device that states less than this of the time that it recorded means something else by it."""
TIMER_SLACK_S = 1.0
TIMER_EXCESS = 1.1
"""A timer that runs on a little longer than the records is usual; beyond this share of them it is wrong."""


def recorded_s(time_s: FloatArray) -> float | None:
    """From the start to the last record."""
    return float(time_s[-1]) if len(time_s) and time_s[-1] > 0 else None


def are_whole(time_s: FloatArray, elapsed_s: float | None) -> bool:
    """Whether the records cover the time from start to end."""
    return len(time_s) > 1 and (elapsed_s is None or time_s[-1] - time_s[0] >= RECORDED_SHARE * elapsed_s)


def elapsed_s(
    stated_s: float | None, time_s: FloatArray, active_s: FloatArray, notes: list[str]
) -> float | None:
    """From start to end: as stated, unless that is impossible or the records contradict it.

    ``active_s``: from each record to the next without pauses; long silences count for nothing.
    """
    heard_s = float(active_s[np.diff(time_s) <= summary.SILENCE_S].sum())
    recorded = recorded_s(time_s)
    if not stated_s:
        return recorded
    if not 0 < stated_s <= LONGEST_S:
        days = f"{stated_s / 86_400:,.0f} days" if stated_s > 0 else f"{stated_s:.0f} s"
        notes.append(f"the device states {days} from start to end: left out")
    elif recorded and stated_s > recorded + MAX_SILENCE_S:
        notes.append(
            f"the device states {stated_s:.0f} s from start to end, its records say {recorded:.0f} s"
        )
    elif recorded and stated_s < LEAST_STATED_SHARE * heard_s:
        notes.append(
            f"the device states {stated_s:.0f} s from start to end where {heard_s:.0f} s were recorded:"
            " left out"
        )
    else:
        return stated_s
    return recorded


def timer_s(
    stated_s: float | None, active_s: FloatArray, moving_s: float, elapsed_s: float | None, notes: list[str]
) -> float | None:
    """The time without pauses: the device's own, if it can be true, else the recorded one."""
    whole_s = elapsed_s or LONGEST_S
    if stated_s:
        if LEAST_STATED_SHARE * moving_s <= stated_s <= whole_s + TIMER_SLACK_S and stated_s > 0:
            return stated_s
        if 0 < stated_s < LEAST_STATED_SHARE * moving_s:
            notes.append(
                f"the device states a time of {stated_s:.0f} s where {moving_s:.0f} s were in motion:"
                " left out"
            )
        elif not 0 < stated_s <= TIMER_EXCESS * whole_s:
            notes.append(f"the device states a time of {stated_s:.0f} s within {whole_s:.0f} s: left out")
    return float(active_s.sum()) or elapsed_s


def moving_s(
    sport: Sport,
    time_s: FloatArray,
    moving_s: float,
    timer_s: float | None,
    elapsed_s: float | None,
    distance_m: float | None,
) -> float | None:
    """Time in motion, no more than the whole; the timer, where the records do not tell (or not of all)."""
    bounds = [bound for bound in (timer_s, elapsed_s) if bound is not None]
    if sport in summary.STILLNESS_COUNTS and moving_s > 0 and are_whole(time_s, elapsed_s):
        in_motion_s = min(moving_s, *bounds)
        if (distance_m or 0.0) <= furthest_m(sport, in_motion_s):
            return in_motion_s
    return min(bounds) if bounds else None
