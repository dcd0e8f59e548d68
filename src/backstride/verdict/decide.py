"""One runner's answer: infer, decide, word."""

import numpy as np

from backstride.evidence import figure
from backstride.inference import checks
from backstride.inference.factors import FACTORS
from backstride.inference.fit import Counts, Effects, bears_estimate, count, infer
from backstride.inference.priors import Priors
from backstride.records import Days
from backstride.verdict import rules, words
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
    "verdict_factor_certainty",
    "verdict_null_certainty",
    *_EVIDENCE_TO_BEGIN,
    "spike_ratio_threshold",
    "skipping_confounds",
)


def rows(days: Days, *, seed: int, priors: Priors | None = None) -> tuple[EffectRow, ...]:
    """One row per estimand, in the order of ``ESTIMANDS``. ``priors``: the registered ones unless given."""
    counts = count(days)
    if not bears_estimate(counts):
        return _empty(days, counts)
    return _rows(days.runner_id, infer(days, seed=seed, priors=priors))


def answer(days: Days, *, seed: int) -> Answer:
    """The rows with their checks, sentences, advice and dose-response."""
    counts = count(days)
    if not bears_estimate(counts):
        effect_rows = _empty(days, counts)
        return _assemble(days.runner_id, effect_rows, (), (), words.advice_to_begin(counts))
    effects = infer(days, seed=seed)
    effect_rows = _rows(days.runner_id, effects)
    findings = (
        checks.sampling(effects.posterior),
        checks.overlap(effects.design),
        checks.placebo(days, effects, np.random.default_rng([seed, counts.n_days])),
    )
    worded = (*(words.check(finding) for finding in findings), words.unmeasured())
    advice = words.advice(effect_rows, effects.absent_factors, findings, counts)
    return _assemble(days.runner_id, effect_rows, worded, _doses(effects), advice, effects.counts.n_spikes)


def _empty(days: Days, counts: Counts) -> tuple[EffectRow, ...]:
    reason, needed = rules.lacking(counts), rules.days_to_begin(counts) or None
    return tuple(rules.empty_row(days.runner_id, estimand, counts, reason, needed) for estimand in ESTIMANDS)


def _rows(runner_id: str, effects: Effects) -> tuple[EffectRow, ...]:
    trusted = checks.sampling(effects.posterior).outcome != "fail"
    return (
        rules.acute_row(runner_id, effects, trusted),
        *(rules.factor_row(runner_id, name, effects, trusted) for name in FACTOR_NAMES),
        rules.longterm_row(runner_id, effects, trusted),
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
