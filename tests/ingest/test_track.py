"""Positions and the way between them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.track import longest_way_m, marked_pauses, steps_m, without_impossible_fixes
from backstride.records import Channel

NO_BREAKS = np.empty(0, dtype=np.intp)
ONE_DEGREE_M = 111_195.08  # of a great circle on the mean sphere: 6,371,008.8 m · π / 180


def positions(latitude, longitude):
    return {
        "latitude_deg": Channel(np.array(latitude, dtype=np.float64)),
        "longitude_deg": Channel(np.array(longitude, dtype=np.float64)),
    }


def test_a_degree_along_a_meridian_and_along_the_equator():
    steps = steps_m(np.array([0.0, 1, 1]), np.array([0.0, 0, 0]), NO_BREAKS)
    assert steps == pytest.approx([0, ONE_DEGREE_M, 0], abs=0.01)
    steps = steps_m(np.array([0.0, 0]), np.array([179.5, -179.5]), NO_BREAKS)
    assert steps[1] == pytest.approx(ONE_DEGREE_M, abs=0.01)


def test_a_degree_of_longitude_shrinks_with_the_latitude():
    steps = steps_m(np.array([60.0, 60]), np.array([24.0, 24.001]), NO_BREAKS)
    assert steps[1] == pytest.approx(ONE_DEGREE_M * 0.001 * 0.5, rel=1e-6)


def test_a_record_without_a_fix_has_no_step_and_loses_none():
    latitude = np.array([0.0, np.nan, 0.002, np.nan])
    steps = steps_m(latitude, np.zeros(4), NO_BREAKS)
    assert steps == pytest.approx([0, 0, ONE_DEGREE_M * 0.002, 0])


def test_the_way_across_a_break_is_not_known():
    latitude = np.array([0.0, 0.001, 0.5, 0.501])
    steps = steps_m(latitude, np.zeros(4), np.array([2]))
    assert steps == pytest.approx([0, ONE_DEGREE_M * 0.001, 0, ONE_DEGREE_M * 0.001])


@given(
    st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=2, max_size=20),
    st.sets(st.integers(1, 19)),
)
def test_steps_are_finite_never_negative_and_the_same_backwards(fixes, breaks):
    latitude, longitude = (np.array(column) for column in zip(*fixes, strict=True))
    cut = np.array(sorted(b for b in breaks if b < len(fixes)), dtype=np.intp)
    forth = steps_m(latitude, longitude, cut)
    back = steps_m(latitude[::-1], longitude[::-1], np.sort(len(fixes) - cut))
    assert np.isfinite(forth).all()
    assert (forth >= 0).all()
    assert forth.sum() == pytest.approx(back.sum(), abs=1e-6)


DEGREES = st.one_of(st.floats(-90, 90), st.just(np.nan))


@settings(deadline=None)
@given(st.lists(st.tuples(DEGREES, DEGREES), min_size=1, max_size=20))
def test_no_way_is_longer_than_the_longest(fixes):
    latitude, longitude = (np.array(column) for column in zip(*fixes, strict=True))
    way_m = steps_m(latitude, longitude, NO_BREAKS).sum()
    assert way_m <= longest_way_m(latitude, longitude) * (1 + 1e-9) + 1e-6


def test_the_longest_way_north_is_the_way_itself():
    assert longest_way_m(np.array([0.0, np.nan, 1]), np.zeros(3)) == pytest.approx(ONE_DEGREE_M)


@pytest.mark.parametrize("wrong", [(100.0, 14.0), (200.0, 200.0), (0.0, 0.0), (45.0, 181.0)])
def test_pause_marks_and_missing_fixes_are_no_places(wrong):
    channels, count = without_impossible_fixes(positions([60.0, wrong[0], 60.1], [24.0, wrong[1], 24.1]))
    assert count == 1
    assert np.isnan(channels["latitude_deg"].values()).tolist() == [False, True, False]
    assert np.isnan(channels["longitude_deg"].values()).tolist() == [False, True, False]


def test_the_device_s_own_integers_stay_integers():
    raw = np.array([600_000_000, 1_000_000_000, 601_000_000], dtype=np.int32)
    channel = Channel(raw, scale=1e7, invalid=0x7FFFFFFF)
    channels, count = without_impossible_fixes({"latitude_deg": channel, "longitude_deg": channel})
    assert count == 1
    assert channels["latitude_deg"].raw.dtype == np.int32
    assert channels["latitude_deg"].raw.tolist() == [600_000_000, 0x7FFFFFFF, 601_000_000]


def test_positions_that_are_all_impossible_or_half_there_are_left_out():
    channels, count = without_impossible_fixes(positions([0.0, 0.0], [0.0, 0.0]))
    assert (channels, count) == ({}, 2)
    assert without_impossible_fixes({"latitude_deg": Channel(np.array([60.0]))}) == ({}, 0)


def test_a_marked_pause_lasts_until_the_next_mark_or_through_a_silence():
    latitude = [60.0, 60.1, 100, 200, 60.2, 100, 60.3, 100, 60.4]
    times = np.array([0.0, 1, 2, 600, 601, 602, 900, 901, 902])
    breaks = marked_pauses(positions(latitude, [24.0] * 9), times)
    assert breaks.tolist() == [3, 6]  # the mark at 901 stands amid records
    assert marked_pauses(positions(latitude[:2], [24.0] * 2), times[:2]).tolist() == []
    assert marked_pauses({}, times).tolist() == []
