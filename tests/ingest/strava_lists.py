"""Lists of activities as Strava writes them, made up: any language, any of its numbers of columns."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from babel import Locale
from babel.dates import format_datetime

from backstride.ingest.strava_names import NAMES

# The columns in their order, as public reports of the export list them.
_NAMES = """
Activity ID, Activity Date, Activity Name, Activity Type, Activity Description, Elapsed Time, Distance,
Max Heart Rate, Relative Effort, Commute, Activity Private Note, Activity Gear, Filename, Athlete Weight,
Bike Weight, Elapsed Time, Moving Time, Distance, Max Speed, Average Speed, Elevation Gain, Elevation Loss,
Elevation Low, Elevation High, Max Grade, Average Grade, Average Positive Grade, Average Negative Grade,
Max Cadence, Average Cadence, Max Heart Rate, Average Heart Rate, Max Watts, Average Watts, Calories,
Max Temperature, Average Temperature, Relative Effort, Total Work, Number of Runs, Uphill Time, Downhill Time,
Other Time, Perceived Exertion, Type, Start Time, Weighted Average Power, Power Count,
Prefer Perceived Exertion, Perceived Relative Effort, Commute, Total Weight Lifted, From Upload,
Grade Adjusted Distance, Weather Observation Time, Weather Condition, Weather Temperature,
Apparent Temperature, Dewpoint, Humidity, Weather Pressure, Wind Speed, Wind Gust, Wind Bearing,
Precipitation Intensity, Sunrise Time, Sunset Time, Moon Phase, Bike, Gear, Precipitation Probability,
Precipitation Type, Cloud Cover, Weather Visibility, UV Index, Weather Ozone, Jump Count, Total Grit,
Average Flow, Flagged, Average Elapsed Speed, Dirt Distance, Newly Explored Distance,
Newly Explored Dirt Distance, Activity Count, Total Steps, Carbon Saved, Pool Length, Training Load,
Intensity, Average Grade Adjusted Pace, Timer Time, Total Cycles, Recovery, With Pet, Competition, Long Run,
For a Cause, With Kid, Downhill Distance, Total Sets, Total Reps, Media
"""
HEADER = [name.strip() for name in _NAMES.split(",")]
ROLE_OF = {name: role for role, name in NAMES["en"].items()}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One activity of a list, in SI units; None where it was not measured. ``by_hand``: typed in, no file."""

    id: int
    start: datetime
    kind: str
    title: str = "Morning"
    elapsed_s: int = 1800
    moving_s: int = 1750
    distance_m: float = 5000.0
    gear: str = ""
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    cadence_rpm: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    by_hand: bool = False
    is_swim: bool = False


def runs(kind: str, count: int = 12, ride: str = "") -> list[Entry]:
    """Runs on some mornings of a year, and a ride for every third, where there is a word for it."""
    start = datetime(2023, 1, 13, 6, 26, 5, tzinfo=UTC)
    return [
        Entry(
            id=8_000_000_001 + 977 * n,
            start=start + timedelta(days=27 * n, hours=n % 14, minutes=7 * n, seconds=n),
            kind=ride if ride and n % 3 == 2 else kind,
            elapsed_s=1900 + 61 * n,
            moving_s=1800 + 53 * n,
            distance_m=5012.3 + 173.7 * n if not ride or n % 3 != 2 else 15_012.3 + 311.9 * n,
            gear=("Blue pair", "Red pair")[n % 2],
            avg_hr_bpm=141.2 + n,
            max_hr_bpm=168.0 + n,
            cadence_rpm=81.5 + n / 10,
            ascent_m=41.5 + n,
            descent_m=38.5 + n,
        )
        for n in range(count)
    ]


def by_hand(entry: Entry) -> Entry:
    return replace(entry, by_hand=True, avg_hr_bpm=None, max_hr_bpm=None, cadence_rpm=None, ascent_m=None)


def written(
    entries: list[Entry],
    language: str = "en",
    locale: str = "en_US",
    columns: int = 101,
    unit_m: float = 1000.0,
    names: list[str] | None = None,
    date: str = "medium",
) -> bytes:
    """The list as bytes. ``names``: a header of one's own, in place of the language's."""
    header = _header(language, columns) if names is None else names
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(header)
    for entry in entries:
        writer.writerow([*_cells(entry, locale, unit_m, date)[: columns - 1], ""])
    return table.getvalue().encode()


def _header(language: str, columns: int) -> list[str]:
    """Names that are known in the language; for the others, words that nobody knows."""
    known = NAMES[language]
    names = []
    for index, name in enumerate([*HEADER[: columns - 1], HEADER[-1]]):
        role = ROLE_OF.get(name)
        first = known.get(role, "").partition("|")[0] if role else ""
        last = known.get(role, "").rpartition("|")[2] if role else ""
        # Russian names the two distances apart; elsewhere the later name is another writing of the first.
        told = last if language == "ru" and role == "distance" and index > 10 else first
        names.append(told or (name if language == "en" else f"wx{index}"))
    return names


def _cells(entry: Entry, locale: str, unit_m: float, date: str) -> list[str]:
    comma = Locale.parse(locale).number_symbols["latn"]["decimal"] == ","
    shown = f"{entry.distance_m if entry.is_swim else entry.distance_m / unit_m:.2f}"
    speed_mps = entry.distance_m / entry.moving_s if entry.distance_m else None
    raw = {
        "Activity ID": str(entry.id),
        "Activity Name": entry.title,
        "Activity Type": entry.kind,
        "Activity Date": format_datetime(entry.start, date, locale=locale),
        "Activity Gear": entry.gear,
        "Moving Time": _raw(entry.moving_s),
        "Filename": "" if entry.by_hand else f"activities/{entry.id + 5}.fit.gz",
        "Max Speed": _raw(speed_mps and 1.3 * speed_mps),
        "Average Speed": _raw(speed_mps),
        "Elevation Gain": _raw(entry.ascent_m),
        "Elevation Loss": _raw(entry.descent_m),
        "Elevation Low": "12.5" if entry.ascent_m else "",
        "Elevation High": "61.5" if entry.ascent_m else "",
        "Max Cadence": _raw(entry.cadence_rpm and 95.0),
        "Average Cadence": _raw(entry.cadence_rpm),
        "Average Heart Rate": _raw(entry.avg_hr_bpm),
        "Athlete Weight": "70.0",
        "Calories": "310.0",
        "Max Grade": "12.1",
        "Average Grade": "0.0",
        "From Upload": "1.0",
        "Average Temperature": "17.0",
        "Average Elapsed Speed": _raw(entry.distance_m / entry.elapsed_s),
        "Flagged": "0.0",
        "Grade Adjusted Distance": _raw(1.03 * entry.distance_m),
        "Total Steps": "5344.0",
        "Weather Observation Time": "1680000000.0",
        "Humidity": "0.6",
        "Timer Time": _raw(entry.moving_s),
        "Newly Explored Distance": _raw(0.4 * entry.distance_m),
        "Uphill Time": _raw(entry.moving_s // 3),
    }
    twice = {
        "Elapsed Time": (str(entry.elapsed_s), _raw(entry.elapsed_s)),
        "Distance": (shown.replace(".", ",") if comma else shown, _raw(entry.distance_m)),
        "Max Heart Rate": (_raw(entry.max_hr_bpm), _raw(entry.max_hr_bpm)),
        "Relative Effort": ("33.0", "33.0"),
        "Commute": ("false", "0.0"),
    }
    if entry.by_hand:
        twice |= {name: (first, "") for name, (first, _) in twice.items()}
    met: dict[str, int] = {}
    cells = []
    for name in HEADER:
        if name in twice:
            cells.append(twice[name][met.get(name, 0)])
            met[name] = 1
        else:
            cells.append(raw.get(name, ""))
    return cells


def _raw(value: float | None) -> str:
    return "" if value is None else repr(float(value))
