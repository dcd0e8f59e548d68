"""Apple Health records such as a phone exports, element by element or years of them at once.

The declarations before the root, the order (records by type, then workouts) and the ways of writing are
those of real exports; people, places and figures are made up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape

import numpy as np

DAY_S = 24 * 3600
_CLOCK = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(DAY_S)]
_QUANTITY, _CATEGORY = "HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier"

_SAMPLE = ("sourceName", "sourceVersion", "device", "creationDate", "startDate", "endDate")
_DECLARED: dict[str, tuple[str, tuple[str, ...]]] = {
    "HealthData": (
        "(ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram)*)",
        ("locale",),
    ),
    "ExportDate": ("EMPTY", ("value",)),
    "Me": (
        "EMPTY",
        tuple(
            f"HKCharacteristicTypeIdentifier{of}"
            for of in ("DateOfBirth", "BiologicalSex", "BloodType", "FitzpatrickSkinType")
        ),
    ),
    "Record": ("((MetadataEntry|HeartRateVariabilityMetadataList)*)", ("type", "unit", "value", *_SAMPLE)),
    "Correlation": ("((MetadataEntry|Record)*)", ("type", *_SAMPLE)),
    "Workout": (
        "((MetadataEntry|WorkoutEvent|WorkoutActivity|WorkoutRoute|WorkoutStatistics)*)",
        ("workoutActivityType", "duration", "durationUnit", "totalDistance", "totalDistanceUnit", *_SAMPLE),
    ),
    "WorkoutActivity": (
        "((MetadataEntry|WorkoutEvent|WorkoutStatistics)*)",
        ("uuid", "startDate", "endDate", "duration", "durationUnit"),
    ),
    "WorkoutEvent": ("((MetadataEntry)*)", ("type", "date", "duration", "durationUnit")),
    "WorkoutStatistics": (
        "EMPTY",
        ("type", "startDate", "endDate", "average", "minimum", "maximum", "sum", "unit"),
    ),
    "WorkoutRoute": ("((MetadataEntry|FileReference)*)", _SAMPLE),
    "FileReference": ("EMPTY", ("path",)),
    "ActivitySummary": ("EMPTY", ("dateComponents", "activeEnergyBurned", "appleExerciseTime")),
    "ClinicalRecord": ("EMPTY", ("type", "identifier", "sourceName", "sourceURL", "receivedDate")),
    "Audiogram": ("EMPTY", ("type", "sourceName", "startDate", "endDate")),
    "MetadataEntry": ("EMPTY", ("key", "value")),
    "HeartRateVariabilityMetadataList": ("(InstantaneousBeatsPerMinute*)", ()),
    "InstantaneousBeatsPerMinute": ("EMPTY", ("bpm", "time")),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A device or an app that writes records; ``device``: its properties, as Apple lists them."""

    name: str
    version: str = "1.0"
    device: str | None = None


_LISTED = (
    "<<HKDevice: 0x28{0}a460>, name:{1}, manufacturer:Apple Inc., model:{2}, hardware:{3}, software:10.2>"
)
WATCH = Source("Sam’s Apple Watch", "10.2", _LISTED.format(3, "Apple Watch", "Watch", "Watch6,7"))
PHONE = Source("Sam’s iPhone", "17.2.1", _LISTED.format(5, "iPhone", "iPhone", "iPhone14,2"))
APP = Source("Sleep & Dreams", "812")


def stamp(moment: datetime) -> str:
    """A moment (aware) as Apple writes it."""
    return f"{moment:%Y-%m-%d %H:%M:%S %z}"


def element(name: str, attributes: Mapping[str, object], inside: Sequence[str] = ()) -> str:
    """An element on lines of its own; attributes of value None are left out."""
    written = "".join(
        f' {key}="{escape(str(value))}"' for key, value in attributes.items() if value is not None
    )
    if not inside:
        return f" <{name}{written}/>\n"
    return f" <{name}{written}>\n{''.join(' ' + child for child in inside)} </{name}>\n"


def metadata(key: str, value: str) -> str:
    return element("MetadataEntry", {"key": key, "value": value})


def record(
    kind: str,
    start: datetime,
    end: datetime,
    value: object,
    *,
    unit: str | None = None,
    source: Source = WATCH,
    inside: Sequence[str] = (),
) -> str:
    """A record of a quantity ("HeartRate") or of a category ("SleepAnalysis", without a unit)."""
    prefix = _CATEGORY if unit is None else _QUANTITY
    return element(
        "Record", {"type": prefix + kind, **_sample(start, end, source, unit), "value": value}, inside
    )


def _sample(start: datetime, end: datetime, source: Source, unit: str | None = None) -> dict[str, object]:
    return {
        "sourceName": source.name,
        "sourceVersion": source.version,
        "device": source.device,
        "unit": unit,
        "creationDate": stamp(end),
        "startDate": stamp(start),
        "endDate": stamp(end),
    }


def heart_rate(at: datetime, bpm: float, source: Source = WATCH) -> str:
    moved = metadata("HKMetadataKeyHeartRateMotionContext", "0")
    return record("HeartRate", at, at, f"{bpm:g}", unit="count/min", source=source, inside=[moved])


def sleep(start: datetime, end: datetime, stage: str, source: Source = WATCH, zone: str | None = None) -> str:
    """``stage``: "InBed", "Asleep", "AsleepCore", "Awake", ...; ``zone``: the name of the time zone."""
    inside = [] if zone is None else [metadata("HKTimeZone", zone)]
    value = f"HKCategoryValueSleepAnalysis{stage}"
    return record("SleepAnalysis", start, end, value, source=source, inside=inside)


def statistics(kind: str, start: datetime, end: datetime, unit: str, **figures: float) -> str:
    """What newer exports state of a workout: ``sum``, or ``average``, ``minimum`` and ``maximum``."""
    times = {"startDate": stamp(start), "endDate": stamp(end)}
    return element("WorkoutStatistics", {"type": _QUANTITY + kind, **times, **figures, "unit": unit})


def event(kind: str, at: datetime) -> str:
    return element("WorkoutEvent", {"type": f"HKWorkoutEventType{kind}", "date": stamp(at)})


def workout(
    kind: str,
    start: datetime,
    end: datetime,
    *,
    source: Source = WATCH,
    inside: Sequence[str] = (),
    **attributes: object,
) -> str:
    """A workout; ``attributes`` such as ``duration``, ``durationUnit`` or ``totalDistance``."""
    own = {"workoutActivityType": f"HKWorkoutActivityType{kind}", **attributes}
    return element("Workout", {**own, **_sample(start, end, source)}, inside)


def document(
    elements: Iterable[str], exported: datetime = datetime(2024, 6, 1, 9, 0, tzinfo=UTC)
) -> Iterator[bytes]:
    """The bytes of a whole record, element by element."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!DOCTYPE HealthData [",
        "<!-- HealthKit Export Version: 14 -->",
    ]
    for name, (content, attributes) in _DECLARED.items():
        lines += [f"<!ELEMENT {name} {content}>", f"<!ATTLIST {name}"]
        lines += [f"  {attribute:<48} CDATA #IMPLIED" for attribute in attributes]
        lines.append(">")
    yield "\n".join([*lines, "]>", '<HealthData locale="en_GB">', ""]).encode()
    yield element("ExportDate", {"value": stamp(exported)}).encode()
    yield element("Me", {"HKCharacteristicTypeIdentifierBiologicalSex": "HKBiologicalSexNotSet"}).encode()
    for one in elements:
        yield one.encode()
    yield b"</HealthData>\n"


@dataclass(frozen=True, slots=True)
class _Stream:
    """Records of one type by one source: how many a day, and whole numbers that ``scale`` divides."""

    kind: str
    unit: str
    source: Source
    per_day: int
    low: int
    high: int
    scale: float = 1.0
    inside: str = ""


_MOVED = "  " + metadata("HKMetadataKeyHeartRateMotionContext", "1")
_BEATS = "".join(
    f'   <InstantaneousBeatsPerMinute bpm="{61 + i % 9}" time="9:14:{i:02}.{i * 37 % 100:02} AM"/>\n'
    for i in range(45)
)
_LIST = "HeartRateVariabilityMetadataList"
_STREAMS = (
    _Stream("HeartRate", "count/min", WATCH, 280, 48, 110, inside=_MOVED),
    _Stream("StepCount", "count", PHONE, 60, 5, 400),
    _Stream("StepCount", "count", WATCH, 110, 5, 400),
    _Stream("DistanceWalkingRunning", "km", PHONE, 60, 3000, 300_000, 1e6),
    _Stream("DistanceWalkingRunning", "km", WATCH, 140, 3000, 300_000, 1e6),
    _Stream("BasalEnergyBurned", "kcal", WATCH, 190, 100, 20_000, 1e3),
    _Stream("ActiveEnergyBurned", "kcal", WATCH, 420, 100, 9000, 1e3),
    _Stream("FlightsClimbed", "count", PHONE, 6, 1, 4),
    _Stream("AppleExerciseTime", "min", WATCH, 35, 1, 2),
    _Stream("AppleStandTime", "min", WATCH, 60, 1, 6),
    _Stream("EnvironmentalAudioExposure", "dBASPL", WATCH, 40, 40_000, 80_000, 1e3),
    _Stream(
        *("HeartRateVariabilitySDNN", "ms", WATCH, 5, 20_000, 90_000, 1e3),
        inside=f"  <{_LIST}>\n{_BEATS}  </{_LIST}>\n",
    ),
    _Stream("RestingHeartRate", "count/min", WATCH, 1, 48, 60),
)
WORKOUT_EVERY_DAYS, WORKOUT_AT_S, WORKOUT_S, WORKOUT_READ_S = 2, 7 * 3600, 40 * 60, 5
NIGHT_FROM_S, NIGHT_S, STAGE_S = 23 * 3600, 7 * 3600, 20 * 60


def history(first: date, days: int, seed: int) -> Iterator[str]:
    """The elements of ``days`` days of a runner who wears a watch day and night, in Apple's order.

    Every second day has a run of 40 minutes at 7:00, with a heart rate every five seconds; every night is
    slept from 23:00 to 6:00, as the watch tells by stages, the phone as time in bed, and an app as a copy.
    All times are on UTC's clock. Some half a megabyte a day.
    """
    rng = np.random.default_rng(seed)
    dates = [str(first + timedelta(days=n)) for n in range(days)]
    for stream in _STREAMS:
        yield from _records(stream, dates, rng)
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    for n in range(days - 1):
        yield _night(midnight + timedelta(days=n))
    for n in range(0, days, WORKOUT_EVERY_DAYS):
        yield _run(midnight + timedelta(days=n, seconds=WORKOUT_AT_S), float(rng.uniform(5.5, 9.0)))
    for day in dates:
        yield element("ActivitySummary", {"dateComponents": day, "activeEnergyBurned": 480})


def _records(stream: _Stream, dates: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    """The records of one stream, a day at a time."""
    of = {
        "sourceName": stream.source.name,
        "sourceVersion": stream.source.version,
        "device": stream.source.device,
    }
    own = element("Record", {"type": _QUANTITY + stream.kind, **of, "unit": stream.unit})[: -len("/>\n")]
    closes = "/>\n" if not stream.inside else f">\n{stream.inside} </Record>\n"
    lasts_s = 0 if stream.unit == "count/min" else 50
    for n, day in enumerate(dates):
        at_s = rng.integers(0, DAY_S - lasts_s, stream.per_day)
        if stream.kind == "HeartRate" and n % WORKOUT_EVERY_DAYS == 0:
            at_s = np.concatenate([at_s, WORKOUT_AT_S + np.arange(0, WORKOUT_S, WORKOUT_READ_S)])
        at_s.sort()
        values = rng.integers(stream.low, stream.high, len(at_s)) / stream.scale
        yield "".join(
            f'{own} creationDate="{day} {_CLOCK[s + lasts_s]} +0000" startDate="{day} {_CLOCK[s]} +0000"'
            f' endDate="{day} {_CLOCK[s + lasts_s]} +0000" value="{value:g}"{closes}'
            for s, value in zip(at_s.tolist(), values.tolist(), strict=True)
        )


def _night(evening: datetime) -> str:
    """The night that follows the day which begins at ``evening``."""
    start = evening + timedelta(seconds=NIGHT_FROM_S)
    end = start + timedelta(seconds=NIGHT_S)
    stages = ("AsleepCore", "AsleepDeep", "AsleepCore", "AsleepREM")
    step = timedelta(seconds=STAGE_S)
    slept = [
        sleep(start + n * step, start + (n + 1) * step, stages[n % len(stages)], zone="UTC")
        for n in range(NIGHT_S // STAGE_S)
    ]
    about = timedelta(minutes=10)
    return "".join(
        [*slept, sleep(start - about, end + about, "InBed", PHONE), sleep(start, end, "Asleep", APP)]
    )


def _run(start: datetime, distance_km: float) -> str:
    end = start + timedelta(seconds=WORKOUT_S)
    inside = [
        metadata("HKIndoorWorkout", "0"),
        metadata("HKTimeZone", "UTC"),
        metadata("HKElevationAscended", "8520 cm"),
        statistics("HeartRate", start, end, "count/min", average=151.2, minimum=98, maximum=176),
        statistics("DistanceWalkingRunning", start, end, "km", sum=distance_km),
        statistics("StepCount", start, end, "count", sum=6600),
    ]
    return workout("Running", start, end, duration=WORKOUT_S / 60, durationUnit="min", inside=inside)
