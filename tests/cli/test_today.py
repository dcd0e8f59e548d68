"""``backstride today``: as text and as JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]


def test_nothing_on_record_is_a_hold_that_says_what_to_do_first(command: Command, document: Document) -> None:
    said = document("today")
    assert said["decision"] == "hold"
    assert said["clearance"] is None
    shown = command("today").stdout
    assert shown.startswith("Hold: first answer the questions about warning signs (backstride screen).")
    assert "Write the pain down" in shown


def test_a_warning_sign_on_record_is_a_stop(command: Command, document: Document, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"saddle_numbness": True}))
    command("screen", "--answers", file)
    command("check-in", "--pain", "0")
    said = document("today")
    assert (said["decision"], said["clearance"]["urgency"]) == ("stop", "emergency")
    assert all(reason["evidence"] for reason in said["reasons"])
    shown = command("today").stdout
    assert shown.startswith("Get emergency care now.")
    assert "What to do" in shown
    assert "Instead" not in shown


def test_every_line_fits_the_terminal(command: Command, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(len, command("today").stdout.splitlines())) <= 50
