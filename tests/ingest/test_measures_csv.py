"""The table of measures is read as it was written, whole or not at all."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.export.tables import measures_csv
from backstride.ingest.measures_csv import parse_measures
from backstride.records import Measure, MeasureKind

MEASURES = st.builds(
    Measure,
    date=st.dates(date(1990, 1, 1)),
    kind=st.sampled_from(MeasureKind),
    value=st.floats(allow_nan=False, allow_infinity=False),
    source=st.text(st.characters(exclude_categories=["Cs"])),
)


@given(st.lists(MEASURES, max_size=5))
def test_what_was_written_is_read(measures: list[Measure]):
    assert parse_measures(measures_csv(measures)) == tuple(measures)


def test_the_table_is_one_that_people_read_too():
    night = Measure(date=date(2026, 11, 24), kind=MeasureKind.SLEEP_H, value=7.25, source="Garmin")
    assert measures_csv([night]) == b"date,kind,value,source\r\n2026-11-24,sleep_h,7.25,Garmin\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "its columns are not"),
        (b"date,pain\n", "its columns are not"),
        (b"date,kind,value,source\n2026-11-24,sleep_h,7.25\n", "damaged"),
        (b"date,kind,value,source\n2026-11-24,snoring,7.25,x\n", "damaged"),
        (b"date,kind,value,source\n24.11.2026,sleep_h,7.25,x\n", "damaged"),
        (b"date,kind,value,source\n2026-11-24,sleep_h,nan,x\n", "damaged"),
        (b'date,kind,value,source\n2026-11-24,sleep_h,1,"x\n', "damaged"),
        (b"\xff\xfe", "not text"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_in_words(data: bytes, reason: str):
    found = parse_measures(data)
    assert isinstance(found, str)
    assert reason in found


def test_infinity_is_no_measure():
    assert isinstance(
        parse_measures(f"date,kind,value,source\n2026-11-24,sleep_h,{math.inf},x\n".encode()), str
    )
