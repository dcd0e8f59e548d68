"""Rows of lists: what they state is believed as far as it can be true."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from backstride.ingest.listed import Listed, activity_of, in_short
from backstride.records import Activity, Sport

HOME = ZoneInfo("Europe/Helsinki")
ROW = Listed(
    source="strava", start_utc_s=1_700_000_000.0, sport=Sport.RUN, elapsed_s=1800.0, distance_m=5000.0
)


def made(**changes) -> Activity:
    activity = activity_of(replace(ROW, **changes), HOME)
    assert isinstance(activity, Activity)
    return activity


@pytest.mark.parametrize("start_utc_s", [0.0, 5e9, -1.0])
def test_a_start_that_cannot_be_makes_no_activity(start_utc_s):
    assert isinstance(activity_of(replace(ROW, start_utc_s=start_utc_s), HOME), str)


def test_the_offset_is_the_stated_one_else_the_position_s_else_the_home_s():
    assert (made(offset_s=-18000.0).utc_offset_s, made(offset_s=-18000.0).offset_source) == (-18000, "file")
    abroad = made(fix_deg=(40.7, -74.0))
    assert (abroad.utc_offset_s, abroad.offset_source) == (-18000, "position")
    assert (made().utc_offset_s, made().offset_source) == (7200, "home")


def test_an_offset_that_no_place_has_is_noted():
    activity = made(offset_s=1234.0)
    assert activity.offset_source == "home"
    assert activity.notes


@pytest.mark.parametrize("zero", ["elapsed_s", "moving_s", "distance_m", "avg_hr_bpm", "cadence_spm"])
def test_a_zero_is_unknown(zero):
    name = "avg_cadence_spm" if zero == "cadence_spm" else zero
    assert getattr(made(**{zero: 0.0}), name) is None


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"elapsed_s": 1e7}, "elapsed_s"),
        ({"moving_s": 2000.0}, "moving_s"),
        ({"distance_m": 1e6}, "distance_m"),
        ({"ascent_m": 50_000.0}, "ascent_m"),
        ({"avg_hr_bpm": 180.0, "max_hr_bpm": 150.0}, "avg_hr_bpm"),
    ],
)
def test_what_cannot_be_true_is_left_out_with_a_note(changes, lost):
    activity = made(**changes)
    assert getattr(activity, lost) is None
    assert activity.notes


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -5.0])
@pytest.mark.parametrize("name", ["elapsed_s", "moving_s", "distance_m", "descent_m", "max_hr_bpm"])
def test_no_number_that_is_none_comes_through(name, value):
    assert getattr(made(**{name: value}), name) is None


def test_times_that_were_rounded_apart_are_one():
    assert made(moving_s=1800.6).moving_s == 1800.0
    assert made(avg_hr_bpm=150.4, max_hr_bpm=150.0).avg_hr_bpm == 150.0


@pytest.mark.parametrize(
    ("sport", "cadence", "both_feet"),
    [
        (Sport.RUN, 82.0, 164.0),
        (Sport.RUN, 164.0, 164.0),
        (Sport.WALK, 55.0, 110.0),
        (Sport.RIDE, 85.0, None),
    ],
)
def test_cadence_counts_both_feet(sport, cadence, both_feet):
    assert made(sport=sport, cadence_spm=cadence).avg_cadence_spm == both_feet


def test_no_cadence_is_faster_than_a_sprinter_s():
    assert made(cadence_spm=500.0).avg_cadence_spm is None


@pytest.mark.parametrize(
    ("distance_m", "sport"),
    [
        (2500.0, Sport.WALK),
        (5000.0, Sport.RUN),
        (15_000.0, Sport.RIDE),
        (40_000.0, Sport.OTHER),
        (None, Sport.OTHER),
    ],
)
def test_a_row_that_names_no_sport_is_told_by_its_speed(distance_m, sport):
    activity = made(sport=None, distance_m=distance_m)
    assert (activity.sport, activity.sport_source) == (sport, "speed")
    assert "names no sport" in activity.notes[0]


def test_problems_are_told_in_short():
    assert in_short(["a"] * 3) == ("a",) * 3
    assert in_short(["a"] * 25)[20:] == ("and 5 more lines like these",)
