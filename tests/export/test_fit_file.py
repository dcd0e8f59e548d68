"""What is written as FIT: other decoders read it without a complaint, and it comes back as it was."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from made_activities import START, a_run, activities, differences

from backstride.export.fit_file import write_fit
from backstride.ingest import read
from backstride.ingest.fit import decode, own
from backstride.records import Activity, Channel, Parsed, Sport, Streams

ELSEWHERE = ZoneInfo("Asia/Tokyo")


def read_back(data: bytes) -> Activity:
    outcome = read("x.fit", data, ELSEWHERE)
    assert isinstance(outcome, Parsed), outcome
    assert outcome.warnings == ()
    (activity,) = outcome.activities
    return activity


def by_the_official_decoder(data: bytes):
    sdk = pytest.importorskip("garmin_fit_sdk", reason="the official decoder is a test-only oracle")
    assert sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).check_integrity()
    messages, errors = sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    return messages


def by_fitdecode(data: bytes):
    fitdecode = pytest.importorskip("fitdecode", reason="a decoder that is a test-only oracle")
    with fitdecode.FitReader(
        io.BytesIO(data),
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as reader:
        return [frame for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA]


@settings(max_examples=300, deadline=None)
@given(activity=activities())
def test_any_activity_comes_back_as_it_was(activity: Activity):
    data = write_fit(activity)
    assert differences(activity, read_back(data)) == []
    assert write_fit(activity) == data


@settings(max_examples=60, deadline=None)
@given(activity=activities())
def test_other_decoders_read_any_of_them(activity: Activity):
    data = write_fit(activity)
    messages = by_the_official_decoder(data)
    assert len(messages.get("record_mesgs", [])) == len(activity.streams)
    assert len(messages["session_mesgs"]) == 1
    frames = [frame.name for frame in by_fitdecode(data)]
    assert frames.count("record") == len(activity.streams)
    assert frames.count("lap") == max(1, len(activity.laps))


def test_other_programs_find_the_run_in_the_format_s_own_fields():
    messages = by_the_official_decoder(write_fit(a_run()))
    assert messages["file_id_mesgs"][0]["type"] == "activity"
    assert messages["file_id_mesgs"][0]["product_name"] == "Garmin product 1234"
    (session,) = messages["session_mesgs"]
    assert (session["sport"], session["sub_sport"]) == ("running", "trail")
    assert session["start_time"] == START
    assert (session["total_distance"], session["total_elapsed_time"]) == (360.0, 120.0)
    assert (session["total_timer_time"], session["num_laps"]) == (118.0, 2)
    assert (session["total_ascent"], session["total_descent"]) == (12, 0)
    assert (session["avg_heart_rate"], session["max_heart_rate"]) == (135, 150)
    assert session["avg_running_cadence"] + session["avg_fractional_cadence"] == 85.5
    assert [lap["total_distance"] for lap in messages["lap_mesgs"]] == [180.0, 180.0]
    assert [lap["start_time"] - START for lap in messages["lap_mesgs"]] == [
        timedelta(0),
        timedelta(minutes=1),
    ]
    last = messages["record_mesgs"][-1]
    assert last["timestamp"] - START == timedelta(minutes=2)
    assert (last["distance"], last["enhanced_speed"], last["heart_rate"]) == (360.0, 3.0, 150)
    assert (last["enhanced_altitude"], last["cadence"], last["fractional_cadence"]) == (532.0, 85, 0.5)
    assert last["position_lat"] * 180 / 2**31 == pytest.approx(48.00324, abs=1e-7)
    assert "heart_rate" not in messages["record_mesgs"][7]
    (activity,) = messages["activity_mesgs"]
    local = datetime(1989, 12, 31, tzinfo=UTC) + timedelta(seconds=activity["local_timestamp"])
    assert local - activity["timestamp"] == timedelta(hours=1)
    assert [event["event_type"] for event in messages["event_mesgs"]] == ["start", "stop_all"]


def test_our_fields_stand_under_our_name_and_only_where_they_are_needed():
    messages = by_the_official_decoder(write_fit(a_run()))
    (developer,) = messages["developer_data_id_mesgs"]
    assert bytes(developer["application_id"]) == own.APPLICATION_ID
    fields = {field["field_name"] for field in messages["field_description_mesgs"]}
    of_the_session = {
        *("records", "laps", "utc_offset_s", "indoor", "avg_hr_bpm"),
        *("sport", "sub_sport", "sport_source", "offset_source", "source", "device", "gear", "notes"),
    }
    assert fields == of_the_session | {"latitude_deg", "longitude_deg"}
    (session,) = [frame for frame in by_fitdecode(write_fit(a_run())) if frame.name == "session"]
    assert session.get_value("avg_hr_bpm") == 134.56789
    assert session.get_value("gear") == "Grüne Schuhe"


def test_what_a_watch_wrote_needs_nothing_of_ours_in_its_records():
    positions = {
        name: Channel(np.arange(121, dtype=np.int32) + 572_000_000, 2**31 / 180)
        for name in ("latitude_deg", "longitude_deg")
    }
    run = a_run(streams=Streams({**a_run().streams.channels, **positions}))
    table = decode(write_fit(run)).segments[0].messages["record"]
    assert table.developer == {}
    assert differences(run, read_back(write_fit(run))) == []


def test_an_activity_without_laps_has_one_for_others_and_none_for_us():
    run = a_run(laps=())
    (lap,) = by_the_official_decoder(write_fit(run))["lap_mesgs"]
    assert (lap["total_distance"], lap["total_elapsed_time"]) == (360.0, 120.0)
    assert read_back(write_fit(run)).laps == ()


def test_texts_that_fit_no_field_come_back_whole():
    notes = tuple(f"note {k}: " + "läuft " * 60 for k in range(200))
    run = a_run(notes=notes, device="x" * 5000, gear="", sub_sport="a\0b")
    assert differences(run, read_back(write_fit(run))) == []
    by_fitdecode(write_fit(run))
    assert len(by_the_official_decoder(write_fit(run))["memo_glob_mesgs"]) > 100


def test_an_indoor_ride_and_strength_are_what_they_are_to_others_too():
    ride = a_run(sport=Sport.RIDE, sub_sport=None, indoor=True)
    (session,) = by_the_official_decoder(write_fit(ride))["session_mesgs"]
    assert (session["sport"], session["sub_sport"]) == ("cycling", "indoor_cycling")
    skiing = a_run(sport=Sport.OTHER, sub_sport="cross-country skiing")
    (session,) = by_the_official_decoder(write_fit(skiing))["session_mesgs"]
    assert session["sport"] == "cross_country_skiing"


@pytest.mark.parametrize("name", ["", "a\0b", "ä" * 128])
def test_a_channel_without_a_possible_name_is_refused(name: str):
    streams = Streams({"time_s": Channel(np.arange(2)), name: Channel(np.arange(2) + 0.5)})
    with pytest.raises(ValueError, match="field"):
        write_fit(a_run(streams=streams))


def test_a_start_before_fit_s_first_second_is_refused():
    with pytest.raises(ValueError, match="1989"):
        write_fit(a_run(start_utc=datetime(1985, 1, 1, tzinfo=UTC)))


def changed(data: bytes, **what: object) -> bytes:
    """The file with one of our session's fields holding something else, and a checksum that fits."""
    from fastcrc import crc16

    for name, (old, new) in what.items():
        assert data.count(old) == 1, name
        data = data.replace(old, new)
    return data[:-2] + crc16.arc(data[:-2]).to_bytes(2, "little")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"position\0", b"pos1t1on\0"),
        (own.APPLICATION_ID, bytes(16)),
        (
            own.APPLICATION_ID + b"\0" + (1).to_bytes(4, "little"),
            own.APPLICATION_ID + b"\0" + bytes((2, 0, 0, 0)),
        ),
        (b"Gr\xc3\xbcne", b"Gr\xff\xffne"),
    ],
)
def test_a_file_that_is_not_as_we_write_it_is_read_like_any_other(old: bytes, new: bytes):
    run = read_back(changed(write_fit(a_run()), it=(old, new)))
    if new.startswith(b"Gr"):
        assert run.gear == "Grne Schuhe"
        return
    assert (run.sport, run.start_utc, run.distance_m, run.gear) == (Sport.RUN, START, 360.0, None)
    assert (run.utc_offset_s, run.offset_source) == (3600, "file")


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes():
    data = write_fit(a_run())
    outcome = read("x.fit", data[: len(data) * 2 // 3], ELSEWHERE)
    assert isinstance(outcome, Parsed)
    assert outcome.warnings
    assert outcome.activities[0].sport is Sport.RUN


@settings(max_examples=150, deadline=None)
@given(data=...)
def test_damage_of_any_kind_raises_nothing(data: list[tuple[int, int]]):
    """Bytes are overwritten and the checksum made to fit, so that our own fields are looked at."""
    file = bytearray(write_fit(a_run(notes=("x\ny",))))
    for place, value in data:
        file[14 + place % (len(file) - 16)] = value % 256
    outcome = read("x.fit", changed(bytes(file)), ELSEWHERE)
    reason = getattr(outcome, "reason", "")
    assert "please report" not in reason
    if isinstance(outcome, Parsed):
        for activity in outcome.activities:
            assert 1990 < activity.local_date.year < 2101


def test_a_part_of_a_second_moves_the_time_that_others_see_and_not_ours():
    run = replace(a_run(), start_utc=START + timedelta(microseconds=900_000))
    streams = {**run.streams.channels, "time_s": Channel(np.arange(121) * 0.25)}
    run = replace(run, streams=Streams(streams))
    records = by_the_official_decoder(write_fit(run))["record_mesgs"]
    assert [(record["timestamp"] - START).total_seconds() for record in records[:3]] == [0, 1, 1]
    assert differences(run, read_back(write_fit(run))) == []


def test_reading_costs_an_ordinary_file_nothing(monkeypatch: pytest.MonkeyPatch):
    """Without a developer's id, nothing of ours is asked."""
    from backstride.samples import RunnerSpec, simulate
    from backstride.samples.history import fit_files

    monkeypatch.setattr(own, "_is_ours", lambda table: pytest.fail("there is none"))
    runner = simulate(1, RunnerSpec.harmed(), 20)
    _, data = next(iter(fit_files(runner)))
    assert isinstance(read("x.fit", data, ELSEWHERE), Parsed)
