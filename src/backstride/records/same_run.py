"""One run that was recorded twice: by two devices, in two formats, or on two platforms.

Nobody is on two runs at once, so that records which share most of their time are one activity. Its parts stay
apart, and what is shown of them is put together each time: whoever takes one part away has the others as they
were.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from backstride.records.activity import Activity, Sport
from backstride.records.streams import Channel, Streams

FloatArray = npt.NDArray[np.float64]

# What two devices, started and stopped by one hand, differ by; engineering, nothing clinical.
MOST = 0.8
"""Records that share this much of the longer one's time are one activity, whatever they say of its length."""
HALF = 0.5
"""Those that share this much are, unless they differ in sport, or in distance by more than this ratio."""
WITHIN = 0.9
"""One that lies within the other by this much, and is about as long in metres, is it too: a watch that was
stopped late, or a day late."""
AS_FAR = 0.8
SAME_START_S = 60.0
"""Where a record does not say how long it took: starts this close are one."""
NEAR_S = 5.0
"""A value of one device stands for a moment of the other if it was recorded no further from it than this."""

_SPORT_TRUST = {"file": 0, "name": 1, "speed": 2}
_OFFSET_TRUST = {"file": 0, "position": 1, "home": 2}
_ON_FOOT = (Sport.RUN, Sport.WALK)
_HEARD = ("avg_hr_bpm", "max_hr_bpm", "avg_cadence_spm")
_PREFERRED_SOURCES = ("fit", "tcx", "gpx")


@dataclass(frozen=True, slots=True)
class Extent:
    """What tells whether two records are of one activity. ``start_s``: Unix seconds. None is unknown."""

    start_s: float
    elapsed_s: float | None
    distance_m: float | None
    sport: Sport
    sport_source: str

    @classmethod
    def of(cls, activity: Activity) -> "Extent":
        return cls(
            activity.start_utc.timestamp(),
            activity.elapsed_s,
            activity.distance_m,
            activity.sport,
            activity.sport_source,
        )

    @property
    def end_s(self) -> float:
        """The end as far as it is known: without a duration, the latest start that still is the same."""
        return self.start_s + (self.elapsed_s or SAME_START_S)


def are_one(first: Extent, second: Extent) -> bool:
    """Whether two records are of one activity: the same whichever is named first.

    A difference in stated sports speaks against it, but for running and walking, which one person's devices
    often disagree on, and "other", which is what a platform says that does not know.
    """
    if not first.elapsed_s or not second.elapsed_s:
        return abs(first.start_s - second.start_s) <= SAME_START_S and _may_be_one_sport(first, second)
    shared_s = min(first.end_s, second.end_s) - max(first.start_s, second.start_s)
    longer_s, shorter_s = sorted((first.elapsed_s, second.elapsed_s), reverse=True)
    if shared_s <= 0 or not _may_be_one_sport(first, second):
        return False
    as_far = _ratio(first.distance_m, second.distance_m)
    if shared_s >= MOST * longer_s:
        return True
    if Sport.OTHER in (first.sport, second.sport):  # a class, a triathlon: it may hold the other one
        return False
    if shared_s >= HALF * longer_s:
        return as_far is None or as_far >= HALF
    return shared_s >= WITHIN * shorter_s and as_far is not None and as_far >= AS_FAR


def _may_be_one_sport(first: Extent, second: Extent) -> bool:
    sports = {first.sport, second.sport}
    stated = first.sport_source == second.sport_source == "file"
    return len(sports) == 1 or not stated or Sport.OTHER in sports or sports <= set(_ON_FOOT)


def _ratio(first_m: float | None, second_m: float | None) -> float | None:
    if not first_m or not second_m:
        return None
    return min(first_m, second_m) / max(first_m, second_m)


def richness(activity: Activity) -> float:
    """How much a record holds, to choose the one whose streams are shown: the more, the richer.

    Positions count most, then heart rate, then any way at all, then the number of records; of two alike, the
    format that devices write themselves.
    """
    channels = activity.streams.channels
    score = 4.0 * ("latitude_deg" in channels) + 2.0 * ("heart_rate_bpm" in channels)
    score += 1.0 * ("distance_m" in channels)
    records = len(activity.streams)
    source = activity.source
    rank = len(_PREFERRED_SOURCES) - _PREFERRED_SOURCES.index(source) if source in _PREFERRED_SOURCES else 0
    return score + records / (records + 10_000.0) * 0.9 + rank * 1e-3


def joined(parts: Sequence[Activity]) -> Activity:
    """One activity of several records of it, the richest first.

    The richest gives the streams, the laps and the figures; what it lacks comes from the others in their
    order: whole channels, each value at the moment nearest to its own (within ``NEAR_S``), and figures. The
    sport and the offset from UTC are those of the record that knows them best.
    """
    first, *others = parts
    if not others:
        return first
    named = min(parts, key=lambda part: (part.sport is Sport.OTHER, _SPORT_TRUST[part.sport_source]))
    placed = min(parts, key=lambda part: _OFFSET_TRUST[part.offset_source])
    climbed = next((p for p in parts if p.ascent_m is not None or p.descent_m is not None), first)
    elapsed_s = _first(parts, "elapsed_s")
    moving_s = _first(parts, "moving_s")
    notes = first.notes
    if (named.sport, named.source) != (first.sport, first.source) and named is not first:
        notes += (f"its sport is taken from another record of it ({named.source})",)
    return replace(
        first,
        sport=named.sport,
        sport_source=named.sport_source,
        utc_offset_s=placed.utc_offset_s,
        offset_source=placed.offset_source,
        elapsed_s=elapsed_s,
        moving_s=None if moving_s is None else min(moving_s, elapsed_s or moving_s),
        distance_m=_first(parts, "distance_m"),
        ascent_m=climbed.ascent_m,
        descent_m=climbed.descent_m,
        **{name: _first(parts, name) for name in (*_HEARD, "sub_sport", "device", "gear")},
        laps=next((part.laps for part in parts if part.laps), ()),
        streams=_streams(parts),
        notes=notes,
    )


def _first(parts: Sequence[Activity], name: str) -> Any:
    return next((value for part in parts if (value := getattr(part, name)) is not None), None)


def _streams(parts: Sequence[Activity]) -> Streams:
    """The channels of the first part that has any, and from the later ones those that it lacks."""
    base = next((part for part in parts if len(part.streams)), parts[0])
    channels = dict(base.streams.channels)
    time_s = base.streams.values("time_s")
    if time_s is None:
        return base.streams
    for part in parts:
        lacking = [name for name in part.streams.channels if name not in channels]
        if part is base or not lacking:
            continue
        since_s = (part.start_utc - base.start_utc).total_seconds()
        its_time_s = part.streams.values("time_s")
        if its_time_s is None or not len(its_time_s):
            continue
        nearest, near = _nearest(time_s, its_time_s + since_s)
        if "latitude_deg" in lacking or "longitude_deg" in lacking:
            lacking = [name for name in lacking if name != "distance_m"]
        for name in lacking:
            if near.any():
                channels[name] = _aligned(part.streams.channels[name], nearest, near)
    return Streams(channels)


def _nearest(
    time_s: FloatArray, its_time_s: FloatArray
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """For each moment the place of the other's nearest record, and whether it is near enough."""
    after = np.clip(np.searchsorted(its_time_s, time_s), 1, max(len(its_time_s) - 1, 1))
    after = np.minimum(after, len(its_time_s) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(time_s - its_time_s[before] <= its_time_s[after] - time_s, before, after)
    return nearest, np.abs(its_time_s[nearest] - time_s) <= NEAR_S


def _aligned(channel: Channel, nearest: npt.NDArray[np.intp], near: npt.NDArray[np.bool_]) -> Channel:
    """A channel's values at another device's moments, as numbers; NaN where none is near."""
    return Channel(np.where(near, channel.values()[nearest], np.nan))
