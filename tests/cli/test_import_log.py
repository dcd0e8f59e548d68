"""``backstride import --log``: what became of each file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]
Maker = Callable[..., bytes]


@pytest.fixture
def folder(tmp_path: Path, gpx: Maker) -> Path:
    made = tmp_path / "watch"
    made.mkdir()
    (made / "1.gpx").write_bytes(gpx(1))
    (made / "cut.gpx").write_bytes(gpx(3)[:-2000])
    (made / "empty.fit").write_bytes(b"")
    (made / "note.txt").write_text("hello")
    return made


def test_the_document_has_each_file_and_each_import(document: Document, folder: Path) -> None:
    first = document("import", folder)["batch"]
    second = document("import", folder)["batch"]
    document("undo", first)
    found = document("import", "--log", "--batch", second)
    assert list(found) == ["batch", "files", "imports"]
    assert found["batch"] == second
    assert [list(entry) for entry in found["files"]] == [["file", "fate", "reason", "offset", "warnings"]] * 4
    assert [(Path(entry["file"]).name, entry["fate"]) for entry in found["files"]] == [
        ("1.gpx", "imported"),
        ("cut.gpx", "imported"),
        ("empty.fit", "failed"),
        ("note.txt", "skipped"),
    ], "the first import is taken back, so that this one brought them"
    assert found["files"][3]["reason"]
    older = document("import", "--log", "--batch", first)
    assert [entry["fate"] for entry in older["files"]] == ["imported", "imported", "failed", "skipped"]
    assert [len(entry["warnings"]) for entry in older["files"]] == [0, 1, 0, 0]
    assert [(one["batch"], one["undone"], one["finished"]) for one in found["imports"]] == [
        (first, True, True),
        (second, False, True),
    ]
    numbers = [
        (one["imported"], one["duplicates"], one["skipped"], one["failed"]) for one in found["imports"]
    ]
    assert numbers == [(2, 0, 1, 1), (2, 0, 1, 1)]
    assert document("import", "--log") == found, "the last one where none is named"


def test_people_see_the_imports_and_then_the_files_of_one(command: Command, folder: Path) -> None:
    command("import", folder)
    command("import", folder)
    lines = [" ".join(line.split()) for line in command("import", "--log").stdout.splitlines()]
    (head,) = [line for line in lines if line.startswith("Import On")]
    assert head == "Import On New Known No activity Not readable"
    rows = [line.split() for line in lines if line[:2] in ("1 ", "2 ")]
    assert [[row[0], *row[2:]] for row in rows] == [["1", "2", "0", "1", "1"], ["2", "0", "2", "1", "1"]]
    place = lines.index("Import 2 met 4 files:")
    told = lines[place + 1 :]
    assert told[0] == f"known {folder}/1.gpx"
    assert told[2].startswith(f"not readable {folder}/empty.fit: ")
    assert told[3].startswith(f"no activity {folder}/note.txt: ")


def test_the_log_of_an_import_right_after_it(command: Command, folder: Path) -> None:
    said = command("import", folder, "--log").stdout
    assert "4 files in" in said
    assert "Import 1 met 4 files:" in said
    assert f"new          {folder}/1.gpx" in said


def test_imports_that_were_taken_back_or_stopped_say_so(command: Command, folder: Path) -> None:
    command("import", folder)
    command("undo")
    assert "taken back" in command("import", "--log").stdout


def test_before_the_first_import(command: Command, document: Document) -> None:
    assert command("import", "--log").stdout.startswith("Nothing was imported yet.")
    assert document("import", "--log") == {"batch": None, "files": [], "imports": []}


def test_an_import_that_was_not(command: Command, folder: Path) -> None:
    for done in (
        command("import", "--log", "--batch", 7),
        command("import", "--log", "--batch", 7, "--json"),
    ):
        assert (done.exit_code, done.stdout) == (1, "")
        assert "there is no import 7: see backstride import --log" in done.stderr
    command("import", folder)
    failed = command("import", "--log", "--batch", 7, "--json")
    assert json.loads(failed.stderr) == {"error": "there is no import 7: see backstride import --log"}


@pytest.mark.parametrize(
    "arguments",
    [["--batch", "1"], ["--batch", "1", "--log", "folder"], ["--watch"], ["--watch", "--log", "folder"]],
)
def test_what_does_not_go_together_is_wrong_usage(command: Command, arguments: list[str]) -> None:
    done = command("import", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
