"""What all tests share."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # what tests of several rooms make by hand

from property_profiles import THOROUGH, try_thoroughly


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if THOROUGH:
        try_thoroughly(items)


@pytest.fixture(scope="session")
def fixtures_dir() -> Path:
    """The folder of real device files; tests that need it are skipped where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "fixtures"
    folder = Path(os.environ.get("BACKSTRIDE_FIXTURES", default))
    if not folder.is_dir():
        pytest.skip(f"the real device files are not here ({folder}); set BACKSTRIDE_FIXTURES")
    return folder


@pytest.fixture(autouse=True, scope="session")
def a_ctrl_c_is_heard() -> None:
    """Python does not listen to one where it was started in the background, as some run the tests."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def a_thursday(monkeypatch: pytest.MonkeyPatch) -> date:
    """Today for all who ask the product's clock: eight in the morning at first, a second more at each look.

    In whatever zone: so no test depends on the day, the hour or the place of the computer that runs it.
    """
    thursday, looks = date(2026, 3, 5), count()

    def now(zone: tzinfo) -> datetime:
        return datetime.combine(thursday, time(8), zone) + timedelta(seconds=next(looks))

    monkeypatch.setattr("backstride.usecases.clock.now", now)
    return thursday


@pytest.fixture(scope="session")
def gpx() -> Callable[..., bytes]:
    """The bytes of a two-minute run as GPX, on a day of May 2024 at 23:30 UTC."""

    def make(day: int = 1) -> bytes:
        start = datetime(2024, 5, day, 23, 30, tzinfo=UTC)
        points = "".join(
            f'<trkpt lat="{48.0 + i * 3 / 111_195:.7f}" lon="11.5">'
            f"<time>{start + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
            for i in range(121)
        )
        return (
            '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
            f"<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
        ).encode()

    return make
