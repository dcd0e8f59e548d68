"""What exports tell: kept by file, read behind what was said here, taken away exactly."""

from datetime import UTC, date, datetime, timedelta, timezone

from store_builders import NOW, content, file

from backstride.records import Screening, SelfTest, SelfTestKind, Shoe
from backstride.store import Fate, Store, StoredPlan

SHOE = Shoe(shoe_id="a", name="A", start_distance_m=1500.0, first_used=date(2024, 5, 1))
TEST = SelfTest(date=date(2024, 5, 1), kind=SelfTestKind.PLANK, hold_s=61.5)
SCREENING = Screening(
    answered_at=datetime(2024, 5, 1, 8, tzinfo=timezone(timedelta(hours=2))),
    answers={"fever": True, "age_years": 41.0, "leg_pain": "left"},
    rules_sha256="x",
)
PLAN = StoredPlan(made_on=date(2024, 5, 1), goal_json="{}", plan_json='{"days": []}')


def tell(store: Store, name: str, *told: Shoe | SelfTest | Screening | StoredPlan) -> int:
    with store.batch(NOW) as batch:
        batch.add(file(name, Fate.SKIPPED), kept=told)
        batch.finish(imported=0, duplicates=0, skipped=1, failed=0)
    return batch.id


def seen(store: Store) -> tuple[object, ...]:
    return store.shoes(), store.self_tests(), store.screenings(), store.last_plan()


def test_it_is_read_as_it_was_told_and_taken_back_with_its_import(store: Store) -> None:
    before, nothing = content(store), seen(store)
    tell(store, "a", SHOE, TEST, SCREENING, PLAN)
    assert seen(store) == ([SHOE], [TEST], [SCREENING], PLAN)
    assert store.latest_screening() == SCREENING
    store.undo(None, NOW)
    assert (content(store), seen(store)) == (before, nothing)


def test_of_two_exports_the_one_told_later_counts_until_it_is_taken_back(store: Store) -> None:
    worn_out = Shoe(shoe_id="a", name="A", start_distance_m=1500.0, retired=date(2024, 5, 9))
    longer = SelfTest(date=TEST.date, kind=TEST.kind, hold_s=80.0)
    tell(store, "a", SHOE, TEST)
    tell(store, "b", worn_out, longer)
    assert seen(store)[:2] == ([worn_out], [longer])
    store.undo(None, NOW)
    assert seen(store)[:2] == ([SHOE], [TEST])


def test_what_was_said_here_goes_first(store: Store) -> None:
    own = Shoe(shoe_id="b", name="a")  # of the same name, capitals aside
    store.save_shoe(own)
    store.add_self_test(
        SelfTest(date=TEST.date, kind=TEST.kind, hold_s=10.0), datetime(2024, 1, 1, tzinfo=UTC)
    )
    store.add_plan(PLAN)
    tell(store, "a", SHOE, TEST, StoredPlan(made_on=PLAN.made_on, goal_json="{}", plan_json="{}"))
    assert store.shoes() == [own]
    assert [test.hold_s for test in store.self_tests()] == [10.0]
    assert store.last_plan() == PLAN
    later = StoredPlan(made_on=date(2024, 5, 2), goal_json="{}", plan_json="{}")
    tell(store, "b", later)
    assert store.last_plan() == later


def test_the_same_answers_are_shown_once(store: Store) -> None:
    store.add_screening(SCREENING)
    tell(store, "a", SCREENING)
    assert store.screenings() == [SCREENING]


def test_shoes_that_an_export_tells_make_another_revision(store: Store) -> None:
    tell(store, "a")
    before = store.activities_revision()
    tell(store, "b", SHOE)
    assert store.activities_revision() != before
