"""Clocks that step, jump and fall silent."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S, forwards, order_of

T0 = 1_700_000_000.0


def test_times_that_run_forwards_are_left_alone():
    times = T0 + np.array([0.0, 1, 1, 2, 600, 80_000])
    clock = forwards(times)
    assert clock.time_utc_s.tolist() == times.tolist()
    assert clock.kept is None
    assert clock.notes == ()


def test_missing_times_are_placed_between_their_neighbours_and_dropped_at_the_ends():
    clock = forwards(np.array([np.nan, T0, np.nan, np.nan, T0 + 30, np.nan]))
    assert clock.time_utc_s.tolist() == [T0, T0 + 10, T0 + 20, T0 + 30]
    assert clock.kept is not None
    assert clock.kept.tolist() == [False, True, True, True, True, False]
    assert "4 records" in clock.notes[0]


def test_no_time_at_all_keeps_nothing():
    assert len(forwards(np.full(3, np.nan)).time_utc_s) == 0
    assert len(forwards(np.array([5.0, 6.0])).time_utc_s) == 0  # a clock that was never set


def test_a_clock_set_back_goes_on_from_the_longer_stretch():
    clock = forwards(T0 + np.array([500.0, 501, 100, 101, 102, 103]))
    assert clock.time_utc_s.tolist() == (T0 + np.array([98.0, 99, 100, 101, 102, 103])).tolist()
    assert "set once (by up to -401 s)" in clock.notes[0]


def test_a_jump_of_twenty_days_is_not_twenty_days_of_running():
    clock = forwards(T0 + np.array([0.0, 1, 2, 3, 4 + 20 * 86_400, 5 + 20 * 86_400]))
    assert np.ptp(clock.time_utc_s) == 5
    assert clock.time_utc_s[0] == T0


def test_a_watch_left_paused_over_night_is_no_jump():
    assert np.ptp(forwards(T0 + np.array([0.0, 1, 40_000, 40_001])).time_utc_s) == 40_001


def test_a_lone_time_out_of_order_does_not_move_the_others():
    clock = forwards(T0 + np.array([0.0, 1, 90, 3, 4]))
    assert clock.time_utc_s.tolist() == (T0 + np.array([0.0, 1, 2, 3, 4])).tolist()
    far = forwards(T0 + np.array([0.0, 1, 5e6, 3, 4]))
    assert far.time_utc_s.tolist() == (T0 + np.array([0.0, 1, 2, 3, 4])).tolist()


@settings(max_examples=300)
@given(st.lists(st.one_of(st.floats(T0 - 1e7, T0 + 1e7), st.just(float("nan")), st.floats()), max_size=30))
def test_whatever_comes_in_runs_forwards_and_matches_what_is_kept(times):
    clock = forwards(np.array(times, dtype=np.float64))
    assert np.isfinite(clock.time_utc_s).all()
    assert (np.diff(clock.time_utc_s) >= 0).all()
    kept = len(times) if clock.kept is None else int(clock.kept.sum())
    assert kept == len(clock.time_utc_s)


@given(st.lists(st.floats(0, 60), min_size=2, max_size=50), st.floats(EARLIEST_UTC_S, LATEST_UTC_S - 1e5))
def test_honest_clocks_are_never_touched(intervals, start):
    times = start + np.cumsum(intervals)
    assert forwards(times).time_utc_s == pytest.approx(times, abs=0)


def test_a_clock_that_jumps_an_hour_and_comes_back_costs_no_hour():
    honest = np.arange(20.0)
    for shift_s in (3600.0, -3600.0, 82_500.0):
        times = honest.copy()
        times[8:12] += shift_s
        clock = forwards(T0 + times)
        assert np.ptp(clock.time_utc_s) == pytest.approx(19, abs=2)
        assert clock.time_utc_s[0] == T0
        assert "set 2 times" in clock.notes[0]


def test_a_clock_set_back_later_does_not_cost_an_honest_pause():
    times = np.concatenate((np.arange(100.0), 1900 + np.arange(100.0), 2000 - 3600 + np.arange(100.0)))
    assert np.ptp(forwards(T0 + times).time_utc_s) == pytest.approx(2099, abs=2)


def test_what_is_dropped_is_not_said_to_be_placed():
    clock = forwards(np.array([np.nan, T0, np.nan, T0 + 30, np.nan, np.nan]))
    assert clock.notes == (
        "4 records without a possible time: 1 placed between their neighbours, 3 at the ends left out",
    )


@pytest.mark.parametrize("year", [1989, 1990, 2093, 2099])
def test_a_date_that_cannot_be_is_no_date(year):
    then_s = datetime(year, 6, 1, tzinfo=UTC).timestamp()
    assert len(forwards(then_s + np.arange(5.0)).time_utc_s) == 0


class TestOrder:
    def test_records_that_run_backwards_are_put_in_order(self):
        times = T0 + np.arange(50.0)[::-1] * 10
        assert order_of(times).tolist() == list(range(49, -1, -1))

    def test_shuffled_records_are_put_in_order(self):
        times = T0 + np.random.default_rng(1).permutation(np.arange(200.0))
        assert (np.diff(times[order_of(times)]) > 0).all()

    def test_a_clock_that_is_set_now_and_then_is_no_disorder(self):
        times = T0 + np.arange(200.0)
        times[50:] -= 3600
        times[100] += 7
        assert order_of(times) is None
        assert order_of(np.full(50, np.nan)) is None
        assert order_of(T0 + np.repeat(np.arange(50.0), 4)) is None
