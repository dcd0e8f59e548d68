"""The diary in the database: every line is kept; what counts for a date is their sum."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import cast

from sqlalchemy import Connection, Table, delete, func, insert, select

from backstride.records import CheckIn
from backstride.records.checkin import ANSWER_FIELDS
from backstride.records.diary_table import news
from backstride.store.models import BatchRow, CheckInRow, DiaryTableRow, LogRow, SourceFileRow

_BATCH, _CHECK_IN, _LOG, _SOURCE, _TABLE = (
    cast(Table, row.__table__) for row in (BatchRow, CheckInRow, LogRow, SourceFileRow, DiaryTableRow)
)


class Origin(StrEnum):
    """How a line came into the diary."""

    TYPED = "typed"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """One line as it was written."""

    check_in: CheckIn
    origin: Origin


def add_lines(connection: Connection, lines: Sequence[DiaryLine], table_id: int | None = None) -> None:
    """Keep the lines, behind those that stand already; ``table_id``: the table that has them."""
    if not lines:
        return
    connection.execute(
        insert(_CHECK_IN),
        [
            {
                "date": line.check_in.date,
                "written_utc": line.check_in.written_at,
                "written_offset_s": _offset_s(line.check_in),
                "origin": line.origin.value,
                "diary_table_id": table_id,
                **{name: getattr(line.check_in, name) for name in ANSWER_FIELDS},
            }
            for line in lines
        ],
    )


def add_table(
    connection: Connection, lines: Sequence[CheckIn], told_at: datetime, file_id: int | None = None
) -> None:
    """Keep a table, and what it says that no earlier one did; ``file_id``: the file it was imported from."""
    row = {"source_file_id": file_id, "told_utc": told_at, "lines": _packed(lines)}
    table_id = connection.execute(insert(_TABLE).returning(_TABLE.c.id), row).scalar_one()
    add_lines(connection, _of_file(news(lines, _told(connection))), table_id)


def retell(connection: Connection) -> None:
    """Let all tables say anew what they say, in their order: one has been taken back, or told later."""
    connection.execute(delete(_CHECK_IN).where(_CHECK_IN.c.diary_table_id.is_not(None)))
    known = _told(connection)
    told_utc = func.coalesce(_BATCH.c.started_utc, _TABLE.c.told_utc)
    met = (
        select(func.min(_LOG.c.id))
        .where(_LOG.c.source_file_id == _SOURCE.c.id, _LOG.c.batch_id == _SOURCE.c.batch_id)
        .scalar_subquery()
    )
    tables = (
        select(_TABLE.c.id, _TABLE.c.lines)
        .outerjoin(_SOURCE, _TABLE.c.source_file_id == _SOURCE.c.id)
        .outerjoin(_BATCH, _SOURCE.c.batch_id == _BATCH.c.id)
        .order_by(told_utc, met, _TABLE.c.id)
    )
    for row in connection.execute(tables).all():
        new = news(_unpacked(row.lines), known)
        add_lines(connection, _of_file(new), row.id)
        known += new


def _told(connection: Connection) -> list[CheckIn]:
    """The lines that tables told, in their order."""
    return [line.check_in for line in history(connection) if line.origin is Origin.FILE]


def _of_file(lines: Sequence[CheckIn]) -> list[DiaryLine]:
    return [DiaryLine(line, Origin.FILE) for line in lines]


def _packed(lines: Sequence[CheckIn]) -> bytes:
    """Lines as compressed JSON: [date, when it was written, answers] each."""
    told = [[line.date.isoformat(), line.written_at.isoformat(), line.answers] for line in lines]
    return zlib.compress(json.dumps(told).encode())


def _unpacked(packed: bytes) -> list[CheckIn]:
    return [
        CheckIn(date=date.fromisoformat(day), written_at=datetime.fromisoformat(written), **answers)
        for day, written, answers in json.loads(zlib.decompress(packed))
    ]


def history(connection: Connection, day: date | None = None) -> list[DiaryLine]:
    """Every line of a date, or of all dates, in the order in which they count: by date, then as written."""
    query = select(_CHECK_IN).order_by(_CHECK_IN.c.date, _CHECK_IN.c.written_utc, _CHECK_IN.c.id)
    if day is not None:
        query = query.where(_CHECK_IN.c.date == day)
    return [
        DiaryLine(
            CheckIn(
                date=row["date"],
                written_at=row["written_utc"].astimezone(
                    timezone(timedelta(seconds=row["written_offset_s"]))
                ),
                **{name: row[name] for name in ANSWER_FIELDS},
            ),
            Origin(row["origin"]),
        )
        for row in connection.execute(query).mappings()
    ]


def merged(lines: Iterable[CheckIn]) -> list[CheckIn]:
    """One check-in per date, by date: a later line corrects an earlier one, field by field."""
    by_date: dict[date, CheckIn] = {}
    for line in lines:
        earlier = by_date.get(line.date)
        by_date[line.date] = line if earlier is None else earlier.corrected_by(line)
    return [by_date[day] for day in sorted(by_date)]


def _offset_s(check_in: CheckIn) -> int:
    offset = check_in.written_at.utcoffset()
    if offset is None:
        raise ValueError("written_at must be aware")
    return int(offset.total_seconds())
