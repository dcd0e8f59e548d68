"""INSERTs that are compiled once and then cost little more than the database itself.

SQLAlchemy spends four times what SQLite needs for a file's rows on working out what is the same each time.
The statements and the conversions of values are still SQLAlchemy's, for whichever database stands behind it;
they are handed to its driver.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Table, insert
from sqlalchemy.engine.interfaces import DBAPICursor

Row = Mapping[str, Any]


class Insert:
    """An INSERT into a table, of rows with a value for every column but ``id``."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        columns = [column for column in table.columns if column.name != "id"]
        statement = insert(table)
        if "id" in table.columns:
            statement = statement.returning(table.c.id)
        compiled = statement.compile(dialect=dialect, column_keys=[column.name for column in columns])
        self._sql = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup
        self._convert: dict[str, Callable[[Any], Any]] = {}
        for column in columns:
            processor = column.type.dialect_impl(dialect).bind_processor(dialect)
            if processor is not None:
                self._convert[column.name] = processor

    def one(self, cursor: DBAPICursor, row: Row) -> int:
        """Insert a row into a table that numbers its rows; its number."""
        cursor.execute(self._sql, self._parameters(row))
        ((number,),) = cursor.fetchall()  # all: a statement that is not read to its end hinders the commit
        return int(number)

    def many(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Insert rows, if there are any, into a table that does not number them."""
        if rows:
            cursor.executemany(self._sql, [self._parameters(row) for row in rows])

    def _parameters(self, row: Row) -> Any:
        values = dict(row)
        for name, convert in self._convert.items():
            values[name] = convert(values[name])
        return values if self._order is None else tuple(values[name] for name in self._order)
