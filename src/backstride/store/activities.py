"""Activities out of the database: summaries for lists, whole ones with laps and streams, sketches."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Row, RowMapping, Table, select, update

from backstride.records import Activity, Channel, Lap, Sport, Streams
from backstride.store.codec import decode
from backstride.store.models import ActivityRow, ActivitySourceRow, LapRow, SourceFileRow, StreamRow

if TYPE_CHECKING:
    from backstride.exposure import RunSketch

_ACTIVITY, _ACTIVITY_SOURCE, _LAP, _SOURCE, _STREAM = (
    cast(Table, row.__table__) for row in (ActivityRow, ActivitySourceRow, LapRow, SourceFileRow, StreamRow)
)
_NOT_SUMMARY = {"id", "sport", "local_date", "notes_json", "sketch_json", "sketch_version"}
_SUMMARY = [column for column in _ACTIVITY.c if column.name not in _NOT_SUMMARY]


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """An activity on record. ``activity`` has neither laps nor streams; ``Store.activity`` has them."""

    id: int
    activity: Activity
    files: tuple[str, ...]


def summaries(connection: Connection) -> list[StoredActivity]:
    """All activities, oldest first."""
    files: dict[int, list[str]] = defaultdict(list)
    names = (
        select(_ACTIVITY_SOURCE.c.activity_id, _SOURCE.c.name)
        .join_from(_ACTIVITY_SOURCE, _SOURCE)
        .order_by(_ACTIVITY_SOURCE.c.activity_id, _SOURCE.c.id)
    )
    for activity_id, name in connection.execute(names):
        files[activity_id].append(name)
    query = select(_ACTIVITY.c.id, _ACTIVITY.c.sport, _ACTIVITY.c.notes_json, *_SUMMARY)
    rows = connection.execute(query.order_by(_ACTIVITY.c.start_utc, _ACTIVITY.c.id)).mappings()
    return [StoredActivity(row["id"], _activity(row), tuple(files[row["id"]])) for row in rows]


def whole(connection: Connection, activity_id: int) -> Activity:
    """One activity with its laps and streams. KeyError where there is none of this id."""
    row = connection.execute(select(_ACTIVITY).where(_ACTIVITY.c.id == activity_id)).mappings().one_or_none()
    if row is None:
        raise KeyError(activity_id)
    laps = connection.execute(
        select(_LAP.c.start_s, _LAP.c.elapsed_s, _LAP.c.moving_s, _LAP.c.distance_m)
        .where(_LAP.c.activity_id == activity_id)
        .order_by(_LAP.c.number)
    ).mappings()
    streams = connection.execute(select(_STREAM).where(_STREAM.c.activity_id == activity_id)).mappings()
    return _activity(
        row,
        laps=tuple(Lap(**lap) for lap in laps),
        streams=Streams({stream["channel"]: _channel(stream) for stream in streams}),
    )


def channel_names(connection: Connection) -> list[str]:
    """The channels that any activity has, sorted."""
    return list(
        connection.execute(select(_STREAM.c.channel).distinct().order_by(_STREAM.c.channel)).scalars()
    )


def _sketch_rows(connection: Connection) -> Sequence[Row[Any, Any, Any]]:
    return connection.execute(
        select(_ACTIVITY.c.id, _ACTIVITY.c.sketch_json, _ACTIVITY.c.sketch_version).order_by(
            _ACTIVITY.c.start_utc, _ACTIVITY.c.id
        )
    ).all()


def sketches(connection: Connection) -> "tuple[list[RunSketch], list[int]]":
    """The sketches that are up to date, oldest first, and the ids of the activities whose sketch is not."""
    from backstride.exposure import SKETCH_VERSION, RunSketch

    rows = _sketch_rows(connection)
    fresh = [RunSketch.from_json(row.sketch_json) for row in rows if row.sketch_version == SKETCH_VERSION]
    return fresh, [row.id for row in rows if row.sketch_version != SKETCH_VERSION]


def sketches_as_now(connection: Connection) -> "list[RunSketch]":
    """The sketches as this version makes them, oldest first; outdated ones are made anew, but not kept."""
    from backstride.exposure import SKETCH_VERSION, RunSketch, sketch

    rows = _sketch_rows(connection)
    return [
        RunSketch.from_json(row.sketch_json)
        if row.sketch_version == SKETCH_VERSION
        else sketch(whole(connection, row.id))
        for row in rows
    ]


def renew_sketch(connection: Connection, activity_id: int) -> None:
    """Make an activity's sketch anew, from its streams, as this version makes them."""
    from backstride.exposure import SKETCH_VERSION, sketch

    fresh = sketch(whole(connection, activity_id))
    connection.execute(
        update(_ACTIVITY).where(_ACTIVITY.c.id == activity_id),
        {"sketch_json": fresh.to_json(), "sketch_version": SKETCH_VERSION},
    )


def _activity(row: RowMapping, **parts: Any) -> Activity:
    summary = {column.name: row[column.name] for column in _SUMMARY}
    return Activity(sport=Sport(row["sport"]), notes=tuple(json.loads(row["notes_json"])), **summary, **parts)


def _channel(row: RowMapping) -> Channel:
    return Channel(
        decode(row["codec"], row["dtype"], row["n"], row["data"]),
        scale=row["scale"],
        offset=row["value_offset"],
        invalid=None if row["invalid_mark"] is None else int(row["invalid_mark"]),
    )
