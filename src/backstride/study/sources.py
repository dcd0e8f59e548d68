"""Days tables as files: CSV and Parquet opened alike, as chunks of columns."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow.parquet as pq

IntArray = npt.NDArray[np.int64]

CHUNK_ROWS: Final = 20_000
_PARQUET_MAGIC = b"PAR1"
_SNIFFED_BYTES = 64 * 1024
_DELIMITERS = ",;\t"
_BUFFER_BYTES = 256 * 1024  # of a column at a time: a row group may be larger than memory


class UnreadableError(Exception):
    """The file as a whole is no table; the message says why, for the user."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows. ``rows``: their places in the file (a line of CSV, the header being line 1; a row of
    Parquet).

    ``columns``: by the name of the header, a list of text (CSV) or an Arrow array (Parquet). ``broken``:
    rows that could not be split into cells, with the reason.
    """

    rows: IntArray
    columns: dict[str, Any]
    broken: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An open table: the names of its columns as they stand there, and its rows, chunk by chunk."""

    names: tuple[str, ...]
    chunks: Iterator[Chunk]


@contextmanager
def open_table(path: Path) -> Iterator[Source]:
    """The table in a file, by its content. Raises UnreadableError here or while its chunks are read."""
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED_BYTES)
        if start.startswith(_PARQUET_MAGIC):
            with _parquet(path) as source:
                yield source
        else:
            with path.open(encoding=_encoding(start), errors="replace", newline="") as text:
                yield _csv(text)
    except OSError as error:
        raise UnreadableError((error.strerror or str(error)).lower()) from error


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _csv(text: Iterator[str]) -> Source:
    found = next(((number, line) for number, line in enumerate(text, 1) if line.strip()), None)
    if found is None:
        raise UnreadableError("the file is empty")
    header_row, header = found
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        (names,) = csv.reader([header], delimiter=delimiter)
    except (csv.Error, ValueError):
        raise UnreadableError("the first line does not name the columns") from None
    reader = csv.reader(text, delimiter=delimiter)
    return Source(tuple(names), _csv_chunks(reader, names, header_row))


def _csv_chunks(reader: Any, names: Sequence[str], header_row: int) -> Iterator[Chunk]:
    width = len(names)
    done = False
    while not done:
        rows: list[int] = []
        cells: list[list[str]] = []
        broken: list[tuple[int, str]] = []
        while len(rows) < CHUNK_ROWS and not done:
            line = header_row + reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                done = True
            except csv.Error:
                broken.append(
                    (line, _lines_lost("quotation marks do not match", line, header_row + reader.line_num))
                )
            else:
                if len(row) > width and not any(cell.strip() for cell in row[width:]):
                    row = row[:width]
                if len(row) == width:
                    rows.append(line)
                    cells.append(row)
                elif any(cell.strip() for cell in row):
                    reason = f"{len(row)} values in {width} columns"
                    broken.append((line, _lines_lost(reason, line, header_row + reader.line_num)))
        columns = zip(*cells, strict=True) if cells else ([] for _ in names)
        yield Chunk(np.array(rows, dtype=np.int64), dict(zip(names, columns, strict=True)), tuple(broken))


def _lines_lost(reason: str, first: int, last: int) -> str:
    return reason if last <= first else f"{reason}: lines {first} to {last} were not read"


@contextmanager
def _parquet(path: Path) -> Iterator[Source]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, buffer_size=_BUFFER_BYTES) as file:
            yield Source(tuple(file.schema_arrow.names), _parquet_chunks(file))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"not a readable Parquet file: {_first_line(error)}") from error


def _parquet_chunks(file: "pq.ParquetFile") -> Iterator[Chunk]:
    start = 1
    for batch in file.iter_batches(CHUNK_ROWS):
        yield Chunk(
            np.arange(start, start + batch.num_rows),
            dict(zip(batch.schema.names, batch.columns, strict=True)),
        )
        start += batch.num_rows


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
