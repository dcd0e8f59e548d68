"""The rows of one message as columns."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from backstride.records import Channel

FloatArray = npt.NDArray[np.float64]
Raw = npt.NDArray[Any]

_FEW = 6
_NAN = math.nan


class Column(NamedTuple):
    """One field of a message, as it was stored: ``raw`` has one row per message.

    A value is ``raw / scale - offset`` in ``units``. A row without one holds ``invalid`` (integers), NaN
    (floats) or an empty string. Array fields have two dimensions. Strings are numpy bytes, with all that
    stood in the field.
    """

    raw: Raw
    scale: float = 1.0
    offset: float = 0.0
    invalid: int | None = None
    units: str = ""

    @property
    def is_text(self) -> bool:
        return self.raw.dtype.kind == "S"

    def values(self) -> FloatArray:
        """The physical values as float64, in the shape of ``raw``; NaN where unknown. All NaN for a text."""
        raw, scale, offset, invalid, _ = self
        kind = raw.dtype.kind
        if kind == "S":
            return np.full(len(raw), np.nan)
        n = len(raw)
        if n < _FEW and raw.ndim == 1:  # most messages are few: numpy's overhead outweighs the work
            few = np.empty(n)
            for row, stored in enumerate(raw.tolist()) if n != 1 else ((0, raw.item()),):
                few[row] = _NAN if stored == invalid else stored / scale - offset
            return few
        if kind == "f":  # a hostile file may hold signalling NaNs and numbers that scaling makes infinite
            with np.errstate(all="ignore"):
                floats: FloatArray = raw.astype(np.float64) / scale - offset
                return floats
        physical: FloatArray = raw.astype(np.float64)
        if scale != 1.0:
            physical /= scale
        if offset:
            physical -= offset
        if invalid is not None:
            physical[raw == invalid] = np.nan
        elif raw.ndim == 2 and kind == "u":  # an array of bytes, see wire.numpy_format
            physical[~self.known()] = np.nan
        return physical

    def known(self) -> npt.NDArray[np.bool_]:
        """Which rows have a value (of an array: any element that has one)."""
        raw = self.raw
        if raw.dtype.kind == "S":
            found: npt.NDArray[np.bool_] = raw != b""
        elif raw.dtype.kind == "f":
            found = ~np.isnan(raw)
        elif self.invalid is None:  # an array of bytes, see wire.numpy_format
            found = raw != 0xFF
        else:
            found = raw != self.invalid
        return found if found.ndim == 1 else np.logical_or.reduce(found, axis=1)

    def has_values(self) -> bool:
        """Whether any row has a value."""
        raw, invalid = self.raw, self.invalid
        # A look at one row spares most columns the look at all.
        if invalid is not None and raw.ndim == 1 and len(raw) and raw.item(len(raw) // 2) != invalid:
            return True
        return bool(self.known().any())

    def texts(self) -> list[tuple[str, ...]]:
        """The strings of each row: a field may hold several, ended by NUL (the last one may lack its NUL)."""
        if not self.is_text:
            return [()] * len(self.raw)
        decoded = (cell.decode("utf-8", errors="ignore").rstrip("\0") for cell in self.raw.tolist())
        return [tuple(text.split("\0")) if text else () for text in decoded]

    def channel(self) -> Channel:
        """The same as a channel of an activity's streams."""
        return Channel(self.raw, self.scale, self.offset, self.invalid)


class MessageTable:
    """All rows of one kind of message in file order.

    ``order`` is the byte at which each row stands in the file: sorting rows of several tables by it gives
    the order in which the device wrote them. ``columns`` goes by field name (by number where the profile has
    no name); ``developer`` holds the fields that apps declared, by the name that they gave. ``notes`` says
    what was left out.
    """

    __slots__ = ("columns", "developer", "notes", "order")

    def __init__(
        self,
        order: npt.NDArray[np.int64],
        columns: Mapping[str | int, Column],
        developer: Mapping[str, Column],
        notes: tuple[str, ...] = (),
    ) -> None:
        self.order = order
        self.columns = columns
        self.developer = developer
        self.notes = notes

    def __len__(self) -> int:
        return len(self.order)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str | int]:
        return iter(self.columns)

    def values(self, name: str | int) -> FloatArray:
        """A field's physical values as float64, NaN where unknown; all NaN where no row has the field."""
        column = self.columns.get(name)
        return np.full(len(self), np.nan) if column is None else column.values()

    def scalars(self, name: str | int) -> FloatArray:
        """The same with one value for each row, whatever the file says: of an array the first element."""
        values = self.values(name)
        return values if values.ndim == 1 else values[:, 0]

    def text(self, name: str | int) -> list[str | None]:
        """A text field's (first) string in each row, None where there is none."""
        column = self.columns.get(name)
        if column is None:
            return [None] * len(self)
        return [parts[0] or None if parts else None for parts in column.texts()]
