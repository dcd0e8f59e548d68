"""Writing what an import reads: one transaction per file, over one connection."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from backstride.records import Activity
from backstride.store.codec import stream_row
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
        with connection.begin():
            self.id = _new_id(
                connection,
                _BATCH,
                started_utc=started_at,
                started_local_date=started_at.date(),
                finished=False,
                imported=0,
                duplicates=0,
                skipped=0,
                failed=0,
            )
            known = connection.execute(select(_SOURCE.c.sha256, _SOURCE.c.fate)).all()
        self._fates: dict[str, Fate] = {sha256: Fate(fate) for sha256, fate in known}

    def holds(self, sha256: str) -> bool:
        """Whether this content has been imported, in this batch or an earlier one."""
        return self._fates.get(sha256) is Fate.IMPORTED

    def add(
        self, file: FileFate, activities: Sequence[Activity] = (), sketches: Sequence["RunSketch"] = ()
    ) -> bool:
        """Keep a file's fate, and the activities read from it with their sketches, one each.

        False where another process has imported the same content meanwhile: then nothing is added.
        """
        streams = [
            _stream_rows(activity) for activity in activities
        ]  # before the lock: others may write meanwhile
        with self._connection.begin():
            file_id = self._file_id(file)
            if file_id is None:
                return False
            for activity, sketch, rows in zip(activities, sketches, streams, strict=True):
                self._add_activity(file_id, activity, sketch, rows)
        self._fates[file.sha256] = file.fate
        return True

    def finish(self, *, imported: int, duplicates: int, skipped: int, failed: int) -> None:
        """Keep that the import came to its end, and its counts of files."""
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

    def _file_id(self, file: FileFate) -> int | None:
        row = {
            "name": file.name,
            "size_bytes": file.size_bytes,
            "fate": file.fate.value,
            "reason": file.reason,
            "warnings_json": json.dumps(file.warnings, ensure_ascii=False),
            "batch_id": self.id,
        }
        if file.sha256 not in self._fates:
            try:
                with self._connection.begin_nested():
                    return _new_id(self._connection, _SOURCE, sha256=file.sha256, **row)
            except IntegrityError:  # another process was here
                pass
        known = self._connection.execute(
            select(_SOURCE.c.id, _SOURCE.c.fate, _SOURCE.c.reason).where(_SOURCE.c.sha256 == file.sha256)
        ).one()
        if known.fate == Fate.IMPORTED:
            self._fates[file.sha256] = Fate.IMPORTED
            return None
        if (known.fate, known.reason) != (file.fate, file.reason):  # a newer version reads more
            self._connection.execute(update(_SOURCE).where(_SOURCE.c.id == known.id), row)
        return int(known.id)

    def _add_activity(
        self, file_id: int, activity: Activity, sketch: "RunSketch", streams: list[dict[str, Any]]
    ) -> None:
        from backstride.exposure import SKETCH_VERSION

        connection = self._connection
        activity_id = _new_id(
            connection,
            _ACTIVITY,
            sport=activity.sport.value,
            sub_sport=activity.sub_sport,
            source=activity.source,
            device=activity.device,
            start_utc=activity.start_utc,
            utc_offset_s=activity.utc_offset_s,
            offset_source=activity.offset_source,
            local_date=activity.local_date,
            indoor=activity.indoor,
            notes_json=json.dumps(activity.notes, ensure_ascii=False),
            sketch_json=sketch.to_json(),
            sketch_version=SKETCH_VERSION,
            **{name: finite(getattr(activity, name)) for name in _SUMMARY},
        )
        connection.execute(insert(_ACTIVITY_SOURCE), {"activity_id": activity_id, "source_file_id": file_id})
        if activity.laps:
            connection.execute(
                insert(_LAP),
                [
                    {
                        "activity_id": activity_id,
                        "number": number,
                        "start_s": lap.start_s,
                        "elapsed_s": finite(lap.elapsed_s),
                        "moving_s": finite(lap.moving_s),
                        "distance_m": finite(lap.distance_m),
                    }
                    for number, lap in enumerate(activity.laps)
                ],
            )
        if streams:
            for row in streams:
                row["activity_id"] = activity_id
            connection.execute(insert(_STREAM), streams)


def _stream_rows(activity: Activity) -> list[dict[str, Any]]:
    return [{"channel": name, **stream_row(channel)} for name, channel in activity.streams.channels.items()]


def _new_id(connection: Connection, table: Table, **values: object) -> int:
    key = connection.execute(insert(table), values).inserted_primary_key
    assert key is not None  # every table that comes here numbers its rows
    return int(key[0])


def finite(value: float | None) -> float | None:
    """A number as the database keeps it: NaN and infinities are unknown; numpy's numbers become Python's."""
    return None if value is None or not math.isfinite(value) else float(value)
