"""Import, disturbed: by a Ctrl-C, by slow workers, by contents that come twice, by a newer version."""

import io
import signal
import sqlite3
import zipfile
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backstride.ingest.containers import Large, Leaf
from backstride.records import Skipped
from backstride.store import Store, importing
from backstride.store.database import FILE_NAME
from backstride.usecases import decoding, import_files
from backstride.usecases.decoding import Decoded, Decoders, Pending
from backstride.usecases.import_files import ImportReport, Progress, import_paths

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2024, 6, 1, 10, 0, tzinfo=UTC)
Maker = Callable[..., bytes]


def run_import(store: Store, *paths: Path) -> ImportReport:
    return import_paths(store, paths, home_zone=ZONE, now=NOW)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.imported, report.duplicates, len(report.skipped), len(report.failed)


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.gpx", data)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def zip_with_pictures_first(folder: Path, gpx: Maker) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.jpg", b"\xff\xd8" + bytes(2000))
        archive.writestr("../b.gpx", gpx(1))
        archive.writestr("empty.gpx", b"")
        archive.writestr("c.gpx", gpx(2))
        archive.writestr("d.jpg", b"\xff\xd8")
        archive.writestr("e.gpx", gpx(3))
    return path


def test_progress_in_an_archive_does_not_run_ahead_and_back(store: Store, folder: Path, gpx: Maker) -> None:
    (folder / "0.gpx").write_bytes(gpx(9))
    size = zip_with_pictures_first(folder, gpx).stat().st_size
    seen: list[Progress] = []
    import_paths(store, [folder], home_zone=ZONE, now=NOW, on_progress=seen.append)
    done = [progress.bytes_done - len(gpx(9)) for progress in seen]
    assert done == sorted(done)
    assert done[:4] == [0, 0, 0, 0], "what was not read is not done"
    assert 2000 < done[4] == done[5] < done[6] < size


def test_workers_change_nothing_of_what_is_stored(
    tmp_path: Path, folder: Path, gpx: Maker, fit: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (folder / f"{number:02}.fit").write_bytes(fit(number))
    (folder / "again.fit").write_bytes(fit(3))
    (folder / "broken.gpx").write_text("<gpx")
    (folder / "notes.txt").write_text("hello")
    (folder / "notes-again.txt").write_text("hello")
    (folder / "run.zip").write_bytes(zipped(a=gpx(1), b=gpx(2), c=gpx(1)))
    monkeypatch.setattr(decoding, "_POOL_AFTER_BYTES", 5_000)
    monkeypatch.setattr(decoding, "_SMALL_BYTES", 0)
    found = []
    for workers in (1, 2):
        with Store.open(tmp_path / str(workers)) as store:
            report = import_paths(store, [folder], home_zone=ZONE, now=NOW, workers=workers)
            with closing(sqlite3.connect(store.home / FILE_NAME)) as database:
                found.append((report, store.import_log(report.batch), list(database.iterdump())))
    assert found[0] == found[1]
    assert counts(found[0][0]) == (32, 2, 2, 1)


def test_a_content_twice_in_one_import_is_decoded_once(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even while the first of them is still being decoded, and whatever comes of it."""
    for name in ("1", "2", "3"):
        (folder / f"{name}.gpx").write_bytes(gpx(1))
        (folder / f"{name}.broken.gpx").write_text("<gpx")
        (folder / f"{name}.txt").write_text("hello")
    submitted: list[str] = []

    class Late(Decoders):
        """Nothing is done before somebody waits for it."""

        def submit(self, name: str, found: Leaf | Large) -> Pending:
            submitted.append(Path(name).name)
            future: Future[Decoded] = Future()
            monkeypatch.setattr(future, "result", lambda: decoding.decode(name, found, ZONE))
            return Pending(name, found, future, self)

    monkeypatch.setattr(import_files, "Decoders", Late)
    report = run_import(store, folder)
    assert submitted == ["1.broken.gpx", "1.gpx", "1.txt"]
    assert counts(report) == (1, 2, 3, 3)
    assert {entry.fate for entry in store.import_log(report.batch) if entry.name.endswith("txt")} == {
        "skipped"
    }


def test_a_second_import_reads_nothing_again(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.zip").write_bytes(zipped(a=gpx(2), b=b"<gpx"))
    (folder / "notes.txt").write_text("hello")
    run_import(store, folder)
    monkeypatch.setattr(decoding, "read", None)
    again = run_import(store, folder)
    assert counts(again) == (0, 2, 1, 1)


def test_a_newer_reader_reads_again_what_was_not_understood(
    store: Store, folder: Path, gpx: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "1.gpx").write_bytes(gpx(1))
    (folder / "2.gpx").write_text("<gpx")
    run_import(store, folder)
    monkeypatch.setattr(importing, "READER_VERSION", importing.READER_VERSION + 1)
    read: list[str] = []
    monkeypatch.setattr(
        decoding, "read", lambda name, data, zone: read.append(name) or Skipped("a new format")
    )
    again = run_import(store, folder)
    assert read == [f"{folder}/2.gpx"]
    assert counts(again) == (0, 1, 1, 0)


def test_what_waits_in_memory_is_bounded(
    store: Store, folder: Path, fit: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(fit())
    for number in range(40):
        (folder / f"{number:02}.fit").write_bytes(fit(number))
    waiting = most = 0

    class Counted(Decoders):
        def submit(self, name: str, found: Leaf | Large) -> Pending:
            nonlocal waiting, most
            waiting += 1
            most = max(most, waiting)
            future: Future[Decoded] = Future()

            def result() -> Decoded:
                nonlocal waiting
                waiting -= 1
                return decoding.decode(name, found, ZONE)

            monkeypatch.setattr(future, "result", result)
            return Pending(name, found, future, self)

    monkeypatch.setattr(import_files, "Decoders", Counted)
    monkeypatch.setattr(import_files, "_AHEAD_BYTES", 5 * size)
    assert run_import(store, folder).imported == 40
    assert most <= 7
    assert waiting == 0


def test_a_ctrl_c_keeps_what_was_read_and_the_rest_comes_the_next_time(
    store: Store, folder: Path, gpx: Maker
) -> None:
    (folder / "0.txt").write_text("hello")
    for day in range(1, 9):
        (folder / f"{day}.gpx").write_bytes(gpx(day))
    (folder / "5.txt").write_text("hello again")

    def interrupt(progress: Progress) -> None:
        if progress.files == 7:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        import_paths(store, [folder], home_zone=ZONE, now=NOW, on_progress=interrupt)
    assert len(store.activities()) == 5
    (cut_off,) = store.imports()
    assert not cut_off.finished
    assert [Path(entry.name).name for entry in store.import_log(cut_off.id)] == [
        *("0.txt", "1.gpx", "2.gpx", "3.gpx", "4.gpx", "5.gpx", "5.txt")
    ]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert counts(run_import(store, folder)) == (3, 5, 2, 0)


def test_a_ctrl_c_while_files_are_decoded_elsewhere_keeps_those_that_are_done(
    store: Store, folder: Path, fit: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        (folder / f"{number:02}.fit").write_bytes(fit(number))
    monkeypatch.setattr(decoding, "_POOL_AFTER_BYTES", 0)
    monkeypatch.setattr(decoding, "_SMALL_BYTES", 0)
    # Those that were handed out may all be done by the time of the Ctrl-C; no more than these ever are.
    monkeypatch.setattr(import_files, "_AHEAD_FILES", 16)

    def interrupt(progress: Progress) -> None:
        if progress.files == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_paths(store, [folder], home_zone=ZONE, now=NOW, workers=2, on_progress=interrupt)
    kept = len(store.activities())
    assert 20 <= kept < 60
    assert counts(run_import(store, folder)) == (60 - kept, kept, 0, 0)


def test_a_diary_and_its_lines_come_and_go_with_the_import(store: Store, folder: Path) -> None:
    (folder / "diary.csv").write_text("date,pain\n2024-05-01,3\n2024-05-02,4\n")
    report = run_import(store, folder)
    assert counts(report) == (0, 0, 1, 0)
    assert [line.pain_nrs for line in store.check_ins()] == [3, 4]
    assert run_import(store, folder).skipped == report.skipped
    assert len(store.diary_lines()) == 2
    assert store.undo(None, NOW).check_ins == 0
    assert store.undo(None, NOW).check_ins == 2
    assert store.check_ins() == []
