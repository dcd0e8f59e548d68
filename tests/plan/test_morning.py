"""The facts of a morning, from the days table and the runs."""

from datetime import date, timedelta

import numpy as np
import pytest

from backstride.plan.morning import RunDone, days_until, morning_of
from backstride.records import DAY_COLUMNS, Days, DiaryTime

FIRST = date(2025, 1, 6)


def days(n: int, diary_time: DiaryTime = "morning", **columns: object) -> Days:
    filled = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    for name, column in columns.items():
        filled[name] = np.asarray(column, dtype=np.float64) * np.ones(n)
    return Days("r", np.datetime64(FIRST) + np.arange(n), filled, (None,) * n, diary_time)


def run(day: int, km: float | None = 8.0, minutes: float | None = 48.0) -> RunDone:
    return RunDone(date=FIRST + timedelta(days=day), distance_km=km, duration_min=minutes)


def test_the_usual_is_that_of_the_days_before() -> None:
    pain = np.full(40, 2.0)
    pain[-1] = 6.0
    morning = morning_of(days(40, pain_nrs=pain, sleep_h=6.5), [])
    assert (morning.date, morning.pain_nrs, morning.usual_nrs) == (FIRST + timedelta(days=39), 6.0, 2.0)
    assert morning.sleep_h == 6.5


def test_unknown_is_none() -> None:
    morning = morning_of(days(40), [run(10, None, None)])
    assert (morning.pain_nrs, morning.usual_nrs, morning.sleep_h) == (None, None, None)
    assert (morning.usual_km, morning.usual_min, morning.longest_km) == (None, None, None)
    assert morning.last_run is not None
    assert morning.last_run.next_morning_nrs is None


def test_an_evening_line_speaks_for_the_next_morning() -> None:
    pain = np.arange(40) / 10
    morning = morning_of(days(40, "evening", pain_nrs=pain), [run(37)])
    assert morning.evening
    assert morning.pain_nrs == pytest.approx(3.8)
    assert morning.last_run is not None
    assert morning.last_run.next_morning_nrs == pytest.approx(3.7)  # the evening of the run


def test_the_longest_run_of_the_month_needs_a_month_on_record() -> None:
    table = days(60)
    assert morning_of(table, [run(29, 20.0), run(58, 8.0)]).longest_km == 20.0
    assert morning_of(table, [run(28, 20.0), run(58, 8.0)]).longest_km == 8.0  # 31 days ago
    assert morning_of(table, [run(30, 20.0), run(58, 8.0)]).longest_km is None  # 29 days on record
    assert morning_of(table, []).longest_km is None


def test_a_break_is_noticed_and_the_usual_run_is_that_before_it() -> None:
    morning = morning_of(days(80), [run(5, 6.0), run(7, 10.0)])
    assert morning.no_recent_run
    assert morning.usual_km == 8.0
    assert not morning_of(days(80), [run(5), run(70)]).no_recent_run
    assert not morning_of(days(20), []).no_recent_run


def test_a_run_today_is_known_from_either_source() -> None:
    ran = np.zeros(40)
    ran[-1] = 1
    assert morning_of(days(40, ran=ran), []).ran_today
    assert morning_of(days(40), [run(39)]).ran_today
    assert not morning_of(days(40), [run(38)]).ran_today
    assert morning_of(days(40), [run(38), run(39)]).last_run == morning_of(days(40), [run(38)]).last_run


@pytest.mark.parametrize("back", [-3, 0, 5, 39, 45])
def test_the_table_is_cut_or_filled_to_end_today(back: int) -> None:
    today = FIRST + timedelta(days=39 - back)
    table = days_until(days(40, pain_nrs=np.arange(40.0)), today)
    assert table.date[-1] == np.datetime64(today)
    assert len(table) == (1 if back > 39 else 40 - back)
    known = table["pain_nrs"][np.isfinite(table["pain_nrs"])]
    np.testing.assert_array_equal(known, np.arange(0 if back > 39 else min(40, 40 - back)))


def test_an_empty_table_becomes_today() -> None:
    table = days_until(days(0), FIRST)
    assert len(table) == 1
    assert morning_of(table, []).pain_nrs is None
