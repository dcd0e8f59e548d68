"""Nights and days as devices measured them, whatever list they stand in."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from backstride.ingest.summary import HEART_RATE_BPM
from backstride.records import Measure, MeasureKind

_LIMITS = {MeasureKind.SLEEP_H: (0.0, 24.0), MeasureKind.RESTING_HR_BPM: HEART_RATE_BPM}
_COUNTED = {MeasureKind.SLEEP_H: ("night", "nights"), MeasureKind.RESTING_HR_BPM: ("day", "days")}
_WHAT = {MeasureKind.SLEEP_H: "sleep", MeasureKind.RESTING_HR_BPM: "a resting heart rate"}


def measure_of(day: date, kind: MeasureKind, value: float, source: str) -> Measure | None:
    """The measure, if it can be true; a zero is how devices write that they do not know."""
    low, high = _LIMITS[kind]
    return Measure(date=day, kind=kind, value=value, source=source) if low < value <= high else None


def in_words(measures: Iterable[Measure], left_out: int = 0) -> str:
    """Why a file of measures is no activity, with how many were taken from it."""
    counts = Counter(measure.kind for measure in measures)
    taken = [f"{n} {_COUNTED[kind][n != 1]} with {_WHAT[kind]}" for kind, n in sorted(counts.items())]
    words = f"nights and days: {' and '.join(taken) or 'none'} taken"
    return words if not left_out else f"{words}, {left_out} not understood"
