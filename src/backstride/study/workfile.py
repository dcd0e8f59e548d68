"""A study's working file: what was read of the days table and what was answered, kept on disk.

The rows of a days table may come in any order, and there may be more of them than memory holds: they are
gathered by runner in a database of SQLite beside the answers (or in a nameless temporary one). What is
answered is kept there too, so that a study that was stopped, in whatever way, goes on where it was.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from backstride.records import DAY_COLUMNS

ROW: Final = np.dtype([("day", "i8"), ("row", "i8"), ("shoe", "i8"), ("values", "f8", (len(DAY_COLUMNS),))])
"""A row of a days table: days since 1970-01-01, its place in the file, the shoe's number, the numbers."""

RowArray = npt.NDArray[Any]
Notes = dict[str, Any]

_FORMAT = 1
_DATABASE = "work.sqlite3"
_PAGE = 256  # runners looked up at a time
_CACHE_KIB = 16_384
_TABLES = ("meta", "runner", "shoe", "part", "days", "summary", "answer")
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runner (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE shoe (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE part (runner INTEGER NOT NULL, rows BLOB NOT NULL);
CREATE INDEX part_by_runner ON part (runner);
CREATE TABLE days (runner INTEGER PRIMARY KEY, rows BLOB NOT NULL);
CREATE TABLE summary (runner INTEGER PRIMARY KEY, found TEXT NOT NULL);
CREATE TABLE answer (runner INTEGER PRIMARY KEY, found TEXT NOT NULL);
"""


class BusyError(OSError):
    """Another program is working in the same place."""


class Workfile:
    """The working file, open. A context manager; only one program has it open at a time."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    @classmethod
    def temporary(cls) -> Self:
        """One without a name, which vanishes when it is closed or let go."""
        work = cls(sqlite3.connect(""))
        work.begin_anew()
        return work

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The one in ``folder``, made where it is not there. BusyError where another program has it open;
        sqlite3.DatabaseError where what stands there is none.
        """
        folder.mkdir(exist_ok=True)
        database = sqlite3.connect(folder / _DATABASE, timeout=0.0)
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")  # a program that is killed leaves it whole
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("BEGIN EXCLUSIVE")
            database.commit()
            return cls(database)
        except sqlite3.OperationalError as error:
            database.close()
            if "locked" in str(error):
                raise BusyError("another study is writing there") from error
            raise
        except sqlite3.DatabaseError:
            database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def note(self, name: str) -> Notes | None:
        """What was noted under ``name``; None where nothing was, or in a file of another format."""
        try:
            found = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        except sqlite3.OperationalError:  # no such table: nothing has been begun
            return None
        return None if found is None else dict(json.loads(found[0]))

    def set_note(self, name: str, value: Notes) -> None:
        with self._database:
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def begin_anew(self) -> None:
        """Empty it."""
        for table in _TABLES:
            self._database.execute(f"DROP TABLE IF EXISTS {table}")
        self._database.executescript(_SCHEMA)
        self._database.commit()

    def begin_reading(self) -> None:
        """Forget whatever a reading that did not come to its end has left."""
        with self._database:
            for table in ("runner", "shoe", "part", "days"):
                self._database.execute(f"DELETE FROM {table}")

    # Reading: names get numbers in the order in which they come, rows are gathered by runner.

    def runner_numbers(self, names: Iterable[str]) -> dict[str, int]:
        return self._numbers("runner", names)

    def shoe_numbers(self, names: Iterable[str]) -> dict[str, int]:
        return self._numbers("shoe", names)

    def _numbers(self, table: str, names: Iterable[str]) -> dict[str, int]:
        wanted = [(name,) for name in dict.fromkeys(names)]
        self._database.executemany(f"INSERT OR IGNORE INTO {table} (name) VALUES (?)", wanted)
        ask = f"SELECT number FROM {table} WHERE name = ?"
        return {name[0]: self._database.execute(ask, name).fetchone()[0] for name in wanted}

    def add(self, runner: npt.NDArray[np.int64], rows: RowArray) -> None:
        """Rows of several runners, whose numbers are ``runner``, of the same shape (n_rows,)."""
        order = np.argsort(runner, kind="stable")
        numbers, begins = np.unique(runner[order], return_index=True)
        slices = np.split(rows[order], begins[1:])
        with self._database:
            self._database.executemany(
                "INSERT INTO part VALUES (?, ?)",
                ((int(number), part.tobytes()) for number, part in zip(numbers, slices, strict=False)),
            )

    def gathered(self) -> Iterator[tuple[int, str, RowArray]]:
        """Each runner with rows, in the order of their first one: number, name, and all its rows."""
        for number, name in self._paged("SELECT number, name FROM runner WHERE number > ? ORDER BY number"):
            parts = self._database.execute(
                "SELECT rows FROM part WHERE runner = ? ORDER BY rowid", (number,)
            ).fetchall()
            if parts:
                yield number, name, np.frombuffer(b"".join(part for (part,) in parts), dtype=ROW)

    def settle(self, number: int, rows: RowArray) -> None:
        """A runner's rows as they are to be used."""
        self._database.execute("INSERT INTO days VALUES (?, ?)", (number, rows.tobytes()))

    def settled(self) -> None:
        """Nothing more is to be read."""
        with self._database:
            self._database.execute("DELETE FROM part")

    # Answering.

    def runners(self, *, without: str | None = None) -> Iterator[tuple[int, str]]:
        """Numbers and names of the runners with days, in order; ``without`` an entry in that table yet."""
        but = f"AND NOT EXISTS (SELECT 1 FROM {without} WHERE runner = number)" if without else ""
        return self._paged(
            "SELECT number, name FROM runner JOIN days ON days.runner = number "
            f"WHERE number > ? {but} ORDER BY number"
        )

    def rows_of(self, number: int) -> tuple[RowArray, dict[int, str]]:
        """A runner's rows by day, and the names of the shoes in them."""
        (found,) = self._database.execute("SELECT rows FROM days WHERE runner = ?", (number,)).fetchone()
        rows = np.frombuffer(found, dtype=ROW)
        ask = "SELECT name FROM shoe WHERE number = ?"
        worn = [shoe for shoe in np.unique(rows["shoe"]).tolist() if shoe]
        return rows, {shoe: self._database.execute(ask, (shoe,)).fetchone()[0] for shoe in worn}

    def count(self, table: str) -> int:
        return int(self._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def numbers(self, table: str) -> list[int]:
        """The runners of whom something was kept."""
        return [number for (number,) in self._database.execute(f"SELECT runner FROM {table} ORDER BY runner")]

    def keep(self, table: str, number: int, found: object) -> None:
        """What was found of a runner; numbers come back exactly as they went."""
        with self._database:
            self._database.execute(f"INSERT INTO {table} VALUES (?, ?)", (number, json.dumps(found)))

    def kept(self, table: str) -> Iterator[Any]:
        """All that was found, in the order of the runners."""
        ask = f"SELECT runner, found FROM {table} WHERE runner > ? ORDER BY runner"
        return (json.loads(found) for _, found in self._paged(ask))

    def _paged(self, ask: str) -> Iterator[tuple[int, Any]]:
        """Rows of a query by ascending number, page by page: writing meanwhile is safe."""
        last = 0
        while page := self._database.execute(f"{ask} LIMIT {_PAGE}", (last,)).fetchall():
            yield from page
            last = page[-1][0]


def work_folder(out: Path) -> Path:
    """Where the study that is to become ``out`` works: beside it, and plainly not finished."""
    return out.with_name(f".{out.name}.unfinished")


def open_work(folder: Path, key: Notes) -> tuple[Workfile, str | None]:
    """The working file of the study that ``key`` describes, and what is to be said of what stood there.

    What another study left there (other days, another seed, another version) is thrown away. BusyError
    where a study is under way there; OSError where the disk refuses.
    """
    key = {"format": _FORMAT, **key}
    said = None
    try:
        work = Workfile.open(folder)
        before = work.note("key")
    except sqlite3.DatabaseError:
        shutil.rmtree(folder)
        work, before = Workfile.open(folder), None
        said = "what an unfinished study had left there could not be read: it began anew"
    if before == key:
        return work, None
    if before is not None:
        changed = sorted(name for name in before.keys() | key.keys() if before.get(name) != key.get(name))
        said = f"an unfinished study with another {' and '.join(changed)} stood there: it began anew"
    work.begin_anew()
    work.set_note("key", key)
    return work, said
