"""Which pair an activity was run in, by what the runner, the platform and the default say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from store_builders import NOW, content, import_one, record

from backstride.records import Shoe, Sport
from backstride.records.shoe import default_on
from backstride.store import Store

FIRST = datetime(2024, 5, 1, 6, tzinfo=UTC)


def worn(store: Store) -> list[str | None]:
    """By activity, oldest first; the sketches say the same."""
    told = [entry.shoe_id for entry in store.activities()]
    assert [sketch.gear for sketch in store.sketches() if sketch.sport is Sport.RUN] == [
        entry.shoe_id for entry in store.activities() if entry.activity.sport is Sport.RUN
    ]
    return told


def on(day: int, **changes: object) -> object:
    return record(start_utc=FIRST + timedelta(days=day), **changes)  # type: ignore[arg-type]


def test_all_of_a_pair_comes_back(store: Store) -> None:
    shoe = Shoe(
        shoe_id="a",
        name="Red",
        start_distance_m=1000.0,
        first_used=date(2024, 1, 2),
        retired=date(2024, 6, 1),
        default_from=date(2024, 2, 1),
    )
    store.save_shoe(shoe)
    assert store.shoes() == [shoe]


def test_nothing_said_is_unknown(store: Store) -> None:
    import_one(store, "a", on(0))  # type: ignore[arg-type]
    assert worn(store) == [None]


def test_a_platforms_name_is_the_pair_of_that_name(store: Store) -> None:
    import_one(store, "a", on(0, gear="Ghost"), on(1, gear="Other"))  # type: ignore[arg-type]
    assert worn(store) == ["Ghost", "Other"]
    store.save_shoe(Shoe(shoe_id="g", name="GHOST"))
    assert worn(store) == ["g", "Other"]


def test_what_the_runner_says_counts_first_and_can_be_taken_back(store: Store) -> None:
    import_one(store, "a", on(0, gear="Ghost"), on(1), on(2))  # type: ignore[arg-type]
    first, second, _ = (entry.id for entry in store.activities())
    store.wear([first, second], "Mine")
    assert worn(store) == ["Mine", "Mine", None]
    store.wear([first], "Yours")
    assert worn(store) == ["Yours", "Mine", None]
    store.wear([first, second], None)
    assert worn(store) == ["Ghost", None, None]


def test_of_several_none_is_changed_where_one_is_not_there(store: Store) -> None:
    import_one(store, "a", on(0))  # type: ignore[arg-type]
    (entry,) = store.activities()
    with pytest.raises(KeyError):
        store.wear([entry.id, 999], "Mine")
    assert worn(store) == [None]


def test_runs_that_name_no_pair_are_in_the_default_of_their_day(store: Store) -> None:
    import_one(store, "a", on(0), on(5), on(9, gear="Ghost"), on(20), on(21, sport=Sport.RIDE))  # type: ignore[arg-type]
    store.save_shoe(Shoe(shoe_id="old", name="Old", default_from=date(2024, 5, 2), retired=date(2024, 5, 6)))
    assert worn(store) == [None, "old", "Ghost", None, None]
    store.save_shoe(Shoe(shoe_id="new", name="New", default_from=date(2024, 5, 21)))
    assert worn(store) == [None, "old", "Ghost", "new", None]


def test_of_two_defaults_the_later_counts() -> None:
    shoes = [
        Shoe(shoe_id="b", name="B", default_from=date(2024, 5, 1)),
        Shoe(shoe_id="a", name="A", default_from=date(2024, 5, 8)),
        Shoe(shoe_id="c", name="C"),
    ]
    found = [default_on(shoes, date(2024, 4, 30) + timedelta(days=k)) for k in (0, 1, 8)]
    assert [None if shoe is None else shoe.shoe_id for shoe in found] == [None, "b", "a"]


def test_what_was_said_is_known_again_after_an_import_is_taken_back(store: Store) -> None:
    import_one(store, "a", on(0))  # type: ignore[arg-type]
    (entry,) = store.activities()
    store.wear([entry.id], "Mine")
    store.undo(None, NOW)
    assert worn(store) == []
    import_one(store, "b", on(0))  # type: ignore[arg-type]
    assert worn(store) == ["Mine"]
    content(store)


def test_the_other_record_of_a_run_keeps_the_pair(store: Store) -> None:
    """The record that the runner spoke of leaves; another one of the same run stays, in the same pair."""
    first = import_one(store, "watch", on(0, channels="gh"))  # type: ignore[arg-type]
    (entry,) = store.activities()
    store.wear([entry.id], "Mine")
    import_one(store, "strap", on(0, start_min=0.2, channels="h"))  # type: ignore[arg-type]
    (entry,) = store.activities()
    assert (entry.parts, entry.shoe_id) == (2, "Mine")
    store.undo(first, NOW)
    assert [(entry.parts, entry.shoe_id) for entry in store.activities()] == [(1, "Mine")]


def test_deleted_runs_are_not_told_of(store: Store) -> None:
    import_one(store, "a", on(0, gear="Ghost"))  # type: ignore[arg-type]
    (entry,) = store.activities()
    store.delete_activity(entry.id, NOW)
    assert worn(store) == []
