"""A runner's sketches and diary, lined up by local date: what every factor is computed from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from statistics import median_low
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.exposure.sketch import RunSketch
from backstride.records import CheckIn, DiaryTime, Sport
from backstride.records.readings import RunTimes, as_one, merged

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
DateArray = npt.NDArray[np.datetime64]

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """A runner's days without gaps, shape (n_days,), with what is on record for each.

    ``ran`` is 1 on a date with a run, 0 on a known rest day, NaN where nobody knows. A date without a run
    is known only from the first activity (of any sport: from then on the watch was in use) to the last
    import, and no longer than four weeks after the last activity (registry: record_tail_days), since the
    files read may be old ones; outside that it is unknown, never rest. A start that came to nothing
    (registry: run_least_s, run_least_m) is no run. ``run_day`` and ``other_day`` say at
    which place of ``date`` each activity stands. ``diary`` holds each date's check-in with its corrections
    applied, its pain being that of the one reading that counts for the diary's time of day, or None.
    """

    date: DateArray
    ran: FloatArray
    runs: tuple[RunSketch, ...]
    run_day: IntArray
    others: tuple[RunSketch, ...]
    other_day: IntArray
    diary: tuple[CheckIn | None, ...]

    def __len__(self) -> int:
        return len(self.date)

    def of_runs(self, read: Callable[[RunSketch], float | None]) -> FloatArray:
        """What ``read`` finds in each run, shape (n_runs,); NaN for None."""
        return np.array([read(run) for run in self.runs], dtype=np.float64)

    def summed_over_runs(self, per_run: FloatArray) -> FloatArray:
        """Per day, the sum over its runs: NaN where one of them is NaN, and without a known run."""
        summed = np.bincount(self.run_day, weights=per_run, minlength=len(self))
        return np.where(self.ran == 1, summed, np.nan)

    def longest_of_runs(self, per_run: FloatArray) -> FloatArray:
        """Per day, the highest value over its runs, NaN left out; 0 where there is none."""
        highest = np.zeros(len(self))
        known = ~np.isnan(per_run)
        np.maximum.at(highest, self.run_day[known], per_run[known])
        return highest


def line_up(
    sketches: Sequence[RunSketch],
    check_ins: Sequence[CheckIn],
    *,
    known_until: date | None,
    diary_time: DiaryTime,
) -> History:
    """Puts activities and check-ins on the runner's local dates, from the first date on record to the last.

    ``known_until`` is the last local date of which all activities are on record, None if no such date is
    known.
    Missing: see ``History``. Activities or check-ins dated more than twenty years from the middle one of
        their kind (a reset clock, a slip of the pen) are left out. A later check-in for a date corrects an
        earlier one field by field; of several pain readings of a date one counts (``records.readings``),
        which may be none (in a morning diary, where all were felt after the run).
    """
    dated = _without_strays([(item.local_date, item) for item in sketches])
    diary = _without_strays([(item.date, item) for item in check_ins])
    dates = [day for day, _ in dated] + [day for day, _ in diary]
    if not dates:
        nothing = np.empty(0, dtype=np.int64)
        return History(np.empty(0, "datetime64[D]"), np.empty(0), (), nothing, (), nothing, ())
    first = min(dates)
    n = (max(dates) - first).days + 1
    dated.sort(key=lambda pair: pair[1].start_utc)
    runs = [(day, item) for day, item in dated if item.sport is Sport.RUN and not item.is_aborted]
    others = [(day, item) for day, item in dated if item.sport is not Sport.RUN]
    run_day = np.array([(day - first).days for day, _ in runs], dtype=np.int64)
    ran = np.full(n, np.nan)
    if dated and known_until is not None:
        tail = timedelta(days=figure("record_tail_days"))
        begin = (min(day for day, _ in dated) - first).days
        end = (min(known_until, max(day for day, _ in dated) + tail) - first).days + 1
        ran[begin : max(begin, end)] = 0.0
    ran[run_day] = 1.0
    return History(
        date=np.datetime64(first, "D") + np.arange(n),
        ran=ran,
        runs=tuple(item for _, item in runs),
        run_day=run_day,
        others=tuple(item for _, item in others),
        other_day=np.array([(day - first).days for day, _ in others], dtype=np.int64),
        diary=_diary([item for _, item in diary], diary_time, run_times(run for _, run in runs), first, n),
    )


def _without_strays(dated: list[tuple[date, _Item]]) -> list[tuple[date, _Item]]:
    """Without what a watch with a reset clock, or a slip of the pen, has dated decades off."""
    if not dated:
        return dated
    furthest = timedelta(days=figure("date_stray_days"))
    middle = median_low(day for day, _ in dated)
    return [pair for pair in dated if abs(pair[0] - middle) <= furthest]


def run_times(runs: Iterable[RunSketch]) -> dict[date, RunTimes]:
    """When each date's first and last run began. A start on the stroke of midnight is a date without a
    time.
    """
    began: dict[date, list[time]] = {}
    for run in runs:
        began.setdefault(run.local_date, []).append(
            (run.start_utc + timedelta(seconds=run.utc_offset_s)).time()
        )
    return {
        day: RunTimes(min(starts), max(starts)) for day, starts in began.items() if time.min not in starts
    }


def _diary(
    check_ins: list[CheckIn], diary_time: DiaryTime, runs: dict[date, RunTimes], first: date, n: int
) -> tuple[CheckIn | None, ...]:
    lines: list[CheckIn | None] = [None] * n
    written = merged(sorted(check_ins, key=lambda item: item.written_at))
    for day, entries in groupby(written, key=lambda item: item.date):
        lines[(day - first).days] = as_one(list(entries), diary_time, runs.get(day))
    return tuple(lines)
