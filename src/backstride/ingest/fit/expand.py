"""Packed fields unpacked (components), and fields named by what they mean in each row (subfields)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.clock import count_on
from backstride.ingest.fit.profile import Component, Field, Meaning, Message
from backstride.ingest.fit.table import Column, Raw

Columns = dict[str | int, Column]
Mask = npt.NDArray[np.bool_]

_FEW = 64  # rows up to which a set is made faster than numpy makes its like
_LARGEST = 2.0**52  # a counter beyond it is nonsense, and its sums would overflow
_UNKNOWN = -1  # unpacked values are never negative


def expand(columns: Columns, message: Message, derived: Sequence[Field]) -> None:
    """Add to ``columns`` what the fields ``derived`` mean and what is packed in them, in place.

    What is unpacked replaces the target field's own value in rows where both are there (as in the official
    SDK).
    """
    stored_in: dict[str, frozenset[int]] = {}
    for field in derived:
        if field.name not in columns:
            continue
        if field.cases:
            for meaning, rows in _cases(columns, field, stored_in).values():
                raw = _masked(columns[field.name], rows)
                invalid = columns[field.name].invalid
                columns[meaning.name] = Column(raw, meaning.scale, meaning.offset, invalid, meaning.units)
                unpack(columns, message, meaning.name, meaning.components)
        unpack(columns, message, field.name, field.components)


def _cases(
    columns: Columns, field: Field, stored_in: dict[str, frozenset[int]]
) -> dict[str, tuple[Meaning, Mask | None]]:
    """What a field means, and in which rows (None:

    In all). ``stored_in`` keeps what the deciding fields hold.
    """
    found: dict[str, tuple[Meaning, Mask | None]] = {}
    for deciding, by_value in field.cases.items():
        column = columns.get(deciding)
        if column is None:
            continue
        there = stored_in.get(deciding)
        if there is None:
            there = stored_in[deciding] = _stored(column.raw)
        for stored in there & by_value.keys():
            rows = column.raw == stored if len(there) > 1 else None
            for meaning in by_value[stored]:
                before = found.get(meaning.name)
                both = rows if before is None or rows is None or before[1] is None else rows | before[1]
                found[meaning.name] = meaning, None if before and before[1] is None else both
    return found


def _stored(raw: Raw) -> frozenset[int]:
    """What a column of single whole numbers holds; nothing if it is none."""
    if raw.ndim != 1 or raw.dtype.kind not in "iu":
        return frozenset()
    return frozenset(raw.tolist() if len(raw) < _FEW else np.unique(raw).tolist())


def _masked(column: Column, rows: Mask | None) -> Raw:
    if rows is None or column.invalid is None:
        return column.raw
    if column.raw.ndim == 2:
        rows = rows[:, None]
    return np.where(rows, column.raw, np.asarray(column.invalid, dtype=column.raw.dtype))


def unpack(columns: Columns, message: Message, name: str, components: Sequence[Component]) -> None:
    """Unpack one column into its components' targets, and those that are packed themselves."""
    source = columns[name]
    if not components or source.raw.dtype.kind not in "iu":
        return
    only = components[0]
    if len(components) == 1 and not only.accumulate and source.raw.ndim == 1:
        field = message.by_name[only.target]
        column = Column(source.raw, source.scale, source.offset, source.invalid, field.units)
        own = columns.get(only.target)
        columns[only.target] = column if own is None else _prefer(column, own)
        if field.components:
            unpack(columns, message, only.target, field.components)
        return
    known = source.known()
    if not known.any():
        return
    for target, column in _fields(columns, source, known, components).items():
        field = message.by_name[target]
        column, own = _checked(column, field), columns.get(target)
        columns[target] = column if own is None else _prefer(column, own)
        unpack(columns, message, target, field.components)


def _fields(
    columns: Columns, source: Column, known: Mask, components: Sequence[Component]
) -> dict[str, Column]:
    """The values of a bit field by target: int64, ``_UNKNOWN`` where there is none."""
    stored = np.ascontiguousarray(source.raw, dtype=source.raw.dtype.newbyteorder("<"))
    octets = stored.view(np.uint8).reshape(len(stored), -1)
    at, parts = 0, dict[str, list[npt.NDArray[np.int64]]]()
    by_target: dict[str, Component] = {}
    for component in components:
        first, last = at // 8, (at + component.bits + 7) // 8
        if last > octets.shape[1]:
            break
        value = np.zeros(len(octets), dtype=np.int64)
        for place in range(first, last):
            value |= octets[:, place].astype(np.int64) << 8 * (place - first)
        value = value >> at % 8 & ((1 << component.bits) - 1)
        parts.setdefault(component.target, []).append(np.where(known, value, _UNKNOWN))
        by_target[component.target] = component
        at += component.bits
    found = {}
    for target, values in parts.items():
        component = by_target[target]
        together = np.stack(values, axis=1)
        if component.accumulate:
            together = _accumulated(together, columns.get(target), component)
        raw = together if together.shape[1] > 1 else together[:, 0]
        found[target] = Column(raw, component.scale, component.offset, _UNKNOWN)
    return found


def _checked(column: Column, field: Field) -> Column:
    """The column in the target's unit, without those values that would say "unknown" if they stood in the
    target field itself.
    """
    column = column._replace(units=field.units)
    if field.invalid is None:
        return column
    unknown = (column.values() + field.offset) * field.scale == field.invalid
    return column._replace(raw=np.where(unknown, _UNKNOWN, column.raw)) if unknown.any() else column


def _accumulated(
    packed: npt.NDArray[np.int64], own: Column | None, component: Component
) -> npt.NDArray[np.int64]:
    """The packed counters counted on past their roll-over, in file order.

    A complete value of the target field sets the counter: in its own row before what is packed there.
    """
    complete = np.full(len(packed), _UNKNOWN, dtype=np.int64)
    if own is not None:
        values = own.values() if own.raw.ndim == 1 else own.values()[:, 0]
        with np.errstate(all="ignore"):
            stored = np.rint((values + component.offset) * component.scale)
        there = np.abs(stored) < _LARGEST
        complete[there] = stored[there].astype(np.int64)
    flat = np.column_stack((complete, packed)).ravel()
    absolute = np.zeros((len(packed), packed.shape[1] + 1), dtype=np.bool_)
    absolute[:, 0] = True
    kept = flat != _UNKNOWN
    flat[kept] = count_on(flat[kept], absolute.ravel()[kept], component.bits)
    counted: npt.NDArray[np.int64] = flat.reshape(absolute.shape)[:, 1:]
    return counted


def _prefer(column: Column, own: Column) -> Column:
    """The unpacked column, and the target's own values in rows where nothing was packed."""
    raw = column.raw
    if raw.ndim == 1 and len(raw) < _FEW and column.invalid not in raw.tolist():
        return column
    known = column.known()
    if known.all():
        return column
    if _same_measure(column, own):
        return own._replace(raw=np.where(known, column.raw, own.raw))
    values, own_values = column.values(), own.values()
    if values.ndim == 2 or own_values.ndim == 2:
        width = max(values.size, own_values.size) // max(len(values), 1)
        values, own_values = _widened(values, width), _widened(own_values, width)
        known = known[:, None]
    return Column(np.where(known, values, own_values), units=column.units)


def _same_measure(column: Column, own: Column) -> bool:
    """Whether stored numbers of the one can stand among those of the other, and no number turns unknown."""
    if column.raw.ndim + own.raw.ndim != 2 or column.raw.dtype.kind != "u" or own.raw.dtype.kind != "u":
        return False
    largest = np.iinfo(column.raw.dtype).max
    return column[1:3] == own[1:3] and own.invalid is not None and own.invalid >= largest == column.invalid


def _widened(values: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    wide = np.full((len(values), width), np.nan)
    own = values.reshape(len(values), -1)
    wide[:, : own.shape[1]] = own
    return wide
