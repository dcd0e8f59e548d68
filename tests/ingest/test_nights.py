"""Nights and days of devices."""

from datetime import date

import pytest

from backstride.ingest.nights import in_words, measure_of
from backstride.records import Measure, MeasureKind

DAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MeasureKind.SLEEP_H, 0.0),
        (MeasureKind.SLEEP_H, 24.5),
        (MeasureKind.SLEEP_H, float("nan")),
        (MeasureKind.RESTING_HR_BPM, 0.0),
        (MeasureKind.RESTING_HR_BPM, 400.0),
    ],
)
def test_what_cannot_be_is_no_measure(kind, value):
    assert measure_of(DAY, kind, value, "garmin") is None


def test_what_was_taken_is_counted():
    night = measure_of(DAY, MeasureKind.SLEEP_H, 7.5, "garmin")
    pulse = measure_of(DAY, MeasureKind.RESTING_HR_BPM, 48.0, "garmin")
    assert night == Measure(date=DAY, kind=MeasureKind.SLEEP_H, value=7.5, source="garmin")
    assert in_words([night]) == "nights and days: 1 night with sleep taken"
    assert in_words([night, night, pulse], 3) == (
        "nights and days: 1 day with a resting heart rate and 2 nights with sleep taken, 3 not understood"
    )
    assert in_words([]) == "nights and days: none taken"
