"""``backstride check-in``: from options, from prompts, from a table."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]


def reading(pain_nrs: float, **when_and_where: str) -> dict[str, Any]:
    """A reading as the document has it."""
    unknown = dict.fromkeys(("at", "slot", "pain_site", "pain_when", "pain_places"))
    return {**unknown, "pain_nrs": pain_nrs, **when_and_where}


def test_a_line_is_written_down_and_corrected(command: Command, document: Document) -> None:
    day = document("check-in", "--date", "2024-05-01", "--pain", 3, "--sleep", 7.5, "--core", "--no-warmup")
    assert day == {
        "date": "2024-05-01",
        "pain_nrs": 3.0,
        "sleep_h": 7.5,
        "sitting_h": None,
        "stress_nrs": None,
        "warmup": False,
        "core": True,
        "cross_training": None,
        "pain_site": None,
        "pain_when": None,
        "pain_places": None,
        "surface": None,
        "event_painkiller": None,
        "event_physio": None,
        "event_illness": None,
        "event_other": None,
        "event_note": None,
        "note": None,
        "at": None,
        "slot": None,
        "corrected": [],
        "readings": [reading(3.0)],
        "days": 1,
    }
    later = document("check-in", "--date", "2024-05-01", "--pain", 4, "--site", "left", "--when", "mornings")
    assert later == {
        **day,
        "pain_nrs": 4.0,
        "pain_site": "left",
        "pain_when": "mornings",
        "corrected": ["pain_nrs"],
        "readings": [reading(4.0, pain_site="left", pain_when="mornings")],
    }
    shown = command("check-in", "--date", "2024-05-01", "--pain", 5, "--no-core").stdout
    assert "Wednesday, 01 May 2024: pain 5, sleep 7.5, warmup no, core no" in shown
    assert "Corrected: pain, core" in shown


def test_the_day_is_today_unless_said(document: Document, a_thursday: date) -> None:
    assert document("check-in", "--stress", 2)["date"] == a_thursday.isoformat()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pain", "11"], "pain 11 is not between 0 and 10"),
        (["--pain", "nan"], "not between"),
        (["--sleep", "-1"], "not between 0 and 24"),
        (["--pain", "3", "--date", "2999-01-01"], "a date in the future"),
    ],
)
def test_what_cannot_be_ends_with_1(command: Command, arguments: list[str], words: str) -> None:
    result = command("check-in", *arguments, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in json.loads(result.stderr)["error"]


@pytest.mark.parametrize("arguments", [["--pain", "much"], ["--pain", "3", "--date", "1.5.2024"], ["--yes"]])
def test_what_makes_no_sense_ends_with_2(command: Command, arguments: list[str]) -> None:
    assert command("check-in", *arguments).exit_code == 2


def test_without_a_terminal_nothing_is_asked(command: Command) -> None:
    result = command("check-in", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--pain 3" in json.loads(result.stderr)["error"]


def test_a_table_is_read_and_its_faults_are_told(
    command: Command, document: Document, tmp_path: Path
) -> None:
    table = tmp_path / "diary.csv"
    table.write_text("date;pain;sleep;mood\n2024-05-01;3;7,5;ok\n2024-05-02;12;;\n2024-05-03;0;;\n")
    expected = {
        "stored": 2,
        "unchanged": 0,
        "problems": [{"line": 3, "column": "pain", "value": "12", "reason": "not between 0 and 10"}],
        "ignored_columns": ["mood"],
    }
    assert document("check-in", "--from", table) == expected
    assert document("check-in", "--from", table) == {**expected, "stored": 0, "unchanged": 2}
    shown = command("check-in", "--from", table).stdout
    assert "0 lines written down, 2 known already" in shown
    assert "line 3, pain: “12”: not between 0 and 10" in shown
    assert "Columns not used: mood" in shown


@pytest.mark.parametrize(
    ("content", "words"), [(None, "No such file"), ("a,b\n1,2\n", "no column is called date"), ("", "empty")]
)
def test_a_table_that_cannot_be_read_ends_with_1(
    command: Command, tmp_path: Path, content: str | None, words: str
) -> None:
    table = tmp_path / "diary.csv"
    if content is not None:
        table.write_text(content)
    result = command("check-in", "--from", table, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in json.loads(result.stderr)["error"]


def test_a_table_and_values_together_are_wrong_usage(command: Command, tmp_path: Path) -> None:
    assert command("check-in", "--from", tmp_path / "x.csv", "--pain", 3).exit_code == 2


def ask(home: Path, typed: str, *arguments: str) -> str:
    """The program's output at a terminal where someone types."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from backstride.cli import main; main()", "check-in", *arguments],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "BACKSTRIDE_HOME": str(home)},
    )
    os.close(slave)
    os.write(master, typed.encode())
    output, _ = process.communicate(timeout=30)
    os.close(master)
    assert process.returncode == 0
    return output.decode()


def test_at_a_terminal_it_asks_and_enter_skips(tmp_path: Path, document: Document) -> None:
    home = tmp_path / "home"
    day = ("--date", "2024-05-01")
    shown = ask(home, "3\n7,5\nleft\n\neight\n8\n\ny\nn\n\n", *day)
    assert "eight: not a number" in shown
    assert shown.index("sleep") < shown.index("Where does it hurt") < shown.index("What the day held")
    assert shown.index("What the day held") < shown.index("Hours of sitting")
    assert "pain 3, sleep 7.5, sitting 8, warmup yes, core no, pain site left" in shown
    shown = ask(home, "2\n\n\n\n\n\n\n\n\n", *day)
    assert "10 (worst) [3]" in shown
    kept = document("check-in", *day, "--note", "x")
    assert (kept["pain_nrs"], kept["sleep_h"], kept["warmup"]) == (2.0, 7.5, True)


def test_at_a_terminal_nothing_said_is_nothing_stored(tmp_path: Path, document: Document) -> None:
    day = ("--date", "2024-05-01")
    assert "Nothing was written down" in ask(tmp_path / "home", "\n" * 7, *day)
    assert document("check-in", *day, "--note", "x")["pain_nrs"] is None


def test_without_pain_it_does_not_ask_where(tmp_path: Path) -> None:
    shown = ask(tmp_path / "home", "0\n\n\n\n\n\n\n", "--date", "2024-05-01")
    assert "Where does it hurt" not in shown
    assert "pain 0." in shown


def test_pain_of_several_times_of_a_day_is_kept_and_listed(command: Command, document: Document) -> None:
    day = ("--date", "2024-05-01")
    document("check-in", *day, "--pain", 2, "--at", "07:10", "--sleep", 7)
    document("check-in", *day, "--pain", 6, "--slot", "after-run")
    last = document("check-in", *day, "--pain", 4, "--at", "8:30 pm", "--slot", "evening")
    assert (last["pain_nrs"], last["at"], last["slot"], last["sleep_h"]) == (4.0, "20:30", "evening", 7.0)
    assert [(one["at"], one["slot"], one["pain_nrs"]) for one in last["readings"]] == [
        ("07:10", None, 2.0),
        (None, "after_run", 6.0),
        ("20:30", "evening", 4.0),
    ]
    shown = command("check-in", *day, "--pain", 3, "--at", "07:10").stdout
    assert "3 readings, all kept: 07:10: 3; after the run: 6; 20:30, evening: 4." in shown
    assert "Corrected: pain" in shown
    listed = document("check-in", "--list")
    assert [one["counts_for"] for one in listed["readings"]] == [["morning"], [], ["evening"]]
    assert document("check-in", "--list", "--date", "2024-05-02") == {"readings": [], "events": []}
    for diary_time, pain in (("morning", 3.0), ("evening", 4.0)):
        (row,) = document("days", "--diary-time", diary_time)["days"]
        assert (row["pain_nrs"], row["sleep_h"]) == (pain, 7.0)
    refused = command("check-in", *day, "--pain", 1, "--json")
    assert refused.exit_code == 1
    assert "say which with --at or --slot" in json.loads(refused.stderr)["error"]


def test_events_are_written_down_listed_and_taken_back(command: Command, document: Document) -> None:
    tablet = ("--event", "painkiller", "--note", "one tablet")
    day = document("check-in", "--date", "2024-05-03", "--pain", 4, *tablet)
    assert (day["event_painkiller"], day["event_note"], day["note"]) == (True, "one tablet", None)
    week = document("check-in", "--date", "2024-05-01", "--until", "2024-05-05", "--event", "illness")
    assert (week["event_illness"], week["days"]) == (True, 5)
    document("check-in", "--date", "2024-05-05", "--no-event", "illness")
    events = document("check-in", "--list")["events"]
    assert {(one["kind"], one["first"], one["last"]) for one in events} >= {
        ("painkiller", "2024-05-03", "2024-05-03"),
        ("illness", "2024-05-01", "2024-05-02"),
    }
    shown = command("check-in", "--list").stdout
    assert "2024-05-03  painkiller: one tablet" in shown
    rows = {row["date"]: row for row in document("days")["days"]}
    assert [rows[f"2024-05-0{n}"]["event_illness"] for n in range(1, 6)] == [1, 1, 1, 1, 0]
    assert [rows[f"2024-05-0{n}"]["event_painkiller"] for n in (2, 3)] == [0, 1]
    assert "illness no" in command("check-in", "--date", "2024-05-05", "--sleep", 8).stdout


def test_an_empty_diary_s_list_says_so(command: Command) -> None:
    assert "Nothing is in the diary yet" in command("check-in", "--list").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--event", "tablet"], "tablet is no event: painkiller, physio, illness, other"),
        (["--pain", "3", "--at", "noon"], "give a time of day such as 07:30"),
        (["--pain", "3", "--at", "evening"], "give a time of day such as 07:30"),
        (["--pain", "3", "--slot", "07:30"], "give morning, after-run or evening"),
        (["--pain", "3", "--until", "2024-05-02"], "--until is the last day of an event"),
        (["--list", "--pain", "3"], "--list shows what is on record"),
        (["--from", "x.csv", "--at", "07:30"], "--from reads whole days"),
    ],
)
def test_events_and_times_that_make_no_sense_end_with_2(
    command: Command, arguments: list[str], words: str
) -> None:
    result = command("check-in", *arguments, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in json.loads(result.stderr)["error"]
