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
class _Field:
    """One column of a message; ``values`` are physical, raw = round((value + offset) * scale), NaN is
    unknown.
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
    start = _fit_time(recording.start_utc)
    end = start + int(recording.time_s[-1])
    messages = b"".join(
        (
            _message(0, _file_id(recording, start)),
            _message(23, _device_info(recording, start)),
            _message(21, _timer_event(start, event_type=0)),
            _message(20, _records(recording, start)),
            _message(21, _timer_event(end, event_type=4)),
            _message(19, _laps(recording, start)),
            _message(18, _session(recording, start, end)),
            _message(34, _activity(recording, end)),
        )
    )
    return _framed(messages)


def _framed(messages: bytes) -> bytes:
    from fastcrc import crc16

    size = len(messages).to_bytes(4, "little")
    header = bytes((HEADER_BYTES, PROTOCOL_VERSION)) + PROFILE_VERSION.to_bytes(2, "little") + size + b".FIT"
    body = header + crc16.arc(header).to_bytes(2, "little") + messages
    return body + crc16.arc(body).to_bytes(2, "little")


def _fit_time(moment: datetime) -> int:
    return int((moment - EPOCH).total_seconds())


def _message(number: int, fields: Sequence[_Field]) -> bytes:
    """A definition of local message 0 and its data, one message per row."""
    definition = bytes((0x40, 0, 0)) + number.to_bytes(2, "little") + bytes((len(fields),))
    columns = []
    for column in fields:
        code, dtype, _ = column.base
        definition += bytes((column.number, np.dtype(dtype).itemsize, code))
        columns.append(_raw(column))
    rows = np.zeros(
        max(len(column) for column in columns),
        dtype=[("header", "u1"), *((f"f{i}", column.base[1]) for i, column in enumerate(fields))],
    )
    for i, raw in enumerate(columns):
        rows[f"f{i}"] = raw
    return definition + rows.tobytes()


def _raw(column: _Field) -> npt.NDArray[np.generic]:
    _, dtype, unknown = column.base
    physical = np.atleast_1d(np.asarray(column.values, dtype=np.float64))
    known = np.isfinite(physical)
    scaled = np.round((np.where(known, physical, 0.0) + column.offset) * column.scale)
    limits = np.iinfo(dtype)
    if np.any(known & ((scaled < limits.min) | (scaled > limits.max) | (scaled == unknown))):
        low, high = physical[known].min(), physical[known].max()
        raise ValueError(f"field {column.number} cannot hold {low} to {high}")
    return np.where(known, scaled, unknown).astype(dtype)


def _file_id(recording: Recording, start: int) -> list[_Field]:
    return [
        _Field(0, ENUM, 4),  # an activity
        _Field(1, UINT16, DEVELOPMENT_MANUFACTURER),
        _Field(2, UINT16, 1),
        _Field(3, UINT32Z, recording.serial_number),
        _Field(4, UINT32, start),
    ]


def _device_info(recording: Recording, start: int) -> list[_Field]:
    return [
        _Field(253, UINT32, start),
        _Field(0, UINT8, 0),  # the device that wrote the file
        _Field(2, UINT16, DEVELOPMENT_MANUFACTURER),
        _Field(3, UINT32Z, recording.serial_number),
        _Field(5, UINT16, 1.0, scale=100),
    ]


def _timer_event(moment: int, event_type: int) -> list[_Field]:
    return [_Field(253, UINT32, moment), _Field(0, ENUM, 0), _Field(1, ENUM, event_type)]


def _records(recording: Recording, start: int) -> list[_Field]:
    fields = [
        _Field(253, UINT32, start + recording.time_s),
        _Field(5, UINT32, recording.distance_m, scale=100),
    ]
    if recording.latitude_deg is not None and recording.longitude_deg is not None:
        fields.append(_Field(0, SINT32, recording.latitude_deg, scale=SEMICIRCLES_PER_DEG))
        fields.append(_Field(1, SINT32, recording.longitude_deg, scale=SEMICIRCLES_PER_DEG))
    if recording.altitude_m is not None:
        fields.append(_Field(78, UINT32, recording.altitude_m, scale=5, offset=500))
    if recording.speed_mps is not None:
        fields.append(_Field(73, UINT32, recording.speed_mps, scale=1000))
    if recording.heart_rate_bpm is not None:
        fields.append(_Field(3, UINT8, recording.heart_rate_bpm))
    if recording.cadence_spm is not None:
        strides = recording.cadence_spm / 2.0
        fields.append(_Field(4, UINT8, np.floor(strides)))
        fields.append(_Field(53, UINT8, strides - np.floor(strides), scale=128))
    return fields


def _laps(recording: Recording, start: int) -> list[_Field]:
    edges_s = np.array([recording.time_s[0], *recording.lap_ends_s, recording.time_s[-1]])
    at_m = np.interp(edges_s, recording.time_s, recording.distance_m)
    elapsed_s = np.diff(edges_s)
    index = np.arange(len(elapsed_s))
    last = index == index[-1]
    return [
        _Field(253, UINT32, start + np.floor(edges_s[1:])),
        _Field(254, UINT16, index),
        _Field(2, UINT32, start + np.floor(edges_s[:-1])),
        _Field(7, UINT32, elapsed_s, scale=1000),
        _Field(8, UINT32, elapsed_s, scale=1000),
        _Field(9, UINT32, np.diff(at_m), scale=100),
        _Field(0, ENUM, np.full(len(index), 9)),
        _Field(1, ENUM, np.full(len(index), 1)),
        _Field(24, ENUM, np.where(last, 7, 2)),  # ended by distance, the last one by the session
        _Field(25, ENUM, np.full(len(index), SPORT_RUNNING)),
    ]


def _session(recording: Recording, start: int, end: int) -> list[_Field]:
    elapsed_s = float(recording.time_s[-1] - recording.time_s[0])
    distance_m = float(recording.distance_m[-1] - recording.distance_m[0])
    fields = [
        _Field(253, UINT32, end),
        _Field(254, UINT16, 0),
        _Field(2, UINT32, start),
        _Field(7, UINT32, elapsed_s, scale=1000),
        _Field(8, UINT32, elapsed_s, scale=1000),
        _Field(9, UINT32, distance_m, scale=100),
        _Field(124, UINT32, distance_m / elapsed_s, scale=1000),
        _Field(22, UINT16, recording.ascent_m),
        _Field(23, UINT16, recording.descent_m),
        _Field(25, UINT16, 0),
        _Field(26, UINT16, len(recording.lap_ends_s) + 1),
        _Field(0, ENUM, 9),
        _Field(1, ENUM, 1),
        _Field(5, ENUM, SPORT_RUNNING),
        _Field(6, ENUM, SUB_SPORT_TREADMILL if recording.indoor else 0),
        _Field(28, ENUM, 0),
    ]
    if recording.heart_rate_bpm is not None and np.isfinite(recording.heart_rate_bpm).any():
        fields.append(_Field(16, UINT8, np.nanmean(recording.heart_rate_bpm)))
        fields.append(_Field(17, UINT8, np.nanmax(recording.heart_rate_bpm)))
    if recording.cadence_spm is not None and np.isfinite(recording.cadence_spm).any():
        strides = float(np.nanmean(recording.cadence_spm)) / 2.0
        fields.append(_Field(18, UINT8, np.floor(strides)))
        fields.append(_Field(92, UINT8, strides - np.floor(strides), scale=128))
    return fields


def _activity(recording: Recording, end: int) -> list[_Field]:
    return [
        _Field(253, UINT32, end),
        _Field(0, UINT32, recording.time_s[-1] - recording.time_s[0], scale=1000),
        _Field(1, UINT16, 1),
        _Field(2, ENUM, 0),
        _Field(3, ENUM, 26),
        _Field(4, ENUM, 1),
        _Field(5, UINT32, end + recording.utc_offset_s),
    ]
