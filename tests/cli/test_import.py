"""``backstride import`` and ``backstride runs``."""

import json
import re
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
    (made / "broken.gpx").write_bytes(gpx(3)[:-2000])
    (made / "empty.fit").write_bytes(b"")
    for number in range(5):
        (made / f"note{number}.txt").write_text(f"hello {number}")
    return made


def test_the_document_is_that_of_the_contract(document: Document, folder: Path) -> None:
    found = document("import", folder, folder / "nowhere.fit")
    assert list(found) == ["files", "imported", "duplicates", "skipped", "failed", "warnings", "batch"]
    assert (found["files"], found["imported"], found["duplicates"]) == (10, 3, 0)
    assert [list(problem) for problem in found["skipped"]] == [["file", "reason"]] * 5
    assert {problem["file"] for problem in found["failed"]} == {
        f"{folder}/empty.fit",
        f"{folder}/nowhere.fit",
    }
    assert all(list(problem) == ["file", "offset", "reason"] for problem in found["failed"])
    assert [warning["file"] for warning in found["warnings"]] == [f"{folder}/broken.gpx"]
    assert list(found["warnings"][0]) == ["file", "warning"]
    again = document("import", folder)
    assert (again["files"], again["imported"], again["duplicates"]) == (9, 0, 3)
    assert again["batch"] != found["batch"]


def test_the_summary_names_what_failed_and_groups_what_is_many(command: Command, folder: Path) -> None:
    result = command("import", folder)
    assert result.exit_code == 0
    assert "9 files in" in result.stdout
    assert "3 new, 5 without an activity, 1 not readable" in result.stdout
    assert f"{folder}/empty.fit (at byte 0): " in result.stdout
    assert "5 files: a text" in result.stdout
    assert f"{folder}/note0.txt" in result.stdout
    assert "… and 2 more" in result.stdout
    assert "note4.txt" not in result.stdout
    assert "2 known already" not in result.stdout
    assert "3 known already" in command("import", folder).stdout


def test_brackets_in_a_name_are_shown_as_they_are(command: Command, folder: Path) -> None:
    (folder / "[bold]a.fit").write_bytes(b"x")
    assert "[bold]a.fit" in command("import", folder).stdout


def test_nothing_but_paths_that_are_not_there_is_a_failure(command: Command, tmp_path: Path) -> None:
    result = command("import", tmp_path / "nowhere", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["failed"][0]["reason"] == "no such file or directory"
    assert json.loads(result.stderr) == {"error": f"{tmp_path}/nowhere: no such file or directory"}


def test_an_empty_folder_is_no_failure(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = command("import", tmp_path / "empty")
    assert (result.exit_code, result.stdout) == (0, "There are no files here.\n")


def test_runs_lists_what_was_imported(document: Document, folder: Path) -> None:
    assert document("runs") == {"activities": []}
    document("import", folder)
    first, second, _ = document("runs")["activities"]
    assert first.keys() == {
        "id", "sport", "start", "local_date", "distance_m", "elapsed_s", "moving_s", "ascent_m", "descent_m",
        "avg_hr_bpm", "avg_cadence_spm", "indoor", "source", "files", "sources", "notes", "shoe_id",
    }  # fmt: skip
    assert first["sport"] == "run"
    assert first["start"] == "2024-05-02T01:30:00+02:00"  # in Munich, where its first point lies
    assert first["local_date"] == "2024-05-02"
    assert second["local_date"] == "2024-05-03"
    assert first["distance_m"] == pytest.approx(360, rel=2e-3)
    assert first["elapsed_s"] == 120
    assert first["avg_hr_bpm"] is None
    assert first["indoor"] is False
    assert first["source"] == "gpx"
    assert first["files"] == [f"{folder}/1.gpx"]


def test_numbers_carry_no_noise(command: Command, folder: Path) -> None:
    command("import", folder)
    text = command("runs", "--json").stdout
    assert not any(len(number) > 12 for number in re.findall(r": (\d+\.\d+)", text))


def test_the_table_of_runs_is_for_people(command: Command, folder: Path) -> None:
    assert "backstride import FOLDER" in command("runs").stdout
    command("import", folder)
    lines = command("runs").stdout.splitlines()
    (row,) = [line for line in lines if "2024-05-02" in line]
    assert re.fullmatch(r"\d 2024-05-02 01:30 run 0\.36 km 2:00 5:3\d /km – – GPX", " ".join(row.split()))
