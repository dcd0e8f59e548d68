"""``backstride export``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]
PRIVATE = "This folder holds health data and where you live. It leaves this computer only if you send it."


@pytest.fixture
def home(command: Command, tmp_path: Path, gpx: Callable[..., bytes]) -> None:
    """Two runs, of which one has no positions, and two days of a diary."""
    watch = tmp_path / "watch"
    watch.mkdir()
    (watch / "1.gpx").write_bytes(gpx(1))
    treadmill = (
        '<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>2024-05-03T07:00:00+02:00</Id>'
        '<Lap StartTime="2024-05-03T05:00:00Z"><TotalTimeSeconds>1800</TotalTimeSeconds>'
        "<DistanceMeters>5000</DistanceMeters></Lap></Activity></Activities></TrainingCenterDatabase>"
    )
    (watch / "3.tcx").write_text(treadmill)
    assert command("import", watch).exit_code == 0
    command("check-in", "--date", "2024-05-02", "--pain", 3, "--note", "stairs, slowly")
    command("check-in", "--date", "2024-05-03", "--pain", 2)


def test_the_document_is_that_of_the_contract(document: Document, home: None, tmp_path: Path) -> None:
    found = document("export", tmp_path / "out")
    days = found.pop("days")
    assert found == {
        "folder": str(tmp_path / "out"),
        "activities": 2,
        "fit": 2,
        "gpx": 0,
        "tcx": 0,
        "check_ins": 2,
        "measures": 0,
        "private_points_left_out": 0,
        "private_activities": 0,
        "problems": [],
    }
    assert len((tmp_path / "out" / "days.csv").read_text().splitlines()) == 1 + days
    assert len(document("days")["days"]) == days
    found = document("export", tmp_path / "out", "--format", "gpx")
    assert [found[kind] for kind in ("fit", "gpx", "tcx")] == [0, 1, 1]
    assert found["problems"] == [
        {
            "file": "activities/2024-05-03_0700_run_000002.tcx",
            "reason": "without positions, which GPX needs: written as TCX",
        }
    ]


def test_what_is_shown(command: Command, home: None, tmp_path: Path) -> None:
    result = command("export", tmp_path / "out", "--format", "gpx")
    assert result.exit_code == 0
    assert result.stdout == (
        f"2 activities (1 as GPX, 1 as TCX), 2 check-ins, 2 days written to {tmp_path}/out\n"
        "\n"
        "Not quite as it is on record:\n"
        "  without positions, which GPX needs: written as TCX: activities/2024-05-03_0700_run_000002.tcx\n"
        "\n"
        f"Read it again with: backstride import {tmp_path}/out\n"
        "That brings runs, diary, shoes, self-tests, answers about warning signs and the last plan. Settings,"
        " corrections and earlier plans are not in it: backstride backup keeps them too.\n"
    )
    assert result.stderr == PRIVATE + "\n"


def test_the_folder_is_read_again(command: Command, document: Document, home: None, tmp_path: Path) -> None:
    command("export", tmp_path / "out")
    found = document("import", tmp_path / "out", "--home", tmp_path / "fresh")
    assert (found["imported"], found["failed"]) == (2, [])
    ours = document("runs")["activities"]
    theirs = document("runs", "--home", tmp_path / "fresh")["activities"]
    for run in (*ours, *theirs):
        del run["files"]
    assert ours == theirs


def test_many_files_that_share_a_remark_are_counted(
    command: Command, tmp_path: Path, gpx: Callable[..., bytes]
) -> None:
    for day in range(1, 7):
        data = gpx(day).replace(b'lat="48.0000000"', b'lat="200"')  # how some apps write a pause
        (tmp_path / f"{day}.gpx").write_bytes(data)
        command("import", tmp_path / f"{day}.gpx")
    shown = command("export", tmp_path / "out", "--format", "gpx").stdout
    assert "records without a position are left out, which GPX cannot hold: activities/2024-05" in shown
    assert "and 3 more (--json names all)" in shown


@pytest.mark.parametrize("as_json", [True, False])
def test_a_folder_that_will_not_do_ends_with_1_and_one_line(
    command: Command, home: None, tmp_path: Path, as_json: bool
) -> None:
    result = command("export", tmp_path / "watch", *(["--json"] if as_json else []))
    assert (result.exit_code, result.stdout) == (1, "")
    reason = f"{tmp_path}/watch holds other files: name an empty folder, a new one, or an earlier export"
    said = json.loads(result.stderr)["error"] if as_json else result.stderr.strip()
    assert said == (reason if as_json else f"backstride: {reason}")


@pytest.mark.parametrize("arguments", [[], ["out", "--format", "pdf"]])
def test_wrong_usage_ends_with_2(command: Command, arguments: list[str]) -> None:
    assert command("export", *arguments).exit_code == 2
