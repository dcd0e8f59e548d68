"""A diary from a table: CSV as spreadsheets write it, to check-ins and what could not be understood.

The columns are those of the days table, or what people call them (``COLUMNS``). Unknown columns are named and
left out; a blank cell is unknown. A line with a cell that cannot be understood is left out whole and
reported. A date may have several lines: those of different times of the day are readings of their own, of one
time (or of none) the later line corrects the earlier one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from backstride.ingest.cells import BLANK, CellError, LineProblem, number_in, shown, split, text_of, yes_in
from backstride.records import CheckIn, Slot, body_map
from backstride.records.body_map import Place
from backstride.records.checkin import EVENT_FIELDS
from backstride.records.surface import Surface

__all__ = [
    "COLUMNS",
    "LIMITS",
    "CellError",
    "Diary",
    "LineProblem",
    "date_fault",
    "fields_of",
    "parse_diary",
    "range_fault",
    "read_cell",
    "read_time",
]

LIMITS: Final = {
    "pain_nrs": (0.0, 10.0),
    "sleep_h": (0.0, 24.0),
    "sitting_h": (0.0, 24.0),
    "stress_nrs": (0.0, 10.0),
}
"""The least and the greatest value of a check-in's numbers: the ends of a scale, the hours of a day."""

COLUMNS: Final = {
    "date": ("date", "day", "datum", "tag"),
    "at": ("at", "time", "time_of_day", "uhrzeit"),
    "slot": ("slot", "part_of_day", "tageszeit"),
    "pain_nrs": ("pain_nrs", "pain", "back_pain", "schmerz", "schmerzen"),
    "sleep_h": ("sleep_h", "sleep", "sleep_hours", "schlaf"),
    "sitting_h": ("sitting_h", "sitting", "sitting_hours", "sitzen"),
    "stress_nrs": ("stress_nrs", "stress"),
    "warmup": ("warmup", "warm_up", "aufwärmen"),
    "core": ("core", "strength", "rumpf"),
    "cross_training": ("cross_training", "crosstraining"),
    "pain_site": ("pain_site", "site", "where"),
    "pain_when": ("pain_when", "when"),
    "pain_places": ("pain_places",),
    "surface": ("surface", "ground", "untergrund"),
    "event_painkiller": ("event_painkiller", "painkiller", "schmerzmittel"),
    "event_physio": ("event_physio", "physio", "physiotherapy", "physiotherapie"),
    "event_illness": ("event_illness", "illness", "ill", "krank"),
    "event_other": ("event_other",),
    "event_note": ("event_note",),
    "note": ("note", "notes", "comment", "notiz"),
    "runner_id": ("runner_id",),
}
"""A check-in's fields, and the column names that mean them."""

_YES_OR_NO = ("warmup", "core", "cross_training", *EVENT_FIELDS)
_SLOTS = {
    Slot.MORNING: ("morning", "before", "before run", "morgens", "früh"),
    Slot.AFTER_RUN: ("after run", "after the run", "after", "post run", "nach dem lauf"),
    Slot.EVENING: ("evening", "night", "abends", "abend"),
}
_SLOT_OF = {word: slot for slot, words in _SLOTS.items() for word in words}
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?:([ap])\.?m?\.?)?", re.IGNORECASE)
_NOON_H = 12
_FIELD_OF = {name: field for field, names in COLUMNS.items() for name in names}
_ISO_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})([T ].*)?")
_OTHER_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})([T ].*)?")
_DAY_FIRST, _MONTH_FIRST = "day first", "month first"
_MONTHS = 12
_EARLIEST_YEAR = 1970  # an earlier one is a slip of the pen


@dataclass(frozen=True, slots=True)
class Diary:
    """What a table held: check-ins in the order of their lines, what was not understood, columns left out.

    ``fault`` says why the table as a whole could not be read, if so.
    """

    check_ins: tuple[CheckIn, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    fault: str | None = None


def parse_diary(data: bytes, written_at: datetime) -> Diary:
    """The check-ins in a CSV file's bytes, as written at ``written_at`` (aware, on the runner's own clock).

    UTF-8, UTF-16 with a byte order mark, or Windows-1252; commas, semicolons or tabs; decimal points or
    commas; a header line. Dates are year-month-day, or day.month.year; those with slashes or dashes that
    could be read both ways are read as the file's other dates demand, else reported. Nothing is raised for
    what the file holds.
    """
    content = split(text_of(data))
    lines, problems = content.lines, content.problems
    if not lines:
        return Diary(fault="the file is empty")
    _, header = lines.pop(0)
    table = _Table(tuple(name.strip() for name in header), content.delimiter)
    fault = table.fault([cells for _, cells in lines])
    if fault is not None:
        return Diary(fault=fault)
    order = _day_order(table.cell("date", cells) for _, cells in lines)
    check_ins: list[CheckIn] = []
    for number, cells in lines:
        answers, faults = table.answers(number, cells, order, written_at.date())
        problems += faults
        if not faults:
            check_ins.append(CheckIn(written_at=written_at, **answers))
    problems.sort(key=lambda problem: problem.line)
    return Diary(tuple(check_ins), tuple(problems), table.ignored)


class _Table:
    """The header, and what the cells below it mean."""

    def __init__(self, header: tuple[str, ...], delimiter: str) -> None:
        self.header = header
        self.delimiter = delimiter
        self.fields = fields_of(header)
        self.ignored = tuple(
            name for name, field in zip(header, self.fields, strict=True) if field is None and name
        )

    def cell(self, field: str, cells: Sequence[str]) -> str:
        index = self.fields.index(field)
        return cells[index].strip() if index < len(cells) else ""

    def fault(self, rows: Sequence[Sequence[str]]) -> str | None:
        """Why the table as a whole cannot be read, if so."""
        if "date" not in self.fields:
            return "no column is called date: the first line must name the columns"
        known = [field for field in self.fields if field is not None]
        twice = sorted({field for field in known if known.count(field) > 1})
        if twice:
            return f"two columns mean {twice[0]}"
        if "runner_id" in self.fields:
            runners = {self.cell("runner_id", row) for row in rows} - {""}
            if len(runners) > 1:
                return f"the table holds the days of {len(runners)} runners, and a diary is one runner's"
        return None

    def answers(
        self, number: int, cells: Sequence[str], order: str | None, today: date
    ) -> tuple[dict[str, Any], list[LineProblem]]:
        """The fields of a line's check-in, or what is wrong with it."""
        if any(cell.strip() for cell in cells[len(self.header) :]):
            reason = "more values than columns"
            if self.delimiter == ",":
                reason += " (decimal commas need quotation marks, or semicolons between the columns)"
            return {}, [LineProblem(number, None, shown(self.delimiter.join(cells)), reason)]
        answers: dict[str, Any] = {}
        faults = []
        for name, field, raw in zip(self.header, self.fields, cells, strict=False):
            cell = raw.strip()
            if field in (None, "runner_id") or cell.lower() in BLANK:
                continue
            try:
                if field == "date":
                    answers[field] = _date(cell, order, today)
                elif field in ("at", "slot"):
                    answers |= read_time(cell)
                elif field is not None:
                    answers[field] = read_cell(field, cell)
            except CellError as error:
                faults.append(LineProblem(number, name, shown(cell), str(error)))
        if not faults and "date" not in answers:
            name = self.header[self.fields.index("date")]
            faults.append(LineProblem(number, name, None, "no date"))
        return answers, faults


def fields_of(header: Iterable[str]) -> tuple[str | None, ...]:
    """What each column is of a check-in, by its name; None where it is nothing of it."""
    return tuple(_FIELD_OF.get(_key(name.strip())) for name in header)


def read_cell(field: str, text: str) -> float | bool | str:
    """What ``text`` says as the answer to a check-in's ``field``. CellError where it cannot be understood."""
    if field in LIMITS:
        return _number(text, field)
    if field in _LISTED:
        return _LISTED[field](text)
    return yes_in(text) if field in _YES_OR_NO else text


def _surface(text: str) -> str:
    try:
        return Surface(text.strip().lower()).value
    except ValueError:
        raise CellError(f"no surface: {', '.join(Surface)}") from None


def _places(text: str) -> str:
    names = re.split(r"[\s,;]+", text.strip().lower())
    try:
        return body_map.kept(Place(name) for name in names if name not in ("", body_map.NOWHERE))
    except ValueError:
        raise CellError(f"no places of the body map: {', '.join(Place)}, or {body_map.NOWHERE}") from None


_LISTED: Final = {"surface": _surface, "pain_places": _places}
"""The fields of which only certain words are understood."""


def read_time(text: str) -> dict[str, time | Slot]:
    """When on its date a pain was felt: ``at`` by a time of day, ``slot`` by a word for its place in the day.

    CellError where ``text`` is neither. Seconds are dropped.
    """
    slot = _SLOT_OF.get(re.sub(r"[\s_-]+", " ", text.strip().lower()))
    if slot is not None:
        return {"slot": slot}
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise CellError("not a time of day: write it as 07:30, or as morning, after run or evening")
    hour, minute = int(match[1]), int(match[2])
    if match[3] is not None and 1 <= hour <= _NOON_H:
        hour = hour % _NOON_H + (_NOON_H if match[3].lower() == "p" else 0)
    try:
        return {"at": time(hour, minute)}
    except ValueError:
        raise CellError("no such time of day") from None


def range_fault(field: str, value: float) -> str | None:
    """Why ``value`` cannot stand in a check-in's numeric ``field``, if so."""
    low, high = LIMITS[field]
    return None if low <= value <= high else f"not between {low:g} and {high:g}"


def date_fault(day: date, today: date) -> str | None:
    """Why a check-in cannot be for ``day``, if so. It may be tomorrow already where the runner is."""
    if day > today + timedelta(days=1):
        return "a date in the future"
    return None if day.year >= _EARLIEST_YEAR else "a date too long ago"


def _number(cell: str, field: str) -> float:
    value = number_in(cell)
    if (fault := range_fault(field, value)) is not None:
        raise CellError(fault)
    return value


def _date(cell: str, order: str | None, today: date) -> date:
    if (match := _ISO_DATE.fullmatch(cell)) is not None:
        year, month, day = (int(match[group]) for group in (1, 3, 4))
    elif (match := _OTHER_DATE.fullmatch(cell)) is not None:
        first, second, year = (int(match[group]) for group in (1, 3, 4))
        if match[2] == ".":
            order = _DAY_FIRST
        order = order or _order_of(first, second)
        if order is None and first != second:
            raise CellError("the day or the month may stand first: write it as year-month-day")
        day, month = (second, first) if order == _MONTH_FIRST else (first, second)
    else:
        raise CellError("not a date: write it as year-month-day")
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellError("no such date") from None
    if (fault := date_fault(found, today)) is not None:
        raise CellError(fault)
    return found


def _day_order(cells: Iterable[str]) -> str | None:
    """Which stands first in dates with slashes or dashes, if some of the file's can be read one way only."""
    matches = (_OTHER_DATE.fullmatch(cell) for cell in cells)
    orders = {_order_of(int(match[1]), int(match[3])) for match in matches if match and match[2] != "."}
    orders.discard(None)
    return orders.pop() if len(orders) == 1 else None


def _order_of(first: int, second: int) -> str | None:
    if first > _MONTHS >= second:
        return _DAY_FIRST
    return _MONTH_FIRST if second > _MONTHS >= first else None


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.lower())
