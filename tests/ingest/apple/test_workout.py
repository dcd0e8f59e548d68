"""A workout as it is stated: units, statistics, pauses, parts."""

from datetime import UTC, datetime, timedelta

import pytest

from backstride.ingest.apple.names import Names
from backstride.ingest.apple.workout import Workout, workouts_at
from backstride.samples.apple_writer import WATCH, Source, element, event, metadata, statistics, workout

START = datetime(2024, 5, 4, 7, 0, tzinfo=UTC)
T0 = START.timestamp()
HOUR = timedelta(hours=1)
END = START + HOUR


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def read(text: str) -> list[Workout]:
    data = text.encode()
    return workouts_at(data, data.index(b"<Workout"), Names())[0]


def only(text: str) -> Workout:
    (found,) = read(text)
    return found


def run(*inside: str, **attributes: object) -> Workout:
    return only(workout("Running", START, END, inside=inside, **attributes))


def activity(first: float, last: float, *inside: str) -> str:
    return element(
        "WorkoutActivity",
        {
            "uuid": "A1",
            "startDate": f"{at(first):%Y-%m-%d %H:%M:%S %z}",
            "endDate": f"{at(last):%Y-%m-%d %H:%M:%S %z}",
            "duration": last - first,
            "durationUnit": "min",
        },
        inside,
    )


def test_an_old_export_states_all_in_attributes():
    found = run(duration=50, durationUnit="min", totalDistance=6.21371, totalDistanceUnit="mi")
    assert (found.kind, found.start_utc_s, found.end_utc_s) == ("Running", T0, T0 + 3600)
    assert found.duration_s == 3000
    assert found.distance_m == pytest.approx(10_000, abs=0.1)
    assert (found.offset_s, found.zone, found.indoor, found.notes) == (0, None, False, ())


def test_a_new_export_states_it_within():
    found = run(
        metadata("HKIndoorWorkout", "1"),
        metadata("HKTimeZone", "Europe/Berlin"),
        metadata("HKElevationAscended", "8520 cm"),
        metadata("HKElevationDescended", "0.08 km"),
        statistics("DistanceWalkingRunning", START, END, "km", sum=10),
        statistics("HeartRate", START, END, "count/min", average=151, minimum=98, maximum=176),
        statistics("StepCount", START, END, "count", sum=9000),
        statistics("ActiveEnergyBurned", START, END, "kcal", sum=500),
    )
    assert (found.distance_m, found.steps) == (10_000, 9000)
    assert (found.ascent_m, found.descent_m) == (pytest.approx(85.2), pytest.approx(80))
    assert (found.avg_hr_bpm, found.max_hr_bpm) == (151, 176)
    assert (found.zone, found.indoor) == ("Europe/Berlin", True)
    assert found.duration_s is None


@pytest.mark.parametrize(
    ("value", "unit", "metres"), [(5, "km", 5000), (5000, "m", 5000), (1, "mi", 1609.344), (100, "yd", 91.44)]
)
def test_distances_in_every_unit(value, unit, metres):
    assert run(totalDistance=value, totalDistanceUnit=unit).distance_m == pytest.approx(metres)


@pytest.mark.parametrize(("value", "unit", "seconds"), [(90, "s", 90), (1.5, "min", 90), (0.5, "hr", 1800)])
def test_durations_in_every_unit(value, unit, seconds):
    assert run(duration=value, durationUnit=unit).duration_s == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("value", "unit"), [("abc", "km"), ("NaN", "km"), ("-3", "km"), ("1e999", "km"), (3, "parsec")]
)
def test_a_figure_that_cannot_be_read_is_left_out_with_a_note(value, unit):
    found = run(totalDistance=value, totalDistanceUnit=unit)
    assert found.distance_m is None
    assert len(found.notes) == 1
    assert str(value) in found.notes[0]


def test_zero_is_not_stated():
    found = run(totalDistance=0, totalDistanceUnit="km", duration=0, durationUnit="min")
    assert (found.distance_m, found.duration_s, found.notes) == (None, None, ())


def test_statistics_of_several_stretches_add_up_and_repeated_ones_do_not():
    first = statistics("DistanceWalkingRunning", at(0), at(15), "km", sum=2)
    second = statistics("DistanceWalkingRunning", at(15), at(60), "km", sum=6)
    slow = statistics("HeartRate", at(0), at(15), "count/min", average=120, maximum=130)
    fast = statistics("HeartRate", at(15), at(60), "count/min", average=160, maximum=175)
    found = run(first, second, slow, fast, first, second)
    assert found.distance_m == 8000
    assert (found.avg_hr_bpm, found.max_hr_bpm) == (150, 175)


def test_stretches_of_one_heart_rate_have_that_one():
    """By the rounding of sums the two came to more than the highest, and both were left out later."""
    first = statistics("HeartRate", at(0), at(15), "count/min", average=133.3, maximum=133.3)
    second = statistics("HeartRate", at(15), at(17), "count/min", average=133.3, maximum=133.3)
    found = run(first, second)
    assert (found.avg_hr_bpm, found.max_hr_bpm, found.notes) == (133.3, 133.3, ())


def test_a_ride_has_the_distance_of_the_ride():
    inside = [
        statistics("DistanceWalkingRunning", START, END, "km", sum=0.3),
        statistics("DistanceCycling", START, END, "km", sum=25),
    ]
    assert only(workout("Cycling", START, END, inside=inside)).distance_m == 25_000
    assert only(workout("Cycling", START, END, inside=inside[:1])).distance_m is None
    assert only(workout("Rowing", START, END, inside=inside)).distance_m == 25_000


def test_what_the_parts_of_a_workout_repeat_is_not_counted_again():
    whole = statistics("DistanceWalkingRunning", START, END, "km", sum=10)
    part = activity(0, 60, whole, metadata("HKElevationAscended", "4000 cm"), event("Pause", at(5)))
    found = run(whole, part, event("Pause", at(10)), event("Resume", at(12)))
    assert found.distance_m == 10_000
    assert found.ascent_m == 40
    assert found.pauses == ((T0 + 600, T0 + 720),)
    assert found.laps == ()


def test_figures_that_only_the_parts_state_are_added_up_and_the_parts_are_laps():
    parts = [
        activity(0, 20, statistics("DistanceWalkingRunning", at(0), at(20), "km", sum=4)),
        activity(20, 60, statistics("DistanceWalkingRunning", at(20), at(60), "km", sum=6)),
    ]
    found = run(*parts)
    assert found.distance_m == 10_000
    assert [(lap.start_utc_s - T0, lap.elapsed_s, lap.timer_s, lap.distance_m) for lap in found.laps] == [
        (0, 1200, 1200, 4000),
        (1200, 2400, 2400, 6000),
    ]


def test_the_legs_of_a_multisport_session_are_workouts_of_their_own():
    legs = [
        activity(0, 15, statistics("DistanceSwimming", at(0), at(15), "m", sum=750)),
        activity(15, 17),
        activity(17, 45, statistics("DistanceCycling", at(17), at(45), "km", sum=20)),
        activity(46, 60, statistics("DistanceWalkingRunning", at(46), at(60), "km", sum=3)),
    ]
    zone = metadata("HKTimeZone", "Europe/Berlin")
    found = read(workout("SwimBikeRun", START, END, inside=[zone, *legs]))
    assert [(w.kind, w.start_utc_s - T0, w.end_utc_s - T0, w.distance_m) for w in found] == [
        ("Swimming", 0, 900, 750),
        ("Cycling", 1020, 2700, 20_000),
        ("Running", 2760, 3600, 3000),
    ]
    assert {(w.zone, w.device) for w in found} == {("Europe/Berlin", "Apple Watch (Watch6,7)")}


def test_a_multisport_session_without_known_legs_stays_one():
    (found,) = read(workout("SwimBikeRun", START, END, inside=[activity(0, 15), activity(15, 60)]))
    assert found.kind == "SwimBikeRun"


def test_pauses_go_from_stop_to_start():
    events = [
        event("Segment", at(0)),
        event("Resume", at(1)),
        event("Pause", at(10)),
        event("MotionPaused", at(11)),
        event("Resume", at(13)),
        event("Pause", at(58)),
    ]
    assert run(*events[::-1]).pauses == ((T0 + 600, T0 + 780), (T0 + 3480, T0 + 3600))


def test_a_pause_with_a_duration_of_its_own_ends_after_it():
    lasting = event("Pause", at(10)).replace("/>", ' duration="30" durationUnit="s"/>')
    assert run(lasting).pauses == ((T0 + 600, T0 + 630),)


def test_what_is_not_a_direct_part_of_it_is_none_of_it():
    inner = element("WorkoutEvent", {"type": "HKWorkoutEventTypeSegment"}, [metadata("HKIndoorWorkout", "1")])
    route = element("WorkoutRoute", {"sourceName": "x"}, [metadata("HKTimeZone", "Asia/Tokyo")])
    found = run(inner, route)
    assert (found.indoor, found.zone) == (False, None)


@pytest.mark.parametrize(
    ("device", "name"),
    [
        (WATCH.device, "Apple Watch (Watch6,7)"),
        ("<<HKDevice: 0x1>, name:Forerunner, manufacturer:Garmin>", "Forerunner"),
        ("nonsense", "Sam’s Apple Watch"),
        (None, "Sam’s Apple Watch"),
    ],
)
def test_the_device_is_the_one_that_is_named(device, name):
    source = Source(WATCH.name, device=device)
    assert only(workout("Running", START, END, source=source)).device == name


def test_without_a_start_there_is_no_workout():
    text = workout("Running", START, END)
    assert read(text.replace("startDate", "start")) == []
    assert read(text.replace('startDate="2024', 'startDate="0024')) == []
    assert read(text.replace("<Workout ", '<Workout bad="')) == []


def test_without_an_end_or_a_kind_there_is_one():
    text = workout("Running", START, END)
    assert only(text.replace("endDate", "ended")).end_utc_s is None
    assert only(text.replace("workoutActivityType", "type")).kind == ""


def test_a_workout_whose_end_is_missing_ends_where_the_next_begins():
    text = workout("Running", START, END, inside=[metadata("HKIndoorWorkout", "0")])
    text = text.replace("</Workout>", "") + workout(
        "Cycling", START, END, inside=[metadata("HKIndoorWorkout", "1")]
    )
    data = text.encode()
    first, ends = workouts_at(data, data.index(b"<Workout"), Names())
    assert (first[0].kind, first[0].indoor) == ("Running", False)
    assert data.startswith(b"<Workout ", ends)
