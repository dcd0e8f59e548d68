"""FIT activity files from arrays: what a watch writes after a run, byte for byte valid.

A file is a 14-byte header, definition and data messages, and a CRC. Messages are built as numpy record
arrays, so a run of an hour is written as one block. Numbers of messages, fields and base types are those of
the public FIT protocol.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)  # second zero of FIT time
SEMICIRCLES_PER_DEG = 2**31 / 180.0
PROTOCOL_VERSION = 0x20  # 2.0
PROFILE_VERSION = 21_158
HEADER_BYTES = 14
DEVELOPMENT_MANUFACTURER = 255

# Base types: FIT number, numpy type, the value that says "unknown".
ENUM = (0x00, "u1", 0xFF)
UINT8 = (0x02, "u1", 0xFF)
UINT16 = (0x84, "<u2", 0xFFFF)
UINT32 = (0x86, "<u4", 0xFFFFFFFF)
SINT32 = (0x85, "<i4", 0x7FFFFFFF)
UINT32Z = (0x8C, "<u4", 0)

SPORT_RUNNING, SUB_SPORT_TREADMILL = 1, 1


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a message; ``values`` are physical, raw = round((value + offset) * scale), NaN is
    unknown. ``number`` and ``base`` are those of the FIT protocol.
    """

    number: int
    base: tuple[int, str, int]
    values: npt.ArrayLike
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Recording:
    """A run as a watch records it: arrays of equal length, NaN where there is no value, None where no sensor
    was.

    ``time_s`` counts whole seconds from the start and rises. ``distance_m`` adds up. ``cadence_spm`` counts
    both feet. ``lap_ends_s``: when each lap but the last ended. ``ascent_m`` and ``descent_m`` are the
    session's totals.
    """

    start_utc: datetime
    utc_offset_s: int
    time_s: FloatArray
    distance_m: FloatArray
    speed_mps: FloatArray | None = None
    latitude_deg: FloatArray | None = None
    longitude_deg: FloatArray | None = None
    altitude_m: FloatArray | None = None
    heart_rate_bpm: FloatArray | None = None
    cadence_spm: FloatArray | None = None
    ascent_m: float = np.nan
    descent_m: float = np.nan
    lap_ends_s: Sequence[float] = field(default=())
    indoor: bool = False
    serial_number: int = 1

    def __post_init__(self) -> None:
        if self.start_utc.utcoffset() != timedelta(0):
            raise ValueError("start_utc must be aware and in UTC")
        n = len(self.time_s)
        if n < 2 or not np.all(np.diff(self.time_s) > 0) or np.any(self.time_s != np.floor(self.time_s)):
            raise ValueError("time_s must hold at least two whole seconds in rising order")
        for name in (
            "distance_m",
            "speed_mps",
            "latitude_deg",
            "longitude_deg",
            "altitude_m",
            "heart_rate_bpm",
        ):
            column = getattr(self, name)
            if column is not None and len(column) != n:
                raise ValueError(f"{name} has {len(column)} values for {n} seconds")


def write(recording: Recording) -> bytes:
    """The FIT file of one recorded run."""
    start = fit_time(recording.start_utc)
    end = start + int(recording.time_s[-1])
    messages = b"".join(
        (
            message(0, _file_id(recording, start)),
            message(23, _device_info(recording, start)),
            message(21, _timer_event(start, event_type=0)),
            message(20, _records(recording, start)),
            message(21, _timer_event(end, event_type=4)),
            message(19, _laps(recording, start)),
            message(18, _session(recording, start, end)),
            message(34, _activity(recording, end)),
        )
    )
    return framed(messages)


def framed(messages: bytes) -> bytes:
    """A whole file of these messages: their header before them, their checksum behind them."""
    from fastcrc import crc16

    size = len(messages).to_bytes(4, "little")
    header = bytes((HEADER_BYTES, PROTOCOL_VERSION)) + PROFILE_VERSION.to_bytes(2, "little") + size + b".FIT"
    body = header + crc16.arc(header).to_bytes(2, "little") + messages
    return body + crc16.arc(body).to_bytes(2, "little")


def fit_time(moment: datetime) -> int:
    """An aware moment in the seconds that FIT counts."""
    return int((moment - EPOCH).total_seconds())


def message(number: int, fields: Sequence[Field], local: int = 0) -> bytes:
    """A definition of the local message ``local`` and its data, one message per row."""
    return definition(number, fields, local) + rows(fields, local).tobytes()


def definition(number: int, fields: Sequence[Field], local: int = 0) -> bytes:
    """What the data messages of the local number ``local`` are from here on: ``number``, of these fields."""
    head = bytes((0x40 | local, 0, 0)) + number.to_bytes(2, "little") + bytes((len(fields),))
    sizes = (np.dtype(column.base[1]).itemsize for column in fields)
    return head + b"".join(
        bytes((column.number, size, column.base[0])) for column, size in zip(fields, sizes, strict=True)
    )


def rows(fields: Sequence[Field], local: int = 0) -> npt.NDArray[np.void]:
    """Data messages as they stand in a file, one per row: its header, then each field as ``f{number}``.

    Fields of one value are the same in every row.
    """
    columns = [_raw(column) for column in fields]
    table = np.zeros(
        max(len(column) for column in columns),
        dtype=[("header", "u1"), *((f"f{column.number}", column.base[1]) for column in fields)],
    )
    table["header"] = local
    for column, raw in zip(fields, columns, strict=True):
        table[f"f{column.number}"] = raw
    return table


def _raw(column: Field) -> npt.NDArray[np.generic]:
    _, dtype, unknown = column.base
    physical = np.atleast_1d(np.asarray(column.values, dtype=np.float64))
    known = np.isfinite(physical)
    scaled = np.round((np.where(known, physical, 0.0) + column.offset) * column.scale)
    limits = np.iinfo(dtype)
    if np.any(known & ((scaled < limits.min) | (scaled > limits.max) | (scaled == unknown))):
        low, high = physical[known].min(), physical[known].max()
        raise ValueError(f"field {column.number} cannot hold {low} to {high}")
    return np.where(known, scaled, unknown).astype(dtype)


def _file_id(recording: Recording, start: int) -> list[Field]:
    return [
        Field(0, ENUM, 4),  # an activity
        Field(1, UINT16, DEVELOPMENT_MANUFACTURER),
        Field(2, UINT16, 1),
        Field(3, UINT32Z, recording.serial_number),
        Field(4, UINT32, start),
    ]


def _device_info(recording: Recording, start: int) -> list[Field]:
    return [
        Field(253, UINT32, start),
        Field(0, UINT8, 0),  # the device that wrote the file
        Field(2, UINT16, DEVELOPMENT_MANUFACTURER),
        Field(3, UINT32Z, recording.serial_number),
        Field(5, UINT16, 1.0, scale=100),
    ]


def _timer_event(moment: int, event_type: int) -> list[Field]:
    return [Field(253, UINT32, moment), Field(0, ENUM, 0), Field(1, ENUM, event_type)]


def _records(recording: Recording, start: int) -> list[Field]:
    fields = [
        Field(253, UINT32, start + recording.time_s),
        Field(5, UINT32, recording.distance_m, scale=100),
    ]
    if recording.latitude_deg is not None and recording.longitude_deg is not None:
        fields.append(Field(0, SINT32, recording.latitude_deg, scale=SEMICIRCLES_PER_DEG))
        fields.append(Field(1, SINT32, recording.longitude_deg, scale=SEMICIRCLES_PER_DEG))
    if recording.altitude_m is not None:
        fields.append(Field(78, UINT32, recording.altitude_m, scale=5, offset=500))
    if recording.speed_mps is not None:
        fields.append(Field(73, UINT32, recording.speed_mps, scale=1000))
    if recording.heart_rate_bpm is not None:
        fields.append(Field(3, UINT8, recording.heart_rate_bpm))
    if recording.cadence_spm is not None:
        strides = recording.cadence_spm / 2.0
        fields.append(Field(4, UINT8, np.floor(strides)))
        fields.append(Field(53, UINT8, strides - np.floor(strides), scale=128))
    return fields


def _laps(recording: Recording, start: int) -> list[Field]:
    edges_s = np.array([recording.time_s[0], *recording.lap_ends_s, recording.time_s[-1]])
    at_m = np.interp(edges_s, recording.time_s, recording.distance_m)
    elapsed_s = np.diff(edges_s)
    index = np.arange(len(elapsed_s))
    last = index == index[-1]
    return [
        Field(253, UINT32, start + np.floor(edges_s[1:])),
        Field(254, UINT16, index),
        Field(2, UINT32, start + np.floor(edges_s[:-1])),
        Field(7, UINT32, elapsed_s, scale=1000),
        Field(8, UINT32, elapsed_s, scale=1000),
        Field(9, UINT32, np.diff(at_m), scale=100),
        Field(0, ENUM, np.full(len(index), 9)),
        Field(1, ENUM, np.full(len(index), 1)),
        Field(24, ENUM, np.where(last, 7, 2)),  # ended by distance, the last one by the session
        Field(25, ENUM, np.full(len(index), SPORT_RUNNING)),
    ]


def _session(recording: Recording, start: int, end: int) -> list[Field]:
    elapsed_s = float(recording.time_s[-1] - recording.time_s[0])
    distance_m = float(recording.distance_m[-1] - recording.distance_m[0])
    fields = [
        Field(253, UINT32, end),
        Field(254, UINT16, 0),
        Field(2, UINT32, start),
        Field(7, UINT32, elapsed_s, scale=1000),
        Field(8, UINT32, elapsed_s, scale=1000),
        Field(9, UINT32, distance_m, scale=100),
        Field(124, UINT32, distance_m / elapsed_s, scale=1000),
        Field(22, UINT16, recording.ascent_m),
        Field(23, UINT16, recording.descent_m),
        Field(25, UINT16, 0),
        Field(26, UINT16, len(recording.lap_ends_s) + 1),
        Field(0, ENUM, 9),
        Field(1, ENUM, 1),
        Field(5, ENUM, SPORT_RUNNING),
        Field(6, ENUM, SUB_SPORT_TREADMILL if recording.indoor else 0),
        Field(28, ENUM, 0),
    ]
    if recording.heart_rate_bpm is not None and np.isfinite(recording.heart_rate_bpm).any():
        fields.append(Field(16, UINT8, np.nanmean(recording.heart_rate_bpm)))
        fields.append(Field(17, UINT8, np.nanmax(recording.heart_rate_bpm)))
    if recording.cadence_spm is not None and np.isfinite(recording.cadence_spm).any():
        strides = float(np.nanmean(recording.cadence_spm)) / 2.0
        fields.append(Field(18, UINT8, np.floor(strides)))
        fields.append(Field(92, UINT8, strides - np.floor(strides), scale=128))
    return fields


def _activity(recording: Recording, end: int) -> list[Field]:
    return [
        Field(253, UINT32, end),
        Field(0, UINT32, recording.time_s[-1] - recording.time_s[0], scale=1000),
        Field(1, UINT16, 1),
        Field(2, ENUM, 0),
        Field(3, ENUM, 26),
        Field(4, ENUM, 1),
        Field(5, UINT32, end + recording.utc_offset_s),
    ]
