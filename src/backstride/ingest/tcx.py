"""TCX, Garmin's training centre format, as watches, treadmills and platforms write it."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

import numpy as np

from backstride.ingest import markup
from backstride.ingest.build import activity_from
from backstride.ingest.layout import Form, Texts
from backstride.ingest.recording import Recording, StatedLap, Totals
from backstride.ingest.sports import is_indoor, sport_in, sport_of, sub_sport_of
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Sport

if TYPE_CHECKING:
    from lxml.etree import _Element

# Where a trackpoint's values stand in its row; names in lower case, of whatever namespace.
COLUMNS = (
    *("time", "latitude_deg", "longitude_deg", "altitude_m", "distance_m", "heart_rate_bpm", "speed_mps"),
    *("power_w", "cadence_rpm", "run_cadence_rpm"),
)
_NAMES = {
    "time": COLUMNS.index("time"),
    "latitudedegrees": COLUMNS.index("latitude_deg"),
    "longitudedegrees": COLUMNS.index("longitude_deg"),
    "altitudemeters": COLUMNS.index("altitude_m"),
    "distancemeters": COLUMNS.index("distance_m"),
    "value": COLUMNS.index("heart_rate_bpm"),
    "speed": COLUMNS.index("speed_mps"),
    "watts": COLUMNS.index("power_w"),
    "cadence": COLUMNS.index("cadence_rpm"),
    "runcadence": COLUMNS.index("run_cadence_rpm"),
}
FORM = Form(
    section="Track",
    point="Trackpoint",
    counted=(b"Trackpoint",),
    names=_NAMES,
    width=len(COLUMNS),
    elsewhere=frozenset({"Activity", "Course", "Workout"}),
)


@dataclass(frozen=True, slots=True)
class _Lap:
    """A lap's own figures; ``timer_s`` leaves pauses out. None is unknown."""

    start_utc_s: float | None
    timer_s: float | None
    distance_m: float | None
    avg_hr_bpm: float | None
    max_hr_bpm: float | None


def read_tcx(name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities of a TCX file, those within a multisport session one by one.

    A lap may hold several tracks: between them the timer stood. A track point without a position counts
    as any other (treadmills). Calories are not read.
    """
    document = markup.parse(data, FORM)
    if isinstance(document, Failed):
        return document
    elements = [e for e in document.root.iter() if markup.local_name(e.tag) == "Activity"]
    outcomes = [activity_from(_recording(name, document, element), home_zone) for element in elements]
    activities = tuple(outcome for outcome in outcomes if isinstance(outcome, Activity))
    if activities:
        lost = tuple(f"one of its activities: {outcome}" for outcome in outcomes if isinstance(outcome, str))
        return Parsed(activities, document.warnings + lost)
    if outcomes:
        return Failed(next(outcome for outcome in outcomes if isinstance(outcome, str)))
    planned = next(
        (e for e in document.root.iter() if markup.local_name(e.tag) in ("Course", "Workout")), None
    )
    what = "no activity" if planned is None else f"a planned {markup.local_name(planned.tag).lower()}"
    return document.without_activity(f"it holds {what}, nothing that was recorded")


def _recording(name: str, document: markup.Document, activity: "_Element") -> Recording:
    lap_elements = markup.children(activity, "Lap")
    laps = [_lap(element) for element in lap_elements]
    columns, breaks = _columns(document, lap_elements)
    time_utc_s, offset_s = markup.times_utc_s(columns.pop("time"))
    per_foot = columns.pop("run_cadence_rpm")
    columns["cadence_rpm"] = [run or any_ for run, any_ in zip(per_foot, columns["cadence_rpm"], strict=True)]
    (started_utc_s,), stated_offset_s = markup.times_utc_s([_started(activity, lap_elements)])
    end_utc_s = float(np.nanmax(time_utc_s)) if np.isfinite(time_utc_s).any() else None
    sport, hint = _sport(name, activity)
    device = markup.text_of(activity, "Creator", "Name")
    notes = markup.text_of(activity, "Notes")
    return Recording(
        source="tcx",
        sport=sport,
        sport_source="name" if hint else "file",
        sub_sport=sub_sport_of(activity.get("Sport")),
        device=device,
        time_utc_s=time_utc_s,
        channels=markup.channels_of(columns),
        breaks=np.array(breaks, dtype=np.intp),
        totals=_totals(laps, None if np.isnan(started_utc_s) else float(started_utc_s), end_utc_s),
        laps=_stated_laps(laps, end_utc_s),
        offset_s=offset_s or stated_offset_s,
        indoor=is_indoor(notes) or is_indoor(activity.get("Sport")),
        virtual="zwift" in f"{device} {notes}".lower(),
        notes=hint,
    )


def _started(activity: "_Element", laps: "list[_Element]") -> str | None:
    """When the activity began: its Id, which the format defines as its start, else its first lap's start."""
    stated = markup.text_of(activity, "Id")
    if stated is not None and np.isfinite(markup.times_utc_s([stated])[0][0]):
        return stated
    return laps[0].get("StartTime") if laps else None


def _columns(document: markup.Document, laps: "list[_Element]") -> tuple[dict[str, Texts], list[int]]:
    """The track points as columns, and the rows before which a track of the same lap ended."""
    columns: list[Texts] = [[] for _ in COLUMNS]
    breaks: list[int] = []
    for lap in laps:
        for i, track in enumerate(markup.children(lap, "Track")):
            found = document.columns(track)
            if i and columns[0] and found[0]:
                breaks.append(len(columns[0]))
            for column, more in zip(columns, found, strict=True):
                column += more
    return dict(zip(COLUMNS, columns, strict=True)), breaks


def _lap(element: "_Element") -> _Lap:
    (start_utc_s,), _ = markup.times_utc_s([element.get("StartTime")])
    return _Lap(
        start_utc_s=None if np.isnan(start_utc_s) else float(start_utc_s),
        timer_s=markup.number_of(element, "TotalTimeSeconds"),
        distance_m=markup.number_of(element, "DistanceMeters"),
        avg_hr_bpm=markup.number_of(element, "AverageHeartRateBpm", "Value"),
        max_hr_bpm=markup.number_of(element, "MaximumHeartRateBpm", "Value"),
    )


def _stated_laps(laps: list[_Lap], end_utc_s: float | None) -> tuple[StatedLap, ...]:
    """The laps with a start; each lasts until the next one's start, the last until the last record."""
    known = [(lap, lap.start_utc_s) for lap in laps if lap.start_utc_s is not None]
    ends = [start for _, start in known[1:]] + [end_utc_s]
    return tuple(
        StatedLap(
            start_utc_s=start,
            elapsed_s=lap.timer_s if end is None else end - start,
            timer_s=lap.timer_s,
            distance_m=lap.distance_m,
        )
        for (lap, start), end in zip(known, ends, strict=False)
    )


def _totals(laps: list[_Lap], start_utc_s: float | None, end_utc_s: float | None) -> Totals:
    """Sums over the laps, None where not every lap states the figure; heart rate weighted by time."""
    timers = [lap.timer_s for lap in laps]
    timer_s = _sum(timers)
    rates = [(lap.avg_hr_bpm, lap.timer_s) for lap in laps]
    heard = [(rate, weight) for rate, weight in rates if rate and weight]
    highest = [lap.max_hr_bpm for lap in laps if lap.max_hr_bpm]
    return Totals(
        start_utc_s=start_utc_s,
        elapsed_s=timer_s if end_utc_s is None else None,
        timer_s=timer_s,
        distance_m=_sum([lap.distance_m for lap in laps]),
        avg_hr_bpm=sum(r * w for r, w in heard) / sum(w for _, w in heard) if heard else None,
        max_hr_bpm=max(highest) if highest else None,
    )


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _sport(name: str, activity: "_Element") -> tuple[Sport | None, tuple[str, ...]]:
    """The sport of the attribute; where it is "Other" or missing, of the notes, title or file's name."""
    stated = activity.get("Sport")
    sport = sport_of(stated)
    if sport is not None:
        return sport, ()
    texts = (
        ("notes", markup.text_of(activity, "Notes")),
        ("title", markup.text_of(activity, "Name")),
        ("file's name", name.rpartition("/")[2]),
    )
    for where, text in texts:
        sport = sport_in(text)
        if sport is not None:
            return sport, (f"the file names no sport; taken as a {sport} from the {where}",)
    return (Sport.OTHER if stated else None), ()
