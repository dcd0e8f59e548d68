"""The days table of one runner, from sketches and diary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from backstride.exposure.factors import FACTORS
from backstride.exposure.history import FloatArray, History, line_up
from backstride.exposure.sketch import RunSketch
from backstride.records import DAY_COLUMNS, EVENT_COLUMNS, CheckIn, Days, DiaryTime

_FROM_DIARY: Final = ("pain_nrs", "sleep_h", "sitting_h", "stress_nrs")


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """What a runner likes to see beside the days table, one value per day of it; NaN where unknown."""

    duration_min: FloatArray
    rest_d: FloatArray
    weekly_km: FloatArray


def build_days(
    runner_id: str,
    sketches: Sequence[RunSketch],
    check_ins: Sequence[CheckIn],
    *,
    known_until: date | None,
    diary_time: DiaryTime,
) -> Days:
    """The days table: from the first date with an activity or a check-in to the last, without gaps.

    ``known_until`` is the last local date of which all activities are on record, None if no such date is
    known.
    Missing: a date between the first activity (of any sport) and ``known_until`` without a run is a known
        rest day (``ran`` 0, ``distance_km`` 0, what describes a run unknown), but for those later than four
        weeks after the last activity (registry: record_tail_days); outside that a date without a run is
        unknown. A date with a run of unknown distance has ``ran`` 1 and ``distance_km`` unknown.
        ``shoe_id`` is the gear of the date's
        longest run that names any. An event that nobody wrote down did not happen on a date with a line in
        the diary, and is unknown on one without; a line with nothing but a night may be a device's, and is
        none. Each factor's own rule stands in its docstring.
    """
    return build_days_and_load(
        runner_id, sketches, check_ins, known_until=known_until, diary_time=diary_time
    )[0]


def build_days_and_load(
    runner_id: str,
    sketches: Sequence[RunSketch],
    check_ins: Sequence[CheckIn],
    *,
    known_until: date | None,
    diary_time: DiaryTime,
) -> tuple[Days, Load]:
    """The days table as ``build_days`` has it, and beside it the factors that are no columns of it."""
    history = line_up(sketches, check_ins, known_until=known_until, diary_time=diary_time)
    n = len(history)
    columns = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    for name in _FROM_DIARY:
        columns[name] = np.array(
            [np.nan if line is None else getattr(line, name) for line in history.diary], dtype=np.float64
        )
    for name in EVENT_COLUMNS:
        columns[name] = np.array([_event(line, name) for line in history.diary], dtype=np.float64)
    columns["ran"] = history.ran
    found = {name: factor(history) for name, factor in FACTORS.items()}
    columns |= {name: column for name, column in found.items() if name in columns}
    days = Days(
        runner_id=runner_id,
        date=history.date,
        columns=columns,
        shoe_id=_shoes(history),
        diary_time=diary_time,
    )
    return days, Load(found["duration_min"], found["rest_d"], found["weekly_km"])


def _event(line: CheckIn | None, name: str) -> float:
    if line is None or line.answers.keys() <= {"sleep_h"}:
        return np.nan
    return float(getattr(line, name) or False)


def _shoes(history: History) -> tuple[str | None, ...]:
    """Per date, the gear of the longest run that names its own; None where none does."""
    shoes: list[str | None] = [None] * len(history)
    furthest_m = [-1.0] * len(history)
    for day, run in zip(history.run_day.tolist(), history.runs, strict=True):
        if run.gear is not None and (run.distance_m or 0.0) > furthest_m[day]:
            shoes[day], furthest_m[day] = run.gear, run.distance_m or 0.0
    return tuple(shoes)
