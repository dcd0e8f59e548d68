"""Cells and lines of a table as spreadsheets and platforms write it, whatever the table is about."""

import csv
import re
from dataclasses import dataclass

BLANK = frozenset({"", "-", "–", "na", "n/a", "nan", "none", "null"})
"""What a cell holds, in lower case, that says nothing."""

_TRUE = {"1", "1.0", "yes", "y", "true", "ja", "j", "x"}
_FALSE = {"0", "0.0", "no", "n", "false", "nein"}
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_SHOWN_CHARS = 120  # of a value, in a problem


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What stands in a line and cannot be understood. ``line`` counts from 1, the header included."""

    line: int
    column: str | None
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table's lines that are not blank, each with its number, and the lines that could not be split."""

    delimiter: str
    lines: list[tuple[int, list[str]]]
    problems: list[LineProblem]


class CellError(ValueError):
    """A cell cannot be understood; the message says why."""


def number_in(cell: str) -> float:
    """The number in a cell, with a decimal point or comma. CellError where it is none."""
    if _NUMBER.fullmatch(cell) is None:
        raise CellError("not a number")
    return float(cell.replace(",", "."))


def yes_in(cell: str) -> bool:
    """Yes or no, in their many spellings. CellError where it is neither."""
    if cell.lower() in _TRUE:
        return True
    if cell.lower() in _FALSE:
        return False
    raise CellError("neither yes nor no")


def text_of(data: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, or Windows-1252, which takes any bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def split(text: str) -> Table:
    """The lines of ``text``, by the delimiter that its first line uses or names (``sep=;``)."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in plain if line.strip()), "")
    hint = first.strip().lower()
    hinted = hint.startswith("sep=") and len(hint) == len("sep=") + 1  # a spreadsheet's own line
    delimiter = first.strip()[-1] if hinted else max(",;\t", key=first.count)
    lines: list[tuple[int, list[str]]] = []
    problems: list[LineProblem] = []
    reader = csv.reader((line + "\n" for line in plain), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            reason = "the quotation marks do not match"
            if reader.line_num > number:
                reason += f": lines {number} to {reader.line_num} were not read"
            problems.append(LineProblem(number, None, shown(plain[number - 1]), reason))
        else:
            if any(cell.strip() for cell in cells):
                lines.append((number, cells))
    if hinted and lines:
        lines.pop(0)
    return Table(delimiter, lines, problems)


def shown(value: str) -> str:
    """As much of a value as a problem shows."""
    return value if len(value) <= _SHOWN_CHARS else value[: _SHOWN_CHARS - 1] + "…"
