"""The plan from what is on record: runs, diary, screening, the plan before."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backstride.plan.goals import Aim, Goal
from backstride.plan.model import Gate, Kind, Plan, Stage
from backstride.plan.record import Done
from backstride.records import Activity, CheckIn, Sport
from backstride.store import Fate, FileFate, Origin, Store, prepare
from backstride.usecases.days import load_days
from backstride.usecases.plan import Wanted, last_plan, plan_for, record_of
from backstride.usecases.screening import ScreeningError, answers_of, keep_answers
from screen_answers import otherwise_no

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def free(tmp_path: Path) -> Path:
    """A file of answers that speak against nothing."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(otherwise_no({})))
    return path


def activity(day_back: int, sport: Sport = Sport.RUN, km: float | None = 5.0) -> Activity:
    return Activity(
        sport=sport,
        start_utc=NOW - timedelta(days=day_back),
        utc_offset_s=0,
        offset_source="file",
        source="fit",
        distance_m=None if km is None else 1000 * km,
        elapsed_s=1800.0,
        moving_s=1800.0,
    )


@pytest.fixture
def ran(store: Store) -> Callable[..., None]:
    """Puts activities and calm mornings on record."""

    def put(*activities: Activity, mornings: int = 40) -> None:
        with store.batch(NOW) as batch:
            for each in activities:
                name = each.start_utc.isoformat()
                content = FileFate(
                    name=f"{name}.fit",
                    sha256=name.encode().hex()[:64].ljust(64, "0"),
                    size_bytes=9,
                    fate=Fate.IMPORTED,
                )
                batch.add(content, [prepare(each)], (), ())
            batch.finish(imported=len(activities), duplicates=0, skipped=0, failed=0)
        days = (TODAY - timedelta(days=back) for back in range(mornings))
        store.add_check_ins([CheckIn(date=day, written_at=NOW, pain_nrs=1.0) for day in days], Origin.TYPED)

    return put


def make(store: Store, weeks: int = 3, **wanted: object) -> Plan:
    return plan_for(store, TODAY, Wanted(weeks=weeks, **wanted), diary_time="morning", seed=1)  # type: ignore[arg-type]


def test_an_empty_home_gets_walks_and_what_to_answer(store: Store) -> None:
    plan = make(store)
    assert plan.gate is Gate.HOLD
    assert {each.kind for day in plan.days for each in day.sessions} == {Kind.WALK, Kind.REST}


def test_the_answers_on_record_count_and_those_of_a_file_before_them(store: Store, free: Path) -> None:
    assert make(store, answers=free).gate is Gate.GO
    assert make(store).gate is Gate.HOLD  # answers of a file are not kept
    keep_answers(store, answers_of(free), NOW - timedelta(days=1))
    assert make(store).gate is Gate.GO


def test_answers_that_are_too_old_or_a_jump_of_the_pain_allow_no_run(
    store: Store, free: Path, ran: Callable[..., None]
) -> None:
    keep_answers(store, answers_of(free), NOW - timedelta(days=400))
    assert make(store).gate is Gate.HOLD
    keep_answers(store, answers_of(free), NOW - timedelta(days=3))
    ran()
    assert make(store).gate is Gate.GO
    store.add_check_ins([CheckIn(date=TODAY, written_at=NOW, pain_nrs=8.0)], Origin.TYPED)
    plan = make(store)
    assert plan.gate is Gate.HOLD
    assert any("well above its usual" in note for note in plan.notes)


def test_the_plan_is_kept_with_its_goal_and_made_again_from_there(
    store: Store, free: Path, ran: Callable[..., None]
) -> None:
    ran(*(activity(back) for back in range(1, 60, 3)))
    goal = Goal(aim=Aim.DISTANCE, distance_km=8.0)
    plan = make(store, answers=free, goal=goal)
    kept = last_plan(store)
    assert kept is not None
    assert (kept.plan, kept.goal) == (plan, goal)
    assert plan.stage is not Stage.WALK
    same = make(store, answers=free)
    assert same.goal_text == plan.goal_text
    assert same.days == plan.days
    assert same.changes == ()


def test_file_that_is_no_answers_is_an_error(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[]")
    with pytest.raises(ScreeningError):
        make(store, answers=tmp_path / "bad.json")
    assert store.last_plan() is None


def test_the_record_is_what_files_and_diary_tell(store: Store, ran: Callable[..., None]) -> None:
    ran(
        activity(1),
        activity(2, Sport.WALK, None),
        activity(3, Sport.RIDE, 20.0),
        activity(4, Sport.STRENGTH, None),
        activity(-1),
        mornings=2,
    )
    told = CheckIn(date=TODAY - timedelta(days=4), written_at=NOW, core=True, cross_training=True)
    store.add_check_ins([told], Origin.TYPED)
    record = record_of(store, load_days(store, diary_time="morning"), TODAY, None)

    def done(back: int, kind: Kind, km: float | None, minutes: float | None = 30.0) -> Done:
        return Done(date=TODAY - timedelta(days=back), kind=kind, distance_km=km, duration_min=minutes)

    assert set(record.done) == {
        done(1, Kind.RUN, 5.0),
        done(2, Kind.WALK, None),
        done(3, Kind.CROSS_TRAINING, 20.0),
        done(4, Kind.STRENGTH, None),
        done(4, Kind.CROSS_TRAINING, None, None),
    }
    assert record.pain_nrs == {TODAY: 1.0, TODAY - timedelta(days=1): 1.0}


def test_a_run_where_the_plan_had_turns_is_one_of_turns(
    store: Store, free: Path, ran: Callable[..., None]
) -> None:
    ran()
    plan = make(store, answers=free)
    assert plan.stage is Stage.RUN_WALK
    first = next(day.date for day in plan.days if day.sessions[0].kind is Kind.RUN_WALK)
    ran(activity((TODAY - first).days), mornings=0)
    record = record_of(store, load_days(store, diary_time="morning"), first, plan)
    assert [each.kind for each in record.done] == [Kind.RUN_WALK]
