"""Activities as lists tell of them: a row with a start and totals, and nothing in between.

For the lists that archives carry beside the files of watches, and for tables of the runner's own. What a row
states is believed as far as it can be true; the rest is left out with a note.
"""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S
from backstride.ingest.limits import LONGEST_S, furthest_m, highest_m
from backstride.ingest.localtime import offset_at_start
from backstride.ingest.readings import is_cadence
from backstride.ingest.summary import HEART_RATE_BPM, feet_counted_at
from backstride.records import Activity, Sport

MEAN_MPS = ((Sport.WALK, 1.9), (Sport.RUN, 5.0), (Sport.RIDE, 15.0))
"""For rows that name no sport: the mean speed up to which it must have been this one."""
_TOLERANCE_S, _TOLERANCE_BPM = 1.0, 1.0  # lists round their figures
_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a row states; None where it states nothing.

    ``start_utc_s``: Unix seconds. ``sport``: None where the row does not tell. ``offset_s``: from UTC, as
    stated. ``fix_deg``: latitude and longitude of the start. ``cadence``: of one foot or of both.
    """

    source: str
    start_utc_s: float
    sport: Sport | None
    sport_source: str = "file"
    sub_sport: str | None = None
    offset_s: float | None = None
    fix_deg: tuple[float, float] | None = None
    gear: str | None = None
    device: str | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    cadence_spm: float | None = None
    indoor: bool = False
    notes: tuple[str, ...] = field(default=())


def activity_of(row: Listed, home_zone: tzinfo) -> Activity | str:
    """The activity of a row, or in plain words why there is none."""
    if not EARLIEST_UTC_S <= row.start_utc_s <= LATEST_UTC_S:
        return "its date cannot be"
    notes = list(row.notes)
    offset = offset_at_start(row.start_utc_s, row.offset_s, row.fix_deg, home_zone)
    notes += [offset.note] if offset.note else []
    elapsed_s = _within(row.elapsed_s, LONGEST_S, "s from start to end", notes)
    moving_s = _within(row.moving_s, LONGEST_S, "s in motion", notes)
    if elapsed_s is not None and moving_s is not None and moving_s > elapsed_s:
        if moving_s > elapsed_s + _TOLERANCE_S:
            notes.append(f"it states {moving_s:.0f} s in motion of {elapsed_s:.0f} s: left out")
        moving_s = elapsed_s if moving_s <= elapsed_s + _TOLERANCE_S else None
    distance_m = _distance(row, moving_s or elapsed_s, notes)
    sport, sport_source = row.sport, row.sport_source
    if sport is None:
        sport, sport_source = _sport_at(distance_m, moving_s or elapsed_s), "speed"
        told = "and its speed tells none" if sport is Sport.OTHER else f"taken as a {sport} for its speed"
        notes.append(f"the row names no sport, {told}")
    avg_hr_bpm, max_hr_bpm = _heart_rates(row, notes)
    most_up_m, most_down_m = highest_m(sport, elapsed_s or moving_s, distance_m)
    return Activity(
        sport=sport,
        start_utc=datetime.fromtimestamp(0, UTC) + timedelta(seconds=row.start_utc_s),
        utc_offset_s=offset.seconds,
        offset_source=offset.source,
        source=row.source,
        sport_source=sport_source,
        sub_sport=row.sub_sport,
        device=row.device,
        gear=row.gear,
        distance_m=distance_m,
        elapsed_s=elapsed_s,
        moving_s=moving_s,
        ascent_m=_climb(row.ascent_m, most_up_m, "up", notes),
        descent_m=_climb(row.descent_m, most_down_m, "down", notes),
        avg_hr_bpm=avg_hr_bpm,
        max_hr_bpm=max_hr_bpm,
        avg_cadence_spm=_cadence(row.cadence_spm, sport),
        indoor=row.indoor,
        notes=tuple(notes),
    )


def in_short(problems: list[str]) -> tuple[str, ...]:
    """As many of a table's problems as a reader takes in, and how many more there are."""
    more = len(problems) - _SHOWN_PROBLEMS
    tail = (f"and {more} more lines like these",) if more > 0 else ()
    return (*problems[:_SHOWN_PROBLEMS], *tail)


def _sport_at(distance_m: float | None, time_s: float | None) -> Sport:
    if not distance_m or not time_s:
        return Sport.OTHER
    mean_mps = distance_m / time_s
    return next((sport for sport, limit_mps in MEAN_MPS if mean_mps <= limit_mps), Sport.OTHER)


def _within(value: float | None, limit: float, what: str, notes: list[str]) -> float | None:
    """A stated value above zero and below the limit; a zero is how lists write that they do not know."""
    if value is None or not math.isfinite(value) or value <= 0:
        return None
    if value > limit:
        notes.append(f"it states {value:.0f} {what}: left out")
        return None
    return value


def _distance(row: Listed, time_s: float | None, notes: list[str]) -> float | None:
    """A zero is how lists write that they do not know."""
    distance_m = row.distance_m
    if distance_m is None or not math.isfinite(distance_m) or distance_m <= 0:
        return None
    if distance_m > furthest_m(row.sport, time_s):
        time = f"{time_s:.0f} s" if time_s else "an unknown time"
        notes.append(f"it states {distance_m / 1000:,.1f} km in {time}: left out")
        return None
    return distance_m


def _climb(value: float | None, most_m: float, way: str, notes: list[str]) -> float | None:
    if value is not None and value > most_m:
        notes.append(f"it states {value:.0f} m {way}: left out")
        return None
    return value if value is not None and value >= 0 else None


def _heart_rates(row: Listed, notes: list[str]) -> tuple[float | None, float | None]:
    low_bpm, high_bpm = HEART_RATE_BPM
    avg_bpm, max_bpm = (
        rate if rate is not None and low_bpm <= rate <= high_bpm else None
        for rate in (row.avg_hr_bpm, row.max_hr_bpm)
    )
    if avg_bpm is not None and max_bpm is not None and avg_bpm > max_bpm:
        if avg_bpm <= max_bpm + _TOLERANCE_BPM:
            return max_bpm, max_bpm
        notes.append(f"it states a mean heart rate of {avg_bpm:.0f} and a highest of {max_bpm:.0f}: left out")
        return None, None
    return avg_bpm, max_bpm


def _cadence(cadence: float | None, sport: Sport) -> float | None:
    feet = None if cadence is None else feet_counted_at(cadence, sport)
    if cadence is None or feet is None:
        return None
    both = cadence * 2 / feet
    return both if is_cadence(both) else None
