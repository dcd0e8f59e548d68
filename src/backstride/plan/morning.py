"""What is on record on a morning before a run: the facts that today's decision looks at, and no judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np

from backstride.evidence import figure
from backstride.inference.design import aligned_pain
from backstride.records import Days
from backstride.screen.renewal import usual_nrs


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDone:
    """A run on record. None is unknown."""

    date: date
    distance_km: float | None
    duration_min: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last run before today, and the first line of pain that it can have moved. None is unknown."""

    date: date
    next_morning_nrs: float | None
    usual_nrs: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """The facts of one local date. None is unknown, never zero.

    ``pain_nrs``: this morning's, under an evening diary last evening's (``evening``). ``usual_nrs``: the
    median of the days before. ``usual_km``, ``usual_min``: the runner's median run. ``longest_km``: the
    longest run of the 30 days before today, None without a month on record or a run in it. ``no_recent_run``:
    there is a month on record and no run in it.
    """

    date: date
    evening: bool = False
    pain_nrs: float | None = None
    usual_nrs: float | None = None
    sleep_h: float | None = None
    ran_today: bool = False
    last_run: LastRun | None = None
    usual_km: float | None = None
    usual_min: float | None = None
    longest_km: float | None = None
    no_recent_run: bool = False


def days_until(days: Days, today: date) -> Days:
    """The days table, cut or filled up with unknown days so that it ends with ``today``.

    A table that is empty, or begins later, becomes that one unknown day.
    """
    wanted = np.datetime64(today, "D")
    first = days.date[0] if len(days) and days.date[0] <= wanted else wanted
    n = int((wanted - first).astype(np.int64)) + 1
    kept = min(n, len(days)) if len(days) and days.date[0] <= wanted else 0
    unknown = np.full(n - kept, np.nan)
    return Days(
        runner_id=days.runner_id,
        date=first + np.arange(n),
        columns={name: np.concatenate([column[:kept], unknown]) for name, column in days.columns.items()},
        shoe_id=(*days.shoe_id[:kept], *([None] * (n - kept))),
        diary_time=days.diary_time,
    )


def morning_of(days: Days, runs: Sequence[RunDone]) -> Morning:
    """The facts of the last day of ``days``, which is not empty (see :func:`days_until`).

    ``runs``: every run on record, in any order.
    """
    today = days.date[-1].astype(object)
    known = np.isfinite(aligned := aligned_pain(days))
    pain_nrs = {
        day: float(pain)
        for day, pain in zip(days.date[known].astype(object).tolist(), aligned[known], strict=True)
    }
    before = sorted((run for run in runs if run.date < today), key=lambda run: run.date)
    recent = [run for run in before if run.date >= today - timedelta(days=figure("spike_window_days"))]
    a_month = bool(before) and before[0].date <= today - timedelta(days=figure("spike_window_days"))
    usual_of = recent or before
    sleep_h = float(days["sleep_h"][-1])
    return Morning(
        date=today,
        evening=days.diary_time == "evening",
        pain_nrs=pain_nrs.get(today),
        usual_nrs=usual_nrs(pain_nrs, today),
        sleep_h=sleep_h if np.isfinite(sleep_h) else None,
        ran_today=any(run.date == today for run in runs) or bool(days["ran"][-1] == 1),
        last_run=_last_run(before, pain_nrs),
        usual_km=_median([run.distance_km for run in usual_of]),
        usual_min=_median([run.duration_min for run in usual_of]),
        longest_km=max((run.distance_km for run in recent if run.distance_km), default=None)
        if a_month
        else None,
        no_recent_run=a_month and not recent,
    )


def _last_run(before: Sequence[RunDone], pain_nrs: dict[date, float]) -> LastRun | None:
    if not before:
        return None
    day = before[-1].date
    after = day + timedelta(days=1)
    return LastRun(date=day, next_morning_nrs=pain_nrs.get(after), usual_nrs=usual_nrs(pain_nrs, after))


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None and value > 0]
    return median(known) if known else None
