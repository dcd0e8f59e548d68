"""``backstride plan`` with files: a calendar, workouts for a watch, a week to print."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ics
import pytest
from garmin_fit_sdk import Decoder, Stream
from typer.testing import Result

from backstride.screen.questions import YES_NO, keys

Command = Callable[..., Result]
WELL = {key.name: False for key in keys().values() if key.kind == YES_NO} | {
    "leg_pain": "none",
    "leg_weakness": "none",
    "age_years": 34,
    "weeks_since_onset": 8,
    "worst_pain_nrs": 2,
}


@pytest.fixture
def answers(tmp_path: Path) -> Callable[..., Path]:
    def write(**known: object) -> Path:
        path = tmp_path / "answers.json"
        path.write_text(json.dumps(WELL | known))
        return path

    return write


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "--ics": tmp_path / "plan.ics",
        "--workouts": tmp_path / "watch",
        "--print": tmp_path / "week.html",
    }


def arguments(files: dict[str, Path]) -> list[object]:
    return [each for pair in files.items() for each in pair]


def sports(folder: Path) -> set[str]:
    """The sports of the workouts in a folder."""
    found = set()
    for path in folder.iterdir():
        messages, errors = Decoder(Stream.from_file(str(path))).read()
        assert errors == []
        found.add(messages["workout_mesgs"][0]["sport"])
    return found


def test_the_files_hold_the_plan_that_is_shown(
    command: Command, answers: Callable[..., Path], files: dict[str, Path]
) -> None:
    done = command("plan", "--weeks", 2, "--answers", answers(), *arguments(files), "--json")
    assert done.exit_code == 0, done.output
    plan: dict[str, Any] = json.loads(done.stdout)
    assert plan["gate"] == "go"
    sessions = [(day["date"], each["kind"]) for day in plan["days"] for each in day["sessions"]]
    events = ics.Calendar(files["--ics"].read_bytes().decode()).events
    assert sorted(str(event.begin.date()) for event in events) == [day for day, _ in sessions]
    on_the_watch = [each for each in sessions if each[1] in ("run", "run_walk", "walk", "strength")]
    assert len(list(files["--workouts"].iterdir())) == len(on_the_watch) > 0
    page = files["--print"].read_text("utf-8")
    assert page.count('<span class="write">') == 7
    assert f"{date.fromisoformat(plan['start']).day} " in page
    assert done.stderr.splitlines() == [
        f"The calendar: {files['--ics']}",
        f"{len(on_the_watch)} workouts for the watch: {files['--workouts']}",
        f"The week to print: {files['--print']}",
    ]


def test_a_warning_sign_takes_the_runs_out_of_every_file(
    command: Command, answers: Callable[..., Path], files: dict[str, Path]
) -> None:
    assert command("plan", "--answers", answers(), *arguments(files)).exit_code == 0
    assert sports(files["--workouts"]) & {"running", "walking"}
    done = command("plan", "--answers", answers(saddle_numbness=True), *arguments(files))
    assert done.exit_code == 0, done.output
    assert sports(files["--workouts"]) <= {"walking"}
    events = ics.Calendar(files["--ics"].read_bytes().decode()).events
    assert "No running until a clinician says it is safe" in {event.name for event in events}
    assert not {category for event in events for category in event.categories} & {"Run", "Run-walk"}
    assert "No running until a clinician says it is safe." in files["--print"].read_text("utf-8")


def test_without_the_options_nothing_is_written_or_said(
    command: Command, answers: Callable[..., Path], tmp_path: Path
) -> None:
    done = command("plan", "--answers", answers())
    assert (done.exit_code, done.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.json", "home"]


def test_a_file_that_cannot_be_written_ends_the_command_with_the_reason(
    command: Command, answers: Callable[..., Path], tmp_path: Path
) -> None:
    done = command("plan", "--answers", answers(), "--ics", tmp_path / "none" / "plan.ics")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "no such file or directory" in " ".join(done.stderr.split())
