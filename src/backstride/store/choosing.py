"""What the runner says of activities, and an import must not overrule: deleted, or two that look like one.

It is kept by what the records say, not by their numbers: one that was taken back and comes again is known.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import combinations
from typing import cast

from sqlalchemy import Connection, Table, insert, or_, select
from sqlalchemy import delete as delete_from

from backstride.store import joining
from backstride.store.activities import members
from backstride.store.models import ActivityRow, ApartRow, DeletedRow, WornRow

_ACTIVITY, _APART, _DELETED, _WORN = (
    cast(Table, row.__table__) for row in (ActivityRow, ApartRow, DeletedRow, WornRow)
)


def delete(connection: Connection, activity_id: int, now: datetime) -> int:
    """Mark every record of the activity: a mark hides later ones with it. How many they are. KeyError for no
    such id.
    """
    told = _told(connection, activity_id)
    connection.execute(delete_from(_DELETED).where(_DELETED.c.fingerprint.in_(told)))
    _mark(connection, told, told[0], now)
    return len(told)


def inherit(connection: Connection, records: joining.Records, leaving: Collection[int]) -> None:
    """Mark what is the same as a marked record that is about to leave: without it the run stays deleted, and
    the shoes those that the runner said.
    """
    marks = {row.fingerprint: row for row in connection.execute(select(_DELETED))}
    pairs = {row.fingerprint: row.shoe_id for row in connection.execute(select(_WORN))}
    for record_id in leaving:
        fingerprint = records.fingerprints[record_id]
        if fingerprint not in marks and fingerprint not in pairs:
            continue
        staying = set(records.members[records.heads[record_id]]).difference(leaving)
        same = {records.fingerprints[other] for other in staying.intersection(records.same_as(record_id))}
        if (found := marks.get(fingerprint)) is not None:
            new = same - marks.keys()
            _mark(connection, sorted(new), found.run_fingerprint, found.deleted_utc)
            marks |= dict.fromkeys(new, found)
        if (pair := pairs.get(fingerprint)) is not None:
            new = same - pairs.keys()
            _put_on(connection, sorted(new), pair)
            pairs |= dict.fromkeys(new, pair)


def wear(connection: Connection, activity_id: int, shoe_id: str | None) -> None:
    """Say which pair the activity was run in; None takes back what was said. KeyError for no such id."""
    told = sorted(set(_told(connection, activity_id)))
    connection.execute(delete_from(_WORN).where(_WORN.c.fingerprint.in_(told)))
    if shoe_id is not None:
        _put_on(connection, told, shoe_id)


def _put_on(connection: Connection, fingerprints: list[str], shoe_id: str) -> None:
    if fingerprints:
        rows = [{"fingerprint": one, "shoe_id": shoe_id} for one in fingerprints]
        connection.execute(insert(_WORN), rows)


def _mark(connection: Connection, fingerprints: list[str], run_fingerprint: str, now: datetime) -> None:
    rows = [
        {"fingerprint": one, "run_fingerprint": run_fingerprint, "deleted_utc": now} for one in fingerprints
    ]
    if rows:
        connection.execute(insert(_DELETED), rows)


def undelete(connection: Connection, activity_id: int) -> int:
    """Take the marks away, those of records that are not on file now too; how many records the activity has.
    KeyError for no such id.
    """
    told = _told(connection, activity_id)
    runs = select(_DELETED.c.run_fingerprint).where(_DELETED.c.fingerprint.in_(told))
    not_on_file = _DELETED.c.fingerprint.not_in(select(_ACTIVITY.c.fingerprint))
    with_it = _DELETED.c.run_fingerprint.in_(connection.execute(runs).scalars().all()) & not_on_file
    connection.execute(delete_from(_DELETED).where(_DELETED.c.fingerprint.in_(told) | with_it))
    return len(told)


def separate(connection: Connection, activity_id: int) -> int:
    """Keep the activity's records apart from one another; how many they are. KeyError for no such id."""
    told = sorted(_told(connection, activity_id))
    if len(told) > 1:
        pairs = [{"fingerprint": one, "other_fingerprint": other} for one, other in combinations(told, 2)]
        connection.execute(insert(_APART), pairs)
        joining.regroup(connection)
    return len(told)


def rejoin(connection: Connection, activity_id: int) -> int:
    """Forget that this record, and those it was kept apart from, were kept apart; how many records then make
    the activity. KeyError for no such id.
    """
    linked, new = set[str](), set(_told(connection, activity_id))
    pairs = [frozenset(pair) for pair in connection.execute(select(_APART))]
    while new:
        linked |= new
        new = {one for pair in pairs if pair & linked for one in pair} - linked
    ours = or_(_APART.c.fingerprint.in_(linked), _APART.c.other_fingerprint.in_(linked))
    connection.execute(delete_from(_APART).where(ours))
    joining.regroup(connection)
    return len(members(connection, activity_id))


def _told(connection: Connection, activity_id: int) -> list[str]:
    """The fingerprints of the activity's records. KeyError for no such id."""
    return joining.fingerprints_of(connection, members(connection, activity_id))
