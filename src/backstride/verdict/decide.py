"""One runner's answer: infer, decide, check, word."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from backstride.evidence import figure
from backstride.inference import checks
from backstride.inference.design import DAYS_PER_WEEK
from backstride.inference.factors import FACTORS
from backstride.inference.fit import (
    Counts,
    Effects,
    Sampler,
    bears_estimate,
    count,
    infer,
)
from backstride.inference.priors import Priors
from backstride.records import Days
from backstride.verdict import check_words, explaining, rules, words
from backstride.verdict.answer import Answer, Check, DosePoint, EffectRow, Verdict

FACTOR_NAMES = tuple(factor.name for factor in FACTORS)
ESTIMANDS = ("acute", *(f"factor:{name}" for name in FACTOR_NAMES), "longterm")

# What an answer rests on: where there is too little for one, only what says so.
_EVIDENCE_TO_BEGIN = (
    "verdict_min_checkins",
    "verdict_min_run_days",
    "verdict_min_rest_days",
    "running_response_mixed",
)
_EVIDENCE = (
    "meaningful_acute",
    "meaningful_factor",
    "meaningful_longterm",
    "verdict_certainty",
    "verdict_direction",
    "verdict_harm_certainty",
    "verdict_null_certainty",
    "verdict_null_certainty_longterm",
    "verdict_hold_slack",
    "verdict_hold_direction",
    *_EVIDENCE_TO_BEGIN,
    "spike_ratio_threshold",
    "skipping_confounds",
    "check_ahead_max_z",
    "check_diary_max_z",
    "check_weeks_max_sd",
    "check_unmeasured_odds",
)


def rows(
    days: Days, *, seed: int, priors: Priors | None = None, earlier: rules.Earlier = rules.NONE_EARLIER
) -> tuple[EffectRow, ...]:
    """One row per estimand, in the order of ``ESTIMANDS``, always by the fast fit: they serve many runners.

    ``priors``: the registered ones unless given.
    """
    counts = count(days)
    if not bears_estimate(counts):
        return _empty(days, counts)
    effects = infer(days, seed=seed, priors=priors)
    return _rows(days.runner_id, effects, checks.lowering(checks.Case(days, effects, seed)), earlier)


def answer(
    days: Days,
    *,
    seed: int,
    look_back: bool = False,
    earlier: rules.Earlier = rules.NONE_EARLIER,
    sampler: Sampler | None = None,
) -> Answer:
    """The rows with their checks, sentences, advice, dose-response and what lies behind them.

    ``look_back``: also what the last week has changed, which is another inference. ``earlier``: what the
    runner was told before. ``sampler``: what takes the place of the fast fit where that is not to be trusted.
    """
    counts = count(days)
    if not bears_estimate(counts):
        effect_rows = _empty(days, counts)
        return _assemble(days.runner_id, effect_rows, (), (), words.advice_to_begin(counts))
    effects = infer(days, seed=seed, sampler=sampler)
    case = checks.Case(days, effects, seed)
    lowering = checks.lowering(case)
    effect_rows = _rows(days.runner_id, effects, lowering, earlier)
    findings = (*lowering, *checks.shown(case))
    worded = tuple(check_words.check(finding) for finding in findings)
    advice = (
        *check_words.advice(lowering),
        *words.advice(effect_rows, effects.absent_factors, findings, counts),
    )
    doubtful = check_words.reason(lowering, acute=True) is not None
    behind = explaining.explained(effects, effect_rows[0], seed=seed, doubtful=doubtful)
    if look_back and len(days) > DAYS_PER_WEEK:
        before = rows(explaining.without_last_week(days), seed=seed)
        behind = replace(behind, changed=explaining.changed(days, before[0], effect_rows[0]))
    assembled = _assemble(
        days.runner_id, effect_rows, worded, _doses(effects), advice, effects.counts.n_spikes
    )
    events = words.events(effects.design, days)
    said = f"{assembled.sentence} {events}" if events else assembled.sentence
    return replace(assembled, sentence=said, explain=behind)


def _empty(days: Days, counts: Counts) -> tuple[EffectRow, ...]:
    reason, needed = rules.lacking(counts), rules.days_to_begin(counts) or None
    return tuple(rules.empty_row(days.runner_id, estimand, counts, reason, needed) for estimand in ESTIMANDS)


def _rows(
    runner_id: str, effects: Effects, findings: Sequence[checks.Finding], earlier: rules.Earlier
) -> tuple[EffectRow, ...]:
    trusted = not any(finding.id == "sampling" and finding.outcome == "fail" for finding in findings)
    decided = (
        rules.acute_row(runner_id, effects, trusted, earlier),
        *(rules.factor_row(runner_id, name, effects, trusted, earlier) for name in FACTOR_NAMES),
        rules.longterm_row(runner_id, effects, trusted, earlier),
    )
    why = {row.estimand: check_words.reason(findings, row.estimand == "acute") for row in decided}
    return tuple(
        row if (reason := why[row.estimand]) is None else rules.taken_back(row, reason) for row in decided
    )


def _doses(effects: Effects) -> tuple[DosePoint, ...]:
    return tuple(
        DosePoint(
            distance_km=float(distance_km),
            mean=float(draws.mean()),
            q05=float(np.quantile(draws, figure("interval_low"))),
            q95=float(np.quantile(draws, figure("interval_high"))),
        )
        for distance_km, draws in zip(effects.doses_km, effects.dose_response.T, strict=True)
    )


def overall(effect_rows: tuple[EffectRow, ...]) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on the question as asked, and the factors to blame."""
    acute = effect_rows[0].verdict
    blamed = tuple(
        row.estimand.removeprefix("factor:")
        for row in effect_rows
        if row.estimand.startswith("factor:") and row.verdict is Verdict.AGGRAVATES
    )
    if acute is Verdict.AGGRAVATES or not blamed:
        return acute, blamed
    return Verdict.AGGRAVATES_WHEN, blamed


def _assemble(
    runner_id: str,
    effect_rows: tuple[EffectRow, ...],
    worded: tuple[Check, ...],
    doses: tuple[DosePoint, ...],
    advice: tuple[str, ...],
    n_spikes: int = 0,
) -> Answer:
    verdict, blamed = overall(effect_rows)
    return Answer(
        runner_id=runner_id,
        sentence=words.sentence(verdict, blamed, effect_rows, n_spikes),
        overall=verdict,
        factors=blamed,
        effects=effect_rows,
        checks=worded,
        advice=advice,
        evidence=_EVIDENCE if worded else _EVIDENCE_TO_BEGIN,
        dose_response=doses,
    )
