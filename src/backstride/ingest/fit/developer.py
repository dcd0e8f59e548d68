"""Fields that apps declare in the file itself (field_description) and add to any message."""

from typing import NamedTuple

import numpy as np

from backstride.ingest.fit.gather import Piece, Rows
from backstride.ingest.fit.table import MessageTable
from backstride.ingest.fit.wire import numpy_format


class Description(NamedTuple):
    """What an app says of one of its fields, and where in the file it says so."""

    at: int
    base: int
    name: str
    scale: float
    offset: float
    units: str


Descriptions = dict[tuple[int, int], list[Description]]


def descriptions(table: MessageTable | None) -> Descriptions:
    """The declared fields by (developer, field number), in file order."""
    found: Descriptions = {}
    if table is None:
        return found
    developer, number = table.scalars("developer_data_index"), table.scalars("field_definition_number")
    base, scale, offset = table.scalars("fit_base_type_id"), table.scalars("scale"), table.scalars("offset")
    names, units = table.text("field_name"), table.text("units")
    for row in np.flatnonzero(np.isfinite(developer + number + base)).tolist():
        key = int(developer[row]), int(number[row])
        described = Description(
            at=int(table.order[row]),
            base=int(base[row]),
            name=names[row] or f"developer_{key[0]}_{key[1]}",
            scale=float(scale[row]) if 0 < scale[row] < np.inf else 1.0,
            offset=float(offset[row]) if np.isfinite(offset[row]) else 0.0,
            units=units[row] or "",
        )
        found.setdefault(key, []).append(described)
    return found


def developer_pieces(
    rows: Rows, declared: Descriptions, base_at: int
) -> dict[str, tuple[Description, list[Piece]]]:
    """The developers' fields of one message by their declared names; one that nobody declared is left out.

    A declaration holds from where it stands until the next one for the same number. Two apps may use one
    name: the second one's gets the app's index appended.
    """
    found: dict[str, tuple[Description, list[Piece]]] = {}
    owner: dict[str, int] = {}
    for part in rows.parts:
        for slot in part.group.layout.developer_slots:
            said = declared.get((slot.developer, slot.number))
            if not said:
                continue
            first_row = base_at + int(part.first)
            meant = next((d for d in reversed(said) if d.at < first_row), said[0])
            kind, invalid = numpy_format(meant.base, slot.size, part.group.layout.big_endian)
            raw = part.table.getfield(np.dtype(kind), slot.at)
            name = meant.name
            if owner.setdefault(name, slot.developer) != slot.developer:
                name = f"{name}#{slot.developer}"
            found.setdefault(name, (meant, []))[1].append(Piece(raw, invalid, part.place))
    return found
