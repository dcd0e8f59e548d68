"""Distance and time of all runs of a date."""

import pytest
from exposure_builders import check_in, history, run, same
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.factors import distance_km, duration_min
from backstride.records import Sport


def test_distances_of_a_date_add_up_and_rest_is_zero():
    found = history(run(0, 5000.0), run(2, 3000.0, hour=7), run(2, 4500.0, hour=18), until=3)
    same(distance_km(found), [5.0, 0.0, 7.5])


def test_distance_is_unknown_where_a_run_has_none_and_where_nobody_knows_of_a_run():
    found = history(check_in(0), run(1, None), run(2, 3000.0), run(2, None, hour=7), check_in(4), until=3)
    same(distance_km(found), [None, None, None, 0.0, None])


def test_a_ride_adds_no_running_distance():
    same(distance_km(history(run(0, 20_000.0, sport=Sport.RIDE), run(1, 5000.0), until=1)), [0.0, 5.0])


def test_indoor_distance_counts():
    same(distance_km(history(run(0, 6000.0, indoor=True), until=0)), [6.0])


def test_duration_prefers_time_in_motion():
    found = history(
        run(0, moving_s=1800.0, elapsed_s=2400.0), run(1, elapsed_s=2400.0), run(2, recorded_s=600.0), until=2
    )
    same(duration_min(found), [30.0, 40.0, 10.0])


def test_duration_is_unknown_where_a_run_has_no_time_and_zero_at_rest():
    same(duration_min(history(run(0), run(2, moving_s=600.0), until=2)), [None, 0.0, 10.0])


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1e5)), min_size=1, max_size=30))
def test_the_days_hold_all_that_was_run(runs: list[tuple[int, float]]):
    found = history(*(run(number, meters) for number, meters in runs), until=30)
    assert distance_km(found).sum() * 1000 == pytest.approx(sum(meters for _, meters in runs))
