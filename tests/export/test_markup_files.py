"""What is written as GPX and TCX: other libraries read it, and it comes back within the formats' rounding."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from made_activities import START, a_run, activities

from backstride.export.activity_file import Format, write_activity
from backstride.export.gpx_file import placed, write_gpx
from backstride.export.tcx_file import write_tcx
from backstride.ingest import read
from backstride.ingest.gpx import OWN_CREATOR
from backstride.records import Activity, Channel, Lap, Parsed, Sport, Streams

ELSEWHERE = ZoneInfo("Asia/Tokyo")
TOLERANCES = {
    "latitude_deg": 5.1e-8,
    "longitude_deg": 5.1e-8,
    "altitude_m": 5.1e-4,
    "speed_mps": 5.1e-4,
    "heart_rate_bpm": 0.5,
    "cadence_spm": 1.0,
}


def read_back(written_as: str, data: bytes) -> Activity:
    outcome = read(f"x.{written_as}", data, ELSEWHERE)
    assert isinstance(outcome, Parsed), outcome
    assert outcome.warnings == ()
    (activity,) = outcome.activities
    return activity


def without(run: Activity, *names: str) -> Activity:
    left = {name: channel for name, channel in run.streams.channels.items() if name not in names}
    return replace(run, streams=Streams(left))


def with_channel(run: Activity, **channels: Channel) -> Activity:
    return replace(run, streams=Streams({**run.streams.channels, **channels}))


@pytest.mark.parametrize("written_as", ["gpx", "tcx"])
def test_a_run_comes_back_within_the_format_s_rounding(written_as: str):
    run = a_run()
    found = read_back(written_as, write_activity(run, Format(written_as)).data)
    assert (found.sport, found.start_utc, found.utc_offset_s) == (Sport.RUN, START, 3600)
    assert (found.local_date, found.indoor, found.device) == (run.local_date, False, run.device)
    assert found.source == written_as
    for name, tolerance in {"time_s": 0.0005, **TOLERANCES}.items():
        ours, theirs = run.streams.values(name), found.streams.values(name)
        np.testing.assert_allclose(theirs, ours, atol=tolerance, rtol=0, err_msg=name)


def test_tcx_keeps_the_distance_and_the_laps():
    found = read_back("tcx", write_tcx(a_run()))
    assert found.distance_m == 360.0
    assert found.laps == (
        Lap(start_s=0.0, elapsed_s=60.0, moving_s=60.0, distance_m=180.0),
        Lap(start_s=60.0, elapsed_s=60.0, moving_s=58.0, distance_m=180.0),
    )
    np.testing.assert_allclose(found.streams.values("distance_m"), a_run().streams.values("distance_m"))


@pytest.mark.parametrize(
    "laps",
    [
        (),
        (Lap(start_s=0.0, elapsed_s=60.0, distance_m=100.0),),
        (Lap(start_s=0.0, elapsed_s=60.0), Lap(start_s=60.0, elapsed_s=60.0, distance_m=180.0)),
        (Lap(start_s=0.0, distance_m=360.0),),
        (
            Lap(start_s=60.0, elapsed_s=1.0, distance_m=180.0),
            Lap(start_s=0.0, elapsed_s=1.0, distance_m=180.0),
        ),
    ],
)
def test_laps_that_do_not_tell_the_whole_give_way_to_one_that_does(laps: tuple[Lap, ...]):
    found = read_back("tcx", write_tcx(a_run(laps=laps)))
    assert found.distance_m == 360.0
    assert [(lap.start_s, lap.moving_s) for lap in found.laps] == [(0.0, 118.0)]


def test_gpxpy_reads_it():
    gpxpy = pytest.importorskip("gpxpy", reason="another reader is a test-only oracle")
    run = a_run()
    document = gpxpy.parse(write_gpx(run).decode())
    assert (document.creator, document.version) == (OWN_CREATOR, "1.1")
    assert document.time == START
    (track,) = document.tracks
    assert (track.type, track.source) == ("running", run.device)
    points = track.segments[0].points
    assert [point.time for point in points] == [START + timedelta(seconds=s) for s in range(121)]
    np.testing.assert_allclose([p.latitude for p in points], run.streams.values("latitude_deg"), atol=5e-8)
    np.testing.assert_allclose([p.elevation for p in points], run.streams.values("altitude_m"), atol=5e-4)
    values = [{e.tag.rpartition("}")[2]: e.text for e in point.extensions[0]} for point in points]
    assert values[4] == {"hr": "121", "cad": "86", "speed": "3.000"}
    assert "hr" not in values[7]
    assert document.to_xml()


def test_tcxreader_reads_it(tmp_path):
    tcxreader = pytest.importorskip("tcxreader.tcxreader", reason="another reader is a test-only oracle")
    run = a_run()
    (tmp_path / "run.tcx").write_bytes(write_tcx(run))
    document = tcxreader.TCXReader().read(str(tmp_path / "run.tcx"))
    assert (document.activity_type, document.distance, len(document.laps)) == ("Running", 360.0, 2)
    assert document.calories == 0
    points = document.trackpoints
    assert [point.time.replace(tzinfo=UTC) for point in points] == [
        START + timedelta(seconds=s) for s in range(121)
    ]
    np.testing.assert_allclose([p.latitude for p in points], run.streams.values("latitude_deg"), atol=5e-8)
    np.testing.assert_allclose([p.distance for p in points], run.streams.values("distance_m"), atol=5e-4)
    assert (points[4].hr_value, points[7].hr_value) == (121, None)
    assert points[4].tpx_ext == {"Speed": 3.0, "RunCadence": 86}


def test_each_point_stands_in_its_lap():
    from lxml import etree

    root = etree.fromstring(write_tcx(a_run()))
    laps = root.findall(".//{*}Lap")
    assert [len(lap.findall("{*}Track/{*}Trackpoint")) for lap in laps] == [60, 61]
    assert [lap.get("StartTime") for lap in laps] == ["2026-11-24T06:12:30Z", "2026-11-24T06:13:30Z"]


@pytest.mark.parametrize("written_as", ["gpx", "tcx"])
@pytest.mark.parametrize("sport", list(Sport))
@pytest.mark.parametrize("indoor", [False, True])
def test_every_sport_comes_back(written_as: str, sport: Sport, indoor: bool):
    found = read_back(written_as, write_activity(a_run(sport=sport, indoor=indoor), Format(written_as)).data)
    assert (found.sport, found.indoor) == (sport, indoor)


@pytest.mark.parametrize("written_as", ["gpx", "tcx"])
@pytest.mark.parametrize("offset_s", [-43_200, -12_600, 3_600, 20_700, 50_400])
def test_the_runner_s_own_clock_comes_back(written_as: str, offset_s: int):
    """It decides the date, wherever the file is read."""
    run = a_run(utc_offset_s=offset_s)
    found = read_back(written_as, write_activity(run, Format(written_as)).data)
    assert (found.utc_offset_s, found.local_date, found.offset_source) == (offset_s, run.local_date, "file")


def test_the_metadata_of_other_programs_files_tell_no_start():
    data = write_gpx(a_run(utc_offset_s=50_400)).replace(b'creator="backstride"', b'creator="other"')
    found = read_back("gpx", data)
    assert (found.offset_source, found.device) == ("position", "other")


@pytest.mark.parametrize("written_as", ["gpx", "tcx"])
def test_parts_of_a_second_come_back_to_the_millisecond(written_as: str):
    run = with_channel(a_run(), time_s=Channel(np.cumsum(np.full(121, 0.8765))))
    run = replace(run, start_utc=START + timedelta(microseconds=123_456), laps=())
    found = read_back(written_as, write_activity(run, Format(written_as)).data)
    assert abs(found.start_utc - run.start_utc) <= timedelta(microseconds=1)
    np.testing.assert_allclose(
        found.streams.values("time_s"), run.streams.values("time_s"), atol=0.0011, rtol=0
    )


def test_a_run_that_began_before_its_first_fix_keeps_its_start():
    found = read_back("gpx", write_gpx(with_channel(a_run(), time_s=Channel(np.arange(121) + 42))))
    assert found.start_utc == START
    assert found.streams.values("time_s")[0] == 42


def test_an_activity_without_positions_is_tcx_and_says_so():
    treadmill = without(a_run(indoor=True), "latitude_deg", "longitude_deg")
    written = write_activity(treadmill, Format.GPX)
    assert written.format is Format.TCX
    assert written.remarks == ("without positions, which GPX needs: written as TCX",)
    found = read_back("tcx", written.data)
    assert (found.sport, found.indoor, found.distance_m) == (Sport.RUN, True, 360.0)
    with pytest.raises(ValueError, match="positions"):
        write_gpx(treadmill)


def test_an_activity_without_records_is_tcx_too():
    bare = a_run(sport=Sport.STRENGTH, streams=Streams(), laps=(), distance_m=None)
    written = write_activity(bare, Format.GPX)
    found = read_back(written.format, written.data)
    assert (found.sport, found.start_utc, found.distance_m) == (Sport.STRENGTH, START, None)
    assert (found.elapsed_s, found.avg_hr_bpm) == (118.0, 135.0)


def test_records_without_a_position_stay_out_of_gpx_and_it_is_said():
    raw = a_run().streams.channels["latitude_deg"].raw.copy()
    raw[:5] = 2**31 - 1
    run = with_channel(a_run(), latitude_deg=Channel(raw, 1e7, 0.0, 2**31 - 1))
    written = write_activity(run, Format.GPX)
    assert written.remarks == ("its records without a position are left out, which GPX cannot hold",)
    assert len(read_back("gpx", written.data).streams) == 116
    in_tcx = read_back("tcx", write_tcx(run)).streams
    assert len(in_tcx) == 121
    assert np.isnan(in_tcx.values("longitude_deg")[:5]).all()


def test_power_and_a_bicycle_s_cadence_are_in_tcx():
    n = 121
    ride = with_channel(
        without(a_run(sport=Sport.RIDE, distance_m=None, laps=()), "cadence_spm"),
        cadence_rpm=Channel(np.full(n, 88, np.uint8)),
        power_w=Channel(np.full(n, 210, np.uint16)),
        temperature_c=Channel(np.full(n, -3, np.int8)),
    )
    in_tcx = read_back("tcx", write_tcx(ride)).streams
    assert (in_tcx.values("cadence_rpm")[0], in_tcx.values("power_w")[0]) == (88, 210)
    in_gpx = read_back("gpx", write_gpx(ride)).streams
    assert (in_gpx.values("cadence_rpm")[0], in_gpx.values("temperature_c")[0]) == (88, -3)


@pytest.mark.parametrize("write", [write_gpx, write_tcx])
def test_a_device_s_name_breaks_no_file(write):
    run = a_run(device='<a> & "b"\x0b\ud800 ü')
    assert read_back(write.__name__[-3:], write(run)).device == '<a> & "b"?? ü'


@settings(max_examples=100, deadline=None)
@given(activity=activities())
def test_any_activity_makes_files_that_are_read(activity: Activity):
    assume(activity.start_utc.year >= 1992)
    for wanted in (Format.GPX, Format.TCX):
        written = write_activity(activity, wanted)
        outcome = read(f"x.{written.format}", written.data, ELSEWHERE)
        assert isinstance(outcome, Parsed), outcome
        assert outcome.warnings == ()
        assert (written.format is Format.GPX) == (wanted is Format.GPX and placed(activity).sum() > 1)
        (found,) = outcome.activities
        assert found.sport is activity.sport
        if activity.utc_offset_s:
            assert found.utc_offset_s == activity.utc_offset_s


def test_times_are_as_fine_as_they_need_to_be():
    assert b"<time>2026-11-24T06:12:31Z</time>" in write_gpx(a_run())
    finer = with_channel(a_run(), time_s=Channel(np.arange(121) * 0.25))
    assert b"<time>2026-11-24T06:12:30.250Z</time>" in write_gpx(finer)
    finest = replace(a_run(), start_utc=datetime(2026, 11, 24, 6, 12, 30, 7, tzinfo=UTC))
    assert b"<Time>2026-11-24T06:12:31.000007Z</Time>" in write_tcx(finest)


def test_laps_of_an_activity_without_records_stand_without_a_track():
    laps = (Lap(start_s=0.0, moving_s=60.0), Lap(start_s=60.0, moving_s=30.0))
    written = write_tcx(a_run(laps=laps, distance_m=None, streams=Streams(channels={})))
    assert written.count(b"<Lap ") == 2
    assert b"<Track>" not in written
