"""FIT activity files from arrays: what a watch writes after a run, byte for byte valid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from backstride.export.fit_wire import (
    DEVELOPMENT_MANUFACTURER,
    ENUM,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    Field,
    fit_time,
    framed,
    message,
    record_field,
    scaled,
)

FloatArray = npt.NDArray[np.float64]

SPORT_RUNNING, SUB_SPORT_TREADMILL = 1, 1
_RECORDED = ("latitude_deg", "longitude_deg", "altitude_m", "speed_mps", "heart_rate_bpm")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Recording:
    """A run as a watch records it: arrays of equal length, NaN where there is no value, None where no sensor
    was.

    ``time_s`` counts whole seconds from the start and rises. ``distance_m`` adds up. ``cadence_spm`` counts
    both feet. ``lap_ends_s``: when each lap but the last ended. ``ascent_m`` and ``descent_m`` are the
    session's totals.
    """

    start_utc: datetime
    utc_offset_s: int
    time_s: FloatArray
    distance_m: FloatArray
    speed_mps: FloatArray | None = None
    latitude_deg: FloatArray | None = None
    longitude_deg: FloatArray | None = None
    altitude_m: FloatArray | None = None
    heart_rate_bpm: FloatArray | None = None
    cadence_spm: FloatArray | None = None
    ascent_m: float = np.nan
    descent_m: float = np.nan
    lap_ends_s: Sequence[float] = field(default=())
    indoor: bool = False
    serial_number: int = 1

    def __post_init__(self) -> None:
        if self.start_utc.utcoffset() != timedelta(0):
            raise ValueError("start_utc must be aware and in UTC")
        n = len(self.time_s)
        if n < 2 or not np.all(np.diff(self.time_s) > 0) or np.any(self.time_s != np.floor(self.time_s)):
            raise ValueError("time_s must hold at least two whole seconds in rising order")
        for name in ("distance_m", *_RECORDED):
            column = getattr(self, name)
            if column is not None and len(column) != n:
                raise ValueError(f"{name} has {len(column)} values for {n} seconds")


def write(recording: Recording) -> bytes:
    """The FIT file of one recorded run."""
    start = fit_time(recording.start_utc)
    end = start + int(recording.time_s[-1])
    messages = b"".join(
        (
            message(0, _file_id(recording, start)),
            message(23, _device_info(recording, start)),
            message(21, _timer_event(start, event_type=0)),
            message(20, _records(recording, start)),
            message(21, _timer_event(end, event_type=4)),
            message(19, _laps(recording, start)),
            message(18, _session(recording, start, end)),
            message(34, _activity(recording, end)),
        )
    )
    return framed(messages)


def _file_id(recording: Recording, start: int) -> list[Field]:
    return [
        scaled(0, ENUM, 4),  # an activity
        scaled(1, UINT16, DEVELOPMENT_MANUFACTURER),
        scaled(2, UINT16, 1),
        scaled(3, UINT32Z, recording.serial_number),
        scaled(4, UINT32, start),
    ]


def _device_info(recording: Recording, start: int) -> list[Field]:
    return [
        scaled(253, UINT32, start),
        scaled(0, UINT8, 0),  # the device that wrote the file
        scaled(2, UINT16, DEVELOPMENT_MANUFACTURER),
        scaled(3, UINT32Z, recording.serial_number),
        scaled(5, UINT16, 1.0, scale=100),
    ]


def _timer_event(moment: int, event_type: int) -> list[Field]:
    return [scaled(253, UINT32, moment), scaled(0, ENUM, 0), scaled(1, ENUM, event_type)]


def _records(recording: Recording, start: int) -> list[Field]:
    fields = [
        scaled(253, UINT32, start + recording.time_s),
        record_field("distance_m", recording.distance_m),
    ]
    fields += [
        record_field(channel, values)
        for channel in _RECORDED
        if (values := getattr(recording, channel)) is not None
    ]
    if recording.cadence_spm is not None:
        strides = recording.cadence_spm / 2.0
        fields.append(scaled(4, UINT8, np.floor(strides)))
        fields.append(scaled(53, UINT8, strides - np.floor(strides), scale=128))
    return fields


def _laps(recording: Recording, start: int) -> list[Field]:
    edges_s = np.array([recording.time_s[0], *recording.lap_ends_s, recording.time_s[-1]])
    at_m = np.interp(edges_s, recording.time_s, recording.distance_m)
    elapsed_s = np.diff(edges_s)
    index = np.arange(len(elapsed_s))
    last = index == index[-1]
    return [
        scaled(253, UINT32, start + np.floor(edges_s[1:])),
        scaled(254, UINT16, index),
        scaled(2, UINT32, start + np.floor(edges_s[:-1])),
        scaled(7, UINT32, elapsed_s, scale=1000),
        scaled(8, UINT32, elapsed_s, scale=1000),
        scaled(9, UINT32, np.diff(at_m), scale=100),
        scaled(0, ENUM, np.full(len(index), 9)),
        scaled(1, ENUM, np.full(len(index), 1)),
        scaled(24, ENUM, np.where(last, 7, 2)),  # ended by distance, the last one by the session
        scaled(25, ENUM, np.full(len(index), SPORT_RUNNING)),
    ]


def _session(recording: Recording, start: int, end: int) -> list[Field]:
    elapsed_s = float(recording.time_s[-1] - recording.time_s[0])
    distance_m = float(recording.distance_m[-1] - recording.distance_m[0])
    fields = [
        scaled(253, UINT32, end),
        scaled(254, UINT16, 0),
        scaled(2, UINT32, start),
        scaled(7, UINT32, elapsed_s, scale=1000),
        scaled(8, UINT32, elapsed_s, scale=1000),
        scaled(9, UINT32, distance_m, scale=100),
        scaled(124, UINT32, distance_m / elapsed_s, scale=1000),
        scaled(22, UINT16, recording.ascent_m),
        scaled(23, UINT16, recording.descent_m),
        scaled(25, UINT16, 0),
        scaled(26, UINT16, len(recording.lap_ends_s) + 1),
        scaled(0, ENUM, 9),
        scaled(1, ENUM, 1),
        scaled(5, ENUM, SPORT_RUNNING),
        scaled(6, ENUM, SUB_SPORT_TREADMILL if recording.indoor else 0),
        scaled(28, ENUM, 0),
    ]
    if recording.heart_rate_bpm is not None and np.isfinite(recording.heart_rate_bpm).any():
        fields.append(scaled(16, UINT8, np.nanmean(recording.heart_rate_bpm)))
        fields.append(scaled(17, UINT8, np.nanmax(recording.heart_rate_bpm)))
    if recording.cadence_spm is not None and np.isfinite(recording.cadence_spm).any():
        strides = float(np.nanmean(recording.cadence_spm)) / 2.0
        fields.append(scaled(18, UINT8, np.floor(strides)))
        fields.append(scaled(92, UINT8, strides - np.floor(strides), scale=128))
    return fields


def _activity(recording: Recording, end: int) -> list[Field]:
    return [
        scaled(253, UINT32, end),
        scaled(0, UINT32, recording.time_s[-1] - recording.time_s[0], scale=1000),
        scaled(1, UINT16, 1),
        scaled(2, ENUM, 0),
        scaled(3, ENUM, 26),
        scaled(4, ENUM, 1),
        scaled(5, UINT32, end + recording.utc_offset_s),
    ]
