"""Activities and their records as Parquet, for programs that compute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from backstride.ingest.fit.own import FIGURES, LAP_FIGURES
from backstride.records import Activity

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = ("sport", "sub_sport", "sport_source", "source", "device", "gear", "offset_source")
_COMPRESSION = "zstd"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table of activities; of ``activity`` the streams are not looked at.

    ``file``: where the export holds it. ``sources``: the files that it was read from.
    """

    id: int
    file: str
    activity: Activity
    records: int
    sources: tuple[str, ...]


def write_activities(entries: Iterable[Entry], sink: IO[bytes]) -> None:
    """A row per activity, null where unknown."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _activity_schema()
    table = pa.Table.from_pylist([_row(entry) for entry in entries], schema=schema)
    pq.write_table(table, sink, compression=_COMPRESSION)


def _activity_schema() -> "pa.Schema":
    import pyarrow as pa

    lap = pa.struct([(name, pa.float64()) for name in LAP_FIGURES])
    return pa.schema(
        [
            ("activity_id", pa.int64()),
            ("file", pa.string()),
            ("start_utc", pa.timestamp("us", tz="UTC")),
            ("utc_offset_s", pa.int32()),
            ("local_date", pa.date32()),
            *((name, pa.string()) for name in _TEXTS),
            ("indoor", pa.bool_()),
            *((name, pa.float64()) for name in FIGURES),
            ("laps", pa.list_(lap)),
            ("notes", pa.list_(pa.string())),
            ("records", pa.int64()),
            ("read_from", pa.list_(pa.string())),
        ]
    )


def _row(entry: Entry) -> dict[str, Any]:
    activity = entry.activity
    return {
        "activity_id": entry.id,
        "file": entry.file,
        "start_utc": activity.start_utc,
        "utc_offset_s": activity.utc_offset_s,
        "local_date": activity.local_date,
        **{name: getattr(activity, name) for name in (*_TEXTS, "indoor", *FIGURES)},
        "laps": [{name: getattr(lap, name) for name in LAP_FIGURES} for lap in activity.laps],
        "notes": list(activity.notes),
        "records": entry.records,
        "read_from": list(entry.sources),
    }


class RecordsWriter:
    """Writes the records of one activity after the other, a row group each, and holds only one in memory.

    Columns: the activity's id, the time in UTC, and every channel that any activity has, as float64, null
    where unknown. A context manager; the file is whole when it is left.
    """

    def __init__(self, sink: IO[bytes], channels: Sequence[str]) -> None:
        """``channels``: the names of all that may come."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._channels = tuple(channels)
        self._schema = pa.schema(
            [
                ("activity_id", pa.int64()),
                ("time_utc", pa.timestamp("us", tz="UTC")),
                *((name, pa.float64()) for name in self._channels),
            ]
        )
        self._writer = pq.ParquetWriter(sink, self._schema, compression=_COMPRESSION)

    def add(self, activity_id: int, activity: Activity) -> None:
        """The records of an activity; none where it has none."""
        import pyarrow as pa

        streams = activity.streams
        time_s = streams.values("time_s")
        if time_s is None or not len(time_s):
            return
        n = len(time_s)
        start = np.datetime64(activity.start_utc.astimezone(UTC).replace(tzinfo=None), "us")
        times = start + np.round(time_s * 1e6).astype("timedelta64[us]")
        columns = [pa.array(np.full(n, activity_id)), pa.array(times, pa.timestamp("us", tz="UTC"))]
        for name in self._channels:
            values = streams.values(name)
            nothing = values is None
            columns.append(pa.nulls(n, pa.float64()) if nothing else pa.array(values, from_pandas=True))
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema), row_group_size=n)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
