"""What an activity becomes in the database: made where it was decoded, and handed to the one who writes."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import numpy as np

from backstride.records import Activity, Sport, Streams
from backstride.records.same_run import Extent, richness

JSON = json.JSONEncoder(ensure_ascii=False)

_SUMMARY = (
    "distance_m",
    "elapsed_s",
    "moving_s",
    "ascent_m",
    "descent_m",
    "avg_hr_bpm",
    "max_hr_bpm",
    "avg_cadence_spm",
)


@dataclass(frozen=True, slots=True)
class PreparedActivity:
    """An activity as rows; its laps and streams learn its id when it has one. It travels between processes.

    ``extent`` is what it may be the same as another by.
    """

    activity: dict[str, Any]
    laps: list[dict[str, Any]]
    streams: list[dict[str, Any]]
    extent: Extent


def prepare(activity: Activity) -> PreparedActivity:
    """The rows of an activity, its channels compressed, its sketch beside it.

    Numbers that are none (NaN, infinite) become unknown.
    """
    from backstride.exposure import SKETCH_VERSION, sketch  # who imports what is known needs neither
    from backstride.store.codec import stream_row

    laps = [
        {
            "number": number,
            "start_s": float(lap.start_s),
            "elapsed_s": finite(lap.elapsed_s),
            "moving_s": finite(lap.moving_s),
            "distance_m": finite(lap.distance_m),
        }
        for number, lap in enumerate(activity.laps)
    ]
    streams = [
        {"channel": name, **stream_row(channel)} for name, channel in activity.streams.channels.items()
    ]
    row = {
        "sport": activity.sport.value,
        "sport_source": activity.sport_source,
        "sub_sport": activity.sub_sport,
        "source": activity.source,
        "device": activity.device,
        "gear": activity.gear,
        "start_utc": activity.start_utc.astimezone(UTC),
        "utc_offset_s": activity.utc_offset_s,
        "offset_source": activity.offset_source,
        "local_date": activity.local_date,
        "indoor": activity.indoor,
        "notes_json": JSON.encode(activity.notes),
        **{name: finite(getattr(activity, name)) for name in _SUMMARY},
    }
    extent = extent_of(row)
    row |= {
        "fingerprint": _fingerprint(row, laps, activity.streams),
        "richness": richness(activity),
        "sketch_json": sketch(activity).to_json(),
        "sketch_version": SKETCH_VERSION,
        "same_as_id": None,
    }
    return PreparedActivity(row, laps, streams, extent)


def extent_of(row: Mapping[str, Any]) -> Extent:
    """What tells whether a record is of the same activity as another, from its row."""
    elapsed_s = row["elapsed_s"]
    return Extent(
        row["start_utc"].timestamp(),
        elapsed_s if elapsed_s is not None and elapsed_s > 0 else None,
        row["distance_m"],
        Sport(row["sport"]),
        row["sport_source"],
    )


def _fingerprint(row: dict[str, Any], laps: list[dict[str, Any]], streams: Streams) -> str:
    """The hash of all that a record says: it is the same in a later export of the same platform."""
    digest = hashlib.sha256(repr(sorted(row.items())).encode())
    digest.update(repr(laps).encode())
    for name, channel in sorted(streams.channels.items()):
        raw = np.ascontiguousarray(channel.raw, dtype=channel.raw.dtype.newbyteorder("<"))
        digest.update(
            repr((name, raw.dtype.str, float(channel.scale), float(channel.offset), channel.invalid)).encode()
        )
        digest.update(raw.data)
    return digest.hexdigest()


def finite(value: float | None) -> float | None:
    """A number as the database keeps it: NaN and infinities are unknown; numpy's numbers become Python's."""
    return None if value is None or not math.isfinite(value) else float(value)
