"""Rows of several layouts → the columns of one message, in file order."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.profile import messages
from backstride.ingest.fit.scan import Group, Offsets
from backstride.ingest.fit.table import Raw
from backstride.ingest.fit.wire import Layout

_CACHED_LAYOUTS = 64  # of one message; a hostile file may have a thousand, which are not worth keeping
ALL_ROWS = slice(None)
_RUN_WORTH_ROWS = 50  # rows that are picked one by one in the time that one run takes


class Part(NamedTuple):
    """The rows of one layout, where they stand if rows are put layout by layout, and where the first is
    found.
    """

    group: Group
    table: npt.NDArray[np.void]
    place: slice
    first: int


class Rows(NamedTuple):
    """The rows of a message: where each is found, in file order; the rows layout by layout; and how to put
    these in file order (None if they are).
    """

    offsets: Offsets
    parts: Sequence[Part]
    in_file: npt.NDArray[np.intp] | None


class Piece(NamedTuple):
    """A field in the rows of one layout, and where these stand if rows are put layout by layout."""

    raw: Raw
    invalid: int | None
    place: slice


class Plan(NamedTuple):
    """A field of a message: its name (or number), what its numbers mean, and where it stands in which layout.

    ``sources`` are (layout, name in the layout's dtype, invalid value). ``kind`` and ``blank`` are the type
    and the fill of a column that holds them all; ``kind`` is None if they do not fit together as they are.
    """

    name: str | int
    scale: float
    offset: float
    units: str
    invalid: int | None
    sources: tuple[tuple[int, str, int | None], ...]
    kind: "np.dtype[Any] | None"
    shape: tuple[int, ...]
    blank: Any


class Budget:
    """The room that rows may take which lack fields of other rows: without a bound, a file of 10 MB whose
    rows differ could ask for terabytes.
    """

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, size: int) -> bool:
        """Whether there is room for ``size`` bytes more, which are then taken."""
        if size > self.left:
            return False
        self.left -= size
        return True


def plan_of(layouts: tuple[Layout, ...], names: frozenset[str] | None) -> tuple[Plan, ...]:
    """The native fields of a message that was written in these layouts, worked out once for all files.

    ``names``: those that are wanted; None for all.
    """
    return _kept_plan(layouts, names) if len(layouts) <= _CACHED_LAYOUTS else _plan(layouts, names)


@lru_cache(maxsize=1024)
def _kept_plan(layouts: tuple[Layout, ...], names: frozenset[str] | None) -> tuple[Plan, ...]:
    return _plan(layouts, names)


def _plan(layouts: tuple[Layout, ...], names: frozenset[str] | None) -> tuple[Plan, ...]:
    message = messages().get(layouts[0].global_number)
    found: dict[str | int, list[tuple[int, str, int | None]]] = {}
    facts_of: dict[str | int, tuple[float, float, str]] = {}
    for which, layout in enumerate(layouts):
        for place, slot in enumerate(layout.slots):
            facts = message.fields.get(slot.number) if message is not None else None
            name = slot.number if facts is None else facts.name
            if names is not None and name not in names:
                continue
            facts_of[name] = (1.0, 0.0, "") if facts is None else (facts.scale, facts.offset, facts.units)
            found.setdefault(name, []).append((which, str(place), slot.invalid))
    plans = []
    for name, sources in found.items():
        kinds = [layouts[which].dtype[place] for which, place, _ in sources]
        first, invalid = kinds[0], sources[0][2]
        alike = all(kind == first for kind in kinds) and all(source[2] == invalid for source in sources)
        once = len({which for which, _, _ in sources}) == len(sources)
        kind = first.base.newbyteorder("=") if alike and once else None
        blank = None if kind is None else _blank(kind, invalid)
        plans.append(Plan(name, *facts_of[name], invalid, tuple(sources), kind, first.shape, blank))
    return tuple(plans)


def _blank(kind: "np.dtype[Any]", invalid: int | None) -> Any:
    """What stands in a row that lacks the field."""
    return {"S": b"", "f": np.nan}.get(kind.kind, 0xFF if invalid is None else invalid)


def rows_of(body: bytes, groups: Sequence[Group]) -> Rows:
    """The rows of a message, which stand in ``body`` in the layouts of ``groups``."""
    if len(groups) == 1:
        offsets = groups[0].offsets()
        part = Part(groups[0], gather(body, groups[0], offsets), ALL_ROWS, int(offsets[0]))
        return Rows(offsets, [part], None)
    parts = sorted(((group.offsets(), group) for group in groups), key=lambda part: int(part[0][0]))
    found, start = [], 0
    for offsets, group in parts:
        end = start + len(offsets)
        found.append(Part(group, gather(body, group, offsets), slice(start, end), int(offsets[0])))
        start = end
    together = np.concatenate([offsets for offsets, _ in parts])
    if (together[1:] > together[:-1]).all():
        return Rows(together, found, None)  # mostly a device goes to its next layout and does not come back
    in_file = together.argsort(kind="stable")
    return Rows(together[in_file], found, in_file)


def gather(body: bytes, group: Group, offsets: Offsets) -> npt.NDArray[np.void]:
    """The rows of one layout, as they stand in the file."""
    layout = group.layout
    if len(offsets) == 1:
        return np.frombuffer(body, dtype=layout.dtype, count=1, offset=int(offsets[0]))
    if len(group.runs) == 1 and not group.places:
        at, count = group.runs[0]
        return np.frombuffer(body, dtype=layout.dtype, count=count, offset=at)
    size = layout.size
    if not group.places and len(group.runs) * _RUN_WORTH_ROWS < len(offsets):
        parts = [np.frombuffer(body, dtype=f"V{size}", count=count, offset=at) for at, count in group.runs]
        return np.concatenate(parts).view(layout.dtype)
    anywhere = np.ndarray((len(body) - size + 1,), dtype=f"V{size}", buffer=body, strides=(1,))
    return anywhere[offsets].view(layout.dtype)


def fill(plan: Plan, rows: Rows, budget: Budget) -> tuple[Raw, int | None] | None:
    """One field in all rows, in file order, and its invalid value; None if the budget has no room for it."""
    sources, parts = plan.sources, rows.parts
    if plan.kind is None:
        pieces = [Piece(parts[k].table[name], unknown, parts[k].place) for k, name, unknown in sources]
        return merge(pieces, rows, budget)
    shape = (len(rows.offsets), *plan.shape)
    if not budget.take(math.prod(shape) * plan.kind.itemsize):
        return None
    whole = np.empty(shape, dtype=plan.kind)
    if len(sources) < len(parts):
        whole.fill(plan.blank)
    for which, name, _ in sources:
        part = parts[which]
        whole[part.place] = part.table[name]
    return whole if rows.in_file is None else whole[rows.in_file], plan.invalid


def merge(pieces: Sequence[Piece], rows: Rows, budget: Budget) -> tuple[Raw, int | None] | None:
    """Pieces that need not be alike in one array, in file order, and its invalid value; None if the budget
    has no room for it.

    Rows without the field hold the invalid value. Of two pieces for one row the later one wins where it has a
    value. Pieces of unlike types meet in the wider one; numbers that meet text are left out.
    """
    first = pieces[0]
    if len(pieces) == 1 and first.place is ALL_ROWS:
        return first.raw, first.invalid
    text = first.raw.dtype.kind == "S"
    pieces = [piece for piece in pieces if (piece.raw.dtype.kind == "S") == text]
    width = max(piece.raw.shape[1] if piece.raw.ndim == 2 else 1 for piece in pieces)
    kind: np.dtype[Any] = np.result_type(*(piece.raw.dtype for piece in pieces)).newbyteorder("=")
    if not budget.take(len(rows.offsets) * width * kind.itemsize):
        return None
    alike = all(piece.invalid == first.invalid for piece in pieces)
    invalid = first.invalid if alike else int(np.iinfo(kind).max) if kind.kind in "iu" else None
    apart = alike and len({piece.place.start for piece in pieces}) == len(pieces)
    whole = np.empty((len(rows.offsets), width), dtype=kind)
    whole.fill(_blank(kind, invalid))
    for piece in pieces:
        own = piece.raw.reshape(len(piece.raw), -1)
        into = whole[:, : own.shape[1]]
        into[piece.place] = own if apart else np.where(_known(own, piece.invalid), own, into[piece.place])
    if rows.in_file is not None:
        whole = whole[rows.in_file]
    return whole if width > 1 else whole[:, 0], invalid


def _known(raw: Raw, invalid: int | None) -> npt.NDArray[np.bool_]:
    """Which elements have a value."""
    if raw.dtype.kind == "S":
        known: npt.NDArray[np.bool_] = raw != b""
    elif raw.dtype.kind == "f":
        known = ~np.isnan(raw)
    else:
        known = raw != (0xFF if invalid is None else invalid)
    return known
