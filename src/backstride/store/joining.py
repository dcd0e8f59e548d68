"""Which records on file are of one activity (``records.same_run``): found as they come, or all over again."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, func, select, update

from backstride.records import Sport
from backstride.records.same_run import SAME_START_S, Extent, are_one, richness
from backstride.store.activities import record
from backstride.store.models import ActivityRow, ApartRow

_ACTIVITY, _APART = (cast(Table, row.__table__) for row in (ActivityRow, ApartRow))
_EXTENT = [_ACTIVITY.c[name] for name in ("start_utc", "elapsed_s", "distance_m", "sport", "sport_source")]
_STALE = 0
"""The version of a sketch that is to be made anew: the records that it sums up have changed."""


class Records:
    """The records on file by their extents, for one import: what a new one is the same as.

    ``heads`` gives each record the head of its activity.
    """

    def __init__(self, connection: Connection) -> None:
        self._extents: dict[int, Extent] = {}
        self._starts: list[tuple[float, int]] = []
        self._longest_s = SAME_START_S
        self.heads: dict[int, int] = {}
        self._by_fingerprint: dict[str, int] = {}
        self.deleted: dict[int, datetime] = {}
        columns = [_ACTIVITY.c[name] for name in ("id", "same_as_id", "deleted_utc", "fingerprint")]
        for row in connection.execute(select(*columns, *_EXTENT)):
            self._keep(row.id, _extent(row), row.fingerprint)
            self.heads[row.id] = row.id if row.same_as_id is None else row.same_as_id
            if row.deleted_utc is not None:
                self.deleted[row.id] = row.deleted_utc
        self._apart = {frozenset(pair) for pair in connection.execute(select(_APART))}

    def __len__(self) -> int:
        return len(self._extents)

    def _keep(self, activity_id: int, extent: Extent, fingerprint: str | None) -> None:
        self._extents[activity_id] = extent
        insort(self._starts, (extent.start_s, activity_id))
        self._longest_s = max(self._longest_s, extent.elapsed_s or 0.0)
        if fingerprint is not None:
            self._by_fingerprint[fingerprint] = activity_id

    def identical(self, fingerprint: str) -> int | None:
        """The record that says the very same; None where there is none."""
        return self._by_fingerprint.get(fingerprint)

    def same_as(self, activity_id: int, extent: Extent) -> list[int]:
        """The records that are of one activity with this one, each by itself."""
        first = bisect_left(self._starts, (extent.start_s - self._longest_s - SAME_START_S, 0))
        found = []
        for start_s, other in self._starts[first:]:
            if start_s > extent.end_s:
                break
            if other != activity_id and frozenset((other, activity_id)) not in self._apart:
                found += [other] if are_one(self._extents[other], extent) else []
        return found

    def add(self, connection: Connection, activity_id: int, extent: Extent, fingerprint: str) -> None:
        """Keep a new record, and join it to what it is the same as, within the connection's transaction."""
        matches = self.same_as(activity_id, extent)
        self._keep(activity_id, extent, fingerprint)
        self.heads[activity_id] = activity_id
        if not matches:
            return
        heads = {self.heads[match] for match in matches} | {activity_id}
        members = [one for one, head in self.heads.items() if head in heads]
        head = min(members)
        for one in members:
            self.heads[one] = head
        gone = max((self.deleted[one] for one in members if one in self.deleted), default=None)
        if gone is not None:
            self.deleted |= dict.fromkeys(members, gone)
        _write(connection, {head: members}, self.deleted)

    def groups(self) -> dict[int, list[int]]:
        """All records by the heads that they ought to have, whatever they have now."""
        head_of = {activity_id: activity_id for activity_id in self._extents}

        def root(one: int) -> int:
            while head_of[one] != one:
                one = head_of[one]
            return one

        for activity_id, extent in self._extents.items():
            for other in self.same_as(activity_id, extent):
                low, high = sorted((root(activity_id), root(other)))
                head_of[high] = low
        groups: dict[int, list[int]] = defaultdict(list)
        for activity_id in sorted(self._extents):
            groups[root(activity_id)].append(activity_id)
        return groups


def regroup(connection: Connection) -> None:
    """Join anew all that is on file. What changes is written, and its sketches are marked to be made anew.

    A record joined to one that the runner has deleted is deleted with it.
    """
    records = Records(connection)
    before: dict[int, list[int]] = defaultdict(list)
    for activity_id in sorted(records.heads):
        before[records.heads[activity_id]].append(activity_id)
    changed = {head: members for head, members in records.groups().items() if before.get(head) != members}
    for members in changed.values():
        gone = max((records.deleted[one] for one in members if one in records.deleted), default=None)
        if gone is not None:
            records.deleted |= dict.fromkeys(members, gone)
    _write(connection, changed, records.deleted)


def is_whole(connection: Connection, records: Records) -> bool:
    """Whether ``records`` are all that is on file: another process may have added some meanwhile."""
    return connection.execute(select(func.count()).select_from(_ACTIVITY)).scalar() == len(records)


def value_records(connection: Connection) -> None:
    """Give records that an earlier version wrote the richness that it did not know of."""
    query = select(_ACTIVITY.c.id).where(_ACTIVITY.c.richness == 0)
    for activity_id in connection.execute(query).scalars().all():
        value = richness(record(connection, activity_id))
        connection.execute(update(_ACTIVITY).where(_ACTIVITY.c.id == activity_id), {"richness": value})


def _write(
    connection: Connection, groups: Mapping[int, Sequence[int]], deleted: Mapping[int, datetime]
) -> None:
    for head, members in groups.items():
        for one in members:
            connection.execute(
                update(_ACTIVITY).where(_ACTIVITY.c.id == one),
                {
                    "same_as_id": None if one == head else head,
                    "deleted_utc": deleted.get(one),
                    "sketch_version": _STALE,
                },
            )


def _extent(row: Row[Any]) -> Extent:
    return Extent(
        row.start_utc.timestamp(), row.elapsed_s, row.distance_m, Sport(row.sport), row.sport_source
    )
