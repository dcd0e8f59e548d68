"""Resting heart rates: one a date."""

from datetime import date, datetime, timedelta, timezone

import pytest

from backstride.ingest.apple import resting as module
from backstride.ingest.apple.names import Names
from backstride.ingest.apple.resting import RestingHeartRates
from backstride.records import Measure, MeasureKind
from backstride.samples.apple_writer import APP, WATCH, Source, record

ZONE = timezone(timedelta(hours=-7))


def resting(day: int, bpm: object, source: Source = WATCH, until_h: float = 23, from_h: float = 0.1) -> str:
    midnight = datetime(2024, 5, day, tzinfo=ZONE)
    start, end = midnight + timedelta(hours=from_h), midnight + timedelta(hours=until_h)
    return record("RestingHeartRate", start, end, bpm, unit="count/min", source=source)


def told(*records: str) -> RestingHeartRates:
    found = RestingHeartRates(Names())
    found.take("".join(records).encode())
    return found


def by_day(*records: str) -> dict[int, float]:
    return {measure.date.day: measure.value for measure in told(*records).measures()}


def test_a_figure_a_day_with_the_name_of_its_source():
    assert told(resting(4, 52)).measures() == (
        Measure(date=date(2024, 5, 4), kind=MeasureKind.RESTING_HR_BPM, value=52.0, source=WATCH.name),
    )


def test_the_last_figure_of_a_day_counts():
    assert by_day(resting(4, 55, until_h=12), resting(4, 52, until_h=23), resting(4, 58, until_h=9)) == {
        4: 52
    }


def test_the_source_of_most_days_is_believed():
    watch = [resting(day, 50) for day in (3, 4, 5)]
    app = [resting(day, 60, APP) for day in (4, 6)]
    assert by_day(*app, *watch) == {3: 50, 4: 50, 5: 50, 6: 60}


def test_an_hour_of_wrong_offset_does_not_move_the_day():
    assert by_day(resting(4, 52, from_h=-0.9, until_h=22)) == {4: 52}


def test_a_moment_is_a_day_too():
    assert by_day(resting(4, 52, from_h=9, until_h=9), resting(5, 53).replace("endDate", "ended")) == {
        4: 52,
        5: 53,
    }


@pytest.mark.parametrize("value", ["NaN", "0", "400", "", "low"])
def test_what_no_heart_does_is_counted(value):
    found = told(resting(4, value), resting(5, 50), resting(6, 51).replace("count/min", "kg"))
    assert [measure.value for measure in found.measures()] == [50.0]
    assert found.unreadable == 2


def test_more_days_than_any_life_has_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(module, "MOST_DAYS", 2)
    found = told(*(resting(day, 50) for day in (1, 2, 3, 4)), resting(1, 51, until_h=23.5))
    assert [(measure.date.day, measure.value) for measure in found.measures()] == [(1, 51.0), (2, 50.0)]
    assert found.left_out == 2
