"""``backstride runs``: the activities on record, and the runner's word on them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]
Maker = Callable[..., bytes]


def tcx(day: int = 1, after_s: int = 20) -> bytes:
    """The same run as a second device has it: a little later, without positions, with a heart rate."""
    start = datetime(2024, 5, day, 23, 30, after_s, tzinfo=UTC)
    points = "".join(
        f"<Trackpoint><Time>{start + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</Time>"
        f"<DistanceMeters>{i * 3.05:.1f}</DistanceMeters>"
        f"<HeartRateBpm><Value>{140 + i % 9}</Value></HeartRateBpm></Trackpoint>"
        for i in range(110)
    )
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="Running"><Id>{start:%Y-%m-%dT%H:%M:%SZ}</Id>'
        f'<Lap StartTime="{start:%Y-%m-%dT%H:%M:%SZ}"><TotalTimeSeconds>109</TotalTimeSeconds>'
        f"<DistanceMeters>332</DistanceMeters><Track>{points}</Track></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


@pytest.fixture
def folder(tmp_path: Path, gpx: Maker) -> Path:
    made = tmp_path / "watch"
    made.mkdir()
    for day in (1, 2):
        (made / f"{day}.gpx").write_bytes(gpx(day))
    (made / "1.tcx").write_bytes(tcx())
    return made


def test_a_run_of_two_devices_is_one_with_both_files(
    command: Command, document: Document, folder: Path
) -> None:
    assert document("import", folder)["imported"] == 3
    first, second = document("runs")["activities"]
    assert first["files"] == [f"{folder}/1.gpx", f"{folder}/1.tcx"]
    assert (first["source"], first["sources"]) == ("gpx", ["gpx", "tcx"])
    assert (second["source"], second["sources"]) == ("gpx", ["gpx"])
    assert first["distance_m"] == pytest.approx(360, rel=2e-3)
    assert first["avg_hr_bpm"] == pytest.approx(144, abs=2)
    (row,) = [line for line in command("runs").stdout.splitlines() if "2024-05-02" in line]
    assert row.rstrip().endswith("GPX +1")


def test_what_was_left_out_of_a_run_is_told(command: Command, document: Document, tmp_path: Path) -> None:
    (tmp_path / "far.tcx").write_bytes(tcx().replace(b">332<", b">39462000<"))
    command("import", tmp_path / "far.tcx")
    (run,) = document("runs")["activities"]
    assert run["distance_m"] == pytest.approx(332, abs=3)
    assert any("39,462.0 km" in note for note in run["notes"])
    assert "1 activity with notes on what was repaired or left out" in command("runs").stdout


def test_a_run_is_deleted_and_comes_back(command: Command, document: Document, folder: Path) -> None:
    document("import", folder)
    before = document("runs")
    number = before["activities"][0]["id"]
    assert command("runs", "--delete", number).stdout == (
        f"Deleted. Take it back with: backstride runs --undelete {number}\n"
    )
    assert [one["id"] for one in document("runs")["activities"]] != [number]
    assert document("import", folder)["duplicates"] == 3
    (folder / "again.tcx").write_bytes(tcx(1, 25))
    assert document("import", folder)["imported"] == 1
    assert len(document("runs")["activities"]) == 1
    (gone,) = document("runs", "--deleted")["activities"]
    assert (gone["id"], len(gone["files"])) == (number, 3)
    assert "2024-05-02" in command("runs", "--deleted").stdout
    assert document("runs", "--undelete", number) == {"id": number, "done": "undelete", "records": 3}
    assert len(document("runs")["activities"]) == 2
    assert command("runs", "--deleted").stdout == "No activity was deleted.\n"


def test_a_run_is_split_and_rejoined(command: Command, document: Document, folder: Path) -> None:
    document("import", folder)
    before = document("runs")
    number = before["activities"][0]["id"]
    said = command("runs", "--split", number).stdout
    assert said == (
        "Its 2 records are activities of their own now. Take it back with: backstride runs"
        f" --rejoin {number}\n"
    )
    assert len(document("runs")["activities"]) == 3
    assert command("runs", "--rejoin", number).stdout == "It is made of 2 records now.\n"
    assert document("runs") == before
    single = before["activities"][1]["id"]
    assert command("runs", "--split", single).stdout == (
        "It is one record only: there is nothing to keep apart.\n"
    )


def test_days_are_of_what_is_shown(document: Document, command: Command, folder: Path) -> None:
    document("import", folder)
    number = document("runs")["activities"][0]["id"]

    def days_with_a_run() -> list[str]:
        return [day["date"] for day in document("days")["days"] if day["ran"] == 1]

    assert days_with_a_run() == ["2024-05-02", "2024-05-03"]
    command("runs", "--delete", number)
    assert days_with_a_run() == ["2024-05-03"]


@pytest.mark.parametrize("change", ["--delete", "--undelete", "--split", "--rejoin"])
def test_a_number_that_is_not_there(command: Command, folder: Path, change: str) -> None:
    command("import", folder)
    done = command("runs", change, 99)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "backstride: there is no activity 99: see backstride runs\n"
    assert json.loads(command("runs", change, 99, "--json").stderr) == {
        "error": "there is no activity 99: see backstride runs"
    }


@pytest.mark.parametrize(
    "arguments", [["--delete", 1, "--split", 1], ["--delete", 1, "--deleted"], ["--delete", "all"]]
)
def test_one_change_at_a_time(command: Command, arguments: list[object]) -> None:
    assert command("runs", *arguments).exit_code == 2


def test_in_a_mistyped_folder_nothing_is_made(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "mistyped"
    assert command("runs", "--delete", 1, "--home", home).exit_code == 1
    assert not home.exists()
