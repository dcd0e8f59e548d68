"""Import: each content once, every file counted, and the rest goes on whatever one file does."""

import gzip
import io
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backstride.store import Store
from backstride.store.database import FILE_NAME
from backstride.usecases import decoding, import_files
from backstride.usecases.import_files import ImportReport, Progress, import_paths

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2024, 6, 1, 10, 0, tzinfo=UTC)
Maker = Callable[..., bytes]


def run_import(store: Store, *paths: Path) -> ImportReport:
    report = import_paths(store, paths, home_zone=ZONE, now=NOW)
    assert report.files == report.imported + report.duplicates + len(report.skipped) + len(report.failed)
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.imported, report.duplicates, len(report.skipped), len(report.failed)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/") + ".gpx", data)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def test_a_folder_is_imported_with_its_warts(store: Store, folder: Path, gpx: Maker, fit: Maker) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.fit").write_bytes(fit())
    (folder / "broken.fit").write_bytes(b"\x0e\x20\x54\x08\xff\xff\xff\x7f.FIT" + b"\xff" * 300)
    (folder / "empty.fit").write_bytes(b"")
    (folder / "cut.fit").write_bytes(fit(5)[:-300])
    (folder / "notes.txt").write_text("hello")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    report = run_import(store, folder, folder / "nowhere")
    assert report.files == 8
    assert report.imported == 3
    assert {Path(problem.file).name for problem in report.failed} == {"broken.fit", "empty.fit", "nowhere"}
    assert {Path(problem.file).name for problem in report.skipped} == {"notes.txt", ".DS_Store"}
    assert {Path(warning.file).name for warning in report.warnings} == {"cut.fit"}
    assert all(problem.reason for problem in [*report.failed, *report.skipped, *report.warnings])
    assert len(store.activities()) == len(store.sketches()) == 3


def test_a_second_import_adds_nothing_and_says_the_same_of_the_rest(
    store: Store, folder: Path, gpx: Maker
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "notes.txt").write_text("hello")
    (folder / "broken.gpx").write_text("<gpx")
    first = run_import(store, folder)
    before = store.activities()
    second = run_import(store, folder)
    assert counts(first) == (1, 0, 1, 1)
    assert counts(second) == (0, 1, 1, 1)
    assert (second.skipped, second.failed) == (first.skipped, first.failed)
    assert store.activities() == before
    assert second.batch != first.batch


def test_the_same_content_counts_once_loose_zipped_packed_or_renamed(
    store: Store, folder: Path, gpx: Maker
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.gpx").write_bytes(gpx(1))
    (folder / "3.gpx.gz").write_bytes(gzip.compress(gpx(1)))
    (folder / "4.zip").write_bytes(zipped(deep__within=gpx(1), other=gpx(2)))
    report = run_import(store, folder)
    assert counts(report) == (2, 3, 0, 0)
    names = sorted(name for entry in store.activities() for name in entry.files)
    assert names == [f"{folder}/1.gpx", f"{folder}/4.zip/other.gpx"]


def test_what_is_known_is_not_hashed_again(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "notes.txt").write_text("hello")
    run_import(store, folder)
    (folder / "1.gpx").rename(folder / "2.gpx")
    monkeypatch.setattr(import_files.hashlib, "sha256", lambda data: 1 / 0)
    assert counts(run_import(store, folder)) == (0, 1, 1, 0)


def test_what_an_older_version_wrote_is_known_by_its_hash(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    run_import(store, folder)
    with closing(sqlite3.connect(store.home / FILE_NAME)) as database:
        database.execute("UPDATE source_file SET crc64 = NULL")
        database.commit()
    assert counts(run_import(store, folder)) == (0, 1, 0, 0)


def test_a_changed_byte_makes_another_content(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    run_import(store, folder)
    (folder / "1.gpx").write_bytes(gpx(1).replace(b"running", b"walking"))  # of the same size
    assert counts(run_import(store, folder)) == (1, 0, 0, 0)


def test_content_known_from_a_zip_is_known_loose(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "all.zip").write_bytes(zipped(a=gpx(1)))
    run_import(store, folder)
    (folder / "all.zip").unlink()
    (folder / "a.gpx").write_bytes(gpx(1))
    assert counts(run_import(store, folder)) == (0, 1, 0, 0)


def test_paths_that_overlap_are_counted_as_often_as_named(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    assert counts(run_import(store, folder, folder, folder / "1.gpx")) == (1, 2, 0, 0)


def test_an_archive_without_files_is_counted(store: Store, folder: Path) -> None:
    (folder / "empty.zip").write_bytes(zipped())
    report = run_import(store, folder)
    assert counts(report) == (0, 0, 1, 0)
    assert report.skipped[0].reason == "an archive without files"


def test_an_archive_that_lies_is_refused_by_name_and_the_rest_is_imported(
    store: Store, folder: Path, gpx: Maker
) -> None:
    (folder / "bomb.zip").write_bytes(zipped(zeros=bytes(300_000_000)))
    (folder / "run.gpx").write_bytes(gpx(1))
    report = run_import(store, folder)
    assert counts(report) == (1, 0, 0, 1)
    assert report.failed[0].file.startswith(f"{folder}/bomb.zip")


def test_a_huge_plain_file_is_refused_without_reading_it(store: Store, folder: Path, gpx: Maker) -> None:
    with (folder / "huge.fit").open("wb") as file:
        file.truncate(5_000_000_000)
    (folder / "run.gpx").write_bytes(gpx(1))
    report = run_import(store, folder)
    assert counts(report) == (1, 0, 0, 1)
    assert "large" in report.failed[0].reason


def test_a_file_without_the_right_to_read_is_a_problem(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.gpx").write_bytes(gpx(2))
    real = Path.open

    def guarded(path: Path, *arguments: object) -> object:
        if path.name == "1.gpx":
            raise PermissionError(13, "Permission denied")  # what anyone but root meets
        return real(path, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)
    report = run_import(store, folder)
    assert counts(report) == (1, 0, 0, 1)
    assert report.failed[0].reason == "permission denied"


def test_a_name_that_is_no_text_does_not_stop_the_import(store: Store, folder: Path, gpx: Maker) -> None:
    try:
        (folder / os.fsdecode(b"caf\xe9.gpx")).write_bytes(gpx(1))
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert counts(run_import(store, folder)) == (1, 0, 0, 0)
    assert store.activities()[0].files == (f"{folder}/caf?.gpx",)


def test_a_fault_of_ours_in_one_file_does_not_stop_the_others(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(name: str, data: bytes, zone: object) -> object:
        if name.endswith("1.gpx"):
            raise ZeroDivisionError("of all\nthings")
        return real(name, data, ZONE)

    real = decoding.read
    monkeypatch.setattr(decoding, "read", faulty)
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.gpx").write_bytes(gpx(2))
    report = run_import(store, folder)
    assert counts(report) == (1, 0, 0, 1)
    assert "ZeroDivisionError: of all things" in report.failed[0].reason


def test_what_failed_by_a_fault_of_ours_is_read_again_the_next_time(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    with monkeypatch.context() as older_version:
        older_version.setattr(decoding, "prepare", lambda activity: 1 / 0)
        assert counts(run_import(store, folder)) == (0, 0, 0, 1)
    assert counts(run_import(store, folder)) == (1, 0, 0, 0)
    assert counts(run_import(store, folder)) == (0, 1, 0, 0)


def test_an_import_tells_up_to_which_day_runs_are_known(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    import_paths(
        store, [folder], home_zone=ZoneInfo("Pacific/Auckland"), now=datetime(2024, 6, 1, 20, tzinfo=UTC)
    )
    assert store.last_import_date() == date(2024, 6, 2)


def test_progress_rises_to_the_end(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.zip").write_bytes(zipped(a=gpx(2), b=gpx(3)))
    seen: list[Progress] = []
    import_paths(store, [folder], home_zone=ZONE, now=NOW, on_progress=seen.append)
    assert [progress.files for progress in seen] == [1, 2, 3]
    done = [progress.bytes_done for progress in seen]
    assert done == sorted(done)
    assert done[0] == len(gpx(1)) < done[-1]
    in_all = sum(path.stat().st_size for path in folder.iterdir())
    assert {progress.bytes_in_all for progress in seen} == {in_all}


def test_reading_waits_for_the_one_who_writes(
    store: Store, folder: Path, fit: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow the disk is: what was read and is not yet written stays within its bounds."""
    size = len(fit())
    monkeypatch.setattr(import_files, "_AHEAD_BYTES", 5 * size)
    monkeypatch.setattr(decoding.Pending, "done", False)
    for number in range(20):
        (folder / f"{number:02}.fit").write_bytes(fit(number))
    for number in range(90):
        (folder / f"x{number:02}.txt").write_text(f"note {number}")
    waiting: list[tuple[int, int]] = []
    finish = import_files._Import._finish_one

    def slowly(self: import_files._Import) -> None:
        waiting.append((self._ahead_bytes, len(self._ahead)))
        finish(self)

    monkeypatch.setattr(import_files._Import, "_finish_one", slowly)
    assert counts(run_import(store, folder)) == (20, 0, 90, 0)
    assert len(waiting) == 110
    assert 5 * size < max(held for held, _ in waiting) <= 6 * size + 100
    assert max(files for _, files in waiting) == import_files._AHEAD_FILES + 1


def test_small_files_are_not_handed_to_other_processes(
    store: Store, folder: Path, gpx: Maker, fit: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pool(workers: int) -> None:
        raise AssertionError("processes are started")

    monkeypatch.setattr(decoding, "_POOL_AFTER_BYTES", 0)
    monkeypatch.setattr(decoding, "_pool", no_pool)
    for number in range(3):
        (folder / f"{number}.fit").write_bytes(fit(number))
    assert len(fit()) < decoding._SMALL_BYTES < len(gpx())
    report = import_paths(store, [folder], home_zone=ZONE, now=NOW, workers=2)
    assert counts(report) == (3, 0, 0, 0)
    (folder / "larger.gpx").write_bytes(gpx())
    with pytest.raises(AssertionError, match="processes are started"):
        import_paths(store, [folder], home_zone=ZONE, now=NOW, workers=2)


def test_every_real_file_is_counted_and_a_second_import_adds_nothing(
    store: Store, fixtures_dir: Path
) -> None:
    n_files = sum(1 for path in (fixtures_dir / "watch").rglob("*") if path.is_file())
    first = run_import(store, fixtures_dir / "watch")
    assert first.files == n_files
    assert first.imported >= 90
    ours = "through a fault of its own"
    assert [
        problem for problem in first.failed if ours in problem.reason or "report it" in problem.reason
    ] == []
    before = store.activities()
    second = run_import(store, fixtures_dir / "watch")
    assert second.imported == 0
    assert second.duplicates == first.imported + first.duplicates
    assert (second.skipped, second.failed) == (first.skipped, first.failed)
    assert store.activities() == before
    assert len(store.sketches()) == len(before)
