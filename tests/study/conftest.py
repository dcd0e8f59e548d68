"""Days for tests, and the fake answers where other processes find them."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backstride.records import DAY_COLUMNS, Days

sys.path.insert(0, str(Path(__file__).parent))  # processes of the pool are told of it


@pytest.fixture
def make_days() -> Callable[..., Days]:
    def make(runner_id: str = "anna", n: int = 5, **columns: list[float]) -> Days:
        filled = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
        filled |= {"pain_nrs": np.arange(n) % 11.0, "ran": np.arange(n) % 2.0}
        filled |= {name: np.array(column, dtype=float) for name, column in columns.items()}
        return Days(
            runner_id=runner_id,
            date=np.datetime64("2024-02-27", "D") + np.arange(n),
            columns=filled,
            shoe_id=(None,) * n,
        )

    return make
