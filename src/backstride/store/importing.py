"""Writing what an import reads: one transaction per file with activities, over one connection."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, select, update

from backstride.records import Activity
from backstride.store.codec import stream_row
from backstride.store.inserts import Insert
from backstride.store.models import (
    ActivityRow,
    ActivitySourceRow,
    BatchRow,
    LapRow,
    SourceFileRow,
    StreamRow,
)

if TYPE_CHECKING:
    from backstride.exposure import RunSketch

# Tables, not classes: a unit of work per row would cost more than decoding the file.
_BATCH, _SOURCE, _ACTIVITY, _ACTIVITY_SOURCE, _LAP, _STREAM = (
    cast(Table, row.__table__)
    for row in (BatchRow, SourceFileRow, ActivityRow, ActivitySourceRow, LapRow, StreamRow)
)
_JSON = json.JSONEncoder(ensure_ascii=False)
_SUMMARY = (
    "distance_m",
    "elapsed_s",
    "moving_s",
    "ascent_m",
    "descent_m",
    "avg_hr_bpm",
    "max_hr_bpm",
    "avg_cadence_spm",
)


_WAITING_FILES = 500
"""Files without an activity that are written in one transaction, which costs more than its rows."""


class Fate(StrEnum):
    """What became of a file's content."""

    IMPORTED = "imported"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFate:
    """A file's content and what became of it. ``sha256``: hex, of the uncompressed bytes."""

    name: str
    sha256: str
    size_bytes: int
    fate: Fate
    reason: str | None = None
    warnings: tuple[str, ...] = ()


class Batch:
    """One import under way. Each method that writes is one transaction: it happens whole, or not at all."""

    def __init__(self, connection: Connection, started_at: datetime) -> None:
        """``started_at`` is aware, on the runner's own clock: up to its date, runs are known."""
        self._connection = connection
        self._new_source, self._new_activity, self._new_activity_source, self._new_lap, self._new_stream = (
            Insert(table, connection.dialect)
            for table in (_SOURCE, _ACTIVITY, _ACTIVITY_SOURCE, _LAP, _STREAM)
        )
        started = {"started_utc": started_at, "started_local_date": started_at.date(), "finished": False}
        self._cursor = connection.connection.cursor()
        with connection.begin():
            self.id = Insert(_BATCH, connection.dialect).one(
                self._cursor, {**started, "imported": 0, "duplicates": 0, "skipped": 0, "failed": 0}
            )
            known = connection.execute(select(_SOURCE.c.sha256, _SOURCE.c.fate, _SOURCE.c.reason)).all()
        self._known: dict[str, tuple[Fate, str | None]] = {
            sha256: (Fate(fate), reason) for sha256, fate, reason in known
        }
        self._waiting: dict[str, FileFate] = {}

    def holds(self, sha256: str) -> bool:
        """Whether this content has been imported, in this batch or an earlier one."""
        known = self._known.get(sha256)
        return known is not None and known[0] is Fate.IMPORTED

    def add(
        self, file: FileFate, activities: Sequence[Activity] = (), sketches: Sequence["RunSketch"] = ()
    ) -> bool:
        """Keep a file's fate, and the activities read from it with their sketches, one each.

        False where another process has imported the same content meanwhile: then nothing is added. What
        holds no activity is written along with others, at the latest by ``finish``: a process that dies
        before loses nothing that the next import would not read again.
        """
        if not activities and file.fate is not Fate.IMPORTED:
            if self._known.get(file.sha256) != (file.fate, file.reason):
                self._waiting[file.sha256] = file
                if len(self._waiting) >= _WAITING_FILES:
                    self._write_waiting()
            return True
        self._write_waiting()
        rows = [
            _Rows(_activity_row(activity, sketch), _lap_rows(activity), _stream_rows(activity))
            for activity, sketch in zip(activities, sketches, strict=True)
        ]
        return self._add_or_update(file, rows)

    def _add_or_update(self, file: FileFate, rows: "Sequence[_Rows]" = ()) -> bool:
        try:
            return self._add(file, rows)
        except (
            self._connection.dialect.loaded_dbapi.IntegrityError
        ):  # another process met this content between our look and now
            self._known[file.sha256] = (Fate.FAILED, None)
            return self._add(file, rows)

    def _add(self, file: FileFate, rows: "Sequence[_Rows]") -> bool:
        with self._connection.begin():
            file_id = self._file_id(file)
            if file_id is not None and rows:
                self._add_activities(file_id, rows)
        self._known[file.sha256] = (Fate.IMPORTED, None) if file_id is None else (file.fate, file.reason)
        return file_id is not None

    def _write_waiting(self) -> None:
        files = list(self._waiting.values())
        self._waiting.clear()
        if not files:
            return
        try:
            with self._connection.begin():
                ids = [self._file_id(file) for file in files]
        except self._connection.dialect.loaded_dbapi.IntegrityError:  # another process met one of them
            for file in files:
                self._add_or_update(file)
            return
        for file, file_id in zip(files, ids, strict=True):
            self._known[file.sha256] = (Fate.IMPORTED, None) if file_id is None else (file.fate, file.reason)

    def _file_id(self, file: FileFate) -> int | None:
        """The file's row, made or brought up to date; None where its content has been imported."""
        row = {
            "name": file.name,
            "size_bytes": file.size_bytes,
            "fate": file.fate.value,
            "reason": file.reason,
            "warnings_json": _JSON.encode(file.warnings),
            "batch_id": self.id,
        }
        if file.sha256 not in self._known:
            return self._new_source.one(self._cursor, {"sha256": file.sha256, **row})
        known = self._connection.execute(
            select(_SOURCE.c.id, _SOURCE.c.fate, _SOURCE.c.reason).where(_SOURCE.c.sha256 == file.sha256)
        ).one()
        if known.fate == Fate.IMPORTED:
            return None
        if (known.fate, known.reason) != (file.fate, file.reason):  # this version reads more, or less
            self._connection.execute(update(_SOURCE).where(_SOURCE.c.id == known.id), row)
        return int(known.id)

    def _add_activities(self, file_id: int, rows: "Sequence[_Rows]") -> None:
        sources, laps, streams = [], [], []
        for row in rows:
            key = self._new_activity.one(self._cursor, row.activity)
            sources.append({"activity_id": key, "source_file_id": file_id})
            for part in (*row.laps, *row.streams):
                part["activity_id"] = key
            laps += row.laps
            streams += row.streams
        self._new_activity_source.many(self._cursor, sources)
        self._new_lap.many(self._cursor, laps)
        self._new_stream.many(self._cursor, streams)

    def finish(self, *, imported: int, duplicates: int, skipped: int, failed: int) -> None:
        """Keep that the import came to its end, and its counts of files."""
        self._write_waiting()
        with self._connection.begin():
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


@dataclass(frozen=True, slots=True)
class _Rows:
    """What an activity becomes; its laps and streams learn its id when it has one."""

    activity: dict[str, Any]
    laps: list[dict[str, Any]]
    streams: list[dict[str, Any]]


def _activity_row(activity: Activity, sketch: "RunSketch") -> dict[str, Any]:
    from backstride.exposure import SKETCH_VERSION

    return {
        "sport": activity.sport.value,
        "sub_sport": activity.sub_sport,
        "source": activity.source,
        "device": activity.device,
        "start_utc": activity.start_utc,
        "utc_offset_s": activity.utc_offset_s,
        "offset_source": activity.offset_source,
        "local_date": activity.local_date,
        "indoor": activity.indoor,
        "notes_json": _JSON.encode(activity.notes),
        "sketch_json": sketch.to_json(),
        "sketch_version": SKETCH_VERSION,
        **{name: _finite(getattr(activity, name)) for name in _SUMMARY},
    }


def _lap_rows(activity: Activity) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "start_s": lap.start_s,
            "elapsed_s": _finite(lap.elapsed_s),
            "moving_s": _finite(lap.moving_s),
            "distance_m": _finite(lap.distance_m),
        }
        for number, lap in enumerate(activity.laps)
    ]


def _stream_rows(activity: Activity) -> list[dict[str, Any]]:
    return [{"channel": name, **stream_row(channel)} for name, channel in activity.streams.channels.items()]


def _finite(value: float | None) -> float | None:
    """A number as the database keeps it: NaN and infinities are unknown; numpy's numbers become Python's."""
    return None if value is None or not math.isfinite(value) else float(value)
