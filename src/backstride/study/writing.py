"""Writing tables: days and answers, as CSV or Parquet by the file's name, whole or not at all."""

import csv
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backstride.records import DAY_COLUMNS, EVENT_COLUMNS, Days
from backstride.study.values import FLAGS
from backstride.verdict.answer import EffectRow

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, object]

ANSWER_COLUMNS: Final = (
    "runner_id",
    "estimand",
    "mean",
    "sd",
    "q05",
    "q50",
    "q95",
    "p_positive",
    "p_meaningful",
    "verdict",
    "n_days",
    "n_checkins",
    "n_run_days",
    "days_needed",
    "reason",
)
"""The columns of a table of answers, in their order."""

_FIRST_COLUMNS = tuple(name for name in DAY_COLUMNS if name not in EVENT_COLUMNS)
DAYS_COLUMNS: Final = ("runner_id", "date", *_FIRST_COLUMNS, "shoe_id", *EVENT_COLUMNS)
"""The columns of a days table, in their order."""

SUFFIXES: Final = (".csv", ".parquet")
_PARQUET_ROWS = 20_000  # in one row group
_COUNTS = ("n_days", "n_checkins", "n_run_days", "days_needed")
_TEXTS = ("runner_id", "estimand", "verdict", "reason", "shoe_id")


def is_table_name(path: Path) -> bool:
    """Whether the file's name says how to write it."""
    return path.suffix.lower() in SUFFIXES


def write_days(days: Iterable[Days], path: Path) -> int:
    """Write days tables, one after the other, as one; the number of rows.

    Every date from a runner's first to the last is a row; what is unknown is empty (CSV) or null
    (Parquet). The file appears when it is whole; one of the same name is replaced. OSError where the disk
    refuses; ValueError where ``path`` ends neither with .csv nor with .parquet.
    """
    return _write(path, DAYS_COLUMNS, (row for table in days for row in day_rows(table)))


def write_answers(rows: Iterable[EffectRow], path: Path) -> int:
    """Write answers, one row per runner and estimand; the number of rows. Otherwise as ``write_days``."""
    return _write(path, ANSWER_COLUMNS, (answer_row(row) for row in rows))


def day_rows(days: Days) -> Iterator[dict[str, object]]:
    """The rows of a days table, under the names of its columns; None is unknown. Flags are 0 or 1."""
    columns = {
        name: [_plain(value, whole=name in FLAGS) for value in days[name].tolist()] for name in DAY_COLUMNS
    }
    for place, day in enumerate(days.date.tolist()):
        row: dict[str, object] = {"runner_id": days.runner_id, "date": day}
        row |= {name: columns[name][place] for name in _FIRST_COLUMNS}
        row["shoe_id"] = days.shoe_id[place]
        yield row | {name: columns[name][place] for name in EVENT_COLUMNS}


def answer_row(row: EffectRow) -> dict[str, object]:
    """An answer under the names of its columns; None is unknown."""
    found = {name: getattr(row, name) for name in ANSWER_COLUMNS}
    return found | {"verdict": row.verdict.value}


def _plain(value: float, *, whole: bool) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if whole else value


def _write(path: Path, columns: Sequence[str], rows: Iterator[dict[str, object]]) -> int:
    writers: dict[str, Callable[[Path, Sequence[str], Iterator[dict[str, object]]], int]] = {
        ".csv": _write_csv,
        ".parquet": _write_parquet,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise ValueError(f"{path.name} must end with {' or '.join(SUFFIXES)}")
    with whole_or_not(path) as unfinished:
        return write(unfinished, columns, rows)


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """A name to write under, which becomes ``path`` at the end and vanishes if it is not reached."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterator[dict[str, object]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(
                [row[name] for name in columns]
            )  # None becomes an empty cell, a date its ISO form
            count += 1
    return count


def _write_parquet(path: Path, columns: Sequence[str], rows: Iterator[dict[str, object]]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _arrow_type(name)) for name in columns])
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        while group := list(islice(rows, _PARQUET_ROWS)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _arrow_type(name: str) -> "pa.DataType":
    import pyarrow as pa

    kinds: dict[str, Any] = {"date": pa.date32()}
    kinds |= dict.fromkeys(_TEXTS, pa.string()) | dict.fromkeys(_COUNTS, pa.int64())
    kinds |= dict.fromkeys(FLAGS, pa.int8())
    return kinds.get(name, pa.float64())
