"""Packed fields, fields with several meanings, and counters that roll over."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.fit import decode
from backstride.ingest.fit.clock import count_on

RECORD, EVENT, SESSION, MONITORING, WORKOUT_STEP = 20, 21, 18, 55, 27


def table(file, name):
    decoded = decode(file.file())
    assert decoded.fault is None
    return decoded.segments[0].messages[name]


def test_speed_and_altitude_are_enhanced(fit_bytes):
    fit = fit_bytes
    file = (
        fit()
        .define(0, RECORD, [(6, 2, fit.UINT16), (2, 2, fit.UINT16)])
        .row(0, "HH", 3210, 2600)
        .row(0, "HH", 0xFFFF, 0xFFFF)
    )
    rows = table(file, "record")
    for name in ("speed", "enhanced_speed"):
        assert np.array_equal(rows.values(name), [3.21, math.nan], equal_nan=True)
    for name in ("altitude", "enhanced_altitude"):
        assert np.array_equal(rows.values(name), [20.0, math.nan], equal_nan=True)
    assert rows.columns["enhanced_speed"].units == "m/s"


@pytest.mark.parametrize("count", [1, 30])
def test_what_is_unpacked_fills_only_rows_that_have_it(fit_bytes, count):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(6, 2, fit.UINT16), (73, 4, fit.UINT32)])
    for _ in range(count):
        file.row(0, "HI", 0xFFFF, 70_000).row(0, "HI", 2500, 2501)
    assert table(file, "record").values("enhanced_speed").tolist() == [70.0, 2.5] * count


def packed_speed_distance(speed, distance):
    """12 bits of 1/100 m/s, then 12 bits of 1/16 m."""
    return (speed | distance << 12).to_bytes(3, "little")


@given(steps=st.lists(st.integers(0, 4095), min_size=1, max_size=30), first=st.integers(0, 4095))
def test_a_packed_distance_counts_on_past_its_roll_over(fit_bytes, steps, first):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(8, 3, fit.BYTE)])
    total, expected = first, [first / 16]
    file.row(0, "3s", packed_speed_distance(0, first))
    for step in steps:
        total += step
        expected.append(total / 16)
        file.row(0, "3s", packed_speed_distance(345, total % 4096))
    rows = table(file, "record")
    assert rows.values("distance").tolist() == expected
    assert rows.values("speed")[1:].tolist() == [3.45] * len(steps)
    assert rows.values("enhanced_speed")[1:].tolist() == [3.45] * len(
        steps
    )  # unpacked from what was unpacked


def test_a_complete_distance_sets_the_packed_counter(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(8, 3, fit.BYTE)]).define(1, RECORD, [(5, 4, fit.UINT32)])
    file.row(0, "3s", packed_speed_distance(0, 4000)).row(
        1, "I", 100_000
    )  # 1000 m = 16000/16, 16000 % 4096 = 3712
    file.row(0, "3s", packed_speed_distance(0, (16_000 + 500) % 4096))
    assert table(file, "record").values("distance").tolist() == [250.0, 1000.0, 1000.0 + 500 / 16]


def test_empty_packed_rows_are_unknown_and_do_not_count(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(8, 3, fit.BYTE)]).row(0, "3s", packed_speed_distance(0, 4090))
    file.row(0, "3s", b"\xff\xff\xff").row(0, "3s", packed_speed_distance(0, 10))
    distances = table(file, "record").values("distance")
    assert np.array_equal(distances, [4090 / 16, math.nan, 4106 / 16], equal_nan=True)


def test_cycles_and_power_accumulate(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(18, 1, fit.UINT8), (28, 2, fit.UINT16)])
    for cycles, power in ((250, 65_000), (4, 200), (255, 0xFFFF), (14, 700)):
        file.row(0, "BH", cycles, power)
    rows = table(file, "record")
    assert np.array_equal(rows.values("total_cycles"), [250, 260, math.nan, 270], equal_nan=True)
    assert np.array_equal(
        rows.values("accumulated_power"), [65_000, 65_736, math.nan, 66_236], equal_nan=True
    )


def test_event_data_mean_what_the_event_says(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, EVENT, [(0, 1, fit.ENUM), (1, 1, fit.ENUM), (3, 4, fit.UINT32)])
    file.row(0, "BBI", 0, 0, 1)  # the timer, started by hand
    file.row(0, "BBI", 11, 3, 3900)  # the battery
    file.row(0, "BBI", 42, 3, 0x02_02_0D_05)  # the rear gear: number 5 of 13 teeth; front number 2, 2 teeth
    file.row(0, "BBI", 43, 3, 0xFF_00_0D_05)  # no front gear number (0 is unknown there), front gear 255
    rows = table(file, "event")
    nan = math.nan
    assert np.array_equal(rows.values("timer_trigger"), [1, nan, nan, nan], equal_nan=True)
    assert np.array_equal(rows.values("battery_level"), [nan, 3.9, nan, nan], equal_nan=True)
    assert np.array_equal(rows.values("rear_gear_num"), [nan, nan, 5, 5], equal_nan=True)
    assert np.array_equal(rows.values("rear_gear"), [nan, nan, 13, 13], equal_nan=True)
    assert np.array_equal(rows.values("front_gear_num"), [nan, nan, 2, nan], equal_nan=True)
    assert np.array_equal(rows.values("front_gear"), [nan, nan, 2, 255], equal_nan=True)
    assert rows.values("data").tolist() == [1, 3900, 0x02020D05, 0xFF000D05]


def test_short_event_data_are_event_data(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, EVENT, [(0, 1, fit.ENUM), (2, 2, fit.UINT16)]).row(0, "BH", 0, 1)
    rows = table(file, "event")
    assert rows.values("data").tolist() == [1]
    assert rows.values("timer_trigger").tolist() == [1]


def test_a_session_of_running_has_strides(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, SESSION, [(5, 1, fit.ENUM), (10, 4, fit.UINT32), (18, 1, fit.UINT8)])
    file.row(0, "BIB", 1, 5000, 84).row(0, "BIB", 2, 900, 70)
    rows = table(file, "session")
    assert np.array_equal(rows.values("total_strides"), [5000, math.nan], equal_nan=True)
    assert np.array_equal(rows.values("avg_running_cadence"), [84, math.nan], equal_nan=True)
    assert np.array_equal(rows.values("total_strokes"), [math.nan, 900], equal_nan=True)
    assert "avg_swimming_cadence" not in rows


def test_bits_within_a_byte(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, MONITORING, [(24, 1, fit.BYTE)]).row(0, "B", 3 << 5 | 6).row(0, "B", 255)
    rows = table(file, "monitoring")
    assert np.array_equal(rows.values("activity_type"), [6, math.nan], equal_nan=True)
    assert np.array_equal(rows.values("intensity"), [3, math.nan], equal_nan=True)


def test_a_step_of_a_workout(fit_bytes):
    fit = fit_bytes
    file = (
        fit()
        .define(0, WORKOUT_STEP, [(1, 1, fit.ENUM), (2, 4, fit.UINT32)])
        .row(0, "BI", 1, 80_000)
        .row(0, "BI", 0, 90_000)
    )
    rows = table(file, "workout_step")
    assert np.array_equal(rows.values("duration_distance"), [800.0, math.nan], equal_nan=True)
    assert np.array_equal(rows.values("duration_time"), [math.nan, 90.0], equal_nan=True)


@given(
    steps=st.lists(st.tuples(st.integers(0, 31), st.booleans()), min_size=1, max_size=60),
    start=st.integers(0, 2**31),
)
def test_counting_on_restores_what_was_shortened(steps, start):
    true, absolute = [start], [True]
    for step, full in steps:
        true.append(true[-1] + step)
        absolute.append(full)
    kept = [value if full else value & 31 for value, full in zip(true, absolute, strict=True)]
    restored = count_on(np.array(kept, dtype=np.int64), np.array(absolute), 5)
    assert restored.tolist() == true
