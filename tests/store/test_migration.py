"""A store that the first version made opens with all that is in it, its runs joined, its log told."""

import dataclasses
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from store_builders import NOW, content, file, holds, record, rows, shown

from backstride.exposure import sketch
from backstride.records import Activity, Lap, Slot
from backstride.records.same_run import joined, richness
from backstride.store import Origin, Store, joining, prepare
from backstride.store.database import FILE_NAME

WATCH = record(channels="g", laps=(Lap(start_s=0.0, distance_m=1000.0), Lap(start_s=300.0)), notes=("odd",))
STRAP = record(0.5, 39, 7.9, channels="h", source="tcx")
EVENING = record(600, 30, 5, channels="gh")
SINCE = {"same_as_id", "fingerprint", "richness", "sport_source", "gear"}
"""Columns that the first version did not have."""


def insert(database: sqlite3.Connection, table: str, **row: Any) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    values = [str(value) if isinstance(value, date) else value for value in row.values()]
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


@pytest.fixture
def old_home(tmp_path: Path) -> Path:
    """A home as the first version left it: a run that two devices recorded, another one, a diary."""
    home = tmp_path / "old"
    home.mkdir()
    config = Config()
    config.set_main_option("script_location", "backstride.store:migrations")
    engine = create_engine(f"sqlite:///{home / FILE_NAME}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(home / FILE_NAME)) as database:
        counts = {"imported": 2, "duplicates": 0, "skipped": 1, "failed": 0}
        started = {"started_utc": datetime(2024, 5, 3), "started_local_date": date(2024, 5, 3)}  # noqa: DTZ001
        insert(database, "batch", id=1, finished=1, **started, **counts)
        insert(database, "batch", id=2, finished=0, **started, **dict.fromkeys(counts, 0))
        told: dict[str, Sequence[Activity]] = {"watch": [WATCH, EVENING], "picture": [], "strap": [STRAP]}
        for number, (name, activities) in enumerate(told.items(), start=1):
            fate = {
                "fate": "imported" if activities else "skipped",
                "reason": None if activities else "a picture",
            }
            insert(
                database,
                "source_file",
                id=number,
                sha256=file(name).sha256,
                name=f"{name}.fit",
                size_bytes=9,
                warnings_json='["cut short"]' if name == "strap" else "[]",
                batch_id=2 if name == "strap" else 1,
                **fate,
            )
            for place, activity in enumerate(activities):
                key = 10 * number + place
                prepared = prepare(activity)
                row = {name: value for name, value in prepared.activity.items() if name not in SINCE}
                start = activity.start_utc.replace(tzinfo=None)
                insert(database, "activity", id=key, **row | {"start_utc": start})
                insert(database, "activity_source", activity_id=key, source_file_id=number)
                for lap in prepared.laps:
                    insert(database, "lap", activity_id=key, **lap)
                for stream in prepared.streams:
                    insert(database, "stream", activity_id=key, **stream)
        insert(
            database,
            "check_in",
            date=date(2024, 5, 1),
            written_utc=datetime(2024, 5, 1, 6),  # noqa: DTZ001
            written_offset_s=7200,
            origin="file",
            pain_nrs=3.0,
        )
        insert(database, "shoe", shoe_id="a", name="Red", start_distance_m=0.0)
        insert(database, "setting", name="home_zone", value="Europe/Berlin")
        database.commit()
    return home


def test_all_that_was_there_is_there(old_home: Path) -> None:
    with Store.open(old_home) as store:
        content(store)
        assert store.setting("home_zone") == "Europe/Berlin"
        assert [shoe.name for shoe in store.shoes()] == ["Red"]
        assert [line.pain_nrs for line in store.check_ins()] == [3.0]
        with store._reading() as connection:
            from backstride.store.activities import record as stored

            for key, activity in {10: WATCH, 11: EVENING, 30: STRAP}.items():
                back = stored(connection, key)
                assert back == activity
                for name, channel in activity.streams.channels.items():
                    np.testing.assert_array_equal(back.streams.channels[name].raw, channel.raw)


def test_its_diary_has_no_times_and_goes_on_with_them(old_home: Path) -> None:
    with Store.open(old_home) as store:
        (line,) = store.check_ins()
        assert (line.at, line.slot, line.event_illness) == (None, None, None)
        evening = dataclasses.replace(line, at=time(20, 15), slot=Slot.EVENING, pain_nrs=5.0)
        store.add_check_ins([evening, dataclasses.replace(line, pain_nrs=4.0)], Origin.TYPED)
        assert store.check_ins() == [dataclasses.replace(line, pain_nrs=4.0), evening]


def test_records_of_one_run_are_joined_the_richest_first(old_home: Path) -> None:
    with Store.open(old_home) as store:
        assert [(files, parts) for _, files, parts in shown(store)] == [
            (("watch.fit", "strap.fit"), 2),
            (("watch.fit",), 1),
        ]
        assert store.sketches() == [sketch(joined([WATCH, STRAP])), sketch(EVENING)]
        found = dict(rows(store, "SELECT id, richness FROM activity"))
        assert found == pytest.approx({10: richness(WATCH), 11: richness(EVENING), 30: richness(STRAP)})


def test_its_log_is_told_as_far_as_it_goes(old_home: Path) -> None:
    with Store.open(old_home) as store:
        told = [(entry.name, entry.fate, entry.reason) for entry in store.import_log(1)]
        assert told == [("watch.fit", "imported", None), ("picture.fit", "skipped", "a picture")]
        assert [entry.warnings for entry in store.import_log(2)] == [("cut short",)]
        assert [(one.finished, one.undone, one.imported) for one in store.imports()] == [
            (True, False, 2),
            (False, False, 0),
        ]


def test_what_is_read_again_is_known_again(old_home: Path) -> None:
    with Store.open(old_home) as store:
        before = shown(store)
        with store.batch(NOW) as batch:
            picture = batch.known(str(file("picture").sha256))
            assert picture is not None
            assert not picture.current, "a newer reader may make something of it"
            assert holds(batch, str(file("watch").sha256))
            batch.add(file("later-export"), [prepare(WATCH), prepare(EVENING)])
            batch.finish(imported=1, duplicates=0, skipped=0, failed=0)
        assert [(one, parts) for one, _, parts in shown(store)] == [(one, parts) for one, _, parts in before]


def test_its_imports_can_be_taken_back_and_its_runs_deleted(old_home: Path) -> None:
    with Store.open(old_home) as store:
        store.undo(2, NOW)
        assert [one for one, _, _ in shown(store)] == [
            dataclasses.replace(WATCH, laps=()),
            dataclasses.replace(EVENING, laps=()),
        ]
        store.delete_activity(10, NOW)
        store.undo(1, NOW)
        assert store.activities() == []
        content(store)


def test_it_is_made_new_once_and_then_left_alone(old_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(old_home) as store:
        before = content(store)
    monkeypatch.setattr(joining, "regroup", None)
    monkeypatch.setattr(joining, "value_records", None)
    with Store.open(old_home) as store:
        assert content(store) == before


def test_a_migration_that_fails_leaves_the_old_store(old_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(connection: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(joining, "regroup", fault)
        with pytest.raises(ZeroDivisionError):
            Store.open(old_home)
    with closing(sqlite3.connect(old_home / FILE_NAME)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert database.execute("SELECT count(*) FROM activity").fetchone() == (3,)
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert "log_entry" not in names
    with Store.open(old_home) as store:
        assert len(store.activities()) == 2


def test_times_are_those_of_utc(old_home: Path) -> None:
    with Store.open(old_home) as store:
        assert store.imports()[0].started_utc == datetime(2024, 5, 3, tzinfo=UTC)
