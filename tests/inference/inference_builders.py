"""Days tables made by hand for the model's tests."""

from dataclasses import replace

import numpy as np

from backstride.records import DAY_COLUMNS, Days, DiaryTime


def days_of(n: int, diary_time: DiaryTime = "morning", **columns: object) -> Days:
    """``n`` days from Monday 2025-01-06; columns that are not given are unknown."""
    filled = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    for name, values in columns.items():
        filled[name] = np.asarray(values, dtype=np.float64) * np.ones(n)
    return Days(
        runner_id="tester",
        date=np.datetime64("2025-01-06") + np.arange(n),
        columns=filled,
        shoe_id=(None,) * n,
        diary_time=diary_time,
    )


def running_days(n: int, seed: int = 0, diary_time: DiaryTime = "morning", level_nrs: float = 4.0) -> Days:
    """A plain runner: every second day or so, pain about ``level_nrs``, unrelated to the runs."""
    rng = np.random.default_rng(seed)
    ran = (rng.random(n) < 0.5).astype(float)
    distance_km = np.where(ran == 1, rng.uniform(5.0, 12.0, n), 0.0)
    return days_of(
        n,
        diary_time,
        pain_nrs=np.clip(np.round(level_nrs + rng.normal(0, 1, n)), 0, 10),
        ran=ran,
        distance_km=distance_km,
        sleep_h=7 + rng.normal(0, 1, n),
        stress_nrs=np.round(rng.uniform(0, 10, n)),
        warmup=np.where(ran == 1, rng.random(n) < 0.5, np.nan),
    )


def with_columns(days: Days, **changed: np.ndarray) -> Days:
    return replace(days, columns={**days.columns, **changed})
