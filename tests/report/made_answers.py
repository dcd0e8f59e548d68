"""Hand-made answers and days: what the faces show, without the model that would compute it."""

from dataclasses import replace

import numpy as np

from backstride.records import DAY_COLUMNS, Days
from backstride.verdict.answer import (
    Answer,
    Changed,
    Check,
    CurvePoint,
    DosePoint,
    EffectRow,
    Explained,
    Gap,
    Verdict,
    WeekPull,
)

ESTIMANDS = (
    "acute",
    "factor:distance",
    "factor:intensity",
    "factor:hard",
    "factor:downhill",
    "factor:spike",
    "factor:no_warmup",
    "longterm",
)


def effect(estimand: str, verdict: Verdict, mean: float | None = None, half: float = 0.5) -> EffectRow:
    """A row with a 90% interval of ``mean`` ± ``half``, or without any number."""
    row = EffectRow(
        runner_id="sam",
        estimand=estimand,
        verdict=verdict,
        reason="the range is wide" if verdict is Verdict.CANNOT_TELL else "the range lies to one side",
        n_days=120,
        n_checkins=104,
        n_run_days=52,
        days_needed=60 if verdict is Verdict.CANNOT_TELL else None,
    )
    if mean is None:
        return row
    return replace(
        row,
        mean=mean,
        sd=half / 1.645,
        q05=mean - half,
        q50=mean,
        q95=mean + half,
        p_positive=0.97,
        p_meaningful=0.8,
    )


def make_days(n: int, *, runner_id: str = "sam", seed: int = 7) -> Days:
    """Days with runs, rest, unknown stretches, a run of unknown length and unwritten mornings."""
    rng = np.random.default_rng(seed)
    columns = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    ran = (rng.random(n) < 0.45).astype(float)
    columns["ran"] = ran
    columns["distance_km"] = np.where(ran > 0, np.round(rng.gamma(9, 0.9, n), 2), 0.0)
    columns["pain_nrs"] = np.clip(np.round(3 + np.cumsum(rng.normal(0, 0.5, n)) % 3), 0, 10)
    columns["pain_nrs"][rng.random(n) < 0.12] = np.nan
    columns["pain_nrs"][n // 3 : n // 3 + 6] = np.nan
    columns["ran"][: min(3, n)] = np.nan
    columns["distance_km"][: min(3, n)] = np.nan
    if n > 10:
        columns["ran"][10], columns["distance_km"][10] = 1.0, np.nan
    dates = np.datetime64("2025-11-03", "D") + np.arange(n)
    return Days(runner_id=runner_id, date=dates, columns=columns, shoe_id=(None,) * n)


def make_answer(**changes: object) -> Answer:
    verdicts = {
        "acute": (Verdict.AGGRAVATES, 0.9, 0.4),
        "factor:distance": (Verdict.NO_MEANINGFUL_EFFECT, 0.1, 0.3),
        "factor:intensity": (Verdict.CANNOT_TELL, 0.3, 1.1),
        "factor:hard": (Verdict.AGGRAVATES, 1.4, 0.6),
        "factor:downhill": (Verdict.CANNOT_TELL, None, 0.0),
        "factor:spike": (Verdict.CANNOT_TELL, 0.2, 1.7),
        "factor:no_warmup": (Verdict.NO_MEANINGFUL_EFFECT, -0.1, 0.4),
        "longterm": (Verdict.HELPS, -0.9, 0.7),
    }
    answer = Answer(
        runner_id="sam",
        sentence="Some of your runs look bad for your lower back: over the three mornings after one on hard "
        "ground your pain is about 1.4 points of 10 higher (90% range +0.8 to +2.0). This is a pattern.",
        overall=Verdict.AGGRAVATES_WHEN,
        factors=("hard",),
        effects=tuple(effect(name, verdict, mean, half) for name, (verdict, mean, half) in verdicts.items()),
        checks=(
            Check(id="fit", outcome="pass", text="The estimate settled on one solution."),
            Check(
                id="placebo", outcome="fail", text="Tomorrow’s run seems to change today’s pain; it cannot."
            ),
            Check(
                id="missing",
                outcome="cannot_say",
                text="Too few mornings are missing to tell whether it matters.",
            ),
        ),
        advice=(
            "Write down the ground of each run: 60 more days would settle whether hard ground matters.",
            "Warm up on every second run, decided by a coin.",
        ),
        evidence=("meaningful_acute", "meaningful_factor", "spike_ratio_threshold"),
        dose_response=tuple(
            DosePoint(
                distance_km=km, mean=0.1 * km, q05=0.1 * km - 0.2 - 0.03 * km, q95=0.1 * km + 0.2 + 0.03 * km
            )
            for km in np.linspace(3, 16, 14)
        ),
    )
    return replace(answer, **changes)


def make_explained(**changes: object) -> Explained:
    """A harmed runner who runs on good days."""
    explained = Explained(
        mornings=tuple(
            CurvePoint(at=k, mean=1.8 * 0.5**k, q05=1.2 * 0.5**k, q95=2.4 * 0.5**k) for k in range(1, 8)
        ),
        mornings_text="On the first morning after a usual run, pain is about 0.9 points higher.",
        effort=tuple(
            CurvePoint(at=share, mean=0.5 + share, q05=0.2 + share, q95=0.8 + share)
            for share in np.linspace(0.1, 0.7, 4)
        ),
        effort_text="Pain after hard runs is higher than after easy ones.",
        weeks=tuple(
            WeekPull(first_day=f"2025-11-{day:02}", points_nrs=points)
            for day, points in ((3, 0.05), (10, -0.21), (17, 0.02), (24, 0.11))
        ),
        weeks_text="The week from 10 November 2025 counts most.",
        before_run=Gap(mean=-0.8, q05=-1.2, q95=-0.4),
        after_run=Gap(mean=0.1, q05=-0.3, q95=0.5),
        plain_text="Simply counted, pain after your runs is about the same.",
        changed=Changed(
            until="2026-02-22",
            verdict_before=Verdict.CANNOT_TELL,
            mean_before_nrs=0.7,
            q05_before_nrs=0.1,
            q95_before_nrs=1.3,
            check_ins=6,
            run_days=3,
            text="A week ago the answer was that it could not be told.",
        ),
    )
    return replace(explained, **changes)


def make_cannot_tell() -> Answer:
    """A home without check-ins: no number anywhere."""
    return make_answer(
        sentence="It cannot be told yet whether running hurts your lower back: no pain is written down.",
        overall=Verdict.CANNOT_TELL,
        factors=(),
        effects=tuple(effect(name, Verdict.CANNOT_TELL) for name in ESTIMANDS),
        checks=(),
        advice=("Write down your pain every morning, 0 to 10, for at least 28 days.",),
        dose_response=(),
    )
