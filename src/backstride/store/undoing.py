"""Taking an import back: what is on record afterwards is what would be if it had never been."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, delete, func, select, update

from backstride.store import choosing, diary, joining
from backstride.store.activities import hidden_heads
from backstride.store.errors import StoreError
from backstride.store.importing import Fate
from backstride.store.models import (
    ActivityRow,
    ActivitySourceRow,
    BatchRow,
    CheckInRow,
    DiaryTableRow,
    LogRow,
    MeasureRow,
    SourceFileRow,
    ToldRow,
)

_ACTIVITY, _ACTIVITY_SOURCE, _BATCH, _CHECK_IN, _LOG, _MEASURE, _SOURCE, _TABLE, _TOLD = (
    cast(Table, row.__table__)
    for row in (
        *(ActivityRow, ActivitySourceRow, BatchRow, CheckInRow, LogRow, MeasureRow, SourceFileRow),
        *(DiaryTableRow, ToldRow),
    )
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
    owned = connection.execute(select(_SOURCE.c.id).where(_SOURCE.c.batch_id == batch)).scalars().all()
    words = _other_words(connection, batch)
    heirs = {file_id: heir for file_id in owned if (heir := _first_after(words[file_id], batch)) is not None}
    taken = [file_id for file_id in owned if file_id not in heirs]
    _hand_over(connection, heirs)
    gone = _take_activities(connection, batch, taken)
    lines = _take_tables(connection, batch, owned)
    _put_back(connection, {file_id: words[file_id][-1] for file_id in taken if words[file_id]})
    _forget(connection, [file_id for file_id in taken if not words[file_id]])
    connection.execute(update(_BATCH).where(_BATCH.c.id == batch), {"undone_utc": now})
    return Undone(batch, len(taken), gone, lines, len(heirs))


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
    first = [heir for heir in heirs.values() if heir.fate == Fate.DUPLICATE]
    if not first:
        return
    imported = update(_LOG).where(_LOG.c.id == bindparam("entry")).values(fate=Fate.IMPORTED.value)
    connection.execute(imported, [{"entry": heir.id} for heir in first])
    more, fewer = _BATCH.c.imported + bindparam("n"), _BATCH.c.duplicates - bindparam("n")
    counted = update(_BATCH).where(_BATCH.c.id == bindparam("batch"), _BATCH.c.finished)
    counts = Counter(heir.batch_id for heir in first)
    connection.execute(
        counted.values(imported=more, duplicates=fewer), [{"batch": b, "n": n} for b, n in counts.items()]
    )


def _take_activities(connection: Connection, batch: int, taken: list[int]) -> int:
    """Take the records that these files alone tell of, and join what is left anew; how many activities of
    those that were shown are gone.
    """
    if not taken:
        return 0
    ours = select(_SOURCE.c.id).where(_SOURCE.c.batch_id == batch)
    told = _ACTIVITY_SOURCE.c.source_file_id
    with_others = select(_ACTIVITY_SOURCE.c.activity_id).where(told.not_in(ours))
    alone = select(_ACTIVITY_SOURCE.c.activity_id).where(told.in_(ours))
    leaving = set(connection.execute(alone.except_(with_others)).scalars())
    hidden = hidden_heads(connection)
    records = joining.Records(connection)
    shown = (members for head, members in records.members.items() if head not in hidden)
    gone = sum(leaving.issuperset(members) for members in shown)
    choosing.inherit(connection, records, leaving)
    connection.execute(delete(_ACTIVITY_SOURCE).where(told.in_(ours)))
    if leaving:
        one = delete(_ACTIVITY).where(_ACTIVITY.c.id == bindparam("record"))
        connection.execute(one, [{"record": record_id} for record_id in leaving])
    records.forget(leaving)
    records.regroup(connection)
    return gone


def _take_tables(connection: Connection, batch: int, owned: Sequence[int]) -> int:
    """Take the measures, the diary tables and what an export tells of the files that are still the import's,
    and let the other tables say what they would have said without it; how many lines of the diary are gone.
    """
    ours = select(_SOURCE.c.id).where(_SOURCE.c.batch_id == batch)
    for table in (_MEASURE, _TOLD):
        connection.execute(delete(table).where(table.c.source_file_id.in_(ours)))
    tables = select(_TABLE.c.source_file_id).where(_TABLE.c.source_file_id.is_not(None))
    if not set(owned).intersection(connection.execute(tables).scalars()):
        return 0
    count = select(func.count()).select_from(_CHECK_IN)
    before = connection.execute(count).scalar_one()
    connection.execute(delete(_TABLE).where(_TABLE.c.source_file_id.in_(ours)))
    diary.retell(connection)
    return max(before - connection.execute(count).scalar_one(), 0)


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
