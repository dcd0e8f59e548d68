"""Pairs of shoes in the database, and which of them an activity was run in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection, Table, delete, func, insert, select

from backstride.records import Shoe, Sport
from backstride.records.shoe import default_on
from backstride.store import told
from backstride.store.models import ActivityRow, ShoeRow, WornRow

_ACTIVITY, _SHOE, _WORN = (cast(Table, row.__table__) for row in (ActivityRow, ShoeRow, WornRow))
_FIELDS = ("shoe_id", "name", "start_distance_m", "first_used", "retired", "default_from")
_ON_FOOT = (Sport.RUN, Sport.WALK)


@dataclass(frozen=True, slots=True)
class Worn:
    """Which pair an activity was run in. ``by_hand``: what the runner said, by the activity's id."""

    by_hand: Mapping[int, str]
    shoes: Sequence[Shoe]

    def of(self, activity_id: int, sport: Sport, gear: str | None, day: date) -> str | None:
        """The pair's id: what the runner said, else what the platform names, else for a run the pair that is
        taken where none is named. None where none of them tells, and for what is not done on foot.
        """
        said = self.by_hand.get(activity_id)
        if said is not None:
            return said
        if sport not in _ON_FOOT:
            return None
        if gear is not None:
            named = gear.casefold()
            return next((shoe.shoe_id for shoe in self.shoes if shoe.name.casefold() == named), gear)
        usual = default_on(self.shoes, day) if sport is Sport.RUN else None
        return None if usual is None else usual.shoe_id


def worn(connection: Connection) -> Worn:
    """What is known of all activities."""
    head = func.coalesce(_ACTIVITY.c.same_as_id, _ACTIVITY.c.id)
    told = (
        select(head.label("head"), _WORN.c.shoe_id)
        .join_from(_ACTIVITY, _WORN, _WORN.c.fingerprint == _ACTIVITY.c.fingerprint)
        .order_by(_ACTIVITY.c.richness, _ACTIVITY.c.fingerprint.desc())  # so that the richest speaks last
    )
    return Worn({row.head: row.shoe_id for row in connection.execute(told)}, all_shoes(connection))


def all_shoes(connection: Connection) -> list[Shoe]:
    """The pairs that are kept, by id: those of exports where none of that id or name was entered here."""
    rows = connection.execute(select(*(_SHOE.c[name] for name in _FIELDS)))
    found = [Shoe(**row) for row in rows.mappings()]
    for shoe in told.shoes(connection):
        if all(
            shoe.shoe_id != each.shoe_id and shoe.name.casefold() != each.name.casefold() for each in found
        ):
            found.append(shoe)
    return sorted(found, key=lambda shoe: shoe.shoe_id)


def save(connection: Connection, shoe: Shoe) -> None:
    """Keep a pair; one of the same id is replaced."""
    connection.execute(delete(_SHOE).where(_SHOE.c.shoe_id == shoe.shoe_id))
    connection.execute(insert(_SHOE), {name: getattr(shoe, name) for name in _FIELDS})
