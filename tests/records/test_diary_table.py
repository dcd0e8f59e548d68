"""What is new in a table of check-ins that was read before."""

from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backstride.records import CheckIn, Slot
from backstride.records.diary_table import news
from backstride.records.readings import told as said

NOW = datetime(2024, 5, 20, 7, tzinfo=UTC)


def line(day: int, **answers: Any) -> CheckIn:
    return CheckIn(date=date(2024, 5, day), written_at=NOW, **answers)


def test_all_of_the_first_table_is_new_by_date() -> None:
    assert news([line(2, pain_nrs=1), line(1, pain_nrs=2)], []) == [line(1, pain_nrs=2), line(2, pain_nrs=1)]
    assert news([line(1)], []) == [], "a line without an answer says nothing"


def test_the_same_table_has_no_news_and_a_grown_one_those_that_came() -> None:
    first = [line(1, pain_nrs=3), line(2, pain_nrs=4)]
    assert news(first, first) == []
    assert news([*first, line(3, pain_nrs=0)], first) == [line(3, pain_nrs=0)]


def test_a_changed_answer_is_new_and_so_is_one_that_is_changed_back() -> None:
    first, second = [line(1, pain_nrs=3)], [line(1, pain_nrs=4)]
    assert news(second, first) == second
    assert news(first, [*first, *second]) == first


def test_an_answer_that_was_told_with_others_is_known() -> None:
    assert news([line(1, pain_nrs=3)], [line(1, pain_nrs=3, sleep_h=7)]) == []
    assert news([line(1, pain_nrs=3, sleep_h=8)], [line(1, pain_nrs=3)]) == [line(1, pain_nrs=3, sleep_h=8)]


lines = st.lists(
    st.builds(
        line,
        st.integers(1, 3),
        at=st.none() | st.just(time(7)),
        slot=st.none() | st.sampled_from(Slot),
        pain_nrs=st.none() | st.integers(0, 3),
        sleep_h=st.none() | st.just(7.0),
    ),
    max_size=6,
)


@given(lines, lines)
def test_with_its_news_all_is_said_and_then_nothing_is_new(
    table: list[CheckIn], known: list[CheckIn]
) -> None:
    told = [*known, *news(table, known)]
    for day in {entry.date for entry in table}:
        want = said([entry for entry in table if entry.date == day])
        have = said([entry for entry in told if entry.date == day])
        assert want.items() <= have.items()
    assert news(table, told) == []
