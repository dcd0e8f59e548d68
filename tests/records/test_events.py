"""Events from the diary as stretches of dates."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backstride.records import CheckIn
from backstride.records.events import Event, events_of

NOW = datetime(2024, 5, 20, 7, tzinfo=UTC)


def line(day: int, **fields: Any) -> CheckIn:
    return CheckIn(date=date(2024, 5, day), written_at=NOW, **fields)


def event(kind: str, first: int, last: int, note: str | None = None) -> Event:
    return Event(kind, date(2024, 5, first), date(2024, 5, last), note)


def test_dates_in_a_row_are_one_event_and_a_gap_or_another_note_ends_it():
    days = [
        line(1, event_illness=True, event_painkiller=True),
        line(2, event_illness=True),
        line(3, event_illness=False),
        line(4, event_illness=True, event_note="a cold"),
        line(5, event_illness=True, event_note="fever"),
    ]
    assert events_of(days) == [
        event("painkiller", 1, 1),
        event("illness", 1, 2),
        event("illness", 4, 4, "a cold"),
        event("illness", 5, 5, "fever"),
    ]


@given(st.sets(st.integers(1, 20)), st.sets(st.integers(1, 20)))
def test_every_date_with_an_event_is_in_one_of_its_kind(ill: set[int], tablet: set[int]):
    days = [line(day, event_illness=day in ill, event_painkiller=day in tablet) for day in range(1, 21)]
    found = events_of(days)
    for kind, held in (("illness", ill), ("painkiller", tablet)):
        covered = [d for e in found if e.kind == kind for d in range(e.first.day, e.last.day + 1)]
        assert covered == sorted(held)
