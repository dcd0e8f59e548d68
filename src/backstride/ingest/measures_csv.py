"""The table of measures that an export holds: a line per figure, with its date, kind, value and source."""

import csv
import io
import math
from datetime import date
from typing import Final

from backstride.records import Measure, MeasureKind

COLUMNS: Final = ("date", "kind", "value", "source")


def parse_measures(data: bytes) -> tuple[Measure, ...] | str:
    """The measures in a table, or in plain words why it cannot be read: all of it counts, or nothing."""
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(next(rows, ())) != COLUMNS:
            return f"no table of measures: its columns are not {', '.join(COLUMNS)}"
        return tuple([_measure(row) for row in rows if row])
    except UnicodeDecodeError:
        return "it is not text in UTF-8"
    except (csv.Error, ValueError) as error:
        return f"it is damaged: {error}"


def _measure(row: list[str]) -> Measure:
    day, kind, value, source = row
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is no number")
    return Measure(date=date.fromisoformat(day), kind=MeasureKind(kind), value=number, source=source)
