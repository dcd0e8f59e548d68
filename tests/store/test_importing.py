"""What an import writes: whole or not at all, each content once, and it comes back as it went in."""

import dataclasses
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.exc import SQLAlchemyError
from store_builders import holds

from backstride.exposure import sketch
from backstride.records import Activity, Channel, Lap, Shoe, Streams
from backstride.store import Fate, FileFate, Store, StoreError, prepare
from backstride.store.database import FILE_NAME

NOW = datetime(2024, 6, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))  # still 31 May in UTC


def fate(sha256: str = "a" * 64, of: Fate = Fate.IMPORTED, reason: str | None = None) -> FileFate:
    return FileFate(name="runs/1.fit", sha256=sha256, size_bytes=123, fate=of, reason=reason)


def table(store: Store, name: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(store.home / FILE_NAME) as database:
        return database.execute(f"SELECT * FROM {name}").fetchall()


def finish(store: Store, *activities: Activity) -> None:
    with store.batch(NOW) as batch:
        batch.add(fate(), [prepare(activity) for activity in activities])
        batch.finish(imported=1, duplicates=0, skipped=0, failed=0)


def test_an_activity_comes_back_as_it_went_in(store: Store, run: Activity) -> None:
    finish(store, run)
    (entry,) = store.activities()
    back = store.activity(entry.id)
    assert back == run
    assert entry.activity == dataclasses.replace(run, laps=())
    assert entry.files == ("runs/1.fit",)
    assert back.local_date == date(2024, 5, 2)
    assert back.streams.channels.keys() == run.streams.channels.keys()
    for name, channel in run.streams.channels.items():
        kept = back.streams.channels[name]
        np.testing.assert_array_equal(kept.raw, channel.raw)
        np.testing.assert_array_equal(kept.values(), channel.values())
        assert (kept.scale, kept.offset, kept.invalid) == (channel.scale, channel.offset, channel.invalid)


def test_the_channels_of_all_activities_are_named_once(store: Store, run: Activity) -> None:
    assert store.channel_names() == []
    power = dataclasses.replace(
        run, streams=Streams({"time_s": Channel(np.arange(2)), "power_w": Channel(np.arange(2))})
    )
    finish(store, run, power)
    assert store.channel_names() == sorted({*run.streams.channels, "power_w"})


def test_a_sketch_is_kept_beside_its_activity(store: Store, run: Activity) -> None:
    finish(store, run)
    assert store.sketches() == [sketch(run)]


def test_an_outdated_sketch_is_made_anew_from_the_streams(store: Store, run: Activity) -> None:
    finish(store, run)
    with sqlite3.connect(store.home / FILE_NAME) as database:
        database.execute("UPDATE activity SET sketch_json = 'of old', sketch_version = -1")
    assert store.sketches() == [sketch(run)]
    assert [row[-1] for row in table(store, "activity")] != [-1]


def test_numbers_that_are_none_become_unknown(store: Store, run: Activity) -> None:
    odd = dataclasses.replace(
        run, distance_m=float("nan"), avg_hr_bpm=float("inf"), laps=(Lap(start_s=0.0, moving_s=float("nan")),)
    )
    finish(store, odd)
    back = store.activity(store.activities()[0].id)
    assert (back.distance_m, back.avg_hr_bpm, back.laps[0].moving_s) == (None, None, None)


def test_activities_come_oldest_first(store: Store, run: Activity) -> None:
    earlier = dataclasses.replace(run, start_utc=run.start_utc - timedelta(days=3))
    finish(store, run, earlier)
    assert [entry.activity.start_utc for entry in store.activities()] == [earlier.start_utc, run.start_utc]


def test_an_unknown_activity_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.activity(7)


def test_a_file_that_fails_half_way_leaves_nothing(store: Store, run: Activity) -> None:
    broken = prepare(dataclasses.replace(run, start_utc=run.start_utc + timedelta(days=1)))
    del broken.streams[0]["data"]
    with store.batch(NOW) as batch:
        with pytest.raises(KeyError):
            batch.add(fate(), [prepare(run), broken])
        assert not holds(batch, fate().sha256)
    for name in ("source_file", "activity", "activity_source", "lap", "stream"):
        assert table(store, name) == []


def test_content_is_held_once_it_was_imported(store: Store, run: Activity) -> None:
    finish(store, run)
    with store.batch(NOW) as batch:
        assert holds(batch, "a" * 64)
        assert not holds(batch, "b" * 64)


def test_content_that_another_process_imported_meanwhile_is_not_added(store: Store, run: Activity) -> None:
    with store.batch(NOW) as ours:
        with Store.open(store.home) as other:
            finish(other, run)
        assert not holds(ours, fate().sha256)
        assert ours.add(fate(), [prepare(run)]) is False
        assert holds(ours, fate().sha256)
    assert len(store.activities()) == 1


def test_content_that_failed_before_may_be_read_by_a_newer_version(store: Store, run: Activity) -> None:
    with store.batch(NOW) as batch:
        batch.add(fate(of=Fate.FAILED, reason="damaged"))
        batch.add(fate(of=Fate.FAILED, reason="damaged"))
        assert not holds(batch, fate().sha256)
        batch.finish(imported=0, duplicates=0, skipped=0, failed=2)
    assert len(table(store, "source_file")) == 1
    finish(store, run)
    assert len(table(store, "source_file")) == 1
    assert store.activities()[0].files == ("runs/1.fit",)


def test_runs_are_known_up_to_the_last_import_that_ended_and_read_some(store: Store, run: Activity) -> None:
    assert store.last_import_date() is None
    with store.batch(NOW) as batch:  # killed before its end
        batch.add(fate(), [prepare(run)])
    assert store.last_import_date() is None
    with store.batch(NOW - timedelta(days=2)) as batch:
        batch.finish(imported=0, duplicates=1, skipped=0, failed=0)
    assert store.last_import_date() == date(2024, 5, 30)
    with store.batch(NOW) as batch:
        batch.finish(imported=0, duplicates=0, skipped=4, failed=1)
    assert store.last_import_date() == date(2024, 5, 30)
    finish(store)
    assert store.last_import_date() == date(2024, 6, 1)  # on the runner's own clock


def test_a_reader_is_not_kept_waiting_by_an_import(store: Store, run: Activity) -> None:
    with store.batch(NOW) as batch, Store.open(store.home) as other:
        batch.add(fate(), [prepare(run)])
        assert len(other.activities()) == 1


def test_rows_must_belong_to_something(store: Store) -> None:
    with pytest.raises(SQLAlchemyError), store._engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO lap (activity_id, number, start_s) VALUES (99, 0, 0)")


def test_shoes_are_kept_and_replaced(store: Store) -> None:
    store.save_shoe(Shoe(shoe_id="b", name="Blue"))
    store.save_shoe(Shoe(shoe_id="a", name="Old"))
    store.save_shoe(Shoe(shoe_id="a", name="Red", start_distance_m=1000.0))
    assert store.shoes() == [
        Shoe(shoe_id="a", name="Red", start_distance_m=1000.0),
        Shoe(shoe_id="b", name="Blue"),
    ]


def test_a_folder_named_differently_is_another_store(tmp_path: Path, store: Store, run: Activity) -> None:
    finish(store, run)
    with Store.open(tmp_path / "other") as other:
        assert other.activities() == []


def test_a_batch_starts_on_a_clock_with_a_zone(store: Store) -> None:
    with pytest.raises(ValueError, match="without a zone"), store.batch(datetime(2024, 6, 1)):  # noqa: DTZ001
        pass
    with store.batch(datetime(2024, 6, 1, tzinfo=UTC)):
        pass


def test_a_database_that_fails_under_an_import_is_told_in_words(store: Store, run: Activity) -> None:
    with sqlite3.connect(store.home / FILE_NAME) as database:
        database.execute("DROP TABLE stream")
    with pytest.raises(StoreError, match="cannot use the data in"), store.batch(NOW) as batch:
        batch.add(fate(), [prepare(run)])
    assert table(store, "activity") == table(store, "source_file") == []


def test_files_without_an_activity_are_all_kept_when_the_import_ends(store: Store) -> None:
    hashes = [f"{number:064x}" for number in range(1_300)]
    for _ in range(2):
        with store.batch(NOW) as batch:
            for sha256 in hashes:
                assert batch.add(fate(sha256, Fate.SKIPPED, "a picture"))
            batch.add(fate(hashes[0], Fate.SKIPPED, "a picture"))
            batch.finish(imported=0, duplicates=0, skipped=1_301, failed=0)
        assert len(table(store, "source_file")) == 1_300


def test_a_file_that_two_imports_skip_at_once_is_kept_once(store: Store, run: Activity) -> None:
    with store.batch(NOW) as one, store.batch(NOW) as two:
        for batch in (one, two):
            for sha256 in ("b" * 64, "c" * 64):
                batch.add(fate(sha256, Fate.SKIPPED, "a picture"))
        one.add(fate(), [prepare(run)])
        two.finish(imported=0, duplicates=0, skipped=2, failed=0)
        one.finish(imported=1, duplicates=0, skipped=2, failed=0)
    assert len(table(store, "source_file")) == 3
