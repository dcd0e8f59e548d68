"""A table of activities of the runner's own, and of Health Connect's exporters."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backstride.ingest import read, sniff
from backstride.ingest.table_columns import ACTIVITIES, AMBIGUOUS, KINDS, MEASURES, key_of
from backstride.records import Activity, Failed, Parsed, Skipped, Sport

HOME = ZoneInfo("Europe/Helsinki")


def parsed(text: str) -> Parsed:
    outcome = read("my runs.csv", text.encode(), HOME)
    assert isinstance(outcome, Parsed), outcome
    return outcome


def one(text: str) -> Activity:
    (activity,) = parsed(text).activities
    return activity


def failed(text: str) -> str:
    outcome = read("my runs.csv", text.encode(), HOME)
    assert isinstance(outcome, Failed), outcome
    return outcome.reason


def test_every_figure_is_read_in_its_unit():
    header = (
        "start,sport,elapsed_s,moving_s,distance_m,ascent_m,descent_m,avg_hr_bpm,max_hr_bpm,avg_cadence_spm"
    )
    activity = one(
        f"{header},indoor,gear\n2024-05-01T07:30:00+02:00,run,1800,1750,5000,40,35,150,170,168,no,Blue\n"
    )
    assert activity.start_utc == datetime(2024, 5, 1, 5, 30, tzinfo=UTC)
    assert (activity.utc_offset_s, activity.offset_source) == (7200, "file")
    assert (activity.elapsed_s, activity.moving_s, activity.distance_m) == (1800, 1750, 5000)
    assert (activity.ascent_m, activity.descent_m) == (40, 35)
    assert (activity.avg_hr_bpm, activity.max_hr_bpm, activity.avg_cadence_spm) == (150, 170, 168)
    assert (activity.sport, activity.indoor, activity.gear) == (Sport.RUN, False, "Blue")
    assert (activity.source, activity.sport_source) == ("csv", "file")


@pytest.mark.parametrize(
    ("column", "cell", "figure", "value"),
    [
        ("Distance (km)", "8,2", "distance_m", 8200.0),
        ("distance_mi", "5", "distance_m", 8046.72),
        ("miles", "5", "distance_m", 8046.72),
        ("distanceMeters", "8200", "distance_m", 8200.0),
        ("Duration (min)", "45", "elapsed_s", 2700.0),
        ("duration", "0:45:12", "elapsed_s", 2712.0),
        ("Dauer", "1:00:05", "elapsed_s", 3605.0),
        ("duration", "PT1H5M7.5S", "elapsed_s", 3907.5),
        ("moving_min", "44", "moving_s", 2640.0),
        ("Avg HR", "151", "avg_hr_bpm", 151.0),
    ],
)
def test_columns_by_their_other_names(column, cell, figure, value):
    activity = one(f"start;end;sport;{column}\n2024-05-01 07:30;;run;{cell}\n")
    assert getattr(activity, figure) == pytest.approx(value)


def test_a_start_without_an_offset_is_on_the_runner_s_own_clock():
    activity = one("start,km\n2024-05-01 07:30,8\n")
    assert activity.start_utc == datetime(2024, 5, 1, 4, 30, tzinfo=UTC)
    assert (activity.utc_offset_s, activity.offset_source) == (10800, "home")


@pytest.mark.parametrize(("offset", "offset_s"), [("-05:00", -18000), ("+05:30", 19800), ("UTC+2", 7200)])
def test_an_offset_may_stand_in_a_column(offset, offset_s):
    activity = one(f"start,startZoneOffset,km\n2024-05-01 07:30,{offset},8\n")
    assert activity.start_utc == datetime(2024, 5, 1, 7, 30, tzinfo=UTC) - timedelta(seconds=offset_s)
    assert (activity.utc_offset_s, activity.offset_source) == (offset_s, "file")


@pytest.mark.parametrize("offset", ["Z", "utc", "+00:00"])
def test_a_start_in_utc_is_one_and_tells_nothing_of_the_runner_s_clock(offset):
    activity = one(f"start,utc_offset,km\n2024-05-01 07:30,{offset},8\n")
    assert activity.start_utc == datetime(2024, 5, 1, 7, 30, tzinfo=UTC)
    assert (activity.utc_offset_s, activity.offset_source) == (10800, "home")


@pytest.mark.parametrize(
    "text",
    [
        "date,time_of_day,km\n2024-05-01,07:30,8\n",
        "date,start,km\n2024-05-01,07:30,8\n",
        "Datum;Uhrzeit;km\n01.05.2024;07:30;8\n13.05.2024;18:00;8\n",
        "date,km\n2024-05-01 07:30,8\n",
        "startTime,distanceKm\n1714537800000,8\n",
        "start,km\n1714537800,8\n",
        "start,km\n1 May 2024 7:30 AM,8\n",
        "start;km\n1. Mai 2024 07:30;8\n",
    ],
)
def test_ways_to_tell_the_start(text):
    assert parsed(text).activities[0].start_utc == datetime(2024, 5, 1, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize("end", ["2024-05-01 08:15", "08:15"])
def test_the_end_tells_the_time(end):
    assert one(f"date,start,end,km\n2024-05-01,07:30,{end},8\n").elapsed_s == 2700.0


def test_a_date_that_can_be_read_in_two_ways_is_told():
    assert "year-month-day" in failed("start,km\n03/04/2024 07:30,8\n")


def test_an_end_before_the_start_is_told():
    assert "ends before" in failed("start,end,km\n2024-05-01 07:30,2024-05-01 07:00,8\n")


@pytest.mark.parametrize(
    ("written", "sport", "indoor"),
    [
        ("56", Sport.RUN, False),
        ("57", Sport.RUN, True),
        ("9", Sport.RIDE, True),
        ("79", Sport.WALK, False),
        ("70", Sport.STRENGTH, False),
        ("74", Sport.SWIM, False),
        ("83", Sport.OTHER, False),
        ("0", Sport.OTHER, False),
        ("EXERCISE_TYPE_RUNNING_TREADMILL", Sport.RUN, True),
        ("running", Sport.RUN, False),
    ],
)
def test_health_connect_s_exercise_types(written, sport, indoor):
    activity = one(f"startTime,exerciseType,distanceKm\n2024-05-01T07:30:00Z,{written},8\n")
    assert (activity.sport, activity.indoor) == (sport, indoor)


@pytest.mark.parametrize("written", ["1", "3", "999", "EXERCISE_TYPE_FLYING"])
def test_a_number_that_health_connect_has_not_is_told(written):
    assert "Health Connect" in failed(
        f"startTime,exerciseType,distanceKm\n2024-05-01T07:30:00Z,{written},8\n"
    )


def test_a_number_in_a_column_of_sports_is_no_sport():
    assert "'9'" in failed("start,sport,km\n2024-05-01 07:30,9,8\n")


def test_without_a_sport_the_title_tells_it_or_the_speed():
    text = "start,title,km,minutes\n2024-05-01 07:30,Long run,20,240\n2024-05-02 07:30,,8,45\n"
    activities = parsed(text).activities
    assert [(a.sport, a.sport_source) for a in activities] == [(Sport.RUN, "name"), (Sport.RUN, "speed")]


@pytest.mark.parametrize("name", ["distance", "Distanz", "Strecke", "time", "Zeit"])
def test_a_column_that_leaves_open_what_it_holds_refuses_the_table_and_is_named(name):
    other = "duration_s" if AMBIGUOUS[key_of(name)].startswith("call it distance") else "km"
    reason = failed(f"start,{other},{name}\n2024-05-01 07:30,8,1\n")
    assert f"the column {name} " in reason
    assert "call it" in reason


def test_where_another_column_tells_it_the_open_one_is_only_left_out():
    outcome = parsed("start,km,distance,cadence,mood\n2024-05-01 07:30,8,1,80,fine\n")
    assert outcome.activities[0].distance_m == 8000.0
    assert outcome.activities[0].avg_cadence_spm is None
    assert [warning.split()[2] for warning in outcome.warnings[:2]] == ["distance", "cadence"]
    assert outcome.warnings[2] == "columns that are not read: mood"


def test_a_duration_without_a_unit_refuses_the_table():
    assert "the column Dauer " in failed("start,km,Dauer\n2024-05-01 07:30,8,45\n")


def test_a_duration_of_two_parts_is_told_and_the_rest_of_the_line_is_read():
    outcome = parsed("start,km,duration\n2024-05-01 07:30,8,1:05\n2024-05-02 07:30,8,0:45\n")
    assert outcome.activities[0].elapsed_s is None
    assert outcome.activities[0].distance_m == 8000.0
    assert [warning.partition(" is ")[0] for warning in outcome.warnings] == [
        "line 2: duration '1:05'",
        "line 3: duration '0:45'",
    ]


@pytest.mark.parametrize("other", ["1:05:12", "45:12", "125:12"])
def test_two_parts_are_minutes_and_seconds_where_the_column_tells(other):
    outcome = parsed(
        f"start,km,duration\n2024-05-01 07:30,3,12:30\n2024-05-02 07:30,9,{other}\n2024-05-03 07:30,5,\n"
    )
    assert outcome.activities[0].elapsed_s == 750.0
    assert outcome.activities[1].elapsed_s == {"1:05:12": 3912.0, "45:12": 2712.0, "125:12": 7512.0}[other]
    assert outcome.activities[2].elapsed_s is None
    assert outcome.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "title,start,end,location\nMeeting,2024-05-30 10:00,2024-05-30 11:00,Berlin\n",
        "Id,Start Time,End Time,Minutes Asleep\n1,2024-05-01 10:00PM,2024-05-02 6:00AM,420\n",
        "start,minutes\n2024-05-30 10:00,45\n",
        "sport,km\nrun,8\n",
        "start,sport\n2024-05-30 10:00,run\n",
    ],
)
def test_a_table_of_meetings_or_nights_is_none_of_activities(text):
    assert read("t.csv", text.encode(), HOME) == Skipped(sniff.A_TABLE)


@pytest.mark.parametrize("digits", ["9" * 5000, "٣" * 5000])
@pytest.mark.parametrize("column", ["duration", "km", "start", "utc_offset", "exercise_type", "avg_hr"])
@pytest.mark.parametrize("form", ["{}", "{}:00:00", "{}:00", "PT{}M", "PT1.{}S", "+{}:00"])
def test_no_number_is_too_long(digits, column, form):
    text = f"date,{column},minutes,sport\n2024-05-01 07:30,{form.format(digits)},45,run\n"
    outcome = read("t.csv", text.encode(), HOME)
    assert "reader failed" not in getattr(outcome, "reason", "")


@pytest.mark.parametrize(
    ("column", "cell"), [("indoor", "perhaps"), ("duration", "a while"), ("avg_hr", "low")]
)
def test_a_cell_that_is_not_understood_is_told_and_the_rest_of_the_line_is_read(column, cell):
    outcome = parsed(f"start,sport,km,{column}\n2024-05-01 07:30,run,8,{cell}\n")
    assert outcome.activities[0].distance_m == 8000.0
    assert outcome.activities[0].indoor is False
    assert len(outcome.warnings) == 1
    assert repr(cell) in outcome.warnings[0]


def test_two_columns_that_mean_the_same_refuse_the_table():
    assert "km and kilometers" in failed("start,km,kilometers\n2024-05-01 07:30,8,8\n")


def test_a_table_without_times_of_day_says_what_is_missing():
    assert "add a column start" in failed("date,km\n2024-05-01,8\n2024-05-02,9\n")


def test_lines_that_cannot_be_understood_are_named_and_the_rest_is_read():
    lines = [
        "start,sport,km",
        "2024-05-01 07:30,run,8",
        "soon,run,8",
        "2024-05-03,run,8",
        "2024-05-04 07:30,fly,8",
    ]
    lines += ["2024-05-05 07:30,run,far"]
    outcome = parsed("\n".join(lines))
    assert [activity.local_date.day for activity in outcome.activities] == [1, 5]
    assert [warning[:7] for warning in outcome.warnings] == ["line 3:", "line 4:", "line 5:", "line 6:"]


def test_an_offset_that_is_none_is_told():
    assert "write it as +02:00" in failed("start,utc_offset,km\n2024-05-01 07:30,summer,8\n")


def test_a_header_alone_is_an_empty_table():
    assert read("t.csv", b"start,km\n", HOME) == Skipped("a table of activities; it is empty")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Distance (km)", "distance_km"),
        ("distanceKm", "distance_km"),
        (" AVG-HR ", "avg_hr"),
        ("Größe", "größe"),
    ],
)
def test_names_are_known_however_they_are_written(name, key):
    assert key_of(name) == key


@pytest.mark.parametrize("columns", [ACTIVITIES, MEASURES])
def test_the_map_is_sound(columns):
    names = [name for column in columns.values() for name in column.names]
    assert len(names) == len(set(names))
    assert all(key_of(name) == name for name in names)
    assert all(column.kind in KINDS for column in columns.values())
    assert not set(names) & set(AMBIGUOUS)
