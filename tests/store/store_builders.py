"""Records of runs, imports of them, and all that a store holds, without its numbering."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np

from backstride.records import Activity, Channel, CheckIn, Measure, Sport, Streams
from backstride.store import Batch, Fate, FileFate, Store, prepare
from backstride.store.database import FILE_NAME

NOW = datetime(2024, 6, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))  # still 31 May in UTC


def record(
    start_min: float = 0.0, long_min: float = 40.0, km: float = 8.0, *, channels: str = "", **changes: Any
) -> Activity:
    """A record of a run: ``start_min`` after a certain moment. ``channels``: g(ps), h(eart rate)."""
    n = int(long_min * 6)
    columns = {"time_s": np.arange(n) * 10.0, "distance_m": np.linspace(0, km * 1000, n)}
    if "g" in channels:
        columns |= {"latitude_deg": np.linspace(48, 48.05, n), "longitude_deg": np.full(n, 11.5)}
    if "h" in channels:
        columns["heart_rate_bpm"] = 120.0 + np.arange(n) % 40
    usual: dict[str, Any] = {
        "sport": Sport.RUN,
        "start_utc": datetime(2024, 5, 1, 6, tzinfo=UTC) + timedelta(minutes=start_min),
        "utc_offset_s": 7200,
        "offset_source": "file",
        "source": "fit",
        "distance_m": km * 1000,
        "elapsed_s": long_min * 60,
        "streams": Streams({name: Channel(values) for name, values in columns.items()}),
    }
    return Activity(**(usual | changes))


def file(name: str, fate: Fate = Fate.IMPORTED, **changes: Any) -> FileFate:
    """A file of that content (its name stands for it)."""
    usual: dict[str, Any] = {
        "name": f"{name}.fit",
        "sha256": name.encode().hex().ljust(64, "0"),
        "size_bytes": 9,
        "fate": fate,
    }
    if fate in (Fate.SKIPPED, Fate.FAILED):
        usual["reason"] = "for a reason"
    return FileFate(**(usual | changes))


def holds(batch: Batch, sha256: str | None) -> bool:
    """Whether a content is known as imported."""
    known = batch.known(str(sha256))
    return known is not None and known.fate is Fate.IMPORTED


def import_one(
    store: Store,
    name: str,
    *activities: Activity,
    measures: Sequence[Measure] = (),
    check_ins: Sequence[CheckIn] = (),
    now: datetime = NOW,
) -> int:
    """An import of one file; its number. Without activities it is skipped; a known one is met again."""
    with store.batch(now) as batch:
        if holds(batch, file(name).sha256):
            batch.add(file(name, Fate.DUPLICATE))
            counts = {"imported": 0, "duplicates": 1, "skipped": 0}
        elif activities:
            batch.add(file(name), [prepare(one) for one in activities], measures, check_ins)
            counts = {"imported": 1, "duplicates": 0, "skipped": 0}
        else:
            batch.add(file(name, Fate.SKIPPED), (), measures, check_ins)
            counts = {"imported": 0, "duplicates": 0, "skipped": 1}
        batch.finish(**counts, failed=0)
        return batch.id


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(store.home / FILE_NAME)) as database:
        return database.execute(query).fetchall()


def shown(store: Store) -> list[tuple[Activity, tuple[str, ...], int]]:
    """What is shown of activities, without their numbers."""
    return [(entry.activity, entry.files, entry.parts) for entry in store.activities()]


_OF_FILE = "JOIN activity_source s ON s.activity_id = a.id JOIN source_file f ON f.id = s.source_file_id"
_LEFT_OUT = {"id", "activity_id", "source_file_id", "batch_id", "same_as_id", "reader_version"}
_LEFT_OUT |= {"diary_table_id", "told_utc"}
_LEFT_OUT |= {"sketch_json", "sketch_version"}  # made from the rest


def content(store: Store) -> dict[str, Any]:
    """All that the store holds, but for its numbering, for imports and their log."""
    queries = {
        "source_file": "SELECT * FROM source_file",
        "activity": f"SELECT f.sha256, a.* FROM activity a {_OF_FILE}",
        "lap": "SELECT a.fingerprint, l.* FROM lap l JOIN activity a ON a.id = l.activity_id",
        "stream": "SELECT a.fingerprint, s.* FROM stream s JOIN activity a ON a.id = s.activity_id",
        "together": "SELECT h.fingerprint head, a.fingerprint FROM activity a"
        " JOIN activity h ON h.id = coalesce(a.same_as_id, a.id)",
        "measure": "SELECT f.sha256, m.* FROM measure m JOIN source_file f ON f.id = m.source_file_id",
        "check_in": "SELECT f.sha256, c.* FROM check_in c LEFT JOIN diary_table t ON t.id = c.diary_table_id"
        " LEFT JOIN source_file f ON f.id = t.source_file_id",
        "diary_table": "SELECT f.sha256, t.* FROM diary_table t"
        " LEFT JOIN source_file f ON f.id = t.source_file_id",
        "told": "SELECT f.sha256, t.* FROM told t JOIN source_file f ON f.id = t.source_file_id",
        **{
            name: f"SELECT * FROM {name}"
            for name in ("apart", "deleted", "shoe", "worn", "screening", "setting")
        },
    }
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(store.home / FILE_NAME)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, query in queries.items():
            cursor = database.execute(query)
            kept = [i for i, column in enumerate(cursor.description) if column[0] not in _LEFT_OUT]
            found[name] = sorted((tuple(row[i] for i in kept) for row in cursor), key=repr)
        alone = database.execute(
            "SELECT count(*) FROM activity WHERE id NOT IN (SELECT activity_id FROM activity_source)"
        )
        assert alone.fetchone() == (0,)
        broken = database.execute(
            "SELECT count(*) FROM activity WHERE same_as_id NOT IN"
            " (SELECT id FROM activity WHERE same_as_id IS NULL)"
        )
        assert broken.fetchone() == (0,)
    together: dict[str, set[str]] = {}
    for head, member in found["together"]:
        together.setdefault(head, set()).add(member)
    found["together"] = sorted(sorted(group) for group in together.values())
    found["shown"] = shown(store)
    found["hidden"] = [entry.activity for entry in store.activities(deleted=True)]
    found["sketches"] = store.sketches()
    found["measures"] = store.measures()
    found["diary"] = store.check_ins()
    return found
