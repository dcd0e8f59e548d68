"""Flares: when they begin and end, and what is none."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.plan.flares import Flare, flares_of, run_days_before

FIRST = date(2026, 1, 1)


def diary(*pains: float | None) -> dict[date, float]:
    return {FIRST + timedelta(days=n): pain for n, pain in enumerate(pains) if pain is not None}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


QUIET = [1.0] * 14


def test_a_flare_is_a_span_clearly_above_the_usual():
    assert flares_of(diary(*QUIET, 3, 5, 4, 1, 1)) == [Flare(day(14), day(16), 5.0, 1.0, 3)]
    assert flares_of(diary(*QUIET, 3, 5, 4))[0].length_d == 3


@pytest.mark.parametrize(
    "after",
    [
        [2.9, 2.9, 2.9],  # not far enough above
        [6, 1, 1, 1],  # a single day
        [None, None],
    ],
)
def test_what_is_no_flare(after: list[float | None]):
    assert flares_of(diary(*QUIET, *after)) == []


def test_without_a_usual_there_is_no_flare():
    assert flares_of(diary(*[1.0] * 7, 8, 8, 8)) == []
    assert flares_of(diary(*[1.0] * 10, 8, 8, 8)) != []
    assert flares_of({}) == []


def test_better_and_unknown_days_between_do_not_end_it_at_once_but_three_in_a_row_do():
    (one,) = flares_of(diary(*QUIET, 4, 1, None, 4, 1, 1, 1))
    assert (one.first, one.last, one.days_above) == (day(14), day(17), 2)
    two = flares_of(diary(*QUIET, 4, 4, 1, None, 1, 5, 5))
    assert [(each.first, each.last) for each in two] == [(day(14), day(15)), (day(19), day(20))]


def test_a_long_flare_is_judged_by_the_usual_before_it():
    (one,) = flares_of(diary(*[1.0] * 40, *[4.0] * 50))
    assert (one.length_d, one.usual_nrs) == (50, 1.0)


def test_the_runs_before_are_those_of_the_week_before():
    (one,) = flares_of(diary(*QUIET, 4, 4))
    assert run_days_before(one) == (day(7), day(13))


@given(st.lists(st.none() | st.integers(0, 10).map(float), max_size=150))
def test_flares_are_apart_in_order_and_begin_and_end_above(pains: list[float | None]):
    pain_nrs = diary(*pains)
    found = flares_of(pain_nrs)
    for one in found:
        assert 2 <= one.days_above <= one.length_d
        for end in (one.first, one.last):
            assert pain_nrs[end] >= one.usual_nrs + 2
        assert one.worst_nrs == max(pain_nrs.get(day_, 0) for day_ in span(one))
    for earlier, later in pairwise(found):
        assert (later.first - earlier.last).days > 3
    later_pain = pain_nrs | {FIRST + timedelta(days=400 + n): 9.0 for n in range(3)}
    assert flares_of(later_pain)[: len(found)] == found  # what comes later changes nothing


def span(flare: Flare) -> list[date]:
    return [flare.first + timedelta(days=n) for n in range(flare.length_d)]
