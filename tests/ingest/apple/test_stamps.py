"""Dates as Apple writes them, and as phones of other settings do."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.apple.stamps import local_date, offset_in, stamps, zone_named
from backstride.samples.apple_writer import stamp

MOMENTS = st.datetimes(
    min_value=datetime(1992, 1, 1),  # noqa: DTZ001
    max_value=datetime(2057, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
)


@given(st.lists(MOMENTS.map(lambda moment: moment.replace(microsecond=0)), min_size=1, max_size=20))
def test_moments_and_offsets_come_back(moments):
    utc_s, offset_s = stamps([stamp(moment).encode() for moment in moments])
    assert utc_s.tolist() == [moment.timestamp() for moment in moments]
    assert offset_s.tolist() == [moment.utcoffset().total_seconds() for moment in moments]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-12-24 8:02:43 PM -0500", datetime(2021, 12, 25, 1, 2, 43, tzinfo=UTC)),
        ("2021-12-24 12:10:00 a.m. +0000", datetime(2021, 12, 24, 0, 10, tzinfo=UTC)),
        ("2021-12-24 12:10:00\u202fpm +0000", datetime(2021, 12, 24, 12, 10, tzinfo=UTC)),
        ("20150616071916-0700", datetime(2015, 6, 16, 14, 19, 16, tzinfo=UTC)),
        ("2021-12-24T08:02:43+05:30", datetime(2021, 12, 24, 2, 32, 43, tzinfo=UTC)),
        (" 2021-12-24 08:02:43 +0000 ", datetime(2021, 12, 24, 8, 2, 43, tzinfo=UTC)),
    ],
)
def test_other_ways_of_writing(text, moment):
    (utc_s, usual_s), _ = stamps([text.encode(), b"2021-12-24 08:00:00 +0000"])
    assert utc_s == moment.timestamp()
    assert usual_s == datetime(2021, 12, 24, 8, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"NaN", b"2021-12-24", b"2021-12-24 08:02:43", b"2021-02-30 08:02:43 +0000"),
        *(b"2021-13-01 08:02:43 +0000", b"2021-12-24 25:02:43 +0000", b"2021-12-24 08:02:43 +9900"),
        *(b"0001-01-01 00:00:00 +0000", b"9999-12-31 23:59:59 +0000", b"2021-12-24 08:02:43 +0000x"),
        *(b"2021-12-24 13:02:43 PM +0000 and more of it", b"\xff" * 25),
    ],
)
def test_what_is_no_date_is_unknown(text):
    utc_s, offset_s = stamps([text])
    assert np.isnan(utc_s).all()
    assert np.isnan(offset_s).all()


@given(st.binary(max_size=40))
def test_no_bytes_make_it_raise(text):
    stamps([text, text])


@pytest.mark.parametrize(
    ("name", "offset_h"),
    [("Europe/Berlin", 2), ("GMT+0530", 5.5), ("GMT-7:00", None), ("GMT-07:00", -7), ("UTC", 0)],
)
def test_time_zones_by_name(name, offset_h):
    zone = zone_named(name)
    summer = datetime(2024, 7, 1, tzinfo=UTC).timestamp()
    assert (None if zone is None else offset_in(zone, summer) / 3600) == offset_h


@pytest.mark.parametrize(
    "name", [None, "", "Nowhere/City", "../../etc/passwd", "/etc/localtime", "Europe", "a" * 999]
)
def test_what_is_no_time_zone_is_none(name):
    assert zone_named(name) is None


def test_a_local_date_is_that_of_the_clock_shown():
    moment = datetime(2024, 3, 1, 22, 30, tzinfo=UTC)
    offset_s = offset_in(ZoneInfo("Europe/Helsinki"), moment.timestamp())
    assert local_date(moment.timestamp() + offset_s).isoformat() == "2024-03-02"
