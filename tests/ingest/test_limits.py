"""Bounds that every record keeps and no fault should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.limits import LONGEST_S, furthest_m, highest_m
from backstride.records import Sport

KM = 1000.0


@pytest.mark.parametrize(
    ("sport", "metres", "seconds"),
    [
        (Sport.RUN, 100, 9.58),
        (Sport.RUN, 800, 100.91),
        (Sport.RUN, 5 * KM, 755.4),
        (Sport.RUN, 21_097, 3402),
        (Sport.RUN, 42_195, 7235),
        (Sport.RUN, 319.6 * KM, 86_400),
        (Sport.WALK, 20 * KM, 4596),
        (Sport.RIDE, 56.8 * KM, 3600),  # the hour, upright
        (Sport.RIDE, 240 * KM, 5 * 3600),
        (Sport.SWIM, 1500, 870),
    ],
)
def test_world_records_are_possible(sport, metres, seconds):
    assert metres < furthest_m(sport, seconds)


@pytest.mark.parametrize(
    ("sport", "metres", "seconds"),
    [
        (Sport.RUN, 39_462 * KM, 3600),
        (Sport.RUN, 39_462 * KM, None),
        (Sport.RUN, 1000, 80),
        (Sport.RUN, 20 * KM, 1800),  # 40 km/h: a ride recorded as a run
        (Sport.WALK, 40 * KM, 3600),
        (Sport.RUN, 80 * KM, 2 * 3600),
        (Sport.RIDE, 120 * KM, 3600),
        (Sport.SWIM, 6 * KM, 600),
    ],
)
def test_what_nobody_covers_is_impossible(sport, metres, seconds):
    assert metres > furthest_m(sport, seconds)


@given(st.sampled_from([None, *Sport]), st.floats(0.1, LONGEST_S), st.floats(0.1, LONGEST_S))
def test_more_time_never_allows_less_way(sport, one_s, other_s):
    short_s, long_s = sorted((one_s, other_s))
    assert furthest_m(sport, short_s) <= furthest_m(sport, long_s) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("sport", "seconds", "distance_m", "up_m", "down_m"),
    [
        (Sport.RUN, 1733, 1900, 1000, 0),  # a vertical kilometre
        (Sport.RUN, 600, 1900, 0, 1000),
        (Sport.RUN, 7 * 3600, 80 * KM, 5000, 5000),
        (Sport.RUN, 60, None, 60, 60),
        (Sport.WALK, 600, 3000, 1500, 0),  # a cable car
        (Sport.RIDE, 3600, 60 * KM, 0, 2500),
        (Sport.OTHER, 600, 1000, 4000, 4000),  # a jump from an aeroplane
    ],
)
def test_real_climbs_are_possible(sport, seconds, distance_m, up_m, down_m):
    most_up_m, most_down_m = highest_m(sport, seconds, distance_m)
    assert up_m <= most_up_m
    assert down_m <= most_down_m


@pytest.mark.parametrize(
    ("seconds", "distance_m"), [(1800, 5000), (None, 5000), (1800, None), (864_000, 5000)]
)
def test_30_000_m_on_a_run_of_5_km_are_impossible(seconds, distance_m):
    assert max(highest_m(Sport.RUN, seconds, distance_m)) < 30_000
