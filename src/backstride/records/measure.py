"""What a device measured of a night or a day, beside activities."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MeasureKind(StrEnum):
    SLEEP_H = "sleep_h"  # hours asleep in the night before the date, as the days table has it
    RESTING_HR_BPM = "resting_hr_bpm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure for one local date. ``source``: the device or platform that measured it, by its own name."""

    date: date
    kind: MeasureKind
    value: float
    source: str
