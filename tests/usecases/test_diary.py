"""The diary: typed lines correct one another; the same table twice adds nothing."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.records import CheckIn
from backstride.store import Origin, Store
from backstride.usecases.diary import CheckInError, import_diary, record_check_in

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
