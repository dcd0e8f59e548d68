"""Self-tests in the database."""

from datetime import UTC, date, datetime

import pytest

from backstride.records import SelfTest, SelfTestKind
from backstride.store import Store

NOW = datetime(2024, 5, 3, 7, tzinfo=UTC)


def plank(day: int, hold_s: float, kind: SelfTestKind = SelfTestKind.PLANK) -> SelfTest:
    return SelfTest(date=date(2024, 5, day), kind=kind, hold_s=hold_s)


def test_they_come_back_as_they_were_by_date_and_kind(store: Store) -> None:
    side = plank(1, 30.25, SelfTestKind.SIDE_BRIDGE_LEFT)
    for test in (plank(2, 74.5), side, plank(1, 60)):
        store.add_self_test(test, NOW)
    assert store.self_tests() == [plank(1, 60), side, plank(2, 74.5)]


def test_of_one_kind_and_date_the_last_one_written_counts_and_the_other_is_kept(store: Store) -> None:
    store.add_self_test(plank(1, 60), NOW)
    store.add_self_test(plank(1, 65), NOW)
    assert store.self_tests() == [plank(1, 65)]
    with store._reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM self_test").scalar() == 2


def test_a_time_without_a_zone_is_a_bug(store: Store) -> None:
    with pytest.raises(Exception, match="without a zone"):
        store.add_self_test(plank(1, 60), NOW.replace(tzinfo=None))
    assert store.self_tests() == []
