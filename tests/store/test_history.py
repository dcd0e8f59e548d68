"""What imports there were, what each made of its files, and what files hold beside activities."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from store_builders import NOW, file, holds, import_one, record, rows

from backstride.records import Measure, MeasureKind
from backstride.store import Fate, ImportBatch, LogEntry, Store, prepare


def test_every_import_is_told_oldest_first(store: Store) -> None:
    assert store.imports() == []
    import_one(store, "a", record())
    with store.batch(NOW + timedelta(days=1)) as batch:
        batch.add(file("b", Fate.SKIPPED))
    store.undo(1, NOW)
    assert store.imports() == [
        ImportBatch(
            id=1,
            started_utc=NOW.astimezone(UTC),
            started_local_date=date(2024, 6, 1),
            finished=True,
            undone=True,
            imported=1,
            duplicates=0,
            skipped=0,
            failed=0,
        ),
        ImportBatch(
            id=batch.id,
            started_utc=NOW.astimezone(UTC) + timedelta(days=1),
            started_local_date=date(2024, 6, 2),
            finished=False,
            undone=False,
            imported=0,
            duplicates=0,
            skipped=0,
            failed=0,
        ),
    ]


def test_the_log_tells_every_file_in_the_order_in_which_it_was_met(store: Store) -> None:
    files = [
        file("a"),
        file("picture", Fate.SKIPPED, reason="a picture", sha256=None),
        file("b", Fate.FAILED, reason="damaged", offset=12),
        file("c", warnings=("cut short", "odd")),
        dataclasses.replace(file("a", Fate.DUPLICATE), name="again/a.fit"),
        file("settings", Fate.SKIPPED, reason="settings"),
        file("settings", Fate.SKIPPED, reason="settings"),
    ]
    with store.batch(NOW) as batch:
        for number, one in enumerate(files):
            activities = [prepare(record(number * 1440))] if one.fate is Fate.IMPORTED else []
            batch.add(one, activities)
        batch.finish(imported=2, duplicates=1, skipped=3, failed=1)
    assert store.import_log(batch.id) == [
        LogEntry(name=one.name, fate=one.fate, reason=one.reason, warnings=one.warnings, offset=one.offset)
        for one in files
    ]
    assert len(rows(store, "SELECT * FROM source_file")) == 4


def test_a_skipped_content_met_again_while_it_waits_is_known(store: Store) -> None:
    with store.batch(NOW) as batch:
        batch.add(file("settings", Fate.SKIPPED, reason="settings"))
        known = batch.known(str(file("settings").sha256))
        assert known is not None
        assert (known.fate, known.reason, known.current) == (Fate.SKIPPED, "settings", True)
        assert not holds(batch, str(file("settings").sha256))


def test_what_waits_to_be_written_is_told_with_the_next_run(store: Store) -> None:
    with store.batch(NOW) as batch:
        batch.add(file("settings", Fate.SKIPPED))
        assert store.import_log(batch.id) == []
        batch.add(file("a"), [prepare(record())])
        assert [entry.name for entry in store.import_log(batch.id)] == ["settings.fit", "a.fit"]


def test_there_is_no_log_of_an_import_that_was_not(store: Store) -> None:
    with pytest.raises(KeyError):
        store.import_log(1)


def night(day: int, value: float, source: str = "ring") -> Measure:
    return Measure(date=date(2024, 5, day), kind=MeasureKind.SLEEP_H, value=value, source=source)


def test_measures_come_by_date_each_once(store: Store) -> None:
    import_one(store, "week-1", measures=[night(2, 7.5), night(1, 7.0), night(1, 7.0)])
    import_one(store, "week-2", record(), measures=[night(2, 7.5), night(3, float("nan")), night(3, 6.0)])
    import_one(store, "watch", measures=[night(2, 7.0, "watch")])
    assert store.measures() == [night(1, 7.0), night(2, 7.5), night(2, 7.0, "watch"), night(3, 6.0)]


def test_a_file_read_anew_tells_its_measures_anew(store: Store) -> None:
    with store.batch(NOW) as batch:
        batch.add(file("week", Fate.SKIPPED, lasting=False), measures=[night(1, 7.0), night(2, 7.0)])
        batch.finish(imported=0, duplicates=0, skipped=1, failed=0)
    import_one(store, "week", measures=[night(1, 7.5)])
    assert store.measures() == [night(1, 7.5)]


def test_an_export_tells_runs_up_to_its_own_day(store: Store) -> None:
    with store.batch(NOW) as batch:
        batch.add(file("a"), [prepare(record())])
        batch.covers_until(date(2024, 3, 1))
        batch.finish(imported=1, duplicates=0, skipped=0, failed=0)
    assert store.last_import_date() == date(2024, 3, 1)
    import_one(store, "b", record(2000), now=datetime(2024, 4, 1, tzinfo=UTC))
    assert store.last_import_date() == date(2024, 4, 1)
