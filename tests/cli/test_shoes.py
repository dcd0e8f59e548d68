"""``backstride shoes``, and ``backstride runs --shoe``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]


@pytest.fixture
def imported(command: Command, gpx: Callable[..., bytes], tmp_path: Path) -> None:
    """Two runs on record."""
    (tmp_path / "watch").mkdir()
    for day in (1, 3):
        (tmp_path / "watch" / f"{day}.gpx").write_bytes(gpx(day))
    assert command("import", tmp_path / "watch").exit_code == 0


def test_without_a_pair_it_says_how_to_enter_one(
    command: Command, document: Document, tmp_path: Path
) -> None:
    assert document("shoes") == {"shoes": [], "notes": []}
    assert "backstride shoes --add NAME" in command("shoes").stdout
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("imported")
def test_a_pair_is_entered_worn_and_retired(command: Command, document: Document) -> None:
    entered = document("shoes", "--add", "Red", "--km-before", "700", "--date", "2024-01-02")
    assert entered["shoes"][0]["first_used"] == "2024-01-02"
    ids = [entry["id"] for entry in document("runs")["activities"]]
    assert document("runs", "--shoe", "red", *ids) == {"ids": ids, "shoe_id": "Red"}
    assert [entry["shoe_id"] for entry in document("runs")["activities"]] == ["Red", "Red"]
    assert {row["shoe_id"] for row in document("days")["days"] if row["ran"]} == {"Red"}
    shown = " ".join(command("shoes").stdout.split())
    assert "Red: 701 km, 2 runs." in shown
    assert "No study was found" in shown
    assert "Taken back for 1 run." in command("runs", "--no-shoe", ids[0]).stdout
    (shoe,) = document("shoes", "--retire", "Red", "--date", "2024-06-01")["shoes"]
    assert (shoe["runs"], shoe["retired"], shoe["hint"]) == (1, "2024-06-01", None)


@pytest.mark.usefixtures("imported")
def test_a_default_is_worn_from_its_date_on(command: Command, document: Document) -> None:
    command("shoes", "--add", "Red")
    (shoe,) = document("shoes", "--default", "Red", "--date", "2024-05-03")["shoes"]
    assert (shoe["runs"], shoe["default_from"]) == (1, "2024-05-03")
    assert "Taken for runs from 2024-05-03 on" in " ".join(command("shoes").stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("shoes", "--add", "a", "--retire", "b"),
        ("shoes", "--km-before", "3"),
        ("shoes", "--date", "2024-01-01"),
        ("runs", "--shoe", "a"),
        ("runs", "3"),
        ("runs", "--no-shoe"),
        ("runs", "--shoe", "a", "--no-shoe", "3"),
        ("runs", "--shoe", "a", "--deleted", "3"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments).exit_code == 2


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("shoes", "--retire", "Blue"), "no pair"),
        (("shoes", "--add", " "), "needs a name"),
        (("runs", "--shoe", "Blue", "1"), "no pair"),
        (("runs", "--no-shoe", "999"), "no activity 999"),
    ],
)
def test_what_is_not_there_ends_with_1(command: Command, arguments: tuple[str, ...], words: str) -> None:
    result = command(*arguments, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in json.loads(result.stderr)["error"]
