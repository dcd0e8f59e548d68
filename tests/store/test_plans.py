"""Plans on record: all are kept, the last one counts."""

from datetime import date

from backstride.store import Store, StoredPlan


def plan(day: int, text: str = "{}") -> StoredPlan:
    return StoredPlan(made_on=date(2026, 3, day), goal_json='{"aim": "without_pain"}', plan_json=text)


def test_there_is_none_at_first(store: Store) -> None:
    assert store.last_plan() is None


def test_the_last_one_made_counts_whatever_its_date(store: Store) -> None:
    store.add_plan(plan(3, '{"n": 1}'))
    store.add_plan(plan(2, '{"n": 2}'))
    assert store.last_plan() == plan(2, '{"n": 2}')
