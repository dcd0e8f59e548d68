"""Opening the SQLite file: its place, its rights, its pragmas. What is particular to SQLite stands here."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from backstride.store import schema
from backstride.store.errors import StoreError

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
        raise StoreError(f"cannot use the data folder {home}: {error.strerror}") from error
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with reading(engine) as connection:
            current = schema.is_current(connection)
        if not current:
            with writing(engine) as connection:
                if not schema.is_current(connection):  # another process may have been faster
                    schema.migrate(connection)
    except StoreError as error:
        engine.dispose()
        raise StoreError(f"{path}: {error}") from error
    except DatabaseError as error:
        engine.dispose()
        raise StoreError(f"cannot read {path}: {error.orig}") from error
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where _begin says, also before DDL
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
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


def _execute(connection: sqlite3.Connection | None, statement: str) -> None:
    if connection is not None:
        connection.execute(statement).close()
