"""The plan: week after week, each on what was done and what the weeks before it hold."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backstride.evidence import figure
from backstride.plan.changes import changes_between
from backstride.plan.gate import Leave, leave_of
from backstride.plan.goals import Goal, goal_text, reach_of
from backstride.plan.model import ExerciseDose, Gate, Plan, PlanDay, Session, Stage
from backstride.plan.pain import Lane, Mornings, keeps_from_run, read_mornings
from backstride.plan.record import (
    DAYS_PER_WEEK,
    RUNS,
    Done,
    Ledger,
    Record,
    days_from,
    monday_of,
    pace_min_per_km,
    usual_run_min,
)
from backstride.plan.response import Response, default_response
from backstride.plan.sessions import REST, strength_of
from backstride.plan.stages import Footing, footing_on, steps_of_the_ladder
from backstride.plan.weeks import Frame, week_days
from backstride.screen import Clearance

Exercises = Callable[..., tuple[ExerciseDose, ...]]
"""``exercises(block_week=…, low_pain=…, hinge_week=…, equipment=…)``: a session of strength, legs first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The plan that the runner has, and the goal it was made for."""

    plan: Plan
    goal: Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan is made from, besides the record. ``today`` is its first day. ``due``: why the clearance
    has to be renewed before another run; None where it stands.
    """

    today: date
    weeks: int
    goal: Goal
    clearance: Clearance | None
    exercises: Exercises
    due: str | None = None
    response: Response | None = None
    previous: Previous | None = None
    equipment: frozenset[str] = frozenset()


def make_plan(asked: Asked, record: Record) -> Plan:
    """The plan of the coming weeks, the first day today.

    Without a clearance, and under any but a free one, there is no running in it. With a previous plan, what
    is left of it changes as little as it can, a missed run is not made up, and ``changes`` says what differs
    and why. What comes after today is planned as if every session were done and every morning calm: the plan
    is made anew with each run and check-in.
    """
    leave = leave_of(asked.clearance, asked.due)
    mornings = read_mornings(record, asked.today)
    ledger = record.ledger()
    frame = _frame(asked, record, mornings, leave)
    mornings = frame.mornings
    days: list[PlanDay] = []
    footings: list[Footing] = []
    end = asked.today + timedelta(days=DAYS_PER_WEEK * asked.weeks)
    monday, before = monday_of(asked.today), _stage_before(asked)
    while monday < _horizon(asked, leave, end):
        footing = _footing(asked, record, ledger, monday, mornings, before)
        if leave.walking:
            new = week_days(frame, ledger, monday, footing, walking_only=leave.gate is not Gate.GO)
        else:
            first = max(monday, asked.today)
            left = DAYS_PER_WEEK - (first - monday).days
            new = [PlanDay(date=day, sessions=(REST,)) for day in days_from(first, left)]
        for day in new:
            ledger.add_planned(day)
        days += new
        footings.append(footing)
        monday, before = monday + timedelta(days=DAYS_PER_WEEK), footing.stage
    stage = footings[0].stage if leave.gate is Gate.GO else Stage.WALK
    text = goal_text(asked.goal, leave.gate, days, end, _whole(record, days), _ladder_left(footings[-1]))
    plan = Plan(
        start=asked.today,
        weeks=asked.weeks,
        stage=stage,
        gate=leave.gate,
        days=tuple(day for day in days if day.date < end),
        goal_text=text,
        notes=_notes(leave, mornings, frame, record.ledger()),
    )
    if asked.previous is None:
        return plan
    changes = changes_between(
        asked.previous.plan,
        plan,
        mornings.lane,
        waits=frame.waits,
        missed=frame.missed,
        new_goal=asked.previous.goal != asked.goal,
    )
    return replace(plan, changes=changes)


def _horizon(asked: Asked, leave: Leave, end: date) -> date:
    """The day before which weeks are planned. Beyond the plan's own ``end``, to a race within a year: whether
    it can be reached is then not guessed.
    """
    race = asked.goal.race_date
    year = asked.today + timedelta(days=DAYS_PER_WEEK * int(figure("plan_year_weeks")))
    return (
        end
        if race is None or leave.gate is not Gate.GO or race > year
        else max(end, race + timedelta(days=1))
    )


def _footing(
    asked: Asked, record: Record, ledger: Ledger, monday: date, mornings: Mornings, before: Stage | None
) -> Footing:
    return footing_on(
        record,
        ledger,
        monday,
        today=asked.today,
        lane=mornings.lane,
        before=before,
        goal=asked.goal,
    )


def _frame(asked: Asked, record: Record, mornings: Mornings, leave: Leave) -> Frame:
    ledger = record.ledger()
    pace = pace_min_per_km(ledger, asked.today)
    previous = asked.previous
    was = {} if previous is None else {day.date: day for day in previous.plan.days}
    is_kept = (
        previous is not None
        and previous.plan.gate is leave.gate
        and previous.goal == asked.goal
        and asked.today in was
    )

    def strength(block: int, hinge: int) -> Session:
        found = asked.exercises(
            block_week=block, low_pain=mornings.is_low, hinge_week=hinge, equipment=asked.equipment
        )
        return strength_of(found)

    return Frame(
        today=asked.today,
        goal=asked.goal,
        reach=reach_of(asked.goal, ledger, asked.today, pace),
        runs=_usual_runs(ledger, asked.today),
        mornings=_held(mornings) if unmeasured(ledger, asked.today) else mornings,
        pain_nrs=record.pain_nrs,
        pace_min_per_km=pace,
        run_min=usual_run_min(ledger, asked.today),
        response=asked.response or default_response(),
        habit_share=_habit(ledger, asked.today),
        was=was,
        is_kept=is_kept,
        missed=previous is not None and missed_run(previous.plan, ledger, asked.today),
        waits=keeps_from_run(record.pain_nrs, asked.today),
        strength=strength,
    )


def unmeasured(ledger: Ledger, today: date) -> list[Done]:
    """The runs of the thirty days before today whose distance is not known and cannot be worked out."""
    return [run for run in _recent_runs(ledger, today) if run.distance_km is None]


def _recent_runs(ledger: Ledger, today: date) -> list[Done]:
    return ledger.runs_between(today - timedelta(days=int(figure("spike_window_days"))), today)


def _held(mornings: Mornings) -> Mornings:
    """What is not known is not stepped up."""
    return replace(mornings, lane=Lane.HOLD) if mornings.lane is Lane.GO else mornings


def missed_run(previous: Plan, ledger: Ledger, today: date) -> bool:
    """Whether fewer days had a run than the plan had, from its start to yesterday."""
    past = [day for day in previous.days if day.date < today]
    planned = sum(any(each.kind in RUNS for each in day.sessions) for day in past)
    return sum(bool(ledger.runs_on(day.date)) for day in past) < planned


def _usual_runs(ledger: Ledger, today: date) -> int:
    """How many runs a week, within the registry's bounds: as many as the fuller weeks of the last eight had,
    and one, so that the same distance comes in shorter runs.

    Not as many as their mean: with every run that is missed the plan would want fewer, and there would be
    fewer still to miss.
    """
    weeks = int(figure("plan_habit_days")) // DAYS_PER_WEEK
    firsts = (today - timedelta(days=DAYS_PER_WEEK * back) for back in range(1, weeks + 1))
    counts = sorted(
        (sum(bool(ledger.runs_on(day)) for day in days_from(first, DAYS_PER_WEEK)) for first in firsts),
        reverse=True,
    )
    fuller = counts[int(figure("plan_habit_share") * weeks)]
    usual = fuller + figure("plan_more_runs") if counts[0] else figure("plan_return_runs")
    return int(min(max(usual, figure("plan_runs_least")), figure("plan_runs_most")))


def _habit(ledger: Ledger, today: date) -> list[float]:
    """By weekday, how far was run on it in the last eight weeks, as a share of the furthest one; all 1 where
    nothing is known.
    """
    km = [0.0] * DAYS_PER_WEEK
    first = today - timedelta(days=int(figure("plan_habit_days")))
    for each in ledger.runs_between(first, today - timedelta(days=1)):
        km[each.date.weekday()] += each.distance_km or 0.0
    furthest = max(km)
    return [each / furthest for each in km] if furthest else [1.0] * DAYS_PER_WEEK


def _stage_before(asked: Asked) -> Stage | None:
    """The stage of the plan that the runner has, where that one was for running."""
    previous = asked.previous
    return previous.plan.stage if previous is not None and previous.plan.gate is Gate.GO else None


def _whole(record: Record, days: list[PlanDay]) -> Ledger:
    ledger = record.ledger()
    for day in days:
        ledger.add_planned(day)
    return ledger


def _ladder_left(footing: Footing) -> int:
    """How many weeks of run-walk are left after the plan's last."""
    if footing.stage is not Stage.RUN_WALK:
        return 0
    return max(0, steps_of_the_ladder() - footing.step - 1)


_NOT_KNOWN = (
    "How far you ran is not known, neither from your runs nor from others like them: the plan begins with"
    " short ones and steps nothing up yet."
)


def _notes(leave: Leave, mornings: Mornings, frame: Frame, ledger: Ledger) -> tuple[str, ...]:
    """What the runner should know of this plan. ``ledger``: of what was done."""
    if leave.gate is not Gate.GO:
        return () if leave.note is None else (leave.note,)
    notes = ["Each step up counts on calm mornings: at most a point above your usual pain."]
    unknown = bool(unmeasured(ledger, frame.today))
    if unknown:
        notes.append(_NOT_KNOWN)
    if mornings.recent_nrs is None:
        notes.append("Your mornings are not known: without check-ins nothing is stepped up.")
    elif mornings.lane is Lane.HOLD and not unknown:
        notes.append("Your mornings are not calm yet: the next seven days stay as they are.")
    elif mornings.lane is Lane.CUT:
        notes.append("Two of your last runs were followed by a bad morning: the next seven days have less.")
    elif mornings.lane is Lane.STOP:
        notes.append("Your pain is high: the next seven days are walks only, as far as is comfortable.")
    if frame.waits and mornings.lane is not Lane.STOP:
        notes.append("This morning's pain has not settled: no run today.")
    guessed = sum(run.is_estimate for run in _recent_runs(ledger, frame.today))
    if guessed:
        notes.append(
            f"Runs of the last month without a distance: {guessed}. Each counts by its time at your usual"
            " pace, or as a usual run."
        )
    if frame.missed:
        notes.append("Missed runs are not made up.")
    if not frame.response.is_own:
        notes.append("How your own back answers to running is not known well enough to plan by it yet.")
    return tuple(notes)
