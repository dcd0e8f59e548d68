"""A workout as an Apple Health record states it, in the house's units."""

import math
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from backstride.ingest.apple.names import Names
from backstride.ingest.apple.scan import Attributes, Tag, tag_at, tags, text_of
from backstride.ingest.apple.stamps import stamps
from backstride.ingest.recording import StatedLap

MOST_EVENTS = 1000

_METRES = {"km": 1000.0, "m": 1.0, "cm": 0.01, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
_SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "hr": 3600.0, "h": 3600.0}
_COUNT = {"count": 1.0}
_PER_MINUTE = {"count/min": 1.0, "count/s": 60.0}

_MULTISPORT = "SwimBikeRun"
_DISTANCES = {"Running": b"WalkingRunning", "Cycling": b"Cycling", "Swimming": b"Swimming"}
_DISTANCE_OF = {**_DISTANCES, "Walking": b"WalkingRunning", "Hiking": b"WalkingRunning"}
"""The distance that is a workout's own: on a ride the phone counts steps too."""

_QUANTITY = b"HKQuantityTypeIdentifier"
_EVENT = b"HKWorkoutEventType"
_STOPS = (b"Pause", b"MotionPaused")
_GOES_ON = (b"Resume", b"MotionResumed")
_ELSEWHERE = (b"Workout", b"Record", b"Correlation", b"ActivitySummary")  # where a workout must have ended
_DEPTH = 20

Statistics = dict[bytes, dict[object, Attributes]]
"""By type; of each the ones that differ, for some exports state every figure twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workout:
    """What is stated; None is unknown, zero is not stated. Times are Unix seconds.

    ``kind``: Apple's name for the sport, "" where none is given. ``source``: the number of its name.
    ``offset_s``: the stated offset from UTC; ``zone``: the name of a time zone. ``duration_s`` leaves pauses
    out. ``notes``: what could not be read.
    """

    kind: str
    source: int
    start_utc_s: float
    end_utc_s: float | None
    offset_s: float
    zone: str | None = None
    device: str | None = None
    indoor: bool = False
    duration_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    steps: int | None = None
    pauses: tuple[tuple[float, float], ...] = ()
    laps: tuple[StatedLap, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Part:
    """A workout, or an activity within it, as it is written."""

    own: Attributes
    metadata: Attributes = field(default_factory=dict)
    statistics: Statistics = field(default_factory=dict)
    events: list[Attributes] = field(default_factory=list)

    def add(self, tag: Tag) -> None:
        found = tag.attributes
        if tag.name == b"MetadataEntry":
            self.metadata.setdefault(found.get(b"key", b""), found.get(b"value", b""))
        elif tag.name == b"WorkoutStatistics":
            of_type = self.statistics.setdefault(found.get(b"type", b"").removeprefix(_QUANTITY), {})
            if len(of_type) < MOST_EVENTS:
                of_type[tuple(found.items())] = found
        elif _event(tag) in (*_STOPS, *_GOES_ON) and len(self.events) < MOST_EVENTS:
            self.events.append(found)


def _event(tag: Tag) -> bytes:
    return tag.attributes.get(b"type", b"").removeprefix(_EVENT) if tag.name == b"WorkoutEvent" else b""


def workouts_at(piece: bytes, begins: int, sources: Names) -> tuple[list[Workout], int]:
    """What the workout that begins at a place states, and where it ends.

    More than one where it is a multisport session; none where it cannot be read.
    """
    parts, ends = _parts(piece, begins)
    if not parts:
        return [], ends
    whole, activities = parts[0], parts[1:]
    kind = _kind(whole)
    if kind == _MULTISPORT:
        legs = [_leg(whole, activity) for activity in activities]
        read = [_workout(leg, (), sources) for leg in legs if leg is not None]
        if len(read) > 1:
            return [workout for workout in read if workout is not None], ends
    workout = _workout(whole, activities, sources)
    return [] if workout is None else [workout], ends


def _parts(piece: bytes, begins: int) -> tuple[list[_Part], int]:
    """The workout and then the activities within it, which repeat what is the workout's own."""
    first = tag_at(piece, begins)
    if first is None:
        return [], begins + 1
    parts, inside, ends = [_Part(first.attributes)], list[bytes](), first.ends
    if first.form == "empty":
        return parts, ends
    for tag in tags(piece, first.ends, len(piece)):
        if tag.form == "close":
            if tag.name == b"Workout":
                return parts, tag.ends
            if tag.name in inside:
                del inside[inside.index(tag.name) :]
        elif tag.name in _ELSEWHERE:
            return parts, tag.begins
        else:
            if not inside and tag.name == b"WorkoutActivity" and len(parts) <= MOST_EVENTS:
                parts.append(_Part(tag.attributes))
            elif not inside:
                parts[0].add(tag)
            elif inside == [b"WorkoutActivity"]:
                parts[-1].add(tag)
            if tag.form == "open" and len(inside) < _DEPTH:
                inside.append(tag.name)
        ends = tag.ends
    return parts, ends


def _kind(part: _Part) -> str:
    return (text_of(part.own.get(b"workoutActivityType")) or "").removeprefix("HKWorkoutActivityType")


def _leg(whole: _Part, activity: _Part) -> _Part | None:
    """An activity of a multisport session as a workout; None for one without a distance (a transition)."""
    kinds = [kind for kind, of_kind in _DISTANCES.items() if b"Distance" + of_kind in activity.statistics]
    if len(kinds) != 1:
        return None
    own: Attributes = {**activity.own, b"workoutActivityType": kinds[0].encode()}
    own |= {key: whole.own[key] for key in (b"sourceName", b"device") if key in whole.own}
    return replace(
        activity,
        own=own,
        metadata={**whole.metadata, **activity.metadata},
        events=activity.events or whole.events,
    )


def _workout(whole: _Part, activities: Sequence[_Part], sources: Names) -> Workout | None:
    notes: list[str] = []
    dates = [whole.own.get(b"startDate", b""), whole.own.get(b"endDate", b"")]
    times_s, offsets_s = stamps([*dates, *(event.get(b"date", b"") for event in whole.events)])
    start_s, end_s = times_s[:2].tolist()
    if math.isnan(start_s):
        return None
    metadata = dict(ChainMap(whole.metadata, *(activity.metadata for activity in activities)))
    statistics = [part.statistics for part in ([whole] if whole.statistics else activities)]
    kind = _kind(whole)
    distance_m = _stated(whole.own, b"totalDistance", b"totalDistanceUnit", _METRES, notes)
    steps = _sum(statistics, b"StepCount", _COUNT, notes)
    zone = text_of(metadata.get(b"HKTimeZone"))
    avg_hr_bpm, max_hr_bpm = _heart_rate(_of_type(statistics, b"HeartRate"), notes)
    return Workout(
        kind=kind,
        source=sources.number(whole.own.get(b"sourceName", b"")),
        start_utc_s=start_s,
        end_utc_s=None if math.isnan(end_s) else end_s,
        offset_s=float(offsets_s[0]),
        zone=zone,
        device=_device(whole.own),
        indoor=metadata.get(b"HKIndoorWorkout") == b"1",
        duration_s=_stated(whole.own, b"duration", b"durationUnit", _SECONDS, notes),
        distance_m=distance_m or _distance_m(kind, statistics, notes),
        ascent_m=_elevation_m(metadata.get(b"HKElevationAscended"), notes),
        descent_m=_elevation_m(metadata.get(b"HKElevationDescended"), notes),
        avg_hr_bpm=avg_hr_bpm,
        max_hr_bpm=max_hr_bpm,
        steps=None if steps is None else round(steps),
        pauses=_pauses(whole.events, times_s[2:].tolist(), end_s),
        laps=_laps(kind, activities) if len(activities) > 1 else (),
        notes=tuple(notes),
    )


def _stated(
    found: Attributes, name: bytes, unit: bytes, units: Mapping[str, float], notes: list[str]
) -> float | None:
    """A quantity in the unit that ``units`` lead to; None, with a note, where it cannot be read."""
    value = text_of(found.get(name))
    return None if value is None else _quantity(value, text_of(found.get(unit)) or "", units, notes)


def _quantity(value: str, unit: str, units: Mapping[str, float], notes: list[str]) -> float | None:
    try:
        number = float(value) * units[unit]
    except (ValueError, KeyError):
        number = math.nan
    if math.isfinite(number) and number >= 0:
        return number or None
    notes.append(f'a figure that cannot be read, "{value[:40]} {unit[:20]}": left out')
    return None


def _elevation_m(value: bytes | None, notes: list[str]) -> float | None:
    number, _, unit = (text_of(value) or "").partition(" ")
    return _quantity(number, unit, _METRES, notes) if number else None


def _of_type(statistics: Sequence[Statistics], quantity: bytes) -> list[Attributes]:
    return [one for of_part in statistics for one in of_part.get(quantity, {}).values()]


def _sum(
    statistics: Sequence[Statistics], quantity: bytes, units: Mapping[str, float], notes: list[str]
) -> float | None:
    stated = [_stated(one, b"sum", b"unit", units, notes) for one in _of_type(statistics, quantity)]
    return sum(value for value in stated if value is not None) or None


def _distance_m(kind: str, statistics: Sequence[Statistics], notes: list[str]) -> float | None:
    types = {name for of_part in statistics for name in of_part if name.startswith(b"Distance")}
    if kind in _DISTANCE_OF:
        types &= {b"Distance" + _DISTANCE_OF[kind]}
    return max((_sum(statistics, name, _METRES, notes) or 0.0 for name in types), default=0.0) or None


def _heart_rate(found: Sequence[Attributes], notes: list[str]) -> tuple[float | None, float | None]:
    """Mean, weighted by time, and highest."""
    highest = [_stated(one, b"maximum", b"unit", _PER_MINUTE, notes) for one in found]
    mean_bpm: float | None = None
    so_far_s = 0.0
    for one in found:
        average_bpm = _stated(one, b"average", b"unit", _PER_MINUTE, notes)
        if average_bpm is not None:
            times_s, _ = stamps([one.get(b"startDate", b""), one.get(b"endDate", b"")])
            lasted_s = float(times_s[1] - times_s[0])
            weight = lasted_s if lasted_s > 0 else 1.0
            so_far_s += weight
            # Step by step, so that equal ones have no other mean than themselves.
            mean_bpm = average_bpm if mean_bpm is None else mean_bpm
            mean_bpm += (average_bpm - mean_bpm) * weight / so_far_s
    return mean_bpm, max((value for value in highest if value is not None), default=None)


def _pauses(
    events: Sequence[Attributes], times_s: Sequence[float], end_s: float
) -> tuple[tuple[float, float], ...]:
    """From each stop to the next start (or the end); an event with a duration of its own is a whole pause."""
    pauses: list[tuple[float, float]] = []
    since_s: float | None = None
    dated = [(at_s, event) for at_s, event in zip(times_s, events, strict=True) if not math.isnan(at_s)]
    for at_s, event in sorted(dated, key=lambda one: one[0]):
        lasted_s = _stated(event, b"duration", b"durationUnit", _SECONDS, [])
        if event[b"type"].removeprefix(_EVENT) in _GOES_ON:
            if since_s is not None:
                pauses.append((since_s, at_s))
            since_s = None
        elif lasted_s:
            pauses.append((at_s, at_s + lasted_s))
        elif since_s is None:
            since_s = at_s
    if since_s is not None and since_s < end_s:
        pauses.append((since_s, end_s))
    return tuple(pauses)


def _laps(kind: str, activities: Sequence[_Part]) -> tuple[StatedLap, ...]:
    """The parts of a workout that was planned in parts."""
    starts_s, _ = stamps([activity.own.get(b"startDate", b"") for activity in activities])
    ends_s, _ = stamps([activity.own.get(b"endDate", b"") for activity in activities])
    return tuple(
        StatedLap(
            start_utc_s=start_s,
            elapsed_s=None if math.isnan(end_s) else end_s - start_s,
            timer_s=_stated(activity.own, b"duration", b"durationUnit", _SECONDS, []),
            distance_m=_distance_m(kind, [activity.statistics], []),
        )
        for activity, start_s, end_s in zip(activities, starts_s.tolist(), ends_s.tolist(), strict=True)
        if not math.isnan(start_s)
    )


def _device(found: Attributes) -> str | None:
    """The device's own name, which stands in a list of its properties; else that of the source."""
    properties = (text_of(found.get(b"device")) or "").strip("<>").split(", ")
    named = {key: value for key, _, value in (one.partition(":") for one in properties)}
    name, hardware = named.get("name"), named.get("hardware")
    if not name:
        return text_of(found.get(b"sourceName"))
    return f"{name} ({hardware})" if hardware else name
