"""Writing what an import reads: one transaction per file with activities, over one connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Connection, Table, select, update

from backstride.ingest.version import READER_VERSION
from backstride.records import CheckIn, Measure
from backstride.store import database, diary, joining, told
from backstride.store.errors import StoreError
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
from backstride.store.told import Told

# Tables, not classes: a unit of work per row would cost more than decoding the file.
_BATCH, _SOURCE, _LOG, _ACTIVITY, _ACTIVITY_SOURCE, _LAP, _STREAM, _MEASURE = (
    cast(Table, row.__table__)
    for row in (
        *(BatchRow, SourceFileRow, LogRow, ActivityRow, ActivitySourceRow, LapRow, StreamRow, MeasureRow),
    )
)

_KNOWN_BY = ("sha256", "size_bytes", "crc64", "fate", "reason", "byte_offset", "reader_version", "id")
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
    """What is known of a content: its fate; ``current`` where this version's readers said so.

    ``file_id``: its row; None while it waits to be written.
    """

    fate: Fate
    reason: str | None
    offset: int | None
    current: bool
    file_id: int | None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file to be written, with all that it holds beside activities."""

    file: FileFate
    measures: Sequence[Measure] = ()
    check_ins: Sequence[CheckIn] = ()
    kept: Sequence[Told] = ()


class Batch:
    """One import under way. Each method that writes is one transaction: it happens whole, or not at all."""

    def __init__(self, connection: Connection, started_at: datetime) -> None:
        """``started_at`` is aware, on the runner's own clock: up to its date, runs are known."""
        self._connection = connection
        self._started_at = started_at
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
        self._on_file: dict[str, Known] = {}
        self._looks: dict[tuple[int, str | None], str] = {}
        self._records: joining.Records | None = None
        self._seen: int | None = None
        self._waiting: list[_Waiting] = []
        self._waiting_known: dict[str, Known] = {}
        with connection.begin():
            self.id = Insert(_BATCH, dialect).one(self._cursor, {**started, **rest, **counts})
            self._catch_up()

    def known(self, sha256: str) -> Known | None:
        """What is known of this content, from this batch or an earlier one; None where it is new."""
        return self._waiting_known.get(sha256) or self._on_file.get(sha256)

    def recognised(self, size_bytes: int, crc64: str) -> str | None:
        """The SHA-256 of the content of this size and checksum that an earlier batch met; None if none did.

        That another one has both is as likely as 2**-64: a disk that errs unnoticed is far likelier.
        """
        return self._looks.get((size_bytes, crc64))

    def add(
        self,
        file: FileFate,
        activities: Sequence[PreparedActivity] = (),
        measures: Sequence[Measure] = (),
        check_ins: Sequence[CheckIn] = (),
        kept: Sequence[Told] = (),
    ) -> bool:
        """Keep a file's fate, with the activities, the measures and all diary lines read from it: those that
        say something new become part of the diary. ``kept``: what it tells of shoes, self-tests, screenings
        and plans.

        False where another process has imported the same content meanwhile: then it is a duplicate. What
        holds none is written along with others, at the latest by ``finish``: a process that dies before loses
        nothing that the next import would not read again.
        """
        waiting = _Waiting(file, measures, check_ins, kept)
        if file.fate is not Fate.IMPORTED and not check_ins:
            self._waiting.append(waiting)
            if file.sha256 is not None and file.fate is not Fate.DUPLICATE:
                known = Known(file.fate, file.reason, file.offset, file.lasting, None)
                self._waiting_known[file.sha256] = known
            if len(self._waiting) >= _WAITING_FILES:
                self.write_waiting()
            return True
        self.write_waiting()
        return self._write([waiting], activities)

    def covers_until(self, day: date) -> None:
        """Keep that this import tells the runs up to ``day``, not up to the day on which it runs."""
        self._keep(covers_until=day)

    def finish(self, *, imported: int, duplicates: int, skipped: int, failed: int) -> None:
        """Keep that the import came to its end, and its counts of files."""
        self.write_waiting()
        self._keep(finished=True, imported=imported, duplicates=duplicates, skipped=skipped, failed=failed)

    def write_waiting(self) -> None:
        """Write what waits to be written along with others."""
        if self._waiting:
            self._write(self._waiting)
            self._waiting = []
            self._waiting_known = {}

    def _keep(self, **values: object) -> None:
        with self._connection.begin():
            self._catch_up()
            self._connection.execute(update(_BATCH).where(_BATCH.c.id == self.id), values)

    def _catch_up(self) -> None:
        """Learn what others have written since; from here on, the transaction keeps them waiting."""
        seen = database.version(self._connection)
        if seen == self._seen:
            return
        self._seen = seen
        self._records = None
        known = self._connection.execute(select(*(_SOURCE.c[name] for name in _KNOWN_BY))).all()
        self._on_file = {
            sha256: Known(Fate(fate), reason, offset, version == READER_VERSION, file_id)
            for sha256, _, _, fate, reason, offset, version, file_id in known
        }
        self._looks = {(size_bytes, crc64): sha256 for sha256, size_bytes, crc64, *_ in known}
        undone = select(_BATCH.c.undone_utc).where(_BATCH.c.id == self.id)
        if self._connection.execute(undone).scalar() is not None:
            raise StoreError(f"import {self.id} was taken back while it ran: start it again")

    def _write(self, files: Sequence[_Waiting], activities: Sequence[PreparedActivity] = ()) -> bool:
        """Write files in one transaction, the activities being those of the first; whether that is new."""
        try:
            with self._connection.begin():
                self._catch_up()
                known: dict[str, Known] = {}
                is_new = [self._write_one(waiting, activities, known) for waiting in files]
        except BaseException:
            self._records = None  # it may know records that were not kept
            raise
        self._on_file |= known
        return is_new[0]

    def _write_one(
        self, waiting: _Waiting, activities: Sequence[PreparedActivity], known: dict[str, Known]
    ) -> bool:
        file = waiting.file
        before = None
        if file.sha256 is not None:
            before = known.get(file.sha256, self._on_file.get(file.sha256))
        if before is not None and before.fate is Fate.IMPORTED:
            self._log(file, Fate.DUPLICATE if file.fate is Fate.IMPORTED else file.fate, before.file_id)
            return False
        if file.sha256 is None or file.fate is Fate.DUPLICATE:
            self._log(file, file.fate, None if before is None else before.file_id)
            return True
        now = (file.fate, file.reason, file.offset, file.lasting)
        if before is not None and now == (before.fate, before.reason, before.offset, before.current):
            self._log(file, file.fate, before.file_id)
            return True
        file_id = self._file_id(file.sha256, file, before)
        known[file.sha256] = Known(*now, file_id)
        self._log(file, file.fate, file_id)
        if file.fate is Fate.IMPORTED:
            self._add_activities(file_id, activities)
        self._add_measures(file_id, waiting.measures, is_new=before is None)
        told.keep(self._connection, file_id, waiting.kept, is_new=before is None)
        if waiting.check_ins:
            diary.add_table(self._connection, waiting.check_ins, self._started_at, file_id)
        return True

    def _file_id(self, sha256: str, file: FileFate, before: Known | None) -> int:
        """The row of the file's content, made or brought up to date."""
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
        if before is None or before.file_id is None:
            return self._new_source.one(self._cursor, {"sha256": sha256, **row})
        self._connection.execute(update(_SOURCE).where(_SOURCE.c.id == before.file_id), row)
        return before.file_id

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

    def _add_measures(self, file_id: int, measures: Sequence[Measure], *, is_new: bool) -> None:
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
        if not is_new:  # an earlier reading told of others
            self._connection.execute(_MEASURE.delete().where(_MEASURE.c.source_file_id == file_id))
        self._new_measure.many(self._cursor, list(rows.values()))
