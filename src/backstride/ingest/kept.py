"""Which file of an export is which, and its tables of shoes and self-tests."""

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeVar

from backstride.ingest.cells import LineProblem
from backstride.ingest.manifest import PRODUCT
from backstride.records import KeptKind, SelfTest, SelfTestKind, Shoe, Skipped

SHOE_COLUMNS: Final = ("shoe_id", "name", "start_distance_m", "first_used", "retired", "default_from")
SELF_TEST_COLUMNS: Final = ("date", "position", "hold_s")
HOLDS: Final = "holds"
"""The key by which a JSON file of an export says what it is: a ``KeptKind``."""

LONGEST_NAME: Final = 64
"""Characters of a pair's name or id: those of the column that holds it."""
MOST_BEFORE_M: Final = 20_000_000.0
"""More than any pair lasts."""
LONGEST_HOLD_S: Final = 3600.0
"""Longer is a slip of the finger: nobody tests for an hour."""

_TABLES = {SHOE_COLUMNS: KeptKind.SHOES, SELF_TEST_COLUMNS: KeptKind.SELF_TESTS}
_WORDS = {
    KeptKind.SHOES: "shoes of an export",
    KeptKind.SELF_TESTS: "self-tests of an export",
    KeptKind.SCREENINGS: "answers about warning signs of an export",
    KeptKind.PLAN: "the plan of an export",
}
_HEAD_BYTES = 4096

_Row = TypeVar("_Row")


def kept_table(header: Sequence[str]) -> Skipped | None:
    """Which table of an export has this header; None where none has."""
    kind = _TABLES.get(tuple(header))
    return None if kind is None else Skipped(_WORDS[kind], kept=kind)


def kept_json(data: bytes) -> Skipped | None:
    """Which JSON file of an export this is; None where it is none, or cannot be read at all."""
    if PRODUCT.encode() not in data[:_HEAD_BYTES] or HOLDS.encode() not in data[:_HEAD_BYTES]:
        return None
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("product") != PRODUCT:
        return None
    kind = next((kind for kind in (KeptKind.SCREENINGS, KeptKind.PLAN) if document.get(HOLDS) == kind), None)
    return None if kind is None else Skipped(_WORDS[kind], kept=kind)


def parse_shoes(data: bytes) -> tuple[list[Shoe], list[LineProblem]]:
    """The pairs of a table of shoes, and the lines that hold none."""
    return _lines(data, SHOE_COLUMNS, _shoe)


def parse_self_tests(data: bytes) -> tuple[list[SelfTest], list[LineProblem]]:
    """The self-tests of a table of them, and the lines that hold none."""
    return _lines(data, SELF_TEST_COLUMNS, _self_test)


def _lines(
    data: bytes, columns: Sequence[str], read: Callable[[dict[str, str]], _Row]
) -> tuple[list[_Row], list[LineProblem]]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    found: list[_Row] = []
    problems: list[LineProblem] = []
    next(rows, None)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
            if not cells:
                continue
            if len(cells) != len(columns):
                raise ValueError(f"{len(cells)} cells where there should be {len(columns)}")
            found.append(read(dict(zip(columns, cells, strict=True))))
        except StopIteration:
            return found, problems
        except (csv.Error, ValueError) as error:
            problems.append(LineProblem(line, None, None, str(error)))


def _shoe(cells: dict[str, str]) -> Shoe:
    for name in ("shoe_id", "name"):
        if not 0 < len(cells[name]) <= LONGEST_NAME:
            raise ValueError(f"a pair needs a {name} of 1 to {LONGEST_NAME} characters")
    return Shoe(
        shoe_id=cells["shoe_id"],
        name=cells["name"],
        start_distance_m=_number(cells, "start_distance_m", 0.0, MOST_BEFORE_M),
        first_used=_day(cells, "first_used"),
        retired=_day(cells, "retired"),
        default_from=_day(cells, "default_from"),
    )


def _self_test(cells: dict[str, str]) -> SelfTest:
    day = _day(cells, "date")
    if day is None:
        raise ValueError("date is missing")
    if cells["position"] not in list(SelfTestKind):
        raise ValueError(f"position {cells['position']!r} is none of {', '.join(SelfTestKind)}")
    return SelfTest(
        date=day,
        kind=SelfTestKind(cells["position"]),
        hold_s=_number(cells, "hold_s", 1.0, LONGEST_HOLD_S),
    )


def _number(cells: dict[str, str], name: str, low: float, high: float) -> float:
    try:
        number = float(cells[name])
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        raise ValueError(f"{name} {cells[name]!r} is no number from {low:g} to {high:g}")
    return number


def _day(cells: dict[str, str], name: str) -> date | None:
    if not cells[name]:
        return None
    try:
        return date.fromisoformat(cells[name])
    except ValueError:
        raise ValueError(f"{name} {cells[name]!r} is no date such as 2024-05-31") from None
