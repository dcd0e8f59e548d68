"""How an answer compares with the truth that was planted in a sample runner."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from backstride.report.words import label, meaningful_points, points
from backstride.verdict.answer import Answer, Verdict

Outcome = Literal["right", "undecided", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedEffect:
    """One estimand's truth beside its estimate, in points.

    ``covered``: whether the 90% interval holds the truth; None where no number was given.
    """

    estimand: str
    truth_nrs: float
    mean: float | None
    q05: float | None
    q95: float | None
    covered: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``planted`` says what was put in, ``sentence`` how the answer did; ``effects`` keep its order."""

    outcome: Outcome
    planted: str
    sentence: str
    effects: tuple[ComparedEffect, ...]


def compare(truth: Mapping[str, float], answer: Answer) -> Comparison:
    """Set an answer against the truth of the runner whom it is about."""
    right = _right_verdicts(truth)
    outcome: Outcome
    if answer.overall in right:
        outcome, sentence = "right", "The answer is right."
    elif answer.overall is Verdict.CANNOT_TELL:
        outcome, sentence = "undecided", "The answer leaves it open: so short a diary does not settle it."
    else:
        outcome, sentence = "wrong", "The answer is wrong about this runner."
    effects = tuple(
        ComparedEffect(
            estimand=row.estimand,
            truth_nrs=truth[row.estimand],
            mean=row.mean,
            q05=row.q05,
            q95=row.q95,
            covered=None if row.q05 is None or row.q95 is None else row.q05 <= truth[row.estimand] <= row.q95,
        )
        for row in answer.effects
        if row.estimand in truth
    )
    with_range = [effect for effect in effects if effect.covered is not None]
    if with_range:
        inside = sum(bool(effect.covered) for effect in with_range)
        sentence += (
            f" {inside} of its {len(with_range)} ranges hold the truth; nine in ten should, on average."
        )
    return Comparison(outcome, _planted(truth), sentence, effects)


def _right_verdicts(truth: Mapping[str, float]) -> set[Verdict]:
    usual = truth["acute"]
    blamed = _blamed(truth)
    if usual >= meaningful_points("acute"):
        return {Verdict.AGGRAVATES, Verdict.AGGRAVATES_WHEN} if blamed else {Verdict.AGGRAVATES}
    if usual <= -meaningful_points("acute"):
        return {Verdict.HELPS}
    return {Verdict.AGGRAVATES_WHEN} if blamed else {Verdict.NO_MEANINGFUL_EFFECT}


def _blamed(truth: Mapping[str, float]) -> list[str]:
    """The factors that do matter."""
    factors = [estimand for estimand in truth if estimand.startswith("factor:")]
    return [estimand for estimand in factors if truth[estimand] >= meaningful_points(estimand)]


def _planted(truth: Mapping[str, float]) -> str:
    usual = truth["acute"]
    if abs(usual) >= meaningful_points("acute"):
        does = "adds" if usual > 0.0 else "takes away"
        text = f"The sample runner was made so that a usual run {does} {abs(usual):.1f} points of pain"
        text += " on the three mornings after it"
    else:
        text = "The sample runner was made so that a usual run makes no real difference"
    blamed = _blamed(truth)
    if blamed:
        causes = ", ".join(f"{label(name).short.lower()} ({points(truth[name])})" for name in blamed)
        text += f", and so that this matters: {causes}"
    return f"{text}; and it runs less on mornings that hurt."
