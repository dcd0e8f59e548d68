"""A chunk's column, as text from CSV or as a typed Arrow array, to numbers, dates and names."""

from typing import Any

import numpy as np
import numpy.typing as npt

from backstride.study.values import UNKNOWN_DATE, CellReader, Fault, range_faults

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def numbers(column: Any, name: str, reader: CellReader) -> tuple[FloatArray, list[Fault]]:
    """The values of a numeric column, shape (n,), NaN where unknown, and the cells that are no such value."""
    if isinstance(column, list | tuple):
        values, faults = reader.read(column)
        return np.array(values, dtype=np.float64), faults
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _plain(column)
    kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan), []
    if _is_text(kind):
        values, faults = reader.read(_cells(column))
        return np.array(values, dtype=np.float64), faults
    if not (
        pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
    ):
        known = np.flatnonzero(~np.asarray(column.is_null()))
        return np.full(len(column), np.nan), [Fault(int(place), str(kind), "not a number") for place in known]
    if pa.types.is_boolean(kind):
        column = pc.cast(column, pa.uint8())
    floats = pc.cast(column, pa.float64(), safe=False)
    return range_faults(name, floats.to_numpy(zero_copy_only=False).astype(np.float64))


def days(column: Any, reader: CellReader) -> tuple[IntArray, list[Fault]]:
    """Days since 1970-01-01, shape (n,), UNKNOWN_DATE where there is none, and the cells that are no date.

    A time of day is dropped; where a timestamp carries a zone, the date is the one on that zone's clock.
    """
    if isinstance(column, list | tuple):
        values, faults = reader.read(column)
        return np.array(values, dtype=np.float64).astype(np.int64), faults
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _plain(column)
    kind = column.type
    if _is_text(kind):
        values, faults = reader.read(_cells(column))
        return np.array(values, dtype=np.float64).astype(np.int64), faults
    found = np.full(len(column), UNKNOWN_DATE, dtype=np.int64)
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        return found, [Fault(place, str(kind), "not a date") for place in range(len(column))]
    known = np.flatnonzero(~np.asarray(column.is_null()))
    try:
        dates = pc.cast(
            column.drop_null(), pa.date32(), safe=False
        )  # by the zone's clock, where there is one
    except pa.ArrowInvalid:
        return found, [Fault(place, str(kind), "an unknown time zone") for place in range(len(column))]
    found[known] = pc.cast(dates, pa.int32()).to_numpy(zero_copy_only=False)
    absent = np.setdiff1d(np.arange(len(column)), known)
    return found, [Fault(int(place), "", "no date") for place in absent]


def texts(column: Any) -> list[str | None]:
    """Names: text as it stands, whole numbers without a point, None where there is nothing."""
    if isinstance(column, list | tuple):
        cells: list[Any] = list(column)
    else:
        cells = _plain(column).to_pylist()
    return [_name(cell) for cell in cells]


def _name(cell: Any) -> str | None:
    if cell is None or cell != cell:  # a null, or the NaN that spreadsheets' libraries write for one
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
    return text if text.strip() else None


def _plain(column: Any) -> Any:
    """The column without a dictionary."""
    import pyarrow as pa

    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _cells(column: Any) -> list[str]:
    return [
        cell.decode("utf-8", "replace") if isinstance(cell, bytes) else (cell or "")
        for cell in column.to_pylist()
    ]
