"""How far a week and each of its runs may go, from what was done and planned before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backstride.evidence import figure
from backstride.plan.goals import rounded_down
from backstride.plan.pain import Lane
from backstride.plan.record import Ledger
from backstride.plan.stages import is_near


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``week_km``: the most that the week may have, what is done of it included. ``run_km``: the most that
    each of its open days' runs may have. ``base_km``: the longest run of the thirty days before each day,
    this week's planned ones left out; None where none is known. ``high_week_km``, ``high_run_km`` and
    ``high_hard_km``: above these the week raises its distance or its pace. ``may_raise``: whether it may do
    either at all.
    """

    week_km: float
    run_km: tuple[float, ...]
    base_km: tuple[float | None, ...]
    high_week_km: float
    high_run_km: float
    high_hard_km: float
    may_raise: bool

    @property
    def is_new(self) -> bool:
        """Whether some day has no run in the thirty days before it: then all runs are of one length."""
        return any(base is None for base in self.base_km)


def limits_of(ledger: Ledger, monday: date, days: Sequence[date], *, today: date, lane: Lane) -> Limits:
    """The limits of the week's open ``days``; ``ledger`` has everything before them."""
    ratio = figure("spike_ratio_threshold")
    base_km = tuple(ledger.longest_before(day) for day in days)
    run_km = [figure("plan_first_run_km") if base is None else base * ratio for base in base_km]
    high_week_km = ledger.highest_week_km(monday)
    high_run_km = ledger.longest_before(monday) or 0.0
    careful = is_near(monday, today) and lane is not Lane.GO
    if any(base is None for base in base_km):
        run_km = [min(run_km)] * len(run_km)
    floor_km = figure("plan_return_runs") * min(*run_km, figure("plan_first_run_km"))
    week_km = max(figure("plan_weekly_rise_ratio") * high_week_km, floor_km)
    if careful and high_run_km:
        kept = 1.0 - figure("plan_cut_share") if lane is Lane.CUT else 1.0
        run_km = [min(most, kept * high_run_km) for most in run_km]
        usual_km = ledger.usual_week_km(monday, int(figure("plan_usual_weeks")))
        week_km = kept * (min(high_week_km, usual_km) if lane is Lane.CUT else high_week_km)
    lighter_km = ledger.lighter_limit_km(monday)
    return Limits(
        week_km=week_km if lighter_km is None else min(week_km, lighter_km),
        run_km=tuple(map(rounded_down, run_km)),
        base_km=base_km,
        high_week_km=high_week_km,
        high_run_km=high_run_km,
        high_hard_km=ledger.highest_week_hard_km(monday),
        may_raise=not (careful and high_run_km),
    )
