"""Self-tests: written down, refused, and left where it hurts."""

from datetime import UTC, date, datetime

import pytest

from backstride.records import CheckIn, SelfTest, SelfTestKind
from backstride.store import Origin, Store
from backstride.usecases.self_tests import (
    SelfTestError,
    record_self_test,
    self_tests_document,
    self_tests_of,
)

NOW = datetime(2024, 5, 3, 7, tzinfo=UTC)


def plank(day: int, hold_s: float) -> SelfTest:
    return SelfTest(date=date(2024, 5, day), kind=SelfTestKind.PLANK, hold_s=hold_s)


def test_one_is_kept_and_comes_back_beside_the_earlier_ones(store: Store) -> None:
    record_self_test(store, plank(1, 60), written_at=NOW, clearance=None)
    (trend,) = record_self_test(store, plank(3, 74), written_at=NOW, clearance=None).trends
    assert (trend.test, trend.usual_s, trend.change_s) == (plank(3, 74), 60, 14)
    assert [t.test for t in self_tests_of(store, today=NOW.date(), clearance=None).trends] == [
        plank(1, 60),
        plank(3, 74),
    ]


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (plank(3, 0), "not between"),
        (plank(3, 3601), "not between"),
        (plank(3, float("nan")), "not between"),
        (plank(3, float("inf")), "not between"),
        (plank(31, 60), "a date in the future"),
    ],
)
def test_what_cannot_be_is_not_stored(store: Store, test: SelfTest, words: str) -> None:
    with pytest.raises(SelfTestError, match=words):
        record_self_test(store, test, written_at=NOW, clearance=None)
    assert store.self_tests() == []


def test_todays_pain_decides_and_not_yesterdays(store: Store) -> None:
    store.add_check_ins([CheckIn(date=date(2024, 5, 2), written_at=NOW, pain_nrs=6)], Origin.TYPED)
    assert self_tests_of(store, today=NOW.date(), clearance=None).advice.leave is None
    store.add_check_ins([CheckIn(date=NOW.date(), written_at=NOW, pain_nrs=6)], Origin.TYPED)
    assert self_tests_of(store, today=NOW.date(), clearance=None).advice.leave is True
    store.add_check_ins([CheckIn(date=NOW.date(), written_at=NOW, pain_nrs=1)], Origin.TYPED)
    assert self_tests_of(store, today=NOW.date(), clearance=None).advice.leave is False


def test_the_document_has_null_where_there_is_none_earlier(store: Store) -> None:
    found = record_self_test(store, plank(3, 74), written_at=NOW, clearance=None)
    document = self_tests_document(found)
    (one,) = document["tests"]
    assert one == {
        "date": "2024-05-03",
        "kind": "plank",
        "hold_s": 74,
        "earlier": 0,
        "usual_s": None,
        "change_s": None,
        "text": "Plank: 74 seconds. It is the first one; later ones will stand beside it.",
    }
    assert (document["leave"], "self_test_pain_nrs" in document["evidence"]) == (None, True)
