"""What mornings say: go, hold, cut, stop; and that unknown is not calm."""

from datetime import timedelta

import pytest
from plan_builders import FREE, MONDAY, every

from backstride.plan.model import Gate, Kind
from backstride.plan.morning import Morning
from backstride.plan.pain import Lane, keeps_from_run, read_mornings, settled_nrs, usual_nrs, was_calm
from backstride.plan.record import Done, Record
from backstride.plan.today import Screened, decide

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


@pytest.mark.parametrize(
    ("nrs", "lane"), [(2, Lane.GO), (3, Lane.GO), (4, Lane.GO), (5, Lane.HOLD), (6, Lane.STOP)]
)
def test_the_usual_pain_is_no_answer_to_the_runs_unless_it_is_near_the_most(nrs: float, lane: Lane) -> None:
    assert read_mornings(every(2, 5, pain=nrs), MONDAY).lane is lane


def test_without_a_usual_the_calm_level_decides() -> None:
    record = every(2, 5, pain=None)
    for nrs, lane in ((2.0, Lane.GO), (2.5, Lane.HOLD)):
        known = Record(done=record.done, pain_nrs={MONDAY - timedelta(days=back): nrs for back in range(2)})
        assert read_mornings(known, MONDAY).lane is lane


def test_more_than_a_point_above_the_usual_is_held() -> None:
    rested = every(2, 5, pain=3.0, until=10)  # no run whose next morning failed
    assert read_mornings(with_mornings(rested, 4, 4, 4), MONDAY).lane is Lane.GO
    assert read_mornings(with_mornings(rested, 4, 4, 5), MONDAY).lane is Lane.HOLD


def test_pain_that_has_climbed_for_weeks_is_not_what_is_usual() -> None:
    """The last two weeks at 4 would have 4 as their usual; the eight weeks before say 2."""
    climbed = with_mornings(every(2, 5, pain=2.0, until=20), *[4.0] * 15)
    assert usual_nrs(climbed.pain_nrs, MONDAY) == 4.0
    assert settled_nrs(climbed.pain_nrs, MONDAY) == 3.0
    assert read_mornings(climbed, MONDAY).lane is Lane.HOLD


@pytest.mark.parametrize(
    ("usual", "nrs", "keeps"),
    [
        (1.0, 2.0, False),
        (1.0, 2.5, True),
        (4.0, 5.0, False),
        (4.5, 5.2, True),
        (None, 2.0, False),
        (None, 3.0, True),
        (3.0, None, False),
    ],
)
def test_a_morning_keeps_from_a_run_as_today_has_it(
    usual: float | None, nrs: float | None, keeps: bool
) -> None:
    record = with_mornings(every(2, 5, pain=usual), nrs)
    assert keeps_from_run(record.pain_nrs, MONDAY) is keeps
    if nrs is not None:
        morning = Morning(date=MONDAY, pain_nrs=nrs, usual_nrs=usual)
        assert (decide(morning, Screened(clearance=FREE)).decision is Gate.HOLD) is keeps


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
