"""Sessions as FIT workouts, read back by Garmin's own reader and by another."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import fitdecode
import pytest
from garmin_fit_sdk import Decoder, Stream
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.export.workout_file import (
    NAME_CHARACTERS,
    NOTE_BYTES,
    plan_workouts,
    workout_file,
)
from backstride.plan.blocks import is_each_side
from backstride.plan.exercises import exercises
from backstride.plan.model import ExerciseDose, Gate, Kind, Plan, Session
from backstride.report import plan_words
from made_plans import (
    CROSS,
    HARD_RUN,
    REST,
    RUN,
    RUN_WALK,
    START,
    STRENGTH,
    WALK,
    full_plan,
    make_plan,
    plans,
    sessions,
)

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
DAY = date(2026, 11, 24)

workouts = sessions.filter(lambda session: session.kind not in (Kind.REST, Kind.CROSS_TRAINING))


def decoded(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    """The messages in their order, as Garmin's reader has them. AssertionError where a checksum is wrong."""
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    decoder = Decoder(Stream.from_byte_array(bytearray(data)))
    names = {0: "file_id", 26: "workout", 27: "workout_step"}
    order: list[tuple[str, dict[str, Any]]] = []
    _, errors = decoder.read(mesg_listener=lambda number, fields: order.append((names[number], dict(fields))))
    assert errors == []
    return order


def written(session: Session, on: date = DAY, place: int = 1) -> bytes:
    return workout_file(session, on, place, NOW)


def steps(session: Session) -> list[dict[str, Any]]:
    return [fields for name, fields in decoded(written(session)) if name == "workout_step"]


def brief(step: Mapping[str, Any]) -> tuple[Any, ...]:
    """Name, what ends it and when, and intensity; a repetition as where it goes back to and how often."""
    ends = {
        "time": "duration_time",
        "distance": "duration_distance",
        "reps": "duration_reps",
        "repeat_until_steps_cmplt": "duration_step",
    }
    kind = step["duration_type"]
    value = step.get(ends.get(kind, "duration_value"))
    if kind == "repeat_until_steps_cmplt":
        return kind, value, step["repeat_steps"]
    return step["wkt_step_name"], kind, value, step["intensity"]


def test_the_file_says_that_it_is_a_workout_and_of_which_day():
    (kind, file_id), *_ = decoded(written(RUN, place=2))
    assert kind == "file_id"
    assert file_id["type"] == "workout"
    assert file_id["manufacturer"] == "development"
    assert file_id["serial_number"] == 2026112402
    assert file_id["time_created"] == NOW


def test_the_messages_stand_in_their_order_and_the_steps_are_counted():
    order = decoded(written(RUN_WALK))
    assert [name for name, _ in order] == ["file_id", "workout", *["workout_step"] * 4]
    assert order[1][1]["num_valid_steps"] == 4
    assert [fields["message_index"] for _, fields in order[2:]] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("session", "sport", "sub_sport", "name"),
    [
        (RUN, "running", "generic", "24 Nov Run"),
        (Session(kind=Kind.RUN, distance_km=5), "running", "generic", "24 Nov Run 5 km"),
        (RUN_WALK, "running", "generic", "24 Nov Run-walk"),
        (WALK, "walking", "generic", "24 Nov Walk"),
        (STRENGTH, "training", "strength_training", "24 Nov Strength"),
    ],
    ids=str,
)
def test_sport_and_name(session: Session, sport: str, sub_sport: str, name: str):
    workout = decoded(written(session))[1][1]
    assert (workout["sport"], workout["sub_sport"], workout["wkt_name"]) == (sport, sub_sport, name)


@settings(deadline=None)
@given(session=workouts, on=st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_a_name_is_never_cut(session: Session, on: date):
    name = decoded(written(session, on))[1][1]["wkt_name"]
    whole = f"{on.day} {on:%b} {plan_words.KINDS[session.kind]}"
    assert name.startswith(whole)
    assert len(name) <= NAME_CHARACTERS
    assert session.kind in (Kind.RUN, Kind.WALK) or name == whole


def test_a_run_is_a_warm_up_and_a_distance():
    warm_up, run = steps(RUN)
    assert brief(warm_up) == ("Warm-up", "time", 300.0, "warmup")
    assert brief(run) == ("Run", "distance", 5250.0, "active")
    assert run["notes"] == "Easy: you could talk in whole sentences."
    assert run["target_type"] == "open"


def test_a_run_without_a_distance_ends_by_the_clock():
    assert [brief(step) for step in steps(HARD_RUN)] == [
        ("Warm-up", "time", 600.0, "warmup"),
        ("Run", "time", 1800.0, "active"),
    ]


def test_a_walk_without_an_amount_waits_for_the_button():
    assert [brief(step) for step in steps(Session(kind=Kind.WALK))] == [("Walk", "open", None, "active")]


def test_a_run_walk_goes_back_to_its_run():
    assert [brief(step) for step in steps(RUN_WALK)] == [
        ("Warm-up", "time", 300.0, "warmup"),
        ("Run", "time", 120.0, "active"),
        ("Walk", "time", 60.0, "recovery"),
        ("repeat_until_steps_cmplt", 1, 6),
    ]


def test_strength_counts_and_holds_with_the_exercise_in_the_notes():
    found = steps(STRENGTH)
    assert [brief(step) for step in found] == [
        ("Warm-up", "time", 180.0, "warmup"),
        ("Squat", "reps", 8, "active"),
        ("Break", "open", None, "rest"),
        ("repeat_until_steps_cmplt", 1, 3),
        ("Calf raise", "reps", 12, "active"),
        ("Break", "open", None, "rest"),
        ("repeat_until_steps_cmplt", 4, 3),
        ("Side bridge", "time", 30.0, "active"),
        ("Other side", "time", 30.0, "active"),
        ("Break", "open", None, "rest"),
        ("repeat_until_steps_cmplt", 7, 2),
        ("Plank of old", "reps", 10, "active"),
        ("Break", "open", None, "rest"),
    ]
    assert [step["notes"] for step in found if "notes" in step] == [
        "Squat: 3 × 8, with 10 kg in each hand",
        "Calf raise: 3 × 12",
        "Side bridge: 2 × 30 s on each side",
        "Side bridge: 2 × 30 s on each side",
        "Plank of old: 1 × 10",
    ]


def test_an_exercise_whose_letters_a_watch_lacks_is_called_one():
    (step, _) = steps(Session(kind=Kind.STRENGTH, exercises=(ExerciseDose(name="深蹲", sets=1, reps=5),)))
    assert (step["wkt_step_name"], step["notes"]) == ("Exercise", "深蹲: 1 × 5")


def test_a_long_note_is_cut_between_two_characters():
    dose = ExerciseDose(name="squat", sets=1, reps=5, load="é" * 200)
    (note,) = [
        step["notes"] for step in steps(Session(kind=Kind.STRENGTH, exercises=(dose,))) if "notes" in step
    ]
    assert NOTE_BYTES - 1 <= len(note.encode()) <= NOTE_BYTES
    assert note == f"Squat: 1 × 5, {'é' * 200}"[: len(note)]


def test_each_session_of_a_plan_has_a_number_and_a_file_of_its_own():
    made = plan_workouts(full_plan(), NOW)
    assert [each.name for each in made[:4]] == [
        "2026-11-23_1_run.fit",
        "2026-11-23_2_strength.fit",
        "2026-11-24_1_walk.fit",
        "2026-11-25_1_run_walk.fit",
    ]
    numbers = [decoded(each.data)[0][1]["serial_number"] for each in made]
    assert len(set(numbers)) == len({each.name for each in made}) == len(made) == 12


def test_rest_and_cross_training_are_no_workouts():
    assert plan_workouts(make_plan((CROSS,), (REST,)), NOW) == ()
    with pytest.raises(KeyError):
        written(CROSS)


@pytest.mark.parametrize(("gate", "kinds"), [(Gate.HOLD, {"walking", "training"}), (Gate.STOP, {"walking"})])
def test_under_a_gate_no_run_reaches_the_watch(gate: Gate, kinds: set[str]):
    made = plan_workouts(full_plan(gate), NOW)
    assert {decoded(each.data)[1][1]["sport"] for each in made} == kinds


def test_the_same_arguments_give_the_same_bytes():
    assert written(STRENGTH) == written(STRENGTH)


def test_a_damaged_file_is_found_out():
    """The check of the checksum above can fail."""
    data = bytearray(written(RUN))
    data[40] ^= 1
    assert not Decoder(Stream.from_byte_array(data)).check_integrity()


def done(rows: list[dict[str, Any]]) -> list[tuple[str, float | None]]:
    """What a watch does with these steps, one after the other: name of what ends each, and the value."""
    played: list[tuple[str, float | None]] = []
    at, left = 0, {}
    while at < len(rows):
        row = rows[at]
        if row["duration_type"] == "repeat_until_steps_cmplt":
            left.setdefault(at, row["repeat_steps"] - 1)
            left[at] -= 1
            at = row["duration_step"] if left[at] >= 0 else at + 1
        else:
            played.append((row["duration_type"], brief(row)[2]))
            at += 1
    return played


def wanted(session: Session) -> list[tuple[str, float | None]]:
    """The same, from the session itself."""
    each_side = {name for name, found in exercises().items() if found.each_side}
    found: list[tuple[str, float | None]] = []
    if session.warmup_min > 0:
        found.append(("time", session.warmup_min * 60))
    if session.exercises:
        for dose in session.exercises:
            work = ("time", dose.hold_s) if dose.reps is None else ("reps", dose.reps)
            sides = 2 if dose.name in each_side else 1
            found += [*[work] * sides, ("open", None)] * dose.sets
    elif session.run_min is not None and session.walk_min is not None and session.repeats is not None:
        walk = [("time", session.walk_min * 60)] if session.walk_min else []
        found += [("time", session.run_min * 60), *walk] * session.repeats
    elif session.distance_km is not None:
        found.append(("distance", session.distance_km * 1000))
    elif session.duration_min is not None:
        found.append(("time", session.duration_min * 60))
    else:
        found.append(("open", None))
    return found


@settings(deadline=None)
@given(session=workouts)
def test_a_watch_does_what_any_session_says(session: Session):
    rows = steps(session)
    played, said = done(rows), wanted(session)
    assert [kind for kind, _ in played] == [kind for kind, _ in said]
    for (_, value), (_, of_session) in zip(played, said, strict=True):
        assert value == (None if of_session is None else pytest.approx(of_session, abs=0.006))
    for row in rows:
        assert row["target_type"] == "open"
        assert len(row.get("wkt_step_name", "")) <= NAME_CHARACTERS
        assert row.get("wkt_step_name", "").isascii()
        assert len(row.get("notes", "").encode()) <= NOTE_BYTES
    exercises = [
        row["notes"] for row in rows if row["duration_type"] != "open" and ":" in row.get("notes", "")
    ]
    if session.kind is Kind.STRENGTH:
        names = [
            plan_words.exercise_title(dose.name)
            for dose in session.exercises
            for _ in range(1 + is_each_side(dose))
        ]
        assert [note.split(":")[0] for note in exercises] == names


@settings(deadline=None)
@given(session=workouts)
def test_another_reader_finds_the_same(session: Session):
    data = written(session)
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        frames = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    ours = decoded(data)
    assert [frame.name for frame in frames] == [name for name, _ in ours]
    for frame, (name, fields) in zip(frames, ours, strict=True):
        if name == "workout_step":
            assert frame.get_value("duration_type", fallback=None) == fields["duration_type"]
            ends = brief(fields)
            assert frame.get_value("message_index") == fields["message_index"]
            if len(ends) == 3:
                assert frame.get_value("duration_step") == ends[1]
                assert frame.get_value("repeat_steps") == ends[2]
            elif ends[1] in ("time", "distance", "reps"):
                assert frame.get_value(f"duration_{ends[1]}") == ends[2]
        if name == "workout":
            assert frame.get_value("wkt_name") == fields["wkt_name"]
            assert frame.get_value("num_valid_steps") == fields["num_valid_steps"]


@settings(deadline=None, max_examples=25)
@given(plan=plans)
def test_any_plan_gives_workouts_of_what_it_shows(plan: Plan):
    for each in plan_workouts(plan, NOW):
        workout = decoded(each.data)[1][1]
        assert len(workout["wkt_name"]) <= NAME_CHARACTERS
        assert plan.gate is Gate.GO or workout["sport"] != "running"
        assert plan.gate is not Gate.STOP or workout["sport"] == "walking"
        assert date.fromisoformat(each.name[:10]) >= START
