"""Several pain readings of one date: what is told apart, what corrects, what counts."""

from datetime import UTC, date, datetime, time
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.records import CheckIn, DiaryTime, Slot
from backstride.records.checkin import ANSWER_FIELDS, READING_FIELDS
from backstride.records.readings import RunTimes, as_one, counting, merged, told, worst_nrs

DAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 20, 7, tzinfo=UTC)
NOON_RUN = RunTimes(time(12), time(12, 30))


def line(day: date = DAY, **fields: Any) -> CheckIn:
    return CheckIn(date=day, written_at=NOW, **fields)


def at(hour: int, pain_nrs: float, **fields: Any) -> CheckIn:
    return line(at=time(hour), pain_nrs=pain_nrs, **fields)


def test_readings_of_several_times_are_all_kept_in_the_order_of_the_day():
    own, early, late = line(pain_nrs=1.0), at(7, 2.0), at(20, 5.0, pain_site="left")
    after, night = line(slot=Slot.AFTER_RUN, pain_nrs=4.0), line(slot=Slot.EVENING, pain_nrs=6.0)
    first = line(slot=Slot.MORNING, pain_nrs=3.0)
    assert merged([late, night, early, after, own, first]) == [own, first, early, after, late, night]


def test_the_same_time_corrects_answer_by_answer_and_no_other_reading():
    found = merged([at(7, 2.0, pain_site="left"), at(20, 5.0), at(7, 3.0, slot=Slot.MORNING)])
    assert found == [at(7, 3.0, pain_site="left", slot=Slot.MORNING), at(20, 5.0)]


def test_the_answers_of_the_date_stand_once_and_do_not_split_it():
    found = merged([at(7, 2.0, sleep_h=7.0), line(at=time(20), sitting_h=8.0), at(21, 4.0, sleep_h=6.0)])
    assert found == [at(7, 2.0, sleep_h=6.0, sitting_h=8.0), at(21, 4.0)]


@pytest.mark.parametrize(
    ("diary_time", "runs", "expected"),
    [
        ("morning", None, 2.0),
        ("evening", None, 6.0),
        ("morning", NOON_RUN, 2.0),
        ("evening", NOON_RUN, 6.0),
        ("morning", RunTimes(time(6), time(6)), None),
        ("evening", RunTimes(time(6), time(22)), None),
        ("evening", RunTimes(time(6), time(6)), 6.0),
    ],
)
def test_the_first_before_the_run_or_the_last_after_it_counts(
    diary_time: DiaryTime, runs: RunTimes | None, expected: float | None
):
    day = merged([at(7, 2.0), at(14, 4.0), at(21, 6.0)])
    assert as_one(day, diary_time, runs).pain_nrs == expected


def test_what_is_said_of_a_reading_s_place_goes_before_the_clock_and_the_date_alone():
    said = [line(slot=slot, pain_nrs=float(n)) for n, slot in enumerate(Slot)]
    day = merged([*said, line(pain_nrs=8.0), at(6, 9.0)])
    assert as_one(day, "morning", NOON_RUN).pain_nrs == 0.0
    assert as_one(day, "evening", NOON_RUN).pain_nrs == 2.0
    assert as_one(merged([line(pain_nrs=8.0), at(6, 9.0), at(20, 7.0)]), "morning", None).pain_nrs == 8.0
    assert as_one(merged([line(pain_nrs=8.0), at(6, 9.0), at(20, 7.0)]), "evening", None).pain_nrs == 8.0
    morning = [at(9, 5.0, slot=Slot.MORNING), at(7, 4.0, slot=Slot.MORNING)]
    assert as_one(merged(morning), "morning", RunTimes(time(6), time(6))).pain_nrs == 4.0


@pytest.mark.parametrize(("slot", "diary_time"), [(Slot.AFTER_RUN, "morning"), (Slot.EVENING, "morning")])
def test_pain_after_the_run_is_never_the_morning_s(slot: Slot, diary_time: DiaryTime):
    day = merged([line(slot=slot, pain_nrs=7.0, sleep_h=6.0)])
    assert as_one(day, diary_time, None).answers == {"sleep_h": 6.0}
    assert as_one(day, "evening", None).pain_nrs == 7.0


def test_the_morning_s_is_never_the_evening_s():
    assert as_one(merged([line(slot=Slot.MORNING, pain_nrs=7.0)]), "evening", None).pain_nrs is None


def test_after_the_run_is_later_than_the_day_and_earlier_than_the_evening():
    after = line(slot=Slot.AFTER_RUN, pain_nrs=6.0)
    assert as_one(merged([after, at(13, 3.0)]), "evening", None).pain_nrs == 6.0
    assert as_one(merged([after, at(21, 4.0)]), "evening", None).pain_nrs == 4.0


def test_the_worst_reading_of_a_date_is_what_caution_looks_at():
    day = merged([at(7, 2.0), at(14, 6.0), at(21, 3.0), line(date(2024, 5, 2), sleep_h=7.0)])
    assert worst_nrs(day) == {DAY: 6.0}


def test_a_reading_without_a_number_does_not_count():
    day = merged([at(7, 2.0), line(at=time(6), pain_site="left")])
    assert counting(day, "morning", None) == at(7, 2.0)


times = st.none() | st.sampled_from([time(7), time(12), time(20)])
lines = st.lists(
    st.builds(
        line,
        day=st.dates(DAY, date(2024, 5, 3)),
        at=times,
        slot=st.none() | st.sampled_from(Slot),
        pain_nrs=st.none() | st.integers(0, 10).map(float),
        pain_site=st.none() | st.sampled_from(["left", "right"]),
        sleep_h=st.none() | st.sampled_from([6.0, 8.0]),
        event_illness=st.none() | st.booleans(),
    ),
    max_size=8,
)


@given(lines)
def test_merging_loses_no_answer_and_makes_none(written: list[CheckIn]):
    found = merged(written)
    for day in {entry.date for entry in written}:
        assert told(e for e in found if e.date == day) == told(e for e in written if e.date == day)
    assert {entry.date for entry in found} == {entry.date for entry in written}
    assert merged(found) == found
    keys = [(entry.date, entry.reading_key) for entry in found if entry.has_reading]
    assert len(set(keys)) == len(keys)


@given(lines)
def test_the_order_of_lines_matters_only_within_a_reading(written: list[CheckIn]):
    def without_others(entries: list[CheckIn]) -> list[CheckIn]:
        return [line(e.date, at=e.at, slot=e.slot, **_reading(e)) for e in entries if e.has_reading]

    def _reading(entry: CheckIn) -> dict[str, Any]:
        return {name: getattr(entry, name) for name in READING_FIELDS}

    readings = without_others(written)
    keys = {(entry.date, entry.reading_key) for entry in readings}
    if len(keys) == len(readings) <= 4:
        assert all(merged(order) == merged(readings) for order in permutations(readings))


@given(lines, st.sampled_from(["morning", "evening"]), st.none() | st.just(NOON_RUN))
def test_the_day_s_pain_is_one_of_its_readings_and_its_other_answers_are_the_date_s(
    written: list[CheckIn], diary_time: DiaryTime, runs: RunTimes | None
):
    for day in {entry.date for entry in written}:
        entries = merged(entry for entry in written if entry.date == day)
        one = as_one(entries, diary_time, runs)
        assert one.pain_nrs is None or any(one.pain_nrs == entry.pain_nrs for entry in entries)
        for name in set(ANSWER_FIELDS) - {*READING_FIELDS}:
            assert getattr(one, name) == getattr(entries[0], name)
