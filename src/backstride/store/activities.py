"""Activities out of the database: summaries for lists, whole ones with laps and streams, sketches."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sqlalchemy import Connection, Row, RowMapping, Table, func, select, update

from backstride.records import Activity, Channel, Lap, Sport, Streams
from backstride.records.same_run import joined
from backstride.store.models import (
    ActivityRow,
    ActivitySourceRow,
    BatchRow,
    DeletedRow,
    LapRow,
    SourceFileRow,
    StreamRow,
    WornRow,
)
from backstride.store.shoes import all_shoes, worn

if TYPE_CHECKING:
    from backstride.exposure import RunSketch

_ACTIVITY, _ACTIVITY_SOURCE, _BATCH, _DELETED, _LAP, _SOURCE, _STREAM = (
    cast(Table, row.__table__)
    for row in (ActivityRow, ActivitySourceRow, BatchRow, DeletedRow, LapRow, SourceFileRow, StreamRow)
)
_WORN = cast(Table, WornRow.__table__)
_NOT_SUMMARY = {
    *("id", "sport", "local_date", "notes_json", "sketch_json", "sketch_version"),
    *("same_as_id", "fingerprint", "richness"),
}
_SUMMARY = [column for column in _ACTIVITY.c if column.name not in _NOT_SUMMARY]
_JOINED = func.sum(_ACTIVITY.c.id * _ACTIVITY.c.same_as_id)
_HEAD = func.coalesce(_ACTIVITY.c.same_as_id, _ACTIVITY.c.id)
# Of two alike, not the one that came first: what is shown must not depend on the order of imports.
_RICHEST_FIRST = (_ACTIVITY.c.richness.desc(), _ACTIVITY.c.fingerprint, _ACTIVITY.c.id)
_DELETED_HEADS = select(_HEAD).join_from(
    _ACTIVITY, _DELETED, _DELETED.c.fingerprint == _ACTIVITY.c.fingerprint
)


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """An activity on record, put together from all records of it (``records.same_run``).

    ``activity`` has neither laps nor streams; ``Store.activity`` has them. ``files``: all that tell of it;
    ``sources``: what each record of it was read from; both the richest record's first. ``shoe_id``: the pair
    of shoes it was run in, None where unknown (``store.shoes``).
    """

    id: int
    activity: Activity
    files: tuple[str, ...]
    sources: tuple[str, ...]
    shoe_id: str | None

    @property
    def parts(self) -> int:
        """Of how many records it is made."""
        return len(self.sources)


def summaries(connection: Connection, *, deleted: bool = False) -> list[StoredActivity]:
    """All activities, oldest first; or those that the runner has deleted."""
    files: dict[int, dict[str, None]] = defaultdict(dict)
    names = (
        select(_HEAD, _SOURCE.c.name)
        .join_from(_ACTIVITY, _ACTIVITY_SOURCE)
        .join(_SOURCE)
        .order_by(*_RICHEST_FIRST, _SOURCE.c.name)
    )
    for head, name in connection.execute(names):
        files[head][name] = None
    query = (
        select(_HEAD.label("head"), _ACTIVITY.c.sport, _ACTIVITY.c.notes_json, *_SUMMARY)
        .where(_HEAD.in_(_DELETED_HEADS) if deleted else _HEAD.not_in(_DELETED_HEADS))
        .order_by(*_RICHEST_FIRST)
    )
    parts: dict[int, list[Activity]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        parts[row["head"]].append(_activity(row))
    shoes = worn(connection)
    found = []
    for head, group in parts.items():
        activity = joined(group)
        shoe_id = shoes.of(head, activity.sport, activity.gear, activity.local_date)
        sources = tuple(part.source for part in group)
        found.append(StoredActivity(head, activity, tuple(files[head]), sources, shoe_id))
    return sorted(found, key=lambda entry: entry.activity.start_utc)  # of two at once, the richer first


def revision(connection: Connection) -> str:
    """A text that is another one once ``summaries`` would be: from counts and sums, at next to no cost.

    Records are never changed but in how they are joined, so that their number, their newest, how they are
    joined, the imports, what is deleted and what is said of shoes tell all.
    """
    records = select(
        func.count(), func.max(_ACTIVITY.c.id), func.count(_ACTIVITY.c.same_as_id), _JOINED
    ).select_from(_ACTIVITY)
    batches = select(func.max(_BATCH.c.id), func.count(_BATCH.c.undone_utc), func.count(_BATCH.c.id))
    files = select(func.count()).select_from(_ACTIVITY_SOURCE)
    deleted = select(_DELETED.c.fingerprint).order_by(_DELETED.c.fingerprint)
    told = [tuple(connection.execute(query).one()) for query in (records, batches, files)]
    worn_in = [tuple(row) for row in connection.execute(select(_WORN).order_by(_WORN.c.fingerprint))]
    return repr((told, connection.execute(deleted).scalars().all(), all_shoes(connection), worn_in))


def whole(connection: Connection, activity_id: int) -> Activity:
    """One activity with its laps and streams, by its id or that of any record of it. KeyError where there is
    none.
    """
    return joined([record(connection, part) for part in members(connection, activity_id)])


def members(connection: Connection, activity_id: int) -> list[int]:
    """The records of an activity, the richest first. KeyError where there is none of this id."""
    head = connection.execute(select(_HEAD).where(_ACTIVITY.c.id == activity_id)).scalar()
    if head is None:
        raise KeyError(activity_id)
    query = select(_ACTIVITY.c.id).where(head == _HEAD).order_by(*_RICHEST_FIRST)
    return list(connection.execute(query).scalars())


def record(connection: Connection, record_id: int) -> Activity:
    """One record of an activity, with its laps and streams, as it was read."""
    row = connection.execute(select(_ACTIVITY).where(_ACTIVITY.c.id == record_id)).mappings().one()
    laps = connection.execute(
        select(_LAP.c.start_s, _LAP.c.elapsed_s, _LAP.c.moving_s, _LAP.c.distance_m)
        .where(_LAP.c.activity_id == record_id)
        .order_by(_LAP.c.number)
    ).mappings()
    streams = connection.execute(select(_STREAM).where(_STREAM.c.activity_id == record_id)).mappings()
    return _activity(
        row,
        laps=tuple(Lap(**lap) for lap in laps),
        streams=Streams({stream["channel"]: _channel(stream) for stream in streams}),
    )


def hidden_heads(connection: Connection) -> set[int]:
    """The heads of the activities that the runner has deleted."""
    return set(connection.execute(_DELETED_HEADS).scalars())


def channel_names(connection: Connection) -> list[str]:
    """The channels that any activity has, sorted."""
    return list(
        connection.execute(select(_STREAM.c.channel).distinct().order_by(_STREAM.c.channel)).scalars()
    )


def first_positions(connection: Connection, n: int) -> dict[int, tuple[float, float]]:
    """Where each of the last ``n`` runs that have positions began, by their heads, the newest first."""
    records = (
        select(_HEAD.label("head"), _ACTIVITY.c.id)
        .join(_STREAM, _STREAM.c.activity_id == _ACTIVITY.c.id)
        .where(
            _STREAM.c.channel == "latitude_deg",
            _ACTIVITY.c.sport == Sport.RUN.value,
            _HEAD.not_in(_DELETED_HEADS),
        )
        .order_by(_ACTIVITY.c.start_utc.desc(), *_RICHEST_FIRST)
    )
    found: dict[int, tuple[float, float]] = {}
    for row in connection.execute(records).all():
        if row.head not in found and (at := _first_position(connection, row.id)) is not None:
            found[row.head] = at
        if len(found) == n:
            break
    return found


def _first_position(connection: Connection, record_id: int) -> tuple[float, float] | None:
    of_record = (_STREAM.c.activity_id == record_id) & _STREAM.c.channel.in_(
        ("latitude_deg", "longitude_deg")
    )
    rows = connection.execute(select(_STREAM).where(of_record)).mappings()
    at = {row["channel"]: _channel(row).values() for row in rows}
    if len(at) < 2:
        return None
    known = np.isfinite(at["latitude_deg"]) & np.isfinite(at["longitude_deg"])
    if not known.any():
        return None
    first = int(known.argmax())
    return float(at["latitude_deg"][first]), float(at["longitude_deg"][first])


def _sketch_rows(connection: Connection) -> Sequence[Row[Any, Any, Any]]:
    return connection.execute(
        select(_ACTIVITY.c.id, _ACTIVITY.c.sketch_json, _ACTIVITY.c.sketch_version)
        .where(_ACTIVITY.c.same_as_id.is_(None), _ACTIVITY.c.id.not_in(_DELETED_HEADS))
        .order_by(_ACTIVITY.c.id)
    ).all()


def _in_shoes(connection: Connection, found: "dict[int, RunSketch]") -> "list[RunSketch]":
    """The sketches, by the activities' ids, with the pair that each was run in for gear; in order.

    By their starts; of two at once, by what they say, whichever was imported first.
    """
    shoes = worn(connection)
    shod = [
        one if shoe_id in (None, one.gear) else replace(one, gear=shoe_id)
        for head, one in found.items()
        for shoe_id in [shoes.of(head, one.sport, one.gear, one.local_date)]
    ]
    return sorted(
        shod, key=lambda one: (one.start_utc, one.sport, one.distance_m or 0.0, one.elapsed_s or 0.0)
    )


def sketches(connection: Connection) -> "tuple[list[RunSketch], list[int]]":
    """The sketches that are up to date, oldest first, and the ids of the activities whose sketch is not."""
    from backstride.exposure import SKETCH_VERSION, RunSketch

    rows = _sketch_rows(connection)
    fresh = {
        row.id: RunSketch.from_json(row.sketch_json) for row in rows if row.sketch_version == SKETCH_VERSION
    }
    return _in_shoes(connection, fresh), [row.id for row in rows if row.sketch_version != SKETCH_VERSION]


def sketches_as_now(connection: Connection) -> "list[RunSketch]":
    """The sketches as this version makes them, oldest first; outdated ones are made anew, but not kept."""
    from backstride.exposure import SKETCH_VERSION, RunSketch, sketch

    rows = _sketch_rows(connection)
    found = {
        row.id: RunSketch.from_json(row.sketch_json)
        if row.sketch_version == SKETCH_VERSION
        else sketch(whole(connection, row.id))
        for row in rows
    }
    return _in_shoes(connection, found)


def renew_sketch(connection: Connection, activity_id: int) -> None:
    """Make an activity's sketch anew, from its streams, as this version makes them, if it is still there."""
    from backstride.exposure import SKETCH_VERSION, sketch

    if connection.execute(select(_ACTIVITY.c.id).where(_ACTIVITY.c.id == activity_id)).scalar() is None:
        return
    fresh = sketch(whole(connection, activity_id))
    connection.execute(
        update(_ACTIVITY).where(_ACTIVITY.c.id == activity_id),
        {"sketch_json": fresh.to_json(), "sketch_version": SKETCH_VERSION},
    )


def _activity(row: RowMapping, **parts: Any) -> Activity:
    summary = {column.name: row[column.name] for column in _SUMMARY}
    return Activity(sport=Sport(row["sport"]), notes=tuple(json.loads(row["notes_json"])), **summary, **parts)


def _channel(row: RowMapping) -> Channel:
    from backstride.store.codec import decode

    return Channel(
        decode(row["codec"], row["dtype"], row["n"], row["data"]),
        scale=row["scale"],
        offset=row["value_offset"],
        invalid=None if row["invalid_mark"] is None else int(row["invalid_mark"]),
    )
