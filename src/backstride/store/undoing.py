"""Taking an import back: what is on record afterwards is what would be if it had never been."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, delete, func, select, update

from backstride.store import joining
from backstride.store.errors import StoreError
from backstride.store.importing import Fate
from backstride.store.models import (
    ActivityRow,
    ActivitySourceRow,
    BatchRow,
    CheckInRow,
    LogRow,
    MeasureRow,
    SourceFileRow,
)

_ACTIVITY, _ACTIVITY_SOURCE, _BATCH, _CHECK_IN, _LOG, _MEASURE, _SOURCE = (
    cast(Table, row.__table__)
    for row in (ActivityRow, ActivitySourceRow, BatchRow, CheckInRow, LogRow, MeasureRow, SourceFileRow)
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back took away: files, activities as they are shown, diary lines.

    ``kept_files`` stay, for a later import brought them as well.
    """

    batch: int
    files: int
    activities: int
    check_ins: int
    kept_files: int


def undo(connection: Connection, batch_id: int | None, now: datetime) -> Undone:
    """Take back an import, or the last one that was not yet; in the connection's transaction.

    A file that a later import met as well is from then on that import's; one that an earlier import could not
    read is again as that one left it. StoreError where there is no such import, or it was taken back already.
    """
    batch = _batch(connection, batch_id)
    before = _shown(connection)
    owned = connection.execute(select(_SOURCE.c.id).where(_SOURCE.c.batch_id == batch)).scalars().all()
    words = _other_words(connection, batch)
    heirs = {file_id: heir for file_id in owned if (heir := _first_after(words[file_id], batch)) is not None}
    taken = [file_id for file_id in owned if file_id not in heirs]
    _hand_over(connection, heirs)
    _take_away(connection, taken)
    _put_back(connection, {file_id: words[file_id][-1] for file_id in taken if words[file_id]})
    _forget(connection, [file_id for file_id in taken if not words[file_id]])
    lines = connection.execute(delete(_CHECK_IN).where(_CHECK_IN.c.batch_id == batch)).rowcount
    connection.execute(update(_BATCH).where(_BATCH.c.id == batch), {"undone_utc": now})
    joining.regroup(connection)
    return Undone(batch, len(taken), before - _shown(connection), lines, len(heirs))


def _batch(connection: Connection, batch_id: int | None) -> int:
    if batch_id is None:
        newest = select(func.max(_BATCH.c.id)).where(_BATCH.c.undone_utc.is_(None))
        found = connection.execute(newest).scalar()
        if found is None:
            raise StoreError("there is no import to take back")
        return int(found)
    row = connection.execute(select(_BATCH.c.undone_utc).where(_BATCH.c.id == batch_id)).one_or_none()
    if row is None:
        raise StoreError(f"there is no import {batch_id}: see backstride import --log")
    if row.undone_utc is not None:
        raise StoreError(f"import {batch_id} was taken back already")
    return batch_id


def _shown(connection: Connection) -> int:
    """How many activities are shown."""
    query = select(func.count()).where(_ACTIVITY.c.same_as_id.is_(None), _ACTIVITY.c.deleted_utc.is_(None))
    return int(connection.execute(query).scalar() or 0)


def _other_words(connection: Connection, batch: int) -> dict[int, list[Row[Any]]]:
    """What other imports, but for those taken back, said of the contents that are this one's, in order."""
    query = (
        select(_LOG)
        .join(_BATCH, _LOG.c.batch_id == _BATCH.c.id)
        .join(_SOURCE, _LOG.c.source_file_id == _SOURCE.c.id)
        .where(_SOURCE.c.batch_id == batch, _LOG.c.batch_id != batch, _BATCH.c.undone_utc.is_(None))
        .order_by(_LOG.c.batch_id, _LOG.c.id)
    )
    words: dict[int, list[Row[Any]]] = defaultdict(list)
    for entry in connection.execute(query):
        words[entry.source_file_id].append(entry)
    return words


def _first_after(entries: list[Row[Any]], batch: int) -> Row[Any] | None:
    return next((entry for entry in entries if entry.batch_id > batch), None)


def _hand_over(connection: Connection, heirs: dict[int, Row[Any]]) -> None:
    """Later imports met these contents too: had they been the first, theirs would be this one's word."""
    if not heirs:
        return
    connection.execute(
        update(_SOURCE).where(_SOURCE.c.id == bindparam("file")),
        [{"file": file_id, "batch_id": heir.batch_id, "name": heir.name} for file_id, heir in heirs.items()],
    )
    first = [{"entry": heir.id} for heir in heirs.values() if heir.fate == Fate.DUPLICATE]
    if first:
        imported = update(_LOG).where(_LOG.c.id == bindparam("entry")).values(fate=Fate.IMPORTED.value)
        connection.execute(imported, first)


def _take_away(connection: Connection, files: list[int]) -> None:
    """All that was read from these files, and from no other."""
    if not files:
        return
    ids = [{"file": file_id} for file_id in files]
    connection.execute(delete(_MEASURE).where(_MEASURE.c.source_file_id == bindparam("file")), ids)
    connection.execute(
        delete(_ACTIVITY_SOURCE).where(_ACTIVITY_SOURCE.c.source_file_id == bindparam("file")), ids
    )
    told = select(_ACTIVITY_SOURCE.c.activity_id)
    connection.execute(delete(_ACTIVITY).where(_ACTIVITY.c.id.not_in(told)))


def _put_back(connection: Connection, earlier: dict[int, Row[Any]]) -> None:
    """What earlier imports said of the contents, to be read anew by the next one that meets them."""
    kept = ("batch_id", "name", "fate", "reason", "warnings_json", "byte_offset")
    rows = [
        {"file": file_id, "reader_version": 0, **{name: getattr(entry, name) for name in kept}}
        for file_id, entry in earlier.items()
    ]
    if rows:
        connection.execute(update(_SOURCE).where(_SOURCE.c.id == bindparam("file")), rows)


def _forget(connection: Connection, files: list[int]) -> None:
    if not files:
        return
    ids = [{"file": file_id} for file_id in files]
    blank = update(_LOG).where(_LOG.c.source_file_id == bindparam("file")).values(source_file_id=None)
    connection.execute(blank, ids)
    connection.execute(delete(_SOURCE).where(_SOURCE.c.id == bindparam("file")), ids)
