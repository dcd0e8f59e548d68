"""``backstride undo``: the last import, or one of a number, taken back."""

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
    for day in (1, 2):
        (made / f"{day}.gpx").write_bytes(gpx(day))
    (made / "diary.csv").write_text("date,pain\n2024-05-01,3\n2024-05-02,4\n")
    return made


def test_the_last_import_is_taken_back(
    command: Command, document: Document, folder: Path, gpx: Maker
) -> None:
    first = document("import", folder)
    before = document("runs")
    (folder / "3.gpx").write_bytes(gpx(3))
    second = document("import", folder)
    assert len(document("runs")["activities"]) == 3
    undone = document("undo")
    assert undone == {"batch": second["batch"], "files": 1, "activities": 1, "check_ins": 0, "kept_files": 0}
    assert document("runs") == before
    assert (
        command("undo").stdout
        == f"Import {first['batch']} is taken back: 3 files, 2 activities, 2 diary lines.\n"
    )
    assert document("runs") == {"activities": []}
    failed = command("undo")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert failed.stderr == "backstride: there is no import to take back\n"
    again = document("import", folder)
    assert (again["imported"], again["duplicates"]) == (3, 0)


def test_an_import_is_taken_back_by_its_number(command: Command, document: Document, folder: Path) -> None:
    first = document("import", folder)["batch"]
    document("import", folder)
    said = command("undo", first).stdout
    assert said.splitlines() == [
        f"Import {first} is taken back: 0 files, 0 activities.",
        "3 files of it stay: a later import brought them too.",
    ]
    assert len(document("runs")["activities"]) == 2
    for wrong, why in (
        (first, "was taken back already"),
        (99, "there is no import 99: see backstride import --log"),
    ):
        failed = command("undo", wrong, "--json")
        assert (failed.exit_code, failed.stdout) == (1, "")
        assert why in json.loads(failed.stderr)["error"]


def test_what_is_no_number_is_wrong_usage(command: Command) -> None:
    assert command("undo", "yesterday").exit_code == 2


def test_in_a_mistyped_folder_nothing_is_made(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "mistyped"
    done = command("undo", "--home", home)
    assert done.exit_code == 1
    assert "there is no import to take back" in done.stderr
    assert not home.exists()
