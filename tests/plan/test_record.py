"""What a run of unknown length counts for: what is honest, and never nothing."""

from datetime import timedelta

import pytest
from plan_builders import FREE, MONDAY, ask, every, sessions

from backstride.plan.model import Kind
from backstride.plan.record import RUNS, Done, Record, monday_of, pace_min_per_km
from backstride.plan.violations import violations


def days_before(back: int):  # type: ignore[no-untyped-def]
    return MONDAY - timedelta(days=back)


def with_run(record: Record, back: int, **known: float | None) -> Record:
    done = Done(date=days_before(back), kind=Kind.RUN, **known)  # type: ignore[arg-type]
    return Record(done=(*record.done, done), pain_nrs=record.pain_nrs)


def test_a_stated_time_counts_at_the_runners_own_pace():
    """Runs of 8 km at 6 min/km: forty minutes are two thirds of an hour, 6.67 km."""
    ledger = with_run(every(2, 8.0), 2, duration_min=40.0).ledger()
    assert ledger.km_on(days_before(2)) == pytest.approx(40 / 6)
    (run,) = ledger.runs_on(days_before(2))
    assert run.is_estimate


def test_a_watch_that_was_left_on_makes_no_longest_run():
    ledger = with_run(every(2, 8.0), 2, duration_min=300.0).ledger()
    assert ledger.km_on(days_before(2)) == 8.0


def test_without_a_time_it_is_a_usual_run():
    ledger = with_run(every(2, 8.0), 2).ledger()
    assert ledger.km_on(days_before(2)) == 8.0
    monday = monday_of(days_before(2))
    assert ledger.week_km(monday) == with_run(every(2, 8.0), 2, distance_km=8.0).ledger().week_km(monday)


def test_a_time_without_any_pace_is_a_usual_run_and_makes_no_pace():
    """Distances without times, times without distances: together they are no pace of anybody."""
    runs = (
        *(Done(date=days_before(back), kind=Kind.RUN, distance_km=8.0) for back in (3, 5, 7)),
        Done(date=days_before(1), kind=Kind.RUN, duration_min=300.0),
    )
    ledger = Record(done=runs, pain_nrs={}).ledger()
    assert ledger.km_on(days_before(1)) == 8.0
    assert pace_min_per_km(ledger, MONDAY) == pace_min_per_km(Record(pain_nrs={}).ledger(), MONDAY)


def test_what_nothing_tells_stays_unknown():
    far_back = Done(date=days_before(90), kind=Kind.RUN, distance_km=30.0, duration_min=150.0)
    unknown = Done(date=days_before(1), kind=Kind.RUN, duration_min=40.0)
    ledger = Record(done=(far_back, unknown), pain_nrs={}).ledger()
    assert ledger.longest_before(MONDAY) is None
    (run,) = ledger.runs_on(days_before(1))
    assert (run.distance_km, run.is_estimate) == (None, False)


def test_a_known_distance_is_left_alone():
    record = every(2, 8.0)
    assert tuple(record.ledger().runs_between(days_before(200), MONDAY)) == tuple(reversed(record.done))


def test_a_run_on_the_treadmill_counts_for_the_week_that_it_is_in():
    """The rest of a week has no more because one of its runs was not measured."""
    thursday = MONDAY + timedelta(days=3)
    record = every(2, 8.0)
    shifted = Record(done=record.done, pain_nrs=dict.fromkeys(record.pain_nrs, 1.0))
    done = (*shifted.done, *(Done(date=MONDAY + timedelta(days=n), kind=Kind.RUN) for n in (0, 2)))
    measured = tuple(
        Done(date=run.date, kind=run.kind, distance_km=8.0, duration_min=48.0)
        if run.distance_km is None
        else run
        for run in done
    )
    plans = [ask(Record(done=each, pain_nrs=shifted.pain_nrs), today=thursday) for each in (done, measured)]
    assert sessions(plans[0], *RUNS) == sessions(plans[1], *RUNS)
    record = Record(done=done, pain_nrs=shifted.pain_nrs)
    assert violations(plans[0], record, clearance=FREE) == []
    assert any("without a distance: 2." in note for note in plans[0].notes)
    assert not any("without a distance" in note for note in plans[1].notes)


def test_where_no_distance_is_known_the_plan_says_so_and_holds():
    done = tuple(Done(date=days_before(back), kind=Kind.RUN, duration_min=40.0) for back in range(1, 60, 2))
    calm = {days_before(back): 0.0 for back in range(60)}
    record = Record(done=done, pain_nrs=calm)
    plan = ask(record)
    assert violations(plan, record, clearance=FREE) == []
    assert any("How far you ran is not known" in note for note in plan.notes)
    assert not any("mornings" in note and "not calm" in note for note in plan.notes)
