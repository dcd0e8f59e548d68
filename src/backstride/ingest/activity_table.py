"""A table of activities of the runner's own, or of an app that exports what Health Connect holds.

Its columns are those of ``table_columns.ACTIVITIES``. A start without an offset is on the runner's own clock.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from backstride.ingest.cells import BLANK, CellError, Table, number_in, yes_in
from backstride.ingest.dates import Moment, read_moments
from backstride.ingest.listed import Listed, activity_of, in_short
from backstride.ingest.sports import is_indoor, is_treadmill, listed_sport_of, sport_in, sub_sport_of
from backstride.ingest.table_columns import (
    ACTIVITIES,
    AMBIGUOUS,
    HEALTH_CONNECT_OTHERS,
    HEALTH_CONNECT_SPORTS,
    LOCALES,
    NEEDED_FOR,
    columns_of,
    key_of,
)
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Skipped

SOURCE = "csv"
NO_START = (
    "a table of activities that does not tell when they started: add a column start, such as 2024-05-31 07:30"
)
_CLOCK_COLUMNS = {name for name, column in ACTIVITIES.items() if column.kind == "clock"}
_CLOCK = re.compile(r"(\d{1,3}):(\d{2,3}):(\d\d)(?:[.,]\d+)?")
_TWO_PARTS = re.compile(r"(\d{1,3}):\d\d")
_ISO_DURATION = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?")
_HOURS_PER_DAY = 24
_MOST_DIGITS = 4  # of an exercise type: those that exist have two
_CLOCK_ALONE = re.compile(r"\s*\d{1,2}[:.]\d\d([:.]\d\d)?\s*([ap]\.?m\.?)?\s*", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-−])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_LOOKED_AT = 50  # rows
_EPOCH = re.compile(r"\d{10}(\d{3})?")  # seconds, or milliseconds, since 1970


def is_one(header: list[str]) -> bool:
    """Whether a table with this header is of activities: it tells when, and how far or which sport how long.

    A start and an end alone may be of anything: meetings, nights.
    """
    figures = {ACTIVITIES[name].figure for name in columns_of(header, ACTIVITIES)}
    figures |= {NEEDED_FOR[key] for key in map(key_of, header) if key in NEEDED_FOR}
    is_timed = bool(figures & {"elapsed_s", "moving_s", "end"})
    return bool(figures & {"start", "date"}) and (
        "distance_m" in figures or ("sport" in figures and is_timed)
    )


def has_starts(header: list[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether any of ``rows`` tells the day and the time of day at which it started."""
    at = {name: columns[0] for name, columns in columns_of(header, ACTIVITIES).items()}
    starts = _moments([_Row(0, cells, at) for cells in rows[:_LOOKED_AT]], "start")
    return any(isinstance(start, Moment) and start.timed for start in starts)


def read_activities(header: list[str], table: Table, home_zone: tzinfo) -> ParseOutcome:
    """The activities in the lines of ``table``, its header taken off.

    A line whose start or sport cannot be understood is left out, a cell of another column alone; both are
    named in the warnings.
    """
    at = columns_of(header, ACTIVITIES)
    fault = _fault(header, at)
    if fault is not None:
        return Failed(fault)
    lines = table.lines
    for name in _CLOCK_COLUMNS & at.keys():
        lines = _hours_added(lines, at[name][0])
    rows = [
        _Row(number, cells, {name: columns[0] for name, columns in at.items()}) for number, cells in lines
    ]
    starts = _moments(rows, "start")
    if rows and all(isinstance(start, Moment) and not start.timed for start in starts):
        return Failed(NO_START)
    for name in sorted(_CLOCK_COLUMNS):
        if any(_is_number(row.text(name)) for row in rows):
            column = header[at[name][0]].strip()
            return Failed(f"the column {column} does not tell its unit: call it {column}_s, or write 0:45:12")
    ends = _moments(rows, "end") if "end" in at else [None] * len(rows)
    problems = [f"line {problem.line}: {problem.reason}" for problem in table.problems]
    activities = []
    for row, start, end in zip(rows, starts, ends, strict=True):
        found = _activity(row, start, end, home_zone, problems)
        if isinstance(found, str):
            problems.append(f"line {row.line}: {found}")
        else:
            activities.append(found)
    if not activities:
        return (
            Failed(f"no line of it could be understood ({problems[0]})")
            if problems
            else Skipped("a table of activities; it is empty")
        )
    return Parsed(tuple(activities), (*_left_out(header, at), *in_short(problems)))


def _hours_added(lines: list[tuple[int, list[str]]], column: int) -> list[tuple[int, list[str]]]:
    """The lines with 45:12 as 0:45:12, where their column tells that it is minutes and seconds.

    It does where its other cells state hours as well, or where one has more minutes than a day has hours.
    """
    cells = [cells[column].strip() for _, cells in lines if column < len(cells)]
    firsts = [int(found[1]) for cell in cells if (found := _TWO_PARTS.fullmatch(cell))]
    if not any(_CLOCK.fullmatch(cell) for cell in cells) and max(firsts, default=0) < _HOURS_PER_DAY:
        return lines
    return [
        (line, [*cells[:column], f"0:{cells[column].strip()}", *cells[column + 1 :]])
        if column < len(cells) and _TWO_PARTS.fullmatch(cells[column].strip())
        else (line, cells)
        for line, cells in lines
    ]


def _fault(header: list[str], at: dict[str, list[int]]) -> str | None:
    """Why the table as a whole cannot be read, if so."""
    twice = next((name for name, columns in at.items() if len(columns) > 1), None)
    if twice is not None:
        names = " and ".join(header[column].strip() for column in at[twice])
        return f"the columns {names} mean the same ({twice}): leave one"
    figures = {ACTIVITIES[name].figure for name in at}
    for name in header:
        figure = NEEDED_FOR.get(key_of(name))
        if figure is not None and figure not in figures and not (figure == "elapsed_s" and "end" in at):
            return f"the column {name.strip()} leaves open what it holds: {AMBIGUOUS[key_of(name)]}"
    return None


def _left_out(header: list[str], at: dict[str, list[int]]) -> list[str]:
    used = {column for columns in at.values() for column in columns}
    unused = [name.strip() for index, name in enumerate(header) if index not in used and name.strip()]
    warnings = [
        f"the column {name} leaves open what it holds: {AMBIGUOUS[key_of(name)]}"
        for name in unused
        if key_of(name) in AMBIGUOUS
    ]
    unknown = [name for name in unused if key_of(name) not in AMBIGUOUS]
    if unknown:
        warnings.append(f"columns that are not read: {', '.join(unknown)}")
    return warnings


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a line, by the map's names of their columns."""

    line: int
    cells: Sequence[str]
    at: dict[str, int]

    def text(self, name: str) -> str:
        index = self.at.get(name)
        cell = "" if index is None or index >= len(self.cells) else self.cells[index].strip()
        return "" if cell.lower() in BLANK else cell

    def value(self, figure: str, problems: list[str]) -> float | None:
        """The first of the columns of a figure that tells it, in the figure's own unit."""
        for name, column in ACTIVITIES.items():
            if column.figure == figure and self.text(name):
                read: Callable[[str], float] = _duration_s if column.kind == "clock" else number_in
                try:
                    return read(self.text(name)) * column.scale
                except CellError as error:
                    problems.append(f"line {self.line}: {name} {self.text(name)!r} is {error}")
        return None


def _moments(rows: list[_Row], name: str) -> list[Moment | str]:
    texts = []
    for row in rows:
        text = row.text(name) or ("" if name == "end" else row.text("time_of_day"))
        alone = not text or _CLOCK_ALONE.fullmatch(text)
        texts.append(f"{row.text('date')} {text}".strip() if alone and (text or name == "start") else text)
    moments = read_moments(["" if _EPOCH.fullmatch(text) else text for text in texts], LOCALES)
    return [
        _epoch(text) if _EPOCH.fullmatch(text) else found for text, found in zip(texts, moments, strict=True)
    ]


def _epoch(text: str) -> Moment:
    seconds = int(text[:10])
    return Moment(datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds), timed=True)


def _activity(
    row: _Row, start: Moment | str, end: Moment | str | None, home_zone: tzinfo, problems: list[str]
) -> Activity | str:
    if isinstance(start, str):
        return f"its start: {start}"
    if not start.timed:
        return "its start has no time of day"
    offset_s = _offset_s(row.text("utc_offset"))
    if row.text("utc_offset") and offset_s is None:
        return f"its offset from UTC, {row.text('utc_offset')!r}, is none: write it as +02:00"
    start_utc_s, stated_s = _utc_s(start, offset_s, home_zone)
    kind: str | None = row.text("sport")
    sport, sport_source = listed_sport_of(kind), "file"
    if row.text("exercise_type"):
        kind = _exercise(row.text("exercise_type"))
        sport = None if kind is None else listed_sport_of(kind)
        if sport is None:
            return f"its exercise type, {row.text('exercise_type')!r}, is none of Health Connect's"
    elif kind and sport is None:
        return f"its sport, {kind!r}, is not known here"
    elif sport is None:
        sport, sport_source = sport_in(row.text("title")), "name"
    elapsed_s = row.value("elapsed_s", problems)
    if elapsed_s is None and isinstance(end, Moment) and end.timed:
        elapsed_s = _utc_s(end, offset_s, home_zone)[0] - start_utc_s
        if elapsed_s < 0:
            return "it ends before it starts"
    listed = Listed(
        source=SOURCE,
        start_utc_s=start_utc_s,
        offset_s=stated_s,
        sport=sport,
        sport_source=sport_source,
        sub_sport=sub_sport_of(kind),
        gear=row.text("gear") or None,
        elapsed_s=elapsed_s,
        moving_s=row.value("moving_s", problems),
        distance_m=row.value("distance_m", problems),
        ascent_m=row.value("ascent_m", problems),
        descent_m=row.value("descent_m", problems),
        avg_hr_bpm=row.value("avg_hr_bpm", problems),
        max_hr_bpm=row.value("max_hr_bpm", problems),
        cadence_spm=row.value("cadence_spm", problems),
        indoor=_indoor(row, kind, problems),
    )
    return activity_of(listed, home_zone)


def _utc_s(moment: Moment, offset_s: float | None, home_zone: tzinfo) -> tuple[float, float | None]:
    """Unix seconds of a moment, and the offset from UTC that was stated with it."""
    stated = moment.at.utcoffset()
    if stated is not None:
        return moment.at.timestamp(), offset_s if offset_s is not None else stated.total_seconds()
    if offset_s is not None:
        return moment.at.replace(tzinfo=UTC).timestamp() - offset_s, offset_s
    return moment.at.replace(tzinfo=home_zone).timestamp(), None


def _indoor(row: _Row, kind: str | None, problems: list[str]) -> bool:
    if row.text("indoor"):
        try:
            return yes_in(row.text("indoor"))
        except CellError as error:
            problems.append(f"line {row.line}: indoor {row.text('indoor')!r} is {error}")
    return is_indoor(kind) or is_treadmill(row.text("title"))


def _exercise(text: str) -> str | None:
    """What Health Connect's number or name means; None where it has no such number."""
    if not text.isdecimal():
        return text.lower().removeprefix("exercise_type_")
    number = int(text[:_MOST_DIGITS])
    return HEALTH_CONNECT_SPORTS.get(number, "other" if number in HEALTH_CONNECT_OTHERS else None)


def _duration_s(text: str) -> float:
    if (found := _CLOCK.fullmatch(text)) is not None:
        hours, minutes, seconds = (int(part) for part in found.groups())
        return 3600.0 * hours + 60.0 * minutes + seconds
    if (found := _ISO_DURATION.fullmatch(text)) is not None and any(found.groups()):
        hours, minutes = (int(part or 0) for part in found.groups()[:2])
        return 3600.0 * hours + 60.0 * minutes + float(found[3] or 0)
    if _TWO_PARTS.fullmatch(text):
        raise CellError("hours and minutes, or minutes and seconds: write it as 0:45:12")
    raise CellError("no duration: write it as 0:45:12")


def _is_number(text: str) -> bool:
    try:
        number_in(text)
    except CellError:
        return False
    return True


def _offset_s(text: str) -> float | None:
    if text.upper() in ("Z", "UTC", "GMT"):
        return 0.0
    found = _OFFSET.fullmatch(text)
    if found is None:
        return None
    size_s = 3600.0 * int(found[2]) + 60.0 * int(found[3] or 0)
    return size_s if found[1] == "+" else -size_s
