"""The date's longest run against the longest of the thirty days before."""

import numpy as np
import pytest
from exposure_builders import check_in, history, run
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.factors import spike_ratio
from backstride.records import Sport


def test_by_hand():
    found = history(run(0, 5000.0), run(20, 10_000.0), run(31, 13_000.0), until=31)
    assert spike_ratio(found)[31] == pytest.approx(1.3)


def test_the_window_is_thirty_days_and_leaves_the_date_out():
    # Day 40 sees days 10 to 39: the 20 km of day 9 are out, the 8 km of day 10 are in.
    runs = [run(9, 20_000.0), run(10, 8000.0), run(40, 16_000.0)]
    assert spike_ratio(history(run(0, 1000.0), *runs, until=40))[40] == pytest.approx(2.0)


def test_single_runs_are_compared_not_sums_of_a_date():
    doubles = [run(5, 6000.0, hour=7), run(5, 6000.0, hour=18)]
    found = history(run(0, 1000.0), *doubles, run(35, 6600.0, hour=7), run(35, 2000.0, hour=18), until=35)
    assert spike_ratio(found)[35] == pytest.approx(1.1)


def test_thirty_known_days_are_needed():
    early = history(run(0, 5000.0), run(29, 9000.0), until=29)
    assert np.isnan(spike_ratio(early)).all()
    enough = history(run(0, 5000.0), run(30, 9000.0), until=30)
    assert spike_ratio(enough)[30] == pytest.approx(1.8)


def test_earlier_rides_make_known_days_but_no_reference():
    found = history(run(0, 50_000.0, sport=Sport.RIDE), run(10, 5000.0), run(30, 6000.0), until=30)
    assert spike_ratio(found)[30] == pytest.approx(1.2)


def test_no_run_in_the_window_no_ratio():
    found = history(run(0, 5000.0), run(40, 5000.0), until=40)
    assert np.isnan(spike_ratio(found)).all()


def test_a_day_in_the_window_that_nobody_knows_of_leaves_it_unknown():
    found = history(run(0, 5000.0), run(20, 5000.0), run(35, 6000.0), until=30)
    assert np.isnan(spike_ratio(found)[35])


def test_diary_days_before_the_first_activity_are_no_history():
    found = history(check_in(0), run(20, 5000.0), run(35, 6000.0), until=35)
    assert np.isnan(spike_ratio(found)).all()


@pytest.mark.parametrize(
    ("unmeasured_s", "expected"), [(1200.0, 1.2), (1800.0, 1.2), (1900.0, None), (None, None)]
)
def test_an_unmeasured_run_matters_only_if_it_may_have_been_the_longest(unmeasured_s, expected):
    found = history(
        run(0, 10_000.0, moving_s=3000.0),
        run(10, 5000.0, moving_s=1800.0),
        run(20, None, moving_s=unmeasured_s),
        run(35, 6000.0, moving_s=2000.0),
        until=35,
    )
    value = spike_ratio(found)[35]
    assert np.isnan(value) if expected is None else value == pytest.approx(expected)


def test_an_unmeasured_run_on_the_date_itself():
    before = [run(0, 5000.0, moving_s=1500.0), run(10, 5000.0, moving_s=1500.0)]
    shorter = run(32, None, moving_s=600.0, hour=7)
    longer = run(32, None, moving_s=6000.0, hour=7)
    measured = run(32, 6000.0, moving_s=2000.0)
    assert spike_ratio(history(*before, measured, shorter, until=32))[32] == pytest.approx(1.2)
    assert np.isnan(spike_ratio(history(*before, measured, longer, until=32))[32])
    assert np.isnan(spike_ratio(history(*before, run(32, None, moving_s=600.0), until=32))[32])


@given(st.dictionaries(st.integers(0, 90), st.floats(100, 50_000), min_size=2))
def test_against_a_plain_loop(lengths: dict[int, float]):
    found = history(*(run(number, meters) for number, meters in lengths.items()), until=90)
    first = min(lengths)
    for place, value in enumerate(spike_ratio(found).tolist()):
        number = first + place
        before = [meters for other, meters in lengths.items() if number - 30 <= other < number]
        if number in lengths and before and number - first >= 30:
            assert value == pytest.approx(lengths[number] / max(before))
        else:
            assert np.isnan(value)
