"""The diary in the database: every line is kept; what counts for a date is their sum."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, func, insert, select

from backstride.records import CheckIn, Slot
from backstride.records.checkin import ANSWER_FIELDS
from backstride.records.diary_table import news
from backstride.store.models import BatchRow, CheckInRow, DiaryTableRow, LogRow, SourceFileRow

_BATCH, _CHECK_IN, _LOG, _SOURCE, _TABLE = (
    cast(Table, row.__table__) for row in (BatchRow, CheckInRow, LogRow, SourceFileRow, DiaryTableRow)
)


_MINUTES_PER_HOUR = 60


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
                **_when(line.check_in),
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
    """Lines as compressed JSON: [date, when it was written, answers] each, then when its pain was felt."""
    told = [
        [line.date.isoformat(), line.written_at.isoformat(), line.answers]
        + ([_when(line)] if line.reading_key is not None else [])
        for line in lines
    ]
    return zlib.compress(json.dumps(told).encode())


def _unpacked(packed: bytes) -> list[CheckIn]:
    return [
        CheckIn(
            date=date.fromisoformat(day),
            written_at=datetime.fromisoformat(written),
            **answers,
            **(_felt(**when[0]) if when else {}),
        )
        for day, written, answers, *when in json.loads(zlib.decompress(packed))
    ]


def _when(line: CheckIn) -> dict[str, int | str | None]:
    """When a line's pain was felt, as it is kept."""
    at_min = None if line.at is None else line.at.hour * _MINUTES_PER_HOUR + line.at.minute
    return {"at_min": at_min, "slot": None if line.slot is None else line.slot.value}


def _felt(at_min: int | None, slot: str | None) -> dict[str, Any]:
    """When a line's pain was felt, from what ``_when`` gave."""
    return {
        "at": None if at_min is None else time(*divmod(at_min, _MINUTES_PER_HOUR)),
        "slot": None if slot is None else Slot(slot),
    }


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
                **_felt(row["at_min"], row["slot"]),
                **{name: row[name] for name in ANSWER_FIELDS},
            ),
            Origin(row["origin"]),
        )
        for row in connection.execute(query).mappings()
    ]


def _offset_s(check_in: CheckIn) -> int:
    offset = check_in.written_at.utcoffset()
    if offset is None:
        raise ValueError("written_at must be aware")
    return int(offset.total_seconds())
