"""The offset that decides an activity's day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.localtime import offset_at_start, plausible_offset_s

SUMMER = datetime(2024, 7, 1, 22, 30, tzinfo=UTC).timestamp()
WINTER = datetime(2024, 1, 1, 22, 30, tzinfo=UTC).timestamp()
HELSINKI = ZoneInfo("Europe/Helsinki")
BERLIN_FIX = (52.52, 13.40)


def test_the_file_goes_before_the_position_and_the_position_before_home():
    assert offset_at_start(SUMMER, -4 * 3600, BERLIN_FIX, HELSINKI).seconds == -4 * 3600
    assert offset_at_start(SUMMER, -4 * 3600, BERLIN_FIX, HELSINKI).source == "file"
    by_position = offset_at_start(SUMMER, None, BERLIN_FIX, HELSINKI)
    assert (by_position.seconds, by_position.source) == (2 * 3600, "position")
    at_home = offset_at_start(SUMMER, None, None, HELSINKI)
    assert (at_home.seconds, at_home.source) == (3 * 3600, "home")


def test_summer_time_is_that_of_the_start():
    assert offset_at_start(WINTER, None, BERLIN_FIX, HELSINKI).seconds == 3600
    assert offset_at_start(WINTER, None, None, HELSINKI).seconds == 2 * 3600


def test_zero_is_what_devices_write_that_do_not_know_where_they_are():
    assert offset_at_start(SUMMER, 0, BERLIN_FIX, HELSINKI).source == "position"
    assert offset_at_start(SUMMER, 0, None, UTC).seconds == 0


@pytest.mark.parametrize("stated_s", [20 * 3600, -13 * 3600, 7 * 60 + 1, 1e9])
def test_an_offset_that_no_place_has_is_left_out_with_a_note(stated_s):
    offset = offset_at_start(SUMMER, stated_s, BERLIN_FIX, HELSINKI)
    assert offset.source == "position"
    assert offset.note is not None
    assert "no place" in offset.note


@pytest.mark.parametrize("quarters", [-48, -38, 22, 23, 56])
def test_quarters_of_an_hour_are_real_places(quarters):
    assert plausible_offset_s(quarters * 900.0) == quarters * 900
    assert plausible_offset_s(quarters * 900.0 + 3) == quarters * 900


@given(st.floats(-1e6, 1e6))
def test_what_is_believed_is_a_quarter_of_an_hour_on_earth(stated_s):
    believed = plausible_offset_s(stated_s)
    if believed is not None:
        assert believed % 900 == 0
        assert timedelta(hours=-12) <= timedelta(seconds=believed) <= timedelta(hours=14)
        assert abs(believed - stated_s) <= 60


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_position_on_earth_has_a_zone(latitude_deg, longitude_deg):
    offset = offset_at_start(SUMMER, None, (latitude_deg, longitude_deg), HELSINKI)
    assert -12 * 3600 <= offset.seconds <= 14 * 3600
