"""Places that the runner keeps private: which positions lie in them, and an activity without those."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.records.activity import Activity
from backstride.records.streams import Channel, Streams

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

EARTH_RADIUS_M: Final = 6_371_008.8
"""The mean radius: distances on this sphere are true to half a percent anywhere."""
_TURN_DEG = 360.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePlace:
    """A circle on the earth. ``id``: 0 before it is kept."""

    name: str
    latitude_deg: float
    longitude_deg: float
    radius_m: float
    id: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """An activity without its private positions.

    ``hidden``: how many positions were taken out. ``cut``: shape (n_records,), True for a record with a
    position to which no line may be drawn from the one before it, since it would cross a private place.
    """

    activity: Activity
    hidden: int
    cut: BoolArray


def distance_m(
    latitude_deg: FloatArray, longitude_deg: FloatArray, of: tuple[float, float] | PrivatePlace
) -> FloatArray:
    """The great-circle distance from a place to each position; NaN where a position is unknown."""
    at_deg = of if isinstance(of, tuple) else (of.latitude_deg, of.longitude_deg)
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    at_latitude, at_longitude = np.radians(at_deg[0]), np.radians(at_deg[1])
    half_chord_squared = (
        np.sin((latitude - at_latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(at_latitude) * np.sin((longitude - at_longitude) / 2) ** 2
    )
    found: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half_chord_squared, 0.0, 1.0)))
    return found


def inside(places: Iterable[PrivatePlace], latitude_deg: FloatArray, longitude_deg: FloatArray) -> BoolArray:
    """Which positions lie in any of the places, the edge included; an unknown one does not. Shape (n,)."""
    found = np.zeros(len(latitude_deg), dtype=np.bool_)
    for place in places:
        found |= distance_m(latitude_deg, longitude_deg, place) <= place.radius_m
    return found


def shown(activity: Activity, places: Sequence[PrivatePlace]) -> Shown:
    """The activity without the positions that lie in any of the places; all else of it stays as it is.

    A record of which one coordinate alone is known cannot be judged, and loses it.
    """
    streams = activity.streams
    latitude_deg, longitude_deg = streams.values("latitude_deg"), streams.values("longitude_deg")
    cut = np.zeros(len(streams), dtype=np.bool_)
    if not places or latitude_deg is None or longitude_deg is None:
        return Shown(activity, 0, cut)
    within = inside(places, latitude_deg, longitude_deg)
    out = within | (np.isfinite(latitude_deg) != np.isfinite(longitude_deg))
    placed = np.flatnonzero(np.isfinite(latitude_deg) & np.isfinite(longitude_deg) & ~out)
    if len(placed) > 1:
        skipped = np.cumsum(within)[placed]
        crossed = _crossed(places, latitude_deg[placed], longitude_deg[placed])
        cut[placed[1:]] = (np.diff(skipped) > 0) | crossed
    if not out.any():
        return Shown(activity, 0, cut)
    channels = dict(streams.channels)
    for name in ("latitude_deg", "longitude_deg"):
        channels[name] = _without(channels[name], out)
    return Shown(replace(activity, streams=Streams(channels)), int(within.sum()), cut)


def _crossed(
    places: Iterable[PrivatePlace], latitude_deg: FloatArray, longitude_deg: FloatArray
) -> BoolArray:
    """Whether the straight line from each position to the next one comes into a place; shape (n - 1,).

    On the plane that touches the earth in the place's middle, which is exact enough near it.
    """
    found = np.zeros(len(latitude_deg) - 1, dtype=np.bool_)
    for place in places:
        apart_deg = longitude_deg - place.longitude_deg
        turned = (apart_deg + _TURN_DEG / 2) % _TURN_DEG - _TURN_DEG / 2
        east_m = EARTH_RADIUS_M * np.radians(turned) * np.cos(np.radians(place.latitude_deg))
        north_m = EARTH_RADIUS_M * np.radians(latitude_deg - place.latitude_deg)
        step_e, step_n = np.diff(east_m), np.diff(north_m)
        squared = step_e**2 + step_n**2
        with np.errstate(divide="ignore", invalid="ignore"):
            along = np.clip(-(east_m[:-1] * step_e + north_m[:-1] * step_n) / squared, 0.0, 1.0)
        along = np.where(squared > 0, along, 0.0)
        nearest_m = np.hypot(east_m[:-1] + along * step_e, north_m[:-1] + along * step_n)
        found |= nearest_m <= place.radius_m
    return found


def _without(channel: Channel, out: BoolArray) -> Channel:
    """The channel with these records unknown, in its own width where that has a mark for it."""
    if channel.raw.dtype.kind == "f":
        return replace(channel, raw=np.where(out, np.array(np.nan, channel.raw.dtype), channel.raw))
    if channel.invalid is not None:
        return replace(channel, raw=np.where(out, np.array(channel.invalid, channel.raw.dtype), channel.raw))
    return Channel(np.where(out, np.nan, channel.values()))
