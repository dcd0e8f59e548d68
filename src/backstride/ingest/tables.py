"""Tables: which of those that are read a CSV file is, by its columns and not by its name.

Strava's list of activities, a table of activities of the runner's own, a diary, nights and days of a device;
anything else is passed over.
"""

from collections.abc import Sequence
from datetime import tzinfo

from backstride.ingest import activity_table, strava, strava_columns
from backstride.ingest.cells import BLANK, CellError, Table, number_in, split, text_of
from backstride.ingest.dates import Moment, read_moments
from backstride.ingest.diary_csv import fields_of
from backstride.ingest.kept import kept_table
from backstride.ingest.nights import in_words, measure_of
from backstride.ingest.sniff import A_TABLE
from backstride.ingest.table_columns import LOCALES, MEASURES, columns_of
from backstride.records import Failed, Measure, MeasureKind, ParseOutcome, Skipped

MB = 1_000_000
MOST_BYTES = 32 * MB
"""Twenty years of activities stay below it by far; a larger table would take too much memory."""
_HEAD_BYTES = MB // 4
_MOST_LINE_CHARS = 200_000  # of a line, such as no table of these has

A_DIARY = "a diary; its lines were read"
A_DAYS_TABLE = (
    "a days table: it is made from runs and diary; a diary comes in with backstride check-in --from"
)
SOURCE = "csv"  # of a measure whose line names none
_LOOKED_AT = 50  # rows
_ANSWERS = {"pain_nrs", "sitting_h", "stress_nrs", "warmup", "core", "cross_training"}


def read_table(_name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities, measures or check-ins of a table, or why there are none."""
    head_bytes = data[:_HEAD_BYTES]
    if len(data) > _HEAD_BYTES:
        head_bytes = head_bytes.rpartition(b"\n")[0]
    text = text_of(head_bytes)
    if max(map(len, text.splitlines()), default=0) > _MOST_LINE_CHARS or (not head_bytes and data):
        return Skipped(A_TABLE)
    head = split(text)
    if not head.lines:
        return Skipped(A_TABLE)
    header = _taken_off(head)
    if (kept := kept_table(header)) is not None:
        return kept
    rows = [cells for _, cells in head.lines]
    is_strava = strava_columns.columns_of(header, rows) is not None
    if not is_strava and "runner_id" in fields_of(header) and "date" in fields_of(header):
        return Skipped(A_DAYS_TABLE)
    kind = "strava" if is_strava else _kind(header, rows)
    if kind == "diary":
        return Skipped(A_DIARY, diary=True)
    if kind is None:
        return Skipped(A_TABLE)
    if len(data) > MOST_BYTES:
        return Failed(f"a table of more than {MOST_BYTES // MB} MB: cut it into several")
    whole = split(text_of(data))
    header = _taken_off(whole)
    if kind == "strava":
        columns = strava_columns.columns_of(header, [cells for _, cells in whole.lines])
        return Skipped(A_TABLE) if columns is None else strava.read_list(whole, columns, home_zone)
    if kind == "activities":
        return activity_table.read_activities(header, whole, home_zone)
    return _measures(header, whole)


def _taken_off(table: Table) -> list[str]:
    return [name.strip() for name in table.lines.pop(0)[1]]


def _kind(header: list[str], rows: Sequence[Sequence[str]]) -> str | None:
    """Which table it is: "activities", "diary" or "measures"; None where it is none of them."""
    activities = activity_table.is_one(header)
    if activities and activity_table.has_starts(header, rows):
        return "activities"
    fields = fields_of(header)
    if "date" in fields and _ANSWERS.intersection(fields) and _has_dates(fields.index("date"), rows):
        return "diary"
    at = columns_of(header, MEASURES)
    figures = at.keys() & {"sleep_h", "resting_hr_bpm"}
    if "date" in at and (figures or {"kind", "value"} <= at.keys()) and _has_dates(at["date"][0], rows):
        return "measures"
    return "activities" if activities else None


def _has_dates(column: int, rows: Sequence[Sequence[str]]) -> bool:
    cells = [row[column].strip() for row in rows[:_LOOKED_AT] if column < len(row)]
    return any(isinstance(found, Moment) for found in read_moments(cells, LOCALES))


def _measures(header: list[str], table: Table) -> ParseOutcome:
    """The figures of the nights and days in the lines of ``table``, its header taken off."""
    at = {name: columns[0] for name, columns in columns_of(header, MEASURES).items()}

    def text(cells: Sequence[str], name: str) -> str:
        cell = cells[at[name]].strip() if name in at and at[name] < len(cells) else ""
        return "" if cell.lower() in BLANK else cell

    lines = [cells for _, cells in table.lines]
    moments = read_moments([text(cells, "date") for cells in lines], LOCALES)
    measures: list[Measure] = []
    left_out = len(table.problems)
    for cells, moment in zip(lines, moments, strict=True):
        told: dict[MeasureKind | None, str] = {kind: text(cells, kind) for kind in MeasureKind}
        if text(cells, "value"):
            told[_kind_of(text(cells, "kind"))] = text(cells, "value")
        source = text(cells, "source") or SOURCE
        found = [_measure(moment, kind, value, source) for kind, value in told.items() if value]
        measures += [measure for measure in found if measure is not None]
        left_out += None in found
    return Skipped(in_words(measures, left_out), measures=tuple(measures))


def _kind_of(text: str) -> MeasureKind | None:
    """The kind of figure that a line names, by the names that its own column would have."""
    (own,) = columns_of([text], MEASURES) or (None,)
    return MeasureKind(own) if own in set(MeasureKind) else None


def _measure(moment: Moment | str, kind: MeasureKind | None, value: str, source: str) -> Measure | None:
    if kind is None or isinstance(moment, str):
        return None
    try:
        return measure_of(moment.at.date(), kind, number_in(value), source)
    except CellError:
        return None
