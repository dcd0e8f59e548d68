"""The days table as a whole: who fills which column, and what stays unknown."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from exposure_builders import check_in, day, run, same

from backstride.exposure import RunSketch, build_days
from backstride.exposure.days import build_days_and_load
from backstride.exposure.streams import Histogram, Part
from backstride.records import CheckIn, DiaryTime, Sport


def test_a_week_by_hand():
    days = build_days(
        "anna",
        [run(1, 5000.0, descent_m=50.0), run(3, None), run(5, 8000.0, sport=Sport.RIDE)],
        [
            check_in(0, pain_nrs=3.0, sleep_h=7.5),
            check_in(2, pain_nrs=0.0, sitting_h=9.0, stress_nrs=4.0, core=True),
            check_in(6, pain_nrs=5.0),
        ],
        known_until=day(5),
        diary_time="evening",
    )
    assert days.runner_id == "anna"
    assert days.diary_time == "evening"
    assert [str(when) for when in days.date] == [str(day(k)) for k in range(7)]
    same(days["pain_nrs"], [3, None, 0, None, None, None, 5])
    same(days["sleep_h"], [7.5] + [None] * 6)
    same(days["sitting_h"], [None, None, 9] + [None] * 4)
    same(days["stress_nrs"], [None, None, 4] + [None] * 4)
    same(days["ran"], [None, 1, 0, 1, 0, 0, None])
    same(days["distance_km"], [None, 5, 0, None, 0, 0, None])
    same(days["descent_m_per_km"], [None, 10] + [None] * 5)
    same(days["core"], [None, None, 1] + [None] * 4)
    same(days["cross_training"], [None] * 5 + [1, None])
    for name in ("intensity_share", "hard_share", "spike_ratio", "warmup"):
        assert np.isnan(days[name]).all(), name
    assert days.shoe_id == (None,) * 7


def test_pain_of_zero_is_known_and_none_is_not():
    days = build_days(
        "a", [], [check_in(0, pain_nrs=0.0), check_in(1, sleep_h=8.0)], known_until=None, diary_time="morning"
    )
    same(days["pain_nrs"], [0, None])
    assert np.isnan(days["ran"]).all()


def test_years_of_runs_may_precede_the_diary():
    days = build_days(
        "a", [run(0), run(700)], [check_in(1000, pain_nrs=1.0)], known_until=day(999), diary_time="morning"
    )
    assert len(days) == 1001
    assert (days["ran"][1:700] == 0).all()


def test_nothing_on_record_is_an_empty_table():
    assert len(build_days("a", [], [], known_until=None, diary_time="morning")) == 0


def test_the_order_of_what_comes_in_does_not_matter():
    runs = [run(k, 1000.0 * (k + 1), hour=h) for k, h in ((0, 7), (0, 18), (3, 6), (40, 8))]
    lines = [
        check_in(0, pain_nrs=1.0),
        check_in(0, pain_nrs=2.0, written_after_h=9.0),
        check_in(9, core=True),
    ]
    one = build_days("a", runs, lines, known_until=day(40), diary_time="morning")
    other = build_days("a", runs[::-1], lines[::-1], known_until=day(40), diary_time="morning")
    for name, column in one.columns.items():
        np.testing.assert_array_equal(column, other[name])


def test_the_load_stands_beside_the_same_days():
    runs = [run(k, 5000.0, moving_s=1800.0) for k in range(0, 10, 2)]
    days, load = build_days_and_load("a", runs, [], known_until=day(9), diary_time="morning")
    assert len(load.duration_min) == len(load.rest_d) == len(load.weekly_km) == len(days) == 9
    same(load.weekly_km[6:], [20.0, 15.0, 20.0])


def test_three_thousand_activities_and_fifteen_hundred_check_ins_in_a_third_of_a_second():
    rng = np.random.default_rng(3)
    start = datetime(2016, 1, 1, 17, tzinfo=UTC)
    sketches = [
        RunSketch(
            sport=Sport.RUN,
            start_utc=start + timedelta(hours=26 * k),
            utc_offset_s=3600,
            distance_m=float(rng.uniform(3e3, 2e4)),
            descent_m=50.0,
            recorded_s=3600.0,
            heart_rate=Histogram(1, 90, tuple(rng.uniform(10, 60, 100).tolist())),
            speed=Histogram(20, 40, tuple(rng.uniform(10, 60, 80).tolist())),
            start=Part(600.0, 2.4, 130.0),
            rest=Part(3000.0, 2.8, 150.0),
        )
        for k in range(3000)
    ]
    first = date(2020, 1, 1)
    check_ins = [
        CheckIn(
            date=first + timedelta(days=k),
            written_at=datetime(2020, 1, 1, 7, tzinfo=UTC) + timedelta(days=k),
            pain_nrs=float(k % 8),
        )
        for k in range(1500)
    ]
    spent_s = []
    for _ in range(3):
        before = clock.process_time()
        days = build_days("a", sketches, check_ins, known_until=date(2025, 1, 1), diary_time="morning")
        spent_s.append(clock.process_time() - before)
    assert min(spent_s) < 0.3
    assert np.isfinite(days["intensity_share"]).sum() == (days["ran"] == 1).sum()


def test_a_date_wears_the_shoes_of_its_longest_run_that_names_any():
    sketches = [
        run(0, 3000.0, hour=6, gear="Red"),
        run(0, 9000.0, hour=18, gear="Blue"),
        run(0, 12_000.0, hour=20),
        run(1, None, gear="Red"),
        run(2, 5000.0),
        run(3, 5000.0, sport=Sport.RIDE, gear="Old bicycle"),
    ]
    days = build_days("anna", sketches, [], known_until=day(3), diary_time="morning")
    assert days.shoe_id == ("Blue", "Red", None, None)


def pain_of(*items: RunSketch | CheckIn, diary_time: DiaryTime) -> list[float]:
    sketches = [item for item in items if isinstance(item, RunSketch)]
    lines = [item for item in items if isinstance(item, CheckIn)]
    days = build_days("a", sketches, lines, known_until=None, diary_time=diary_time)
    return list(days["pain_nrs"])


def test_of_several_readings_the_morning_s_is_before_the_run_and_the_evening_s_after_it():
    early, late = (check_in(0, at=time(hour), pain_nrs=float(hour)) for hour in (7, 20))
    for hour, morning, evening in ((18, 7.0, 20.0), (6, np.nan, 20.0), (21, 7.0, np.nan)):
        runs = [run(0, hour=hour)]
        same(np.array(pain_of(*runs, early, late, diary_time="morning")), [morning])
        same(np.array(pain_of(*runs, early, late, diary_time="evening")), [evening])
    rides = [run(0, hour=6, sport=Sport.RIDE), run(0, hour=0)]  # on the stroke of midnight: no time
    same(np.array(pain_of(*rides, early, late, diary_time="morning")), [7])


def test_the_run_s_time_is_that_of_the_runner_s_clock():
    early = check_in(0, at=time(7), pain_nrs=3.0)
    tokyo = run(0, hour=-1, utc_offset_s=9 * 3600)  # at eight in the morning there
    assert pain_of(tokyo, early, diary_time="morning") == [3.0]


def test_an_event_is_known_on_dates_with_a_line_and_unknown_on_others():
    days = build_days(
        "a",
        [run(0)],
        [
            check_in(1, pain_nrs=3.0),
            check_in(2, event_illness=True),
            check_in(3, sleep_h=7.0),  # a device's, for all that is known
            check_in(4, event_painkiller=True, event_physio=True, event_illness=False),
        ],
        known_until=None,
        diary_time="morning",
    )
    same(days["event_illness"], [None, 0, 1, None, 0])
    same(days["event_painkiller"], [None, 0, 0, None, 1])
    same(days["event_physio"], [None, 0, 0, None, 1])


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"distance_m": 4.0, "elapsed_s": 3.0}, False),
        ({"distance_m": None, "elapsed_s": 3.0}, False),
        ({"distance_m": 4.0, "elapsed_s": 3600.0, "moving_s": 3.0}, False),  # left on in a pocket
        ({"distance_m": 150.0, "elapsed_s": 30.0}, True),
        ({"distance_m": 99.0, "elapsed_s": 60.0}, True),
        ({"distance_m": 99.0}, True),  # how long it took nobody knows
        ({"distance_m": None, "elapsed_s": 1800.0}, True),
    ],
)
def test_a_start_that_came_to_nothing_makes_no_run_day(fields: dict[str, float | None], counts: bool):
    """It shows all the same that the watch was in use on its date."""
    days = build_days(
        "me",
        [run(0, 5000.0), run(2, **fields), run(3, 4000.0)],  # type: ignore[arg-type]
        [],
        known_until=day(3),
        diary_time="morning",
    )
    assert days["ran"].tolist() == [1, 0, float(counts), 1]
    assert days["distance_km"][1] == 0
    if not counts:
        assert days["distance_km"][2] == 0
