"""Strava's list of all activities (activities.csv), which its export carries beside their files.

Each row becomes an activity by its totals, whether its file is there or it was typed in by hand. Dates in the
list are in UTC, in the language of the account; the runner's own offset is not told.
"""

from collections.abc import Sequence
from datetime import UTC, tzinfo

from backstride.ingest.cells import BLANK, CellError, Table, number_in
from backstride.ingest.dates import Moment, read_moments
from backstride.ingest.listed import Listed, activity_of, in_short
from backstride.ingest.sports import is_indoor, is_treadmill, listed_sport_of, sport_in, sub_sport_of
from backstride.ingest.strava_columns import KM_M, MILE_M, YARD_M, Columns
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Skipped, Sport

SOURCE = "strava"


def read_list(table: Table, columns: Columns, home_zone: tzinfo) -> ParseOutcome:
    """The activities in the lines of ``table``, its header taken off.

    A line that cannot be understood is left out and named in the warnings.
    """
    rows = [_Row(cells, columns) for _, cells in table.lines]
    moments = read_moments([row.text("date") for row in rows], columns.locales)
    spoken = any(listed_sport_of(row.text("type")) is not None for row in rows)
    problems = [f"line {problem.line}: {problem.reason}" for problem in table.problems]
    activities: list[Activity] = []
    unknown: dict[str, int] = {}
    seen: set[str] = set()
    for (number, _), row, moment in zip(table.lines, rows, moments, strict=True):
        identity = row.text("id")
        if identity and identity in seen:
            problems.append(f"line {number}: the activity {identity} once more: left out")
            continue
        found = _activity(row, moment, spoken, home_zone)
        if isinstance(found, str):
            problems.append(f"line {number}: {found}")
            continue
        seen.add(identity)
        activities.append(found)
        kind = row.text("type")
        if spoken and kind and listed_sport_of(kind) is None:
            unknown[kind] = unknown.get(kind, 0) + 1
    if not activities:
        if not problems:
            return Skipped("Strava's list of activities; it is empty")
        return Failed(f"Strava's list of activities: no line of it could be understood ({problems[0]})")
    return Parsed(tuple(activities), (*_general(columns, unknown), *in_short(problems)))


def _general(columns: Columns, unknown: dict[str, int]) -> tuple[str, ...]:
    """What is to be known of the list as a whole."""
    warnings = []
    if unknown:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(unknown.items()))
        warnings.append(f"kinds of sport that are not known here, taken as other: {kinds}")
    if columns.shown_m is None and not columns.at["metres"]:
        warnings.append("the list does not tell the unit of its distances: taken as kilometres")
    return tuple(warnings)


class _Row:
    """The cells of a line, by what they hold."""

    def __init__(self, cells: Sequence[str], columns: Columns) -> None:
        self._cells = cells
        self._columns = columns

    def text(self, role: str) -> str:
        """What the line says; "" where it says nothing."""
        for index in self._columns.at.get(role, ()):
            cell = self._cells[index].strip() if index < len(self._cells) else ""
            if cell.lower() not in BLANK:
                return cell
        return ""

    def number(self, role: str) -> float | None:
        """None where the line says nothing that is a number."""
        try:
            return number_in(self.text(role))
        except CellError:
            return None

    def distance_m(self, sport: Sport | None) -> float | None:
        """As it was measured; else as the runner is shown it, a swim in metres or yards."""
        metres, shown = self.number("metres"), self.number("shown")
        if metres or shown is None:
            return metres
        unit_m = self._columns.shown_m or KM_M
        if sport is Sport.SWIM:
            unit_m = YARD_M if unit_m == MILE_M else 1.0
        return shown * unit_m


def _activity(row: _Row, moment: Moment | str, spoken: bool, home_zone: tzinfo) -> Activity | str:
    if isinstance(moment, str):
        return f"its date {row.text('date')!r}: {moment}"
    if not moment.timed:
        return f"its date {row.text('date')!r} has no time of day"
    kind, title = row.text("type"), row.text("name")
    sport, sport_source = listed_sport_of(kind), "file"
    if sport is None and spoken and kind:
        sport = Sport.OTHER
    elif sport is None:  # none named, or in a language that is not known: what the title says, or the speed
        sport, sport_source = sport_in(title), "name"
    by_hand = not row.text("file")
    ascent_m, descent_m = row.number("ascent"), row.number("descent")
    listed = Listed(
        source=SOURCE,
        start_utc_s=moment.at.replace(tzinfo=moment.at.tzinfo or UTC).timestamp(),
        sport=sport,
        sport_source=sport_source,
        sub_sport=sub_sport_of(kind),
        gear=row.text("gear") or None,
        elapsed_s=row.number("elapsed"),
        moving_s=row.number("moving"),
        distance_m=row.distance_m(sport),
        # What nobody measured is listed as a climb of zero.
        ascent_m=None if by_hand and not ascent_m else ascent_m,
        descent_m=None if by_hand and not descent_m else descent_m,
        avg_hr_bpm=row.number("avg_hr"),
        max_hr_bpm=row.number("max_hr"),
        cadence_spm=row.number("cadence"),
        indoor=is_indoor(kind) or is_treadmill(title),
    )
    return activity_of(listed, home_zone)
