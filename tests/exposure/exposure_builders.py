"""Sketches and check-ins for tests, short to write."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from backstride.exposure.history import History, line_up
from backstride.exposure.sketch import RunSketch
from backstride.records import CheckIn, Sport

FIRST = date(2024, 3, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def run(number: int, distance_m: float | None = 5000.0, *, hour: int = 18, **fields: Any) -> RunSketch:
    """A run on day ``number`` (0 is FIRST), in UTC."""
    start = datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=hour)
    filled: dict[str, Any] = {"sport": Sport.RUN, "start_utc": start, "utc_offset_s": 0} | fields
    return RunSketch(distance_m=distance_m, **filled)


def check_in(number: int, *, written_after_h: float = 7.0, **answers: Any) -> CheckIn:
    written = datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=written_after_h)
    return CheckIn(date=day(number), written_at=written, **answers)


def history(*items: RunSketch | CheckIn, until: int | None = None) -> History:
    """The history of these items, with rest known up to day ``until`` (unless None)."""
    return line_up(
        [item for item in items if isinstance(item, RunSketch)],
        [item for item in items if isinstance(item, CheckIn)],
        known_until=None if until is None else day(until),
        diary_time="morning",
    )


def same(found: np.ndarray, expected: list[float | None]) -> None:
    """Asserts equality, None standing for unknown."""
    np.testing.assert_allclose(found, [np.nan if value is None else value for value in expected], atol=1e-9)
