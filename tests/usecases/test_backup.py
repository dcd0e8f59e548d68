"""A backup holds all there is, also while an import runs, and comes back whole or not at all."""

import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backstride.records import CheckIn
from backstride.store import Origin, Store, StoreError
from backstride.store.database import FILE_NAME
from backstride.usecases.backup import back_up, restore
from backstride.usecases.import_files import import_paths

NOW = datetime(2024, 6, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, fit: Callable[..., bytes]) -> Path:
    folder = tmp_path / "home"
    (tmp_path / "1.fit").write_bytes(fit(1))
    with Store.open(folder) as store:
        import_paths(store, [tmp_path / "1.fit"], home_zone=UTC, now=NOW)
        store.add_check_ins([CheckIn(date=date(2024, 1, 2), written_at=NOW, pain_nrs=3.0)], Origin.TYPED)
    return folder


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        return list(database.iterdump())


def test_a_copy_holds_all_and_is_for_its_owner_only(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backstride"
    assert back_up(home, copy) == copy.stat().st_size > 10_000
    assert dump(copy) == dump(home / FILE_NAME)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.fit", "copy.backstride", "home"]


def test_a_copy_can_be_made_while_an_import_runs(home: Path, tmp_path: Path) -> None:
    with Store.open(home) as store, store.batch(NOW):
        back_up(home, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_was_lost_comes_back_and_what_stood_there_is_kept(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "copy")
    before = dump(home / FILE_NAME)
    with Store.open(home) as store:
        store.undo(None, NOW)
    changed = dump(home / FILE_NAME)
    kept = restore(home, tmp_path / "copy", NOW)
    assert dump(home / FILE_NAME) == before
    assert kept == home / "before-restore-2024-06-01-083000.sqlite3"
    assert dump(kept) == changed


def test_a_fresh_home_takes_a_copy_and_there_is_nothing_to_keep(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "copy")
    assert restore(tmp_path / "fresh", tmp_path / "copy", NOW) is None
    with Store.open(tmp_path / "fresh") as store:
        assert len(store.activities()) == len(store.check_ins()) == 1


def test_an_open_store_sees_what_was_restored(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "copy")
    with Store.open(home) as store:
        store.undo(None, NOW)
        restore(home, tmp_path / "copy", NOW)
        assert len(store.activities()) == 1


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\1" * 4096])
def test_what_is_no_copy_changes_nothing(home: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad").write_bytes(content)
    before = dump(home / FILE_NAME)
    with pytest.raises(StoreError, match="backup"):
        restore(home, tmp_path / "bad", NOW)
    assert dump(home / FILE_NAME) == before
    assert [path.name for path in home.iterdir() if path.name.startswith("before")] == []


def test_another_programs_database_is_no_copy(home: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE moz_places (id)")
    with pytest.raises(StoreError, match="no backup of backstride"):
        restore(home, tmp_path / "other", NOW)


def test_a_copy_of_a_newer_version_is_refused(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer backstride"):
        restore(home, tmp_path / "copy", NOW)


def test_there_must_be_something_to_copy_and_somewhere_to_put_it(home: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no data in"):
        back_up(tmp_path / "empty", tmp_path / "copy")
    with pytest.raises(StoreError, match="cannot write"):
        back_up(home, tmp_path / "missing" / "copy")
    with pytest.raises(StoreError, match="the data themselves"):
        back_up(home, home / FILE_NAME)
    with pytest.raises(StoreError, match="there is no file"):
        restore(home, tmp_path / "nothing", NOW)
