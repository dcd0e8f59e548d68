"""The diary's table is read back as it was, and what is not is told."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.export.tables import diary_csv
from backstride.ingest.diary_csv import parse_diary
from backstride.records import CheckIn, Slot

DAY = date(2026, 11, 20)
WRITTEN = datetime(2026, 11, 24, 7, tzinfo=UTC)


def line(day: date = DAY, **answers: Any) -> CheckIn:
    return CheckIn(date=day, written_at=WRITTEN, **answers)


def read_back(data: bytes, now: datetime = WRITTEN) -> list[CheckIn]:
    diary = parse_diary(data, now)
    assert (diary.fault, diary.problems, diary.ignored_columns) == (None, (), ())
    return list(diary.check_ins)


@pytest.mark.parametrize(
    "note",
    [
        "long run, then stairs",
        'he said "stop"\nand I did',
        "=SUM(A1:A3)",
        *("+1", "-1", "@home", "sep=;", "a;b\tc", "é 背中 🦵", "x" * 10_000, '"', "\n;".join("abc")),
    ],
)
def test_texts_come_back_as_the_runner_wrote_them(note: str):
    table = diary_csv([line(note=note, pain_site=note, pain_when=note, pain_nrs=2.5)])
    assert table.remarks == ()
    (found,) = read_back(table.data)
    assert found.answers == {"pain_nrs": 2.5, "pain_site": note, "pain_when": note, "note": note}


def test_a_date_s_readings_are_lines_of_their_own_with_their_times():
    lines = [
        line(pain_nrs=1.0, at=time(7, 5)),
        line(pain_nrs=4.0, at=time(18), slot=Slot.AFTER_RUN),
        line(pain_nrs=3.0, slot=Slot.EVENING),
    ]
    assert read_back(diary_csv(lines).data) == lines


def test_unknown_is_empty_and_no_is_not():
    table = diary_csv([line(pain_nrs=0.0, core=False), line(DAY + timedelta(days=1), warmup=True)])
    assert table.data.decode().splitlines()[1:] == [
        "2026-11-20,,,0,,,,,0,,,,,,,,,,,",
        "2026-11-21,,,,,,,1,,,,,,,,,,,,",
    ]
    assert [found.answers for found in read_back(table.data)] == [
        {"pain_nrs": 0.0, "core": False},
        {"warmup": True},
    ]


def test_an_empty_diary_is_a_header():
    assert diary_csv([]).data == (
        b"date,at,slot,pain_nrs,sleep_h,sitting_h,stress_nrs,warmup,core,cross_training,pain_site,pain_when,"
        b"pain_places,surface,event_painkiller,event_physio,event_illness,event_other,event_note,note\r\n"
    )


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("none", "nothing"),
        ("-", "nothing"),
        (" left", "'left'"),
        ("a\r\nb", r"'a\nb'"),
        ("a\rb", r"'a\nb'"),
        ("a\0b", "'ab'"),
        ("\ud800", "'?'"),
    ],
)
def test_a_text_that_a_table_cannot_hold_is_told(note: str, found: str):
    table = diary_csv([line(note=note, pain_nrs=3.0)])
    assert table.remarks == (f"2026-11-20: note {note!r} will be read back as {found}",)


_HOURS, _SCALE = st.none() | st.floats(0, 24), st.none() | st.floats(0, 10)
_WORDS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            line,
            day=st.dates(date(1990, 1, 1), date(2026, 11, 24)),
            at=st.none() | st.times().map(lambda at: time(at.hour, at.minute)),
            slot=st.none() | st.sampled_from(Slot),
            pain_nrs=_SCALE,
            event_illness=st.none() | st.booleans(),
            event_note=_WORDS,
            sleep_h=_HOURS,
            sitting_h=_HOURS,
            stress_nrs=_SCALE,
            warmup=st.none() | st.booleans(),
            core=st.none() | st.booleans(),
            cross_training=st.none() | st.booleans(),
            pain_site=_WORDS,
            note=_WORDS,
        ),
        unique_by=lambda entry: entry.date,
        max_size=4,
    )
)
def test_any_diary_comes_back_or_says_what_does_not(check_ins: list[CheckIn]):
    table = diary_csv(check_ins)
    found = {entry.date: entry.answers for entry in parse_diary(table.data, WRITTEN).check_ins}
    wanted = {entry.date: entry.answers for entry in check_ins}
    if not table.remarks:
        assert {day: answers for day, answers in found.items() if answers} == {
            day: answers for day, answers in wanted.items() if answers
        }
    else:
        assert found != wanted
