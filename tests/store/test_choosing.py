"""The runner's own word on activities, which no import overrules: deleted, and two that look like one."""

import dataclasses
from collections.abc import Callable

import pytest
from store_builders import NOW, content, import_one, record, rows, shown

from backstride.records import Activity
from backstride.store import Store

WATCH = record(channels="g")
STRAP = record(0.5, 39, 7.9, channels="h", source="tcx")
PLATFORM = record(0, 40, 8.01, source="gpx")
EVENING = record(600, 30, 5, channels="gh")


def number_of(store: Store, start: Activity) -> int:
    (found,) = [
        entry.id
        for entry in (*store.activities(), *store.activities(deleted=True))
        if entry.activity.start_utc == start.start_utc
    ]
    return found


@pytest.fixture
def two(store: Store) -> Store:
    """A store with two runs, the first of which two devices recorded."""
    import_one(store, "watch", WATCH, EVENING)
    import_one(store, "strap", STRAP)
    return store


def test_a_deleted_run_is_shown_nowhere_but_among_the_deleted(two: Store) -> None:
    two.delete_activity(number_of(two, WATCH), NOW)
    assert [entry.activity.start_utc for entry in two.activities()] == [EVENING.start_utc]
    assert [one.start_utc for one in two.sketches()] == [EVENING.start_utc]
    (gone,) = two.activities(deleted=True)
    assert (gone.parts, gone.activity.start_utc) == (2, WATCH.start_utc)
    assert two.activity(gone.id).streams.channels, "it is kept whole"


def test_a_deleted_run_comes_back_as_it_was(two: Store) -> None:
    before = content(two)
    for number in (number_of(two, WATCH), *(number for (number,) in rows(two, "SELECT id FROM activity"))):
        two.delete_activity(number, NOW)
        assert content(two) != before
        two.undelete_activity(number)
        assert content(two) == before


def test_deleting_twice_and_undeleting_what_is_not_deleted_is_no_fault(two: Store) -> None:
    number = number_of(two, WATCH)
    two.undelete_activity(number)
    two.delete_activity(number, NOW)
    two.delete_activity(number, NOW)
    assert len(two.activities(deleted=True)) == 1
    two.undelete_activity(number)
    assert len(two.activities()) == 2


def test_a_deleted_run_stays_deleted_whatever_brings_it_again(two: Store) -> None:
    two.delete_activity(number_of(two, WATCH), NOW)
    import_one(two, "watch", WATCH, EVENING)  # the same file
    import_one(two, "later-export", WATCH, EVENING, record(3000))  # the same records in another file
    import_one(two, "platform", PLATFORM)  # another platform's record of it
    assert [entry.activity.start_utc for entry in two.activities()] == [
        EVENING.start_utc,
        record(3000).start_utc,
    ]
    assert [entry.parts for entry in two.activities(deleted=True)] == [3]
    two.undelete_activity(number_of(two, WATCH))
    assert [parts for _, _, parts in shown(two)] == [3, 1, 1]


def test_a_deleted_run_stays_deleted_where_its_import_is_taken_back_and_made_again(two: Store) -> None:
    two.delete_activity(number_of(two, WATCH), NOW)
    two.undo(1, NOW)
    assert two.activities() == []
    assert [entry.parts for entry in two.activities(deleted=True)] == [1]
    import_one(two, "watch", WATCH, EVENING)
    assert [entry.parts for entry in two.activities(deleted=True)] == [2]
    for _ in range(2):
        two.undo(None, NOW)
    assert two.activities(deleted=True) == []
    import_one(two, "strap", STRAP)
    assert two.activities() == []
    two.undelete_activity(number_of(two, STRAP))
    import_one(two, "watch", WATCH, EVENING)
    assert [parts for _, _, parts in shown(two)] == [2, 1], "undeleted once, undeleted for good"


def test_a_record_that_came_after_the_word_inherits_it_when_the_others_go(two: Store) -> None:
    two.delete_activity(number_of(two, WATCH), NOW)
    import_one(two, "platform", PLATFORM)
    two.undo(1, NOW)
    two.undo(2, NOW)
    assert two.activities() == []
    assert [entry.parts for entry in two.activities(deleted=True)] == [1]


def test_another_run_is_not_deleted_by_a_record_that_touches_both(store: Store) -> None:
    jog, race = record(0, 10, 1.5), record(11, 50, 12)
    import_one(store, "runs", jog, race)
    store.delete_activity(number_of(store, race), NOW)
    before = content(store)
    import_one(store, "both", record(0, 61, 13.5))
    assert [entry.activity.start_utc for entry in store.activities()] == [jog.start_utc]
    store.undo(None, NOW)
    assert content(store) == before


def test_records_kept_apart_are_activities_of_their_own_for_good(two: Store) -> None:
    number = number_of(two, WATCH)
    assert two.separate(number) == 2
    assert [(parts, files) for _, files, parts in shown(two)] == [
        (1, ("watch.fit",)),
        (1, ("strap.fit",)),
        (1, ("watch.fit",)),
    ]
    assert len(two.sketches()) == 3
    import_one(two, "platform", PLATFORM)
    assert sorted(parts for _, _, parts in shown(two)) == [1, 1, 2]
    two.undo(2, NOW)
    import_one(two, "strap", STRAP)
    assert sorted(parts for _, _, parts in shown(two)) == [1, 1, 2]


def test_rejoin_takes_a_split_back(two: Store) -> None:
    import_one(two, "platform", PLATFORM)
    before = content(two)
    for which in range(3):
        assert two.separate(number_of(two, WATCH)) == 3
        assert [parts for _, _, parts in shown(two)] == [1, 1, 1, 1]
        numbers = [entry.id for entry in two.activities() if entry.activity.start_utc != EVENING.start_utc]
        assert two.rejoin(numbers[which]) == 3
        assert content(two) == before


def test_a_single_record_has_nothing_to_keep_apart(two: Store) -> None:
    before = content(two)
    assert two.separate(number_of(two, EVENING)) == 1
    assert two.rejoin(number_of(two, EVENING)) == 1
    assert content(two) == before


def test_of_two_kept_apart_one_can_be_deleted_alone(two: Store) -> None:
    two.separate(number_of(two, WATCH))
    two.delete_activity(number_of(two, STRAP), NOW)
    assert [entry.activity.start_utc for entry in two.activities()] == [WATCH.start_utc, EVENING.start_utc]
    import_one(two, "platform", dataclasses.replace(PLATFORM, start_utc=WATCH.start_utc))
    assert [parts for _, _, parts in shown(two)] == [2, 1]


def test_of_two_deleted_together_and_then_kept_apart_one_comes_back_alone(two: Store) -> None:
    two.delete_activity(number_of(two, WATCH), NOW)
    two.separate(number_of(two, WATCH))
    two.undelete_activity(number_of(two, STRAP))
    assert [entry.activity.start_utc for entry in two.activities()] == [STRAP.start_utc, EVENING.start_utc]


@pytest.mark.parametrize(
    "say",
    [
        lambda store: store.delete_activity(99, NOW),
        lambda store: store.undelete_activity(99),
        lambda store: store.separate(99),
        lambda store: store.rejoin(99),
    ],
)
def test_an_unknown_number_is_a_key_error(two: Store, say: Callable[[Store], object]) -> None:
    before = content(two)
    with pytest.raises(KeyError):
        say(two)
    assert content(two) == before
