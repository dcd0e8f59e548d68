"""Reading a days table: many runners, one row per runner and local date."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.records import DAY_COLUMNS, Days, DiaryTime, Failed
from backstride.study import columns
from backstride.study.sources import Chunk, UnreadableError, open_table
from backstride.study.values import UNKNOWN_DATE, CellReader, contradictions, parse_date, parser
from backstride.study.workfile import ROW, Notes, RowArray, Workfile

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

REQUIRED: Final = ("runner_id", "date", "pain_nrs", "ran")
USED: Final = ("runner_id", "date", *DAY_COLUMNS, "shoe_id")

MAX_PROBLEMS: Final = 1000
"""How many problems are kept; how many there are is counted nevertheless."""


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What cannot be understood in a days table, and so is unknown or left out; ``reason`` says which and
    why.

    ``row``: the line of a CSV file (its header is line 1), the row of a Parquet file (from 1).
    """

    row: int
    column: str | None
    value: str | None
    reason: str


@dataclass(slots=True)
class Problems:
    """The first problems, and how many there are in all."""

    kept: list[TableProblem] = field(default_factory=list)
    total: int = 0

    def add(self, row: int, column: str | None, value: str | None, reason: str) -> None:
        self.total += 1
        if len(self.kept) < MAX_PROBLEMS:
            self.kept.append(TableProblem(row, column, value, reason))


@dataclass(frozen=True, slots=True, eq=False)
class DaysTable:
    """A days table that was read, on disk: iterating gives each runner's ``Days``, in the file's order.

    ``problems`` are the first of ``n_problems``, by row; ``notes`` speak of the table as a whole.
    """

    n_rows: int
    problems: tuple[TableProblem, ...]
    n_problems: int
    notes: tuple[str, ...]
    _work: Workfile
    _extra: tuple[str, ...]
    _diary_time: DiaryTime

    def __len__(self) -> int:
        return self._work.count("days")

    def __iter__(self) -> Iterator[Days]:
        return (self.days(number, name) for number, name in self._work.runners())

    def days(self, number: int, name: str) -> Days:
        """The days of a runner, by number and name in the working file."""
        rows, shoes = self._work.rows_of(number)
        day = rows["day"]
        n = int(day[-1] - day[0]) + 1
        place = day - day[0]
        shoe_id: list[str | None] = [None] * n
        for where, shoe in zip(place.tolist(), rows["shoe"].tolist(), strict=True):
            shoe_id[where] = shoes.get(shoe)
        table = {}
        for index, column in enumerate(DAY_COLUMNS):
            table[column] = np.full(n, np.nan)
            table[column][place] = rows["values"][:, index]
        return Days(
            runner_id=name,
            date=day[0].astype("datetime64[D]") + np.arange(n),
            columns=table,
            shoe_id=tuple(shoe_id),
            diary_time=self._diary_time,
            extra_columns=self._extra,
        )


def read_days(path: Path, *, diary_time: DiaryTime, work: Workfile | None = None) -> DaysTable | Failed:
    """The days table in a CSV or Parquet file (told by its content), in any order of rows.

    Columns, units and meaning: see ``records.Days`` and the days table's documentation; ``runner_id``,
    ``date``, ``pain_nrs`` and ``ran`` are required. ``diary_time`` says when pain was written. ``work``: the
    working file that gathers the rows, a temporary one unless given; memory holds a chunk of rows and one
    runner's, however many there are. One that has read this table is not made to read it again.
    Missing: a missing row, a missing column, an empty cell and a null are unknown. A cell that cannot be
    understood or lies outside its scale is unknown and reported. Left out and reported are rows without
    runner or date, repeated rows of a runner's date (the first one counts), rows with too few or too many
    cells, and dates decades from the runner's others. On a day with ``ran`` 0 and no distance, the distance
    is 0. Errors: nothing is raised for what the file holds; a file that is no days table at all is
    ``Failed``. OSError or sqlite3.Error where the disk refuses the working file.
    """
    work = work or Workfile.temporary()
    if (before := work.note(_READ)) is not None:
        return _table(work, before, diary_time)
    try:
        with open_table(path) as source:
            header = _Header(source.names)
            work.begin_reading()  # anew, where an earlier one was broken off
            reading = _Reading(work)
            for chunk in source.chunks:
                reading.take(chunk, header)
    except UnreadableError as error:
        return Failed(str(error))
    found = reading.settled(header)
    work.set_note(_READ, found)
    return _table(work, found, diary_time)


_READ = "read"


def _table(work: Workfile, found: Notes, diary_time: DiaryTime) -> DaysTable:
    return DaysTable(
        n_rows=found["n_rows"],
        problems=tuple(TableProblem(*problem) for problem in found["problems"]),
        n_problems=found["n_problems"],
        notes=tuple(found["notes"]),
        _work=work,
        _extra=tuple(found["extra"]),
        _diary_time=diary_time,
    )


class _Header:
    """Which of a table's columns are used, under which of its names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        plain = [name.strip().lower() for name in names]
        twice = sorted({name for name in plain if name in USED and plain.count(name) > 1})
        if twice:
            raise UnreadableError(f"two columns are called {twice[0]}")
        lacking = [name for name in REQUIRED if name not in plain]
        if lacking:
            raise UnreadableError(
                f"no column is called {' or '.join(lacking)}; a days table needs {', '.join(REQUIRED)}"
            )
        self.source = {name: original for name, original in zip(plain, names, strict=True) if name in USED}
        self.extra = tuple(
            dict.fromkeys(name.strip() for name, p in zip(names, plain, strict=True) if p not in USED and p)
        )


class _Reading:
    """A table as it is read: what has come so far."""

    def __init__(self, work: Workfile) -> None:
        self.problems = Problems()
        self._work = work
        self._dates = CellReader(_float_date)
        self._numbers = {name: CellReader(parser(name)) for name in DAY_COLUMNS}

    def take(self, chunk: Chunk, header: _Header) -> None:
        """Add a chunk's rows."""
        for row, reason in chunk.broken:
            self.problems.add(row, None, None, f"{reason}; left out")
        n = len(chunk.rows)
        if n == 0:
            return
        day = self._days(chunk, header)
        names = columns.texts(chunk.columns[header.source["runner_id"]])
        runner = _numbered(names, self._work.runner_numbers)
        kept = (day != UNKNOWN_DATE) & (runner > 0)
        for place in np.flatnonzero((runner == 0) & (day != UNKNOWN_DATE)).tolist():
            self.problems.add(int(chunk.rows[place]), "runner_id", None, "no runner; the row is left out")
        values = np.full((n, len(DAY_COLUMNS)), np.nan)
        for index, name in enumerate(DAY_COLUMNS):
            if name in header.source:
                values[:, index] = self._column(chunk, name, header.source[name], kept)
        ran, distance = (values[:, DAY_COLUMNS.index(name)] for name in ("ran", "distance_km"))
        for place, reason in contradictions(ran, distance):
            if kept[place]:
                self.problems.add(int(chunk.rows[place]), "distance_km", None, reason)
        shoe = np.zeros(n, dtype=np.int64)
        if "shoe_id" in header.source:
            shoe = _numbered(columns.texts(chunk.columns[header.source["shoe_id"]]), self._work.shoe_numbers)
        rows = np.empty(int(kept.sum()), dtype=ROW)
        rows["day"], rows["row"], rows["shoe"] = day[kept], chunk.rows[kept], shoe[kept]
        rows["values"] = values[kept]
        self._work.add(runner[kept], rows)

    def _days(self, chunk: Chunk, header: _Header) -> IntArray:
        day, faults = columns.days(chunk.columns[header.source["date"]], self._dates)
        for fault in faults:
            row = int(chunk.rows[fault.place])
            self.problems.add(row, "date", fault.value or None, f"{fault.reason}; the row is left out")
        return day

    def _column(self, chunk: Chunk, name: str, original: str, kept: npt.NDArray[np.bool_]) -> FloatArray:
        values, faults = columns.numbers(chunk.columns[original], name, self._numbers[name])
        for fault in faults:
            if kept[fault.place]:
                self.problems.add(int(chunk.rows[fault.place]), name, fault.value, f"{fault.reason}; unknown")
        return values

    def settled(self, header: _Header) -> Notes:
        """All that came, by runner and date, without repeats and strays; what is to be told of it."""
        n_rows = 0
        for number, name, rows in self._work.gathered():
            rows = rows[np.lexsort((rows["row"], rows["day"]))]
            rows = self._without_repeats(name, rows)
            rows = self._without_strays(name, rows)
            self._work.settle(number, rows)
            n_rows += len(rows)
        self._work.settled()
        notes = []
        if header.extra:
            notes.append(f"columns that are not used: {', '.join(header.extra)}")
        if not n_rows:
            notes.append("no usable row")
        if self.problems.total > MAX_PROBLEMS:
            notes.append(f"{self.problems.total - MAX_PROBLEMS} more problems are not listed")
        problems = sorted(self.problems.kept, key=lambda problem: problem.row)
        return {
            "n_rows": n_rows,
            "problems": [astuple(problem) for problem in problems],
            "n_problems": self.problems.total,
            "notes": notes,
            "extra": header.extra,
        }

    def _without_repeats(self, name: str, rows: RowArray) -> RowArray:
        repeated = np.zeros(len(rows), dtype=np.bool_)
        repeated[1:] = rows["day"][1:] == rows["day"][:-1]
        for row in rows[repeated]:
            self._leave_out(row, f"{name} has this date in an earlier row")
        kept: RowArray = rows[~repeated]
        return kept

    def _without_strays(self, name: str, rows: RowArray) -> RowArray:
        """A slip in the year would make decades of unknown days."""
        middle = rows["day"][len(rows) // 2]
        stray = np.abs(rows["day"] - middle) > int(figure("date_stray_days"))
        for row in rows[stray]:
            self._leave_out(row, f"decades from the other days of {name}")
        kept: RowArray = rows[~stray]
        return kept

    def _leave_out(self, row: Any, why: str) -> None:
        day = str(row["day"].astype("datetime64[D]"))
        self.problems.add(int(row["row"]), "date", day, f"{why}; left out")


def _numbered(texts: list[str | None], numbers: Callable[[Iterable[str]], dict[str, int]]) -> IntArray:
    """A number per text, from 1; 0 for none."""
    known = numbers(text for text in texts if text is not None)
    return np.array([0 if text is None else known[text] for text in texts], dtype=np.int64)


def _float_date(cell: str) -> tuple[float, str | None]:
    day, reason = parse_date(cell)
    return float(day), reason
