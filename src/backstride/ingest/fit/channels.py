"""The columns of FIT records → the channels of an activity's streams."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.table import Column, MessageTable
from backstride.records import Channel

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SEMICIRCLES_PER_DEGREE = 2**31 / 180

# The columns of a record in the words of ``records.Streams``; of several, the first that has values.
_CHANNELS = {
    "altitude_m": ("enhanced_altitude", "altitude"),
    "distance_m": ("distance",),
    "speed_mps": ("enhanced_speed", "speed"),
    "heart_rate_bpm": ("heart_rate",),
    "power_w": ("power",),
    "temperature_c": ("temperature",),
    "vertical_oscillation_mm": ("vertical_oscillation",),
    "stance_time_ms": ("stance_time",),
    "stance_time_percent": ("stance_time_percent",),
    "vertical_ratio_percent": ("vertical_ratio",),
    "stance_time_balance_percent": ("stance_time_balance",),
    "step_length_mm": ("step_length",),
}
_POSITIONS = {"latitude_deg": "position_lat", "longitude_deg": "position_long"}
_DEVELOPER_CHANNELS = {"power_w": "Power"}  # running power meters write it as a field of their own
FIELDS = (
    *("cadence256", "cadence", "fractional_cadence"),
    *(field for fields in _CHANNELS.values() for field in fields),
    *_POSITIONS.values(),
)
"""The fields of a record that are read for its channels."""


def channels_of(table: MessageTable) -> dict[str, Channel]:
    """The record's columns under our names, in the width in which the file has them."""
    channels: dict[str, Channel] = {}
    for channel, fields in _CHANNELS.items():
        column = next((c for field in fields if (c := _usable(table.columns.get(field))) is not None), None)
        if column is None and channel in _DEVELOPER_CHANNELS:
            column = _usable(table.developer.get(_DEVELOPER_CHANNELS[channel]))
        if column is not None:
            channels[channel] = column.channel()
    for channel, field in _POSITIONS.items():
        column = _usable(table.columns.get(field))
        if column is not None:
            channels[channel] = column._replace(scale=SEMICIRCLES_PER_DEGREE).channel()
    cadence = _cadence(table)
    if cadence is not None:
        channels["cadence_rpm"] = cadence
    return channels


def _usable(column: Column | None) -> Column | None:
    """A column of numbers with at least one known value; else None."""
    if column is None or column.is_text or column.raw.ndim != 1 or not column.has_values():
        return None
    return column


def _cadence(table: MessageTable) -> Channel | None:
    """Whole and fractional cadence as one channel of 1/128 revolutions a minute, 16 bits wide."""
    fine = _usable(table.columns.get("cadence256"))
    whole = _usable(table.columns.get("cadence"))
    if whole is None:
        return None if fine is None else fine.channel()
    fraction = _usable(table.columns.get("fractional_cadence"))
    if fraction is None or whole.raw.dtype != np.uint8 or fraction.raw.dtype != np.uint8:
        return whole.channel()
    unknown = np.uint16(0xFFFF)
    part = np.where(fraction.known(), fraction.raw, 0).astype(np.uint16)
    raw = np.where(whole.known(), whole.raw.astype(np.uint16) * np.uint16(128) + part, unknown)
    return Channel(raw=raw, scale=128.0, invalid=int(unknown))


def parts_of(
    time_utc_s: FloatArray, channels: dict[str, Channel], spans_s: Sequence[tuple[float, float]]
) -> list[tuple[FloatArray, dict[str, Channel]]]:
    """The records in each span [from, until): their times, and the channels that have a value there."""
    times = _with_gaps_filled(time_utc_s)
    in_order = bool((times[1:] >= times[:-1]).all())
    found = []
    for start_s, until_s in spans_s:
        rows: slice | BoolArray = (times >= start_s) & (times < until_s)
        if in_order:  # the rows then stand together, and need not be copied
            rows = slice(*np.searchsorted(times, (start_s, until_s)).tolist())
        parts = (
            (name, Channel(channel.raw[rows], channel.scale, channel.offset, channel.invalid))
            for name, channel in channels.items()
        )
        found.append((time_utc_s[rows], {name: part for name, part in parts if part.has_values()}))
    return found


def _with_gaps_filled(time_utc_s: FloatArray) -> FloatArray:
    # A record without a time goes with the one before it.
    known = np.flatnonzero(np.isfinite(time_utc_s))
    if len(known) in (0, len(time_utc_s)):
        return time_utc_s
    last = np.maximum(np.searchsorted(known, np.arange(len(time_utc_s)), side="right") - 1, 0)
    return time_utc_s[known[last]]
