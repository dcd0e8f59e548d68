"""Positions: fixes that no place on Earth has are taken out, and the way between the others is measured."""

import math

import numpy as np
import numpy.typing as npt

from backstride.records import Channel

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

EARTH_RADIUS_M = 6_371_008.8
MARKED_PAUSE_S = 10.0
"""A silence after a mark of a pause, as long as this, is the pause; a mark amid records is a slip."""


def marked_pauses(channels: dict[str, Channel], time_utc_s: FloatArray) -> IntArray:
    """The records before which a pause ended that an app marked with a latitude of 100 or 200."""
    latitude_deg = channels["latitude_deg"].values() if "latitude_deg" in channels else np.empty(0)
    marks = np.abs(latitude_deg) > 90  # NaN is not
    if not marks.any():
        return np.empty(0, dtype=np.intp)
    silent = time_utc_s[1:] - time_utc_s[:-1] > MARKED_PAUSE_S
    return (marks[:-1] & (marks[1:] | silent)).nonzero()[0] + 1


def without_impossible_fixes(channels: dict[str, Channel]) -> tuple[dict[str, Channel], int]:
    """``channels`` with the fixes made unknown that are no place on Earth, and how many they were.

    Some apps write latitude 100 or 200 for a pause, and zero for both where there is no fix.
    """
    if "latitude_deg" not in channels or "longitude_deg" not in channels:
        return {k: c for k, c in channels.items() if k not in ("latitude_deg", "longitude_deg")}, 0
    latitude_deg, longitude_deg = channels["latitude_deg"].values(), channels["longitude_deg"].values()
    if _all_possible(latitude_deg, longitude_deg):
        return channels, 0
    possible = (np.abs(latitude_deg) <= 90) & (np.abs(longitude_deg) <= 180)  # NaN is not
    possible &= (latitude_deg != 0) | (longitude_deg != 0)
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    if not possible.any():
        cleaned = {k: c for k, c in channels.items() if k not in ("latitude_deg", "longitude_deg")}
        return cleaned, int(known.sum())
    wrong = ~possible
    if not (wrong & (np.isfinite(latitude_deg) | np.isfinite(longitude_deg))).any():
        return channels, 0
    cleaned = dict(channels)
    for name in ("latitude_deg", "longitude_deg"):
        cleaned[name] = made_unknown(channels[name], wrong)
    return cleaned, int((known & wrong).sum())


def _all_possible(latitude_deg: FloatArray, longitude_deg: FloatArray) -> bool:
    """Whether every record has a fix that is a place on Earth, as mostly; NaN compares as false."""
    return len(latitude_deg) > 0 and bool(
        latitude_deg.min() >= -90
        and latitude_deg.max() <= 90
        and longitude_deg.min() >= -180
        and longitude_deg.max() <= 180
        and (latitude_deg.all() or longitude_deg.all())
    )


def made_unknown(channel: Channel, wrong: BoolArray) -> Channel:
    """The channel without the values of some records; its other values stay as the device wrote them."""
    raw = channel.raw.copy()
    if raw.dtype.kind == "f":
        raw[wrong] = np.nan
        return Channel(raw=raw, scale=channel.scale, offset=channel.offset)
    bounds = np.iinfo(raw.dtype.str)
    spare = int(bounds.max if raw.dtype.kind == "u" else bounds.min)
    invalid = channel.invalid if channel.invalid is not None else spare
    raw[wrong] = invalid
    return Channel(raw=raw, scale=channel.scale, offset=channel.offset, invalid=invalid)


def longest_way_m(latitude_deg: FloatArray, longitude_deg: FloatArray) -> float:
    """No way between the fixes is longer than this, metres: due north or south and then due east or west, as
    if on the equator. It takes a fraction of the time of ``steps_m``.
    """
    legs_deg = _legs_deg(latitude_deg) + _legs_deg(longitude_deg)
    if math.isnan(legs_deg):
        fixes = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
        legs_deg = _legs_deg(latitude_deg[fixes]) + _legs_deg(longitude_deg[fixes])
    return EARTH_RADIUS_M * math.radians(legs_deg)


def _legs_deg(degrees: FloatArray) -> float:
    return float(np.abs(degrees[1:] - degrees[:-1]).sum())


def steps_m(latitude_deg: FloatArray, longitude_deg: FloatArray, breaks: IntArray) -> FloatArray:
    """The way from the fix before to each fix, metres, shape (n,).

    Great circle (haversine) on a sphere of the Earth's mean radius: within 0.5% of the ellipsoid. Zero for
    the first fix, for a record without one, and across a break in the recording, whose way is not known.
    """
    steps = np.zeros(len(latitude_deg))
    fixes = np.flatnonzero(np.isfinite(latitude_deg) & np.isfinite(longitude_deg))
    if len(fixes) < 2:
        return steps
    latitude, longitude = np.radians(latitude_deg[fixes]), np.radians(longitude_deg[fixes])
    cosine = np.cos(latitude)
    half_chord = (
        np.sin(np.diff(latitude) / 2) ** 2 + cosine[:-1] * cosine[1:] * np.sin(np.diff(longitude) / 2) ** 2
    )
    way_m = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0)))
    if len(breaks):
        stretch = np.searchsorted(breaks, fixes, side="right")
        way_m[stretch[1:] != stretch[:-1]] = 0.0
    steps[fixes[1:]] = way_m
    return steps
