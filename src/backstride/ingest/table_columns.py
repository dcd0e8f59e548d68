"""The columns of tables of the runner's own, or of an exporter's: what they are called and what they hold.

``docs/import.md`` shows this map; a test holds the page against it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MILE_M = 1609.344
LOCALES = ("en_US", "en_GB", "de")
"""Of the languages of the map's names: asked first for the names of months. Their orders of dates differ."""

KINDS = {
    "moment": "a date with a time of day, such as 2024-05-31 07:30 or 2024-05-31T07:30+02:00",
    "date": "a date, such as 2024-05-31",
    "time": "a time of day, such as 07:30",
    "number": "a number",
    "clock": "h:mm:ss, mm:ss among such, or an ISO duration such as PT45M12S",
    "offset": "an offset from UTC, such as +02:00",
    "yes": "yes or no",
    "text": "a word or a name",
    "sport": "a sport's name: run, Trail Run, Laufen, walk, ride",
    "exercise": "Health Connect's exerciseType: its number (56) or its name (EXERCISE_TYPE_RUNNING)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """``figure``: what an activity calls it; several columns may tell it, in units of their own.

    ``scale``: how many of the activity's unit one of the column's is.
    """

    figure: str
    kind: str
    names: tuple[str, ...]
    scale: float = 1.0


ACTIVITIES: Mapping[str, Column] = {
    "start": Column(
        "start",
        "moment",
        ("start", "start_time", "starttime", "started_at", "start_date_time", "begin", "beginn", "startzeit"),
    ),
    "date": Column("date", "date", ("date", "day", "datum", "tag", "start_date")),
    "time_of_day": Column("time_of_day", "time", ("time_of_day", "clock", "uhrzeit", "hora", "heure")),
    "end": Column("end", "moment", ("end", "end_time", "endtime", "ended_at", "finish", "ende", "endzeit")),
    "utc_offset": Column(
        "utc_offset",
        "offset",
        ("utc_offset", "offset", "zone_offset", "start_zone_offset", "time_zone_offset"),
    ),
    "elapsed_s": Column(
        "elapsed_s", "number", ("elapsed_s", "duration_s", "elapsed_seconds", "duration_seconds", "seconds")
    ),
    "elapsed_min": Column(
        "elapsed_s",
        "number",
        ("elapsed_min", "duration_min", "minutes", "duration_minutes", "dauer_min", "minuten"),
        60.0,
    ),
    "duration": Column("elapsed_s", "clock", ("duration", "elapsed", "elapsed_time", "dauer")),
    "moving_s": Column("moving_s", "number", ("moving_s", "moving_seconds")),
    "moving_min": Column("moving_s", "number", ("moving_min", "moving_minutes"), 60.0),
    "moving_time": Column("moving_s", "clock", ("moving_time", "moving")),
    "distance_m": Column("distance_m", "number", ("distance_m", "metres", "meters", "distance_meters")),
    "distance_km": Column(
        "distance_m", "number", ("distance_km", "km", "kilometres", "kilometers", "distanz_km"), 1000.0
    ),
    "distance_mi": Column("distance_m", "number", ("distance_mi", "mi", "miles", "distance_miles"), MILE_M),
    "sport": Column(
        "sport", "sport", ("sport", "type", "activity", "activity_type", "workout_type", "sportart")
    ),
    "exercise_type": Column("sport", "exercise", ("exercise_type", "exercisetype", "exercise")),
    "title": Column("title", "text", ("title", "name", "activity_name", "titel")),
    "ascent_m": Column("ascent_m", "number", ("ascent_m", "elevation_gain_m", "climb_m", "gain_m")),
    "descent_m": Column("descent_m", "number", ("descent_m", "elevation_loss_m", "loss_m")),
    "avg_hr_bpm": Column(
        "avg_hr_bpm",
        "number",
        (
            "avg_hr_bpm",
            "avg_hr",
            "average_hr",
            "average_heart_rate",
            "avg_heart_rate",
            "hr_avg",
            "mean_hr",
            "average_heart_rate_bpm",
        ),
    ),
    "max_hr_bpm": Column(
        "max_hr_bpm", "number", ("max_hr_bpm", "max_hr", "max_heart_rate", "hr_max", "maximum_heart_rate")
    ),
    "avg_cadence_spm": Column(
        "cadence_spm", "number", ("avg_cadence_spm", "cadence_spm", "average_cadence_spm", "steps_per_minute")
    ),
    "indoor": Column("indoor", "yes", ("indoor", "treadmill", "laufband")),
    "gear": Column("gear", "text", ("gear", "shoes", "shoe", "equipment", "schuhe", "schuh")),
}
"""A table of activities: one line each."""

AMBIGUOUS: Mapping[str, str] = {
    "distance": "call it distance_m, distance_km or distance_mi",
    "distanz": "call it distance_m, distance_km or distance_mi",
    "strecke": "call it distance_m, distance_km or distance_mi",
    "time": "call it time_of_day where it tells when, or duration where it tells how long",
    "zeit": "call it time_of_day where it tells when, or duration where it tells how long",
    "cadence": "call it avg_cadence_spm, with both feet counted",
    "avg_cadence": "call it avg_cadence_spm, with both feet counted",
    "ascent": "call it ascent_m, in metres",
    "elevation_gain": "call it ascent_m, in metres",
    "descent": "call it descent_m, in metres",
    "elevation_loss": "call it descent_m, in metres",
}
"""Names that leave open what the column holds, and what to call it instead."""

NEEDED_FOR = {"distance": "distance_m", "distanz": "distance_m", "strecke": "distance_m"} | {
    "time": "elapsed_s",
    "zeit": "elapsed_s",
}
"""Without these figures a row is worth little: where only such a name tells them, the table is refused."""

MEASURES: Mapping[str, Column] = {
    "date": Column("date", "date", ("date", "day", "datum", "tag", "calendar_date")),
    "kind": Column("kind", "text", ("kind", "measure", "metric")),
    "value": Column("value", "number", ("value", "wert")),
    "sleep_h": Column("sleep_h", "number", ("sleep_h", "sleep_hours", "sleep", "schlaf")),
    "resting_hr_bpm": Column(
        "resting_hr_bpm",
        "number",
        ("resting_hr_bpm", "resting_hr", "resting_heart_rate", "rhr", "ruhepuls"),
    ),
    "source": Column("source", "text", ("source", "device", "quelle")),
}
"""A table of nights and days: one line for each, or one for each figure with its kind and value."""

HEALTH_CONNECT_SPORTS: Mapping[int, str] = {
    8: "biking",
    9: "biking_stationary",
    37: "hiking",
    56: "running",
    57: "running_treadmill",
    70: "strength_training",
    73: "swimming_open_water",
    74: "swimming_pool",
    79: "walking",
    81: "weightlifting",
}
"""``EXERCISE_TYPE_*`` of Health Connect's Jetpack library, which is what apps export."""

_OTHER_NUMBERS = "0 2 4 5 10 11 13 14 16 25 26 27 28 29 31 32 33 34 35 36 38 39 44 46 47 48 50 51 52 53 54 55"
_OTHER_NUMBERS += " 58 59 60 61 62 63 64 65 66 68 69 71 72 75 76 78 80 82 83"
HEALTH_CONNECT_OTHERS = frozenset(int(number) for number in _OTHER_NUMBERS.split())
"""The library's numbers of other sports. Android's own ``ExerciseSessionType`` counts otherwise."""


def key_of(name: str) -> str:
    """A column's name in the form of the map: "Distance (km)" and "distanceKm" are both distance_km."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\W_]+", "_", split).strip("_").lower()


def columns_of(header: list[str], among: Mapping[str, Column]) -> dict[str, list[int]]:
    """The numbers of the columns that ``among`` knows, by its own names for them, in their order."""
    by_name = {name: own for own, column in among.items() for name in column.names}
    found: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        own = by_name.get(key_of(name))
        if own is not None:
            found.setdefault(own, []).append(index)
    return found
