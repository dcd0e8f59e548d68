"""An activity in FIT's own fields, as near as these come: what every program reads."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.export import fit_wire as wire
from backstride.export.fit_wire import ENUM, UINT8, UINT16, UINT32, Field
from backstride.ingest.fit import meanings, own
from backstride.records import Activity, Lap, Sport

FloatArray = npt.NDArray[np.float64]

_TIMESTAMP, _MESSAGE_INDEX = 253, 254
_LAP_EVENT, _SESSION_EVENT, _ACTIVITY_EVENT, _STOP = 9, 8, 26, 1
_BY_HAND, _SESSION_END = 0, 7  # what ended a lap
_PRODUCT = 1
_PRODUCT_NAME_BYTES = 60  # of a device's name, enough to know it by

_SPORTS: Final[Mapping[Sport, tuple[int, int]]] = {
    Sport.RUN: (1, 0),
    Sport.WALK: (11, 0),
    Sport.RIDE: (2, 0),
    Sport.SWIM: (5, 0),
    Sport.STRENGTH: (10, 20),
    Sport.OTHER: (0, 0),
}
"""FIT's sport and sub-sport."""
_INDOORS = {Sport.RUN: 1, Sport.WALK: 27, Sport.RIDE: 6}  # treadmill, indoor walking, indoor cycling
_SUB_SPORT_NUMBERS = {words: number for number, words in meanings.SUB_SPORTS.items()}
_SPORT_NUMBERS = {words: number for number, words in meanings.SPORTS.items()}


class NativeFields:
    """An activity in the format's own fields, as near as these come."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.start = wire.fit_time(activity.start_utc)
        if self.start < 0:
            raise ValueError("FIT counts its seconds from the last day of 1989")
        self.part_s = activity.start_utc.microsecond / 1e6
        time_s = activity.streams.values("time_s")
        self.time_s = np.empty(0) if time_s is None else time_s
        ends_s = [activity.elapsed_s or 0.0, *self.time_s[-1:].tolist()]
        self.end = self.start + int(max([0.0, *(end_s for end_s in ends_s if math.isfinite(end_s))]))
        self.timer_s = activity.elapsed_s if activity.moving_s is None else activity.moving_s

    def file_id(self) -> list[Field]:
        return [
            wire.scaled(0, ENUM, meanings.ACTIVITY_FILE),
            wire.scaled(1, UINT16, wire.DEVELOPMENT_MANUFACTURER),
            wire.scaled(2, UINT16, _PRODUCT),
            wire.scaled(3, wire.UINT32Z, 1),
            wire.scaled(4, UINT32, self.start),
            *self._product_name(8),
        ]

    def device_info(self) -> list[Field]:
        return [
            wire.scaled(_TIMESTAMP, UINT32, self.start),
            wire.scaled(0, UINT8, 0),  # the device that wrote the file
            wire.scaled(2, UINT16, wire.DEVELOPMENT_MANUFACTURER),
            wire.scaled(4, UINT16, _PRODUCT),
            *self._product_name(27),
        ]

    def _product_name(self, number: int) -> list[Field]:
        device = (self.activity.device or "").replace("\0", "")
        name = device.encode("utf-8", "replace")[:_PRODUCT_NAME_BYTES].decode("utf-8", "ignore")
        return [wire.text(number, name)] if name else []

    def timer_event(self, moment: int, kind: int) -> list[Field]:
        return [
            wire.where_it_fits(_TIMESTAMP, UINT32, moment),
            wire.scaled(0, ENUM, meanings.TIMER_EVENT),
            wire.scaled(1, ENUM, kind),
        ]

    def records(self) -> list[Field]:
        """Nothing where there is no record."""
        if not len(self.time_s):
            return []
        streams = self.activity.streams
        fields = [wire.where_it_fits(_TIMESTAMP, UINT32, self.start + np.floor(self.part_s + self.time_s))]
        for name, (number, base, scale, offset) in wire.RECORD_FIELDS.items():
            values = streams.values(name)
            if values is not None:
                fields.append(wire.where_it_fits(number, base, values, scale, offset))
        on_foot = self.activity.sport in (Sport.RUN, Sport.WALK)
        cadence = streams.values("cadence_spm" if on_foot else "cadence_rpm")
        if cadence is not None:
            fields += _cadence(4, 53, cadence / 2 if on_foot else cadence)
        return fields

    def laps(self) -> list[Field]:
        """The laps; one over the whole where there is none, which other programs look for."""
        whole = Lap(
            start_s=0.0,
            elapsed_s=self.activity.elapsed_s,
            moving_s=self.timer_s,
            distance_m=self.activity.distance_m,
        )
        laps = self.activity.laps or (whole,)
        start_s, elapsed_s, moving_s, distance_m = (
            np.array([getattr(lap, name) for lap in laps], dtype=np.float64) for name in own.LAP_FIGURES
        )
        ended_s = start_s + np.nan_to_num(elapsed_s)
        places = np.arange(len(laps))
        sport, sub_sport = self._sport()
        return [
            wire.where_it_fits(_TIMESTAMP, UINT32, self.start + np.floor(ended_s)),
            wire.where_it_fits(_MESSAGE_INDEX, UINT16, places),
            wire.where_it_fits(2, UINT32, self.start + np.floor(start_s)),
            wire.where_it_fits(7, UINT32, elapsed_s, 1000),
            wire.where_it_fits(8, UINT32, moving_s, 1000),
            wire.where_it_fits(9, UINT32, distance_m, 100),
            wire.scaled(0, ENUM, _LAP_EVENT),
            wire.scaled(1, ENUM, _STOP),
            wire.scaled(24, ENUM, np.where(places == places[-1], _SESSION_END, _BY_HAND)),
            wire.scaled(25, ENUM, sport),
            wire.scaled(39, ENUM, sub_sport),
        ]

    def session(self) -> list[Field]:
        activity = self.activity
        sport, sub_sport = self._sport()
        fields = [
            wire.where_it_fits(_TIMESTAMP, UINT32, self.end),
            wire.scaled(_MESSAGE_INDEX, UINT16, 0),
            wire.scaled(2, UINT32, self.start),
            wire.where_it_fits(7, UINT32, or_nan(activity.elapsed_s), 1000),
            wire.where_it_fits(8, UINT32, or_nan(self.timer_s), 1000),
            wire.where_it_fits(9, UINT32, or_nan(activity.distance_m), 100),
            *_parted(22, 199, UINT16, 100, or_nan(activity.ascent_m)),
            *_parted(23, 200, UINT16, 100, or_nan(activity.descent_m)),
            wire.where_it_fits(16, UINT8, or_nan(activity.avg_hr_bpm)),
            wire.where_it_fits(17, UINT8, or_nan(activity.max_hr_bpm)),
            wire.scaled(25, UINT16, 0),
            wire.where_it_fits(26, UINT16, len(activity.laps) or 1),
            wire.scaled(0, ENUM, _SESSION_EVENT),
            wire.scaled(1, ENUM, _STOP),
            wire.scaled(5, ENUM, sport),
            wire.scaled(6, ENUM, sub_sport),
            wire.scaled(28, ENUM, 0),  # ended with the activity
        ]
        if activity.sport in (Sport.RUN, Sport.WALK):
            fields += _cadence(18, 92, np.atleast_1d(or_nan(activity.avg_cadence_spm)) / 2)
        if activity.distance_m and self.timer_s:
            fields.append(wire.where_it_fits(124, UINT32, activity.distance_m / self.timer_s, 1000))
        return fields

    def activity_summary(self) -> list[Field]:
        return [
            wire.where_it_fits(_TIMESTAMP, UINT32, self.end),
            wire.where_it_fits(0, UINT32, or_nan(self.timer_s), 1000),
            wire.scaled(1, UINT16, 1),
            wire.scaled(2, ENUM, 0),
            wire.scaled(3, ENUM, _ACTIVITY_EVENT),
            wire.scaled(4, ENUM, _STOP),
            wire.where_it_fits(5, UINT32, self.end + self.activity.utc_offset_s),
        ]

    def _sport(self) -> tuple[int, int]:
        """The format's sport and sub-sport, as far as our words for them can be traced back."""
        activity = self.activity
        sport, usual = _SPORTS[activity.sport]
        words = activity.sub_sport or ""
        if activity.sport is Sport.OTHER:
            named, _, words = words.partition(", ")
            sport = _SPORT_NUMBERS.get(named, sport)
        if activity.indoor:
            usual = _INDOORS.get(activity.sport, usual)
        return sport, _SUB_SPORT_NUMBERS.get(words, usual)


def _parted(whole: int, part: int, base: wire.BaseType, parts: int, values: npt.ArrayLike) -> list[Field]:
    """Two fields: a number's whole, and what is over in 1/``parts``."""
    physical = np.atleast_1d(np.asarray(values, dtype=np.float64))
    with np.errstate(all="ignore"):
        in_parts = np.round(physical * parts)
        wholes = np.floor(in_parts / parts)
        return [
            wire.where_it_fits(whole, base, wholes),
            wire.where_it_fits(part, UINT8, in_parts - wholes * parts),
        ]


def _cadence(whole: int, part: int, per_minute: FloatArray) -> list[Field]:
    return _parted(whole, part, UINT8, 128, per_minute)


def or_nan(value: float | None) -> float:
    """A figure for a field: NaN where it is not known."""
    return math.nan if value is None else float(value)
