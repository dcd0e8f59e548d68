"""What Garmin's account export tells in JSON beside the watch's own files: activities, nights and days.

The list of activities (``*_summarizedActivities.json``) keeps distances and heights in centimetres, times in
milliseconds, dates in milliseconds since 1970. A night (``*_sleepData.json``) and a day (``UDSFile_*.json``)
belong to their ``calendarDate``, the night to the date of waking up. Other JSON is passed over.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, tzinfo

from backstride.ingest.listed import Listed, activity_of, in_short
from backstride.ingest.nights import in_words, measure_of
from backstride.ingest.sniff import A_JSON_FILE
from backstride.ingest.sports import is_indoor, listed_sport_of, sub_sport_of
from backstride.records import Activity, Failed, Measure, MeasureKind, Parsed, ParseOutcome, Skipped, Sport

SOURCE = "garmin"
MB = 1_000_000
MOST_BYTES = 32 * MB
"""Garmin cuts its lists into files of a thousand activities, a few megabytes each."""
_MOST_DEPTH = 100  # of brackets open at once; the lists have fewer than ten
_MOST_BRACKETS = 1_500_000  # each takes some hundred bytes of memory
_CM_PER_M, _MS_PER_S, _SECONDS_PER_HOUR = 100.0, 1000.0, 3600.0
_ACTIVITIES = "summarizedActivitiesExport"
_PHASES = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
_RESTING = ("restingHeartRate", "currentDayRestingHeartRate")
_NAMED = (
    ("summarizedactivities.json", "Garmin's list of activities"),
    ("sleepdata.json", "Garmin's list of nights"),
)
_DAYS_FILE = re.compile(r"udsfile_.*\.json")
_MULTISPORT = ("multi_sport", "multisport")


def read_json(name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities or measures of one of Garmin's lists; any other JSON is skipped.

    A list that is one by its name and cannot be read has failed, with the byte at fault.
    """
    what = _what(name)
    if what is None and not any(mark in data for mark in _MARKS):
        return Skipped(A_JSON_FILE)
    if not _is_bounded(data):
        reason = f"{what} is larger or deeper than Garmin writes it: not read"
        return Skipped(A_JSON_FILE) if what is None else Failed(reason)
    try:
        content = json.loads(data)
    except json.JSONDecodeError as error:
        offset = len(error.doc[: error.pos].encode("utf-8", "surrogatepass"))
        return Skipped(A_JSON_FILE) if what is None else Failed(f"{what} is no JSON: {error.msg}", offset)
    except (UnicodeDecodeError, ValueError):  # not a text; a number of more digits than any number has
        return Skipped(A_JSON_FILE) if what is None else Failed(f"{what} is no JSON")
    entries = list(_entries(content))
    listed = [entry for entry in entries if _ACTIVITIES in entry]
    if listed:
        return _read_activities(listed, home_zone)
    return _read_wellness(entries, what)


_MARKS = tuple(f'"{mark}"'.encode() for mark in (_ACTIVITIES, *_PHASES, *_RESTING))


def _what(name: str) -> str | None:
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    if _DAYS_FILE.fullmatch(base):
        return "Garmin's list of days"
    return next((words for suffix, words in _NAMED if base.endswith(suffix)), None)


def _is_bounded(data: bytes) -> bool:
    """Whether the text is small and flat enough to be parsed; brackets in its texts count as well."""
    if len(data) > MOST_BYTES or data.count(b"{") + data.count(b"[") > _MOST_BRACKETS:
        return False
    depth = 0
    for found in re.finditer(rb"[\[{]|[\]}]", data):
        depth += 1 if found[0] in b"[{" else -1
        if depth > _MOST_DEPTH:
            return False
    return True


def _entries(content: object) -> Iterator[dict[str, object]]:
    for entry in content if isinstance(content, list) else [content]:
        if isinstance(entry, dict):
            yield entry


def _read_activities(listed: list[dict[str, object]], home_zone: tzinfo) -> ParseOutcome:
    activities: list[Activity] = []
    problems: list[str] = []
    rows = [row for entry in listed for row in _entries(entry[_ACTIVITIES])]
    for number, row in enumerate(rows, 1):
        if _is_whole_of_parts(row):
            continue  # its parts stand in the list by themselves
        found = _activity(row, home_zone)
        if isinstance(found, str):
            problems.append(f"activity {_text(row, 'activityId') or f'number {number}'}: {found}")
        else:
            activities.append(found)
    if activities:
        return Parsed(tuple(activities), in_short(problems))
    if problems:
        return Failed(f"Garmin's list of activities: none of it could be understood ({problems[0]})")
    return Skipped("Garmin's list of activities; it is empty")


def _is_whole_of_parts(row: dict[str, object]) -> bool:
    return True in (row.get("parent"), row.get("isParent")) or _text(row, "activityType") in _MULTISPORT


def _activity(row: dict[str, object], home_zone: tzinfo) -> Activity | str:
    start_ms = _number(row, "startTimeGmt")
    start_ms = _number(row, "beginTimestamp") if start_ms is None else start_ms
    if start_ms is None:
        return "it does not tell when it started"
    local_ms = _number(row, "startTimeLocal")
    kind = _text(row, "activityType") or _text(row, "sportType")
    sport = listed_sport_of(kind)
    listed = Listed(
        source=SOURCE,
        start_utc_s=start_ms / _MS_PER_S,
        offset_s=None if local_ms is None else (local_ms - start_ms) / _MS_PER_S,
        fix_deg=_fix_deg(row),
        sport=Sport.OTHER if sport is None and kind else sport,
        sub_sport=sub_sport_of(kind),
        elapsed_s=_scaled(row, "elapsedDuration", _MS_PER_S) or _scaled(row, "duration", _MS_PER_S),
        moving_s=_scaled(row, "movingDuration", _MS_PER_S) or _scaled(row, "duration", _MS_PER_S),
        distance_m=_scaled(row, "distance", _CM_PER_M),
        ascent_m=_scaled(row, "elevationGain", _CM_PER_M),
        descent_m=_scaled(row, "elevationLoss", _CM_PER_M),
        avg_hr_bpm=_number(row, "avgHr"),
        max_hr_bpm=_number(row, "maxHr"),
        cadence_spm=_number(row, "avgDoubleCadence") or _number(row, "avgRunCadence"),
        indoor=is_indoor(kind),
    )
    return activity_of(listed, home_zone)


def _fix_deg(row: dict[str, object]) -> tuple[float, float] | None:
    latitude_deg, longitude_deg = _number(row, "startLatitude"), _number(row, "startLongitude")
    if latitude_deg is None or longitude_deg is None or abs(latitude_deg) > 90 or abs(longitude_deg) > 180:
        return None
    return (latitude_deg, longitude_deg) if latitude_deg or longitude_deg else None


def _read_wellness(entries: list[dict[str, object]], what: str | None) -> ParseOutcome:
    measures: dict[tuple[date, MeasureKind], Measure] = {}
    left_out = 0
    for entry in entries:
        for kind, value in _told(entry):
            day = _day(entry)
            measure = None if day is None else measure_of(day, kind, value, SOURCE)
            if day is None or measure is None:
                left_out += 1
                continue
            before = measures.get((day, kind))
            # Of two sleeps of a date the longer is the night; of two figures of a day the later counts.
            if before is None or kind is not MeasureKind.SLEEP_H or before.value < value:
                measures[day, kind] = measure
    if what is None and not measures:
        return Skipped(A_JSON_FILE)
    return Skipped(in_words(measures.values(), left_out), measures=tuple(measures.values()))


def _told(entry: dict[str, object]) -> Iterator[tuple[MeasureKind, float]]:
    """What a night or a day tells; nothing where the watch was not worn."""
    asleep_s = sum(_number(entry, phase) or 0.0 for phase in _PHASES)
    if asleep_s:
        yield MeasureKind.SLEEP_H, asleep_s / _SECONDS_PER_HOUR
    resting_bpm = next((rate for key in _RESTING if (rate := _number(entry, key))), None)
    if resting_bpm is not None:
        yield MeasureKind.RESTING_HR_BPM, resting_bpm


def _day(entry: dict[str, object]) -> date | None:
    stated = entry.get("calendarDate")
    if isinstance(stated, dict):  # as exports of some years wrap it
        stated = stated.get("date")
    try:
        return date.fromisoformat(str(stated)[:10])
    except ValueError:
        return None


def _scaled(row: dict[str, object], key: str, per: float) -> float | None:
    value = _number(row, key)
    return None if value is None else value / per


def _number(row: dict[str, object], key: str) -> float | None:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        return None
    return float(value)


def _text(row: dict[str, object], key: str) -> str | None:
    value = row.get(key)
    if isinstance(value, dict):  # as the website's own lists wrap it
        value = value.get("typeKey")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
