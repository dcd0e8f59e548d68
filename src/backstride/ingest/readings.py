"""Readings of sensors: those that no heart, no foot and no place on land has are made unknown."""

import numpy as np

from backstride.ingest.recording import FloatArray, values_of
from backstride.ingest.summary import HEART_RATE_BPM
from backstride.ingest.track import made_unknown
from backstride.records import Channel

HIGHEST_CADENCE_SPM = 250.0  # sprinters tread faster for some seconds, nobody does for longer
HEIGHTS_M = (-1000.0, 10_000.0)  # with what a barometer may be off; -9999 and -32768 stand for "not known"

_POSSIBLE = {
    "heart_rate_bpm": (*HEART_RATE_BPM, "heart rates at which no heart beats"),
    "cadence_spm": (0.0, HIGHEST_CADENCE_SPM, "cadences at which no one treads"),
    "altitude_m": (*HEIGHTS_M, "heights of no place on land"),
}


def only_numbers(channels: dict[str, Channel]) -> dict[str, Channel]:
    """The channels without infinities, which a float may hold, and without those that then hold nothing."""
    if all(channel.raw.dtype.kind != "f" for channel in channels.values()):
        return channels
    found = {}
    for name, channel in channels.items():
        infinite = np.isinf(channel.values()) if channel.raw.dtype.kind == "f" else np.zeros(0, np.bool_)
        if infinite.any():
            channel = made_unknown(channel, infinite)
        if channel.has_values():
            found[name] = channel
    return found


def without_impossible_readings(channels: dict[str, Channel], notes: list[str]) -> dict[str, Channel]:
    """The channels with such readings made unknown. Zeros stay: they are a sensor's silence, or the sea."""
    cleaned = channels
    for name, (low, high, what) in _POSSIBLE.items():
        values = values_of(channels, name)
        if values is None or _within(values, low, high):
            continue
        wrong = ((values < low) | (values > high)) & (values != 0)  # NaN compares as false
        if not wrong.any():
            continue
        notes.append(f"{int(wrong.sum())} {what}: left out")
        cleaned = {**cleaned, name: made_unknown(cleaned[name], wrong)}
        if not cleaned[name].has_values():
            del cleaned[name]
    return cleaned


def _within(values: FloatArray, low: float, high: float) -> bool:
    """Whether all are, as mostly."""
    return bool(np.fmin.reduce(values) >= low and np.fmax.reduce(values) <= high)


def is_heart_rate(bpm: float) -> bool:
    """Whether a heart beats so."""
    return HEART_RATE_BPM[0] <= bpm <= HEART_RATE_BPM[1]


def is_cadence(spm: float) -> bool:
    """Whether anyone treads so, both feet counted."""
    return 0 < spm <= HIGHEST_CADENCE_SPM
