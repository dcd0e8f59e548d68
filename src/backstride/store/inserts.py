"""INSERTs that are compiled once and then cost little more than the database itself.

SQLAlchemy spends four times what SQLite needs for a file's rows on working out what is the same each time.
The statements and the conversions of values are still SQLAlchemy's, for whichever database stands behind it;
they are handed to its driver.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
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
        names = [column.name for column in columns]
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self._sql = str(compiled)
        self._positional = compiled.positional
        self._names: Sequence[str] = compiled.positiontup or names
        self._values = itemgetter(*self._names)
        self._converters: list[tuple[int, Callable[[Any], Any]]] = []
        for index, name in enumerate(self._names):
            converter = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
            if converter is not None:
                self._converters.append((index, converter))

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
        values = list(self._values(row))
        for index, convert in self._converters:
            values[index] = convert(values[index])
        return tuple(values) if self._positional else dict(zip(self._names, values, strict=True))
