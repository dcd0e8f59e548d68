"""The days table: one runner, one row per local date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
DateArray = npt.NDArray[np.datetime64]
DiaryTime = Literal["morning", "evening"]

EVENT_COLUMNS = ("event_painkiller", "event_physio", "event_illness")
"""1 on a date with a painkiller, a visit to a physiotherapist or illness; 0 on one known to be without."""

DAY_COLUMNS = (
    "pain_nrs",
    "sleep_h",
    "sitting_h",
    "stress_nrs",
    "ran",
    "distance_km",
    "intensity_share",
    "hard_share",
    "descent_m_per_km",
    "spike_ratio",
    "warmup",
    "core",
    "cross_training",
    *EVENT_COLUMNS,
)
"""The numeric columns (``shoe_id``, text, is kept beside them)."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """A runner's days without gaps: ``date`` runs from the first to the last day, one by one.

    Every column is float64 of shape (n_days,), NaN where unknown (never zero); a date without a row in the
    source is a row of NaN here. ``diary_time`` says when ``pain_nrs`` was written: in the morning before any
    training, or in the evening after it. The alignment of pain and run rests on it, so it is part of the
    type.
    """

    runner_id: str
    date: DateArray
    columns: Mapping[str, FloatArray]
    shoe_id: tuple[str | None, ...]
    diary_time: DiaryTime = "morning"
    extra_columns: tuple[str, ...] = field(default=())  # names that stood in the source and are not used

    def __post_init__(self) -> None:
        n = len(self.date)
        if n and not np.array_equal(self.date, self.date[0] + np.arange(n)):
            raise ValueError("dates must run day by day without gaps")
        if set(self.columns) != set(DAY_COLUMNS):
            raise ValueError(f"columns must be exactly {DAY_COLUMNS}")
        if any(len(column) != n for column in self.columns.values()) or len(self.shoe_id) != n:
            raise ValueError("every column needs one value per date")

    def __len__(self) -> int:
        return len(self.date)

    def __getitem__(self, name: str) -> FloatArray:
        return self.columns[name]
