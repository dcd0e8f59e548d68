"""What every format's reader hands over: columns and the device's own totals, before anything is derived."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backstride.records import Channel, Sport

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

UNKNOWN_INT32 = -(2**31)

DEGREE_SCALE = 1e7
"""Text positions are kept to 1e-7 degrees (about a centimetre), as finely as a watch's own semicircles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the device itself states of the whole activity; None where it states nothing.

    ``start_utc_s`` is in Unix seconds, ``timer_s`` is the time without pauses, ``avg_cadence_spm`` counts
    both feet.
    """

    start_utc_s: float | None = None
    elapsed_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    avg_cadence_spm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLap:
    """A lap as the device states it; ``timer_s`` is its time without pauses."""

    start_utc_s: float
    elapsed_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One activity as a file holds it.

    ``sport``: None where the file names none; ``sport_source`` as in ``Activity``.
    ``time_utc_s``: Unix seconds of each record, shape (n,), NaN where unknown. ``channels``: the other
    columns, of the same length, under the names of ``records.Streams``. ``breaks``: indices of the records
    before which the device was not recording. ``pauses``: (from, to) in Unix seconds, when its timer stood.
    ``offset_s``: the offset from UTC that the file states. ``virtual``: positions are those of a game, not
    of the runner.
    """

    source: str
    sport: Sport | None
    time_utc_s: FloatArray
    channels: dict[str, Channel]
    sport_source: str = "file"
    sub_sport: str | None = None
    device: str | None = None
    breaks: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    pauses: tuple[tuple[float, float], ...] = ()
    totals: Totals = field(default_factory=Totals)
    laps: tuple[StatedLap, ...] = ()
    offset_s: float | None = None
    indoor: bool = False
    virtual: bool = False
    local_clock: bool = False
    notes: tuple[str, ...] = ()


def channel_of(values: FloatArray, scale: float = 1000.0) -> Channel | None:
    """Values read from text (NaN unknown) as 32-bit integers of 1/``scale``; None where none is known.

    Values that do not fit (beyond ±2^31/scale) are unknown: no such height, distance or heart rate exists.
    """
    with np.errstate(over="ignore"):  # a text may say 1e308
        scaled = np.round(values * scale)
    known = np.abs(scaled) < -UNKNOWN_INT32  # NaN and infinities compare as false
    if not known.any():
        return None
    raw = np.where(known, scaled, UNKNOWN_INT32).astype(np.int32)
    return Channel(raw=raw, scale=scale, invalid=UNKNOWN_INT32 if not known.all() else None)


def values_of(channels: dict[str, Channel], name: str) -> FloatArray | None:
    """A channel's values; None where the device did not record it, or never had a value."""
    channel = channels.get(name)
    return channel.values() if channel is not None and channel.has_values() else None
