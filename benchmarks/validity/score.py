"""One runner's answers as rows: what was said beside what is true, from the diary or from its first days."""

import dataclasses
import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backstride.inference.fit import Effects
from backstride.records import Days
from backstride.verdict import decide, effect_rows
from backstride.verdict.answer import EffectRow, Verdict
from validity.families import Runner, simulated

BACKSTRIDE, SAME_DAY, NEXT_MORNING = "backstride", "same_day", "next_morning"
ESTIMATORS = (BACKSTRIDE, SAME_DAY, NEXT_MORNING)
Z90 = 1.645
FIRST_LOOK_DAY = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``day``: of how many days it is the answer. ``rank``: share of the posterior's draws below the truth.
    Numbers are NaN where nothing is said."""

    family: str
    kind: str
    difficulty: str
    n_days: int
    index: int
    seed: int
    day: int
    estimator: str
    estimand: str
    truth: float
    mean: float
    sd: float
    q05: float
    q50: float
    q95: float
    p_positive: float
    p_meaningful: float
    verdict: str
    days_needed: float
    rank: float
    cpu_s: float

    @property
    def runner(self) -> tuple[str, str, str, int, int, int]:
        return (self.family, self.kind, self.difficulty, self.n_days, self.index, self.seed)

    @property
    def covers(self) -> bool:
        return self.q05 <= self.truth <= self.q95

    @property
    def error(self) -> float:
        return self.mean - self.truth


FIELDS = tuple(field.name for field in dataclasses.fields(Row))
_OF = {field.name: field.type for field in dataclasses.fields(Row)}


def from_text(cells: dict[str, str]) -> Row:
    values: dict[str, Any] = {name: _OF[name](cells[name]) for name in FIELDS}  # type: ignore[operator]
    return Row(**values)


def to_text(row: Row) -> list[str]:
    return [f"{v:.6g}" if isinstance(v, float) else str(v) for v in dataclasses.astuple(row)]


def answered(days: Days, seed: int) -> tuple[dict[str, EffectRow], Effects | None]:
    """The rows that ``study`` would write and the draws behind them (None where there are none), of one fit.

    The rows' own path is taken, with an ear on the fit in it, so that what is scored is what is said.
    """
    heard: list[Effects] = []
    infer = decide.infer

    def listening(*args: Any, **kwargs: Any) -> Effects:
        heard.append(infer(*args, **kwargs))
        return heard[-1]

    decide.infer = listening
    try:
        rows = {row.estimand: row for row in effect_rows(days, seed=seed)}
    finally:
        decide.infer = infer
    return rows, heard[-1] if heard else None


def score(runner: Runner) -> list[Row]:
    made = simulated(runner)
    return list(_rows(runner, made.days, made.truth))


def score_looks(runner: Runner, every: int) -> list[Row]:
    """The same diary looked at again and again as it grows."""
    made = simulated(runner)
    out: list[Row] = []
    for day in range(FIRST_LOOK_DAY, runner.n_days + 1, every):
        out += _rows(runner, first_days(made.days, day), made.truth)
    return out


def first_days(days: Days, n: int) -> Days:
    columns = {name: column[:n] for name, column in days.columns.items()}
    return Days(days.runner_id, days.date[:n], columns, days.shoe_id[:n], days.diary_time)


def _rows(runner: Runner, days: Days, truth: Any) -> Iterator[Row]:
    begun = time.process_time()
    said, effects = answered(days, seed=runner.number)
    cpu_s = time.process_time() - begun
    whose = dataclasses.asdict(runner)

    def row(estimator: str, estimand: str, answer: EffectRow, rank: float, cpu_s: float) -> Row:
        numbers = {
            name: math.nan if value is None else float(value)
            for name in ("mean", "sd", "q05", "q50", "q95", "p_positive", "p_meaningful", "days_needed")
            for value in [getattr(answer, name)]
        }
        return Row(
            **whose,
            day=len(days),
            estimator=estimator,
            estimand=estimand,
            truth=truth[estimand],
            verdict=answer.verdict.value,
            rank=rank,
            cpu_s=cpu_s,
            **numbers,
        )

    for estimand, answer in said.items():
        draws = _draws(effects, estimand)
        rank = math.nan if draws is None else float(np.mean(draws < truth[estimand]))
        yield row(BACKSTRIDE, estimand, answer, rank, cpu_s)
    for estimator, later in ((SAME_DAY, 0), (NEXT_MORNING, 1)):
        yield row(estimator, "acute", naive(days, later), math.nan, math.nan)


ROWS_A_LOOK = 2 + len(decide.ESTIMANDS)


def _draws(effects: Effects | None, estimand: str) -> np.ndarray | None:
    if effects is None:
        return None
    if estimand.startswith("factor:"):
        return effects.factors.get(estimand.removeprefix("factor:"))
    return np.asarray(getattr(effects, estimand))


def naive(days: Days, mornings_later: int) -> EffectRow:
    """Mean pain with a run less mean pain without one, with the interval and the verdict of a t-test: what a
    spreadsheet says."""
    pain, ran = days["pain_nrs"], days["ran"]
    if mornings_later:
        pain, ran = pain[mornings_later:], ran[:-mornings_later]
    with_run, without = (pain[(ran == value) & np.isfinite(pain)] for value in (1.0, 0.0))
    empty = EffectRow(
        runner_id=days.runner_id,
        estimand="acute",
        verdict=Verdict.CANNOT_TELL,
        reason="",
        n_days=len(days),
        n_checkins=int(np.isfinite(pain).sum()),
        n_run_days=len(with_run),
    )
    if min(len(with_run), len(without)) < 2:
        return empty
    mean = float(with_run.mean() - without.mean())
    sd = math.sqrt(with_run.var(ddof=1) / len(with_run) + without.var(ddof=1) / len(without))
    low, high = mean - Z90 * sd, mean + Z90 * sd
    said = Verdict.AGGRAVATES if low > 0.0 else Verdict.HELPS if high < 0.0 else Verdict.NO_MEANINGFUL_EFFECT
    return dataclasses.replace(empty, verdict=said, mean=mean, sd=sd, q05=low, q50=mean, q95=high)


def whole(rows: Iterable[Row], looks: int) -> list[Row]:
    """The rows of runners of whom all were written before the program was stopped."""
    by: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        by.setdefault(row.runner, []).append(row)
    return [row for group in by.values() if len(group) == looks * ROWS_A_LOOK for row in group]
