"""Where a runner stands: walk, run-walk, continuous, build; how one gets in and out."""

from dataclasses import dataclass
from datetime import date, timedelta

from backstride.evidence import figure
from backstride.plan.goals import Goal
from backstride.plan.model import Kind, Stage
from backstride.plan.pain import Lane, calm_runs
from backstride.plan.record import DAYS_PER_WEEK, Ledger, Record, days_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """The stage of a week, and ``step``: how far up the run-walk ladder, 0 for the first."""

    stage: Stage
    step: int


def is_near(monday: date, today: date) -> bool:
    """Whether the week begins within the next seven days: what this morning says is said of these weeks."""
    return monday < today + timedelta(days=DAYS_PER_WEEK)


def footing_on(
    record: Record,
    ledger: Ledger,
    monday: date,
    *,
    today: date,
    lane: Lane,
    before: Stage | None,
    goal: Goal,
) -> Footing:
    """The stage of the week that begins on ``monday``, what is planned before it being done and calm.

    Walk: in the next seven days after mornings above the stop threshold, or where nothing was run for thirty
        days and the mornings are not calm; it ends with those days.
    Run-walk: until thirty-six runs with a calm morning in sixteen weeks, three to a step, counted after the
        last thirty days without a run. Who ran without breaks on six days of the thirty to their last run
        does not go through it, unless the plan ``before`` had them in it: some days of high pain, on which
        there is only walking, do not unlearn it.
    Continuous: after that, as long as something was run in the last thirty days.
    Build: a goal that asks for more, after eight of the last twelve weeks with two runs; not in the next
        seven days unless the mornings are calm.
    """
    day = max(monday, today)
    yesterday = day - timedelta(days=1)
    month = timedelta(days=int(figure("spike_window_days")))
    run_days = {run.date for run in ledger.runs_between(day - month, yesterday)}
    near = is_near(monday, today)
    if near and (lane is Lane.STOP or (not run_days and lane is not Lane.GO)):
        return Footing(stage=Stage.WALK, step=0)
    calm = calm_runs(record, ledger, _since(ledger, day), yesterday, assumed_from=today)
    step = calm // int(figure("plan_calm_sessions"))
    top = steps_of_the_ladder()
    goes_on = before in (Stage.CONTINUOUS, Stage.BUILD) and bool(run_days)
    habitual = before is not Stage.RUN_WALK and _has_habit(ledger, run_days)
    if not (goes_on or habitual or step >= top):
        return Footing(stage=Stage.RUN_WALK, step=step)
    ready = goal.asks_for_more and (not near or lane is Lane.GO) and _has_built(ledger, monday)
    return Footing(stage=Stage.BUILD if ready else Stage.CONTINUOUS, step=top)


def _has_habit(ledger: Ledger, run_days: set[date]) -> bool:
    """Whether so many of the thirty days to the last of ``run_days`` had a run without breaks."""
    if not run_days:
        return False
    last = max(run_days)
    runs = ledger.runs_between(last - timedelta(days=int(figure("spike_window_days"))), last)
    return len({run.date for run in runs if run.kind is Kind.RUN}) >= figure("plan_habit_runs")


def steps_of_the_ladder() -> int:
    """How many steps the run-walk has: one for each three of its sessions."""
    sessions = figure("plan_return_runs") * figure("plan_return_weeks")
    return int(sessions // figure("plan_calm_sessions"))


def _since(ledger: Ledger, day: date) -> date:
    """From when on the runs before ``day`` are counted: sixteen weeks, or the last month without one."""
    first = day - timedelta(days=int(figure("plan_return_window_days")))
    month = timedelta(days=int(figure("spike_window_days")))
    after = day
    for run in reversed(ledger.runs_between(first, day - timedelta(days=1))):
        if after - run.date > month:
            return after
        after = run.date
    return first


def _has_built(ledger: Ledger, monday: date) -> bool:
    weeks = ledger.weeks_before(monday, int(figure("plan_build_window_weeks")))
    running = sum(
        sum(bool(ledger.runs_on(day)) for day in days_from(week, DAYS_PER_WEEK)) >= figure("plan_runs_least")
        for week in weeks
    )
    return running >= figure("plan_build_weeks")
