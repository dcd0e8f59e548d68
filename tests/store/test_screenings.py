"""The screen's answers on record."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest

from backstride.records import Screening
from backstride.store import Store
from backstride.store.database import FILE_NAME

ANSWERED = datetime(2025, 3, 3, 23, 30, tzinfo=timezone(timedelta(hours=2)))


def screening(hours: float = 0.0, **answers: bool | float | str) -> Screening:
    return Screening(
        answered_at=ANSWERED + timedelta(hours=hours), answers=answers, rules_sha256=f"{len(answers):064}"
    )


def test_there_are_none_at_first(store: Store) -> None:
    assert store.latest_screening() is None


def test_answers_come_back_as_they_were_given(store: Store) -> None:
    given = screening(fever=False, age_years=34.5, leg_pain="both")
    store.add_screening(given)
    back = store.latest_screening()
    assert back == given
    assert back is not None
    assert back.answered_at.utcoffset() == timedelta(hours=2)
    assert back.answered_at.date().isoformat() == "2025-03-03"


def test_the_latest_is_that_answered_last_and_all_are_kept(store: Store) -> None:
    for hours in (0.0, 5.0, 2.0):
        store.add_screening(screening(hours, weeks_since_onset=hours))
    assert store.latest_screening() == screening(5.0, weeks_since_onset=5.0)
    with closing(sqlite3.connect(store.home / FILE_NAME)) as database:
        assert database.execute("SELECT count(*) FROM screening").fetchone() == (3,)


def test_of_two_at_once_the_later_counts(store: Store) -> None:
    store.add_screening(screening(fever=False))
    store.add_screening(screening(fever=True))
    assert store.latest_screening() == screening(fever=True)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = Screening(answered_at=ANSWERED.replace(tzinfo=None), answers={}, rules_sha256="0" * 64)
    with pytest.raises(ValueError, match="aware"):
        store.add_screening(naive)
