"""An activity: its summary, its laps and its streams."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from backstride.records.streams import Streams


class Sport(StrEnum):
    RUN = "run"
    WALK = "walk"
    RIDE = "ride"
    SWIM = "swim"
    STRENGTH = "strength"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """One lap; ``start_s`` counts from the activity's start. None is unknown."""

    start_s: float
    elapsed_s: float | None = None
    moving_s: float | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity as one device recorded it. None is unknown, never zero.

    ``start_utc`` is aware and in UTC. ``utc_offset_s`` is the runner's own offset at the start; with it the
    activity belongs to ``local_date``, the key that joins it to the diary. ``offset_source`` tells where the
    offset came from: "file" (the device wrote it), "position" (time zone of the first fix) or "home" (the
    runner's home zone, assumed). ``cadence`` counts both feet. ``moving_s`` leaves standing still and pauses
    out. ``sport_source`` tells where the sport came from: "file" (stated), "name" (a title or the file's name
    speaks of it) or "speed" (guessed from it). ``gear``: the shoes or the bicycle, by the platform's name.
    """

    sport: Sport
    start_utc: datetime
    utc_offset_s: int
    offset_source: str
    source: (
        str  # what it was read from: "fit", "gpx", "tcx", or an archive's own list ("strava", "apple", ...)
    )
    sport_source: str = "file"
    sub_sport: str | None = None
    device: str | None = None
    gear: str | None = None
    distance_m: float | None = None
    elapsed_s: float | None = None
    moving_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    avg_cadence_spm: float | None = None
    indoor: bool = False
    laps: tuple[Lap, ...] = ()
    streams: Streams = field(default_factory=Streams, compare=False)
    notes: tuple[str, ...] = ()  # what was repaired or left out, in plain words

    def __post_init__(self) -> None:
        if self.start_utc.utcoffset() != timedelta(0):
            raise ValueError("start_utc must be aware and in UTC")

    @property
    def start_local(self) -> datetime:
        """The start on the runner's own clock, with its offset."""
        return self.start_utc.astimezone(timezone(timedelta(seconds=self.utc_offset_s)))

    @property
    def local_date(self) -> date:
        return self.start_local.date()
