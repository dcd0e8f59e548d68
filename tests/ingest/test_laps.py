"""Laps within their activity, each within its time."""

import numpy as np
import pytest

from backstride.ingest.laps import laps_of, with_last_lap
from backstride.ingest.recording import StatedLap
from backstride.records import Lap, Sport

T0 = 1_700_000_000.0
KM = 1000.0


def laps(*stated, end_s=600.0):
    notes = []
    found = [StatedLap(start_utc_s=T0 + start, **figures) for start, figures in stated]
    return laps_of(tuple(found), T0, end_s, Sport.RUN, notes), notes


def figures(elapsed_s=None, metres=None, timer_s=None):
    return {"elapsed_s": elapsed_s, "distance_m": metres, "timer_s": timer_s}


def test_honest_laps_stand_as_they_are():
    found, notes = laps((0, figures(300.0, 900.0, 290.0)), (300, figures(303.0, 910.0)))
    assert [(x.start_s, x.elapsed_s, x.moving_s, x.distance_m) for x in found] == [
        (0, 300, 290, 900),
        (300, 303, None, 910),  # some seconds past the end are a device's rounding
    ]
    assert notes == []


def test_laps_out_of_order_are_put_in_order():
    found, notes = laps((300, figures(300.0)), (0, figures(300.0)))
    assert [lap.start_s for lap in found] == [0, 300]
    assert notes == []


def test_a_lap_that_runs_into_the_next_one_is_cut_there_and_its_distance_left_out():
    found, notes = laps((0, figures(500.0, 1500.0, 500.0)), (300, figures(300.0, 900.0)))
    assert (found[0].elapsed_s, found[0].moving_s, found[0].distance_m) == (300, 300, None)
    assert found[1].distance_m == 900
    assert len(notes) == 1


@pytest.mark.parametrize("elapsed_s", [20 * 86_400.0, 1e300])
def test_a_lap_of_20_days_is_cut_at_the_end(elapsed_s):
    (lap,), notes = laps((0, figures(elapsed_s, 900.0)))
    assert (lap.elapsed_s, lap.distance_m) == (600, None)
    assert "past the end" in notes[0]


def test_a_timer_at_the_very_end_is_none():
    (lap,), _ = laps((600, figures(None, None, 1e12)))
    assert (lap.elapsed_s, lap.moving_s) == (None, None)


@pytest.mark.parametrize("start", [-90_000, 700, 1e12])
def test_a_lap_outside_is_left_out(start):
    found, notes = laps((start, figures(60.0)), (0, figures(600.0)))
    assert [lap.start_s for lap in found] == [0]
    assert notes == ["1 laps outside the activity: left out"]


def test_a_lap_written_again_counts_once():
    found, _ = laps((0, figures(100.0, 300.0)), (0, figures(600.0, 1800.0)))
    assert [lap.distance_m for lap in found] == [1800]


@pytest.mark.parametrize("metres", [39_462 * KM, 20 * KM])
def test_a_distance_that_no_one_covers_is_left_out(metres):
    (lap,), notes = laps((0, figures(600.0, metres)))
    assert (lap.elapsed_s, lap.distance_m) == (600, None)
    assert "no one can cover" in notes[0]


@pytest.mark.parametrize("value", [0.0, -5.0, float("inf"), float("nan"), None])
def test_what_is_no_figure_is_unknown(value):
    (lap,), _ = laps((0, figures(value, value, value)))
    assert (lap.elapsed_s, lap.moving_s, lap.distance_m) == (None, None, None)


def test_the_lap_that_was_not_written_lasts_no_longer_than_what_is_left():
    """Its first interval began before the last written lap ended."""
    time_s = np.array([0.0, 100, 200, 320])
    last = Lap(start_s=0.0, elapsed_s=250.0)
    moving_s = np.array([100.0, 100, 120])
    *_, tail = with_last_lap([last], time_s, moving_s, np.array([0.0, 300, 300, 360]), Sport.RUN)
    assert (tail.start_s, tail.elapsed_s, tail.moving_s, tail.distance_m) == (250, 70, 70, 360)
    *_, tail = with_last_lap([last], time_s, moving_s, np.array([0.0, 300, 300, 900]), Sport.RUN)
    assert (tail.elapsed_s, tail.distance_m) == (70, None)
