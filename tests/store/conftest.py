"""An open store and a run to put into it."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from backstride.records import Activity, Channel, Lap, Sport, Streams
from backstride.store import Store

# Makes the builders beside this file importable.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def run() -> Activity:
    return Activity(
        sport=Sport.RUN,
        sub_sport="trail",
        start_utc=datetime(2024, 5, 1, 22, 30, 0, 250_000, tzinfo=UTC),
        utc_offset_s=7200,
        offset_source="file",
        source="fit",
        device="Watch 7",
        distance_m=10_012.34,
        elapsed_s=3600.5,
        moving_s=None,
        ascent_m=120.0,
        avg_hr_bpm=151.0,
        avg_cadence_spm=172.0,
        laps=(Lap(start_s=0.0, elapsed_s=1800.0, distance_m=5000.0), Lap(start_s=1800.0)),
        streams=Streams(
            {
                "time_s": Channel(np.arange(5, dtype="<u4")),
                "heart_rate_bpm": Channel(np.array([140, 255, 151, 152, 0], dtype="u1"), invalid=255),
                "altitude_m": Channel(
                    np.array([2600, 2605, 65535, 0, 1], dtype=">u2"), scale=5.0, offset=500.0, invalid=65535
                ),
                "speed_mps": Channel(np.array([2.5, np.nan, 3.0, -0.0, 1e-300])),
                "big": Channel(np.array([0, 2**64 - 1, 1, 2**63, 5], dtype="u8"), invalid=2**64 - 1),
            }
        ),
        notes=("the last lap was missing",),
    )
