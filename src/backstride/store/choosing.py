"""What the runner says of activities, and an import must not overrule: deleted, or two that look like one."""

from datetime import datetime
from itertools import combinations
from typing import cast

from sqlalchemy import Connection, Table, insert, or_, update
from sqlalchemy import delete as delete_from

from backstride.store import joining
from backstride.store.activities import members
from backstride.store.models import ActivityRow, ApartRow

_ACTIVITY, _APART = (cast(Table, row.__table__) for row in (ActivityRow, ApartRow))


def delete(connection: Connection, activity_id: int, now: datetime) -> None:
    """Mark every record of the activity; a later record of it inherits the mark. KeyError for no such id."""
    _mark(connection, activity_id, now)


def undelete(connection: Connection, activity_id: int) -> None:
    """Take the mark away. KeyError for no such id."""
    _mark(connection, activity_id, None)


def _mark(connection: Connection, activity_id: int, deleted_utc: datetime | None) -> None:
    ids = members(connection, activity_id)
    connection.execute(update(_ACTIVITY).where(_ACTIVITY.c.id.in_(ids)), {"deleted_utc": deleted_utc})


def separate(connection: Connection, activity_id: int) -> int:
    """Keep the activity's records apart from one another; how many they are. KeyError for no such id."""
    ids = sorted(members(connection, activity_id))
    if len(ids) > 1:
        pairs = [{"activity_id": first, "other_id": second} for first, second in combinations(ids, 2)]
        connection.execute(insert(_APART), pairs)
        joining.regroup(connection)
    return len(ids)


def rejoin(connection: Connection, activity_id: int) -> int:
    """Forget that this record was kept apart from others; how many records then make the activity.

    KeyError for no such id.
    """
    members(connection, activity_id)
    connection.execute(
        delete_from(_APART).where(or_(_APART.c.activity_id == activity_id, _APART.c.other_id == activity_id))
    )
    joining.regroup(connection)
    return len(members(connection, activity_id))
