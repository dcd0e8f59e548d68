"""What the runner's mornings say of the next steps: on, as it is, back, or walk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean, median

from backstride.evidence import figure
from backstride.plan.record import RUNS, Ledger, Record


class Lane(StrEnum):
    """How the next days go. ``hold`` also where the mornings are not known: unknown is not calm."""

    GO = "go"
    HOLD = "hold"
    CUT = "cut"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mornings:
    """The lane, and what it rests on. ``recent_nrs``: the mean of the last mornings; None where unknown."""

    lane: Lane
    recent_nrs: float | None

    @property
    def is_low(self) -> bool:
        """Whether the pain is known to be low."""
        return self.recent_nrs is not None and self.recent_nrs <= figure("today_pain_calm_nrs")


def usual_nrs(pain_nrs: Mapping[date, float], day: date) -> float | None:
    """The usual pain on ``day``: the median of the fourteen days before it; None with too few lines."""
    window = range(1, int(figure("screen_usual_days")) + 1)
    before = [pain_nrs[at] for back in window if (at := day - timedelta(days=back)) in pain_nrs]
    return median(before) if len(before) >= figure("screen_usual_min_days") else None


def settled_nrs(pain_nrs: Mapping[date, float], day: date) -> float:
    """Up to where pain is no answer to the last runs: the calm level, or, of somebody whose usual pain is
    higher, a point above it.

    The usual is the lower one of the last two and the last eight weeks: pain that climbs slowly takes the
    first along with it. Where it is not known, the calm level alone; and never within a point of the pain
    at which there is no run.
    """
    calm, margin = figure("today_pain_calm_nrs"), figure("today_next_morning_margin_nrs")
    usual = usual_nrs(pain_nrs, day)
    if usual is None:
        return calm
    window = range(1, int(figure("plan_usual_pain_days")) + 1)
    longer = median(pain_nrs[at] for back in window if (at := day - timedelta(days=back)) in pain_nrs)
    return min(max(calm, min(usual, longer) + margin), figure("today_pain_most_nrs") - margin)


def keeps_from_run(pain_nrs: Mapping[date, float], day: date) -> bool:
    """Whether the pain of this morning speaks against a run of the day, as ``today`` has it. Pain that is not
    known does not: it is asked for before the run.
    """
    pain, usual = pain_nrs.get(day), usual_nrs(pain_nrs, day)
    if pain is None:
        return False
    most = figure("today_pain_calm_nrs") if usual is None else usual + figure("today_next_morning_margin_nrs")
    return pain > min(most, figure("today_pain_most_nrs"))


def was_calm(pain_nrs: Mapping[date, float], run_day: date) -> bool | None:
    """Whether the morning after a run was at most a point above the usual; None where that is unknown.

    Where no usual is known yet, the morning of the run stands for it.
    """
    after = pain_nrs.get(run_day + timedelta(days=1))
    usual = usual_nrs(pain_nrs, run_day)
    if usual is None:
        usual = pain_nrs.get(run_day)
    if after is None or usual is None:
        return None
    return after <= usual + figure("today_next_morning_margin_nrs")


def read_mornings(record: Record, today: date) -> Mornings:
    """The lane on ``today``, whose morning counts.

    Stop: the last mornings' mean is above the stop threshold. Cut: two of the last three runs whose next
    morning is known, of the last two weeks, were followed by a failed one. Hold: the mean is above what is
    settled (:func:`settled_nrs`) or unknown, or the last run was not followed by a calm morning (a run of
    yesterday is judged by this morning).
    """
    recent_nrs = _recent(record.pain_nrs, today)
    ledger = record.ledger()
    first = today - timedelta(days=int(figure("screen_usual_days")))
    run_days = sorted({run.date for run in ledger.runs_between(first, today - timedelta(days=1))})
    calm = [was_calm(record.pain_nrs, day) for day in run_days]
    known = [each for each in calm if each is not None][-int(figure("plan_calm_sessions")) :]
    if recent_nrs is not None and recent_nrs > figure("today_pain_most_nrs"):
        lane = Lane.STOP
    elif known.count(False) >= figure("plan_failed_mornings"):
        lane = Lane.CUT
    elif (
        recent_nrs is None
        or recent_nrs > settled_nrs(record.pain_nrs, today)
        or (calm and calm[-1] is not True)
    ):
        lane = Lane.HOLD
    else:
        lane = Lane.GO
    return Mornings(lane=lane, recent_nrs=recent_nrs)


def calm_runs(record: Record, ledger: Ledger, first: date, last: date, *, assumed_from: date) -> int:
    """The days with a run from ``first`` to ``last`` whose next morning was calm. Runs planned from
    ``assumed_from`` on count as calm: the plan shows what comes if all goes well.
    """
    days = {run.date for run in ledger.runs_between(first, last) if run.kind in RUNS}
    return sum(day >= assumed_from or was_calm(record.pain_nrs, day) is True for day in days)


def _recent(pain_nrs: Mapping[date, float], today: date) -> float | None:
    window = range(int(figure("plan_recent_mornings")))
    found = [pain_nrs[at] for back in window if (at := today - timedelta(days=back)) in pain_nrs]
    return fmean(found) if found else None
