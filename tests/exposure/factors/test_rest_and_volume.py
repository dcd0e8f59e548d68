"""Days since the last run, and the week's distance."""

import numpy as np
import pytest
from exposure_builders import check_in, history, run, same
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.factors import rest_d, weekly_km
from backstride.records import Sport


def test_days_since_the_last_run_by_hand():
    found = history(run(0), run(1), run(4), check_in(6), until=6)
    same(rest_d(found), [None, 1, 1, 2, 3, 1, 2])


def test_before_the_first_run_nothing_is_known():
    same(rest_d(history(run(0, sport=Sport.RIDE), run(2), check_in(3), until=3)), [None, None, None, 1])


def test_an_unknown_day_in_between_may_have_had_a_run():
    same(rest_d(history(run(0), run(4), check_in(5), until=1)), [None, 1, 2, None, None, 1])


def test_two_runs_of_a_date_are_one_day():
    same(rest_d(history(run(0, hour=7), run(0, hour=18), check_in(1), until=1)), [None, 1])


def test_the_week_by_hand():
    found = history(*(run(k, 1000.0 * (k + 1)) for k in (0, 2, 4, 6, 7)), until=8)
    # Day 6: days 0-6 = 1 + 3 + 5 + 7; day 7: days 1-7 = 3 + 5 + 7 + 8.
    same(weekly_km(found), [None] * 6 + [16.0, 23.0])


def test_one_unknown_day_leaves_the_week_unknown():
    runs = [run(k, 1000.0) for k in range(14) if k != 3]
    found = weekly_km(history(*runs, run(3, None), until=13))
    assert np.isnan(found[:10]).all()
    same(found[10:], [7.0] * 4)


def test_days_before_the_record_are_unknown_and_no_rest():
    found = weekly_km(history(check_in(0), run(5, 1000.0), run(11, 2000.0), until=11))
    same(found, [None] * 11 + [3.0])


@given(st.dictionaries(st.integers(0, 40), st.floats(0, 50_000), min_size=1))
def test_against_plain_loops(lengths: dict[int, float]):
    found = history(*(run(number, meters) for number, meters in lengths.items()), until=40)
    first, last = min(lengths), max(lengths)
    rest, week = rest_d(found), weekly_km(found)
    for number in range(first, last + 1):
        earlier = [other for other in lengths if other < number]
        expected = number - max(earlier) if earlier else np.nan
        assert rest[number - first] == expected or (np.isnan(expected) and np.isnan(rest[number - first]))
        if number - first >= 6:
            total = sum(lengths.get(other, 0.0) for other in range(number - 6, number + 1))
            assert week[number - first] == pytest.approx(total / 1000)
        else:
            assert np.isnan(week[number - first])
