"""What the writer writes, the official decoder reads back: values, structure, checksums."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.export.fit_wire import EPOCH
from backstride.samples.fit_writer import Recording, write

garmin_fit_sdk = pytest.importorskip("garmin_fit_sdk", reason="the official decoder is a test-only oracle")

START = datetime(2025, 4, 1, 15, 30, tzinfo=UTC)


def decoded(data: bytes) -> dict[str, list[dict]]:
    decoder = garmin_fit_sdk.Decoder(garmin_fit_sdk.Stream.from_byte_array(bytearray(data)))
    assert decoder.is_fit()
    assert decoder.check_integrity()
    messages, errors = garmin_fit_sdk.Decoder(garmin_fit_sdk.Stream.from_byte_array(bytearray(data))).read()
    assert errors == []
    return messages


def a_recording(n: int = 61) -> Recording:
    time_s = np.arange(float(n))
    return Recording(
        start_utc=START,
        utc_offset_s=7_200,
        time_s=time_s,
        distance_m=3.0 * time_s,
        speed_mps=np.full(n, 3.0),
        latitude_deg=45.0 + time_s * 1e-5,
        longitude_deg=-7.0 - time_s * 1e-5,
        altitude_m=np.where(time_s < 10, -12.4, 220.2),
        heart_rate_bpm=np.where(time_s == 5, np.nan, 150.0),
        cadence_spm=np.full(n, 171.0),
        ascent_m=12,
        descent_m=34,
        lap_ends_s=(20.0, 40.0),
    )


def test_header_and_size_by_hand():
    data = write(a_recording())
    assert data[0] == 14
    assert data[8:12] == b".FIT"
    assert int.from_bytes(data[4:8], "little") == len(data) - 14 - 2


def test_summary_laps_and_local_time():
    messages = decoded(write(a_recording()))
    assert messages["file_id_mesgs"][0]["type"] == "activity"
    (session,) = messages["session_mesgs"]
    assert session["sport"] == "running"
    assert session["start_time"] == START
    assert session["total_distance"] == 180.0
    assert session["total_elapsed_time"] == 60.0
    assert (session["total_ascent"], session["total_descent"]) == (12, 34)
    assert session["avg_heart_rate"] == 150
    assert [lap["total_distance"] for lap in messages["lap_mesgs"]] == [60.0, 60.0, 60.0]
    assert [lap["start_time"] - START for lap in messages["lap_mesgs"]] == [
        timedelta(seconds=s) for s in (0, 20, 40)
    ]
    (activity,) = messages["activity_mesgs"]
    local = EPOCH + timedelta(seconds=activity["local_timestamp"])
    assert local - activity["timestamp"] == timedelta(hours=2)
    assert [event["event_type"] for event in messages["event_mesgs"]] == ["start", "stop_all"]


def test_unknown_values_are_unknown_not_zero():
    records = decoded(write(a_recording()))["record_mesgs"]
    assert "heart_rate" not in records[5]
    assert records[6]["heart_rate"] == 150
    without = replace(a_recording(), heart_rate_bpm=None, latitude_deg=None, longitude_deg=None)
    messages = decoded(write(without))
    assert "heart_rate" not in messages["record_mesgs"][0]
    assert "position_lat" not in messages["record_mesgs"][0]
    assert "avg_heart_rate" not in messages["session_mesgs"][0]


def test_indoor_run_is_a_treadmill_run():
    indoor = replace(a_recording(), indoor=True, latitude_deg=None, longitude_deg=None, descent_m=np.nan)
    (session,) = decoded(write(indoor))["session_mesgs"]
    assert session["sub_sport"] == "treadmill"
    assert "total_descent" not in session


def test_values_that_no_field_can_hold_are_refused():
    with pytest.raises(ValueError, match="cannot hold"):
        write(replace(a_recording(), heart_rate_bpm=np.full(61, 300.0)))
    with pytest.raises(ValueError, match="rising"):
        replace(a_recording(), time_s=np.zeros(61))
    with pytest.raises(ValueError, match="61 seconds"):
        replace(a_recording(), speed_mps=np.zeros(60))


@settings(max_examples=40, deadline=None)
@given(data=st.data(), n=st.integers(2, 40))
def test_any_recording_comes_back(data, n):
    def column(low, high):
        one = st.one_of(st.just(np.nan), st.floats(low, high))
        return np.array(data.draw(st.lists(one, min_size=n, max_size=n)))

    steps = data.draw(st.lists(st.integers(1, 900), min_size=n - 1, max_size=n - 1))
    offset_s = 900 * data.draw(st.integers(-48, 56))
    recording = Recording(
        start_utc=START,
        utc_offset_s=offset_s,
        time_s=np.cumsum([0.0, *steps]),
        distance_m=np.cumsum(np.nan_to_num(column(0.0, 50.0))),
        speed_mps=column(0.0, 12.0),
        latitude_deg=column(-89.0, 89.0),
        longitude_deg=column(-179.0, 179.0),
        altitude_m=column(-400.0, 8_000.0),
        heart_rate_bpm=column(30.0, 220.0),
        cadence_spm=column(0.0, 240.0),
    )
    messages = decoded(write(recording))
    records = messages["record_mesgs"]
    assert len(records) == n
    seconds = [(record["timestamp"] - START).total_seconds() for record in records]
    np.testing.assert_array_equal(seconds, recording.time_s)
    for name, field, tolerance in (
        ("distance_m", "distance", 0.006),
        ("speed_mps", "enhanced_speed", 6e-4),
        ("altitude_m", "enhanced_altitude", 0.101),
        ("heart_rate_bpm", "heart_rate", 0.501),
    ):
        found = [record.get(field, np.nan) for record in records]
        np.testing.assert_allclose(found, getattr(recording, name), atol=tolerance, rtol=0)
    degrees = [record.get("position_lat", np.nan) * 180.0 / 2**31 for record in records]
    np.testing.assert_allclose(degrees, recording.latitude_deg, atol=1e-7, rtol=0)
    strides = [
        2 * (record.get("cadence", np.nan) + record.get("fractional_cadence", 0.0)) for record in records
    ]
    np.testing.assert_allclose(strides, recording.cadence_spm, atol=0.02, rtol=0)
    activity = messages["activity_mesgs"][0]
    local = EPOCH + timedelta(seconds=activity["local_timestamp"])
    assert (local - activity["timestamp"]).total_seconds() == offset_s
