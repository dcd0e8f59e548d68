"""What pages keep is held to a revision: it moves with every change that would be seen, and with no other."""

from collections.abc import Callable
from datetime import date

import pytest
from store_builders import NOW, import_one, record

from backstride.records import CheckIn
from backstride.store import Origin, Store

WATCH = record(channels="g")
STRAP = record(0.5, 39, 7.9, channels="h", source="tcx")
EVENING = record(600, 30, 5, channels="gh")


@pytest.fixture
def two(store: Store) -> Store:
    import_one(store, "watch", WATCH, EVENING)
    import_one(store, "strap", STRAP)
    return store


CHANGES: dict[str, Callable[[Store], object]] = {
    "another run": lambda store: import_one(store, "late", record(3000)),
    "undone": lambda store: store.undo(None, NOW),
    "deleted": lambda store: store.delete_activity(1, NOW),
    "kept apart": lambda store: store.separate(1),
    "in other shoes": lambda store: store.wear([1], "blue"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_revision_of_activities_moves_with_a_change(two: Store, change: Callable[[Store], object]):
    before, shown = two.activities_revision(), two.activities()
    change(two)
    assert two.activities() != shown
    assert two.activities_revision() != before


def test_one_deleted_instead_of_another_is_a_change(two: Store):
    two.delete_activity(1, NOW)
    before = two.activities_revision()
    two.undelete_activity(1)
    two.delete_activity(2, NOW)
    assert two.activities_revision() != before


def test_an_import_taken_back_and_another_is_a_change(two: Store):
    """Although the other takes the number that had become free."""
    before = two.activities_revision()
    two.undo(None, NOW)
    import_one(two, "other", record(1.0, 38, 7.8, channels="h", source="tcx"))
    assert two.activities_revision() != before


def test_the_diary_moves_the_watch_and_not_the_activities(two: Store):
    revision = two.activities_revision()
    with two.watch() as version:
        before = version()
        assert version() == before
        two.add_check_ins([CheckIn(date=date(2024, 5, 1), written_at=NOW, pain_nrs=3)], Origin.TYPED)
        assert version() != before
    assert two.activities_revision() == revision
