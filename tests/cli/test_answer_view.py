"""The answer in a terminal, compared with ``golden/``; look at a difference before you copy it there."""

import io
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_answers import effect, make_answer, make_cannot_tell, make_days, make_explained
from rich.cells import cell_len
from rich.console import Console

from backstride.cli.answer_view import show_answer
from backstride.records import Days
from backstride.screen import Answers, check_answers, evaluate
from backstride.verdict.answer import Answer, Verdict

GOLDEN = Path(__file__).parent / "golden"


def shown(answer: Answer, days: Days, width: int, encoding: str = "utf-8", **options: object) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    show_answer(Console(file=file, width=width, **options), answer, days)  # type: ignore[arg-type]
    file.flush()
    return file.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize(("width", "encoding"), [(50, "utf-8"), (80, "utf-8"), (80, "ascii")])
def test_what_lies_behind_is_shown_when_asked_for(width: int, encoding: str):
    answer = make_answer(explain=make_explained(caution="A check has failed."))
    assert "How this answer came about" not in shown(answer, make_days(120), width, encoding)
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    show_answer(Console(file=file, width=width), answer, make_days(120), explain=True)
    file.flush()
    text = file.buffer.getvalue().decode(encoding)
    behind = text[text.index("How this answer came about") :]
    assert all(cell_len(line) <= width for line in behind.splitlines())
    words = " ".join(behind.split())
    assert words.index("A check has failed.") < words.index("A plain count: Simply counted, pain after")
    assert "morning 1 +0.9 (+0.6 to +1.2)" in words
    assert "What the last week has changed: A week ago" in words
    assert "medical help at once" in words


def drawings(text: str) -> list[str]:
    return [line for line in text.splitlines() if "├" in line]


@pytest.mark.parametrize(
    ("name", "answer", "width", "encoding"),
    [
        ("answer_80.txt", make_answer(), 80, "utf-8"),
        ("answer_120.txt", make_answer(), 120, "utf-8"),
        ("answer_50.txt", make_answer(), 50, "utf-8"),
        ("answer_ascii.txt", make_answer(), 80, "ascii"),
        ("cannot_tell_80.txt", make_cannot_tell(), 80, "utf-8"),
    ],
)
def test_golden(name: str, answer: Answer, width: int, encoding: str):
    text = shown(answer, make_days(120), width, encoding)
    if os.environ.get("BACKSTRIDE_GOLDEN") == "write":
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text("utf-8")


def test_a_warning_on_record_stands_before_everything():
    found = check_answers({"saddle_numbness": True})
    assert isinstance(found, Answers)
    file = io.StringIO()
    show_answer(Console(file=file, width=60), make_answer(), make_days(60), evaluate(found))
    lines = file.getvalue().splitlines()
    assert lines[0] == "Get emergency care now."
    assert "No running until a clinician has said that it is safe." in " ".join(lines[1:8])
    assert max(map(cell_len, lines)) <= 60


@pytest.mark.parametrize("width", [50, 64, 80, 100, 140])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_every_line_fits(width: int, encoding: str):
    for answer in (make_answer(), make_cannot_tell()):
        for line in shown(answer, make_days(1500), width, encoding).splitlines():
            assert cell_len(line) <= width
            assert line == line.rstrip()


@pytest.mark.parametrize("width", [50, 61, 80])
def test_a_hanging_paragraph_keeps_its_words(width: int):
    sentence = " ".join(f"word{n}" for n in range(60))
    text = shown(make_answer(advice=(sentence,)), make_days(30), width)
    lines = text[text.index("•") : text.index("How far to trust")].splitlines()
    assert " ".join(line.strip() for line in lines).strip() == f"• {sentence}"
    assert all(line.startswith("  word") for line in lines[1:] if line)


def test_the_sentence_is_first_and_whole():
    words = " ".join(shown(make_answer(), make_days(120), 50).split())
    assert words.startswith(make_answer().sentence.replace(": over", ". Over"))


def test_no_colour_when_piped_or_unwanted(monkeypatch: pytest.MonkeyPatch):
    assert "\x1b" not in shown(make_answer(), make_days(120), 80)
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = re.findall(r"\x1b\[([0-9;]*)m", shown(make_answer(), make_days(120), 80, force_terminal=True))
    assert coloured
    codes = {int(code) for sequence in coloured for code in sequence.split(";") if code}
    assert codes <= {0, 1, 2}  # bold and dim alone


def test_colour_in_a_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;33m" in shown(make_answer(), make_days(120), 80, force_terminal=True)


def test_failed_checks_are_told_in_full_before_those_that_passed():
    text = shown(make_answer(), make_days(120), 100)
    assert text.index("failed: Tomorrow’s run") < text.index("1 of 3 checks passed")


def test_an_interval_that_holds_zero_crosses_its_mark():
    answer = make_answer(effects=(effect("acute", Verdict.CANNOT_TELL, 0.0, 1.0),))
    text = shown(answer, make_days(30), 80)
    (drawing,) = drawings(text)
    labels = next(line for line in text.splitlines() if line.lstrip().startswith("−1"))
    assert drawing.index("├") == labels.index("−")
    assert drawing.index("○") == labels.index("0")
    assert drawing.index("┤") == len(labels) - 1


@settings(max_examples=100, deadline=None)
@given(mean=st.floats(-9, 9), half=st.floats(0, 6), width=st.integers(50, 120))
def test_any_interval_is_drawn_in_its_order(mean: float, half: float, width: int):
    answer = make_answer(effects=(effect("factor:hard", Verdict.HELPS, mean, half),))
    text = shown(answer, make_days(30), width)
    of_mark = [line for line in text.splitlines() if "▼" in line]
    drawing = of_mark[0] if width >= 76 else of_mark[1]
    marks = [drawing.index(sign) for sign in "├▼┤" if sign in drawing]
    assert marks == sorted(marks)
    assert cell_len(drawing) <= width


def test_a_home_without_days():
    text = shown(make_cannot_tell(), make_days(0), 80)
    assert "There is nothing on record yet." in text
    assert "Write down your pain every morning" in text
