"""The runner's zone: the one that was set, else the computer's, summer time and all."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.store import Store
from backstride.usecases.clock import HOME_ZONE, ComputerZone, home_zone, now

Move = Callable[[str], ZoneInfo]


@pytest.fixture
def computer_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Move]:
    """Sets this computer to a zone, until the test ends."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this computer cannot be set from within")

    def move(key: str) -> ZoneInfo:
        monkeypatch.setenv("TZ", key)
        time.tzset()
        return ZoneInfo(key)

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("key", ["Europe/Berlin", "America/St_Johns", "Asia/Kolkata"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.integers(789_000_000, 2_050_000_000))  # 1995 to 2034
def test_the_computers_zone_is_the_one_it_is_set_to(computer_in: Move, key: str, seconds: int) -> None:
    zone = computer_in(key)
    instant = datetime.fromtimestamp(seconds, UTC)
    ours, theirs = instant.astimezone(ComputerZone()), instant.astimezone(zone)
    assert ours.replace(tzinfo=None) == theirs.replace(tzinfo=None)
    assert ours.utcoffset() == theirs.utcoffset()
    assert ours.astimezone(UTC) == instant


def test_the_hour_that_autumn_has_twice_comes_twice(computer_in: Move) -> None:
    computer_in("Europe/Berlin")
    first = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    for instant, hours in ((first, 2), (first + timedelta(hours=1), 1)):
        local = instant.astimezone(ComputerZone())
        assert (local.hour, local.minute) == (2, 30)
        assert local.utcoffset() == timedelta(hours=hours)


def test_a_zone_that_was_set_counts(store: Store) -> None:
    assert isinstance(home_zone(store), ComputerZone)
    store.save_setting(HOME_ZONE, "Pacific/Auckland")
    assert home_zone(store) == ZoneInfo("Pacific/Auckland")


def test_now_is_now_on_the_runners_clock() -> None:
    there = now(timezone(timedelta(hours=13)))
    assert there.utcoffset() == timedelta(hours=13)
    assert abs(there - datetime.now(UTC)) < timedelta(minutes=1)
