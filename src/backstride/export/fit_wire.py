"""FIT messages as bytes, whole columns at a time.

A file is a 14-byte header, definition and data messages, and a CRC. The rows of a message are built as one
numpy record array, so that a run of an hour is written as one block. Numbers of messages, fields and base
types are those of the public FIT protocol.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Raw = npt.NDArray[Any]

EPOCH: Final = datetime(1989, 12, 31, tzinfo=UTC)
"""Second zero of FIT time."""
SEMICIRCLES_PER_DEG: Final = 2**31 / 180.0
DEVELOPMENT_MANUFACTURER: Final = 255
TEXT_BYTES: Final = 254
"""The longest text in one field, in UTF-8; the byte that ends it is the 255th."""

_PROTOCOL_VERSION = 0x20  # 2.0, the first with developers' fields
_PROFILE_VERSION = 21_158
_HEADER_BYTES = 14
_WITH_DEVELOPER_FIELDS = 0x20


class BaseType(NamedTuple):
    """FIT's number of a type, its numpy type, and the value that says "unknown" (None: has no such value)."""

    code: int
    dtype: str
    unknown: int | None


ENUM = BaseType(0x00, "u1", 0xFF)
SINT8 = BaseType(0x01, "i1", 0x7F)
UINT8 = BaseType(0x02, "u1", 0xFF)
SINT16 = BaseType(0x83, "<i2", 0x7FFF)
UINT16 = BaseType(0x84, "<u2", 0xFFFF)
SINT32 = BaseType(0x85, "<i4", 0x7FFFFFFF)
UINT32 = BaseType(0x86, "<u4", 0xFFFFFFFF)
SINT64 = BaseType(0x8E, "<i8", 0x7FFFFFFFFFFFFFFF)
UINT64 = BaseType(0x8F, "<u8", 0xFFFFFFFFFFFFFFFF)
UINT8Z = BaseType(0x0A, "u1", 0)
UINT32Z = BaseType(0x8C, "<u4", 0)
FLOAT32 = BaseType(0x88, "<f4", None)
FLOAT64 = BaseType(0x89, "<f8", None)
TEXT = BaseType(0x07, "S", None)
BYTE = BaseType(0x0D, "u1", 0xFF)


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One column of a message: ``raw`` has one row per message, or a single one that all of them share.

    Arrays of bytes have two dimensions. ``developer``: whose field it is; None for the format's own.
    """

    number: int
    base: BaseType
    raw: Raw
    developer: int | None = None


class _Of(NamedTuple):
    """Which field of a record holds a channel; its value is stored / scale - offset."""

    number: int
    base: BaseType
    scale: float = 1.0
    offset: float = 0.0


RECORD_FIELDS: Final[Mapping[str, _Of]] = {
    "latitude_deg": _Of(0, SINT32, SEMICIRCLES_PER_DEG),
    "longitude_deg": _Of(1, SINT32, SEMICIRCLES_PER_DEG),
    "altitude_m": _Of(78, UINT32, 5, 500),
    "heart_rate_bpm": _Of(3, UINT8),
    "distance_m": _Of(5, UINT32, 100),
    "speed_mps": _Of(73, UINT32, 1000),
    "power_w": _Of(7, UINT16),
    "temperature_c": _Of(13, SINT8),
    "vertical_oscillation_mm": _Of(39, UINT16, 10),
    "stance_time_ms": _Of(41, UINT16, 10),
    "stance_time_percent": _Of(40, UINT16, 100),
    "vertical_ratio_percent": _Of(83, UINT16, 100),
    "stance_time_balance_percent": _Of(84, UINT16, 100),
    "step_length_mm": _Of(85, UINT16, 10),
}
"""The channels that have a field of their own in a record (time and cadence have theirs besides)."""


def scaled(
    number: int, base: BaseType, values: npt.ArrayLike, scale: float = 1.0, offset: float = 0.0
) -> Field:
    """A field of physical values, NaN unknown, rounded to ``(value + offset) * scale``.

    ValueError where the field cannot hold a value.
    """
    physical = np.atleast_1d(np.asarray(values, dtype=np.float64))
    raw, misfits = _rounded(physical, base, scale, offset)
    if misfits.any():
        low, high = np.nanmin(physical), np.nanmax(physical)
        raise ValueError(f"field {number} cannot hold {low} to {high}")
    return Field(number, base, raw)


def where_it_fits(
    number: int, base: BaseType, values: npt.ArrayLike, scale: float = 1.0, offset: float = 0.0
) -> Field:
    """The same; what the field cannot hold is unknown in it."""
    return Field(
        number, base, _rounded(np.atleast_1d(np.asarray(values, np.float64)), base, scale, offset)[0]
    )


def _rounded(
    physical: npt.NDArray[np.float64], base: BaseType, scale: float, offset: float
) -> tuple[Raw, npt.NDArray[np.bool_]]:
    """The stored integers, and which known values they cannot hold (those are stored as unknown)."""
    known = ~np.isnan(physical)
    with np.errstate(over="ignore"):  # what becomes infinite does not fit
        wanted = np.round((np.where(known, physical, 0.0) + offset) * scale)
    limits = np.iinfo(base.dtype)
    fits = (wanted >= limits.min) & (wanted <= limits.max) & (wanted != base.unknown)
    kept = known & fits
    raw = np.full(len(physical), base.unknown, dtype=base.dtype)
    raw[kept] = wanted[kept].astype(base.dtype)
    return raw, known & ~fits


def record_field(channel: str, values: npt.ArrayLike) -> Field:
    """The field of a record that holds a channel of ``RECORD_FIELDS``. ValueError as ``scaled``."""
    number, base, scale, offset = RECORD_FIELDS[channel]
    return scaled(number, base, values, scale, offset)


def stored(number: int, base: BaseType, raw: npt.ArrayLike) -> Field:
    """A field of values as they are stored; NaN in a float is written as the format's "unknown"."""
    column = np.atleast_1d(np.asarray(raw)).astype(base.dtype)
    if column.dtype.kind == "f":
        column.view(f"<u{column.itemsize}")[np.isnan(column)] = np.iinfo(f"<u{column.itemsize}").max
    return Field(number, base, column)


def text(number: int, value: str) -> Field:
    """A field of one text. ValueError where it is longer than ``TEXT_BYTES``."""
    data = value.encode("utf-8")
    if len(data) > TEXT_BYTES:
        raise ValueError(f"field {number} cannot hold a text of {len(data)} bytes")
    return Field(number, TEXT, np.array([data], dtype=f"S{len(data) + 1}"))


def texts(number: int, values: Sequence[str]) -> Field:
    """A field of one text a row, "" unknown. ValueError where one is longer than ``TEXT_BYTES``."""
    data = [value.encode("utf-8") for value in values]
    longest = max(map(len, data), default=0)
    if longest > TEXT_BYTES:
        raise ValueError(f"field {number} cannot hold a text of {longest} bytes")
    return Field(number, TEXT, np.array(data, dtype=f"S{longest + 1}"))


def byte_rows(number: int, base: BaseType, data: bytes, width: int) -> Field:
    """A field of ``width`` bytes in each row: ``data`` over as many rows as it takes, zeros after it."""
    padded = data.ljust(-(-len(data) // width) * width, b"\0")
    return Field(number, base, np.frombuffer(padded, dtype=np.uint8).reshape(-1, width))


def message(number: int, fields: Sequence[Field], local: int = 0) -> bytes:
    """A definition of the local message ``local`` and its data, one message per row."""
    return definition(number, fields, local) + rows(fields, local).tobytes()


def definition(number: int, fields: Sequence[Field], local: int = 0) -> bytes:
    """What the messages of the local number ``local`` are from here on: ``number``, of these fields.

    A developer's fields stand last, as they do in the rows.
    """
    native, developed = _in_order(fields)
    head = bytes((0x40 | (_WITH_DEVELOPER_FIELDS if developed else 0) | local, 0, 0))
    head += number.to_bytes(2, "little") + bytes((len(native),))
    head += b"".join(bytes((field.number, _size(field), field.base.code)) for field in native)
    if developed:
        head += bytes((len(developed),))
        head += b"".join(bytes((field.number, _size(field), field.developer or 0)) for field in developed)
    return head


def rows(fields: Sequence[Field], local: int = 0) -> npt.NDArray[np.void]:
    """Data messages as they stand in a file, one per row: its header, then each field, as ``f{number}`` (a
    developer's as ``f{developer}_{number}``).
    """
    native, developed = _in_order(fields)
    named = [(f"f{field.number}", field.raw) for field in native]
    named += [(f"f{field.developer}_{field.number}", field.raw) for field in developed]
    table = np.zeros(
        max(len(raw) for _, raw in named),
        dtype=[("header", "u1"), *((name, raw.dtype, raw.shape[1:]) for name, raw in named)],
    )
    table["header"] = local
    for name, raw in named:
        table[name] = raw
    return table


def _in_order(fields: Sequence[Field]) -> tuple[list[Field], list[Field]]:
    native = [field for field in fields if field.developer is None]
    return native, [field for field in fields if field.developer is not None]


def _size(field: Field) -> int:
    """The bytes of one row."""
    return field.raw.itemsize * int(np.prod(field.raw.shape[1:]))


def framed(messages: bytes) -> bytes:
    """A whole file of messages: with its header and its checksums."""
    from fastcrc import crc16

    size = len(messages).to_bytes(4, "little")
    header = (
        bytes((_HEADER_BYTES, _PROTOCOL_VERSION)) + _PROFILE_VERSION.to_bytes(2, "little") + size + b".FIT"
    )
    body = header + crc16.arc(header).to_bytes(2, "little") + messages
    return body + crc16.arc(body).to_bytes(2, "little")


def fit_time(moment: datetime) -> int:
    """Whole seconds since ``EPOCH``."""
    return int((moment - EPOCH).total_seconds())
