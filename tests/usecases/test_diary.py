"""The diary: typed lines correct one another; the same table twice adds nothing."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.records import CheckIn, Slot
from backstride.records.events import Event
from backstride.store import Origin, Store
from backstride.usecases.diary import (
    CheckInError,
    diary_events,
    import_diary,
    readings_of,
    record_check_in,
    standing_answers,
)

NOW = datetime(2024, 5, 20, 7, 0, tzinfo=timezone(timedelta(hours=2)))
DAY = date(2024, 5, 1)


def typed(**answers: object) -> CheckIn:
    return CheckIn(**{"date": DAY, "written_at": NOW, **answers})  # type: ignore[arg-type]


def table(*lines: str, header: str = "date,pain,sleep,note") -> bytes:
    return "\n".join([header, *lines]).encode()


def counts(store: Store, data: bytes) -> tuple[int, int, int]:
    report = import_diary(store, data, now=NOW)
    return report.stored, report.unchanged, len(report.problems)


def test_a_day_grows_over_the_day_and_a_correction_is_told(store: Store) -> None:
    assert record_check_in(store, typed(pain_nrs=3.0)).corrected == ()
    second = record_check_in(store, typed(sitting_h=8.0, pain_nrs=3.0))
    assert second.corrected == ()
    third = record_check_in(store, typed(pain_nrs=4.0, core=False))
    assert third.corrected == ("pain_nrs",)
    assert third.check_in.answers == {"pain_nrs": 4.0, "sitting_h": 8.0, "core": False}
    assert store.check_ins() == [third.check_in]
    assert len(store.diary_lines(DAY)) == 3


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"pain_nrs": 10.5}, "pain 10.5 is not between 0 and 10"),
        ({"pain_nrs": -1.0}, "not between 0 and 10"),
        ({"stress_nrs": float("nan")}, "stress nan is not between 0 and 10"),
        ({"sleep_h": 25.0}, "not between 0 and 24"),
        ({"sitting_h": float("inf")}, "not between 0 and 24"),
        ({"pain_nrs": 2.0, "date": date(2024, 5, 22)}, "2024-05-22 is a date in the future"),
        ({"pain_nrs": 2.0, "date": date(204, 5, 2)}, "too long ago"),
        ({}, "nothing to write down"),
    ],
)
def test_what_cannot_be_is_refused_and_not_stored(
    store: Store, answers: dict[str, object], words: str
) -> None:
    with pytest.raises(CheckInError, match=words):
        record_check_in(store, typed(**answers))
    assert store.check_ins() == []


@pytest.mark.parametrize("pain", [0.0, 10.0])
def test_the_ends_of_the_scale_are_on_it(store: Store, pain: float) -> None:
    assert record_check_in(store, typed(pain_nrs=pain)).check_in.pain_nrs == pain


def test_a_table_is_stored_and_the_same_table_again_is_not(store: Store) -> None:
    data = table("2024-05-01,3,7.5,", "2024-05-02,,,", "2024-05-03,99,,", "2024-05-04,0,,ran")
    assert counts(store, data) == (2, 1, 1)
    assert counts(store, data) == (0, 3, 1)
    assert [day.answers for day in store.check_ins()] == [
        {"pain_nrs": 3.0, "sleep_h": 7.5},
        {"pain_nrs": 0.0, "note": "ran"},
    ]


def test_a_table_that_grew_adds_what_is_new(store: Store) -> None:
    assert counts(store, table("2024-05-01,3,,")) == (1, 0, 0)
    assert counts(store, table("2024-05-01,3,,", "2024-05-02,4,,")) == (1, 1, 0)
    assert counts(store, table("2024-05-01,3,8,", "2024-05-02,4,,")) == (1, 1, 0)
    assert store.check_ins()[0].answers == {"pain_nrs": 3.0, "sleep_h": 8.0}


def test_a_table_corrected_and_corrected_back_counts_as_it_stands(store: Store) -> None:
    for pain in (3, 4, 3):
        assert counts(store, table(f"2024-05-01,{pain},,")) == (1, 0, 0)
        assert store.check_ins()[0].pain_nrs == pain
    assert len(store.diary_lines(DAY)) == 3


def test_the_same_table_does_not_undo_what_was_corrected_by_hand(store: Store) -> None:
    data = table("2024-05-01,3,,")
    import_diary(store, data, now=NOW)
    record_check_in(store, typed(pain_nrs=5.0, written_at=NOW + timedelta(hours=1)))
    assert counts(store, data) == (0, 1, 0)
    assert store.check_ins()[0].pain_nrs == 5.0


def test_several_lines_of_a_day_are_all_kept(store: Store) -> None:
    data = table("2024-05-01,3,,early", "2024-05-01,5,,late")
    assert counts(store, data) == (2, 0, 0)
    assert counts(store, data) == (0, 2, 0)
    assert store.check_ins()[0].answers == {"pain_nrs": 5.0, "note": "late"}
    assert {line.origin for line in store.diary_lines(DAY)} == {Origin.FILE}


def test_a_table_that_cannot_be_read_is_refused(store: Store) -> None:
    with pytest.raises(CheckInError, match="no column is called date"):
        import_diary(store, b"pain,sleep\n3,7\n", now=NOW)


LINES = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["", "0", "3", "7"]), st.sampled_from(["", "6", "8"])),
    max_size=8,
)


@given(st.lists(LINES, min_size=1, max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_diary_says_what_the_last_table_says_and_a_repeat_adds_nothing(
    tmp_path_factory: pytest.TempPathFactory, tables: list[list[tuple[int, str, str]]]
) -> None:
    with Store.open(tmp_path_factory.mktemp("home")) as store:
        for lines in tables:
            data = table(*(f"2024-05-{day:02},{pain},{sleep}," for day, pain, sleep in lines))
            report = import_diary(store, data, now=NOW)
            assert report.stored + report.unchanged == len(lines)
            days = {day.date.day: day for day in store.check_ins()}
            for column, field in ((1, "pain_nrs"), (2, "sleep_h")):
                for day in {line[0] for line in lines}:
                    said = [line[column] for line in lines if line[0] == day and line[column]]
                    if said:
                        assert getattr(days[day], field) == float(said[-1])
            n_lines = len(store.diary_lines())
            assert import_diary(store, data, now=NOW).stored == 0
            assert len(store.diary_lines()) == n_lines


def today(hours: float = 0.0, **answers: object) -> CheckIn:
    """Typed on the day it is about, so many hours after seven in the morning."""
    return typed(date=NOW.date(), written_at=NOW + timedelta(hours=hours), **answers)


def felt(store: Store) -> list[tuple[time | None, Slot | None, float | None]]:
    return [(entry.at, entry.slot, entry.pain_nrs) for entry in store.check_ins()]


def test_pain_twice_a_day_is_two_readings_and_within_the_hour_a_correction(store: Store) -> None:
    record_check_in(store, today(pain_nrs=3.0, sleep_h=7.0))
    again = record_check_in(store, today(0.9, pain_nrs=2.0))
    assert again.corrected == ("pain_nrs",)
    evening = record_check_in(store, today(13, pain_nrs=5.0, sitting_h=8.0))
    assert evening.corrected == ()
    assert felt(store) == [(time(7), None, 2.0), (time(20), None, 5.0)]
    assert evening.check_in.answers == {"pain_nrs": 5.0, "sleep_h": 7.0, "sitting_h": 8.0}
    assert [entry.pain_nrs for entry in evening.readings] == [2.0, 5.0]
    assert [reading.counts_for for reading in readings_of(store)] == [("morning",), ("evening",)]


def test_another_answer_in_the_evening_is_no_reading(store: Store) -> None:
    record_check_in(store, today(pain_nrs=3.0))
    later = record_check_in(store, today(13, stress_nrs=8.0))
    assert later.check_in.answers == {"pain_nrs": 3.0, "stress_nrs": 8.0}
    assert felt(store) == [(time(7), None, 3.0)]


def test_a_time_or_a_place_says_which_reading_is_meant(store: Store) -> None:
    record_check_in(store, today(pain_nrs=3.0))
    record_check_in(store, today(5, pain_nrs=6.0, slot=Slot.AFTER_RUN))
    record_check_in(store, today(13, pain_nrs=5.0))
    assert record_check_in(store, today(14, pain_nrs=4.0, slot=Slot.MORNING)).corrected == ("pain_nrs",)
    assert record_check_in(store, today(14, pain_nrs=7.0, at=time(20))).corrected == ("pain_nrs",)
    assert record_check_in(store, today(14, pain_nrs=8.0, at=time(12))).corrected == ("pain_nrs",)
    record_check_in(store, today(12, pain_nrs=1.0, slot=Slot.AFTER_RUN))  # the second run of the day
    assert felt(store) == [
        (time(7), Slot.MORNING, 4.0),
        (time(12), Slot.AFTER_RUN, 8.0),
        (time(19), Slot.AFTER_RUN, 1.0),
        (time(20), None, 7.0),
    ]


def test_a_place_in_the_day_that_is_past_has_no_time(store: Store) -> None:
    record_check_in(store, today(13, pain_nrs=3.0, slot=Slot.MORNING))
    record_check_in(store, today(13, pain_nrs=5.0, slot=Slot.EVENING))
    assert felt(store) == [(None, Slot.MORNING, 3.0), (time(20), Slot.EVENING, 5.0)]


def test_a_line_for_another_date_corrects_its_one_reading_and_asks_which_of_two(store: Store) -> None:
    record_check_in(store, typed(pain_nrs=3.0, at=time(7)))
    assert record_check_in(store, typed(pain_nrs=4.0)).corrected == ("pain_nrs",)
    record_check_in(store, typed(pain_nrs=6.0, at=time(20)))
    with pytest.raises(CheckInError, match=r"2024-05-01 has several readings \(07:00 and 20:00\): say which"):
        record_check_in(store, typed(pain_nrs=5.0))
    assert felt(store) == [(time(7), None, 4.0), (time(20), None, 6.0)]


def test_a_time_without_pain_is_refused(store: Store) -> None:
    with pytest.raises(CheckInError, match="a time of day is for pain"):
        record_check_in(store, typed(sleep_h=7.0, at=time(7)))


def test_only_what_a_line_would_correct_is_held_before_the_runner(store: Store) -> None:
    record_check_in(store, today(pain_nrs=3.0, sleep_h=7.0))
    soon, late = standing_answers(store, today(0.5)), standing_answers(store, today(13))
    assert soon is not None
    assert late is not None
    assert (soon.pain_nrs, late.pain_nrs, late.sleep_h) == (3.0, None, 7.0)
    assert standing_answers(store, typed()) is None


def test_a_table_with_times_keeps_every_reading_and_the_same_table_adds_none(store: Store) -> None:
    data = table(
        "2024-05-01,07:10,3", "2024-05-01,8:30 pm,5", "2024-05-01,after run,4", header="date,time,pain"
    )
    assert counts(store, data) == (3, 0, 0)
    assert counts(store, data) == (0, 3, 0)
    assert felt(store) == [(time(7, 10), None, 3.0), (None, Slot.AFTER_RUN, 4.0), (time(20, 30), None, 5.0)]
    changed = table("2024-05-01,07:10,2", "2024-05-01,late,1", header="date,time,pain")
    assert counts(store, changed) == (1, 0, 1)
    assert felt(store)[0] == (time(7, 10), None, 2.0)


def test_an_event_of_several_days_and_its_end_are_told(store: Store) -> None:
    record_check_in(store, typed(pain_nrs=3.0))
    week = record_check_in(store, typed(event_illness=True, event_note="a cold"), until=date(2024, 5, 7))
    assert week.days == 7
    assert diary_events(store) == [Event("illness", DAY, date(2024, 5, 7), "a cold")]
    record_check_in(store, typed(date=date(2024, 5, 6), event_illness=False), until=date(2024, 5, 7))
    assert diary_events(store) == [Event("illness", DAY, date(2024, 5, 5), "a cold")]
    assert store.check_ins()[0].pain_nrs == 3.0


def test_two_events_of_a_day_keep_both_notes(store: Store) -> None:
    record_check_in(store, typed(event_painkiller=True, event_note="one tablet"))
    record_check_in(store, typed(event_physio=True, event_note="massage"))
    record_check_in(store, typed(event_physio=True, event_note="massage"))
    assert {event.note for event in diary_events(store)} == {"one tablet; massage"}
    record_check_in(store, typed(event_physio=False, event_painkiller=False))
    record_check_in(store, typed(event_illness=True, event_note="fever"))
    assert diary_events(store) == [Event("illness", DAY, DAY, "fever")]


@pytest.mark.parametrize(
    ("answers", "until", "words"),
    [
        ({"event_illness": True, "pain_nrs": 3.0}, date(2024, 5, 3), "--until is for events"),
        ({"event_illness": True}, date(2024, 4, 3), "not within a year"),
        ({"event_illness": True, "date": date(2022, 4, 3)}, date(2024, 4, 3), "not within a year"),
        ({"event_illness": True}, date(2024, 5, 30), "a date in the future"),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_not_stored(
    store: Store, answers: dict[str, object], until: date, words: str
) -> None:
    with pytest.raises(CheckInError, match=words):
        record_check_in(store, typed(**answers), until=until)
    assert store.check_ins() == []
