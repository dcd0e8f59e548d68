"""``backstride self-test``."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]


def test_tests_are_written_down_and_listed(command: Command, document: Document) -> None:
    first = document("self-test", "--kind", "side-bridge-left", "--seconds", 40, "--date", "2024-05-01")
    assert [(one["kind"], one["hold_s"], one["earlier"]) for one in first["tests"]] == [
        ("side_bridge_left", 40.0, 0)
    ]
    second = document("self-test", "--kind", "side_bridge_left", "--seconds", 47.5, "--date", "2024-05-08")
    assert [(one["usual_s"], one["change_s"]) for one in second["tests"]] == [(40.0, 7.5)]
    assert len(document("self-test", "--list")["tests"]) == 2
    shown = command("self-test", "--list").stdout
    assert "01 May 2024  Side bridge, left: 40 seconds." in shown


def test_it_says_to_leave_them_where_it_hurts(command: Command) -> None:
    assert "not written down" in command("self-test", "--list").stdout
    command("check-in", "--pain", 5)
    shown = command("self-test", "--kind", "plank", "--seconds", 20).stdout
    assert "Leave these tests for now: your pain today is 5 of 10." in shown


def test_an_empty_list_says_so(command: Command) -> None:
    assert "No self-test is on record yet." in command("self-test", "--list").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--kind plank --seconds 60, or --list"),
        (["--kind", "plank"], "how long"),
        (["--seconds", "3"], "what was held"),
        (["--kind", "headstand", "--seconds", "3"], "headstand is no self-test: plank, side-bridge-left"),
        (["--list", "--kind", "plank"], "leave the other values out"),
    ],
)
def test_what_makes_no_sense_ends_with_2(command: Command, arguments: list[str], words: str) -> None:
    result = command("self-test", *arguments, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in json.loads(result.stderr)["error"]


def test_what_cannot_be_ends_with_1(command: Command) -> None:
    result = command("self-test", "--kind", "plank", "--seconds", 0, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "not between 1 and 3600" in json.loads(result.stderr)["error"]
