"""An open store, and small files such as a watch or an app writes them."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from backstride.samples.fit_writer import Recording, write
from backstride.store import Store

sys.path.insert(0, str(Path(__file__).parent))  # processes of the pool are told of it


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def _gpx(day: int = 1, metres_per_s: float = 3.0) -> bytes:
    start = datetime(2024, 5, day, 7, 0, tzinfo=UTC)
    points = "".join(
        f'<trkpt lat="{48.0 + i * metres_per_s / 111_195:.7f}" lon="11.5"><ele>{500 + i % 7}</ele>'
        f"<time>{start + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
        for i in range(120)
    )
    return (
        '<?xml version="1.0"?><gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def _fit(number: int = 0) -> bytes:
    time_s = np.arange(60.0)
    return write(
        Recording(
            start_utc=datetime(2024, 1, 1, 6, 0, tzinfo=UTC) + timedelta(days=number),
            utc_offset_s=3600,
            time_s=time_s,
            distance_m=time_s * (2.5 + number / 1000),
            speed_mps=np.full(60, 2.5 + number / 1000),
            heart_rate_bpm=120 + (time_s + number) % 40,
        )
    )


@pytest.fixture(scope="session")
def gpx() -> Callable[..., bytes]:
    """The bytes of a two-minute run as GPX, on a day of May 2024."""
    return _gpx


@pytest.fixture(scope="session")
def fit() -> Callable[..., bytes]:
    """The bytes of a one-minute run as FIT, on the day of that number."""
    return _fit
