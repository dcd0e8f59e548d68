"""Taking imports back: what is on record is then what would be if they had never been."""

import dataclasses
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from store_builders import NOW, content, file, import_one, record, rows, shown

from backstride.records import Activity, CheckIn, Measure, MeasureKind
from backstride.store import Fate, Origin, Store, StoreError, Undone, prepare
from backstride.store.database import FILE_NAME

WATCH = record(channels="g")
STRAP = record(0.5, 39, 7.9, channels="h", source="tcx")
EVENING = record(600, 30, 5, channels="gh")


def night(day: int, value: float = 7.0, source: str = "ring") -> Measure:
    return Measure(date=date(2024, 5, day), kind=MeasureKind.SLEEP_H, value=value, source=source)


def line(day: int, pain: float, hour: int = 7) -> CheckIn:
    return CheckIn(
        date=date(2024, 5, day), written_at=datetime(2024, 5, day, hour, tzinfo=UTC), pain_nrs=pain
    )


def test_the_last_import_is_taken_back_with_all_that_it_brought(store: Store) -> None:
    import_one(store, "a", WATCH, measures=[night(1)])
    import_one(store, "diary-a", check_ins=[line(1, 3)])
    before = content(store)
    with store.batch(NOW) as batch:
        batch.add(file("b"), [prepare(STRAP), prepare(EVENING)], [night(2), night(1, source="watch")])
        batch.add(file("diary-b", Fate.SKIPPED), check_ins=[line(1, 5, 9), line(2, 4)])
        batch.add(file("nights", Fate.SKIPPED), measures=[night(3)])
        batch.add(file("picture", Fate.SKIPPED))
        batch.add(file("broken", Fate.FAILED, offset=7))
        batch.add(file("a", Fate.DUPLICATE))
        batch.finish(imported=1, duplicates=1, skipped=3, failed=1)
    assert content(store) != before
    undone = store.undo(None, NOW)
    assert undone == Undone(batch=batch.id, files=5, activities=1, check_ins=2, kept_files=0)
    assert content(store) == before


def test_an_import_of_a_number_is_taken_back_and_later_ones_stay(store: Store) -> None:
    first = import_one(store, "a", WATCH, EVENING)
    import_one(store, "b", STRAP)
    assert store.undo(first, NOW) == Undone(batch=first, files=1, activities=1, check_ins=0, kept_files=0)
    assert [(files, parts) for _, files, parts in shown(store)] == [(("b.fit",), 1)]
    assert store.activities()[0].activity == dataclasses.replace(STRAP, laps=())
    with pytest.raises(StoreError, match=f"import {first} was taken back already"):
        store.undo(first, NOW)


def test_there_must_be_an_import_to_take_back(store: Store) -> None:
    with pytest.raises(StoreError, match="there is no import to take back"):
        store.undo(None, NOW)
    with pytest.raises(StoreError, match="there is no import 7: see backstride import --log"):
        store.undo(7, NOW)
    import_one(store, "a", WATCH)
    store.undo(None, NOW)
    with pytest.raises(StoreError, match="there is no import to take back"):
        store.undo(None, NOW)


def test_undo_again_takes_back_the_one_before(store: Store) -> None:
    empty = content(store)
    for name, one in {"a": WATCH, "b": STRAP, "c": EVENING}.items():
        import_one(store, name, one)
    assert [store.undo(None, NOW).batch for _ in range(3)] == [3, 2, 1]
    assert content(store) == empty
    assert import_one(store, "a", WATCH) == 4
    assert len(store.activities()) == 1


def test_what_is_taken_back_can_be_imported_again(store: Store) -> None:
    import_one(store, "a", WATCH, measures=[night(1)])
    before = content(store)
    store.undo(None, NOW)
    import_one(store, "a", WATCH, measures=[night(1)])
    assert content(store) == before


def test_an_import_that_was_cut_off_is_taken_back_as_well(store: Store) -> None:
    before = content(store)
    with store.batch(NOW) as batch:
        batch.add(file("a"), [prepare(WATCH)])
    assert store.undo(None, NOW).batch == batch.id
    assert content(store) == before
    (told,) = store.imports()
    assert (told.finished, told.undone) == (False, True)


def test_files_that_a_later_import_met_as_well_are_then_its_own(store: Store) -> None:
    first = import_one(store, "a", WATCH)
    second = import_one(store, "a", WATCH)
    third = import_one(store, "a", WATCH)
    assert [entry.fate for entry in store.import_log(second)] == ["duplicate"]
    undone = store.undo(first, NOW)
    assert undone == Undone(batch=first, files=0, activities=0, check_ins=0, kept_files=1)
    assert len(store.activities()) == 1
    assert [entry.fate for entry in store.import_log(second)] == ["imported"]
    assert [entry.fate for entry in store.import_log(third)] == ["duplicate"]
    counts = [(one.imported, one.duplicates) for one in store.imports()]
    assert counts == [(1, 0), (1, 0), (0, 1)]
    assert store.undo(second, NOW).kept_files == 1
    assert store.undo(third, NOW).activities == 1
    assert store.activities() == []


def test_a_later_import_keeps_the_name_that_it_met_a_file_under(store: Store) -> None:
    import_one(store, "a", WATCH)
    with store.batch(NOW) as batch:
        batch.add(dataclasses.replace(file("a", Fate.DUPLICATE), name="export.zip/a.fit"))
        batch.finish(imported=0, duplicates=1, skipped=0, failed=0)
    store.undo(1, NOW)
    assert store.activities()[0].files == ("export.zip/a.fit",)


def test_diary_lines_stay_where_a_later_import_met_the_same_table(store: Store) -> None:
    import_one(store, "diary", check_ins=[line(1, 3)])
    import_one(store, "diary")
    assert store.undo(1, NOW).check_ins == 0
    assert [entry.pain_nrs for entry in store.check_ins()] == [3]
    assert store.undo(2, NOW).check_ins == 1
    assert store.check_ins() == []


def test_a_later_table_then_says_all_that_it_says(store: Store) -> None:
    """A diary grows in a spreadsheet, and is imported again and again."""
    import_one(store, "week-1", check_ins=[line(1, 3), line(2, 4)])
    import_one(store, "week-2", check_ins=[line(1, 3), line(2, 5), line(3, 2)])
    import_one(store, "week-3", check_ins=[line(1, 3), line(2, 5), line(3, 2), line(4, 1)])
    assert [entry.pain_nrs for entry in store.check_ins()] == [3, 5, 2, 1]
    assert len(store.diary_lines()) == 5
    assert store.undo(1, NOW).check_ins == 1
    assert [entry.pain_nrs for entry in store.check_ins()] == [3, 5, 2, 1]
    assert store.undo(3, NOW).check_ins == 1
    assert [entry.pain_nrs for entry in store.check_ins()] == [3, 5, 2]
    assert store.undo(2, NOW).check_ins == 3
    assert store.check_ins() == []


def test_a_table_that_was_named_alone_still_says_all_that_it_says(store: Store) -> None:
    import_one(store, "diary", check_ins=[line(1, 3), line(2, 4)], now=NOW - timedelta(days=1))
    store.add_diary_table([line(1, 3), line(5, 5)], NOW)
    assert len(store.diary_lines()) == 3
    assert store.undo(None, NOW).check_ins == 1
    assert [(entry.date.day, entry.pain_nrs) for entry in store.check_ins()] == [(1, 3), (5, 5)]


def test_what_was_corrected_by_hand_stays_corrected(store: Store) -> None:
    import_one(store, "week-1", check_ins=[line(1, 3)])
    store.add_check_ins([line(1, 6, 12)], Origin.TYPED)
    import_one(store, "week-2", check_ins=[line(1, 3), line(2, 4)])
    assert [entry.pain_nrs for entry in store.check_ins()] == [6, 4]
    store.undo(2, NOW)
    assert [entry.pain_nrs for entry in store.check_ins()] == [6]


def test_what_was_typed_stays(store: Store) -> None:
    import_one(store, "diary", check_ins=[line(1, 3)])
    store.add_check_ins([line(1, 6, 12)], Origin.TYPED)
    store.undo(None, NOW)
    assert [entry.pain_nrs for entry in store.check_ins()] == [6]


def test_a_record_that_another_file_tells_of_too_stays(store: Store) -> None:
    import_one(store, "export-1", WATCH, EVENING)
    import_one(store, "export-2", WATCH, record(2000))
    assert store.undo(1, NOW).activities == 1
    assert [files for _, files, _ in shown(store)] == [("export-2.fit",)] * 2


def test_a_file_that_an_earlier_import_could_not_read_is_again_as_that_one_left_it(store: Store) -> None:
    with store.batch(NOW) as batch:
        batch.add(file("a", Fate.FAILED, reason="damaged", offset=12, lasting=False, warnings=("odd",)))
        batch.finish(imported=0, duplicates=0, skipped=0, failed=1)
    before = content(store)
    import_one(store, "a", WATCH)
    store.undo(None, NOW)
    assert content(store) == before
    with store.batch(NOW) as batch:
        known = batch.known(file("a").sha256 or "")
        assert known is not None
        assert (known.fate, known.reason, known.offset, known.current) == (
            Fate.FAILED, "damaged", 12, False,
        )  # fmt: skip


def test_taking_a_bridge_away_leaves_two_and_takes_none(store: Store) -> None:
    jog, race = record(0, 10, 1.5), record(11, 50, 12)
    import_one(store, "runs", jog, race)
    before = content(store)
    import_one(store, "both", record(0, 61, 13.5))
    assert sorted(parts for _, _, parts in shown(store)) == [1, 2]
    assert store.undo(None, NOW).activities == 0
    assert content(store) == before


def test_runs_are_known_up_to_the_last_import_that_stands(store: Store) -> None:
    import_one(store, "a", WATCH, now=NOW - timedelta(days=9))
    import_one(store, "b", STRAP, now=NOW)
    assert store.last_import_date() == date(2024, 6, 1)
    store.undo(None, NOW)
    assert store.last_import_date() == date(2024, 5, 23)
    store.undo(None, NOW)
    assert store.last_import_date() is None


def test_an_import_that_is_taken_back_while_it_runs_stops(store: Store) -> None:
    with Store.open(store.home) as other, store.batch(NOW) as batch:
        batch.add(file("a"), [prepare(WATCH)])
        other.undo(None, NOW)
        with pytest.raises(StoreError, match="import 1 was taken back while it ran: start it again"):
            batch.add(file("b"), [prepare(EVENING)])
    assert store.activities() == []
    assert rows(store, "SELECT count(*) FROM source_file") == [(0,)]


def test_what_was_taken_back_meanwhile_is_new_to_an_import_under_way(store: Store) -> None:
    first = import_one(store, "a", WATCH)
    with Store.open(store.home) as other, store.batch(NOW) as batch:
        batch.add(file("b"), [prepare(STRAP)])
        other.undo(first, NOW)
        assert batch.add(file("a"), [prepare(WATCH)])
        batch.finish(imported=2, duplicates=0, skipped=0, failed=0)
    assert [parts for _, _, parts in shown(store)] == [2]
    content(store)


def test_the_log_of_an_import_that_was_taken_back_stays(store: Store) -> None:
    import_one(store, "a", WATCH)
    store.undo(None, NOW)
    assert [(entry.name, entry.fate) for entry in store.import_log(1)] == [("a.fit", "imported")]
    assert [one.undone for one in store.imports()] == [True]


# Anything in any order, against a store in which what was taken back was never done.

JOG, RACE = record(2000, 10, 1.5), record(2011, 50, 12, source="tcx")
FILES: dict[str, tuple[Sequence[Activity], Sequence[Measure], Sequence[CheckIn]]] = {
    "watch": ([WATCH], [], []),
    "strap": ([STRAP], [night(1, 6.5, "strap")], []),
    "phone": ([record(0.2, 40, 8.1, channels="g", source="gpx"), EVENING], [], []),
    "export": ([WATCH, record(600, 30, 5.1, source="tcx")], [], []),
    "never-stopped": ([record(0.2, 640, 8.1)], [], []),
    "jog-race": ([JOG, RACE], [], []),
    "both": ([record(2000, 61, 13.5, source="gpx")], [], []),
    "nights": ([], [night(1), night(2)], []),
    "diary": ([], [], [line(1, 3), line(2, 4)]),
    "diary-grown": ([], [], [line(1, 3), line(2, 5), line(3, 0)]),
    "diary-other": ([], [], [line(2, 4), line(2, 5, 9), line(4, 1)]),
    "picture": ([], [], []),
}
RUN_OF = {
    prepare(one).activity["fingerprint"]: number
    for number, told in enumerate(
        [
            [WATCH, STRAP, FILES["phone"][0][0], FILES["never-stopped"][0][0]],
            [EVENING, FILES["export"][0][1]],
            [JOG],
            [RACE, FILES["both"][0][0]],
        ]
    )
    for one in told
}
READABLE_FROM = {"strap": 2, "phone": 3, "both": 3}
"""Files that a reader understands from that import on; before, they fail."""
Choice = Callable[[Store], None]


@cache
def folder() -> tempfile.TemporaryDirectory[str]:
    """Where the stores stand, with an empty one to copy; it goes when the tests end."""
    memory = Path("/dev/shm")  # where there is one: thousands of transactions then wait for no disk
    made = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, ignore_cleanup_errors=True)
    Store.open(Path(made.name) / "empty").close()
    return made


def fresh_store() -> Store:
    home = Path(tempfile.mkdtemp(dir=folder().name)) / "home"
    shutil.copytree(Path(folder().name) / "empty", home)
    return Store.open(home)


def run_batch(store: Store, serial: int, names: Sequence[str], *, finish: bool) -> int:
    """An import of files, as the use case makes it; ``serial`` says which readers it has."""
    counts = dict.fromkeys(("imported", "duplicates", "skipped", "failed"), 0)
    with store.batch(NOW + timedelta(days=serial)) as batch:
        for name in names:
            activities, measures, check_ins = FILES[name]
            known = batch.known(str(file(name).sha256))
            if known is not None and known.fate is Fate.IMPORTED:
                batch.add(file(name, Fate.DUPLICATE))
                counts["duplicates"] += 1
            elif known is not None and known.current:
                batch.add(file(name, known.fate, reason=known.reason))
                counts[known.fate.value] += 1
            elif serial < READABLE_FROM.get(name, 0):
                batch.add(file(name, Fate.FAILED, lasting=False))
                counts["failed"] += 1
            elif activities:
                batch.add(file(name), [prepare(one) for one in activities], measures, check_ins)
                counts["imported"] += 1
            else:
                batch.add(file(name, Fate.SKIPPED), (), measures, check_ins)
                counts["skipped"] += 1
        batch.write_waiting()
        if finish:
            batch.finish(**counts)
        return batch.id


def logs(store: Store) -> list[Any]:
    """The imports that stand, with their logs, without their numbers."""
    standing = [one for one in store.imports() if not one.undone]
    return [(dataclasses.replace(one, id=0), store.import_log(one.id)) for one in standing]


class Histories(RuleBasedStateMachine):
    """Imports, some of them undone, and the runner's words; the model is a store where those never were."""

    def __init__(self) -> None:
        super().__init__()
        self.store = fresh_store()
        self.standing: dict[int, tuple[int, list[str], bool]] = {}
        self.serial = 0
        self.deleted: set[int] = set()
        self.gone: set[int] = (
            set()
        )  # deleted, then taken back: still deleted where the same record comes again
        self.ever_split = False

    def teardown(self) -> None:
        self.all_is_as_if_what_was_taken_back_had_never_been()
        self.store.close()
        shutil.rmtree(self.store.home.parent)

    @rule(names=st.lists(st.sampled_from(sorted(FILES)), min_size=1, max_size=4), finish=st.booleans())
    def import_files(self, names: list[str], finish: bool) -> None:
        self.serial += 1
        number = run_batch(self.store, self.serial, names, finish=finish)
        self.standing[number] = (self.serial, names, finish)

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([None, *sorted(self.standing)]))
        undone = self.store.undo(number, NOW)
        assert undone.batch == (number or max(self.standing))
        assert undone.activities >= 0
        del self.standing[undone.batch]
        on_file = {RUN_OF[told] for (told,) in rows(self.store, "SELECT fingerprint FROM activity")}
        self.gone |= self.deleted - on_file
        self.deleted &= on_file
        self.all_is_as_if_what_was_taken_back_had_never_been()

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if found := self.store.activities():
            entry = data.draw(st.sampled_from([one.id for one in found]))
            self.deleted |= self._runs(entry)
            self.gone -= self._runs(entry)
            self.store.delete_activity(entry, NOW)
            assert entry not in {one.id for one in self.store.activities()}

    @rule(data=st.data())
    def undelete(self, data: st.DataObject) -> None:
        if found := self.store.activities(deleted=True):
            entry = data.draw(st.sampled_from([one.id for one in found]))
            self.deleted -= self._runs(entry)
            self.gone -= self._runs(entry)
            self.store.undelete_activity(entry)
            assert entry in {one.id for one in self.store.activities()}

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        if found := [one for one in self.store.activities() if one.parts > 1]:
            entry = data.draw(st.sampled_from(found))
            together = rows(self.store, f"SELECT id FROM activity WHERE {entry.id} IN (id, same_as_id)")
            assert self.store.separate(entry.id) == len(together) == entry.parts
            heads = dict(rows(self.store, "SELECT id, coalesce(same_as_id, id) FROM activity"))
            assert len({heads[number] for (number,) in together}) == entry.parts
            self.ever_split = True

    @precondition(lambda self: self.ever_split)
    @rule(data=st.data())
    def rejoin(self, data: st.DataObject) -> None:
        if found := self.store.activities():
            self.store.rejoin(data.draw(st.sampled_from([one.id for one in found])))

    def _runs(self, activity_id: int) -> set[int]:
        told = rows(self.store, f"SELECT fingerprint FROM activity WHERE {activity_id} IN (id, same_as_id)")
        return {RUN_OF[fingerprint] for (fingerprint,) in told}

    @invariant()
    def a_run_is_hidden_where_and_only_where_the_runner_deleted_it(self) -> None:
        if not self.ever_split:
            hidden = {one.id: self._runs(one.id) for one in self.store.activities(deleted=True)}
            seen = {one.id: self._runs(one.id) for one in self.store.activities()}
            assert set().union(*hidden.values()) <= self.deleted | self.gone
            assert not set().union(*seen.values()) & self.deleted

    def all_is_as_if_what_was_taken_back_had_never_been(self) -> None:
        with fresh_store() as model:
            with closing(sqlite3.connect(model.home / FILE_NAME)) as database:
                for name, width in {"apart": 2, "deleted": 3}.items():
                    marks = ",".join("?" * width)
                    database.executemany(
                        f"INSERT INTO {name} VALUES ({marks})", rows(self.store, f"SELECT * FROM {name}")
                    )
                database.commit()
            for serial, names, finish in self.standing.values():
                run_batch(model, serial, names, finish=finish)
            assert content(self.store) == content(model)
            assert logs(self.store) == logs(model)
            assert self.store.last_import_date() == model.last_import_date()
        shutil.rmtree(model.home.parent)


Histories.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.explain],
)
test_any_history_of_imports_and_words = pytest.mark.slow(Histories.TestCase)
