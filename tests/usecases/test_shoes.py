"""Pairs entered, retired and worn, as far as the days table."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from backstride.records import Activity, Sport
from backstride.store import Fate, FileFate, Store, prepare
from backstride.usecases.days import load_days
from backstride.usecases.shoes import (
    ShoeError,
    add_shoe,
    assign,
    make_default,
    retire_shoe,
    shoe_uses,
    shoes_document,
)

FIRST = date(2025, 3, 3)
TODAY = FIRST + timedelta(days=9)


@pytest.fixture
def runs(store: Store) -> list[int]:
    """Three runs of 10 km on the first three days, as a watch's files have them: without shoes; their ids."""
    made = [
        Activity(
            sport=Sport.RUN,
            start_utc=datetime(2025, 3, 3, 7, tzinfo=UTC) + timedelta(days=k),
            utc_offset_s=0,
            offset_source="file",
            source="fit",
            distance_m=10_000.0,
            elapsed_s=3000.0,
        )
        for k in range(3)
    ]
    with store.batch(datetime(2025, 3, 10, tzinfo=UTC)) as batch:
        file = FileFate(name="all.fit", sha256="0" * 64, size_bytes=9, fate=Fate.IMPORTED)
        batch.add(file, [prepare(one) for one in made])
        batch.finish(imported=1, duplicates=0, skipped=0, failed=0)
    return [entry.id for entry in store.activities()]


def in_days(store: Store) -> tuple[str | None, ...]:
    return load_days(store, diary_time="morning").shoe_id


def km(store: Store) -> dict[str, float]:
    return {use.shoe.name: use.distance_km for use in shoe_uses(store, TODAY)[0]}


def test_a_pair_said_by_hand_reaches_the_days_table(store: Store, runs: list[int]) -> None:
    assert in_days(store) == (None, None, None)
    add_shoe(store, "Red  ones", km_before=100.0, first_used=FIRST)
    assign(store, runs[:2], "red ONES")
    assert in_days(store) == ("Red ones", "Red ones", None)
    assert km(store) == {"Red ones": 120.0}
    assign(store, runs[:1], None)
    assert in_days(store) == (None, "Red ones", None)


def test_the_default_reaches_it_too(store: Store, runs: list[int]) -> None:
    add_shoe(store, "Red", km_before=None, first_used=None)
    make_default(store, "Red", FIRST + timedelta(days=1))
    assert in_days(store) == (None, "Red", "Red")
    retire_shoe(store, "Red", FIRST + timedelta(days=1))
    assert in_days(store) == (None, "Red", None)
    assert make_default(store, "Red", FIRST).retired is None
    assert in_days(store) == ("Red", "Red", "Red")


def test_runs_that_are_deleted_or_taken_back_do_not_count(store: Store, runs: list[int]) -> None:
    add_shoe(store, "Red", km_before=None, first_used=None)
    assign(store, runs, "Red")
    assert km(store) == {"Red": 30.0}
    store.delete_activity(runs[0], datetime(2025, 3, 10, tzinfo=UTC))
    assert km(store) == {"Red": 20.0}
    store.undo(None, datetime(2025, 3, 11, tzinfo=UTC))
    assert km(store) == {"Red": 0.0}


def test_entering_again_corrects_and_keeps_the_rest(store: Store) -> None:
    add_shoe(store, "Red", km_before=100.0, first_used=FIRST)
    retire_shoe(store, "Red", TODAY)
    shoe = add_shoe(store, " RED ", km_before=50.0, first_used=None)
    assert (shoe.name, shoe.start_distance_m, shoe.first_used, shoe.retired) == ("Red", 5e4, FIRST, TODAY)
    assert len(store.shoes()) == 1


@pytest.mark.parametrize(
    ("name", "km_before", "words"),
    [("  ", None, "needs a name"), ("x" * 65, None, "needs a name"), ("a", -1.0, "-1 km"), ("a", 1e6, "km")],
)
def test_what_cannot_be_is_refused(store: Store, name: str, km_before: float | None, words: str) -> None:
    with pytest.raises(ShoeError, match=words):
        add_shoe(store, name, km_before=km_before, first_used=None)
    assert store.shoes() == []


def test_a_pair_that_is_not_there_is_said(store: Store, runs: list[int]) -> None:
    for change in (
        lambda: assign(store, runs, "Blue"),
        lambda: retire_shoe(store, "Blue", TODAY),
        lambda: make_default(store, "Blue", TODAY),
    ):
        with pytest.raises(ShoeError, match="no pair “Blue”"):
            change()
    with pytest.raises(KeyError):
        assign(store, [999], None)


def test_the_document_is_plain(store: Store, runs: list[int]) -> None:
    add_shoe(store, "Red", km_before=690.0, first_used=None)
    assign(store, runs, "Red")
    document = shoes_document(*shoe_uses(store, TODAY))
    assert json.loads(json.dumps(document)) == document
    (shoe,) = document["shoes"]  # type: ignore[misc]
    assert (shoe["distance_km"], shoe["runs"], shoe["hint"]["id"]) == (720.0, 3, "look_at_it")
    (note,) = document["notes"]  # type: ignore[misc]
    assert note["id"] == "rotation"
