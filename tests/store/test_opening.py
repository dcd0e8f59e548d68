"""Opening: who may read the data, what is refused, and with which words."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backstride.exposure import sketch
from backstride.records import Activity
from backstride.store import Fate, FileFate, Store, StoreError, database, prepare
from backstride.store.database import FILE_NAME


def test_a_new_home_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    with Store.open(home) as store:
        store.save_setting("diary_time", "evening")
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        for file in home.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_was_stored_is_there_the_next_time(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.save_setting("diary_time", "morning")
        store.save_setting("diary_time", "evening")
    with Store.open(tmp_path) as store:
        assert store.setting("diary_time") == "evening"
        assert store.setting("home_zone") is None


def test_a_home_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot use the data folder"):
        Store.open(tmp_path / "file")


def test_a_database_that_is_none_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("my diary " * 1000)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_text() == "my diary " * 1000


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer backstride.*9999.*install the newest version"):
        Store.open(tmp_path)
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_a_damaged_table_is_reported_in_words(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        database.execute("DROP TABLE setting")
    with Store.open(tmp_path) as store, pytest.raises(StoreError, match="cannot use the data in"):
        store.setting("diary_time")


def test_every_connection_has_its_safeguards(store: Store) -> None:
    with store._reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 15_000}


def test_processes_that_open_a_new_home_at_once_all_succeed(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from backstride.store import Store; "
        f"Store.open(Path({str(tmp_path / 'home')!r})).save_setting('diary_time', 'evening')"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    with Store.open(tmp_path / "home") as store:
        assert store.setting("diary_time") == "evening"


def tree(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_reading_where_there_is_nothing_makes_nothing(tmp_path: Path) -> None:
    for home in (tmp_path / "none", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with Store.open_to_read(home) as store:
            assert store.activities() == store.sketches() == store.check_ins() == []
            assert store.last_import_date() is None
    assert not (tmp_path / "none").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def filled(home: Path, run: Activity) -> None:
    with Store.open(home) as store, store.batch(datetime(2024, 6, 1, tzinfo=UTC)) as batch:
        file = FileFate(name="1.fit", sha256="a" * 64, size_bytes=1, fate=Fate.IMPORTED)
        batch.add(file, [prepare(run)])


def test_a_read_only_home_is_read_as_it_stands(
    tmp_path: Path, run: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, run)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE activity SET sketch_version = 0")
    connection.close()
    before = tree(tmp_path)
    monkeypatch.setattr(database, "_may_write", lambda path: False)
    with Store.open_to_read(tmp_path) as store:
        assert len(store.activities()) == 1
        assert store.sketches() == [sketch(run)]
        assert tree(tmp_path) == before
        with pytest.raises(StoreError, match="readonly"):
            store.save_setting("diary_time", "evening")
    with pytest.raises(StoreError, match=r"read-only; make it writable, or name another folder"):
        Store.open(tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("opening", [Store.open, Store.open_to_read])
def test_another_program_s_database_is_refused_and_left_alone(
    tmp_path: Path, opening: Callable[[Path], Store]
) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
    connection.close()
    before = tree(tmp_path)
    with pytest.raises(StoreError, match="another program's database: name another folder"):
        opening(tmp_path)
    assert tree(tmp_path) == before


def test_reading_sees_what_was_written(tmp_path: Path, run: Activity) -> None:
    filled(tmp_path, run)
    with Store.open_to_read(tmp_path) as store:
        assert len(store.activities()) == 1
