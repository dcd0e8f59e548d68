"""Writing what an import reads: one transaction per file with activities, over one connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, Table, select, update

from backstride.ingest.version import READER_VERSION
from backstride.records import CheckIn, Measure
from backstride.store import diary, joining
from backstride.store.diary import DiaryLine, Origin
from backstride.store.inserts import Insert
from backstride.store.models import (
    ActivityRow,
    ActivitySourceRow,
    BatchRow,
    LapRow,
    LogRow,
    MeasureRow,
    SourceFileRow,
    StreamRow,
)
from backstride.store.rows import JSON, PreparedActivity, finite

# Tables, not classes: a unit of work per row would cost more than decoding the file.
_BATCH, _SOURCE, _LOG, _ACTIVITY, _ACTIVITY_SOURCE, _LAP, _STREAM, _MEASURE = (
    cast(Table, row.__table__)
    for row in (
        *(BatchRow, SourceFileRow, LogRow, ActivityRow, ActivitySourceRow, LapRow, StreamRow, MeasureRow),
    )
)

_KNOWN_BY = ("sha256", "size_bytes", "crc64", "fate", "reason", "byte_offset", "reader_version")
_WAITING_FILES = 500
"""Files without an activity that are written in one transaction, which costs more than its rows."""


class Fate(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    DUPLICATE = "duplicate"  # its content is on record; only the log says so
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFate:
    """A file and what became of it. ``sha256``, ``crc64``: hex, of the uncompressed bytes; None where it was
    not read.

    ``offset`` is the byte at fault, where one is known. ``lasting``: this version would say the same again,
    so that the content need not be read again.
    """

    name: str
    fate: Fate
    sha256: str | None = None
    crc64: str | None = None
    size_bytes: int = 0
    reason: str | None = None
    warnings: tuple[str, ...] = ()
    offset: int | None = None
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a content: its fate; ``current`` where this version's readers said so."""

    fate: Fate
    reason: str | None
    offset: int | None
    current: bool


class Batch:
    """One import under way. Each method that writes is one transaction: it happens whole, or not at all."""

    def __init__(self, connection: Connection, started_at: datetime) -> None:
        """``started_at`` is aware, on the runner's own clock: up to its date, runs are known."""
        self._connection = connection
        dialect = connection.dialect
        self._new_source, self._new_log, self._new_activity, self._new_activity_source = (
            Insert(table, dialect) for table in (_SOURCE, _LOG, _ACTIVITY, _ACTIVITY_SOURCE)
        )
        self._new_lap, self._new_stream, self._new_measure = (
            Insert(table, dialect) for table in (_LAP, _STREAM, _MEASURE)
        )
        counts = dict.fromkeys(("imported", "duplicates", "skipped", "failed"), 0)
        started = {"started_utc": started_at, "started_local_date": started_at.date()}
        rest = {"covers_until": None, "undone_utc": None, "finished": False}
        self._cursor = connection.connection.cursor()
        with connection.begin():
            self.id = Insert(_BATCH, dialect).one(self._cursor, {**started, **rest, **counts})
            known = connection.execute(select(*(_SOURCE.c[name] for name in _KNOWN_BY))).all()
        self._known = {
            sha256: Known(Fate(fate), reason, offset, version == READER_VERSION)
            for sha256, _, _, fate, reason, offset, version in known
        }
        self._looks = {(size_bytes, crc64): sha256 for sha256, size_bytes, crc64, *_ in known}
        self._waiting: list[tuple[FileFate, Sequence[Measure]]] = []
        self._records: joining.Records | None = None

    def known(self, sha256: str) -> Known | None:
        """What is on record of this content, from this batch or an earlier one; None where it is new."""
        return self._known.get(sha256)

    def recognised(self, size_bytes: int, crc64: str) -> str | None:
        """The SHA-256 of the content of this size and checksum that an earlier batch met; None if none did.

        That another one has both is as likely as 2**-64: a disk that errs unnoticed is far likelier.
        """
        return self._looks.get((size_bytes, crc64))

    def holds(self, sha256: str) -> bool:
        """Whether this content has been imported, in this batch or an earlier one."""
        known = self._known.get(sha256)
        return known is not None and known.fate is Fate.IMPORTED

    def add(
        self,
        file: FileFate,
        activities: Sequence[PreparedActivity] = (),
        measures: Sequence[Measure] = (),
    ) -> bool:
        """Keep a file's fate, with the activities and the measures read from it.

        False where another process has imported the same content meanwhile: then it is a duplicate. What
        holds no activity is written along with others, at the latest by ``finish``: a process that dies
        before loses nothing that the next import would not read again.
        """
        if file.fate is not Fate.IMPORTED:
            self._waiting.append((file, measures))
            if len(self._waiting) >= _WAITING_FILES:
                self.write_waiting()
            return True
        self.write_waiting()
        return self._write([(file, measures)], activities)

    def add_diary(self, check_ins: Sequence[CheckIn]) -> None:
        """Add lines of a table to the diary, as part of this import."""
        with self._connection.begin():
            diary.add_lines(self._connection, [DiaryLine(line, Origin.FILE) for line in check_ins], self.id)

    def covers_until(self, day: date) -> None:
        """Keep that this import tells the runs up to ``day``, not up to the day on which it runs."""
        with self._connection.begin():
            self._connection.execute(update(_BATCH).where(_BATCH.c.id == self.id), {"covers_until": day})

    def finish(self, *, imported: int, duplicates: int, skipped: int, failed: int) -> None:
        """Keep that the import came to its end, and its counts of files."""
        self.write_waiting()
        with self._connection.begin():
            if self._records is not None and not joining.is_whole(self._connection, self._records):
                joining.regroup(self._connection)
            self._connection.execute(
                update(_BATCH).where(_BATCH.c.id == self.id),
                {
                    "finished": True,
                    "imported": imported,
                    "duplicates": duplicates,
                    "skipped": skipped,
                    "failed": failed,
                },
            )

    def write_waiting(self) -> None:
        """Write what waits to be written along with others."""
        files, self._waiting = self._waiting, []
        if files:
            self._write(files)

    def _write(
        self,
        files: Sequence[tuple[FileFate, Sequence[Measure]]],
        activities: Sequence[PreparedActivity] = (),
    ) -> bool:
        """Write files in one transaction, the activities being those of the first; whether that is new."""
        try:
            return self._transaction(files, activities)
        except self._connection.dialect.loaded_dbapi.IntegrityError:
            # Another process met one of these contents between our look and now: look again.
            self._records = None
            for file, _ in files:
                self._look_again(file.sha256)
            return self._transaction(files, activities)

    def _look_again(self, sha256: str | None) -> None:
        query = select(_SOURCE.c.fate).where(_SOURCE.c.sha256 == sha256)
        with self._connection.begin():
            fate = self._connection.execute(query).scalar()
        if sha256 is not None and fate is not None:
            self._known[sha256] = Known(Fate(fate), None, None, current=False)

    def _transaction(
        self,
        files: Sequence[tuple[FileFate, Sequence[Measure]]],
        activities: Sequence[PreparedActivity],
    ) -> bool:
        known: dict[str, Known] = {}
        is_new = True
        with self._connection.begin():
            ids = self._ids_on_record(files)
            for file, measures in files:
                before = None if file.sha256 is None else known.get(file.sha256, self._known.get(file.sha256))
                if file.fate is Fate.IMPORTED and before is not None and before.fate is Fate.IMPORTED:
                    is_new = False
                    self._log(file, Fate.DUPLICATE, self._file_id(file, before, ids))
                    continue
                file_id = self._file_id(file, before, ids)
                self._log(file, file.fate, file_id)
                if file_id is None or file.sha256 is None or file.fate is Fate.DUPLICATE:
                    continue
                if file.fate is Fate.IMPORTED:
                    self._add_activities(file_id, activities)
                self._add_measures(file_id, measures)
                known[file.sha256] = Known(file.fate, file.reason, file.offset, file.lasting)
        self._known |= known
        return is_new

    def _ids_on_record(self, files: Sequence[tuple[FileFate, Sequence[Measure]]]) -> dict[str, int]:
        """The rows of those of the files' contents that were met before, asked for all at once."""
        met = {file.sha256 for file, _ in files if file.sha256 in self._known}
        if not met:
            return {}
        query = select(_SOURCE.c.sha256, _SOURCE.c.id).where(_SOURCE.c.sha256.in_(met))
        return {row.sha256: row.id for row in self._connection.execute(query)}

    def _file_id(self, file: FileFate, known: Known | None, ids: dict[str, int]) -> int | None:
        """The row of the file's content, made or brought up to date; None where it was not read."""
        if file.sha256 is None:
            return None
        row = {
            "name": file.name,
            "crc64": file.crc64,
            "size_bytes": file.size_bytes,
            "fate": file.fate.value,
            "reason": file.reason,
            "warnings_json": JSON.encode(file.warnings),
            "byte_offset": file.offset,
            "reader_version": READER_VERSION if file.lasting else 0,
            "batch_id": self.id,
        }
        if known is None:
            ids[file.sha256] = self._new_source.one(self._cursor, {"sha256": file.sha256, **row})
            return ids[file.sha256]
        file_id = ids.get(file.sha256)
        changed = (known.fate, known.reason, known.current) != (file.fate, file.reason, file.lasting)
        if known.fate is not Fate.IMPORTED and file.fate is not Fate.DUPLICATE and changed:
            self._connection.execute(update(_SOURCE).where(_SOURCE.c.id == file_id), row)
        return file_id

    def _log(self, file: FileFate, fate: Fate, file_id: int | None) -> None:
        self._new_log.one(
            self._cursor,
            {
                "batch_id": self.id,
                "source_file_id": file_id,
                "name": file.name,
                "fate": fate.value,
                "reason": file.reason,
                "warnings_json": JSON.encode(file.warnings),
                "byte_offset": file.offset,
            },
        )

    def _add_activities(self, file_id: int, activities: Sequence[PreparedActivity]) -> None:
        if self._records is None:
            self._records = joining.Records(self._connection)
        sources: dict[int, dict[str, Any]] = {}
        laps: list[dict[str, Any]] = []
        streams: list[dict[str, Any]] = []
        for prepared in activities:
            fingerprint = prepared.activity["fingerprint"]
            key = self._records.identical(fingerprint)
            if key is None:
                key = self._new_activity.one(self._cursor, prepared.activity)
                self._records.add(self._connection, key, prepared.extent, fingerprint)
                laps += [{**lap, "activity_id": key} for lap in prepared.laps]
                streams += [{**stream, "activity_id": key} for stream in prepared.streams]
            sources[key] = {"activity_id": key, "source_file_id": file_id}
        self._new_activity_source.many(self._cursor, list(sources.values()))
        self._new_lap.many(self._cursor, laps)
        self._new_stream.many(self._cursor, streams)

    def _add_measures(self, file_id: int, measures: Sequence[Measure]) -> None:
        rows = {
            (measure.kind, measure.source, measure.date): {
                "source_file_id": file_id,
                "kind": measure.kind.value,
                "source": measure.source,
                "date": measure.date,
                "value": measure.value,
            }
            for measure in measures
            if finite(measure.value) is not None
        }
        if rows:
            self._connection.execute(
                _MEASURE.delete().where(_MEASURE.c.source_file_id == file_id)
            )  # of an earlier reading
        self._new_measure.many(self._cursor, list(rows.values()))
