"""Opening: who may read the data, what is refused, and with which words."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backstride.store import Store, StoreError
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
