"""Compressed timestamps: five bits of time in the record header."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.fit import decode

RECORD, EVENT = 20, 21


@given(
    steps=st.lists(st.integers(0, 31), min_size=1, max_size=200),
    start=st.integers(10**9, 10**9 + 64),
    local=st.integers(0, 3),
)
def test_times_are_restored_over_any_number_of_roll_overs(fit_bytes, steps, start, local):
    fit = fit_bytes
    file = fit().define(5, EVENT, [(253, 4, fit.UINT32), (0, 1, fit.ENUM)]).row(5, "IB", start, 0)
    file.define(local, RECORD, [(3, 1, fit.UINT8)])
    times = (start + np.cumsum(steps)).tolist()
    for time in times:
        file.compressed(local, time % 32, "B", 120)
    decoded = decode(file.file())
    assert decoded.fault is None
    rows = decoded.segments[0].messages["record"]
    assert rows.values("timestamp").tolist() == times
    assert rows.columns["timestamp"].units == "s"
    assert (rows.values("heart_rate") == 120).all()


def test_full_and_short_timestamps_of_one_definition_go_together(fit_bytes):
    fit = fit_bytes
    file = (
        fit()
        .define(0, RECORD, [(253, 4, fit.UINT32), (3, 1, fit.UINT8)])
        .define(1, RECORD, [(3, 1, fit.UINT8)])
    )
    file.row(0, "IB", 1000, 100)  # 1000 % 32 = 8
    file.compressed(1, 9, "B", 101).compressed(1, 30, "B", 102).compressed(1, 2, "B", 103)
    file.row(0, "IB", 1100, 104).compressed(1, 1100 % 32 + 1, "B", 105).row(1, "B", 106)
    rows = decode(file.file()).segments[0].messages["record"]
    assert rows.values("heart_rate").tolist() == [100, 101, 102, 103, 104, 105, 106]
    expected = [1000, 1001, 1022, 1026, 1100, 1101, math.nan]
    assert np.array_equal(rows.values("timestamp"), expected, equal_nan=True)


def test_a_full_timestamp_behind_a_short_header_counts(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(253, 4, fit.UINT32)]).compressed(0, 3, "I", 5000)
    assert decode(file.file()).segments[0].messages["record"].values("timestamp").tolist() == [5000]


@pytest.mark.parametrize("count", [1, 100])
def test_times_before_the_clock_was_set_are_unknown(fit_bytes, count):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(3, 1, fit.UINT8)])
    for second in range(count):
        file.compressed(0, second % 32, "B", 99)
    rows = decode(file.file()).segments[0].messages["record"]
    assert len(rows) == count
    assert np.isnan(rows.values("timestamp")).all()
