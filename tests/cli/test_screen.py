"""``backstride screen``: from a file, from an interview, as text and as JSON."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Command = Callable[..., Result]
Document = Callable[..., Any]
PLAIN = {"age_years": 34, "weeks_since_onset": 2, "worst_pain_nrs": 4, "leg_pain": "none"}


@pytest.fixture
def answers_file(tmp_path: Path) -> Callable[[object], Path]:
    """Writes answers to a file; text and bytes as they are."""

    def write(content: object) -> Path:
        path = tmp_path / "answers.json"
        data = content if isinstance(content, bytes) else None
        path.write_bytes(data if data is not None else json.dumps(content).encode())
        return path

    return write


def test_the_document_is_that_of_the_contract(
    document: Document, answers_file: Callable[[object], Path]
) -> None:
    said = document("screen", "--answers", answers_file({"bladder_change": True, "leg_pain": None}))
    assert (said["urgency"], said["running"]) == ("emergency", "stop")
    assert {"urgency", "running", "reasons", "patterns", "unanswered"} <= said.keys()
    (reason,) = said["reasons"]
    assert reason["id"] == "bladder"
    assert reason["text"]
    assert reason["evidence"] == ["screen_cauda_equina"]
    assert said["patterns"] == said["unanswered"] == []


def test_patterns_and_what_is_open_are_in_the_document(
    document: Document, answers_file: Callable[[object], Path]
) -> None:
    said = document("screen", "--answers", answers_file({**PLAIN, "worse_with_extension": True}))
    assert (said["urgency"], said["running"]) == ("none", "ok")
    assert [pattern["id"] for pattern in said["patterns"]] == ["strain_like", "posture_linked"]
    assert all(pattern["text"] and pattern["evidence"] for pattern in said["patterns"])
    assert said["unanswered"][0] == "bladder_change"
    assert said["could_rise_to"] == "emergency"
    assert "does not mean that nothing is wrong" in said["text"]


def test_no_answers_are_no_clearance_to_run(command: Command, answers_file: Callable[[object], Path]) -> None:
    shown = " ".join(command("screen", "--answers", answers_file({})).stdout.split())
    assert "The questions that matter most are still open." in shown
    assert "Before you run, answer what is still open" in shown
    assert "numbness or tingling between the legs" in shown


def test_an_emergency_says_first_what_to_do(command: Command, answers_file: Callable[[object], Path]) -> None:
    result = command(
        "screen", "--answers", answers_file({"fever": True, "worst_pain_nrs": 9, "cancer_history": True})
    )
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Get emergency care now."
    assert lines[1].startswith("Go to an emergency department now")
    shown = " ".join(result.stdout.split())
    assert shown.index("Running: stop.") < shown.index("Why") < shown.index("Worth telling there too")
    assert "cancer" not in shown  # what could wait alone does not stand beside what cannot
    assert "harmless" not in shown


def test_every_line_fits_the_terminal(
    command: Command, answers_file: Callable[[object], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    file = answers_file({"cancer_history": True, "leg_pain": "left", "relieved_by_sitting": True})
    lines = command("screen", "--answers", file).stdout.splitlines()
    assert max(map(len, lines)) <= 50
    assert sum(line.startswith("•") for line in lines) > 5
    assert any(line.startswith("  ") for line in lines)  # a long reason hangs from its sign


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not JSON"),
        (b"[1]", "the answers are a JSON object"),
        ({"fever": "yes"}, 'fever: "yes" is not true or false, or null for unknown'),
        ({"fevr": True}, "fevr: no such question; did you mean fever?"),
        (
            {"fever": 1, "age_years": 999},
            "fever: 1 is not true or false, or null for unknown; age_years: 999",
        ),
        (b"{}" + b" " * 1_000_000, "too large"),
    ],
)
def test_answers_that_cannot_be_used_end_with_1_and_one_line(
    command: Command, answers_file: Callable[[object], Path], content: object, words: str
) -> None:
    file = answers_file(content)
    result = command("screen", "--answers", file, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in json.loads(result.stderr)["error"]
    plain = command("screen", "--answers", file)
    assert (plain.exit_code, plain.stdout, plain.stderr.count("\n")) == (1, "", 1)


def test_a_file_that_is_not_there_ends_with_1(command: Command, tmp_path: Path) -> None:
    result = command("screen", "--answers", tmp_path / "nowhere.json", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no such file" in json.loads(result.stderr)["error"]


def test_without_a_terminal_and_without_a_file_nothing_is_asked(command: Command) -> None:
    result = command("screen", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--answers" in json.loads(result.stderr)["error"]


def test_nothing_is_kept_where_that_is_not_wanted(
    command: Command, document: Document, answers_file: Callable[[object], Path], tmp_path: Path
) -> None:
    assert document("screen", "--answers", answers_file(PLAIN), "--no-save")["saved"] is False
    assert not (tmp_path / "home").exists()
    result = command("screen", "--last", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no answers are on record" in json.loads(result.stderr.splitlines()[-1])["error"]


def test_answers_are_kept_and_shown_again(
    command: Command, document: Document, answers_file: Callable[[object], Path]
) -> None:
    first = document("screen", "--answers", answers_file({"bladder_change": True}))
    assert first["saved"] is True
    last = document("screen", "--last")
    assert (last["urgency"], last["running"]) == ("emergency", "stop")
    assert (last["age_d"], last["next_due"], last["rules_changed"]) == (0, first["next_due"], False)
    assert last["renewal"] is None
    shown = " ".join(command("screen", "--answers", answers_file(PLAIN)).stdout.split())
    assert "The questions are due again on" in shown
    again = command("screen", "--last").stdout
    assert again.startswith("None of these answers is a warning sign.")
    assert "Answered on" in again


def test_a_warning_is_shown_even_where_it_cannot_be_kept(
    command: Command, answers_file: Callable[[object], Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    file = answers_file({"bladder_change": True})
    result = command("screen", "--answers", file, "--home", tmp_path / "file")
    assert result.exit_code == 1
    assert result.stdout.startswith("Get emergency care now.")
    assert "the answers were not kept" in result.stderr


def test_the_answers_on_record_are_no_file(command: Command, answers_file: Callable[[object], Path]) -> None:
    assert command("screen", "--last", "--answers", answers_file(PLAIN)).exit_code == 2


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for processes of their own."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def interview(typed: str, *arguments: str) -> tuple[str, str]:
    """What the program says on stdout and stderr at a terminal where someone types."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from backstride.cli import main; main()", "screen", *arguments],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )
    os.close(slave)
    os.write(master, typed.encode())
    out, side = process.communicate(timeout=30)
    os.close(master)
    assert process.returncode == 0, side.decode()
    return out.decode(), side.decode()


def test_at_a_terminal_it_asks_emergencies_first_and_ends_there(own_home: Path) -> None:
    out, side = interview("9\n3\n")
    assert "First what cannot wait." in side
    assert "3  numbness or tingling between the legs" in side
    assert "Please answer with the numbers" in side  # there is no ninth
    assert "And any of this" not in side
    assert out.startswith("Get emergency care now.")


def test_at_a_terminal_nothing_wrong_is_about_a_dozen_questions(own_home: Path) -> None:
    out, side = interview("n\nn\nn\nnone\n2\n34\n4\nn\nn\nn\nn\n", "--json")
    assert out.startswith("{")  # the document and nothing else
    said = json.loads(out)
    assert (said["urgency"], said["running"], said["unanswered"]) == ("none", "ok", [])
    assert "How old are you?" in side


def test_whoever_leaves_in_the_middle_is_told_nothing(own_home: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from backstride.cli import main; main()", "screen"],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.close(slave)
    os.write(master, b"n\n\x04")  # an answer, then the end of input
    out, _ = process.communicate(timeout=30)
    os.close(master)
    assert (process.returncode, out) == (1, b"")
    assert not own_home.exists()


def test_help_names_the_file(command: Command) -> None:
    assert "--answers" in command("screen", "--help").stdout
