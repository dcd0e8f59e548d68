"""Strava's list of activities in its languages, and what stands in such lists."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strava_lists import Entry, by_hand, runs, written

from backstride.ingest import Leaf, read, walk
from backstride.records import Activity, Failed, Parsed, Skipped, Sport

HOME = ZoneInfo("Europe/Berlin")
LANGUAGES = {
    "en": ("en_US", "Run", "Ride"),
    "de": ("de", "Lauf", "Radfahrt"),
    "fr": ("fr", "Course à pied", "Vélo"),
    "it": ("it", "Corsa", "Pedalata"),
    "es": ("es", "Carrera", "Ciclismo"),
    "pt": ("pt", "Corrida", "Pedalada"),
    "nl": ("nl", "Hardloopsessie", "Fietsrit"),
    "ja": ("ja", "ランニング", "ライド"),
    "ko": ("ko", "달리기", "라이딩"),
    "zh": ("zh_Hans", "跑步", "骑行"),
    "ru": ("ru", "Бег", "Велосипед"),
    "pl": ("pl", "Bieg", "Jazda"),
    "cs": ("cs", "Běh", "Jízda"),
    "sv": ("sv", "Löpning", "Cykling"),
    "da": ("da", "Løb", "Cykling"),
    "nb": ("nb", "Løping", "Sykling"),
    "hu": ("hu", "Futás", "Kerékpározás"),
    "id": ("id", "Lari", "Bersepeda"),
    "tr": ("tr", "Koşu", "Bisiklet"),
    "vi": ("vi", "Chạy bộ", "Đạp xe"),
}


def parsed(data: bytes, name: str = "activities.csv") -> Parsed:
    outcome = read(name, data, HOME)
    assert isinstance(outcome, Parsed), outcome
    return outcome


def is_told(activity: Activity, entry: Entry) -> None:
    """The activity says what the list says of it."""
    assert activity.start_utc == entry.start
    assert activity.elapsed_s == entry.elapsed_s
    assert activity.moving_s == entry.moving_s
    assert activity.distance_m == pytest.approx(entry.distance_m, abs=0.01)
    assert (activity.source, activity.offset_source) == ("strava", "home")


@pytest.mark.parametrize("columns", [87, 94, 101])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_read_in_every_language_and_with_any_number_of_columns(language, columns):
    locale, run, ride = LANGUAGES[language]
    entries = runs(run, ride=ride)
    outcome = parsed(written(entries, language, locale, columns))
    assert outcome.warnings == ()
    assert len(outcome.activities) == len(entries)
    for activity, entry in zip(outcome.activities, entries, strict=True):
        is_told(activity, entry)
        assert activity.sport is (Sport.RIDE if entry.kind == ride else Sport.RUN)
        assert activity.sport_source == "file"
        assert (activity.avg_hr_bpm, activity.max_hr_bpm) == (entry.avg_hr_bpm, entry.max_hr_bpm)
        assert (activity.ascent_m, activity.descent_m) == (entry.ascent_m, entry.descent_m)
        assert activity.gear == entry.gear


@pytest.mark.parametrize("locale", ["fi", "sl", "el", "uk", "eu", "en_GB", "pt_PT", "zh_Hant", "es_419"])
def test_a_language_that_nobody_told_is_read_by_its_values(locale):
    entries = runs("run", ride="ride")
    names = [f"zqx{index % 83}" for index in range(101)]
    outcome = parsed(written(entries, locale=locale, names=names))
    for activity, entry in zip(outcome.activities, entries, strict=True):
        is_told(activity, entry)
        assert (activity.avg_hr_bpm, activity.max_hr_bpm) == (entry.avg_hr_bpm, entry.max_hr_bpm)
        assert (activity.ascent_m, activity.descent_m) == (entry.ascent_m, entry.descent_m)
        assert activity.gear == entry.gear
        assert activity.sport is (Sport.RIDE if entry.kind == "ride" else Sport.RUN)


def test_sports_that_nobody_told_are_known_by_title_or_speed_and_say_so():
    entries = [replace(entry, title="Qapla'") for entry in runs("qet", ride="lIgh")]
    entries[0] = replace(entries[0], title="Morning Run")
    names = [f"zqx{index}" for index in range(101)]
    activities = parsed(written(entries, locale="fi", names=names)).activities
    assert [activity.sport for activity in activities[:3]] == [Sport.RUN, Sport.RUN, Sport.RIDE]
    assert [activity.sport_source for activity in activities[:3]] == ["name", "speed", "speed"]
    assert "names no sport" in activities[1].notes[0]


def test_a_list_of_one_row_is_read():
    (entry,) = runs("Lauf", 1)
    (activity,) = parsed(written([entry], "de", "de")).activities
    is_told(activity, entry)


@pytest.mark.parametrize("unit_m", [1000.0, 1609.344])
@pytest.mark.parametrize("columns", [15, 87])
def test_a_row_without_its_second_distance_has_the_first_one_s_unit(unit_m, columns):
    entries = [*runs("Run"), by_hand(runs("Run", 13)[-1])]
    activities = parsed(written(entries, unit_m=unit_m)).activities
    assert activities[-1].distance_m == pytest.approx(entries[-1].distance_m, abs=unit_m * 0.005)
    assert activities[-1].elapsed_s == entries[-1].elapsed_s
    assert activities[-1].ascent_m is None


def test_a_swim_is_shown_in_metres_and_its_second_distance_is_the_same():
    swims = [
        replace(entry, kind="Swim", distance_m=1500.0 + 25 * n, is_swim=True)
        for n, entry in enumerate(runs("x"))
    ]
    entries = [*swims, by_hand(replace(swims[0], id=77_777_777))]
    activities = parsed(written(entries)).activities
    assert [activity.distance_m for activity in activities] == [entry.distance_m for entry in entries]
    assert {activity.sport for activity in activities} == {Sport.SWIM}


def table_of(header: list[str], *rows: list[str]) -> bytes:
    return "\n".join(",".join(cells) for cells in (header, *rows)).encode()


def test_the_lists_of_2022_without_second_columns_are_told_their_unit_by_the_speed():
    header = ["Activity ID", "Activity Date", "Activity Name", "Activity Type", "Elapsed Time", "Distance"]
    header += ["Filename", "Moving Time", "Max Speed", "Average Speed"]
    row = ["123456", '"Apr 22, 2022, 7:26:05 AM"', "x", "Run", "1900", "3.11", "", "1800", "4", "2.7806"]
    outcome = parsed(table_of(header, row))
    assert outcome.activities[0].distance_m == pytest.approx(3.11 * 1609.344)
    assert outcome.warnings == ()


def test_the_lists_of_2019_are_taken_as_kilometres_with_a_warning():
    header = ["Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description"]
    header += ["Elapsed Time", "Distance", "Commute", "Activity Gear", "Filename"]
    row = ["1836776", '"Sep 12, 2018, 3:02:23 PM"', "Evening", "Run", "", "783", "3.68", "true", "Shoe", ""]
    outcome = parsed(table_of(header, row))
    (activity,) = outcome.activities
    assert (activity.distance_m, activity.elapsed_s, activity.gear) == (3680.0, 783.0, "Shoe")
    assert activity.start_utc == datetime(2018, 9, 12, 15, 2, 23, tzinfo=UTC)
    assert "kilometres" in outcome.warnings[0]


def test_the_first_form_of_the_list_is_in_metres():
    header = [
        "id",
        "date",
        "name",
        "type",
        "description",
        "elapsed_time",
        "distance",
        "commute",
        "gear",
        "filename",
    ]
    row = [
        "1836776",
        "2018-09-12 15:02:23",
        "Evening",
        "Run",
        "",
        "783",
        "3681.0",
        "true",
        "Shoe",
        "activities/1.gpx",
    ]
    (activity,) = parsed(table_of(header, row)).activities
    assert (activity.distance_m, activity.elapsed_s, activity.gear) == (3681.0, 783.0, "Shoe")


def test_a_row_without_a_file_is_an_activity_as_well():
    entries = runs("Run", 3)
    entries[1] = by_hand(entries[1])
    activities = parsed(written(entries)).activities
    assert [activity.start_utc for activity in activities] == [entry.start for entry in entries]
    assert activities[1].avg_hr_bpm is None


def test_kinds_of_sport():
    kinds = {
        "Trail Run": (Sport.RUN, False),
        "Virtual Run": (Sport.RUN, True),
        "Weight Training": (Sport.STRENGTH, False),
        "Workout": (Sport.OTHER, False),
        "Hike": (Sport.WALK, False),
        "E-Bike Ride": (Sport.RIDE, False),
        "Yoga": (Sport.OTHER, False),
    }
    entries = [replace(entry, kind=kind) for kind, entry in zip(kinds, runs("Run"), strict=False)]
    outcome = parsed(written(entries))
    assert [(a.sport, a.indoor) for a in outcome.activities] == list(kinds.values())
    assert outcome.warnings == ()


def test_a_kind_that_is_not_known_is_named():
    entries = runs("Run", 4)
    entries[1:3] = [replace(entry, kind="Quidditch") for entry in entries[1:3]]
    outcome = parsed(written(entries))
    assert [activity.sport for activity in outcome.activities] == [
        Sport.RUN,
        Sport.OTHER,
        Sport.OTHER,
        Sport.RUN,
    ]
    assert outcome.warnings == ("kinds of sport that are not known here, taken as other: Quidditch (2)",)


@pytest.mark.parametrize("title", ["Treadmill 5k", "Laufband", "tapis roulant du matin", "跑步机"])
def test_a_title_tells_of_a_treadmill(title):
    (entry,) = runs("Run", 1)
    (activity,) = parsed(written([replace(entry, title=title)])).activities
    assert activity.indoor


def test_a_virtual_race_by_its_title_is_not_taken_indoors():
    (entry,) = runs("Run", 1)
    (activity,) = parsed(written([replace(entry, title="Virtual marathon")])).activities
    assert not activity.indoor


def test_the_runner_s_home_tells_the_offset_and_the_date():
    (entry,) = runs("Run", 1)
    late = replace(entry, start=datetime(2023, 7, 1, 22, 30, tzinfo=UTC))
    (activity,) = parsed(written([late])).activities
    assert (activity.utc_offset_s, activity.offset_source) == (7200, "home")
    assert activity.local_date.isoformat() == "2023-07-02"


def test_lines_that_cannot_be_understood_are_named_and_the_rest_is_read():
    lines = written(runs("Run", 4)).decode().splitlines()
    lines[2] = lines[2].replace("Feb ", "Foo ")
    lines.append(lines[4])
    outcome = parsed("\n".join(lines).encode())
    assert len(outcome.activities) == 3
    assert [warning.partition(":")[0] for warning in outcome.warnings] == ["line 3", "line 6"]
    assert "once more" in outcome.warnings[1]


def test_a_date_without_a_time_of_day_tells_no_start():
    data = table_of(
        ["Activity ID", "Activity Date", "Activity Type", "Distance"],
        ["10001", "22 Apr 2023 7:26:05 AM", "Run", "8"],
        ["10002", "23 Apr 2023", "Run", "8"],
    )
    assert "line 3: its date '23 Apr 2023' has no time of day" in parsed(data).warnings


def test_a_list_without_dates_is_none():
    header = ["Kennung", "Wann", "Datei"]
    assert isinstance(
        read("a.csv", table_of(header, ["10001", "then", "activities/10001.fit.gz"]), HOME), Skipped
    )


def test_a_table_of_more_columns_than_strava_writes_is_none():
    names = ["Activity ID", "Activity Date", "Activity Type", *(f"x{n}" for n in range(200))]
    assert isinstance(read("a.csv", table_of(names, ["1"] * len(names)), HOME), Skipped)


def test_many_such_lines_are_told_in_short():
    lines = written(runs("Run", 60)).decode().splitlines()
    lines[2:] = [line.replace(", 202", ", 302") for line in lines[2:]]
    warnings = parsed("\n".join(lines).encode()).warnings
    assert len(warnings) == 21
    assert warnings[-1] == "and 39 more lines like these"


def test_numeric_dates_that_can_be_read_two_ways_are_left_out_unless_the_language_tells():
    days = [datetime(2023, month, 5, 7, 30, tzinfo=UTC) for month in (2, 3, 4)]
    entries = [replace(entry, start=day) for entry, day in zip(runs("Run", 3), days, strict=True)]
    outcome = read("activities.csv", written(entries, "en", "en_GB", date="short"), HOME)
    assert isinstance(outcome, Failed)
    assert "several ways" in outcome.reason
    told = parsed(written(entries, "de", "de", date="short"))
    assert [activity.start_utc for activity in told.activities] == days


def test_an_empty_list_is_skipped():
    outcome = read("activities.csv", written([]), HOME)
    assert isinstance(outcome, Skipped)
    assert "empty" in outcome.reason


def test_content_tells_it_and_not_its_name():
    assert len(parsed(written(runs("Run", 2)), "export (3).CSV").activities) == 2
    assert isinstance(read("activities.csv", b"a,b\n1,2\n", HOME), Skipped)


@pytest.mark.parametrize(
    "header",
    [
        "Media Filename,Media Caption",
        "Shoe Name,Shoe Brand,Shoe Model,Shoe Default Sport Types",
        "Bike Name,Bike Brand,Bike Model,Bike Default Sport Types",
        "Goal Type,Activity Type,Goal,Start Date,End Date,Segment ID,Time Period,Interval Time",
        "Segment Name,Activity ID,Starting Latitude,Starting Longitude",
        "Event Title,Event Description,Start Time",
        "Comment Date,Comment",
        "Date,Route ID",
        "Login Source,IP Address,Login Date & Time",
    ],
)
def test_the_export_s_other_tables_are_passed_over(header):
    row = '"May 5, 2023, 7:00:00 AM",5,Run,media/1.jpg,,,,'
    outcome = read("export/other.csv", f"{header}\n{row}\n".encode(), HOME)
    assert isinstance(outcome, Skipped)
    assert outcome.reason == "a table; it holds no recorded activity"
    assert not outcome.diary


def test_a_zip_of_the_export_is_read_at_any_depth():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export_1/deep/activities.csv", written(runs("Run", 3)))
        archive.writestr("export_1/deep/messaging.json", b"[]")
        archive.writestr("export_1/deep/shoes.csv", b"Shoe Name,Shoe Brand\n")
    outcomes = {
        leaf.name.rpartition("/")[2]: read(leaf.name, leaf.data, HOME)
        for leaf in walk("export.zip", io.BytesIO(buffer.getvalue()))
        if isinstance(leaf, Leaf)
    }
    assert len(outcomes["activities.csv"].activities) == 3
    assert isinstance(outcomes["messaging.json"], Skipped)
    assert isinstance(outcomes["shoes.csv"], Skipped)


def test_figures_that_cannot_be_are_left_out_with_a_note():
    (entry,) = runs("Run", 1)
    (activity,) = parsed(
        written([replace(entry, moving_s=9000, avg_hr_bpm=190.0, max_hr_bpm=150.0)])
    ).activities
    assert (activity.moving_s, activity.avg_hr_bpm, activity.max_hr_bpm) == (None, None, None)
    assert len(activity.notes) == 2


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_cell_makes_it_raise(data):
    lines = written(runs("Run", 3), columns=20).decode().splitlines()
    cells = data.draw(st.lists(st.text(max_size=20), max_size=25))
    body = [*lines, ",".join(cells), '"unclosed']
    order = data.draw(st.permutations(body[1:]))
    outcome = read("activities.csv", "\n".join([lines[0], *order]).encode(), HOME)
    assert isinstance(outcome, Parsed | Failed | Skipped)
    assert "reader failed" not in getattr(outcome, "reason", "")


@given(st.permutations(range(40)))
@settings(max_examples=30, deadline=None)
def test_named_columns_are_never_known_by_their_place(order):
    """Any order gives the same activities, if the first of a repeated name stays before the second."""
    whole = list(csv.reader(io.StringIO(written(runs("Run", 5, "Ride"), columns=40).decode())))
    turns = {name: iter([at for at, other in enumerate(whole[0]) if other == name]) for name in whole[0]}
    order = [next(turns[whole[0][index]]) for index in order]
    table = io.StringIO()
    csv.writer(table).writerows([[row[index] for index in order] for row in whole])
    original = parsed(written(runs("Run", 5, "Ride"), columns=40))
    assert parsed(table.getvalue().encode()) == original
