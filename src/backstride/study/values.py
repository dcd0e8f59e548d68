"""What a cell of a days table may hold: its limits, its many spellings, and what is said of one that is
none.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.ingest.diary_csv import LIMITS as DIARY_LIMITS
from backstride.records import EVENT_COLUMNS

FloatArray = npt.NDArray[np.float64]

LIMITS: Final = {
    **DIARY_LIMITS,
    "distance_km": (0.0, 1000.0),
    "intensity_share": (0.0, 1.0),
    "hard_share": (0.0, 1.0),
    "descent_m_per_km": (0.0, 1000.0),
    "spike_ratio": (0.0, 1000.0),
}
"""The least and the greatest value of a number: ends of a scale, hours of a day, or beyond what anybody
runs.
"""

FLAGS: Final = ("ran", "warmup", "core", "cross_training", *EVENT_COLUMNS)

BLANK: Final = frozenset({"", "-", "na", "n/a", "nan", "none", "null", "<na>"})
_TRUE = frozenset({"1", "1.0", "true", "yes"})
_FALSE = frozenset({"0", "0.0", "false", "no"})
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_MAX_REMEMBERED = 100_000  # spellings of one column; beyond it they hardly repeat
_SHOWN_CHARS = 60  # of a value, in a problem

UNKNOWN_DATE: Final = np.iinfo(np.int64).min
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Verdict = tuple[float, str | None]
"""A value, and why the cell cannot be understood, if so (the value is then unknown)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be understood; ``place`` is its index within the column at hand."""

    place: int
    value: str
    reason: str


class CellReader:
    """Reads one column's cells as text; remembers spellings, since a diary repeats few."""

    def __init__(self, parse: Callable[[str], Verdict]) -> None:
        self._parse = parse
        self._known: dict[str, Verdict] = {}

    def read(self, cells: Iterable[str]) -> tuple[list[float], list[Fault]]:
        """The values, and the cells that cannot be understood."""
        known, parse = self._known, self._parse
        values: list[float] = []
        faults: list[Fault] = []
        if len(known) > _MAX_REMEMBERED:
            known.clear()
        for place, cell in enumerate(cells):
            verdict = known.get(cell)
            if verdict is None:
                verdict = known[cell] = parse(cell)
            values.append(verdict[0])
            if verdict[1] is not None:
                faults.append(Fault(place, shown(cell), verdict[1]))
        return values, faults


def parser(column: str) -> Callable[[str], Verdict]:
    """How the cells of a numeric column of the days table are read."""
    if column in FLAGS:
        return _parse_flag
    low, high = LIMITS[column]
    return lambda cell: _parse_number(cell, low, high)


def range_faults(column: str, values: FloatArray) -> tuple[FloatArray, list[Fault]]:
    """Numbers as they came from a typed column, those that cannot be made unknown (NaN), and what is said of
    them.
    """
    if column in FLAGS:
        bad = ~np.isnan(values) & (values != 0) & (values != 1)
        reason = "neither 0 nor 1"
    else:
        low, high = LIMITS[column]
        bad = ~np.isnan(values) & ~((values >= low) & (values <= high))
        reason = _outside(low, high)
    faults = [Fault(int(place), f"{values[place]:g}", reason) for place in np.flatnonzero(bad)]
    return np.where(bad, np.nan, values), faults


def parse_date(cell: str) -> tuple[int, str | None]:
    """Days since 1970-01-01 of an ISO date, or of the date that an ISO date and time begins with."""
    text = cell.strip()
    if not text or text.lower() in BLANK:
        return UNKNOWN_DATE, "no date"
    try:
        return datetime.fromisoformat(text).date().toordinal() - _EPOCH_ORDINAL, None
    except ValueError:
        return UNKNOWN_DATE, "not a date: write it as year-month-day"


def shown(value: str) -> str:
    """A value as it stands in a problem: short."""
    return value if len(value) <= _SHOWN_CHARS else value[: _SHOWN_CHARS - 1] + "…"


def contradictions(ran: FloatArray, distance_km: FloatArray) -> Sequence[tuple[int, str]]:
    """Days whose ``ran`` and ``distance_km`` cannot both be true; both arrays are corrected in place.

    A distance on a day without a run: one of the two is wrong, so that neither is known. A run of no
    distance: the distance is unknown. A day known to be without a run has the distance 0 even where none is
    written.
    """
    distance_at_rest = (ran == 0) & (distance_km > 0)
    run_of_nothing = (ran == 1) & (distance_km == 0)
    found = [
        (int(place), "a distance, but no run: neither is known") for place in np.flatnonzero(distance_at_rest)
    ]
    found += [
        (int(place), "a run of no distance: the distance is unknown")
        for place in np.flatnonzero(run_of_nothing)
    ]
    ran[distance_at_rest] = np.nan
    distance_km[distance_at_rest | run_of_nothing] = np.nan
    distance_km[ran == 0] = 0.0
    return found


def _parse_flag(cell: str) -> Verdict:
    text = cell.strip().lower()
    if text in _TRUE:
        return 1.0, None
    if text in _FALSE:
        return 0.0, None
    return math.nan, None if text in BLANK else "neither 0 nor 1"


def _parse_number(cell: str, low: float, high: float) -> Verdict:
    text = cell.strip()
    if text.lower() in BLANK:
        return math.nan, None
    if _NUMBER.fullmatch(text) is None:
        return math.nan, "not a number"
    value = float(text.replace(",", "."))
    if not low <= value <= high:
        return math.nan, _outside(low, high)
    return value, None


def _outside(low: float, high: float) -> str:
    return f"not between {low:g} and {high:g}"
