"""One activity for a page: lines and track thinned to what can be seen, exposures, the pain around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.records import Activity, CheckIn, Days, Sport, Streams
from backstride.records.places import BoolArray, PrivatePlace, shown
from backstride.store import StoredActivity
from backstride.usecases.check_in_form import DayMark

FloatArray = npt.NDArray[np.float64]

_POINTS: Final = 240
"""A line on a page is no finer than this; each point is the mean of what it stands for."""
_TRACK_POINTS: Final = 500
_AROUND_DAYS: Final = 3
_SLOWEST_PACE_MPS: Final = 0.5  # below it a runner stands; a pace would tower over the chart

EXPOSURES: Final = (
    "distance_km",
    "intensity_share",
    "descent_m_per_km",
    "spike_ratio",
    "hard_share",
    "warmup",
)
"""The columns of the days table that tell of a date's run, in the order of a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity along the activity. ``x``: km, or minutes where there is no distance; NaN breaks the line.

    ``name`` is "pace_s_per_km", "speed_mps", "heart_rate_bpm" or "altitude_m".
    """

    name: str
    x: FloatArray
    y: FloatArray


@dataclass(frozen=True, slots=True)
class Track:
    """The way on a plane, in metres east and north of its south-western corner; shape (n,) each.

    NaN breaks the line. ``starts``, ``ends``: whether its first and last point are the activity's own.
    """

    east_m: FloatArray
    north_m: FloatArray
    starts: bool = True
    ends: bool = True


@dataclass(frozen=True, slots=True)
class RunView:
    """``x_unit`` is "km" or "min". ``exposures``: of the whole date, by column, unknown ones left out.

    ``hidden``: how many positions lie in private places, and are not in ``track``.
    """

    activity: Activity
    lines: tuple[Line, ...]
    x_unit: str
    track: Track | None
    hidden: int
    exposures: Mapping[str, float]
    around: tuple[DayMark, ...]


def run_view(
    activity: Activity,
    days: Days | None,
    check_ins: Mapping[date, CheckIn],
    stored: list[StoredActivity],
    private: Sequence[PrivatePlace],
) -> RunView:
    """What a page shows of an activity, out of it and of the days around it; days None: not worked out yet.

    Positions inside ``private`` places are in nothing that it returns.
    """
    public = shown(activity, private)
    activity = public.activity
    streams = activity.streams
    x, unit = _along(streams)
    lines = [] if x is None else [line for line in _lines(streams, activity.sport, x) if _is_seen(line)]
    return RunView(
        activity=activity,
        lines=tuple(lines),
        x_unit=unit,
        track=_track(streams, public.cut, hidden=public.hidden > 0),
        hidden=public.hidden,
        exposures=_exposures(days, activity.local_date) if activity.sport is Sport.RUN else {},
        around=_around(activity.local_date, check_ins, stored),
    )


def _along(streams: Streams) -> tuple[FloatArray | None, str]:
    distance_m, time_s = streams.values("distance_m"), streams.values("time_s")
    if distance_m is not None and np.isfinite(distance_m).sum() > 1:
        return distance_m / 1000, "km"
    return (None, "km") if time_s is None else (time_s / 60, "min")


def _lines(streams: Streams, sport: Sport, x: FloatArray) -> list[Line]:
    lines = []
    speed_mps = _speed(streams)
    if speed_mps is not None:
        speed = _thinned(x, speed_mps)
        if sport in (Sport.RUN, Sport.WALK):
            moving = np.where(speed[1] >= _SLOWEST_PACE_MPS, speed[1], np.nan)
            lines.append(Line("pace_s_per_km", speed[0], 1000 / moving))
        else:
            lines.append(Line("speed_mps", *speed))
    for name in ("heart_rate_bpm", "altitude_m"):
        values = streams.values(name)
        if values is not None:
            lines.append(Line(name, *_thinned(x, values)))
    return lines


def _speed(streams: Streams) -> FloatArray | None:
    """The speed as it was recorded, or from distance over time."""
    speed_mps = streams.values("speed_mps")
    if speed_mps is not None and np.isfinite(speed_mps).any():
        return speed_mps
    distance_m, time_s = streams.values("distance_m"), streams.values("time_s")
    if distance_m is None or time_s is None or len(time_s) < 2:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        found: FloatArray = np.diff(distance_m, prepend=np.nan) / np.diff(time_s, prepend=np.nan)
    found[~np.isfinite(found) | (found < 0)] = np.nan
    return found


def _thinned(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means over equal stretches of records, so that a line has at most ``_POINTS`` points."""
    n = len(x)
    edges = np.unique(np.linspace(0, n, min(n, _POINTS) + 1).astype(np.int64))
    known = np.isfinite(x) & np.isfinite(y)
    counts = np.add.reduceat(known.astype(np.float64), edges[:-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        xs = np.add.reduceat(np.where(known, x, 0.0), edges[:-1]) / counts
        ys = np.add.reduceat(np.where(known, y, 0.0), edges[:-1]) / counts
    return xs, ys


def _is_seen(line: Line) -> bool:
    return int((np.isfinite(line.x) & np.isfinite(line.y)).sum()) > 1


def _track(streams: Streams, cut: BoolArray, *, hidden: bool) -> Track | None:
    """The positions on a plane that touches the earth in their middle: true to a fraction of a percent."""
    latitude, longitude = streams.values("latitude_deg"), streams.values("longitude_deg")
    if latitude is None or longitude is None:
        return None
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    if len(known) < 2:
        return None
    piece = np.cumsum(cut[known])
    latitude, longitude = latitude[known], longitude[known]
    step = max(1, len(known) // _TRACK_POINTS)
    # The last point of each piece stays, so that the way is drawn up to where it is cut.
    kept = np.flatnonzero((np.arange(len(known)) % step == 0) | np.diff(piece, append=-1).astype(np.bool_))
    latitude, longitude, piece = latitude[kept], longitude[kept], piece[kept]
    m_per_deg = 111_195.0
    turned = (longitude - longitude[0] + 180.0) % 360.0 - 180.0  # also across the date line
    east = turned * m_per_deg * np.cos(np.radians(float(latitude.mean())))
    north = latitude * m_per_deg
    between = np.flatnonzero(np.diff(piece)) + 1
    first, last = int(known[0]), int(known[-1])
    return Track(
        np.insert(east - east.min(), between, np.nan),
        np.insert(north - north.min(), between, np.nan),
        starts=not hidden or not first,
        ends=not hidden or last == len(streams) - 1,
    )


def _exposures(days: Days | None, day: date) -> dict[str, float]:
    if days is None or not len(days):
        return {}
    index = int((np.datetime64(day, "D") - days.date[0].astype("datetime64[D]")).astype(int))
    if not 0 <= index < len(days):
        return {}
    found = {name: float(days[name][index]) for name in EXPOSURES}
    return {name: value for name, value in found.items() if np.isfinite(value)}


def _around(
    day: date, check_ins: Mapping[date, CheckIn], stored: list[StoredActivity]
) -> tuple[DayMark, ...]:
    dates = [day + timedelta(days=offset) for offset in range(-_AROUND_DAYS, _AROUND_DAYS + 1)]
    run_m: dict[date, float] = {}
    for entry in stored:
        activity = entry.activity
        if activity.sport is Sport.RUN and dates[0] <= activity.local_date <= dates[-1]:
            run_m[activity.local_date] = run_m.get(activity.local_date, 0.0) + (activity.distance_m or 0.0)
    return tuple(
        DayMark(each, check_ins[each].pain_nrs if each in check_ins else None, run_m.get(each))
        for each in dates
    )
