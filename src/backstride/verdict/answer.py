"""The answer as plain data: what every face shows and none computes."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    AGGRAVATES = "aggravates"
    AGGRAVATES_WHEN = "aggravates_when"  # overall only: a factor, not running as such
    HELPS = "helps"
    NO_MEANINGFUL_EFFECT = "no_meaningful_effect"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One estimand of one runner, as the contract's table has it. Points on the 0-10 scale; None where
    unknown.

    ``estimand`` is "acute", "longterm" or "factor:NAME".
    """

    runner_id: str
    estimand: str
    verdict: Verdict
    reason: str
    n_days: int
    n_checkins: int
    n_run_days: int
    mean: float | None = None
    sd: float | None = None
    q05: float | None = None
    q50: float | None = None
    q95: float | None = None
    p_positive: float | None = None
    p_meaningful: float | None = None
    days_needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A diagnostic or placebo check; ``outcome`` is "pass", "fail" or "cannot_say".

    ``value``: the figure that it rests on, in ``unit``; None where there is none. ``lowers``: what it takes
    back by this outcome: "all" verdicts, that on the "acute" effect, or "nothing".
    """

    id: str
    outcome: str
    text: str
    value: float | None = None
    unit: str = ""
    lowers: str = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePoint:
    """The acute effect of a run of ``distance_km``, otherwise like the runner's own, in points."""

    distance_km: float
    mean: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything the question's answer holds. ``sentence`` comes first on every face.

    ``factors``: the NAMEs blamed when ``overall`` is AGGRAVATES_WHEN. ``advice``: sentences on what would
    make the answer surer. ``evidence``: ids of the registry. ``dose_response`` is empty where it cannot be
    drawn.
    """

    runner_id: str
    sentence: str
    overall: Verdict
    factors: tuple[str, ...]
    effects: tuple[EffectRow, ...]
    checks: tuple[Check, ...]
    advice: tuple[str, ...]
    evidence: tuple[str, ...]
    dose_response: tuple[DosePoint, ...] = ()
