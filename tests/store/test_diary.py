"""The diary keeps every line, and what counts is their sum."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.records import CheckIn, Slot
from backstride.records.readings import merged
from backstride.store import Origin, Store
from backstride.store.diary import retell

DAY = date(2024, 5, 1)
MORNING = datetime(2024, 5, 1, 7, 0, tzinfo=timezone(timedelta(hours=2)))


def line(hours: float = 0, day: date = DAY, **answers: object) -> CheckIn:
    return CheckIn(date=day, written_at=MORNING + timedelta(hours=hours), **answers)  # type: ignore[arg-type]


def test_a_line_comes_back_as_it_was_written(store: Store) -> None:
    written = line(
        pain_nrs=3.5,
        sleep_h=7.0,
        sitting_h=8.0,
        stress_nrs=4.0,
        warmup=True,
        core=False,
        pain_site="left, low",
        pain_when="mornings",
        note="„übel“",
        at=time(7, 5),
        slot=Slot.MORNING,
        event_painkiller=True,
        event_illness=False,
        event_note="one tablet",
    )
    store.add_check_ins([written], Origin.TYPED)
    assert store.check_ins() == [written]
    (kept,) = store.diary_lines(DAY)
    assert kept.origin is Origin.TYPED
    assert kept.check_in.written_at.utcoffset() == timedelta(hours=2)


def test_a_later_line_corrects_field_by_field_and_the_earlier_is_kept(store: Store) -> None:
    first, second = line(pain_nrs=3.0, sleep_h=7.0), line(1, pain_nrs=5.0, core=True)
    store.add_check_ins([first], Origin.TYPED)
    store.add_check_ins([second], Origin.FILE)
    (day,) = store.check_ins()
    assert day.answers == {"pain_nrs": 5.0, "sleep_h": 7.0, "core": True}
    assert day.written_at == second.written_at
    assert [kept.check_in for kept in store.diary_lines(DAY)] == [first, second]


def test_a_table_is_kept_with_its_times_and_told_again(store: Store) -> None:
    lines = [line(at=time(7), pain_nrs=3.0), line(slot=Slot.EVENING, pain_nrs=5.0), line(sleep_h=7.0)]
    store.add_diary_table(lines, MORNING)
    before = store.check_ins()
    assert [(day.at, day.slot, day.pain_nrs) for day in before] == [
        (time(7), None, 3.0),
        (None, Slot.EVENING, 5.0),
    ]
    with store._writing() as connection:
        retell(connection)
    assert store.check_ins() == before


def test_a_correction_to_no_and_to_zero_counts(store: Store) -> None:
    store.add_check_ins([line(pain_nrs=3.0, core=True), line(1, pain_nrs=0.0, core=False)], Origin.TYPED)
    assert store.check_ins()[0].answers == {"pain_nrs": 0.0, "core": False}


def test_lines_count_in_the_order_of_writing_not_of_storing(store: Store) -> None:
    store.add_check_ins([line(2, pain_nrs=6.0)], Origin.TYPED)
    store.add_check_ins([line(1, pain_nrs=2.0)], Origin.TYPED)
    assert store.check_ins()[0].pain_nrs == 6.0


def test_a_time_without_a_zone_is_a_fault_and_nothing_is_stored(store: Store) -> None:
    naive = CheckIn(date=DAY, written_at=datetime(2024, 5, 1, 7, 0), pain_nrs=1.0)  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"):
        store.add_check_ins([line(pain_nrs=2.0), naive], Origin.TYPED)
    assert store.check_ins() == []


@given(
    st.lists(
        st.builds(
            CheckIn,
            date=st.dates(date(2024, 1, 1), date(2024, 1, 4)),
            written_at=st.just(datetime(2024, 1, 5, tzinfo=UTC)),
            pain_nrs=st.none() | st.integers(0, 10).map(float),
            core=st.none() | st.booleans(),
            note=st.none() | st.text(max_size=5),
        ),
        max_size=12,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_a_merged_day_holds_the_last_answer_to_each_question(lines: list[CheckIn]) -> None:
    days = merged(lines)
    assert [day.date for day in days] == sorted({entry.date for entry in lines})
    for day in days:
        for field in ("pain_nrs", "core", "note"):
            said = [getattr(entry, field) for entry in lines if entry.date == day.date]
            last = next((value for value in reversed(said) if value is not None), None)
            assert getattr(day, field) == last
