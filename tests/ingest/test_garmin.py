"""Garmin's account export: its lists in JSON, and the nested zips of its watch files."""

import io
import json
import struct
import time
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from fastcrc import crc16
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest import Leaf, garmin, read, walk
from backstride.records import Failed, MeasureKind, Parsed, Skipped, Sport
from backstride.samples import fit_writer
from backstride.samples.runs import record
from backstride.samples.simulate import SampleRun

HOME = ZoneInfo("Europe/Berlin")
FITNESS = "DI_CONNECT/DI-Connect-Fitness/runner@example.org_0_summarizedActivities.json"
SLEEP = "DI_CONNECT/DI-Connect-Wellness/2024-01-01_2024-04-10_1234_sleepData.json"
DAYS = "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2024-01-01_2024-04-10.json"
START_MS = 1_714_541_400_000  # 2024-05-01 05:30 UTC

RUN = {
    "activityId": 123,
    "name": "Morning",
    "activityType": "running",
    "sportType": "RUNNING",
    "startTimeGmt": float(START_MS),
    "startTimeLocal": START_MS + 7_200_000.0,
    "beginTimestamp": START_MS,
    "duration": 2_705_000.5,
    "elapsedDuration": 2_800_250.0,
    "movingDuration": 2_690_000.0,
    "distance": 812_345.0,
    "elevationGain": 6_200.0,
    "elevationLoss": 5_900.0,
    "avgSpeed": 0.3,
    "avgHr": 148.0,
    "maxHr": 171.0,
    "avgRunCadence": 84.0,
    "avgDoubleCadence": 169.3,
    "startLatitude": 52.5,
    "startLongitude": 13.4,
    "deviceId": 9,
    "manufacturer": "GARMIN",
}
NIGHT = {
    "calendarDate": "2024-05-01",
    "sleepStartTimestampGMT": "2024-04-30T21:00:00.0",
    "deepSleepSeconds": 3_600,
    "lightSleepSeconds": 18_000,
    "remSleepSeconds": 5_400,
    "awakeSleepSeconds": 900,
}
DAY = {
    "calendarDate": "2024-05-01",
    "restingHeartRate": 47,
    "currentDayRestingHeartRate": 51,
    "totalSteps": 9,
}


def listed(*activities: dict[str, object]) -> bytes:
    return json.dumps([{"summarizedActivitiesExport": list(activities)}]).encode()


def parsed(*activities: dict[str, object]) -> Parsed:
    outcome = read(FITNESS, listed(*activities), HOME)
    assert isinstance(outcome, Parsed), outcome
    return outcome


def test_an_activity_of_the_list_is_read_in_its_own_units():
    (activity,) = parsed(RUN).activities
    assert activity.start_utc == datetime(2024, 5, 1, 5, 30, tzinfo=UTC)
    assert (activity.utc_offset_s, activity.offset_source) == (7200, "file")
    assert (activity.sport, activity.source, activity.indoor) == (Sport.RUN, "garmin", False)
    assert (activity.distance_m, activity.elapsed_s, activity.moving_s) == (8123.45, 2800.25, 2690.0)
    assert (activity.ascent_m, activity.descent_m) == (62.0, 59.0)
    assert (activity.avg_hr_bpm, activity.max_hr_bpm, activity.avg_cadence_spm) == (148.0, 171.0, 169.3)


@pytest.mark.parametrize(
    ("kind", "sport", "indoor"),
    [
        ("trail_running", Sport.RUN, False),
        ("treadmill_running", Sport.RUN, True),
        ("virtual_run", Sport.RUN, True),
        ("ultra_run", Sport.RUN, False),
        ("hiking", Sport.WALK, False),
        ("indoor_cycling", Sport.RIDE, True),
        ("lap_swimming", Sport.SWIM, False),
        ("strength_training", Sport.STRENGTH, False),
        ("indoor_cardio", Sport.OTHER, True),
        ("resort_skiing_snowboarding_ws", Sport.OTHER, False),
    ],
)
def test_kinds_of_activity(kind, sport, indoor):
    (activity,) = parsed(RUN | {"activityType": kind}).activities
    assert (activity.sport, activity.indoor) == (sport, indoor)


def test_the_cadence_of_one_foot_is_doubled():
    (activity,) = parsed({key: value for key, value in RUN.items() if key != "avgDoubleCadence"}).activities
    assert activity.avg_cadence_spm == 168.0


@pytest.mark.parametrize("mark", [{"parent": True}, {"isParent": True}, {"activityType": "multi_sport"}])
def test_the_whole_of_a_multisport_is_no_activity_of_its_own(mark):
    parts = [RUN | {"parentId": 9, "parent": False}, RUN | {"activityType": "cycling", "parentId": 9}]
    whole = RUN | {"activityId": 9, "childIds": [1, 2]} | mark
    assert [activity.sport for activity in parsed(whole, *parts).activities] == [Sport.RUN, Sport.RIDE]


def test_where_the_local_time_is_missing_the_position_tells_the_offset():
    row = {key: value for key, value in RUN.items() if key != "startTimeLocal"}
    (activity,) = parsed(row).activities
    assert (activity.utc_offset_s, activity.offset_source) == (7200, "position")
    (activity,) = parsed(row | {"startLatitude": 999.0}).activities
    assert activity.offset_source == "home"


def test_an_activity_without_a_start_is_named_and_the_rest_is_read():
    outcome = parsed(RUN, {"activityId": 77, "activityType": "running"}, {"beginTimestamp": 5})
    assert len(outcome.activities) == 1
    assert outcome.warnings[0].startswith("activity 77: ")
    assert outcome.warnings[1].startswith("activity number 3: ")


def test_a_list_without_activities_is_skipped():
    assert isinstance(read(FITNESS, listed(), HOME), Skipped)


def test_nights_are_measures_of_the_date_of_waking_up():
    outcome = read(SLEEP, json.dumps([NIGHT, {"calendarDate": "2024-05-02"}]).encode(), HOME)
    assert isinstance(outcome, Skipped)
    assert outcome.reason == "nights and days: 1 night with sleep taken"
    (measure,) = outcome.measures
    assert (measure.date, measure.kind, measure.value) == (date(2024, 5, 1), MeasureKind.SLEEP_H, 7.5)
    assert measure.source == "garmin"


def test_of_two_sleeps_of_a_date_the_longer_one_is_the_night():
    nap = NIGHT | {"deepSleepSeconds": 0, "lightSleepSeconds": 1_800, "remSleepSeconds": 0}
    for order in ([NIGHT, nap], [nap, NIGHT]):
        outcome = read(SLEEP, json.dumps(order).encode(), HOME)
        assert [measure.value for measure in outcome.measures] == [7.5]


def test_days_are_measures_of_the_resting_heart_rate():
    wrapped = {"calendarDate": {"date": "2024-05-02"}, "currentDayRestingHeartRate": 51.0}
    outcome = read(DAYS, json.dumps([DAY, wrapped, {"calendarDate": "2024-05-03"}]).encode(), HOME)
    assert isinstance(outcome, Skipped)
    assert [(m.date.day, m.kind, m.value) for m in outcome.measures] == [
        (1, MeasureKind.RESTING_HR_BPM, 47.0),
        (2, MeasureKind.RESTING_HR_BPM, 51.0),
    ]
    assert "2 days" in outcome.reason


def test_a_night_without_a_date_is_counted_as_not_understood():
    outcome = read(SLEEP, json.dumps([NIGHT | {"calendarDate": None}]).encode(), HOME)
    assert "1 not understood" in outcome.reason


@pytest.mark.parametrize("data", [b'{"a": 1}', b"[]", b'"text"', b"[1, 2", b"\xff\xff", b"nothing"])
def test_other_json_is_passed_over(data):
    assert read("DI_CONNECT/DI-Connect-User/user_profile.json", data, HOME) == Skipped(
        "a JSON file; it holds no activity that is read here"
    )


@pytest.mark.parametrize("name", [FITNESS, SLEEP, DAYS])
def test_a_list_that_is_damaged_has_failed_with_its_byte(name):
    outcome = read(name, '[{"näme": 1, }]'.encode(), HOME)
    assert isinstance(outcome, Failed)
    assert outcome.offset == len('[{"näme": 1, '.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000 + b"]" * 200_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" + b"[]," * 2_000_000 + b"[]]",
        b"[" + b"9" * 500_000 + b"]",
        b"\xff\xfe" + b"[" * 50_000,
    ],
)
def test_hostile_json_is_refused_in_no_time(data):
    started = time.perf_counter()
    assert isinstance(read(FITNESS, data, HOME), Failed | Skipped)
    assert isinstance(read("other.json", b'"restingHeartRate"' + data, HOME), Skipped)
    assert time.perf_counter() - started < 10


def test_a_list_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(garmin, "MOST_BYTES", 100)
    assert isinstance(read(FITNESS, listed(RUN), HOME), Failed)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def fit_of_type(file_type: int) -> bytes:
    """A watch file that holds nothing but its own type: 2 settings, 15 monitoring."""
    body = bytes([0x40, 0, 0, 0, 0, 1, 0, 1, 0x00]) + bytes([0, file_type])
    whole = struct.pack("<BBHI4sH", 14, 0x20, 2100, len(body), b".FIT", 0) + body
    return whole + struct.pack("<H", crc16.arc(whole))


def test_a_takeout_of_nested_zips_is_read_whole():
    """Most of the watch's own files are no activities; the lists tell of the runs once more."""
    runs = [
        SampleRun(
            date=np.datetime64("2024-05-01") + np.timedelta64(day, "D"),
            distance_km=5.0 + day,
            intensity_share=0.1,
            hard_share=1.0,
            descent_m_per_km=5.0,
            warmup=False,
        )
        for day in range(3)
    ]
    recordings = [record(run, seed=day) for day, run in enumerate(runs)]
    uploaded = {f"u_{n}.fit": fit_writer.write(recording) for n, recording in enumerate(recordings)}
    others = {f"u_{n}.fit": fit_of_type(15 if n % 2 else 2) for n in range(100, 140)}
    rows = [
        RUN
        | {"activityId": n, "startTimeGmt": recording.start_utc.timestamp() * 1000}
        | {"startTimeLocal": (recording.start_utc.timestamp() + recording.utc_offset_s) * 1000}
        | {"distance": 100_000.0 * run.distance_km, "elapsedDuration": recording.time_s[-1] * 1000}
        for n, (run, recording) in enumerate(zip(runs, recordings, strict=True))
    ]
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files"
    takeout = zipped(
        {
            FITNESS: listed(*rows),
            SLEEP: json.dumps([NIGHT]).encode(),
            DAYS: json.dumps([DAY]).encode(),
            "DI_CONNECT/DI-Connect-User/user_settings.json": b'{"weight": 70}',
            f"{folder}/UploadedFiles_0-_Part1.zip": zipped(uploaded | dict(list(others.items())[:20])),
            f"{folder}/UploadedFiles_0-_Part2.zip": zipped(dict(list(others.items())[20:])),
        }
    )
    outcomes = {}
    for leaf in walk("takeout.zip", io.BytesIO(takeout)):
        assert isinstance(leaf, Leaf), leaf
        outcomes[leaf.name] = read(leaf.name, leaf.data, HOME)
    assert len(outcomes) == 4 + 3 + 40
    watch = [o for name, o in outcomes.items() if name.endswith(".fit")]
    from_watch = [activity for o in watch if isinstance(o, Parsed) for activity in o.activities]
    assert len(from_watch) == 3
    assert all(isinstance(o, Parsed) or o.reason for o in watch)
    (from_list,) = (o.activities for name, o in outcomes.items() if name.endswith("Activities.json"))
    for one, other in zip(from_watch, from_list, strict=True):
        assert one.start_utc == other.start_utc
        assert one.utc_offset_s == other.utc_offset_s
        assert one.elapsed_s == pytest.approx(other.elapsed_s, abs=1)
        assert one.distance_m == pytest.approx(other.distance_m, rel=0.01)
    measures = [m for o in outcomes.values() if isinstance(o, Skipped) for m in o.measures]
    assert {measure.kind for measure in measures} == set(MeasureKind)


KEYS = [*RUN, *NIGHT, *DAY, "parent", "parentId"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=9),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([FITNESS, SLEEP, DAYS, "any.json"]), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_json_is_an_outcome(value, name, wrapped):
    content = [{"summarizedActivitiesExport": value}] if wrapped else value
    outcome = read(name, json.dumps(content).encode(), HOME)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")
