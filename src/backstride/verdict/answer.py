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
class CurvePoint:
    """An effect in points, ``at`` a morning after the run (1 to 7) or a share at high effort (0-1)."""

    at: float
    mean: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Pain with a run less pain without one, simply counted, in points, with its 90% range."""

    mean: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPull:
    """By how many points the effect of a usual run moves without the week from ``first_day`` (ISO date)."""

    first_day: str
    points_nrs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A week ago and now: the verdict on usual runs and its effect, in points; None where there was none.

    ``until``: the last day that the answer a week ago knew (ISO date). ``check_ins``, ``run_days``: what the
    week since has added.
    """

    until: str
    verdict_before: Verdict
    mean_before_nrs: float | None
    q05_before_nrs: float | None
    q95_before_nrs: float | None
    check_ins: int
    run_days: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What lies behind the verdict on usual runs; each part with its sentence (``*_text``).

    ``mornings``: the effect on the first to the seventh morning after a usual run. ``effort``: the acute
    effect by the share of the run at high effort; empty where that is not known. ``weeks``: what each week
    of the diary pulls. ``before_run`` and ``after_run``: the plain counts on the last line of the diary
    before a run and on the first after it; None where they cannot be made. ``changed`` is None unless asked
    for. ``caution`` is empty unless a check has taken the verdict back.
    """

    mornings: tuple[CurvePoint, ...]
    mornings_text: str
    effort: tuple[CurvePoint, ...]
    effort_text: str
    weeks: tuple[WeekPull, ...]
    weeks_text: str
    before_run: Gap | None
    after_run: Gap | None
    plain_text: str
    caution: str = ""
    changed: Changed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything the question's answer holds. ``sentence`` comes first on every face.

    ``factors``: the NAMEs blamed when ``overall`` is AGGRAVATES_WHEN. ``advice``: sentences on what would
    make the answer surer. ``evidence``: ids of the registry. ``dose_response`` is empty where it cannot be
    drawn; ``explain`` is None where there is no estimate.
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
    explain: Explained | None = None
