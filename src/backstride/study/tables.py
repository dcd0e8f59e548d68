"""Reading a days table: many runners, one row per runner and local date."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.records import DAY_COLUMNS, Days, DiaryTime, Failed
from backstride.study import columns
from backstride.study.sources import Chunk, UnreadableError, open_table
from backstride.study.values import UNKNOWN_DATE, CellReader, contradictions, parse_date, parser

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
    """A days table in memory (about 150 bytes a row): iterating gives each runner's ``Days``, in the file's
    order.

    ``problems`` are the first of ``n_problems``, by row; ``notes`` speak of the table as a whole.
    """

    n_rows: int
    problems: tuple[TableProblem, ...]
    n_problems: int
    notes: tuple[str, ...]
    _runners: tuple[str, ...]
    _bounds: IntArray  # runner k's rows are _bounds[k] to _bounds[k + 1]
    _day: IntArray
    _values: FloatArray
    _shoe: IntArray
    _shoes: tuple[str | None, ...]
    _extra: tuple[str, ...]
    _diary_time: DiaryTime

    def __len__(self) -> int:
        return len(self._runners)

    def __iter__(self) -> Iterator[Days]:
        for runner, (begin, end) in enumerate(pairwise(self._bounds)):
            yield self._days(self._runners[runner], slice(begin, end))

    def _days(self, runner_id: str, rows: slice) -> Days:
        day = self._day[rows]
        n = int(day[-1] - day[0]) + 1
        place = day - day[0]
        shoe_id: list[str | None] = [None] * n
        for where, shoe in zip(place.tolist(), self._shoe[rows].tolist(), strict=True):
            shoe_id[where] = self._shoes[shoe]
        table = {}
        for index, name in enumerate(DAY_COLUMNS):
            table[name] = np.full(n, np.nan)
            table[name][place] = self._values[rows, index]
        return Days(
            runner_id=runner_id,
            date=day[0].astype("datetime64[D]") + np.arange(n),
            columns=table,
            shoe_id=tuple(shoe_id),
            diary_time=self._diary_time,
            extra_columns=self._extra,
        )


def read_days(path: Path, *, diary_time: DiaryTime) -> DaysTable | Failed:
    """The days table in a CSV or Parquet file (told by its content), in any order of rows.

    Columns, units and meaning: see ``records.Days`` and the days table's documentation; ``runner_id``,
    ``date``, ``pain_nrs`` and ``ran`` are required. ``diary_time`` says when pain was written.
    Missing: a missing row, a missing column, an empty cell and a null are unknown. A cell that cannot be
    understood or lies outside its scale is unknown and reported. Left out and reported are rows without
    runner or date, repeated rows of a runner's date (the first one counts), rows with too few or too many
    cells, and dates decades from the runner's others. On a day with ``ran`` 0 and no distance, the distance
    is 0. Errors: nothing is raised for what the file holds; a file that is no days table at all is
    ``Failed``.
    """
    try:
        with open_table(path) as source:
            header = _Header(source.names)
            reading = _Reading()
            for chunk in source.chunks:
                reading.take(chunk, header)
    except UnreadableError as error:
        return Failed(str(error))
    return reading.table(header, diary_time)


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

    def __init__(self) -> None:
        self.problems = Problems()
        self._runners: dict[str, int] = {}
        self._shoes: dict[str | None, int] = {None: 0}
        self._parts: list[tuple[IntArray, IntArray, IntArray, FloatArray, IntArray]] = []
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
        runner = self._codes(columns.texts(chunk.columns[header.source["runner_id"]]), self._runners)
        kept = (day != UNKNOWN_DATE) & (runner >= 0)
        for place in np.flatnonzero((runner < 0) & (day != UNKNOWN_DATE)).tolist():
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
            shoe = self._codes(columns.texts(chunk.columns[header.source["shoe_id"]]), self._shoes)
            shoe = np.maximum(shoe, 0)
        self._parts.append((runner[kept], day[kept], chunk.rows[kept], values[kept], shoe[kept]))

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

    def _codes(self, texts: list[str | None], codes: dict[Any, int]) -> IntArray:
        """A number per text, in the order of their first appearance; -1 for none."""
        return np.array(
            [-1 if text is None else codes.setdefault(text, len(codes)) for text in texts], dtype=np.int64
        )

    def table(self, header: _Header, diary_time: DiaryTime) -> DaysTable:
        """All that came, sorted by runner and date, without repeats and strays."""
        empty = np.empty(0, dtype=np.int64)
        parts = self._parts or [(empty, empty, empty, np.empty((0, len(DAY_COLUMNS))), empty)]
        runner, day, row, values, shoe = (np.concatenate(part) for part in zip(*parts, strict=True))
        self._parts.clear()
        order = np.lexsort((row, day, runner))
        runner, day, row = runner[order], day[order], row[order]
        names = tuple(self._runners)
        kept = self._without_repeats(names, runner, day, row)
        kept &= self._without_strays(names, runner, day, row)
        order = order[kept]
        runner = runner[kept]
        present, first = np.unique(runner, return_index=True)
        notes = []
        if header.extra:
            notes.append(f"columns that are not used: {', '.join(header.extra)}")
        if not len(order):
            notes.append("no usable row")
        if self.problems.total > MAX_PROBLEMS:
            notes.append(f"{self.problems.total - MAX_PROBLEMS} more problems are not listed")
        return DaysTable(
            n_rows=len(order),
            problems=tuple(sorted(self.problems.kept, key=lambda problem: problem.row)),
            n_problems=self.problems.total,
            notes=tuple(notes),
            _runners=tuple(names[code] for code in present),
            _bounds=np.append(first, len(order)).astype(np.int64),
            _day=day[kept],
            _values=values[order],
            _shoe=shoe[order],
            _shoes=tuple(self._shoes),
            _extra=header.extra,
            _diary_time=diary_time,
        )

    def _without_repeats(
        self, names: tuple[str, ...], runner: IntArray, day: IntArray, row: IntArray
    ) -> npt.NDArray[np.bool_]:
        repeated = np.zeros(len(row), dtype=np.bool_)
        repeated[1:] = (runner[1:] == runner[:-1]) & (day[1:] == day[:-1])
        for place in np.flatnonzero(repeated):
            what = f"{names[runner[place]]} has this date in an earlier row; left out"
            self.problems.add(int(row[place]), "date", str(day[place].astype("datetime64[D]")), what)
        return ~repeated

    def _without_strays(
        self, names: tuple[str, ...], runner: IntArray, day: IntArray, row: IntArray
    ) -> npt.NDArray[np.bool_]:
        """A slip in the year would make decades of unknown days."""
        bounds = np.searchsorted(runner, np.arange(len(names) + 1))
        furthest = int(figure("date_stray_days"))
        kept = np.ones(len(row), dtype=np.bool_)
        for code, (begin, end) in enumerate(pairwise(bounds)):
            middle = day[(begin + end) // 2] if end > begin else 0
            for place in begin + np.flatnonzero(np.abs(day[begin:end] - middle) > furthest):
                kept[place] = False
                what = f"decades from the other days of {names[code]}; left out"
                self.problems.add(int(row[place]), "date", str(day[place].astype("datetime64[D]")), what)
        return kept


def _float_date(cell: str) -> tuple[float, str | None]:
    day, reason = parse_date(cell)
    return float(day), reason
