"""What lies behind an answer, as plain data with its sentences; and what a week has changed."""

from collections.abc import Sequence
from dataclasses import astuple, replace

import numpy as np

from backstride.inference.design import DAYS_PER_WEEK
from backstride.inference.explain import PlainCount, Point, curves, plain_count
from backstride.inference.fit import Effects
from backstride.inference.leave_out import weeks_left_out
from backstride.records import Days
from backstride.verdict import explain_words
from backstride.verdict.answer import Changed, CurvePoint, EffectRow, Explained, Gap, WeekPull


def explained(effects: Effects, acute: EffectRow, *, seed: int, doubtful: bool) -> Explained:
    """Everything but what has changed. ``doubtful``: a check has taken the verdict back."""
    found = curves(effects, seed)
    mornings, effort = _curve(found.mornings), _curve(found.effort)
    weeks = tuple(
        WeekPull(first_day=str(move.first_day), points_nrs=move.points_nrs)
        for move in weeks_left_out(effects)
    )
    before, after = (_gap(plain_count(effects.design, later)) for later in (0, 1))
    return Explained(
        mornings=mornings,
        mornings_text=explain_words.mornings(mornings),
        effort=effort,
        effort_text=explain_words.effort(effort),
        weeks=weeks,
        weeks_text=explain_words.weeks(weeks, acute),
        before_run=before,
        after_run=after,
        plain_text=explain_words.plain(before, after, mornings),
        caution=explain_words.CAUTION if doubtful else "",
    )


def without_last_week(days: Days) -> Days:
    """The days as they stood a week before their last."""
    return replace(
        days,
        date=days.date[:-DAYS_PER_WEEK],
        columns={name: column[:-DAYS_PER_WEEK] for name, column in days.columns.items()},
        shoe_id=days.shoe_id[:-DAYS_PER_WEEK],
    )


def changed(days: Days, before: EffectRow, now: EffectRow) -> Changed:
    """The row of usual runs as it was without the last week, beside the row that stands now."""
    until = days.date[-DAYS_PER_WEEK - 1]
    check_ins = int(np.isfinite(days["pain_nrs"][-DAYS_PER_WEEK:]).sum())
    run_days = int((days["ran"][-DAYS_PER_WEEK:] == 1).sum())
    return Changed(
        until=str(until),
        verdict_before=before.verdict,
        mean_before_nrs=before.mean,
        q05_before_nrs=before.q05,
        q95_before_nrs=before.q95,
        check_ins=check_ins,
        run_days=run_days,
        text=explain_words.changed(before, now, check_ins, run_days),
    )


def _curve(points: Sequence[Point]) -> tuple[CurvePoint, ...]:
    return tuple(
        CurvePoint(at=at, mean=mean, q05=q05, q95=q95) for at, mean, q05, q95 in map(astuple, points)
    )


def _gap(counted: PlainCount | None) -> Gap | None:
    return None if counted is None else Gap(mean=counted.mean, q05=counted.q05, q95=counted.q95)
