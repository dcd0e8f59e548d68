"""The same import as two other libraries would do it: what is written around them is as lean as it can be.

Each pipeline reads a file, hashes it, decodes it, compresses the same channels with the same codec as
backstride, and inserts the activity's summary and its channels in a transaction of their own into SQLite,
with the settings that backstride uses. They are spared what backstride does besides: laps, pauses and time in
motion, the time zone at the start, checks of what cannot be true, joining with other records of the run, the
digest for the days table, the import's log, and keeping each channel in the width in which it was stored
(theirs come as float64; as 32-bit integers they would cost a little more time and half of the room).
"""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from backstride.store.codec import encode

Columns = Mapping[str, npt.NDArray[np.float64]]
Summary = Mapping[str, float]

CHANNELS = (
    *("timestamp", "position_lat", "position_long", "enhanced_altitude", "distance", "enhanced_speed"),
    *("heart_rate", "cadence", "fractional_cadence", "power", "temperature", "vertical_oscillation"),
    *("stance_time", "stance_time_percent", "vertical_ratio", "stance_time_balance", "step_length"),
)
SUMMARY = (
    *("start_time", "sport", "sub_sport", "total_distance", "total_elapsed_time", "total_timer_time"),
    *("total_ascent", "total_descent", "avg_heart_rate", "max_heart_rate", "avg_running_cadence"),
)


def fitfast_columns(data: bytes) -> tuple[Columns, Summary]:
    """The columns of the records, and those of the session: two passes cost less than fitfast's dicts."""
    import fitfast

    session = fitfast.records(data, message="session")
    return fitfast.records(data), {
        name: float(session[name][0]) for name in SUMMARY if name in session and len(session[name])
    }


def official_columns(data: bytes) -> tuple[Columns, Summary]:
    """Columns made of garmin-fit-sdk's dicts; it is spared to make names and dates of numbers."""
    from garmin_fit_sdk import Decoder, Stream

    messages, errors = Decoder(Stream.from_byte_array(bytearray(data))).read(
        convert_types_to_strings=False, convert_datetimes_to_dates=False
    )
    if errors:
        raise ValueError(errors[0])
    records, nan = messages["record_mesgs"], float("nan")
    columns = {name: np.array([record.get(name, nan) for record in records]) for name in CHANNELS}
    session = messages["session_mesgs"][0]
    return columns, {name: float(session[name]) for name in SUMMARY if name in session}


class Pipeline:
    """A store of a peer's, and the CPU seconds spent on importing into it. A context manager."""

    def __init__(self, home: Path, columns: Callable[[bytes], tuple[Columns, Summary]]) -> None:
        self._columns = columns
        self._database = sqlite3.connect(home / f"{columns.__name__}.sqlite3", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "CREATE TABLE file (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, name TEXT, size_bytes INTEGER);"
            f"CREATE TABLE activity (id INTEGER PRIMARY KEY, file_id INTEGER, {', '.join(SUMMARY)});"
            "CREATE TABLE stream (activity_id INTEGER, channel TEXT, codec TEXT, dtype TEXT, n INTEGER,"
            " data BLOB, PRIMARY KEY (activity_id, channel))"
        )
        self.files, self.size_mb, self.spent_s = 0, 0.0, 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def run(self, paths: list[Path]) -> None:
        """Import files, and count."""
        start = time.process_time()
        for path in paths:
            self._import(path)
        self.spent_s += time.process_time() - start
        self.files += len(paths)
        self.size_mb += sum(path.stat().st_size for path in paths) / 1e6

    def _import(self, path: Path) -> None:
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        if self._database.execute("SELECT 1 FROM file WHERE sha256 = ?", (sha256,)).fetchone():
            return
        columns, summary = self._columns(data)
        packed = [
            (name, len(columns[name]), *encode(columns[name]))
            for name in CHANNELS
            if name in columns and not np.isnan(columns[name]).all()
        ]
        self._insert((sha256, str(path), len(data)), summary, packed)

    def _insert(self, file: tuple[str, str, int], summary: Summary, packed: list[tuple[Any, ...]]) -> None:
        execute = self._database.execute
        execute("BEGIN IMMEDIATE")
        file_id = execute("INSERT INTO file (sha256, name, size_bytes) VALUES (?, ?, ?)", file).lastrowid
        marks = ", ".join("?" * len(SUMMARY))
        activity_id = execute(
            f"INSERT INTO activity (file_id, {', '.join(SUMMARY)}) VALUES (?, {marks})",
            (file_id, *(summary.get(name) for name in SUMMARY)),
        ).lastrowid
        self._database.executemany(
            "INSERT INTO stream (activity_id, channel, n, codec, dtype, data) VALUES (?, ?, ?, ?, ?, ?)",
            [(activity_id, *row) for row in packed],
        )
        execute("COMMIT")
