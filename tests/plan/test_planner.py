"""Plans of runners one can tell something of, and plans made again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from plan_builders import FREE, MONDAY, again, ask, done_as_planned, every, sessions

from backstride.plan.goals import Aim, Goal
from backstride.plan.model import Gate, Intensity, Kind, Plan
from backstride.plan.planner import Previous
from backstride.plan.record import RUNS, Done, Record, days_from
from backstride.plan.response import Response
from backstride.plan.violations import violations

WEEK = timedelta(days=7)
RACE = Goal(aim=Aim.RACE, distance_km=15.0, race_date=MONDAY + timedelta(weeks=15))


def km(plan: Plan, first: int = 0, weeks: int = 100) -> float:
    """The distance of the plan's weeks from number ``first`` on."""
    start = MONDAY + first * WEEK
    return sum(
        each.distance_km or 0 for day, each in sessions(plan, *RUNS) if start <= day < start + weeks * WEEK
    )


def own(per_km: float, base: float = 0.0, hard: float = 0.0, on_hard: float = 0.0) -> Response:
    return Response(
        at_km=((1.0, base + per_km), (10.0, base + 10 * per_km)),
        intensity_nrs={Intensity.HARD: hard},
        surface_nrs={"hard": on_hard},
        is_own=True,
    )


def test_days_run_from_the_start_without_a_gap_seven_a_week() -> None:
    plan = ask(every(2, 5), today=MONDAY + timedelta(days=3), weeks=3)
    assert [day.date for day in plan.days] == days_from(MONDAY + timedelta(days=3), 21)
    assert all(day.sessions for day in plan.days)


def test_every_session_says_what_it_rests_on() -> None:
    plan = ask(every(2, 5), goal=RACE, weeks=16)
    assert all(each.why for _, each in sessions(plan, *Kind))


def test_strength_has_its_exercises_and_deadlifts_at_low_pain_alone() -> None:
    low, high = (ask(every(2, 5, pain=nrs)) for nrs in (1.0, 4.0))
    names = [
        {dose.name for _, each in sessions(plan, Kind.STRENGTH) for dose in each.exercises}
        for plan in (low, high)
    ]
    assert names == [{"squat", "plank", "deadlift"}, {"squat", "plank"}]


def test_the_block_of_strength_goes_on_week_by_week_and_stops_at_its_end() -> None:
    plan = ask(every(2, 5), weeks=11)
    reps = [each.exercises[0].reps for _, each in sessions(plan, Kind.STRENGTH)]
    assert reps[0] == 8
    assert max(filter(None, reps)) == 16  # 7 + the block's ninth week: eight weeks had strength before it
    assert reps == sorted(reps)


def test_the_hinge_goes_on_by_the_weeks_of_low_pain() -> None:
    """Eight weeks of strength, and only the last of them with low pain."""
    strong = tuple(
        Done(date=MONDAY - timedelta(days=back), kind=Kind.STRENGTH, duration_min=25.0)
        for back in range(3, 56, 7)
    )
    record = every(2, 5)
    aching = {day: 1.0 if day >= MONDAY - WEEK else 4.0 for day in record.pain_nrs}
    for pain, weeks in ((record.pain_nrs, [9, 9]), (aching, [2, 3])):
        plan = ask(Record(done=(*record.done, *strong), pain_nrs=pain), weeks=2)
        firsts = [
            next(s for day, s in sessions(plan, Kind.STRENGTH) if day >= MONDAY + week * WEEK)
            for week in range(2)
        ]
        assert [each.exercises[0].reps for each in firsts] == [16, 16]
        assert [each.exercises[-1].reps for each in firsts] == weeks


def test_a_missed_run_does_not_make_the_next_weeks_fewer() -> None:
    """Four runs a week, two of each ten missed: the plan goes on with four."""
    days = [MONDAY - timedelta(days=back) for back in range(1, 57)]
    runs = [day for day in days if day.weekday() in (0, 2, 4, 6)]
    done = tuple(
        Done(date=day, kind=Kind.RUN, distance_km=6.0, duration_min=36.0)
        for at, day in enumerate(runs)
        if at % 10 > 1
    )
    plan = ask(Record(done=done, pain_nrs=dict.fromkeys([MONDAY, *days], 1.0)), weeks=1)
    assert len(sessions(plan, Kind.RUN)) == 4


@pytest.mark.parametrize("every_days", [3, 4])
def test_the_weeks_distance_is_spread_over_one_run_more(every_days: int) -> None:
    """Of two runs a week, or two to three; only one of the plan's is as long as the usual ones."""
    plan = ask(every(every_days, 6, until=every_days), weeks=1)
    runs = sorted(each.distance_km or 0.0 for _, each in sessions(plan, Kind.RUN))
    assert len(runs) >= 3
    assert all(each < 6 for each in runs[:-1])


def test_a_run_waits_where_this_mornings_pain_keeps_from_it() -> None:
    """Nothing today; the same distance on the days that are left."""
    record = every(3, 6, until=3)
    plan = ask(record, weeks=1)
    assert MONDAY in {day for day, _ in sessions(plan, *RUNS)}
    worse = Record(done=record.done, pain_nrs={**record.pain_nrs, MONDAY: 2.5})
    waits = again(plan, worse)
    assert MONDAY not in {day for day, _ in sessions(waits, *RUNS)}
    assert km(waits) == pytest.approx(km(plan))
    assert violations(waits, worse, clearance=FREE, previous=plan) == []
    assert {each.why for each in waits.changes if each.date == MONDAY} == {"today_next_morning_margin_nrs"}
    assert "This morning's pain has not settled: no run today." in waits.notes
    rule = "today_next_morning_margin_nrs"
    assert [each.date for each in violations(plan, worse, clearance=FREE) if each.rule == rule] == [MONDAY]


def test_what_is_held_is_not_made_smaller_by_a_week_with_a_missed_run() -> None:
    record = every(2, 6, pain=5.0)  # usual, and too near the most to go on
    fewer = [each for each in record.done if not each.date >= MONDAY - 4 * WEEK or each.date.weekday() != 5]
    held = ask(Record(done=tuple(fewer), pain_nrs=record.pain_nrs), weeks=1)
    assert km(held) >= 18


def test_a_back_that_running_hurts_gets_less_of_it() -> None:
    plain, hurting = (ask(every(2, 5), response=own(slope)) for slope in (0.0, 0.4))
    assert km(hurting) < 0.8 * km(plain)


def test_a_back_that_hard_running_hurts_gets_none_of_it() -> None:
    plain, hurting = (ask(every(2, 6), goal=RACE, weeks=8, response=own(0, hard=add)) for add in (0.0, 3.0))
    hard = [
        [each for _, each in sessions(plan, Kind.RUN) if each.intensity is Intensity.HARD]
        for plan in (plain, hurting)
    ]
    assert hard[0]
    assert not hard[1]


@pytest.mark.parametrize(("on_hard", "surface"), [(0.5, "soft"), (-0.5, "hard"), (0.05, "any")])
def test_the_surface_is_the_kindest(on_hard: float, surface: str) -> None:
    runs = sessions(ask(every(2, 5), response=own(0.0, on_hard=on_hard)), Kind.RUN)
    assert {each.surface for _, each in runs} == {surface}


def test_runs_keep_to_the_habitual_days() -> None:
    days = [MONDAY - timedelta(days=back) for back in range(1, 100)]
    done = tuple(
        Done(date=day, kind=Kind.RUN, distance_km=6.0, duration_min=36.0)
        for day in days
        if day.weekday() in (1, 3, 6)
    )
    plan = ask(Record(done=done, pain_nrs=dict.fromkeys([MONDAY, *days], 1.0)))
    of_weeks = [day.weekday() for day, _ in sessions(plan, Kind.RUN)]
    assert {1, 3, 6} <= set(of_weeks)
    assert all(of_weeks.count(day) >= 5 for day in (1, 3, 6))  # of six weeks


def test_every_fourth_week_is_lighter() -> None:
    weekly = [km(ask(every(2, 6), goal=RACE, weeks=12), week, 1) for week in range(12)]
    for four in zip(*(weekly[start:] for start in range(4)), strict=False):
        assert any(week <= 0.8 * max(four) + 0.001 for week in four)


def test_two_failed_mornings_cut_the_next_days_and_cross_training_stands_in() -> None:
    record = every(2, 5)
    failed = {MONDAY: 3.0, MONDAY - timedelta(days=2): 3.0}
    plan = ask(Record(done=record.done, pain_nrs={**record.pain_nrs, **failed}), weeks=2)
    assert km(plan, 0, 1) <= 0.75 * 20
    assert max(each.distance_km or 0 for day, each in sessions(plan, Kind.RUN) if day < MONDAY + WEEK) <= 3.75
    ((_, cross),) = sessions(plan, Kind.CROSS_TRAINING)
    assert cross.duration_min == 30  # as long as the runner's runs


def test_the_unchanged_state_changes_nothing() -> None:
    record = every(2, 6)
    plan = ask(record, goal=RACE, weeks=16)
    same = again(plan, record, goal=RACE)
    assert same.days == plan.days
    assert same.changes == ()


def test_a_day_later_with_all_done_what_is_left_is_as_it_was() -> None:
    record = every(2, 6)
    plan = ask(record, weeks=4)
    for later in range(1, 7):
        today = MONDAY + timedelta(days=later)
        pain = {**record.pain_nrs, **dict.fromkeys(days_from(MONDAY, later + 1), 1.0)}
        after = Record(done=(*record.done, *done_as_planned(plan, today)), pain_nrs=pain)
        assert again(plan, after, today=today).changes == ()


def test_a_missed_run_is_not_made_up() -> None:
    record = every(2, 6)
    plan = ask(record, weeks=4)
    first_run = sessions(plan, Kind.RUN)[0][0]
    today = first_run + timedelta(days=1)
    pain = {**record.pain_nrs, **dict.fromkeys(days_from(MONDAY, 7), 1.0)}
    done = (*record.done, *done_as_planned(plan, today, frozenset({first_run})))
    new = again(plan, Record(done=done, pain_nrs=pain), today=today)
    was = [each for day, each in sessions(plan, Kind.RUN) if today <= day < MONDAY + WEEK]
    now = [each for day, each in sessions(new, Kind.RUN) if day < MONDAY + WEEK]
    assert len(now) <= len(was)
    assert sum(each.distance_km or 0 for each in now) <= sum(each.distance_km or 0 for each in was)
    assert any("not made up" in note for note in new.notes)


def test_a_run_of_today_is_not_followed_by_another() -> None:
    record = every(2, 5, until=2)
    today = Done(date=MONDAY, kind=Kind.RUN, distance_km=5.0, duration_min=30.0)
    plan = ask(Record(done=(*record.done, today), pain_nrs=record.pain_nrs))
    assert not [each for day, each in sessions(plan, *RUNS) if day == MONDAY]


def test_changes_say_what_and_why() -> None:
    record = every(2, 5)
    plan = ask(record)
    held = again(plan, record, clearance=None)
    assert held.gate is Gate.HOLD
    run_days = {day for day, _ in sessions(plan, Kind.RUN)}
    assert run_days <= {change.date for change in held.changes}
    assert {change.why for change in held.changes} == {"screen_running_hold"}
    first = min(held.changes, key=lambda change: change.date)
    assert "instead of easy run of" in first.text


def test_another_goal_is_a_reason_for_changes() -> None:
    record = every(2, 5)
    plan = ask(record, weeks=3)
    new = ask(record, goal=RACE, weeks=8, previous=Previous(plan=plan, goal=Goal()))
    assert new.changes
    assert {change.why for change in new.changes} == {"plan_new_goal"}
    assert max(change.date for change in new.changes) <= plan.days[-1].date


def test_a_run_in_the_thirty_days_before_of_a_few_hundred_metres_is_kept_to() -> None:
    """A file of two minutes is a run on record: nothing longer than a tenth more is planned."""
    done = (Done(date=MONDAY - timedelta(days=3), kind=Kind.RUN, distance_km=0.4, duration_min=3.0),)
    record = Record(done=done, pain_nrs=every(2, 5).pain_nrs)
    plan = ask(record, weeks=2)
    assert violations(plan, record, clearance=FREE) == []
    assert all((each.distance_km or 0) <= 0.44 for _, each in sessions(plan, *RUNS)[:1])


def test_violations_are_named() -> None:
    record = every(2, 5)
    plan = ask(record)
    at, day = next((at, day) for at, day in enumerate(plan.days) if day.sessions[0].kind is Kind.RUN)

    def broken(**change: object) -> set[str]:
        sessions_of_day = (replace(day.sessions[0], **change), *day.sessions[1:])  # type: ignore[arg-type]
        days = (*plan.days[:at], replace(day, sessions=sessions_of_day), *plan.days[at + 1 :])
        return {each.rule for each in violations(replace(plan, days=days), record, clearance=FREE)}

    assert "spike_ratio_threshold" in broken(distance_km=9.0)
    assert "plan_weekly_rise_ratio" in broken(distance_km=40.0)
    assert "plan_warmup_min" in broken(warmup_min=0.0)
    assert "plan_pace_or_distance" in broken(distance_km=5.4, intensity=Intensity.HARD)
    assert {each.rule for each in violations(plan, record, clearance=None)} == {
        "plan_unscreened",
        "screen_running_hold",
    }


def test_each_neighbour_and_week_rule_finds_its_fault() -> None:
    record = every(2, 5)
    plan = ask(record)
    run = sessions(plan, Kind.RUN)[0][1]
    strength = sessions(plan, Kind.STRENGTH)[0][1]

    def with_all(*sessions_of_day: object) -> set[str]:
        days = tuple(replace(day, sessions=sessions_of_day) for day in plan.days)  # type: ignore[arg-type]
        return {each.rule for each in violations(replace(plan, days=days), record, clearance=FREE)}

    runs = with_all(replace(run, distance_km=5.0))
    assert {"plan_hard_day_share", "plan_rest_days", "plan_weekly_rise_ratio", "plan_strength_least"} <= runs
    assert "plan_return_runs" in with_all(replace(run, kind=Kind.RUN_WALK))
    assert "plan_light_week_every" in with_all(replace(run, distance_km=3.3))
    assert {"plan_strength_most", "plan_rest_days"} <= with_all(strength)
    assert "exercise_legs_first" in with_all(replace(strength, exercises=()))
    assert "plan_cross_training" in with_all(replace(run, kind=Kind.CROSS_TRAINING, distance_km=None))


def test_a_plan_with_a_hole_is_found() -> None:
    record = every(2, 5)
    plan = ask(record)
    assert violations(replace(plan, days=plan.days[1:]), record, clearance=FREE)
