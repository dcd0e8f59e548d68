"""FIT on the wire: headers, base types, and definition messages compiled to numpy layouts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

MAGIC = b".FIT"
SHORT_HEADER, LONG_HEADER = 12, 14
CRC_BYTES = 2
TIMESTAMP_FIELD = 253
FIT_EPOCH_UNIX_S = 631_065_600
"""1989-12-31T00:00:00Z, from which FIT counts its seconds, as a Unix time."""


class Header(NamedTuple):
    """The head of one FIT segment: its own length and the length of the data that it promises."""

    size: int
    data_size: int


def read_header(data: bytes | memoryview, at: int) -> Header | None:
    """The segment header at ``at``, or None where there is none. Its CRC is optional and guards nothing we
    use.
    """
    if at + SHORT_HEADER > len(data) or data[at] < SHORT_HEADER or bytes(data[at + 8 : at + 12]) != MAGIC:
        return None
    size = data[at]
    if at + size > len(data):
        return None
    return Header(size, int.from_bytes(data[at + 4 : at + 8], "little"))


@dataclass(frozen=True, slots=True)
class BaseType:
    """How a number stands in the file; ``invalid`` is the stored value that means "unknown" (floats use
    NaN).
    """

    code: str
    size: int
    invalid: int | None


ENUM, BYTE, TEXT = 0, 13, 7
BASE_TYPES: Mapping[int, BaseType] = {
    ENUM: BaseType("u1", 1, 0xFF),
    1: BaseType("i1", 1, 0x7F),
    2: BaseType("u1", 1, 0xFF),
    3: BaseType("i2", 2, 0x7FFF),
    4: BaseType("u2", 2, 0xFFFF),
    5: BaseType("i4", 4, 0x7FFFFFFF),
    6: BaseType("u4", 4, 0xFFFFFFFF),
    TEXT: BaseType("S", 1, None),
    8: BaseType("f4", 4, None),
    9: BaseType("f8", 8, None),
    10: BaseType("u1", 1, 0),
    11: BaseType("u2", 2, 0),
    12: BaseType("u4", 4, 0),
    BYTE: BaseType("u1", 1, 0xFF),
    14: BaseType("i8", 8, 0x7FFFFFFFFFFFFFFF),
    15: BaseType("u8", 8, 0xFFFFFFFFFFFFFFFF),
    16: BaseType("u8", 8, 0),
}
BASE_TYPE_MASK = 0x1F


class FieldSlot(NamedTuple):
    """A field inside a message: its number, its place as a numpy format, and the stored value for
    "unknown".
    """

    number: int
    format: Any
    at: int
    invalid: int | None


class DeveloperSlot(NamedTuple):
    """A developer's field inside a message; a field_description message tells what its bytes are."""

    developer: int
    number: int
    at: int
    size: int


def numpy_format(base: int, size: int, big_endian: bool) -> tuple[Any, int | None]:
    """The numpy format and invalid value of ``size`` bytes of FIT base type ``base``.

    A size that is no multiple of the base type's (a device's mistake) and an unheard-of base type are read
    as bytes. A lone byte array has no invalid element: 255 is unknown only if the whole array is (official
    SDK).
    """
    if base & BASE_TYPE_MASK == TEXT:
        return f"S{size}", None
    kind = BASE_TYPES.get(base & BASE_TYPE_MASK, BASE_TYPES[BYTE])
    if size % kind.size:
        kind = BASE_TYPES[2]
    code = (">" if big_endian else "<") + kind.code
    count = size // kind.size
    if count == 1:
        return code, kind.invalid
    return (code, (count,)), None if base & BASE_TYPE_MASK == BYTE else kind.invalid


class Layout:
    """What the rows of one definition message look like. ``size`` counts the record header byte too."""

    __slots__ = (
        "_dtype",
        "_slots",
        "big_endian",
        "definition",
        "global_number",
        "has_developer_fields",
        "size",
    )

    def __init__(self, definition: bytes) -> None:
        self.definition = definition
        self.big_endian = definition[1] != 0
        self.global_number = int.from_bytes(definition[2:4], "big" if self.big_endian else "little")
        fields_end = 5 + 3 * definition[4]
        self.size = 1 + sum(definition[6:fields_end:3]) + sum(definition[fields_end + 2 :: 3])
        self.has_developer_fields = len(definition) > fields_end
        self._slots: tuple[FieldSlot, ...] | None = None
        self._dtype: np.dtype[np.void] | None = None

    @property
    def slots(self) -> tuple[FieldSlot, ...]:
        """The native fields, in their order; a number may stand twice. Fields of no bytes are left out."""
        if self._slots is None:
            found, at, definition = [], 1, self.definition
            for place in range(5, 5 + 3 * definition[4], 3):
                number, size, base = definition[place : place + 3]
                if size:
                    kind, invalid = numpy_format(base, size, self.big_endian)
                    found.append(FieldSlot(number, kind, at, invalid))
                at += size
            self._slots = tuple(found)
        return self._slots

    @property
    def developer_slots(self) -> tuple[DeveloperSlot, ...]:
        definition, found = self.definition, []
        fields_end = 5 + 3 * definition[4]
        at = 1 + sum(definition[6:fields_end:3])
        for place in range(fields_end + 1, len(definition), 3):
            number, size, developer = definition[place : place + 3]
            if size:
                found.append(DeveloperSlot(developer, number, at, size))
            at += size
        return tuple(found)

    @property
    def dtype(self) -> "np.dtype[np.void]":
        """A row: the record header as "h", then the native fields under their place ("0", "1", ...)."""
        if self._dtype is None:
            slots = self.slots
            self._dtype = np.dtype(
                {
                    "names": ["h", *map(str, range(len(slots)))],
                    "formats": ["u1", *(slot.format for slot in slots)],
                    "offsets": [0, *(slot.at for slot in slots)],
                    "itemsize": self.size,
                }
            )
        return self._dtype


_CACHED_LAYOUTS = 1024
_layouts: dict[bytes, Layout] = {}


def layout_of(definition: bytes) -> Layout:
    """The layout of a definition message's content, compiled once for all files (a device repeats itself)."""
    layout = _layouts.get(definition)
    if layout is None:
        if len(_layouts) >= _CACHED_LAYOUTS:
            _layouts.clear()
        layout = _layouts[definition] = Layout(definition)
    return layout
