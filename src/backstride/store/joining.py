"""Which records on file are of one activity (``records.same_run``): found as they come, or all over again."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import Connection, Table, bindparam, select, update

from backstride.records.same_run import SAME_START_S, Extent, are_one, groups
from backstride.store.activities import record
from backstride.store.models import ActivityRow, ApartRow
from backstride.store.rows import extent_of, prepare

_ACTIVITY, _APART = (cast(Table, row.__table__) for row in (ActivityRow, ApartRow))
_KEPT = [_ACTIVITY.c[name] for name in ("id", "same_as_id", "fingerprint")]
_EXTENT = [_ACTIVITY.c[name] for name in ("start_utc", "elapsed_s", "distance_m", "sport", "sport_source")]
_STALE = 0
"""The version of a sketch that is to be made anew: the records that it sums up have changed."""
_LONG_S = 86_400.0
"""Records longer than this (a watch never stopped) are looked at one by one, so that the others need not."""


class Records:
    """The records on file by their extents: what each is the same as.

    ``heads`` gives each record the head of its activity, ``members`` each head its records in rising order.
    """

    def __init__(self, connection: Connection) -> None:
        self.extents: dict[int, Extent] = {}
        self.fingerprints: dict[int, str] = {}
        self.heads: dict[int, int] = {}
        self.members: dict[int, list[int]] = defaultdict(list)
        self._by_fingerprint: dict[str, int] = {}
        self._starts: list[tuple[float, int]] = []
        self._long: list[int] = []
        for row in connection.execute(select(*_KEPT, *_EXTENT).order_by(_ACTIVITY.c.id)).mappings():
            head = row["id"] if row["same_as_id"] is None else row["same_as_id"]
            self._keep(row["id"], head, extent_of(dict(row)), row["fingerprint"])
        self._apart = {frozenset(pair) for pair in connection.execute(select(_APART))}

    def _keep(self, record_id: int, head: int, extent: Extent, fingerprint: str) -> None:
        self.extents[record_id] = extent
        self.fingerprints[record_id] = fingerprint
        self._by_fingerprint[fingerprint] = record_id
        self.heads[record_id] = head
        self.members[head].append(record_id)
        if extent.end_s - extent.start_s > _LONG_S:
            self._long.append(record_id)
        else:
            insort(self._starts, (extent.start_s, record_id))

    def identical(self, fingerprint: str) -> int | None:
        """The record that says the very same; None where there is none."""
        return self._by_fingerprint.get(fingerprint)

    def same_as(self, record_id: int) -> list[int]:
        """The records that are of one activity with this one, each by itself."""
        extent = self.extents[record_id]
        first = bisect_left(self._starts, (extent.start_s - _LONG_S - SAME_START_S, 0))
        last = bisect_left(self._starts, (extent.end_s + SAME_START_S, 0))
        near = [other for _, other in self._starts[first:last]] + self._long
        return [other for other in near if other != record_id and are_one(self.extents[other], extent)]

    def add(self, connection: Connection, record_id: int, extent: Extent, fingerprint: str) -> None:
        """Keep a new record, and join it to what it is the same as, within the connection's transaction."""
        self._keep(record_id, record_id, extent, fingerprint)
        self._put(connection, self._grouped(record_id))

    def forget(self, leaving: Collection[int]) -> None:
        """Know no more of records that are on file no longer; ``regroup`` then tells what they leave."""
        for record_id in leaving:
            extent = self.extents.pop(record_id)
            self._by_fingerprint.pop(self.fingerprints.pop(record_id), None)
            if record_id in self._long:
                self._long.remove(record_id)
            else:
                del self._starts[bisect_left(self._starts, (extent.start_s, record_id))]

    def regroup(self, connection: Connection) -> None:
        """Join all anew, within the connection's transaction."""
        seen: set[int] = set()
        found: dict[int, list[int]] = {}
        for record_id in self.extents:
            if record_id not in seen:
                together = self._grouped(record_id)
                found |= together
                seen.update(one for members in together.values() for one in members)
        self._put(connection, found)

    def _grouped(self, record_id: int) -> dict[int, list[int]]:
        """The activities of all records that this one is linked to, by their heads."""
        linked, new = {record_id}, [record_id]
        while new:
            new = [other for one in new for other in self.same_as(one) if other not in linked]
            linked.update(new)
        if len(linked) == 1:
            return {record_id: [record_id]}
        # In an order that does not depend on which came first.
        ids = sorted(linked, key=lambda one: (self.fingerprints[one], one))
        apart = self._apart

        def are_apart(first: int, second: int) -> bool:
            return frozenset((self.fingerprints[ids[first]], self.fingerprints[ids[second]])) in apart

        together = groups([self.extents[one] for one in ids], are_apart)
        members = (sorted(ids[place] for place in group) for group in together)
        return {group[0]: group for group in members}

    def _put(self, connection: Connection, found: Mapping[int, list[int]]) -> None:
        """Keep which records belong together; where that changed, the sketch is to be made anew."""
        changed = {head: group for head, group in found.items() if self.members.get(head) != group}
        for group in changed.values():
            for one in group:
                self.members.pop(self.heads[one], None)
        rows = []
        for head, group in changed.items():
            self.members[head] = group
            for one in group:
                self.heads[one] = head
                rows.append({"record": one, "head": None if one == head else head})
        if rows:
            joined = update(_ACTIVITY).where(_ACTIVITY.c.id == bindparam("record"))
            connection.execute(joined.values(same_as_id=bindparam("head"), sketch_version=_STALE), rows)


def regroup(connection: Connection) -> None:
    """Join anew all that is on file. What changes is written, and its sketches are marked to be made anew."""
    Records(connection).regroup(connection)


def value_records(connection: Connection) -> None:
    """Give records that an earlier version wrote the richness and the fingerprint that it did not know of."""
    query = select(_ACTIVITY.c.id).where(_ACTIVITY.c.fingerprint.is_(None))
    for record_id in connection.execute(query).scalars().all():
        row = prepare(record(connection, record_id)).activity
        values = {name: row[name] for name in ("fingerprint", "richness")}
        connection.execute(update(_ACTIVITY).where(_ACTIVITY.c.id == record_id), values)


def fingerprints_of(connection: Connection, record_ids: Iterable[int]) -> list[str]:
    """The fingerprints of records, each once, in the order of the records."""
    query = select(_ACTIVITY.c.fingerprint).where(_ACTIVITY.c.id.in_(sorted(record_ids)))
    found: Sequence[str] = connection.execute(query.order_by(_ACTIVITY.c.id)).scalars().all()
    return list(dict.fromkeys(found))
