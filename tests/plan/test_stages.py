"""Walk, run-walk, continuous, build: who is where, and when one goes on."""

import itertools
from datetime import timedelta

from plan_builders import MONDAY, again, ask, done_as_planned, every, sessions

from backstride.plan.goals import Aim, Goal
from backstride.plan.model import Kind, Stage
from backstride.plan.record import Done, Record, days_from

NEVER_RAN = Record(pain_nrs=dict.fromkeys(days_from(MONDAY - timedelta(days=20), 21), 1.0))
TEN = Goal(aim=Aim.DISTANCE, distance_km=10.0)


def test_nothing_on_record_begins_with_a_week_of_walks() -> None:
    plan = ask(Record(pain_nrs={}), weeks=2)
    assert plan.stage is Stage.WALK
    first_run = min(day for day, _ in sessions(plan, Kind.RUN_WALK))
    assert first_run >= MONDAY + timedelta(days=7)
    assert {each.kind for day, each in sessions(plan, *Kind) if day < first_run} == {
        Kind.WALK,
        Kind.STRENGTH,
        Kind.REST,
    }


def test_calm_mornings_and_no_run_begin_with_the_run_walk_three_times_a_week() -> None:
    plan = ask(NEVER_RAN, weeks=3)
    assert plan.stage is Stage.RUN_WALK
    days = [day for day, _ in sessions(plan, Kind.RUN_WALK)]
    assert len(days) == 9
    assert all(later - earlier > timedelta(days=1) for earlier, later in itertools.pairwise(days))
    first = sessions(plan, Kind.RUN_WALK)[0][1]
    assert (first.run_min, first.walk_min, first.repeats, first.duration_min) == (1, 2, 10, 30)


def test_the_run_walk_ends_in_running_without_breaks() -> None:
    plan = ask(NEVER_RAN, weeks=18)
    last_turns = sessions(plan, Kind.RUN_WALK)[-1][0]
    first_run = sessions(plan, Kind.RUN)[0][0]
    assert last_turns < first_run
    assert first_run >= MONDAY + timedelta(weeks=12)


def test_only_calm_mornings_step_up() -> None:
    plan = ask(NEVER_RAN, weeks=3)
    today = MONDAY + timedelta(weeks=1)
    done = done_as_planned(plan, today)
    calm = dict.fromkeys(days_from(MONDAY, 8), 1.0)
    stepped = again(plan, Record(done=done, pain_nrs=NEVER_RAN.pain_nrs | calm), today=today)
    silent = again(plan, Record(done=done, pain_nrs=NEVER_RAN.pain_nrs), today=today)
    assert sessions(stepped, Kind.RUN_WALK)[0][1].run_min == 2
    assert sessions(silent, Kind.RUN_WALK)[0][1].run_min == 1


def test_who_runs_already_needs_no_run_walk() -> None:
    plan = ask(every(3, 6))
    assert plan.stage is Stage.CONTINUOUS
    assert not sessions(plan, Kind.RUN_WALK)


def test_a_few_runs_in_a_month_are_the_run_walk() -> None:
    assert ask(every(7, 6)).stage is Stage.RUN_WALK


def test_a_break_of_a_month_is_the_run_walk_whatever_was_before() -> None:
    assert ask(every(2, 10, since=200, until=31)).stage is Stage.RUN_WALK


def test_a_goal_that_asks_for_more_builds_after_weeks_of_running() -> None:
    assert ask(every(2, 6), goal=TEN).stage is Stage.BUILD
    assert ask(every(2, 6, since=40), goal=TEN).stage is Stage.CONTINUOUS
    assert ask(every(2, 6)).stage is Stage.CONTINUOUS


def test_high_pain_is_a_week_of_walks_without_strength() -> None:
    plan = ask(every(2, 6, pain=7.0), weeks=2)
    assert plan.stage is Stage.WALK
    first_week = {each.kind for day, each in sessions(plan, *Kind) if day < MONDAY + timedelta(days=7)}
    assert first_week == {Kind.WALK, Kind.REST}


def test_days_of_high_pain_do_not_unlearn_running_without_breaks() -> None:
    """Eleven days of walking after a habit, and the plan of yesterday was for walks."""
    record = every(2, 6, until=12)
    high = record.pain_nrs | {MONDAY - timedelta(days=back): 7.0 for back in range(3, 12)}
    calm = high | dict.fromkeys(days_from(MONDAY - timedelta(days=2), 3), 1.0)
    before = ask(Record(done=record.done, pain_nrs=high), today=MONDAY - timedelta(days=3))
    assert before.stage is Stage.WALK
    assert again(before, Record(done=record.done, pain_nrs=calm)).stage is Stage.CONTINUOUS


def test_who_was_in_the_run_walk_stays_until_its_end() -> None:
    plan = ask(NEVER_RAN, weeks=6)
    today = MONDAY + timedelta(weeks=4)
    done = tuple(
        Done(date=day, kind=Kind.RUN_WALK, distance_km=3.0) for day, _ in sessions(plan, Kind.RUN_WALK)
    )
    mornings = NEVER_RAN.pain_nrs | dict.fromkeys(days_from(MONDAY, 29), 1.0)
    record = Record(done=tuple(each for each in done if each.date < today), pain_nrs=mornings)
    assert again(plan, record, today=today).stage is Stage.RUN_WALK
