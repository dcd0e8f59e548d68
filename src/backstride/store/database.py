"""Opening the SQLite file: its place, its rights, its pragmas. What is particular to SQLite stands here."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from backstride.store import joining, schema
from backstride.store.errors import StoreError
from backstride.store.models import Base

FILE_NAME = "backstride.sqlite3"
BUSY_TIMEOUT_MS = 15_000  # how long a second process waits for one that writes

_WRITE = "backstride_write"


def open_database(home: Path) -> Engine:
    """The engine on ``home``'s database, made if need be (readable by its owner only), its schema up to date.

    StoreError where the folder or the file cannot be used.
    """
    path = home / FILE_NAME
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite itself would let others read it
    except OSError as error:
        raise StoreError(_unusable(home, error)) from error
    if not _may_write(home):  # where SQLite keeps its journal
        raise StoreError(_unusable(home, PermissionError(errno.EACCES, os.strerror(errno.EACCES))))
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with _opening(engine, path):
        with reading(engine) as connection:
            current = schema.is_current(connection)
        if not current:
            with writing(engine) as connection:
                if not schema.is_current(connection):  # another process may have been faster
                    schema.migrate(connection)
                    joining.value_records(connection)
                    joining.regroup(connection)
    return engine


def open_to_read(home: Path) -> tuple[Engine, bool]:
    """The engine on ``home``'s database for reading alone, and whether it can be written to all the same.

    Nothing is made: where there is no database, an empty one in memory stands for it. A folder or a file
    that may not be written to is read as it stands. StoreError where it cannot be used.
    """
    path = home / FILE_NAME
    try:
        missing = not home.exists() or not path.exists()
        if home.exists() and not home.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise StoreError(_unusable(home, error)) from error
    if missing:
        engine = create_engine("sqlite://")
        with writing(engine) as connection:
            Base.metadata.create_all(connection)
        return engine, True
    if _may_write(home) and _may_write(path):
        return open_database(home), True
    # Without a journal beside it, the file is all there is; SQLite would else want to make one.
    journal = path.with_name(f"{FILE_NAME}-wal")
    whole = "" if journal.exists() and journal.stat().st_size else "&immutable=1"
    location = quote(str(path.absolute()))
    engine = create_engine(f"sqlite:///file:{location}?mode=ro{whole}&uri=true")
    with _opening(engine, path), reading(engine) as connection:
        if not schema.is_current(connection):
            raise StoreError("it was made by an older backstride and is read-only: make it writable once")
    return engine, False


@contextmanager
def _opening(engine: Engine, path: Path) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        engine.dispose()
        raise StoreError(f"{path}: {error}") from error
    except DatabaseError as error:
        engine.dispose()
        raise StoreError(
            f"cannot read {path}: {error.orig}; check its rights, put a backup in its place, or name another"
            " folder with --home"
        ) from error


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _unusable(home: Path, error: OSError) -> str:
    """Why a folder cannot hold data, and what to do."""
    reason = f"cannot use the data folder {home}: "
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return reason + "it is read-only; make it writable, or name another folder with --home"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return reason + "there is a file of that name; name a folder with --home"
    return f"{reason}{(error.strerror or str(error)).lower()}; name another folder with --home"


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, also before DDL
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    tables = {name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if schema.is_foreign(tables):  # told before the next lines change the file
        connection.close()
        raise StoreError(schema.FOREIGN)
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the write lock at once: a reader that turns writer cannot wait for another one.
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading: one consistent view."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is kept whole, or not at all."""
    with engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        yield connection


@contextmanager
def bulk(engine: Engine) -> Iterator[Connection]:
    """A connection for many transactions that may be lost to a power cut, though never torn.

    There is no wait for the disk after each: an import can be repeated, and then adds what was lost. The end
    of this block, or whatever is written afterwards, makes them last.
    """
    with engine.connect().execution_options(**{_WRITE: True}) as connection:
        driver = connection.connection
        _execute(driver.driver_connection, "PRAGMA synchronous = NORMAL")
        try:
            yield connection
        finally:
            connection.rollback()
            _execute(driver.driver_connection, "PRAGMA synchronous = FULL")
            _execute(driver.driver_connection, "PRAGMA wal_checkpoint(PASSIVE)")


def version(connection: Connection) -> int:
    """A number that is another one once any other connection has written; asked within a transaction."""
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def asking_version(connection: Connection) -> Callable[[], int]:
    """Asks for :func:`version` as often as anybody likes: of the driver itself, with no transaction around
    it, which takes a tenth of the time.
    """
    ask = connection.connection.execute

    def asked() -> int:
        try:
            return int(ask("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise StoreError(f"the data cannot be asked whether anything has changed: {error}") from error

    return asked


def _execute(connection: sqlite3.Connection | None, statement: str) -> None:
    if connection is not None:
        connection.execute(statement).close()
