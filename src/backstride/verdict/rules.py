"""The decision rules: from posterior draws and counts to a row of the contract's table.

An effect is called only when it is probably at least as large as what matters, not merely when it is probably
not zero: a rule of the second kind, applied again every week, in the end finds something in everybody. The
error rates of the rules are measured by ``benchmarks/validity``, under weekly looks too.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from backstride.evidence import figure
from backstride.inference.factors import TOO_FEW
from backstride.inference.fit import Counts, Effects
from backstride.verdict.answer import EffectRow, Verdict

FloatArray = npt.NDArray[np.float64]
Chance = float | FloatArray
Truth = bool | npt.NDArray[np.bool_]
Earlier = Mapping[str, Verdict]
"""The verdicts that the runner was last told, by estimand."""

NONE_EARLIER: Earlier = MappingProxyType({})

# How sure more pain has to be at least as large as what matters; as sure as less pain has to be elsewhere.
_HARM_CERTAINTY = {"acute": "verdict_harm_certainty"}
_NULL_CERTAINTY = {"longterm": "verdict_null_certainty_longterm"}
_GRID_AHEAD_STEP = 1.08  # from one look ahead to the next, as a share of the days: a week at three months
_GRID_AHEAD_STEPS = 48  # forty times the days so far
_GRID_AHEAD_COURSES = 256  # put the median within a few per cent
_GRID_AHEAD_SEED = 0  # the same courses each time: the same answer foresees the same wait
_ENOUGH = ("checkins", "run_days", "rest_days")


def missing_days(counts: Counts) -> Mapping[str, int]:
    """What the least amount of data for a verdict still lacks, by kind; empty where nothing does."""
    have = {
        "checkins": counts.n_checkins,
        "run_days": counts.n_run_days,
        "rest_days": counts.n_rest_days,
    }
    lack = {kind: math.ceil(figure(f"verdict_min_{kind}")) - have[kind] for kind in _ENOUGH}
    return {kind: days for kind, days in lack.items() if days > 0}


def days_to_begin(counts: Counts) -> int:
    """Further days of diary and running until a verdict is possible at all, at the runner's own pace so far.

    With too little behind them to know that pace, a runner is taken to write every day and run every third.
    """
    lack = missing_days(counts)
    known_pace = counts.n_days >= figure("pace_min_days")

    def rate(kind: str, have: int) -> float:
        assumed = figure(f"assumed_rate_{kind}")
        return max(have / counts.n_days, figure("pace_floor")) if known_pace and have else assumed

    have = {"checkins": counts.n_checkins, "run_days": counts.n_run_days, "rest_days": counts.n_rest_days}
    return max((math.ceil(days / rate(kind, have[kind])) for kind, days in lack.items()), default=0)


def acute_row(runner_id: str, effects: Effects, trusted: bool, earlier: Earlier = NONE_EARLIER) -> EffectRow:
    return _row(runner_id, "acute", effects.acute, effects.counts, "acute", trusted, earlier)


def longterm_row(
    runner_id: str, effects: Effects, trusted: bool, earlier: Earlier = NONE_EARLIER
) -> EffectRow:
    return _row(runner_id, "longterm", effects.longterm, effects.counts, "longterm", trusted, earlier)


def factor_row(
    runner_id: str, name: str, effects: Effects, trusted: bool, earlier: Earlier = NONE_EARLIER
) -> EffectRow:
    """A factor's row.

    Six are looked at once, so each needs more certainty of its direction than one alone would.
    """
    if name not in effects.factors:
        reason = effects.absent_factors[name]
        wait = _days_to_runs(effects.counts) if reason == TOO_FEW else None
        return empty_row(runner_id, f"factor:{name}", effects.counts, reason, wait)
    draws = effects.factors[name]
    return _row(runner_id, f"factor:{name}", draws, effects.counts, "factor", trusted, earlier)


def _days_to_runs(counts: Counts) -> int:
    """Further days until a factor has been on enough runs, at the runner's own pace."""
    runs = figure("factor_min_runs") - counts.n_run_days
    return max(days_to_begin(counts), math.ceil(runs * counts.n_days / counts.n_run_days), 1)


def empty_row(
    runner_id: str, estimand: str, counts: Counts, reason: str, days_needed: int | None
) -> EffectRow:
    return EffectRow(
        runner_id=runner_id,
        estimand=estimand,
        verdict=Verdict.CANNOT_TELL,
        reason=reason,
        n_days=counts.n_days,
        n_checkins=counts.n_checkins,
        n_run_days=counts.n_run_days,
        days_needed=days_needed,
    )


def _row(
    runner_id: str,
    estimand: str,
    draws: FloatArray,
    counts: Counts,
    kind: str,
    trusted: bool,
    earlier: Earlier,
) -> EffectRow:
    size = figure(f"meaningful_{kind}")
    verdict, reason = decide(draws, size, kind, earlier.get(estimand))
    days_needed = None
    if verdict is Verdict.CANNOT_TELL:
        days_needed = further_days(float(draws.mean()), float(draws.std()), size, counts.n_days, kind)
    if counts.painless and verdict in (Verdict.AGGRAVATES, Verdict.HELPS):
        # All that speaks of a difference then is the model's picture of pain below the scale's end.
        verdict, reason = Verdict.CANNOT_TELL, "no pain was written down at all: there is nothing to compare"
    lack = missing_days(counts)
    if lack:
        verdict, reason = Verdict.CANNOT_TELL, lacking(counts)
        days_needed = days_to_begin(counts)
    elif not trusted:
        verdict, reason, days_needed = Verdict.CANNOT_TELL, "the calculation did not settle", None
    levels = [figure("interval_low"), 0.5, figure("interval_high")]
    q05, q50, q95 = (float(q) for q in np.quantile(draws, levels))
    return EffectRow(
        runner_id=runner_id,
        estimand=estimand,
        verdict=verdict,
        reason=reason,
        n_days=counts.n_days,
        n_checkins=counts.n_checkins,
        n_run_days=counts.n_run_days,
        mean=float(draws.mean()),
        sd=float(draws.std()),
        q05=q05,
        q50=q50,
        q95=q95,
        p_positive=float((draws > 0).mean()),
        p_meaningful=float((draws >= size).mean()),
        days_needed=days_needed,
    )


def taken_back(row: EffectRow, reason: str) -> EffectRow:
    """The row without its verdict, for ``reason``; more days like these would not bring it back.

    A row that has no verdict keeps its own reason: it says what is lacking first.
    """
    if row.verdict is Verdict.CANNOT_TELL:
        return row
    return replace(row, verdict=Verdict.CANNOT_TELL, reason=reason, days_needed=None)


@dataclass(frozen=True, slots=True)
class Chances:
    """What a posterior says of one effect: probabilities, each a number or all arrays of one shape.

    ``more`` and ``less``: pain at least as much more or less as matters; ``small``: neither.
    """

    positive: Chance
    more: Chance
    less: Chance

    @property
    def small(self) -> Chance:
        return 1.0 - self.more - self.less

    @classmethod
    def of(cls, draws: FloatArray, size: float) -> "Chances":
        return cls(float((draws > 0).mean()), float((draws >= size).mean()), float((draws <= -size).mean()))

    @classmethod
    def of_normal(cls, mean: FloatArray, sd: FloatArray, size: float) -> "Chances":
        return cls(ndtr(mean / sd), ndtr((mean - size) / sd), ndtr((-size - mean) / sd))


def called(chances: Chances, kind: str, earlier: Verdict | None = None) -> Mapping[Verdict, Truth]:
    """Whether each verdict holds, by :func:`decide`'s rule: no two of them ever at once."""

    def needed(verdict: Verdict, entry: str) -> float:
        return figure(entry) - (figure("verdict_hold_slack") if earlier is verdict else 0.0)

    def sure(verdict: Verdict, chance: Chance) -> Truth:
        return chance > figure("verdict_hold_direction" if earlier is verdict else "verdict_direction")

    more = chances.more > needed(Verdict.AGGRAVATES, _HARM_CERTAINTY.get(kind, "verdict_certainty"))
    if kind != "longterm":
        more = more & sure(Verdict.AGGRAVATES, chances.positive)
    less = chances.less > needed(Verdict.HELPS, "verdict_certainty")
    if kind == "factor":
        less = less & sure(Verdict.HELPS, 1.0 - chances.positive)
    small = chances.small > needed(
        Verdict.NO_MEANINGFUL_EFFECT, _NULL_CERTAINTY.get(kind, "verdict_null_certainty")
    )
    return {Verdict.AGGRAVATES: more, Verdict.HELPS: less, Verdict.NO_MEANINGFUL_EFFECT: small}


def decide(draws: FloatArray, size: float, kind: str, earlier: Verdict | None = None) -> tuple[Verdict, str]:
    """The verdict on one estimand, from its draws and the smallest size that matters.

    More pain after usual runs is called when its direction is as good as sure and its size probably matters.
    Less pain, and any effect of months, has to matter almost surely: what may be left of skipping runs when
    sore, and of slow drifts, looks like them. It may also hide an effect of months, so that none is said only
    when that is almost sure. A factor, one of six, has to be both. What the runner was told
    ``earlier`` is withdrawn only when it has become clearly less sure than it had to be to be said, so that
    an answer at the edge does not change from week to week.
    """
    words = {
        Verdict.AGGRAVATES: f"probably at least {size:g} points more pain",
        Verdict.HELPS: f"probably at least {size:g} points less pain",
        Verdict.NO_MEANINGFUL_EFFECT: f"probably less than {size:g} points either way",
    }
    holds = called(Chances.of(draws, size), kind, earlier)
    for verdict, reason in words.items():
        if holds[verdict]:
            return verdict, reason
    return Verdict.CANNOT_TELL, "your days so far fit both a real effect and none"


def lacking(counts: Counts) -> str:
    """Why there is no verdict, in words."""
    lack = missing_days(counts)
    if counts.frozen and not lack:
        return "the pain written down is the same on every day, so that nothing can be compared"
    words = {
        "checkins": "days with pain written down",
        "run_days": "days with a run",
        "rest_days": "days known to be without a run",
    }
    have = {"checkins": counts.n_checkins, "run_days": counts.n_run_days, "rest_days": counts.n_rest_days}
    parts = [f"{figure(f'verdict_min_{kind}'):.0f} {words[kind]} (so far {have[kind]})" for kind in lack]
    return "it takes at least " + (
        parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    )


def further_days(mean: float, sd: float, size: float, n_days: int, kind: str) -> int:
    """Further days until the first verdict, in the median of :func:`first_verdicts`."""
    wait = float(np.median(first_verdicts(mean, sd, size, n_days, kind))) - n_days
    return int(min(max(math.ceil(wait), 1), figure("days_needed_most")))


def first_verdicts(mean: float, sd: float, size: float, n_days: int, kind: str) -> FloatArray:
    """Of how many days the diary is at the first verdict, in courses that now seem possible, (n_courses,).

    ``mean`` and ``sd``: the posterior's, after ``n_days``. It narrows as one over the root of the days. Its
    mean moves on by chance, by as much as it narrows, whatever the truth is: what is believed now is the
    average of what will be. So the wait is a first passage. The courses are drawn always alike; one without a
    verdict ends at the last day looked at.
    """
    days = n_days * _GRID_AHEAD_STEP ** np.arange(_GRID_AHEAD_STEPS + 1)
    sds = sd * np.sqrt(n_days / days)
    rng = np.random.default_rng(_GRID_AHEAD_SEED)
    moves = rng.standard_normal((_GRID_AHEAD_COURSES, _GRID_AHEAD_STEPS))
    means = mean + np.cumsum(moves * np.sqrt(-np.diff(sds**2)), axis=1)
    holds = called(Chances.of_normal(means, sds[1:], size), kind)
    told = np.logical_or.reduce([np.asarray(verdict) for verdict in holds.values()])
    first = np.where(told.any(axis=1), told.argmax(axis=1), _GRID_AHEAD_STEPS - 1)
    return np.asarray(days[1 + first])
