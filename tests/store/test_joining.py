"""Several records of one run: one activity, whatever came first; and only what changed is made anew."""

import dataclasses
import time
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from store_builders import NOW, content, file, import_one, record, rows, shown

from backstride.exposure import sketch
from backstride.records import Activity, Sport
from backstride.records.same_run import joined, richness
from backstride.store import Store, activities, joining, prepare

WATCH = record(channels="g")
STRAP = record(0.5, 39, 7.9, channels="h", source="tcx", avg_hr_bpm=141.0)
PLATFORM = record(0, 40, 8.01, source="gpx", sport=Sport.OTHER, gear="Blue")
EVENING = record(600, 30, 5, channels="gh")


def test_records_of_one_run_are_one_activity_with_all_files(store: Store) -> None:
    for name, one in {"strap": STRAP, "watch": WATCH, "platform": PLATFORM, "evening": EVENING}.items():
        import_one(store, name, one)
    run, evening = store.activities()
    assert (run.parts, evening.parts) == (3, 1)
    assert run.files == ("watch.fit", "strap.fit", "platform.fit")
    assert run.sources == ("fit", "tcx", "gpx")
    whole = store.activity(run.id)
    assert whole == dataclasses.replace(joined([WATCH, STRAP, PLATFORM]), streams=whole.streams)
    assert whole.avg_hr_bpm == 141.0
    assert whole.gear == "Blue"
    assert {"latitude_deg", "heart_rate_bpm"} <= whole.streams.channels.keys()
    assert run.activity == dataclasses.replace(whole, laps=())


def test_any_record_s_number_leads_to_the_activity(store: Store) -> None:
    import_one(store, "all", WATCH, STRAP, EVENING)
    numbers = [number for (number,) in rows(store, "SELECT id FROM activity ORDER BY id")]
    first, second, other = (store.activity(number) for number in numbers)
    assert first == second != other
    with pytest.raises(KeyError):
        store.activity(99)


def test_the_order_in_which_records_come_changes_nothing(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate(permutations([WATCH, STRAP, PLATFORM, EVENING])):
        with Store.open(tmp_path / str(number)) as store:
            for one in order:
                import_one(store, prepare(one).activity["fingerprint"][:20], one)
            told = [(activity, set(files)) for activity, files, _ in shown(store)]
            found.append((told, store.sketches(), content(store)["together"]))
    heads = [[sorted(group) for group in together] for _, _, together in found]
    assert all(one[:2] == found[0][:2] for one in found)
    assert all(one == heads[0] for one in heads)


def test_in_one_file_or_in_many_it_is_the_same(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one") as store:
        import_one(store, "a", WATCH, STRAP, EVENING)
        together = [(activity, parts) for activity, _, parts in shown(store)]
    with Store.open(tmp_path / "many") as store:
        for name, one in {"a": WATCH, "b": STRAP, "c": EVENING}.items():
            import_one(store, name, one)
        assert [(activity, parts) for activity, _, parts in shown(store)] == together


def test_a_watch_never_stopped_does_not_make_one_of_two_runs(tmp_path: Path) -> None:
    never_stopped = record(0.2, 640, 8.1)
    for number, order in enumerate(permutations([WATCH, never_stopped, EVENING])):
        with Store.open(tmp_path / str(number)) as store:
            for one in order:
                import_one(store, prepare(one).activity["fingerprint"][:20], one)
            assert sorted(entry.parts for entry in store.activities()) == [1, 2]
            (evening,) = [entry for entry in store.activities() if entry.parts == 1]
            assert evening.activity.start_utc == EVENING.start_utc


def test_the_sketch_is_that_of_all_records_together(store: Store) -> None:
    import_one(store, "watch", WATCH)
    assert store.sketches() == [sketch(WATCH)]
    import_one(store, "strap", STRAP)
    (found,) = store.sketches()
    assert found == sketch(joined([WATCH, STRAP]))
    assert found.heart_rate.time_s
    assert found.distance_m == WATCH.distance_m


def test_only_what_changed_is_sketched_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed: list[int] = []
    real = activities.renew_sketch

    def counted(connection: object, activity_id: int) -> None:
        renewed.append(activity_id)
        real(connection, activity_id)  # type: ignore[arg-type]

    monkeypatch.setattr(activities, "renew_sketch", counted)
    days = [record(day * 1440, 40, 8, channels="g") for day in range(5)]
    import_one(store, "watch", *days)
    store.sketches()
    assert renewed == []
    import_one(store, "strap", dataclasses.replace(STRAP, start_utc=days[3].start_utc))
    store.sketches()
    store.sketches()
    changed = {entry.id for entry in store.activities() if entry.parts == 2}
    assert renewed == list(changed)
    store.undo(None, NOW)
    assert store.sketches() == [sketch(one) for one in days]
    assert renewed == list(changed) * 2
    store.delete_activity(store.activities()[0].id, NOW)
    assert len(store.sketches()) == 4
    assert renewed == list(changed) * 2


def test_a_run_that_went_meanwhile_is_not_sketched(store: Store) -> None:
    import_one(store, "watch", WATCH)
    before = content(store)
    with store._writing() as connection:
        activities.renew_sketch(connection, 99)
    assert content(store) == before


def test_an_identical_record_in_a_later_export_is_kept_once(store: Store) -> None:
    import_one(store, "export-1", WATCH, EVENING)
    import_one(store, "export-2", WATCH, EVENING, record(2000))
    assert [(parts, files) for _, files, parts in shown(store)] == [
        (1, ("export-1.fit", "export-2.fit")),
        (1, ("export-1.fit", "export-2.fit")),
        (1, ("export-2.fit",)),
    ]
    assert rows(store, "SELECT count(*) FROM activity") == [(3,)]


def test_a_record_twice_in_one_file_is_kept_once(store: Store) -> None:
    import_one(store, "chained", WATCH, WATCH)
    assert [(parts, files) for _, files, parts in shown(store)] == [(1, ("chained.fit",))]


def test_the_fingerprint_tells_records_apart_and_outlasts_the_store(store: Store, run: Activity) -> None:
    def of(activity: Activity) -> str:
        return str(prepare(activity).activity["fingerprint"])

    others = [
        dataclasses.replace(run, avg_hr_bpm=150.0),
        dataclasses.replace(run, start_utc=run.start_utc + timedelta(microseconds=1)),
        dataclasses.replace(run, laps=run.laps[:1]),
        dataclasses.replace(run, gear="Blue"),
        dataclasses.replace(run, streams=dataclasses.replace(run.streams, channels={})),
    ]
    assert len({of(one) for one in (run, *others)}) == 6
    import_one(store, "a", run, *others[1:2])
    with store._reading() as connection:
        for number, told in rows(store, "SELECT id, fingerprint FROM activity"):
            assert of(activities.record(connection, number)) == told


def test_a_record_that_is_not_kept_is_not_remembered_either(store: Store) -> None:
    broken = prepare(STRAP)
    broken.streams[0].pop("data")
    with store.batch(NOW) as batch:
        batch.add(file("evening"), [prepare(EVENING)])
        with pytest.raises(KeyError):
            batch.add(file("strap"), [broken])
        batch.add(file("watch"), [prepare(WATCH)])
        batch.add(file("platform"), [prepare(PLATFORM)])
        batch.finish(imported=3, duplicates=0, skipped=0, failed=0)
    assert [parts for _, _, parts in shown(store)] == [2, 1]
    import_one(store, "strap", STRAP)
    assert [parts for _, _, parts in shown(store)] == [3, 1]
    content(store)


def test_two_imports_at_once_join_what_the_other_brings(store: Store) -> None:
    with Store.open(store.home) as other, store.batch(NOW) as one, other.batch(NOW) as two:
        one.add(file("watch"), [prepare(WATCH)])
        two.add(file("strap"), [prepare(STRAP)])
        one.add(file("platform"), [prepare(PLATFORM)])
        two.add(file("again"), [prepare(WATCH)])
        two.add(file("evening"), [prepare(EVENING)])
        one.add(file("evening"), [prepare(EVENING)])
        two.finish(imported=3, duplicates=0, skipped=0, failed=0)
        one.finish(imported=2, duplicates=1, skipped=0, failed=0)
    assert [(parts, set(files)) for _, files, parts in shown(store)] == [
        (3, {"watch.fit", "strap.fit", "platform.fit", "again.fit"}),
        (1, {"evening.fit"}),
    ]
    assert rows(store, "SELECT count(*) FROM activity") == [(4,)]
    content(store)


def test_what_the_runner_keeps_apart_while_an_import_runs_stays_apart(store: Store) -> None:
    import_one(store, "watch", WATCH)
    import_one(store, "strap", STRAP)
    with Store.open(store.home) as other, store.batch(NOW) as batch:
        batch.add(file("evening"), [prepare(EVENING)])
        other.separate(other.activities()[0].id)
        batch.add(file("platform"), [prepare(PLATFORM)])
        batch.finish(imported=2, duplicates=0, skipped=0, failed=0)
    assert sorted(parts for _, _, parts in shown(store)) == [1, 1, 2]


def test_ten_thousand_records_are_joined_anew_within_a_second(store: Store) -> None:
    plain = dataclasses.replace(WATCH, streams=dataclasses.replace(WATCH.streams, channels={}))
    never_stopped = dataclasses.replace(plain, elapsed_s=20 * 365 * 86_400.0)
    many = [
        dataclasses.replace(
            plain,
            start_utc=plain.start_utc + timedelta(hours=7 * (number // 2), seconds=20 * (number % 2)),
            distance_m=8000.0 + number % 2,
        )
        for number in range(10_000)
    ]
    import_one(store, "all", never_stopped, *many)
    with store._writing() as connection:
        records = joining.Records(connection)
        before = time.process_time()
        joining.regroup(connection)
        took_s = time.process_time() - before
        assert joining.Records(connection).heads == records.heads
    assert len(set(records.heads.values())) == 5_000
    assert took_s < 1.5  # a second, and what a busy computer adds


def test_richness_is_kept_with_the_record(store: Store) -> None:
    import_one(store, "a", WATCH)
    np.testing.assert_allclose(rows(store, "SELECT richness FROM activity"), [[richness(WATCH)]])
