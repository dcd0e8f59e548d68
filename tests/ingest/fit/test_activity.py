"""FIT messages become activities; a test for each trap."""

import struct
import time
import tracemalloc

import numpy as np
import pytest
from fit_builders import (
    CYCLING,
    DEVICE_INFO,
    DEVICE_SETTINGS,
    EVENT,
    HOME,
    LAP,
    NO_U32,
    RECORD,
    RUNNING,
    SESSION,
    START,
    STOP_ALL,
    SWIMMING,
    T0,
    TRANSITION,
    Watch,
    only,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest import read
from backstride.ingest.fit import FIT_EPOCH_UNIX_S
from backstride.records import Failed, Parsed, Skipped, Sport


def test_a_run_with_session_and_laps(watch):
    made = watch().records(0, 600, cadence=88, fraction=64)
    found = only(made.lap(0, 400, 1200).lap(400, 200, 600).session(0, 600.5, 1801.25).activity(T0 + 7800))
    assert (found.sport, found.source, found.device) == (Sport.RUN, "fit", "Garmin product 3290")
    assert found.start_utc.timestamp() == T0 + FIT_EPOCH_UNIX_S
    assert (found.utc_offset_s, found.offset_source) == (7200, "file")
    assert (found.distance_m, found.elapsed_s, found.moving_s) == (1801.25, 600.5, 600)
    assert (found.avg_hr_bpm, found.max_hr_bpm) == (150, 150)
    assert found.avg_cadence_spm == 177  # 88.5 of one foot
    assert [(lap.start_s, lap.elapsed_s, lap.distance_m) for lap in found.laps] == [
        (0, 400, 1200),
        (400, 200, 600),
    ]
    assert (len(found.streams), found.indoor, found.notes) == (601, False, ())


def test_columns_keep_the_width_of_the_file(watch):
    channels = only(watch().records(0, 100).session(0, 100)).streams.channels
    assert channels["heart_rate_bpm"].raw.dtype == np.uint8
    assert channels["distance_m"].raw.dtype == np.uint32
    assert channels["latitude_deg"].raw.dtype == np.int32
    assert channels["latitude_deg"].values()[0] == pytest.approx(52.5, abs=1e-7)
    assert "cadence_spm" not in channels  # never known


def test_a_treadmill_run_without_positions_is_indoors(watch):
    found = only(watch().records(0, 600, fixes=False).session(0, 600, 1800, sub=1))
    assert (found.indoor, found.sub_sport, found.distance_m) == (True, "treadmill", 1800)
    assert found.offset_source == "home"


@pytest.mark.parametrize(
    ("sport", "sub", "expected", "words"),
    [
        (1, 3, Sport.RUN, "trail"),
        (2, 0, Sport.RIDE, None),
        (17, 0, Sport.WALK, None),
        (10, 20, Sport.STRENGTH, "strength training"),
        (4, 1, Sport.RUN, "treadmill"),
        (15, 14, Sport.OTHER, "rowing, indoor rowing"),
        (0, 0, Sport.OTHER, "generic"),
        (231, 0, Sport.OTHER, "sport 231"),
        (1, 222, Sport.RUN, "sub-sport 222"),
    ],
)
def test_sports_and_those_never_heard_of(watch, sport, sub, expected, words):
    found = only(watch().records(0, 60).session(0, 60, 180, sport=sport, sub=sub))
    assert (found.sport, found.sub_sport) == (expected, words)


def test_pauses_of_the_timer(watch):
    made = watch().timer(0, START).records(0, 200).timer(200, STOP_ALL).timer(320, START)
    found = only(made.records(320, 520, metres0=600.0).timer(520, STOP_ALL).session(0, 520, 1200))
    assert (found.elapsed_s, found.moving_s) == (520, pytest.approx(400, abs=2))


class TestSessions:
    def triathlon(self, watch, sessions_first):
        made = watch()

        def sessions():
            made.session(0, 100, 80, sport=SWIMMING, sub=18).session(100, 20, 30, sport=TRANSITION)
            made.session(120, 300, 2400, sport=CYCLING).session(420, 200, 600, sport=RUNNING)

        if sessions_first:
            sessions()
        made.records(0, 99, 0.8).records(100, 119, 1.5, metres0=80).records(120, 419, 8.0, metres0=110)
        made.records(420, 620, 3.0, metres0=2510)
        if not sessions_first:
            sessions()
        return made.lap(0, 100, 80).lap(100, 20, 30).lap(120, 300, 2400).lap(420, 200, 600)

    @pytest.mark.parametrize("sessions_first", [True, False])
    def test_a_triathlon_is_split_wherever_its_sessions_stand(self, watch, sessions_first):
        outcome = read("x.fit", self.triathlon(watch, sessions_first).file(), HOME)
        found = outcome.activities
        assert [a.sport for a in found] == [Sport.SWIM, Sport.OTHER, Sport.RIDE, Sport.RUN]
        assert [a.distance_m for a in found] == [80, 30, 2400, 600]
        assert [len(a.streams) for a in found] == [100, 20, 300, 201]
        assert [len(a.laps) for a in found] == [1, 1, 1, 1]
        run = found[3].streams.values("distance_m")
        assert run[0] == 0
        assert run[-1] == pytest.approx(600)

    def test_without_a_session_the_records_make_the_activity(self, watch):
        found = only(watch().records(0, 600))
        assert found.sport is Sport.RUN  # by its speed
        assert (found.distance_m, found.elapsed_s) == (1800, 600)
        assert "names no sport" in found.notes[0]

    def test_without_records_the_session_makes_the_activity(self, watch):
        found = only(watch().session(0, 1800, 5000, cadence=85))
        assert (found.distance_m, found.moving_s, found.avg_cadence_spm) == (5000, 1800, 170)

    def test_a_missing_last_lap_and_records_outside_laps_are_kept(self, watch):
        found = only(watch().records(0, 600).lap(100, 300, 900).session(0, 600, 1800))
        assert len(found.streams) == 601
        assert [(lap.start_s, lap.elapsed_s) for lap in found.laps] == [(100, 300), (400, 200)]
        assert found.laps[1].distance_m == pytest.approx(600)

    def test_a_session_written_twice_counts_once(self, watch):
        made = watch().records(0, 600).session(0, 300, 900).session(0, 600, 1800)
        assert only(made).distance_m == 1800

    def test_sessions_without_a_start_are_not_lost(self, watch, fit_bytes):
        made = watch().records(0, 600)
        made.f.define(6, SESSION, [(9, 4, fit_bytes.UINT32), (5, 1, fit_bytes.ENUM)])
        made.f.row(6, "IB", 90_000, RUNNING).row(6, "IB", 180_000, RUNNING)
        assert only(made).distance_m == 1800

    def test_the_device_s_own_climb_is_kept(self, watch):
        assert only(watch().records(0, 60).session(0, 60, 180, climb=77)).ascent_m == 77


class TestChains:
    def test_each_file_of_a_chain_is_an_activity(self, watch):
        one = watch().records(0, 60).session(0, 60, 180)
        two = watch().records(9000, 9100).session(9000, 100, 300)
        found = read("x.fit", one.file() + two.file(), HOME).activities
        assert [a.distance_m for a in found] == [180, 300]

    def test_settings_at_the_end_of_a_chain_do_not_matter(self, watch):
        one = watch().records(0, 60).session(0, 60, 180)
        assert len(read("x.fit", one.file() + watch(kind=2).file(), HOME).activities) == 1


class TestClocks:
    def test_a_local_time_like_utc_says_nothing(self, watch):
        found = only(watch().records(0, 60).session(0, 60, 180).activity(T0 + 600))
        assert found.offset_source == "position"

    def test_an_offset_that_no_place_has_is_not_used(self, watch):
        found = only(watch().records(0, 60).session(0, 60, 180).activity(T0 + 600 + 50 * 3600))
        assert found.offset_source == "position"
        assert any("no place has" in note for note in found.notes)

    @pytest.mark.parametrize("local_s", [0, NO_U32])
    def test_a_local_clock_that_was_never_set_is_no_offset(self, watch, local_s):
        found = only(watch().records(0, 60).session(0, 60, 180).activity(local_s))
        assert (found.offset_source, found.notes) == ("position", ())

    def test_the_watch_s_settings_tell_the_offset(self, watch, fit_bytes):
        made = watch().records(0, 60).session(0, 60, 180)
        made.f.define(6, DEVICE_SETTINGS, [(0, 1, fit_bytes.UINT8), (5, 2, fit_bytes.SINT8)])
        made.f.row(6, "Bbb", 1, 0, -14)
        found = only(made)
        assert (found.offset_source, found.utc_offset_s) == ("file", -12_600)

    def test_a_watch_that_lost_its_clock_is_dated_by_its_local_time(self, watch, fit_bytes):
        made = watch()
        made.f.define(1, RECORD, [(253, 4, fit_bytes.UINT32), (5, 4, fit_bytes.UINT32)])
        for s in range(100):
            made.f.row(1, "II", 17_000_000 + s, s * 300)
        found = only(made.activity(T0 + 600, at=600, clock0=17_000_000))
        assert found.start_local.replace(tzinfo=None).isoformat() == "2024-04-29T21:30:00"
        assert found.utc_offset_s == 10_800  # the runner's home
        assert any("clock had not been set" in note for note in found.notes)

    def test_without_any_date_it_belongs_to_no_day(self, watch, fit_bytes):
        made = watch()
        made.f.define(1, RECORD, [(5, 4, fit_bytes.UINT32)]).row(1, "I", 5).row(1, "I", 900)
        outcome = read("x.fit", made.file(), HOME)
        assert isinstance(outcome, Failed)
        assert "belongs to no day" in outcome.reason


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("kind", "word"), [(2, "settings"), (5, "workout"), (6, "course"), (32, "monitoring"), (77, "77")]
    )
    def test_what_is_no_activity_is_skipped_with_its_kind(self, watch, kind, word):
        outcome = read("x.fit", watch(kind=kind).records(0, 5).file(), HOME)
        assert isinstance(outcome, Skipped)
        assert word in outcome.reason

    def test_an_activity_file_without_any_activity_is_skipped(self, watch):
        assert isinstance(read("x.fit", watch().file(), HOME), Skipped)

    def test_a_file_of_an_unknown_kind_with_a_session_is_an_activity(self, watch):
        assert only(watch(kind=77).records(0, 60).session(0, 60, 180)).distance_m == 180


def test_device_names(watch, fit_bytes):
    made = watch().records(0, 60).session(0, 60, 180)
    made.f.define(6, DEVICE_INFO, [(0, 1, fit_bytes.UINT8), (2, 2, fit_bytes.UINT16)])
    made.f.row(6, "BH", 4, 95)  # a sensor, not the watch
    assert only(made).device == "Garmin product 3290"


def test_running_power_in_a_field_of_an_app_s_own(watch, fit_bytes):
    base = fit_bytes
    made = watch()
    made.f.define(6, 207, [(3, 1, base.UINT8)]).row(6, "B", 0)
    made.f.define(7, 206, [(0, 1, base.UINT8), (1, 1, base.UINT8), (2, 1, base.UINT8), (3, 8, base.TEXT)])
    made.f.row(7, "BBB8s", 0, 9, base.UINT16, b"Power")
    made.f.define(1, RECORD, [(253, 4, base.UINT32)], developer=[(9, 2, 0)])
    for s in range(30):
        made.f.row(1, "IH", T0 + s, 240 + s)
    power = only(made.session(0, 29)).streams.values("power_w")
    assert power.tolist() == [240 + s for s in range(30)]


def test_a_file_cut_short_is_read_up_to_the_fault_with_a_warning(watch):
    whole = watch().records(0, 600).session(0, 600, 1800).file()
    outcome = read("x.fit", whole[: len(whole) // 2], HOME)
    assert isinstance(outcome, Parsed)
    assert "kept" in outcome.warnings[0]
    assert 290 < len(outcome.activities[0].streams) < 305


def test_sizes_that_no_file_has_cost_nothing(fit_bytes):
    definition = b"\x40\0\0\x14\0\xff" + b"\xff" * 765  # 255 fields of 255 bytes each
    data = struct.pack("<BBHI4s", 12, 0x10, 0, 0xFFFFFFF0, b".FIT") + definition * 50 + b"\0" * 100_000
    tracemalloc.start()
    started = time.process_time()
    outcome = read("x.fit", data, HOME)
    seconds, (_, peak_bytes) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(outcome, Failed | Skipped)
    assert seconds < 1.0
    assert peak_bytes < 50_000_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=30), st.integers(0, 5000))
def test_no_damage_makes_it_raise(fit_bytes, noise, at):
    whole = Watch(fit_bytes).records(0, 40, cadence=80).lap(0, 20, 60).session(0, 40, 120).file()
    at %= len(whole)
    outcome = read("x.fit", whole[:at] + noise + whole[at + len(noise) :], HOME)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")


def test_where_one_value_is_meant_the_first_of_several_counts(watch, fit_bytes):
    """A damaged definition makes an array of what should be a single number."""
    base = fit_bytes
    made = watch()
    made.f.define(1, RECORD, [(253, 8, base.UINT32)])
    for s in range(60):
        made.f.row(1, "II", T0 + s, T0 + s)
    made.f.define(2, EVENT, [(253, 8, base.UINT32), (0, 2, base.ENUM), (1, 2, base.ENUM)])
    made.f.row(2, "IIBBBB", T0 + 20, T0, 0, 0, STOP_ALL, 0).row(2, "IIBBBB", T0 + 30, T0, 0, 0, START, 0)
    made.f.define(3, LAP, [(2, 8, base.UINT32), (7, 8, base.UINT32)]).row(3, "4I", T0, T0, 20_000, 20_000)
    made.f.define(4, SESSION, [(2, 4, base.UINT32), (5, 1, base.ENUM)]).row(4, "IB", T0, RUNNING)
    made.f.define(6, DEVICE_INFO, [(0, 2, base.UINT8), (2, 2, base.UINT16)]).row(6, "BBH", 4, 0, 95)
    found = only(made)
    assert (len(found.streams), found.elapsed_s, found.moving_s) == (60, 59, 49)
    assert found.laps[0].elapsed_s == 20
