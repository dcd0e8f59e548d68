"""Import of Apple Health exports: alone, in a folder, in the zip, as a stream and never held whole."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backstride.records import Sport
from backstride.samples.apple_writer import document, heart_rate, sleep, workout
from backstride.store import Store
from backstride.usecases.import_files import ImportReport, import_paths

START = datetime(2024, 5, 4, 7, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def export(days: int = 2) -> bytes:
    """A short walk and a run of half an hour on each day."""
    runs = []
    for n in range(days):
        start = START + timedelta(days=n)
        stated = {"totalDistance": 5, "totalDistanceUnit": "km", "duration": 30, "durationUnit": "min"}
        runs.append(workout("Running", start, start + timedelta(minutes=30), **stated))
        runs.append(workout("Walking", start + timedelta(hours=2), start + timedelta(hours=3)))
    beats = [heart_rate(START + timedelta(seconds=5 * k), 140) for k in range(360)]
    return b"".join(document([*beats, *runs]))


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr("apple_health_export/" + name.replace("__", "/") + ".xml", data)
    return path


def run_import(store: Store, path: Path) -> ImportReport:
    report = import_paths(store, [path], home_zone=ZoneInfo("Europe/Berlin"), now=START + timedelta(days=9))
    assert report.files == report.imported + report.duplicates + len(report.skipped) + len(report.failed)
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.imported, report.duplicates, len(report.skipped), len(report.failed)


def test_an_export_is_one_file_with_many_activities(store: Store, folder: Path) -> None:
    (folder / "export.xml").write_bytes(export())
    report = run_import(store, folder / "export.xml")
    assert counts(report) == (1, 0, 0, 0)
    assert report.warnings == []
    kept = sorted((entry.activity.local_date, entry.activity.sport) for entry in store.activities())
    days = (date(2024, 5, 4), date(2024, 5, 5))
    assert kept == [(day, sport) for day in days for sport in (Sport.RUN, Sport.WALK)]
    assert len(store.sketches()) == 4


def test_alone_and_in_the_zip_it_is_the_same_file(store: Store, folder: Path) -> None:
    (folder / "export.xml").write_bytes(export())
    zipped(folder / "export.zip", export=export(), export_cda=b"<ClinicalDocument/>")
    assert counts(run_import(store, folder)) == (1, 1, 1, 0)
    assert counts(run_import(store, folder)) == (0, 2, 1, 0)
    assert len(store.activities()) == 4


def test_a_later_export_is_another_file(store: Store, folder: Path) -> None:
    run_import(store, zipped(folder / "may.zip", export=export(2)))
    assert counts(run_import(store, zipped(folder / "june.zip", export=export(3)))) == (1, 0, 0, 0)


def test_one_without_workouts_is_skipped_and_one_that_is_cut_short_has_a_warning(
    store: Store, folder: Path
) -> None:
    night = sleep(START - timedelta(hours=9), START - timedelta(hours=1), "Asleep")
    (folder / "night.xml").write_bytes(b"".join(document([night])))
    (folder / "cut.xml").write_bytes(export()[:-300])
    report = run_import(store, folder)
    assert counts(report) == (1, 0, 1, 0)
    assert "without workouts" in report.skipped[0].reason
    assert "ends" in report.warnings[0].reason


@pytest.mark.parametrize("damage", ["checksum", "bomb"])
def test_one_that_the_archive_cannot_give_has_failed_by_name_and_the_rest_is_imported(
    store: Store, folder: Path, damage: str
) -> None:
    bad = export() + (b"\n" * 100_000_000 if damage == "bomb" else b"<!-- mark -->")
    archive = zipped(folder / "export.zip", a__export=bad, b__export=export(1))
    if damage == "checksum":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as stored:
            stored.writestr("a/export.xml", bad)
            stored.writestr("b/export.xml", export(1))
        archive.write_bytes(archive.read_bytes().replace(b"<!-- mark -->", b"<!-- MARK -->"))
    report = run_import(store, archive)
    assert counts(report) == (1, 0, 0, 1)
    assert report.failed[0].file.endswith("a/export.xml")
    assert len(store.activities()) == 2
