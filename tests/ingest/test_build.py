"""From a recording to an activity: what is believed, what is repaired, what is left out."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backstride.ingest.build import activity_from
from backstride.ingest.recording import Recording, StatedLap, Totals, channel_of
from backstride.records import Activity, Channel, Sport

START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)
T0 = START.timestamp()
HOME = ZoneInfo("Europe/Helsinki")
METRES_PER_DEGREE = 111_195.08


def recording(n=601, mps=3.0, sport=Sport.RUN, fixes=True, counter=False, **changes) -> Recording:
    """A steady run northwards from Berlin, a record a second."""
    way_m = np.arange(n) * mps
    channels: dict[str, Channel] = dict(changes.pop("channels", {}))
    if fixes:
        channels["latitude_deg"] = channel_of(52.5 + way_m / METRES_PER_DEGREE, 1e7)
        channels["longitude_deg"] = channel_of(np.full(n, 13.4), 1e7)
    if counter:
        channels["distance_m"] = channel_of(way_m)
    fields = {"source": "test", "sport": sport, "time_utc_s": T0 + np.arange(float(n)), "channels": channels}
    return Recording(**{**fields, **changes})


def made(**changes) -> Activity:
    activity = activity_from(recording(**changes), HOME)
    assert isinstance(activity, Activity), activity
    return activity


def test_a_steady_run_is_measured_from_its_positions():
    activity = made()
    assert activity.distance_m == pytest.approx(1800, rel=1e-4)
    assert (activity.elapsed_s, activity.moving_s) == (600, 600)
    assert (activity.sport, activity.indoor, activity.notes) == (Sport.RUN, False, ())
    assert activity.streams.values("distance_m")[-1] == pytest.approx(1800, rel=1e-4)


def test_the_date_is_the_runner_s_own():
    activity = made()
    assert (activity.offset_source, activity.utc_offset_s) == ("position", 7200)
    assert (activity.start_utc, activity.local_date) == (START, date(2024, 5, 4))
    at_home = made(fixes=False, counter=True)
    assert (at_home.offset_source, at_home.local_date) == ("home", date(2024, 5, 5))
    assert made(offset_s=-25_200.0).offset_source == "file"


def test_a_run_without_positions_is_indoors_and_a_swim_without_them_is_not():
    assert made(fixes=False, counter=True).indoor
    assert not made(fixes=False, counter=True, sport=Sport.SWIM, mps=1.0).indoor


def test_a_game_s_positions_tell_neither_place_nor_way():
    activity = made(virtual=True, counter=True, mps=3.0)
    assert (activity.offset_source, activity.indoor) == ("home", True)
    assert made(virtual=True).distance_m is None


class TestDistance:
    def test_the_device_s_own_goes_first(self):
        assert made(totals=Totals(distance_m=1850.0)).distance_m == 1850

    def test_the_device_s_own_columns_are_kept_as_they_are(self):
        counter = Channel(np.arange(0, 60_100, 100, dtype=np.uint32), scale=100.0, invalid=0xFFFFFFFF)
        activity = made(mps=1.0, channels={"distance_m": counter})
        assert activity.streams.channels["distance_m"].raw is counter.raw

    def test_39_462_km_are_left_out_with_a_note(self):
        activity = made(totals=Totals(distance_m=39_462_000.0))
        assert activity.distance_m == pytest.approx(1800, rel=1e-4)
        assert any("39,462.0 km" in note for note in activity.notes)

    def test_a_leap_to_another_continent_adds_nothing(self):
        far = recording()
        latitude = far.channels["latitude_deg"].values().copy()
        latitude[300] = -33.0
        channels = {**far.channels, "latitude_deg": channel_of(latitude, 1e7)}
        activity = activity_from(recording(fixes=False, channels=channels), HOME)
        assert activity.distance_m == pytest.approx(1794, rel=1e-3)
        assert any("leaps" in note for note in activity.notes)

    def test_a_total_that_misses_the_recorded_way_is_not_believed(self):
        activity = made(counter=True, totals=Totals(distance_m=17.4))
        assert activity.distance_m == pytest.approx(1800)

    def test_a_counter_that_stood_still_is_replaced_by_positions(self):
        activity = made(channels={"distance_m": channel_of(np.minimum(np.arange(601.0), 20.0))})
        assert activity.distance_m == pytest.approx(1800, rel=1e-4)

    def test_a_counter_of_zeros_is_unknown_not_zero(self):
        activity = made(fixes=False, channels={"distance_m": channel_of(np.zeros(601))})
        assert activity.distance_m is None
        assert "distance_m" not in activity.streams.channels

    def test_a_stated_zero_is_unknown_not_zero(self):
        assert made(fixes=False, totals=Totals(distance_m=0.0)).distance_m is None


class TestTime:
    def test_twenty_days_are_left_out_with_a_note(self):
        activity = made(totals=Totals(elapsed_s=20 * 86_400.0))
        assert activity.elapsed_s == 600
        assert any("20 days" in note for note in activity.notes)

    def test_a_clock_that_jumps_twenty_days_is_mended(self):
        times = T0 + np.arange(601.0)
        times[400:] += 20 * 86_400
        activity = made(time_utc_s=times)
        assert activity.elapsed_s == 600
        assert activity.local_date == date(2024, 5, 4)

    def test_records_without_a_time_at_the_ends_are_dropped_from_every_column(self):
        times = T0 + np.arange(601.0)
        times[:10] = times[-5:] = np.nan
        activity = made(time_utc_s=times, breaks=np.array([200]))
        assert len(activity.streams) == 586
        assert activity.start_utc.timestamp() == T0 + 10
        assert activity.moving_s == 584  # the break now stands before record 190

    def test_pauses_of_the_timer_are_no_time_in_motion(self):
        assert made(pauses=((T0 + 100, T0 + 200),)).moving_s == 500

    def test_motion_is_never_more_than_the_device_s_timer(self):
        assert made(totals=Totals(timer_s=550.0)).moving_s == 550

    def test_a_timer_in_minutes_is_not_believed(self):
        activity = made(totals=Totals(timer_s=10.0))
        assert activity.moving_s == 600
        assert activity.distance_m == pytest.approx(1800, rel=1e-4)

    def test_records_that_break_off_do_not_tell_the_time_in_motion(self):
        activity = made(totals=Totals(timer_s=3500.0, elapsed_s=3600.0))
        assert activity.moving_s == 3500

    def test_a_session_of_a_file_whose_records_are_lost_is_believed(self):
        totals = Totals(elapsed_s=14_400.0, timer_s=14_000.0, distance_m=42_195.0)
        activity = made(totals=totals)
        assert (activity.distance_m, activity.elapsed_s, activity.moving_s) == (42_195, 14_400, 14_000)

    def test_a_start_before_the_first_fix_counts(self):
        activity = made(totals=Totals(start_utc_s=T0 - 20))
        assert activity.start_utc.timestamp() == T0 - 20
        assert activity.streams.values("time_s")[0] == 20

    @pytest.mark.parametrize("stated", [T0 - 86_400, T0 + 300, 5.0])
    def test_a_start_that_the_records_contradict_does_not(self, stated):
        assert made(totals=Totals(start_utc_s=stated)).start_utc == START

    def test_without_any_time_there_is_no_activity(self):
        reason = activity_from(recording(time_utc_s=np.full(601, np.nan)), HOME)
        assert isinstance(reason, str)
        assert "belongs to no day" in reason

    def test_local_clocks_are_turned_into_utc(self):
        activity = made(local_clock=True)
        assert activity.start_local.replace(tzinfo=None) == START.replace(tzinfo=None)
        assert activity.utc_offset_s == 7200


def test_totals_alone_make_an_activity():
    totals = Totals(start_utc_s=T0, elapsed_s=1800.0, timer_s=1700.0, distance_m=5000.0, avg_hr_bpm=150.0)
    activity = activity_from(
        Recording(source="t", sport=Sport.RUN, time_utc_s=np.empty(0), channels={}, totals=totals), HOME
    )
    assert isinstance(activity, Activity)
    assert (activity.distance_m, activity.moving_s, activity.avg_hr_bpm) == (5000, 1700, 150)
    assert (activity.indoor, len(activity.streams)) == (True, 0)


def test_cadence_counts_both_feet_on_foot_and_stays_a_crank_s_on_a_bicycle():
    one_foot = Channel(np.full(601, 88, dtype=np.uint8), invalid=255)
    run = made(channels={"cadence_rpm": one_foot})
    assert run.avg_cadence_spm == 176
    assert run.streams.channels["cadence_spm"].raw is one_foot.raw
    treadmill = made(channels={"cadence_rpm": Channel(np.full(601, 172, dtype=np.uint8), invalid=255)})
    assert treadmill.avg_cadence_spm == 172
    ride = made(sport=Sport.RIDE, channels={"cadence_rpm": one_foot}, mps=8.0)
    assert ride.avg_cadence_spm is None
    assert "cadence_rpm" in ride.streams.channels


def test_heart_rate_ignores_zeros():
    rate = np.full(601, 150, dtype=np.uint8)
    rate[:100] = 0
    activity = made(channels={"heart_rate_bpm": Channel(rate, invalid=255)}, totals=Totals(avg_hr_bpm=99.0))
    assert (activity.avg_hr_bpm, activity.max_hr_bpm) == (150, 150)
    silent = made(totals=Totals(avg_hr_bpm=0.0, max_hr_bpm=0.0, avg_cadence_spm=0.0))
    assert (silent.avg_hr_bpm, silent.max_hr_bpm, silent.avg_cadence_spm) == (None, None, None)


def test_the_device_s_climb_goes_first_and_heights_fill_in():
    heights = channel_of(np.interp(np.arange(601), [0, 300, 600], [10, 60, 20]))
    stated = made(channels={"altitude_m": heights}, totals=Totals(ascent_m=44.0))
    assert stated.ascent_m == 44
    assert stated.descent_m == pytest.approx(40, abs=3)
    assert made().ascent_m is None


def test_a_sport_that_is_not_named_is_told_by_its_speed_with_a_note():
    activity = made(sport=None)
    assert activity.sport is Sport.RUN
    assert "names no sport" in activity.notes[0]
    assert made(sport=None, mps=1.2).sport is Sport.WALK
    assert made(sport=None, mps=9.0).sport is Sport.RIDE
    assert made(sport=None, fixes=False).sport is Sport.OTHER


class TestLaps:
    def test_laps_count_from_the_start(self):
        laps = (
            StatedLap(start_utc_s=T0, elapsed_s=300.0, timer_s=290.0, distance_m=900.0),
            StatedLap(start_utc_s=T0 + 300, elapsed_s=300.0, distance_m=0.0),
        )
        first, second = made(laps=laps).laps
        assert (first.start_s, first.elapsed_s, first.moving_s, first.distance_m) == (0, 300, 290, 900)
        assert (second.start_s, second.distance_m) == (300, None)

    def test_a_missing_last_lap_is_added(self):
        laps = made(laps=(StatedLap(start_utc_s=T0, elapsed_s=400.0, distance_m=1200.0),)).laps
        assert len(laps) == 2
        assert (laps[1].start_s, laps[1].elapsed_s) == (400, 200)
        assert laps[1].distance_m == pytest.approx(600, rel=1e-3)

    def test_laps_of_another_day_are_left_out(self):
        assert made(laps=(StatedLap(start_utc_s=T0 + 90_000, elapsed_s=10.0),)).laps == ()


@pytest.mark.filterwarnings("error")
def test_records_that_span_years_are_no_activity():
    reason = activity_from(recording(time_utc_s=T0 + np.arange(601.0) * 40_000), HOME)
    assert isinstance(reason, str)
    assert "span 278 days" in reason
    days = recording(time_utc_s=T0 + np.arange(601.0) * 1_400)
    assert isinstance(activity_from(days, HOME), Activity)
