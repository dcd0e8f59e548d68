"""Compiled INSERTs: the same rows as SQLAlchemy's own, in the form that a database's driver wants."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, cast

from sqlalchemy import Dialect, Table, create_engine, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from backstride.store.inserts import Insert
from backstride.store.models import Base, BatchRow, StreamRow

BATCH = cast(Table, BatchRow.__table__)
STREAM = cast(Table, StreamRow.__table__)
ROW = {
    "started_utc": datetime(2024, 5, 1, 23, 30, tzinfo=timezone(timedelta(hours=-2))),
    "started_local_date": date(2024, 5, 1),
    "covers_until": None,
    "finished": False,
    "undone_utc": None,
    "imported": 1,
    "duplicates": 2,
    "skipped": 3,
    "failed": 4,
}


class FakeCursor:
    """Keeps what it is told to do."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []

    def execute(self, sql: str, parameters: Any) -> None:
        self.told.append((sql, parameters))

    def executemany(self, sql: str, parameters: Any) -> None:
        self.told.append((sql, parameters))

    def fetchall(self) -> list[tuple[int]]:
        return [(7,)]


def told(dialect: Dialect) -> tuple[str, Any]:
    cursor = FakeCursor()
    assert Insert(BATCH, dialect).one(cast(Any, cursor), ROW) == 7
    return cursor.told[0]


def test_a_row_is_the_one_that_sqlalchemy_inserts() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        connection.execute(insert(BATCH), ROW)
        number = Insert(BATCH, engine.dialect).one(connection.connection.cursor(), ROW)
        theirs, ours = (row._asdict() for row in connection.execute(select(BATCH).order_by(BATCH.c.id)))
    assert ours.pop("id") == number == theirs.pop("id") + 1
    assert ours == theirs
    assert ours["started_utc"] == datetime(2024, 5, 2, 1, 30, tzinfo=UTC)


def test_sqlite_takes_values_by_place() -> None:
    sql, parameters = told(sqlite.dialect())
    assert sql.startswith(
        "INSERT INTO batch (started_utc, started_local_date, covers_until, finished, undone_utc,"
    )
    assert sql.endswith("RETURNING id")
    assert parameters == ("2024-05-02 01:30:00.000000", "2024-05-01", None, 0, None, 1, 2, 3, 4)


def test_postgresql_takes_values_by_name_with_their_own_types() -> None:
    sql, parameters = told(postgresql.dialect(paramstyle="pyformat"))
    assert "%(started_utc)s" in sql
    assert parameters == {**ROW, "started_utc": datetime(2024, 5, 2, 1, 30)}  # noqa: DTZ001


def test_no_rows_are_no_statement() -> None:
    cursor = FakeCursor()
    Insert(STREAM, sqlite.dialect()).many(cast(Any, cursor), [])
    assert cursor.told == []
