"""Traps that FIT files hold, each in a test that names it: what comes out, and the note beside it."""

import struct
from datetime import UTC, date, datetime

import numpy as np
import pytest
from fit_builders import HOME, LAP, NO_U8, NO_U32, RECORD, RUNNING, SESSION, START, STOP_ALL, T0, only

from backstride.exposure import sketch
from backstride.ingest import read
from backstride.ingest.fit import FIT_EPOCH_UNIX_S
from backstride.records import Failed, Parsed, Skipped, Sport

DAY_S = 86_400
DISTANCE, RATE, CADENCE, SPEED, TIMESTAMP = 5, 3, 4, 73, 253
HOURS_40_MIN = 2400


def noted(activity, *words):
    """The one note that holds all the words."""
    found = [note for note in activity.notes if all(word in note for word in words)]
    assert len(found) == 1, activity.notes
    return found[0]


def plain(watch, seconds=600, metres=1800, **options):
    """An honest run, without its session."""
    return watch().records(0, seconds, metres / seconds, **options)


class TestTheFile:
    def test_bad_header_checksum(self, watch):
        data = bytearray(plain(watch).session(0, 600, 1800).file())
        data[12] ^= 0xFF
        outcome = read("x.fit", bytes(data), HOME)
        assert isinstance(outcome, Parsed)
        assert outcome.activities[0].distance_m == 1800

    def test_header_without_a_checksum(self, watch):
        data = plain(watch).session(0, 600, 1800).f.file(header_size=12)
        outcome = read("x.fit", data, HOME)
        assert outcome.activities[0].distance_m == 1800
        assert outcome.warnings == ()

    def test_bad_file_checksum_is_told(self, watch):
        data = bytearray(plain(watch).session(0, 600, 1800).file())
        data[-1] ^= 0xFF
        outcome = read("x.fit", bytes(data), HOME)
        assert outcome.activities[0].distance_m == 1800
        assert "does not fit" in outcome.warnings[0]

    def test_header_that_promises_no_data(self, watch):
        outcome = read("x.fit", plain(watch).session(0, 600, 1800).f.file(promised=0), HOME)
        assert outcome.activities[0].distance_m == 1800
        assert any("promises no data" in warning for warning in outcome.warnings)

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_truncation_keeps_what_stands_before_it(self, watch, share):
        whole = plain(watch).session(0, 600, 1800).file()
        outcome = read("x.fit", whole[: int(len(whole) * share)], HOME)
        (found,) = outcome.activities
        assert "what stands before it was kept" in outcome.warnings[0]
        assert found.elapsed_s == pytest.approx(600 * share, abs=5)
        assert found.distance_m == pytest.approx(1800 * share, abs=15)

    @pytest.mark.parametrize("data", [b"", b"\0" * 4000])
    def test_zero_bytes(self, data):
        outcome = read("x.fit", data, HOME)
        assert isinstance(outcome, Failed)
        assert outcome.reason

    def test_zero_bytes_in_the_middle_where_a_disk_lost_a_block(self, watch):
        data = bytearray(plain(watch).session(0, 600, 1800).file())
        data[4000:4512] = bytes(512)
        outcome = read("x.fit", bytes(data), HOME)
        assert isinstance(outcome, Parsed)
        (found,) = outcome.activities
        assert found.local_date == date(2024, 4, 29)
        assert found.distance_m <= 1800
        assert found.elapsed_s <= 601
        assert outcome.warnings

    def test_compressed_timestamps(self, watch, fit_bytes):
        made, base = watch(), fit_bytes
        made.put(RECORD, (TIMESTAMP, base.UINT32, "I", T0), (DISTANCE, base.UINT32, "I", 0))
        made.f.define(1, RECORD, [(DISTANCE, 4, base.UINT32)])
        for second in range(1, 301):
            made.f.compressed(1, (T0 + second) & 31, "I", second * 300)
        found = only(made)
        assert (len(found.streams), found.elapsed_s, found.distance_m) == (301, 300, 900)

    def test_chained_files_are_activities_of_their_own(self, watch):
        morning = plain(watch).session(0, 600, 1800).file()
        evening = watch().records(30_000, 30_600).session(30_000, 600, 1800).file()
        found = read("x.fit", morning + evening, HOME).activities
        assert [(a.start_utc.timestamp() - FIT_EPOCH_UNIX_S - T0, a.distance_m) for a in found] == [
            (0, 1800),
            (30_000, 1800),
        ]

    def test_chain_whose_second_file_is_cut_keeps_the_first(self, watch):
        whole = plain(watch).session(0, 600, 1800).file()
        outcome = read("x.fit", whole + watch().records(9000, 9600).file()[:40], HOME)
        assert [a.distance_m for a in outcome.activities] == [1800]
        assert outcome.warnings

    def test_developer_fields_beside_the_others(self, watch, fit_bytes):
        made, base = watch(), fit_bytes
        made.put(207, (3, base.UINT8, "B", 0))
        made.put(
            206,
            *((number, base.UINT8, "B", value) for number, value in ((0, 0), (1, 7), (2, base.UINT16))),
            (3, base.TEXT, "12s", b"Leg Spring"),
        )
        fields = [(TIMESTAMP, 4, base.UINT32), (DISTANCE, 4, base.UINT32)]
        made.f.define(1, RECORD, fields, developer=[(7, 2, 0), (8, 1, 3)])  # the second one nobody declared
        for second in range(60):
            made.f.row(1, "IIHB", T0 + second, second * 300, 94, 1)
        assert only(made.session(0, 59, 177)).distance_m == 177

    def test_64_bit_types(self, watch, fit_bytes):
        made, base = watch(), fit_bytes
        for second in range(301):
            made.put(
                RECORD,
                (TIMESTAMP, base.UINT32, "I", T0 + second),
                (DISTANCE, base.UINT64, "Q", second * 300),
                (RATE, base.SINT64, "q", 2**63 - 1 if second < 10 else 150),
                (200, base.FLOAT64, "d", float("nan")),
                (201, base.UINT64Z, "Q", 2**64 - 1),
            )
        found = only(made.session(0, 300))
        assert (found.distance_m, found.avg_hr_bpm, found.max_hr_bpm) == (900, 150, 150)

    @pytest.mark.parametrize("sub", [99, 200, 254])
    def test_unknown_sub_sports(self, watch, sub):
        found = only(plain(watch).session(0, 600, 1800, sub=sub))
        assert (found.sport, found.sub_sport) == (Sport.RUN, f"sub-sport {sub}")

    def test_unknown_sports_are_kept_as_what_they_are_not(self, watch):
        found = only(plain(watch).session(0, 600, 1800, sport=254, sub=254))
        assert (found.sport, found.sub_sport) == (Sport.OTHER, "sport 254, sub-sport 254")


class TestSessions:
    def halves(self, watch):
        first, second = watch().records(0, 600), watch().records(600, 1200, metres0=1800.0)
        return first, second

    @pytest.mark.parametrize("first", [True, False], ids=["summary first", "summary last"])
    def test_summary_first_and_summary_last(self, watch, first):
        made = watch()
        if first:
            made.session(0, 600, 1805).lap(0, 300, 900).lap(300, 300, 900)
        made.records(0, 600)
        if not first:
            made.session(0, 600, 1805).lap(0, 300, 900).lap(300, 300, 900)
        found = only(made)
        assert (found.distance_m, found.elapsed_s, len(found.streams), len(found.laps)) == (1805, 600, 601, 2)

    def test_multisport_is_split(self, watch):
        made = watch().records(0, 599, 8.0).records(600, 1200, 3.0, metres0=4800.0)
        made.session(0, 600, 4800, sport=2).session(600, 600, 1800)
        ride, run = read("x.fit", made.file(), HOME).activities
        assert (ride.sport, ride.distance_m, len(ride.streams)) == (Sport.RIDE, 4800, 600)
        assert (run.sport, run.distance_m, len(run.streams)) == (Sport.RUN, 1800, 601)

    def test_missing_final_lap_is_added(self, watch):
        laps = only(plain(watch).lap(0, 200, 600).lap(200, 200, 600).session(0, 600, 1800)).laps
        assert [(lap.start_s, lap.elapsed_s) for lap in laps] == [(0, 200), (200, 200), (400, 200)]
        assert laps[2].distance_m == pytest.approx(600)

    def test_records_outside_laps_are_kept(self, watch):
        found = only(plain(watch).lap(250, 100, 300).session(0, 600, 1800))
        assert (len(found.streams), found.distance_m, found.elapsed_s) == (601, 1800, 600)

    def test_cropped_activity_whose_records_were_left_in_the_file(self, watch):
        """The session and its lap say 25 minutes of 40: what they say hangs together and is believed."""
        found = only(watch().records(0, 2400).lap(0, 1500, 4500).session(0, 1500, 4500))
        assert (found.distance_m, found.elapsed_s, found.moving_s) == (4500, 1500, 1500)

    def test_session_that_contradicts_its_records_in_everything(self, watch):
        """A session of five minutes, written when the app crashed, and an hour of records after it."""
        found = only(watch().records(0, 3600).session(0, 300, 900))
        assert (found.distance_m, found.elapsed_s, found.moving_s) == (10_800, 3600, 3600)
        noted(found, "states 300 s from start to end", "3600 s were recorded")
        noted(found, "states 900 m", "10800 m were recorded")

    def test_session_of_more_than_twice_the_counted_distance(self, watch):
        found = only(plain(watch).session(0, 600, 4000))
        assert found.distance_m == 1800
        noted(found, "states 4000 m", "1800 m were recorded")

    def test_distance_that_the_runner_corrected_is_believed(self, watch):
        """A treadmill's belt, typed in at the end: the counter of the wrist was a third off."""
        found = only(plain(watch, fixes=False).session(0, 600, 2400, sub=1))
        assert (found.distance_m, found.notes) == (2400, ())

    def test_session_and_no_record(self, watch):
        found = only(watch().session(0, 1800, 5000))
        assert (found.distance_m, found.elapsed_s, found.moving_s, len(found.streams)) == (
            5000,
            1800,
            1800,
            0,
        )

    def test_single_record_without_a_session_is_no_activity(self, watch):
        outcome = read("x.fit", watch().records(0, 0).file(), HOME)
        assert isinstance(outcome, Skipped)
        assert "more than one record" in outcome.reason

    def test_single_record_with_a_session(self, watch):
        found = only(watch().records(0, 0).session(0, 1800, 5000))
        assert (found.distance_m, found.elapsed_s, found.moving_s) == (5000, 1800, 1800)
        bare = only(watch().records(0, 0).session(0, 0, 0))
        assert (bare.distance_m, bare.elapsed_s, bare.moving_s) == (None, None, None)


class TestFigures:
    def test_stated_distance_of_39_462_km(self, watch):
        found = only(plain(watch).session(0, 600, 39_462_000))
        assert found.distance_m == 1800
        noted(found, "39,462.0 km in 600 s", "left out")

    def test_stated_distance_of_39_462_km_in_a_time_nobody_knows(self, watch, fit_bytes):
        made = watch().put(
            SESSION,
            (2, fit_bytes.UINT32, "I", T0),
            (9, fit_bytes.UINT32, "I", 3_946_200_000),
            (5, fit_bytes.ENUM, "B", RUNNING),
        )
        found = only(made)
        assert found.distance_m is None
        noted(found, "39,462.0 km in an unknown time", "left out")

    def test_measured_distance_of_39_462_km(self, watch):
        """A counter that runs wild in steps that each may be a tunnel's."""
        found = only(watch().records(0, 600, mps=980.0, fixes=False).session(0, 600))
        assert found.distance_m is None
        noted(found, "recorded distance of 588.0 km in 600 s", "left out")
        assert "distance_m" not in found.streams.channels

    def test_run_at_the_speed_of_a_ride(self, watch):
        """Nobody runs 24 km in 40 minutes, though each second of it is slower than a sprint."""
        found = only(watch().records(0, HOURS_40_MIN, mps=10.0).session(0, HOURS_40_MIN, 24_000))
        assert (found.sport, found.distance_m, found.elapsed_s) == (Sport.RUN, None, HOURS_40_MIN)
        noted(found, "states 24.0 km in 2400 s", "left out")
        assert "distance_m" not in found.streams.channels

    def test_drive_home_with_the_watch_on_is_no_part_of_the_run(self, watch):
        made = watch().records(0, 1800).records(1801, 2400, mps=20.0, metres0=5400.0)
        found = only(made.session(0, 2400, 17_400))
        assert found.distance_m == pytest.approx(5400, rel=0.02)
        assert found.moving_s == pytest.approx(1800, rel=0.03)
        noted(found, "speed that no one runs", "left out")

    def test_speeds_beyond_a_human_do_not_reach_the_intensity(self, watch, fit_bytes):
        """A pod that says 11 m/s all along, in a run without any distance, would set the runner's peak."""
        made, base = watch(), fit_bytes
        for second in range(1201):
            made.put(
                RECORD,
                (TIMESTAMP, base.UINT32, "I", T0 + second),
                (SPEED, base.UINT32, "I", 11_000),
            )
        found = only(made.session(0, 1200))
        noted(found, "speeds that no one keeps up")
        assert sketch(found).speed.time_s == ()
        assert found.distance_m is None

    def test_20_days_elapsed_with_40_minutes_of_records(self, watch):
        found = only(watch().records(0, HOURS_40_MIN).session(0, 20 * DAY_S, 7200))
        assert (found.elapsed_s, found.moving_s, found.distance_m) == (HOURS_40_MIN, HOURS_40_MIN, 7200)
        noted(found, "20 days from start to end")

    def test_20_days_of_records_with_40_minutes_stated(self, watch):
        made = watch().records(0, 1200, fixes=False)
        made.records(1201 + 20 * DAY_S, 2400 + 20 * DAY_S, metres0=3600.0, fixes=False)
        found = only(made.session(0, HOURS_40_MIN, 7200))
        assert (found.elapsed_s, found.distance_m) == (HOURS_40_MIN, 7200)
        assert found.streams.values("time_s")[-1] == pytest.approx(HOURS_40_MIN, abs=2)
        noted(found, "clock was set once")

    def test_20_days_of_records_without_a_jump_are_no_activity(self, watch, fit_bytes):
        made = watch()
        for hour in range(480):
            made.put(RECORD, (TIMESTAMP, fit_bytes.UINT32, "I", T0 + hour * 3600))
        outcome = read("x.fit", made.session(0, HOURS_40_MIN, 7200).file(), HOME)
        assert isinstance(outcome, Failed)
        assert "span 20 days" in outcome.reason

    def test_time_in_motion_above_the_elapsed_time(self, watch, fit_bytes):
        made = plain(watch).put(
            SESSION,
            (2, fit_bytes.UINT32, "I", T0),
            (7, fit_bytes.UINT32, "I", 600_000),
            (8, fit_bytes.UINT32, "I", 5_000_000),
            (5, fit_bytes.ENUM, "B", RUNNING),
        )
        found = only(made)
        assert (found.elapsed_s, found.moving_s) == (600, 600)
        noted(found, "states a time of 5000 s within 600 s")

    def test_ascent_of_30_000_m_on_a_run_of_5_km(self, watch):
        found = only(watch().records(0, 1800, 5000 / 1800).session(0, 1800, 5000, climb=30_000))
        assert found.ascent_m is None
        noted(found, "ascent of 30,000 m", "left out")

    def test_heights_that_amount_to_an_ascent_of_30_000_m(self, watch, fit_bytes):
        made, base = watch(), fit_bytes
        for second in range(1801):
            made.put(
                RECORD,
                (TIMESTAMP, base.UINT32, "I", T0 + second),
                (DISTANCE, base.UINT32, "I", second * 278),
                (2, base.UINT16, "H", (second // 60 % 2 * 2000 + 500) * 5),
            )
        found = only(made.session(0, 1800, 5000))
        assert (found.ascent_m, found.descent_m) == (None, None)
        noted(found, "heights that amount to a climb which no one makes", "left out")

    @pytest.mark.parametrize("stored", [254, 255])
    def test_mean_heart_rate_of_255(self, watch, fit_bytes, stored):
        base = fit_bytes
        made = (
            watch()
            .records(0, 600, rate=NO_U8)
            .put(
                SESSION,
                (2, base.UINT32, "I", T0),
                (5, base.ENUM, "B", RUNNING),
                (16, base.UINT16, "H", stored),
                (17, base.UINT16, "H", stored),
            )
        )
        found = only(made)
        assert (found.avg_hr_bpm, found.max_hr_bpm) == (None, None)
        noted(found, f"mean heart rate of {stored}", "left out")

    def test_heart_rates_of_0_and_254_in_the_records(self, watch):
        made = watch().records(0, 99, rate=0).records(100, 199, rate=254, metres0=300)
        found = only(made.records(200, 600, rate=150, metres0=600).session(0, 600, 1800))
        assert (found.avg_hr_bpm, found.max_hr_bpm) == (150, 150)
        noted(found, "100 heart rates at which no heart beats")

    def test_mean_heart_rate_above_the_highest(self, watch, fit_bytes):
        base = fit_bytes
        made = watch().put(
            SESSION,
            (2, base.UINT32, "I", T0),
            (7, base.UINT32, "I", 600_000),
            (5, base.ENUM, "B", RUNNING),
            (16, base.UINT8, "B", 180),
            (17, base.UINT8, "B", 120),
        )
        found = only(made)
        assert (found.avg_hr_bpm, found.max_hr_bpm) == (None, None)
        noted(found, "mean heart rate of 180, above its highest")

    @pytest.mark.parametrize(("stored", "expected"), [(0, None), (255, None), (88, 176), (176, 176)])
    def test_cadence_of_0_and_of_255_and_a_doubled_one(self, watch, stored, expected):
        found = only(watch().records(0, 600, cadence=stored).session(0, 600, 1800, cadence=stored))
        assert found.avg_cadence_spm == expected

    def test_cadence_that_nobody_treads(self, watch):
        made = watch().records(0, 500, cadence=88).records(501, 600, cadence=200, metres0=1503.0)
        found = only(made.session(0, 600, 1800))
        assert found.avg_cadence_spm == 176
        noted(found, "100 cadences at which no one treads")

    def test_laps_that_overlap_or_lie_outside(self, watch):
        made = plain(watch).lap(0, 500, 1500).lap(300, 300, 900).lap(DAY_S, 60, 200).lap(300, 300, 903)
        found = only(made.session(0, 600, 1800))
        assert [(lap.start_s, lap.elapsed_s, lap.distance_m) for lap in found.laps] == [
            (0, 300, None),
            (300, 300, 903),
        ]
        noted(found, "1 laps outside the activity")
        noted(found, "1 laps that run into the next one")

    def test_lap_of_39_462_km(self, watch):
        found = only(plain(watch).lap(0, 600, 39_462_000).session(0, 600, 1800))
        assert found.laps[0].distance_m is None
        noted(found, "distances of 1 laps")


class TestClock:
    @pytest.mark.parametrize("year", [1989, 2093])
    def test_start_in_1989_or_2093_is_no_date(self, watch, fit_bytes, year):
        then = int(datetime(year, 12, 31, 1, tzinfo=UTC).timestamp()) - FIT_EPOCH_UNIX_S
        made = watch()
        for second in range(60):
            made.put(RECORD, (TIMESTAMP, fit_bytes.UINT32, "I", then + second))
        outcome = read("x.fit", made.file(), HOME)
        assert isinstance(outcome, Failed)
        assert "belongs to no day" in outcome.reason

    def test_session_s_start_in_1989_does_not_move_the_records(self, watch):
        made = plain(watch)
        found = only(made.session(-T0 + 5, 600, 1800))
        assert (found.local_date, found.distance_m, found.elapsed_s) == (date(2024, 4, 29), 1800, 600)

    def test_session_and_records_years_apart(self, watch):
        """A satellite clock that rolled over: which one is wrong, the file does not tell, so it is said."""
        found = only(plain(watch).session(-1024 * 7 * DAY_S, 600, 1800))
        assert found.local_date == date(2024, 4, 29)
        noted(found, "states a start on 2004-09-13", "begin on 2024-04-29")

    def test_watch_that_lost_its_clock_while_its_records_kept_theirs(self, watch):
        found = only(plain(watch).session(0, 600, 1800).activity(T0 + 7800, at=600, clock0=0))
        assert found.local_date == date(2024, 4, 29)
        assert not any("clock had not been set" in note for note in found.notes)

    def test_last_record_with_a_garbage_time(self, watch, fit_bytes):
        made = plain(watch).put(RECORD, (TIMESTAMP, fit_bytes.UINT32, "I", 0xE0000000))
        found = only(made)
        assert (found.elapsed_s, found.distance_m) == (600, 1800)
        noted(found, "1 records without a possible time", "left out")

    def test_all_records_with_the_same_time(self, watch, fit_bytes):
        made, base = watch(), fit_bytes
        for k in range(100):
            made.put(RECORD, (TIMESTAMP, base.UINT32, "I", T0), (DISTANCE, base.UINT32, "I", k * 300))
        found = only(made)
        assert (found.elapsed_s, found.moving_s) == (None, None)
        assert found.distance_m == 297
        noted(found, "all its records bear one time")

    def test_time_jump_that_became_20_days_elapsed(self, watch):
        made = watch().records(0, 299, fixes=False)
        made.records(300 + 20 * DAY_S, 600 + 20 * DAY_S, metres0=900.0, fixes=False)
        found = only(made.session(0, 600 + 20 * DAY_S, 1800))
        assert (found.elapsed_s, found.moving_s, found.distance_m) == (600, 600, 1800)
        noted(found, "20 days from start to end")
        noted(found, "clock was set once")

    def test_backwards_clock(self, watch):
        made = watch().records(0, 299).records(300 - 3600, 600 - 3600, metres0=900.0)
        found = only(made.session(0, 600, 1800))
        assert (found.elapsed_s, found.distance_m) == (600, 1800)
        assert (np.diff(found.streams.values("time_s")) >= 0).all()
        noted(found, "clock was set once (by up to -3599 s)")

    def test_negative_pause(self, watch):
        """The clock was set back while the timer stood: its start comes before its stop."""
        made = watch().timer(0, START).records(0, 300).timer(300, STOP_ALL).timer(240, START)
        found = only(made.records(301, 600, metres0=903.0).timer(600, STOP_ALL).session(0, 600, 1800))
        assert (found.elapsed_s, found.moving_s, found.distance_m) == (600, 600, 1800)

    def test_pauses_that_cover_everything(self, watch):
        made = watch().timer(-9000, STOP_ALL).records(0, 600).timer(9000, START)
        found = only(made.session(0, 600, 1800))
        assert (found.elapsed_s, found.moving_s, found.distance_m) == (600, 600, 1800)

    @pytest.mark.parametrize("hours", [50, -13, 0.26])
    def test_wrong_offsets_are_not_used(self, watch, hours):
        found = only(plain(watch).session(0, 600, 1800).activity(T0 + 600 + round(hours * 3600)))
        assert (found.offset_source, found.utc_offset_s) == ("position", 7200)
        noted(found, "which no place has")

    def test_offset_of_another_day_than_the_place_had_is_told(self, watch):
        found = only(plain(watch).session(0, 600, 1800).activity(T0 + 600 + 11 * 3600))
        assert found.local_date == date(2024, 4, 30)
        noted(found, "+11 h from UTC", "+2 h", "2024-04-29")


class TestTwoTrapsAtOnce:
    def test_jump_of_20_days_and_a_drive_home(self, watch):
        jump_s = 20 * DAY_S
        made = watch().records(0, 900, fixes=False)
        made.records(901 + jump_s, 1800 + jump_s, metres0=2703.0, fixes=False)
        made.records(1801 + jump_s, 2400 + jump_s, mps=20.0, metres0=5400.0, fixes=False)
        found = only(made.session(0, 2400 + 20 * DAY_S, 17_400))
        assert found.elapsed_s == pytest.approx(2400, abs=2)
        assert found.distance_m == pytest.approx(5400, rel=0.02)

    def test_truncated_chain_with_a_backwards_clock(self, watch):
        one = watch().records(0, 300).records(-3000, -2700, metres0=903.0).session(0, 600, 1806).file()
        two = watch().records(9000, 9600).file()
        outcome = read("x.fit", one + two[: len(two) // 2], HOME)
        first, second = outcome.activities
        assert (first.distance_m, first.elapsed_s) == (1806, 600)
        assert second.elapsed_s < 600
        assert outcome.warnings

    def test_39_462_km_in_20_days(self, watch):
        found = only(plain(watch).session(0, 20 * DAY_S, 39_462_000))
        assert (found.distance_m, found.elapsed_s) == (1800, 600)
        noted(found, "39,462.0 km")
        noted(found, "20 days")

    def test_everything_unknown(self, watch, fit_bytes):
        base = fit_bytes
        made = watch()
        for second in range(60):
            made.put(
                RECORD,
                (TIMESTAMP, base.UINT32, "I", T0 + second),
                (DISTANCE, base.UINT32, "I", NO_U32),
                (RATE, base.UINT8, "B", NO_U8),
                (CADENCE, base.UINT8, "B", NO_U8),
            )
        made.put(SESSION, (5, base.ENUM, "B", NO_U8), (9, base.UINT32, "I", NO_U32))
        found = only(made.put(LAP, (9, base.UINT32, "I", NO_U32)))
        assert (found.distance_m, found.avg_hr_bpm, found.avg_cadence_spm, found.laps) == (
            None,
            None,
            None,
            (),
        )
        assert set(found.streams.channels) == {"time_s"}

    def test_infinities_and_signalling_nans_in_every_float(self, watch, fit_bytes):
        made, base = watch(), fit_bytes
        signalling = struct.unpack("<d", bytes.fromhex("010000000000f07f"))[0]
        for second in range(60):
            wild = (float("inf"), -float("inf"), 1e300, signalling)[second % 4]
            made.put(
                RECORD,
                (TIMESTAMP, base.FLOAT64, "d", wild if second % 5 == 0 else T0 + second),
                *((number, base.FLOAT64, "d", wild) for number in (0, 1, 2, RATE, CADENCE, DISTANCE, SPEED)),
            )
        made.put(SESSION, *((number, base.FLOAT64, "d", -1e300) for number in (2, 7, 8, 9, 16, 17, 22)))
        found = only(made)
        assert found.local_date == date(2024, 4, 30)  # at the runner's home, for its positions are none
        for name in ("distance_m", "avg_hr_bpm", "avg_cadence_spm", "ascent_m", "descent_m"):
            assert getattr(found, name) is None, name


class TestArrays:
    """A field that a device writes once may stand in a file as an array of values: the first one counts."""

    def array(self, watch, fit_bytes, message, *fields):
        made = watch().records(0, 600).session(0, 600, 1800)
        made.f.define(7, message, [(number, 8, fit_bytes.UINT32) for number, _ in fields])
        made.f.row(7, "II" * len(fields), *(value for _, first in fields for value in (first, 77)))
        return made

    def test_a_lap_s_figures(self, watch, fit_bytes):
        fields = (2, T0), (7, 600_000), (8, 600_000), (9, 180_000)
        found = only(self.array(watch, fit_bytes, LAP, *fields))
        assert [(lap.elapsed_s, lap.distance_m) for lap in found.laps] == [(600, 1800)]

    def test_a_stop_of_the_timer(self, watch, fit_bytes):
        fields = (TIMESTAMP, T0 + 300), (0, 0), (1, STOP_ALL)
        made = self.array(watch, fit_bytes, 21, *fields).timer(400, START)
        assert only(made).moving_s == pytest.approx(500, abs=2)

    def test_a_record_s_time(self, watch, fit_bytes):
        made = watch()
        made.f.define(7, RECORD, [(TIMESTAMP, 8, fit_bytes.UINT32), (DISTANCE, 4, fit_bytes.UINT32)])
        for second in range(301):
            made.f.row(7, "III", T0 + second, 5, second * 300)
        found = only(made.session(0, 300))
        assert (found.elapsed_s, found.distance_m) == (300, 900)

    @pytest.mark.parametrize("message", [0, 23, 34, 2, 12])
    def test_every_other_message(self, watch, fit_bytes, message):
        fields = [(number, 0) for number in (0, 1, 2, 3, 5, TIMESTAMP)]
        assert only(self.array(watch, fit_bytes, message, *fields)).distance_m == 1800
