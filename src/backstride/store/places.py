"""The places that the runner keeps private, in the database."""

from typing import cast

from sqlalchemy import Connection, Table, delete, insert, select

from backstride.records.places import PrivatePlace
from backstride.store.models import PrivatePlaceRow

_PLACE = cast(Table, PrivatePlaceRow.__table__)
_FIELDS = ("name", "latitude_deg", "longitude_deg", "radius_m")


def all_places(connection: Connection) -> list[PrivatePlace]:
    """The places, in the order in which they were named."""
    rows = connection.execute(select(_PLACE).order_by(_PLACE.c.id)).mappings()
    return [PrivatePlace(**row) for row in rows]


def save(connection: Connection, place: PrivatePlace) -> None:
    """Keep a place; one of the same id is replaced, one without an id is added."""
    row: dict[str, object] = {name: getattr(place, name) for name in _FIELDS}
    if place.id:
        connection.execute(delete(_PLACE).where(_PLACE.c.id == place.id))
        row["id"] = place.id
    connection.execute(insert(_PLACE), row)


def remove(connection: Connection, place_id: int) -> None:
    """Forget a place. KeyError where there is none of this id."""
    if not connection.execute(delete(_PLACE).where(_PLACE.c.id == place_id)).rowcount:
        raise KeyError(place_id)
