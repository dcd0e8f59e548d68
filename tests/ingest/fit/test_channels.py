"""Which records, and which channels, belong to which session of a file."""

import numpy as np
import pytest

from backstride.ingest.fit.channels import parts_of
from backstride.records import Channel

HEART = {"heart_rate_bpm": Channel(np.array([0xFF, 0xFF, 140, 141, 142], dtype=np.uint8), invalid=0xFF)}


@pytest.mark.parametrize(
    ("times", "first", "second"),
    [
        ([0, 1, 2, 3, 4], [0, 1], [2, 3, 4]),
        ([0, np.nan, 2, np.nan, 4], [0, np.nan], [2, np.nan, 4]),  # goes with the record before
        ([0, 3, 1, 2, 4], [0, 1], [3, 2, 4]),  # a clock that stepped back
        ([np.nan, 1, 2, 3, 4], [np.nan, 1], [2, 3, 4]),
    ],
)
def test_records_are_parted_by_their_times(times, first, second):
    parts = parts_of(np.array(times, dtype=float), HEART, [(-np.inf, 2.0), (2.0, np.inf)])
    np.testing.assert_array_equal(parts[0][0], first)
    np.testing.assert_array_equal(parts[1][0], second)
    assert all(len(channel.raw) == len(time_s) for time_s, found in parts for channel in found.values())


def test_a_channel_without_a_value_in_a_session_is_none_of_its():
    parts = parts_of(np.arange(5.0), HEART, [(-np.inf, 2.0), (2.0, 9.0), (9.0, np.inf)])
    assert [list(found) for _, found in parts] == [[], ["heart_rate_bpm"], []]
    assert parts[1][1]["heart_rate_bpm"].raw.tolist() == [140, 141, 142]


def test_records_of_which_no_time_is_known_belong_to_no_session():
    (time_s, found), *_ = parts_of(np.full(5, np.nan), HEART, [(-np.inf, 2.0), (2.0, np.inf)])
    assert len(time_s) == 0
    assert found == {}
