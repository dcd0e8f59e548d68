"""A small digest of one activity: all that factors need, so that days are rebuilt without its streams."""

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Self

from backstride.evidence import figure
from backstride.exposure.streams import Histogram, Part, digest
from backstride.records import Activity, Sport

SKETCH_VERSION: Final = 2
"""Raised whenever a sketch of the same activity would come out differently: stored ones are then redone."""

_LINE = json.JSONEncoder(separators=(",", ":"))
_UNKNOWN = Histogram(1)
_UNKNOWN_PART = Part(0.0, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSketch:
    """One activity of any sport, in brief. None is unknown, never zero.

    ``heart_rate`` and ``speed`` are seconds in motion per bin of 1 bpm and 0.05 m/s. ``start`` is the first
    ten minutes, ``rest`` what comes after them. Sports other than running carry no streams' digest.
    """

    sport: Sport
    start_utc: datetime
    utc_offset_s: int
    sub_sport: str | None = None
    distance_m: float | None = None
    moving_s: float | None = None
    elapsed_s: float | None = None
    descent_m: float | None = None
    indoor: bool = False
    gear: str | None = None
    recorded_s: float = 0.0  # time in motion that the streams cover
    heart_rate: Histogram = _UNKNOWN
    speed: Histogram = _UNKNOWN
    start: Part = _UNKNOWN_PART
    rest: Part = _UNKNOWN_PART

    @property
    def local_date(self) -> date:
        """The date on the runner's own clock at the start: a run at 23:50 belongs to that evening."""
        return (self.start_utc + timedelta(seconds=self.utc_offset_s)).date()

    @property
    def duration_s(self) -> float | None:
        """Time in motion, else that which the streams cover, else from start to end; None if unknown."""
        return self.moving_s or self.recorded_s or self.elapsed_s or None

    @property
    def is_aborted(self) -> bool:
        """Whether it is a start that came to nothing: known to have taken less than a minute, and not known
        to have gone a hundred metres. It is kept and shown, and is no run of any day.
        """
        return (
            self.duration_s is not None
            and self.duration_s < figure("run_least_s")
            and (self.distance_m is None or self.distance_m < figure("run_least_m"))
        )

    def to_json(self) -> str:
        """One line of JSON, without spaces; ``from_json`` gives the same sketch back."""
        return _LINE.encode(
            {
                "version": SKETCH_VERSION,
                "sport": self.sport.value,
                "start_utc": self.start_utc.isoformat(),
                "utc_offset_s": self.utc_offset_s,
                "sub_sport": self.sub_sport,
                "distance_m": self.distance_m,
                "moving_s": self.moving_s,
                "elapsed_s": self.elapsed_s,
                "descent_m": self.descent_m,
                "indoor": self.indoor,
                "gear": self.gear,
                "recorded_s": self.recorded_s,
                "heart_rate": _flat(self.heart_rate),
                "speed": _flat(self.speed),
                "start": [self.start.moving_s, self.start.speed_mps, self.start.heart_rate_bpm],
                "rest": [self.rest.moving_s, self.rest.speed_mps, self.rest.heart_rate_bpm],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The sketch that ``to_json`` wrote. ValueError where it is of another version: then sketch anew."""
        fields: dict[str, Any] = json.loads(text)
        version = fields.pop("version", None)
        if version != SKETCH_VERSION:
            raise ValueError(f"a sketch of version {version}; this program reads version {SKETCH_VERSION}")
        return cls(
            sport=Sport(fields.pop("sport")),
            start_utc=datetime.fromisoformat(fields.pop("start_utc")).astimezone(UTC),
            heart_rate=_histogram(fields.pop("heart_rate")),
            speed=_histogram(fields.pop("speed")),
            start=Part(*fields.pop("start")),
            rest=Part(*fields.pop("rest")),
            **fields,
        )


def sketch(activity: Activity) -> RunSketch:
    """The sketch of one activity, from its summary and its streams.

    Missing: a figure that is absent, not finite or negative is None. The streams of sports other than
        running are not looked at.
    """
    found = digest(activity.streams) if activity.sport is Sport.RUN else None
    return RunSketch(
        sport=activity.sport,
        start_utc=activity.start_utc,
        utc_offset_s=activity.utc_offset_s,
        sub_sport=activity.sub_sport,
        distance_m=_known(activity.distance_m),
        moving_s=_known(activity.moving_s),
        elapsed_s=_known(activity.elapsed_s),
        descent_m=_known(activity.descent_m),
        indoor=activity.indoor,
        gear=activity.gear,
        recorded_s=round(found.moving_s, 1) if found else 0.0,
        heart_rate=found.heart_rate if found else _UNKNOWN,
        speed=found.speed if found else _UNKNOWN,
        start=found.start if found else _UNKNOWN_PART,
        rest=found.rest if found else _UNKNOWN_PART,
    )


def _known(value: float | None) -> float | None:
    if value is None or not math.isfinite(value) or value < 0:
        return None
    return float(value)


def _flat(histogram: Histogram) -> list[object]:
    return [histogram.bins_per_unit, histogram.first, histogram.time_s]


def _histogram(parts: list[Any]) -> Histogram:
    bins_per_unit, first, time_s = parts
    return Histogram(bins_per_unit, first, tuple(time_s))
