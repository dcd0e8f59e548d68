"""A whole record: its workouts become activities, its nights and resting heart rates measures."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backstride.ingest import read, read_stream
from backstride.ingest.apple import read as module
from backstride.records import Activity, Failed, MeasureKind, Parsed, ParseOutcome, Skipped, Sport
from backstride.samples.apple_writer import (
    PHONE,
    WATCH,
    Source,
    document,
    event,
    heart_rate,
    history,
    metadata,
    record,
    sleep,
    statistics,
    workout,
)

HOME = ZoneInfo("Europe/Berlin")
START = datetime(2024, 5, 4, 7, 0, tzinfo=UTC)
END = START + timedelta(minutes=40)


def outcome_of(*elements: str, exported: datetime = datetime(2024, 6, 1, tzinfo=UTC)) -> ParseOutcome:
    return read_stream("export.xml", io.BytesIO(b"".join(document(elements, exported))), HOME)


def parsed(*elements: str, **options: datetime) -> Parsed:
    outcome = outcome_of(*elements, **options)
    assert isinstance(outcome, Parsed), outcome
    return outcome


def only(*elements: str, **options: datetime) -> Activity:
    outcome = parsed(*elements, **options)
    assert outcome.warnings == ()
    (activity,) = outcome.activities
    return activity


def beats(first: int, last: int, bpm: float = 150, step: int = 5, source: Source = WATCH) -> list[str]:
    return [heart_rate(START + timedelta(seconds=s), bpm, source) for s in range(first, last + 1, step)]


def test_a_run_is_an_activity_with_the_heart_rates_of_its_time():
    stated = [
        metadata("HKIndoorWorkout", "0"),
        metadata("HKElevationAscended", "8520 cm"),
        statistics("DistanceWalkingRunning", START, END, "km", sum=7.5),
        statistics("StepCount", START, END, "count", sum=6400),
    ]
    run = workout("Running", START, END, inside=stated, duration=38, durationUnit="min")
    activity = only(*beats(-600, 3000, 80), *beats(0, 2400, 150), run)
    assert (activity.sport, activity.source, activity.sport_source) == (Sport.RUN, "apple", "file")
    assert (activity.start_utc, activity.elapsed_s, activity.moving_s) == (START, 2400, 2280)
    assert (activity.distance_m, activity.ascent_m, activity.descent_m) == (7500, 85.2, None)
    assert activity.avg_cadence_spm == pytest.approx(6400 / 38)
    assert (activity.indoor, activity.sub_sport, activity.device) == (False, None, "Apple Watch (Watch6,7)")
    assert activity.streams.values("time_s").tolist() == list(range(0, 2401, 5))
    assert len(activity.streams) == 481
    assert activity.notes == ()


def test_the_heart_rate_is_that_of_the_readings_or_else_what_is_stated():
    stated = statistics("HeartRate", START, END, "count/min", average=151, maximum=176)
    run = workout("Running", START, END, inside=[stated])
    assert (only(run).avg_hr_bpm, only(run).max_hr_bpm) == (151, 176)
    assert len(only(run).streams) == 0
    read_out = only(*beats(0, 1195, 120), *beats(1200, 2400, 160), run)
    assert read_out.avg_hr_bpm == pytest.approx(140, abs=0.2)
    assert read_out.max_hr_bpm == 160


def test_heart_rates_may_stand_after_the_workout_and_in_tenths():
    activity = only(workout("Running", START, END), *beats(0, 100, 150.5))
    assert set(activity.streams.values("heart_rate_bpm").tolist()) == {150.5}


def test_silences_of_the_heart_are_no_pauses():
    sparse = only(*beats(0, 2400, step=300), *beats(0, 60), workout("Running", START, END))
    assert (sparse.elapsed_s, sparse.moving_s) == (2400, 2400)


def test_a_heart_that_is_heard_late_does_not_move_the_start():
    end = START + timedelta(hours=3)
    activity = only(*beats(7200, 10_000), workout("Hiking", START, end))
    assert (activity.start_utc, activity.elapsed_s, activity.sport) == (START, 10_800, Sport.WALK)
    assert activity.streams.values("time_s")[:2].tolist() == [0, 7200]
    assert np.isnan(activity.streams.values("heart_rate_bpm")[0])


def test_pauses_are_left_out_where_no_duration_is_stated():
    events = [event("Pause", START + timedelta(minutes=10)), event("Resume", START + timedelta(minutes=15))]
    activity = only(workout("Running", START, END, inside=events * 2))
    assert (activity.elapsed_s, activity.moving_s) == (2400, 2100)


@pytest.mark.parametrize(
    ("kind", "sport", "sub_sport"),
    [
        ("Running", Sport.RUN, None),
        ("Walking", Sport.WALK, None),
        ("Hiking", Sport.WALK, "hiking"),
        ("Cycling", Sport.RIDE, None),
        ("Swimming", Sport.SWIM, None),
        ("TraditionalStrengthTraining", Sport.STRENGTH, "traditional strength training"),
        ("FunctionalStrengthTraining", Sport.STRENGTH, "functional strength training"),
        ("CoreTraining", Sport.STRENGTH, "core training"),
        ("Yoga", Sport.OTHER, "yoga"),
        ("Other", Sport.OTHER, None),
        ("SomethingNew", Sport.OTHER, "something new"),
    ],
)
def test_sports(kind, sport, sub_sport):
    activity = only(workout(kind, START, END))
    assert (activity.sport, activity.sub_sport) == (sport, sub_sport)


def test_a_run_is_indoors_only_where_the_record_says_so():
    assert only(workout("Running", START, END)).indoor is False
    assert only(workout("Running", START, END, inside=[metadata("HKIndoorWorkout", "1")])).indoor is True


class TestTheDate:
    """A run shortly before midnight belongs to its evening, whatever clock the phone wrote."""

    evening = datetime(2024, 1, 10, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    summer_export = datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    def run(self, offset_h: float, zone: str | None = None, exported: datetime = summer_export) -> Activity:
        start = self.evening.astimezone(timezone(timedelta(hours=offset_h)))
        inside = [metadata("HKTimeZone", zone)] if zone else []
        text = workout("Running", start, start + timedelta(minutes=20), inside=inside)
        return only(text, exported=exported)

    def test_the_time_zone_that_is_named_holds(self):
        activity = self.run(2, "Europe/Berlin")
        assert (activity.utc_offset_s, activity.offset_source) == (3600, "file")
        assert activity.local_date == date(2024, 1, 10)
        assert self.run(2, "Asia/Tokyo").local_date == date(2024, 1, 11)
        assert self.run(2, "Europe/London").utc_offset_s == 0

    def test_the_offset_of_the_export_is_that_of_another_season(self):
        """Where the runner was at home on the day of the export, home's clock holds."""
        activity = self.run(2)
        assert (activity.utc_offset_s, activity.offset_source) == (3600, "home")
        assert activity.local_date == date(2024, 1, 10)

    def test_any_other_offset_was_the_runner_s_own(self):
        activity = self.run(-5)
        assert (activity.utc_offset_s, activity.offset_source) == (-5 * 3600, "file")
        assert self.run(0).utc_offset_s == 0

    def test_an_export_from_elsewhere_tells_nothing_of_home(self):
        elsewhere = self.summer_export.astimezone(timezone(timedelta(hours=9)))
        assert self.run(9, exported=elsewhere).utc_offset_s == 9 * 3600

    def test_a_zone_that_does_not_exist_is_none(self):
        assert self.run(-5, "Nowhere/City").utc_offset_s == -5 * 3600


@pytest.mark.parametrize(
    ("end", "elapsed_s", "distance_m"),
    [
        (START - timedelta(hours=1), None, 7500),
        (START + timedelta(days=20), None, 7500),
        (START, None, 7500),
        (START + timedelta(minutes=30), 1800, 7500),
    ],
)
def test_an_end_that_cannot_be_is_left_out_and_the_run_stays(end, elapsed_s, distance_m):
    run = workout(
        *("Running", START, end), duration=30, durationUnit="min", totalDistance=7.5, totalDistanceUnit="km"
    )
    activity = only(*beats(0, 900), run)
    assert (activity.start_utc, activity.elapsed_s, activity.distance_m) == (
        START,
        elapsed_s or 1800,
        distance_m,
    )
    assert activity.moving_s == 1800
    assert bool(activity.notes) == (elapsed_s is None and end != START)


def test_an_offset_that_no_place_has_is_not_believed():
    odd = workout("Running", START, START + timedelta(minutes=30)).replace("+0000", "-0820")
    assert only(odd).offset_source == "home"


def test_no_more_time_is_spent_in_motion_than_in_all():
    end = START + timedelta(hours=24.5)
    activity = only(*beats(0, 600), workout("Running", START, end, duration=24.5, durationUnit="hr"))
    assert activity.elapsed_s is not None
    assert activity.moving_s is not None
    assert activity.moving_s <= activity.elapsed_s


def test_a_distance_in_an_unknown_time_is_not_known():
    run = workout("Running", START, START + timedelta(days=20), totalDistance=300, totalDistanceUnit="km")
    activity = only(run)
    assert (activity.distance_m, activity.elapsed_s, activity.moving_s) == (None, None, None)
    assert len(activity.notes) == 2


def test_a_duration_longer_than_the_run_is_left_out():
    activity = only(workout("Running", START, END, duration=300, durationUnit="min"))
    assert (activity.moving_s, len(activity.notes)) == (2400, 1)


def test_a_distance_that_no_one_runs_is_left_out():
    activity = only(workout("Running", START, END, totalDistance=400, totalDistanceUnit="km"))
    assert activity.distance_m is None
    assert activity.notes


def test_workouts_come_in_the_order_of_their_starts_and_each_once():
    later = workout("Running", START + timedelta(days=1), END + timedelta(days=1))
    first = workout("Running", START, END)
    others = workout("Running", START, END, source=PHONE)
    outcome = parsed(later, first, later, others)
    assert [activity.start_utc.day for activity in outcome.activities] == [4, 4, 5]


def test_nights_and_resting_heart_rates_come_along():
    night = sleep(datetime(2024, 5, 3, 21, tzinfo=UTC), datetime(2024, 5, 4, 5, tzinfo=UTC), "AsleepCore")
    resting = record("RestingHeartRate", START, END, 52, unit="count/min")
    outcome = parsed(resting, night, workout("Running", START, END))
    assert [(m.kind, m.date, m.value) for m in outcome.measures] == [
        (MeasureKind.SLEEP_H, date(2024, 5, 4), 8.0),
        (MeasureKind.RESTING_HR_BPM, date(2024, 5, 4), 52.0),
    ]
    alone = outcome_of(resting, night)
    assert isinstance(alone, Skipped)
    assert alone.measures == outcome.measures
    assert "without workouts" in alone.reason
    assert "2 nights" in alone.reason


def test_a_record_with_nothing_in_it_is_skipped():
    outcome = outcome_of()
    assert isinstance(outcome, Skipped)
    assert outcome.measures == ()
    assert isinstance(read_stream("x", io.BytesIO(b"<HealthData/>"), HOME), Failed | Skipped)


def test_what_cannot_be_read_is_counted_and_told():
    run = workout("Running", START, END)
    bad = [
        run.replace('startDate="', 'startDate="x'),
        *beats(0, 10, 900),
        sleep(END, START, "Asleep"),
        record("RestingHeartRate", START, END, "NaN", unit="count/min"),
    ]
    warnings = " / ".join(parsed(*bad, run).warnings)
    for words in (
        "1 of its workouts",
        "3 of its heart",
        "1 of its resting heart",
        "1 of its records of sleep",
    ):
        assert words in warnings
    skipped = outcome_of(*bad)
    assert isinstance(skipped, Skipped)
    assert "3 of its heart rates" in skipped.reason


def test_more_workouts_than_any_life_has_are_left_out_and_told(monkeypatch):
    monkeypatch.setattr(module, "MOST_WORKOUTS", 2)
    runs = [workout("Running", START + timedelta(days=n), END + timedelta(days=n)) for n in range(5)]
    outcome = parsed(*runs, runs[0])
    assert len(outcome.activities) == 2
    assert outcome.warnings == ("it holds too many workouts: the last 3 were left out",)


class TestCutShort:
    def whole(self) -> bytes:
        runs = [workout("Running", START + timedelta(days=n), END + timedelta(days=n)) for n in range(3)]
        night = sleep(datetime(2024, 5, 3, 21, tzinfo=UTC), datetime(2024, 5, 4, 5, tzinfo=UTC), "Asleep")
        return b"".join(document([night, *beats(0, 100), *runs]))

    def cut(self, at: int) -> ParseOutcome:
        return read_stream("export.xml", io.BytesIO(self.whole()[:at]), HOME)

    def test_after_workouts_it_is_read_up_to_there_with_a_warning(self):
        at = self.whole().rindex(b"<Workout") + 20
        outcome = self.cut(at)
        assert isinstance(outcome, Parsed)
        assert len(outcome.activities) == 2
        assert f"{at:,}" in outcome.warnings[0]

    def test_before_any_workout_what_stands_before_is_kept(self):
        outcome = self.cut(self.whole().index(b"<Workout"))
        assert isinstance(outcome, Skipped)
        assert len(outcome.measures) == 1
        assert "cut short" in outcome.reason

    def test_before_anything_it_has_failed(self):
        at = self.whole().index(b"<Record")
        assert isinstance(self.cut(at), Failed)
        assert self.cut(at).offset == at
        assert isinstance(self.cut(200), Failed)

    def test_in_a_workout_its_own_attributes_are_kept(self):
        run = workout("Running", START, END, inside=[metadata("HKIndoorWorkout", "1")] * 3)
        data = b"".join(document([run]))
        outcome = read_stream("export.xml", io.BytesIO(data[: data.rindex(b"<Metadata")]), HOME)
        assert isinstance(outcome, Parsed)
        assert outcome.activities[0].elapsed_s == 2400
        assert outcome.activities[0].indoor


def test_bytes_are_read_like_a_stream():
    data = b"".join(document([workout("Running", START, END)]))
    assert read("export.xml", data, HOME) == read_stream("export.xml", io.BytesIO(data), HOME)


def test_a_record_in_utf_16_has_failed_and_says_why():
    data = '<?xml version="1.0" encoding="UTF-16"?><HealthData locale="en"></HealthData>'.encode("utf-16")
    outcome = read("export.xml", data, HOME)
    assert isinstance(outcome, Failed)
    assert "UTF-8" in outcome.reason


def test_a_fault_of_ours_is_named(monkeypatch):
    from backstride.ingest import apple

    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(apple, "read_apple", broken)
    outcome = read_stream("export.xml", io.BytesIO(b"<HealthData/>"), HOME)
    assert isinstance(outcome, Failed)
    assert "ZeroDivisionError: a bug" in outcome.reason


def test_years_of_a_runner_come_out_as_they_were_written():
    days = 20
    data = b"".join(document(history(date(2024, 1, 1), days, seed=1)))
    outcome = read_stream("export.xml", io.BytesIO(data), ZoneInfo("UTC"))
    assert isinstance(outcome, Parsed)
    assert outcome.warnings == ()
    assert [activity.local_date.day for activity in outcome.activities] == list(range(1, days, 2))
    for activity in outcome.activities:
        assert (activity.sport, activity.elapsed_s) == (Sport.RUN, 2400)
        assert 5500 <= activity.distance_m <= 9000
        assert len(activity.streams) >= 480
        assert activity.streams.values("time_s")[:2].tolist() == [0, 5]
    nights = [measure for measure in outcome.measures if measure.kind is MeasureKind.SLEEP_H]
    assert [(night.date.day, night.value) for night in nights] == [(day, 7.0) for day in range(2, days + 1)]
    resting = [measure for measure in outcome.measures if measure.kind is MeasureKind.RESTING_HR_BPM]
    assert [measure.date.day for measure in resting] == list(range(1, days + 1))
