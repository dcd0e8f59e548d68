"""``backstride plan``: as a calendar and as JSON."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from screen_answers import otherwise_no

Command = Callable[..., Result]
Document = Callable[..., Any]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def free(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(otherwise_no({})))
    return path


def test_an_empty_home_has_a_plan(document: Document) -> None:
    plan = document("plan", "--weeks", 2)
    assert (plan["start"], plan["weeks"], plan["gate"], plan["stage"]) == ("2026-03-05", 2, "hold", "walk")
    assert [date.fromisoformat(day["date"]).day for day in plan["days"]] == list(range(5, 19))
    assert {each["kind"] for day in plan["days"] for each in day["sessions"]} == {"walk", "rest"}
    assert plan["changes"] == []
    assert "backstride screen" in plan["notes"][0]


def test_the_plan_in_a_terminal_is_the_golden_one(command: Command, free: Path) -> None:
    shown = command("plan", "--weeks", 3, "--answers", free)
    assert shown.exit_code == 0
    lines = "\n".join(line.rstrip() for line in shown.stdout.splitlines()) + "\n"
    assert lines == (GOLDEN / "plan_120.txt").read_text("utf-8")


def test_equipment_is_remembered_until_it_is_said_anew(
    command: Command, document: Document, free: Path
) -> None:
    def first_legs(*options: object) -> str:
        plan = document("plan", "--weeks", 2, "--answers", free, *options)
        strength = [s for day in plan["days"] for s in day["sessions"] if s["kind"] == "strength"]
        return str(strength[0]["exercises"][0]["name"])

    assert first_legs() == "squat"
    assert first_legs("--equipment", "Chair, stick") == "sit_to_stand"
    assert first_legs() == "sit_to_stand"
    assert first_legs("--equipment", "none") == "squat"
    assert first_legs() == "squat"
    wrong = command("plan", "--equipment", "chair,anvil")
    assert wrong.exit_code == 2
    assert "anvil is no equipment" in wrong.stderr


def test_the_goal_is_remembered(document: Document, free: Path) -> None:
    race = ("--distance-km", 10, "--race-date", "2026-09-06")
    assert "10 km on 2026-09-06" in document("plan", "--weeks", 1, "--answers", free, *race)["goal"]
    assert "10 km on 2026-09-06" in document("plan", "--weeks", 1, "--answers", free)["goal"]
    told = document("plan", "--weeks", 1, "--answers", free, "--goal", "without-pain")
    assert told["goal"] == "Goal: run without pain."


@pytest.mark.parametrize(
    "wrong",
    [
        ("--weeks", 0),
        ("--weeks", 53),
        ("--weeks", "many"),
        ("--goal", "distance"),
        ("--goal", "race", "--distance-km", 10),
        ("--goal", "come-back", "--distance-km", 10),
        ("--distance-km", -1),
        ("--distance-km", "nan"),
        ("--race-date", "2026-03-04", "--distance-km", 10),
        ("--race-date", "soon", "--distance-km", 10),
        ("--race-date", "2026-09-06"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(command: Command, wrong: tuple[object, ...]) -> None:
    done = command("plan", *wrong)
    assert done.exit_code == 2
    assert done.stdout == ""


def test_answers_that_cannot_be_used_are_an_error(command: Command, tmp_path: Path) -> None:
    done = command("plan", "--answers", tmp_path / "none.json")
    assert done.exit_code == 1
    assert "none.json" in done.output
