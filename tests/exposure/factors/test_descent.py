"""Descent per kilometre."""

import pytest
from exposure_builders import history, run, same
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.factors import descent_m_per_km


def test_by_hand():
    same(descent_m_per_km(history(run(0, 8000.0, descent_m=120.0), until=0)), [15.0])


def test_two_runs_of_a_date_are_weighted_by_their_distance():
    found = history(run(0, 9000.0, descent_m=0.0), run(0, 1000.0, descent_m=200.0, hour=7), until=0)
    same(descent_m_per_km(found), [20.0])


@pytest.mark.parametrize(
    "gap", [{"descent_m": None}, {"distance_m": None, "descent_m": 5.0}, {"descent_m": 3.0, "indoor": True}]
)
def test_a_run_that_lacks_something_leaves_the_date_unknown(gap: dict):
    found = history(run(0, 9000.0, descent_m=10.0), run(0, **({"distance_m": 500.0} | gap), hour=7), until=1)
    same(descent_m_per_km(found), [None])


def test_no_distance_no_ratio_and_no_run_nothing_to_describe():
    found = history(run(0, 0.0, descent_m=10.0), run(2, 1000.0, descent_m=0.0), until=3)
    same(descent_m_per_km(found), [None, None, 0.0])


@given(steepness=st.floats(0, 0.99), distance_m=st.floats(10, 1e5), times=st.floats(0.1, 10))
def test_a_run_as_steep_and_longer_has_the_same_value(steepness: float, distance_m: float, times: float):
    descent_m = steepness * distance_m
    one = descent_m_per_km(history(run(0, distance_m, descent_m=descent_m), until=0))
    other = descent_m_per_km(history(run(0, distance_m * times, descent_m=descent_m * times), until=0))
    assert one[0] == pytest.approx(other[0])


def test_a_descent_longer_than_the_run_is_an_error_of_one_of_them():
    same(descent_m_per_km(history(run(0, 40.0, descent_m=50.0), until=0)), [None])
    same(descent_m_per_km(history(run(0, 2e-313, descent_m=1.0), until=0)), [None])
