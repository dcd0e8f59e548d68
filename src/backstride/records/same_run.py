"""One run that was recorded twice: by two devices, in two formats, or on two platforms.

Nobody is on two runs at once, so that records which share most of their time are one activity. Its parts stay
apart, and what is shown of them is put together each time: whoever takes one part away has the others as they
were.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from backstride.records.activity import Activity, Lap, Sport
from backstride.records.streams import Channel, Streams

FloatArray = npt.NDArray[np.float64]

# What two devices, started and stopped by one hand, differ by; engineering, nothing clinical.
MOST = 0.8
"""Records that share this much of the longer one's time are one activity, whatever they say of its length."""
HALF = 0.5
"""Those that share this much of it are, unless they differ in distance by more than this ratio."""
WITHIN = 0.9
"""One that lies within the other by this much, near its start or end, and is about as long in metres, is it
too: a watch that was forgotten for an hour, or for a day."""
AS_FAR = 0.8
SAME_START_S = 180.0
"""Starts this close, of one sport, are one hand's: one of the devices may then have died soon, or run on."""
NEAR_END_S = 600.0
"""How near its start or its end; clocks may be wrong by minutes."""
NEAR_S = 5.0
"""A value of one device stands for a moment of the other if it was recorded no further from it than this."""

_SPORT_TRUST = {"file": 0, "name": 1, "speed": 2}
_OFFSET_TRUST = {"file": 0, "position": 1, "home": 2}
_ON_FOOT = (Sport.RUN, Sport.WALK)
_HEARD = ("avg_hr_bpm", "max_hr_bpm", "avg_cadence_spm")
_MEASURED = ("distance_m", "elapsed_s", "moving_s")
_PREFERRED_SOURCES = ("fit", "tcx", "gpx")


@dataclass(frozen=True, slots=True)
class Extent:
    """What tells whether two records are of one activity. ``start_s``: Unix seconds. None is unknown."""

    start_s: float
    elapsed_s: float | None
    distance_m: float | None
    sport: Sport
    sport_source: str

    @property
    def end_s(self) -> float:
        """The end as far as it is known: without a duration, the latest start that still is the same."""
        return self.start_s + (self.elapsed_s or SAME_START_S)


def are_one(first: Extent, second: Extent) -> bool:
    """Whether two records are of one activity: the same whichever is named first.

    A difference in stated sports speaks against it, but for running and walking, which one person's devices
    often disagree on, and "other", which is what a platform says that does not know.
    """
    if not _may_be_one_sport(first, second):
        return False
    start_together = abs(first.start_s - second.start_s) <= SAME_START_S
    if not first.elapsed_s or not second.elapsed_s:
        return start_together
    shared_s, shorter_s, longer_s = _shared(first, second)
    if shared_s <= 0:
        return False
    if shared_s >= MOST * longer_s:
        return True
    if Sport.OTHER in (first.sport, second.sport):  # a class, a triathlon: it may hold the other one
        return False
    if start_together and first.sport is second.sport and shared_s >= (1 - WITHIN) * shorter_s:
        return True
    as_far = _ratio(first.distance_m, second.distance_m)
    if shared_s >= HALF * longer_s:
        return as_far is None or as_far >= HALF
    near = min(abs(first.start_s - second.start_s), abs(first.end_s - second.end_s)) <= NEAR_END_S
    return near and shared_s >= WITHIN * shorter_s and as_far is not None and as_far >= AS_FAR


def are_two(first: Extent, second: Extent) -> bool:
    """Whether two records cannot be of one activity, whatever a third one has in common with both."""
    if not _may_be_one_sport(first, second):
        return True
    if not first.elapsed_s or not second.elapsed_s:
        return False
    shared_s, shorter_s, _ = _shared(first, second)
    return shared_s < (1 - WITHIN) * shorter_s


def groups(extents: Sequence[Extent], apart: Callable[[int, int], bool]) -> list[list[int]]:
    """The places of the records of each activity, in rising order.

    The likest two records come together first, and none joins others of which one cannot be of its activity,
    or is ``apart`` from it by the runner's word: a watch that was never stopped between two runs is one of
    them, and does not make one of both. The result depends on the order of ``extents`` only where two are
    equal.
    """
    pairs = [(i, j) for i, j in combinations(range(len(extents)), 2) if are_one(extents[i], extents[j])]
    pairs.sort(key=lambda pair: (_likeness(extents[pair[0]], extents[pair[1]]), pair))
    group_of = [[place] for place in range(len(extents))]
    for i, j in pairs:
        ours, theirs = group_of[i], group_of[j]
        if ours is theirs or any(
            apart(one, other) or are_two(extents[one], extents[other]) for one in ours for other in theirs
        ):
            continue
        ours += theirs
        for place in theirs:
            group_of[place] = ours
    return [sorted(group) for place, group in enumerate(group_of) if place == min(group)]


def _likeness(first: Extent, second: Extent) -> tuple[Any, ...]:
    """What pairs of records of one activity are ordered by, the likest first.

    Of two pairs that are as like, the one of a single sport comes first; after it, what the records say of
    themselves decides, so that the order in which they were given does not.
    """
    start_apart_s = abs(first.start_s - second.start_s)
    tie = first.sport is not second.sport, sorted(_named(one) for one in (first, second))
    if not first.elapsed_s or not second.elapsed_s:
        return 2, start_apart_s / SAME_START_S - 1, *tie
    shared_s, _, longer_s = _shared(first, second)
    share = shared_s / longer_s
    rank = 0 if share >= MOST else 1 if start_apart_s <= SAME_START_S else 2
    return rank, -share * (_ratio(first.distance_m, second.distance_m) or 1.0), *tie


def _named(extent: Extent) -> tuple[float, float, float, str, str]:
    elapsed_s, distance_m = (-1.0 if x is None else x for x in (extent.elapsed_s, extent.distance_m))
    return extent.start_s, elapsed_s, distance_m, extent.sport, extent.sport_source


def _shared(first: Extent, second: Extent) -> tuple[float, float, float]:
    """The time that two records share, negative where there is time between them, and the length of the
    shorter and of the longer one.
    """
    earlier, later = sorted((first, second), key=lambda one: one.start_s)
    left_s = (earlier.elapsed_s or 0.0) - (later.start_s - earlier.start_s)
    shared_s = min(left_s, later.elapsed_s or 0.0)
    shorter_s, longer_s = sorted((first.elapsed_s or 0.0, second.elapsed_s or 0.0))
    return shared_s, shorter_s, longer_s


def _may_be_one_sport(first: Extent, second: Extent) -> bool:
    sports = {first.sport, second.sport}
    stated = first.sport_source == second.sport_source == "file"
    return len(sports) == 1 or not stated or Sport.OTHER in sports or sports <= set(_ON_FOOT)


def _ratio(first: float | None, second: float | None) -> float | None:
    """The smaller by the larger; None where one of them is unknown or nothing."""
    return min(first, second) / max(first, second) if first and second else None


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
    return score + records / (records + 10_000.0) * 0.9 + rank * 1e-5


def joined(parts: Sequence[Activity]) -> Activity:
    """One activity of several records of it, the richest first.

    The richest gives the streams, the laps and the figures; what it lacks comes from the others in their
    order: whole channels, each value at the moment nearest to its own (within ``NEAR_S``), and figures. Of a
    device that died on the way, distances and times count only where no other has them. The sport and the
    offset from UTC are those of the record that knows them best.
    """
    first, *others = parts
    if not others:
        return first
    named = min(parts, key=lambda part: (part.sport is Sport.OTHER, _SPORT_TRUST[part.sport_source]))
    placed = min(parts, key=lambda part: _OFFSET_TRUST[part.offset_source])
    lasting = sorted(parts, key=lambda part: any(_was_cut_short(part, other) for other in parts))
    measured = {name: _first(lasting, name) for name in _MEASURED}
    if measured["moving_s"] is not None and measured["elapsed_s"] is not None:
        measured["moving_s"] = min(measured["moving_s"], measured["elapsed_s"])
    climbed = next((p for p in lasting if p.ascent_m is not None or p.descent_m is not None), first)
    notes = first.notes
    if named.sport is not first.sport:
        notes += (f"its sport is taken from another record of it ({named.source})",)
    return replace(
        first,
        sport=named.sport,
        sport_source=named.sport_source,
        sub_sport=_first([part for part in parts if part.sport is named.sport], "sub_sport"),
        utc_offset_s=placed.utc_offset_s,
        offset_source=placed.offset_source,
        **measured,
        ascent_m=climbed.ascent_m,
        descent_m=climbed.descent_m,
        **{name: _first(parts, name) for name in (*_HEARD, "device", "gear")},
        laps=_laps(parts),
        streams=_streams(parts),
        notes=notes,
    )


def _first(parts: Sequence[Activity], name: str) -> Any:
    return next((value for part in parts if (value := getattr(part, name)) is not None), None)


def _was_cut_short(part: Activity, other: Activity) -> bool:
    """Whether ``other`` went on when ``part`` had ended: it is both longer and farther."""
    return _less(part.elapsed_s, other.elapsed_s, MOST) and _less(part.distance_m, other.distance_m, AS_FAR)


def _less(value: float | None, other: float | None, share: float) -> bool:
    return value is not None and other is not None and value < share * other


def _laps(parts: Sequence[Activity]) -> tuple[Lap, ...]:
    """The laps of the first part that has any, on the clock of the first of all."""
    for part in parts:
        since_s = (part.start_utc - parts[0].start_utc).total_seconds()
        if part.laps:
            return tuple(replace(lap, start_s=max(lap.start_s + since_s, 0.0)) for lap in part.laps)
    return ()


def _streams(parts: Sequence[Activity]) -> Streams:
    """The channels of the first part, and from the later ones those that it lacks; at least of some part."""
    base = next((part for part in parts if len(part.streams)), parts[0])
    time_s = base.streams.values("time_s")
    if time_s is None:
        return base.streams
    channels = dict(base.streams.channels)
    for part in parts:
        lacking = [name for name in part.streams.channels if name not in channels]
        its_time_s = part.streams.values("time_s")
        if not lacking or its_time_s is None or not len(its_time_s):
            continue
        since_s = (part.start_utc - base.start_utc).total_seconds()
        nearest, near = _nearest(time_s, its_time_s + since_s)
        if near.any():
            channels |= {name: _aligned(part.streams.channels[name], nearest, near) for name in lacking}
    return Streams(channels)


def _nearest(
    time_s: FloatArray, its_time_s: FloatArray
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """For each moment the place of the other's nearest record, and whether it is near enough."""
    after = np.minimum(np.searchsorted(its_time_s, time_s), len(its_time_s) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(time_s - its_time_s[before] <= its_time_s[after] - time_s, before, after)
    return nearest, np.abs(its_time_s[nearest] - time_s) <= NEAR_S


def _aligned(channel: Channel, nearest: npt.NDArray[np.intp], near: npt.NDArray[np.bool_]) -> Channel:
    """A channel's values at another device's moments, as numbers; NaN where none is near."""
    return Channel(np.where(near, channel.values()[nearest], np.nan))
