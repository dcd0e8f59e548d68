"""Rows of several layouts → the columns of one message, in file order."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.profile import messages
from backstride.ingest.fit.scan import Group, Offsets
from backstride.ingest.fit.table import Raw
from backstride.ingest.fit.wire import DeveloperSlot, Layout


class Piece(NamedTuple):
    """A field in the rows of one layout; ``rows`` is None if those are all rows."""

    raw: Raw
    invalid: int | None
    rows: npt.NDArray[np.intp] | None


class Plan(NamedTuple):
    """A native field of a layout: its name (or number), its place in a row, and what its numbers mean."""

    name: str | int
    place: str
    scale: float
    offset: float
    invalid: int | None
    units: str


_plans: "WeakKeyDictionary[Layout, tuple[Plan, ...]]" = WeakKeyDictionary()


def plan_of(layout: Layout) -> tuple[Plan, ...]:
    """The native fields of a layout with the profile's facts, looked up once for all files."""
    plan = _plans.get(layout)
    if plan is None:
        message = messages().get(layout.global_number)
        found = []
        for place, slot in enumerate(layout.slots):
            facts = message.fields.get(slot.number) if message is not None else None
            if facts is None:
                found.append(Plan(slot.number, str(place), 1.0, 0.0, slot.invalid, ""))
            else:
                meaning = facts.scale, facts.offset, slot.invalid, facts.units
                found.append(Plan(facts.name, str(place), *meaning))
        plan = _plans[layout] = tuple(found)
    return plan


class Rows(NamedTuple):
    """The rows of one layout, and where each of them stands among all rows of its message."""

    group: Group
    offsets: Offsets
    table: npt.NDArray[np.void]
    rank: npt.NDArray[np.intp] | None


def rows_of(body: bytes, groups: Sequence[Group]) -> tuple[Offsets, list[Rows]]:
    """Where each row of a message stands in ``body``, in file order, and the rows of each layout."""
    groups = [group for group in groups if len(group)]
    offsets = [group.offsets() for group in groups]
    if len(groups) == 1:
        return offsets[0], [Rows(groups[0], offsets[0], gather(body, groups[0], offsets[0]), None)]
    together = np.concatenate(offsets) if offsets else np.empty(0, np.int64)
    by_place = together.argsort()
    rank = np.empty(len(together), dtype=np.intp)
    rank[by_place] = np.arange(len(together))
    found, start = [], 0
    for group, places in zip(groups, offsets, strict=True):
        found.append(Rows(group, places, gather(body, group, places), rank[start : start + len(places)]))
        start += len(places)
    return together[by_place], found


def gather(body: bytes, group: Group, offsets: Offsets) -> npt.NDArray[np.void]:
    layout = group.layout
    if len(group.runs) == 1 and not group.places:
        at, count = group.runs[0]
        return np.frombuffer(body, dtype=layout.dtype, count=count, offset=at)
    size = layout.size
    anywhere = np.ndarray((len(body) - size + 1,), dtype=f"V{size}", buffer=body, strides=(1,))
    return anywhere[offsets].view(layout.dtype)


def native_pieces(rows: Sequence[Rows]) -> dict[str | int, tuple[Plan, list[Piece]]]:
    """The native fields by name; one that stands twice in a layout yields two pieces, in their order."""
    found: dict[str | int, tuple[Plan, list[Piece]]] = {}
    for group, _, table, rank in rows:
        for plan in plan_of(group.layout):
            piece = Piece(table[plan.place], plan.invalid, rank)
            if plan.name in found:
                found[plan.name][1].append(piece)
            else:
                found[plan.name] = plan, [piece]
    return found


def developer_bytes(rows: Rows, slot: DeveloperSlot) -> npt.NDArray[np.uint8]:
    """What stands in a developer's field, shape (rows, bytes)."""
    octets: npt.NDArray[np.uint8] = np.ascontiguousarray(rows.table).view(np.uint8)
    return octets.reshape(len(rows.table), -1)[:, slot.at : slot.at + slot.size]


def merge(pieces: Sequence[Piece], n: int, budget: int) -> tuple[Raw, int | None] | None:
    """One array of ``n`` rows from the pieces of a field, and its invalid value; None if it outgrows
    ``budget`` bytes.

    Rows without the field hold the invalid value. Of two pieces for one row the later one wins where it has
    a value. Pieces of unlike types meet in the wider one; numbers that meet text are left out.
    """
    first = pieces[0]
    if len(pieces) == 1 and first.rows is None:
        return first.raw, first.invalid
    text = first.raw.dtype.kind == "S"
    pieces = [piece for piece in pieces if (piece.raw.dtype.kind == "S") == text]
    width = max(piece.raw.shape[1] if piece.raw.ndim == 2 else 1 for piece in pieces)
    kind: np.dtype[Any] = np.result_type(*(piece.raw.dtype for piece in pieces)).newbyteorder("=")
    if n * width * kind.itemsize > budget:
        return None
    alike = all(piece.invalid == first.invalid for piece in pieces)
    invalid = first.invalid if alike else int(np.iinfo(kind).max) if kind.kind in "iu" else None
    blank: Any = {"S": b"", "f": np.nan}.get(kind.kind, 0xFF if invalid is None else invalid)
    whole = np.empty((n, width) if width > 1 else n, dtype=kind)
    whole.fill(blank)
    seen = set[int]()
    for piece in pieces:
        raw = piece.raw
        rows = slice(None) if piece.rows is None else piece.rows
        simple = alike and id(piece.rows) not in seen
        seen.add(id(piece.rows))
        if simple and raw.shape[1:] == whole.shape[1:]:
            whole[rows] = raw
        else:
            known = _known(piece)
            own = raw if width == 1 else raw.reshape(len(raw), -1)
            place = rows if width == 1 else (rows, slice(own.shape[1]))
            whole[place] = np.where(known.reshape(own.shape), own, whole[place])
    return whole, invalid


def _known(piece: Piece) -> npt.NDArray[np.bool_]:
    """Which elements have a value."""
    if piece.raw.dtype.kind == "S":
        known: npt.NDArray[np.bool_] = piece.raw != b""
    elif piece.raw.dtype.kind == "f":
        known = ~np.isnan(piece.raw)
    else:
        known = piece.raw != (0xFF if piece.invalid is None else piece.invalid)
    return known
