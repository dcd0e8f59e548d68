"""What mornings say: go, hold, cut, stop; and that unknown is not calm."""

from datetime import timedelta

import pytest
from plan_builders import MONDAY, every

from backstride.plan.model import Kind
from backstride.plan.pain import Lane, read_mornings, usual_nrs, was_calm
from backstride.plan.record import Done, Record

YESTERDAY = MONDAY - timedelta(days=1)


def with_mornings(record: Record, *nrs: float | None) -> Record:
    """The record with its last mornings replaced, this morning last; None leaves one out."""
    pain = dict(record.pain_nrs)
    for back, value in enumerate(reversed(nrs)):
        day = MONDAY - timedelta(days=back)
        if value is None:
            pain.pop(day, None)
        else:
            pain[day] = value
    return Record(done=record.done, pain_nrs=pain)


def test_calm_mornings_are_go() -> None:
    mornings = read_mornings(every(2, 5), MONDAY)
    assert mornings.lane is Lane.GO
    assert mornings.is_low


def test_no_diary_is_hold_and_not_low() -> None:
    mornings = read_mornings(every(2, 5, pain=None), MONDAY)
    assert mornings.lane is Lane.HOLD
    assert mornings.recent_nrs is None
    assert not mornings.is_low


@pytest.mark.parametrize(("nrs", "lane"), [(2, Lane.GO), (3, Lane.HOLD), (5, Lane.HOLD), (6, Lane.STOP)])
def test_the_level_decides_where_no_morning_fails(nrs: float, lane: Lane) -> None:
    assert read_mornings(every(2, 5, pain=nrs), MONDAY).lane is lane


def test_a_point_above_the_usual_is_calm_and_more_is_not() -> None:
    record = every(2, 5)
    for after, calm in ((2.0, True), (2.5, False)):
        assert was_calm({**record.pain_nrs, MONDAY: after}, YESTERDAY) is calm


def test_a_morning_without_a_line_is_unknown() -> None:
    assert was_calm({YESTERDAY: 1.0}, YESTERDAY) is None
    assert was_calm({}, YESTERDAY) is None


def test_before_a_usual_is_known_the_runs_own_morning_stands_for_it() -> None:
    assert usual_nrs({YESTERDAY: 1.0}, MONDAY) is None
    assert was_calm({YESTERDAY: 1.0, MONDAY: 2.0}, YESTERDAY) is True
    assert was_calm({YESTERDAY: 1.0, MONDAY: 3.0}, YESTERDAY) is False


def test_the_last_run_without_a_calm_morning_is_hold() -> None:
    record = every(2, 5)  # the last run was yesterday
    assert read_mornings(with_mornings(record, 1, 1, None), MONDAY).lane is Lane.HOLD
    assert read_mornings(with_mornings(record, 1, 1, 3), MONDAY).lane is Lane.HOLD


def test_two_failed_of_the_last_three_are_cut_and_three_calm_ones_lift_it() -> None:
    record = every(2, 5)  # runs 1, 3 and 5 days ago: their mornings are today's, 2 and 4 days ago
    assert read_mornings(with_mornings(record, 1, 1, 3, 1, 3), MONDAY).lane is Lane.CUT
    assert read_mornings(with_mornings(record, 3, 1, 1, 1, 1), MONDAY).lane is Lane.GO


def test_failed_mornings_of_weeks_ago_are_no_reason_to_cut() -> None:
    record = with_mornings(every(2, 5, until=10), *[3.0] * 2, *[1.0] * 9)
    pain = {**record.pain_nrs, MONDAY - timedelta(days=11): 3.0, MONDAY - timedelta(days=9): 3.0}
    assert read_mornings(Record(done=record.done, pain_nrs=pain), MONDAY).lane is Lane.CUT
    older = every(2, 5, until=16)
    pain = {**older.pain_nrs, **{MONDAY - timedelta(days=back): 3.0 for back in (15, 17)}}
    assert read_mornings(Record(done=older.done, pain_nrs=pain), MONDAY).lane is Lane.GO


def test_a_run_of_today_is_not_judged_by_this_morning() -> None:
    record = every(2, 5, until=3)
    today = Done(date=MONDAY, kind=Kind.RUN, distance_km=5.0)
    assert read_mornings(Record(done=(*record.done, today), pain_nrs=record.pain_nrs), MONDAY).lane is Lane.GO
