"""Export and import again: the same days, exactly; and no file is touched that is not the export's own."""

import csv
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from backstride.export.activity_file import Format
from backstride.ingest.manifest import Manifest, read_manifest
from backstride.plan.document import plan_of
from backstride.plan.morning import days_until, morning_of
from backstride.records import CheckIn, Days, SelfTest, SelfTestKind, Shoe, Slot
from backstride.samples import RunnerSpec, history, simulate
from backstride.screen import Answers
from backstride.store import Store
from backstride.store.diary import Origin
from backstride.usecases import export
from backstride.usecases.days import load_days
from backstride.usecases.diary import import_diary
from backstride.usecases.export import ExportError, export_all
from backstride.usecases.import_files import import_paths
from backstride.usecases.plan import Wanted, plan_for, record_of
from backstride.usecases.screening import answers_of, keep_answers
from backstride.usecases.today import _runs

MakeFile = Callable[..., bytes]
NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)
TABLES = {
    *("diary.csv", "measures.csv", "days.csv", "activities.parquet", "records.parquet", "backstride.json"),
    *("shoes.csv", "self_tests.csv"),
}


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def manifest_of(folder: Path) -> Manifest:
    found = read_manifest((folder / "backstride.json").read_bytes())
    assert isinstance(found, Manifest)
    return found


def restored(folder: Path, home: Path) -> Store:
    """A new home with what an exported folder holds, imported months later."""
    store = Store.open(home)
    last = manifest_of(folder).last_import_date
    assert last is not None
    now = datetime.combine(last, time(12), UTC) + timedelta(days=100)
    report = import_paths(store, [folder], home_zone=UTC, now=now)
    assert (report.failed, report.warnings) == ([], [])
    assert store.last_import_date() == last
    return store


def same_days(one: Days, other: Days) -> bool:
    columns = all(one[name].tobytes() == other[name].tobytes() for name in one.columns)
    return columns and bool((one.date == other.date).all()) and one.shoe_id == other.shoe_id


@pytest.fixture
def full(store: Store, tmp_path: Path, fit: MakeFile, gpx: MakeFile) -> Store:
    """Runs of two formats, and a diary with all that a note may hold."""
    watch = tmp_path / "watch"
    watch.mkdir()
    for day in (1, 4, 6):
        (watch / f"{day}.gpx").write_bytes(gpx(day, 2.9 + day / 100))
    for number in range(120, 126):
        (watch / f"{number}.fit").write_bytes(fit(number))
    import_paths(store, [watch], home_zone=UTC, now=NOON)
    lines = [
        CheckIn(date=date(2024, 5, day), written_at=NOON - timedelta(days=20 - day), pain_nrs=day / 3)
        for day in range(1, 20)
    ]
    store.add_check_ins(lines, Origin.TYPED)
    store.add_check_ins(
        [CheckIn(date=date(2024, 5, 2), written_at=NOON, note='=1+1, "so"\nthen', warmup=False)], Origin.TYPED
    )
    return store


def test_a_fresh_home_gives_the_same_days_exactly(full: Store, tmp_path: Path):
    folder = tmp_path / "out"
    report = export_all(full, folder)
    assert (report.activities, report.formats, report.problems) == (9, {Format.FIT: 9}, [])
    assert (report.check_ins, report.measures) == (19, 0)
    days = load_days(full, diary_time="morning")
    with restored(folder, tmp_path / "fresh") as fresh:
        assert same_days(days, load_days(fresh, diary_time="morning"))
        assert np.nansum(days["ran"]) == 7  # two dates have two runs
        assert fresh.sketches() == full.sketches()
        assert [c.answers for c in fresh.check_ins()] == [c.answers for c in full.check_ins()]
        again = tmp_path / "again"
        export_all(fresh, again)
        assert (again / "days.csv").read_bytes() == (folder / "days.csv").read_bytes()
        for ours, theirs in zip(full.activities(), fresh.activities(), strict=True):
            assert ours.activity == theirs.activity
        assert {p.read_bytes() for p in (again / "activities").iterdir()} == {
            p.read_bytes() for p in (folder / "activities").iterdir()
        }


def test_a_start_that_came_to_nothing_is_kept_shown_and_exported_and_no_run_of_its_day(
    store: Store, tmp_path: Path
):
    runs = tmp_path / "runs.csv"
    rows = ("2024-05-01 07:00,8,2880", "2024-05-03 07:00,0.004,3", "2024-05-05 07:00,8,2880")
    runs.write_text("\n".join(["start,distance_km,elapsed_s,sport", *(f"{row},run" for row in rows)]))
    import_paths(store, [runs], home_zone=UTC, now=NOON)
    assert len(store.activities()) == 3
    report = export_all(store, tmp_path / "out")
    assert report.activities == 3
    with restored(tmp_path / "out", tmp_path / "fresh") as fresh:
        assert [entry.activity.distance_m for entry in fresh.activities()] == [8000, 4, 8000]
        for each in (store, fresh):
            days = load_days(each, diary_time="morning")
            assert days["ran"].tolist() == [1, 0, 0, 0, 1]
            on_third = date(2024, 5, 3)
            assert not morning_of(days_until(days, on_third), _runs(each)).ran_today
            assert [run.date.day for run in record_of(each, days, NOON.date(), None).done] == [1, 5]


def test_a_simulated_runner_s_year_comes_back_exactly(store: Store, tmp_path: Path):
    runner = simulate(3, RunnerSpec.harmed(), 90)
    watch = tmp_path / "watch"
    watch.mkdir()
    for name, data in history.fit_files(runner):
        (watch / name).write_bytes(data)
    now = datetime.combine(runner.spec.first_date + timedelta(days=95), time(9), UTC)
    import_paths(store, [watch], home_zone=UTC, now=now)
    import_diary(store, history.diary_csv(runner).encode(), now=now)
    export_all(store, tmp_path / "out")
    with restored(tmp_path / "out", tmp_path / "fresh") as fresh:
        assert same_days(load_days(store, diary_time="evening"), load_days(fresh, diary_time="evening"))


def test_readings_of_one_day_and_events_come_back_exactly(full: Store, tmp_path: Path):
    day = date(2024, 5, 4)
    lines = [
        CheckIn(date=day, written_at=NOON, at=time(7, 5), pain_nrs=2.0),
        CheckIn(date=day, written_at=NOON, at=time(21), slot=Slot.EVENING, pain_nrs=6.5, pain_site="left"),
        CheckIn(date=day, written_at=NOON, slot=Slot.AFTER_RUN, pain_nrs=4.0),
        CheckIn(date=date(2024, 5, 7), written_at=NOON, event_illness=True, event_note="a cold; fever"),
        CheckIn(date=date(2024, 5, 8), written_at=NOON, event_painkiller=True, event_other=False),
    ]
    full.add_check_ins(lines, Origin.TYPED)
    report = export_all(full, tmp_path / "out")
    assert (report.check_ins, report.problems) == (19 + 3, [])
    with restored(tmp_path / "out", tmp_path / "fresh") as fresh:
        ours, theirs = ([(c.date, c.at, c.slot, c.answers) for c in s.check_ins()] for s in (full, fresh))
        assert ours == theirs
        for diary_time in ("morning", "evening"):
            days = load_days(full, diary_time=diary_time)
            assert same_days(days, load_days(fresh, diary_time=diary_time))
        assert np.nansum(days["event_illness"]) == np.nansum(days["event_painkiller"]) == 1


def test_every_fixture_comes_back_exactly(store: Store, tmp_path: Path, fixtures_dir: Path):
    import_paths(store, [fixtures_dir / "watch"], home_zone=UTC, now=datetime(2026, 11, 24, 9, tzinfo=UTC))
    report = export_all(store, tmp_path / "out")
    assert report.activities == len(store.activities()) > 90
    with restored(tmp_path / "out", tmp_path / "fresh") as fresh:
        days = load_days(store, diary_time="morning")
        assert len(days) > 1000
        assert same_days(days, load_days(fresh, diary_time="morning"))
        assert sorted(map(repr, fresh.sketches())) == sorted(map(repr, store.sketches()))


def test_the_folder_and_its_slip(full: Store, tmp_path: Path):
    folder = tmp_path / "new" / "out"
    export_all(full, folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    names = files_in(folder)
    assert names > TABLES
    assert "activities/2024-05-01_0900_run_000001.fit" in names
    found = manifest_of(folder)
    assert (found.complete, found.last_import_date) == (True, date(2024, 5, 20))
    assert (found.activities, found.check_ins, found.days) == (
        9,
        19,
        len(load_days(full, diary_time="morning")),
    )
    assert set(found.files) == names
    rows = pq.read_table(folder / "activities.parquet").to_pylist()
    assert {row["file"] for row in rows} == names - TABLES
    assert [row["activity_id"] for row in rows] == [entry.id for entry in full.activities()]
    assert all(row["read_from"] for row in rows)
    records = pq.ParquetFile(folder / "records.parquet")
    assert (records.num_row_groups, records.metadata.num_rows) == (9, sum(row["records"] for row in rows))
    header = (folder / "days.csv").read_text().splitlines()[0]
    assert header.startswith("runner_id,date,pain_nrs")


def test_an_empty_home_makes_an_export_without_activities(store: Store, tmp_path: Path):
    report = export_all(store, tmp_path / "out")
    assert (report.activities, report.days, report.check_ins) == (0, 0, 0)
    assert files_in(tmp_path / "out") == TABLES
    assert manifest_of(tmp_path / "out").last_import_date is None


@pytest.mark.parametrize("wanted", [Format.GPX, Format.TCX])
def test_the_other_formats_say_what_they_cannot_hold(full: Store, tmp_path: Path, wanted: Format):
    report = export_all(full, tmp_path / "out", wanted)
    suffixes = [Path(name).suffix for name in files_in(tmp_path / "out") if name.startswith("activities/")]
    if wanted is Format.TCX:
        assert (report.formats, report.problems) == ({Format.TCX: 9}, [])
        assert suffixes == [".tcx"] * 9
        return
    assert report.formats == {Format.GPX: 3, Format.TCX: 6}  # the runs of ``fit`` have no positions
    assert sorted(suffixes) == [".gpx"] * 3 + [".tcx"] * 6
    assert {problem.reason for problem in report.problems} == {
        "without positions, which GPX needs: written as TCX"
    }
    assert {problem.file for problem in report.problems} <= files_in(tmp_path / "out")


def test_an_earlier_export_is_renewed_and_its_leavings_go(full: Store, tmp_path: Path):
    folder = tmp_path / "out"
    export_all(full, folder, Format.GPX)
    (folder / "letter.txt").write_text("mine")
    (folder / "activities" / "my own.fit").write_text("mine too")
    export_all(full, folder)
    own = {f"activities/{p.name}" for p in (folder / "activities").glob("*.fit")} - {"activities/my own.fit"}
    assert len(own) == 9
    assert files_in(folder) == TABLES | own | {"letter.txt", "activities/my own.fit"}
    assert set(manifest_of(folder).files) == TABLES | own
    before = {name: (folder / name).read_bytes() for name in own | {"diary.csv", "days.csv"}}
    export_all(full, folder)
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_an_export_that_was_stopped_is_known_as_one_and_made_whole(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "out"

    def stop(done: int, _: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_all(full, folder, Format.GPX, on_progress=stop)
    assert not manifest_of(folder).complete
    assert len(files_in(folder)) == 4 + 1
    export_all(full, folder)
    assert manifest_of(folder).complete
    assert {Path(name).suffix for name in files_in(folder) - TABLES} == {".fit"}


@pytest.mark.parametrize("name", ["letter.txt", ".hidden", "diary.csv"])
def test_a_folder_with_other_files_is_refused_and_left_alone(full: Store, tmp_path: Path, name: str):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).write_text("mine")
    with pytest.raises(ExportError, match="holds other files"):
        export_all(full, folder)
    assert files_in(folder) == {name}


def test_a_file_in_the_way_is_not_overwritten(full: Store, tmp_path: Path):
    folder = tmp_path / "out"
    export_all(full, folder, Format.TCX)
    name = "activities/2024-05-01_0900_run_000001.fit"
    (folder / name).write_text("mine")
    with pytest.raises(ExportError, match="would be overwritten"):
        export_all(full, folder)
    assert (folder / name).read_text() == "mine"


def test_a_damaged_slip_is_refused_and_a_forged_one_reaches_nothing_outside(full: Store, tmp_path: Path):
    folder, outside = tmp_path / "out", tmp_path / "outside.csv"
    export_all(full, folder)
    outside.write_text("mine")
    slip = folder / "backstride.json"
    document = json.loads(slip.read_text())
    slip.write_text(json.dumps(document | {"files": [*document["files"], "../outside.csv", str(outside)]}))
    export_all(full, folder)
    assert outside.read_text() == "mine"
    slip.write_text("{")
    with pytest.raises(ExportError, match="JSON"):
        export_all(full, folder)


def test_a_path_that_is_no_folder_is_refused(full: Store, tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ExportError, match="is a file"):
        export_all(full, tmp_path / "file")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="this user may write anywhere")
def test_a_folder_that_must_not_be_written_to_is_told(full: Store, tmp_path: Path):
    folder = tmp_path / "out"
    folder.mkdir(mode=0o500)
    with pytest.raises(ExportError, match="permission denied"):
        export_all(full, folder)


def test_a_full_disk_is_told_and_leaves_no_half_file(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "out"

    def full_disk(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.tables, "diary_csv", full_disk)
    with pytest.raises(ExportError, match="no space left on device"):
        export_all(full, folder)
    assert not [name for name in files_in(folder) if "unfinished" in name]
    assert not manifest_of(folder).complete


def test_a_note_that_a_table_cannot_hold_is_among_the_problems(store: Store, tmp_path: Path):
    store.add_check_ins([CheckIn(date=date(2024, 5, 1), written_at=NOON, note="none")], Origin.TYPED)
    (problem,) = export_all(store, tmp_path / "out").problems
    assert (problem.file, problem.reason) == (
        "diary.csv",
        "2024-05-01: note 'none' will be read back as nothing",
    )


def test_shoes_self_tests_screenings_and_the_plan_are_there_in_open_formats(full: Store, tmp_path: Path):
    day = date(2024, 5, 20)
    full.save_shoe(Shoe(shoe_id="a", name='the "old", blue', start_distance_m=1500.0, first_used=day))
    full.add_self_test(SelfTest(date=day, kind=SelfTestKind.PLANK, hold_s=61.5), NOON)
    told = Answers({"fever": False, "age_years": 41.0})
    keep_answers(full, told, NOON)
    plan = plan_for(full, day, Wanted(weeks=2), diary_time="morning", seed=1)
    folder = tmp_path / "out"
    report = export_all(full, folder)
    assert report.problems == []
    own = {"screening.json", "screenings.json", "plan.json", "plan.ics"}
    assert files_in(folder) >= TABLES | own
    assert set(manifest_of(folder).files) >= TABLES | own
    assert answers_of(folder / "screening.json").known == told.known
    assert list(csv.DictReader((folder / "shoes.csv").open(newline=""))) == [
        {
            "shoe_id": "a",
            "name": 'the "old", blue',
            "start_distance_m": "1500.0",
            "first_used": "2024-05-20",
            "retired": "",
            "default_from": "",
        }
    ]
    assert (folder / "self_tests.csv").read_text().splitlines() == [
        "date,position,hold_s",
        "2024-05-20,plank,61.5",
    ]
    document = json.loads((folder / "plan.json").read_text())
    assert plan_of(document) == plan
    assert (document["made_on"], document["wanted"]["aim"]) == ("2024-05-20", "without_pain")
    assert b"BEGIN:VCALENDAR" in (folder / "plan.ics").read_bytes()


def test_progress_is_told(full: Store, tmp_path: Path):
    told: list[tuple[int, int]] = []
    export_all(full, tmp_path / "out", on_progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 9) for done in range(10)]
