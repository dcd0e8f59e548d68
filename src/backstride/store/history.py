"""What imports there were, what each made of its files, and what the files hold beside activities."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Connection, Table, func, select

from backstride.records import Measure, MeasureKind
from backstride.store.models import BatchRow, LogRow, MeasureRow

_BATCH, _LOG, _MEASURE = (cast(Table, row.__table__) for row in (BatchRow, LogRow, MeasureRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """One import on record. ``undone``: it was taken back. ``finished`` is False where it was cut off."""

    id: int
    started_utc: datetime
    started_local_date: date
    finished: bool
    undone: bool
    imported: int
    duplicates: int
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One file that an import met. ``fate``: imported, duplicate, skipped or failed."""

    name: str
    fate: str
    reason: str | None
    warnings: tuple[str, ...]
    offset: int | None


def imports(connection: Connection) -> list[ImportBatch]:
    """Every import, oldest first."""
    columns = [_BATCH.c[name] for name in ImportBatch.__slots__ if name != "undone"]
    rows = connection.execute(
        select(*columns, _BATCH.c.undone_utc.is_not(None).label("undone")).order_by(_BATCH.c.id)
    )
    return [ImportBatch(**row) for row in rows.mappings()]


def log(connection: Connection, batch_id: int) -> list[LogEntry]:
    """An import's files, in the order in which it met them. KeyError where there is no such import."""
    if connection.execute(select(_BATCH.c.id).where(_BATCH.c.id == batch_id)).scalar() is None:
        raise KeyError(batch_id)
    rows = connection.execute(select(_LOG).where(_LOG.c.batch_id == batch_id).order_by(_LOG.c.id))
    return [
        LogEntry(
            name=row.name,
            fate=row.fate,
            reason=row.reason,
            warnings=tuple(json.loads(row.warnings_json)),
            offset=row.byte_offset,
        )
        for row in rows
    ]


def last_import_date(connection: Connection) -> date | None:
    """The latest date up to which an import that ended, read activities and was not taken back tells runs."""
    until = func.coalesce(_BATCH.c.covers_until, _BATCH.c.started_local_date)
    counted = (_BATCH.c.finished, _BATCH.c.undone_utc.is_(None), _BATCH.c.imported + _BATCH.c.duplicates > 0)
    return connection.execute(select(func.max(until)).where(*counted)).scalar()


def measures(connection: Connection) -> list[Measure]:
    """Every figure of nights and days, by date; one that several files tell stands once."""
    columns = [_MEASURE.c[name] for name in ("date", "kind", "source", "value")]
    rows = connection.execute(select(*columns).distinct().order_by(*columns))
    return [
        Measure(date=row.date, kind=MeasureKind(row.kind), value=row.value, source=row.source) for row in rows
    ]
