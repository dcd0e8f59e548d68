"""The coming weeks: what is on record, planned anew, and kept."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from backstride.evidence import figure
from backstride.inference.fit import bears_estimate, count, infer
from backstride.plan.document import goal_document, goal_of, plan_document, plan_of
from backstride.plan.exercises import EQUIPMENT, strength_session
from backstride.plan.gate import bare_plan, leave_of
from backstride.plan.goals import Goal
from backstride.plan.model import Gate, Kind, Plan, Session
from backstride.plan.morning import days_until
from backstride.plan.own_response import own_response
from backstride.plan.planner import Asked, Previous, make_plan
from backstride.plan.record import RUNS, Done, Record
from backstride.plan.response import Response
from backstride.records import CheckIn, Days, DiaryTime, Sport
from backstride.records.readings import worst_nrs
from backstride.screen import Clearance
from backstride.screen.renewal import Cause
from backstride.store import Store, StoredPlan
from backstride.study import runner_seed
from backstride.usecases.days import load_days
from backstride.usecases.screening import CurrentClearance, answers_of, clearance_for, current_clearance

AT_HAND = "equipment"
"""The setting with what is at hand for strength, separated by commas."""

_M_PER_KM = 1000
_S_PER_MIN = 60
_KINDS = {
    Sport.RUN: Kind.RUN,
    Sport.WALK: Kind.WALK,
    Sport.STRENGTH: Kind.STRENGTH,
    Sport.RIDE: Kind.CROSS_TRAINING,
    Sport.SWIM: Kind.CROSS_TRAINING,
    Sport.OTHER: Kind.CROSS_TRAINING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the runner asks for. ``goal`` None: that of the last plan, else to run without pain. ``answers``:
    a file of answers to the screen, instead of those on record. ``equipment``: what is at hand for strength
    (``plan.exercises.EQUIPMENT``), kept for the plans to come; None: what was said last, at first nothing.
    """

    weeks: int
    goal: Goal | None = None
    answers: Path | None = None
    equipment: frozenset[str] | None = None


def plan_for(store: Store, today: date, wanted: Wanted, *, diary_time: DiaryTime, seed: int) -> Plan:
    """The plan from ``today`` on, which is kept as the last one. Raises StoreError, and ScreeningError where
    the file of answers cannot be used.

    The model is asked only where running is allowed. The same record, date and seed give the same plan.
    """
    clearance, due = _clearance(store, today, wanted.answers)
    previous = last_plan(store)
    goal = wanted.goal or (previous.goal if previous is not None else Goal())
    days = days_until(load_days(store, diary_time=diary_time), today)
    asked = Asked(
        today=today,
        weeks=wanted.weeks,
        goal=goal,
        clearance=clearance,
        due=due,
        exercises=strength_session,
        response=_response(days, seed) if leave_of(clearance, due).gate is Gate.GO else None,
        previous=previous,
        equipment=_equipment(store, wanted.equipment),
    )
    plan = make_plan(asked, record_of(store, days, today, None if previous is None else previous.plan))
    if previous is None or (plan.start, plan.days, goal) != (
        previous.plan.start,
        previous.plan.days,
        previous.goal,
    ):
        keep_plan(store, today, plan, goal)
    return plan


def remade(store: Store, today: date, previous: Previous, *, diary_time: DiaryTime, seed: int) -> Plan:
    """The plan from ``today`` on as close to ``previous`` as its rules allow; it is not kept. StoreError."""
    current = current_clearance(store, today)
    days = days_until(load_days(store, diary_time=diary_time), today)
    asked = Asked(
        today=today,
        weeks=previous.plan.weeks,
        goal=previous.goal,
        clearance=current.clearance,
        due=due_of(current),
        exercises=strength_session,
        response=_response(days, seed),
        previous=previous,
        equipment=_equipment(store, None),
    )
    return make_plan(asked, record_of(store, days, today, previous.plan))


def keep_plan(store: Store, today: date, plan: Plan, goal: Goal) -> None:
    """Keep a plan, made ``today``, as the last one. StoreError."""
    store.add_plan(
        StoredPlan(
            made_on=today,
            goal_json=json.dumps(goal_document(goal)),
            plan_json=json.dumps(plan_document(plan)),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNow:
    """The plan made last as it may be shown now: where the answers about warning signs have changed since,
    every session that they do not allow is left out. ``made_at`` grows with every plan that is made, and not
    otherwise.
    """

    plan: Plan
    goal: Goal
    made_at: datetime


def plan_now(store: Store, today: date) -> PlanNow | None:
    """The plan made last, without what may not be run now; None where none was made. StoreError."""
    stored = store.last_plan()
    if stored is None:
        return None
    previous = _previous(stored)
    current = current_clearance(store, today)
    leave = leave_of(current.clearance, due_of(current))
    allowed = leave.gate is Gate.GO or leave.gate is previous.plan.gate
    plan = previous.plan if allowed else bare_plan(previous.plan, leave)
    # A second later for each plan, so that of two on one day the later one is the newer.
    made_at = datetime.combine(stored.made_on, time(), UTC) + timedelta(seconds=stored.number)
    return PlanNow(plan=plan, goal=previous.goal, made_at=made_at)


def _previous(stored: StoredPlan) -> Previous:
    return Previous(plan=plan_of(json.loads(stored.plan_json)), goal=goal_of(json.loads(stored.goal_json)))


def _equipment(store: Store, said: frozenset[str] | None) -> frozenset[str]:
    """What is at hand; what is said now is kept. A name that this version does not know is left out."""
    if said is not None:
        store.save_setting(AT_HAND, ",".join(sorted(said)))
        return said
    return frozenset((store.setting(AT_HAND) or "").split(",")) & EQUIPMENT


def last_plan(store: Store) -> Previous | None:
    """The plan made last, with its goal; None where none was made."""
    stored = store.last_plan()
    if stored is None:
        return None
    return _previous(stored)


def planned_run(store: Store, day: date) -> Session | None:
    """The run that the last plan has on ``day``; None where it has none, or there is no plan."""
    previous = last_plan(store)
    on_day = () if previous is None else previous.plan.days
    sessions = (session for each in on_day if each.date == day for session in each.sessions)
    return next((session for session in sessions if session.kind in RUNS), None)


def record_of(store: Store, days: Days, today: date, plan: Plan | None) -> Record:
    """What was done up to today, and the diary's pain.

    A run counts as hard by its share of high intensity, and as a run-walk where ``plan`` had one on its
    date. The diary's yes to core work or cross-training counts where no file tells of any.
    """
    hard = {
        day.item()
        for day, share in zip(days.date, days["intensity_share"], strict=True)
        if share >= figure("plan_hard_share")
    }
    in_turns = {
        day.date
        for day in (() if plan is None else plan.days)
        if any(session.kind is Kind.RUN_WALK for session in day.sessions)
    }
    done = []
    for sketch in store.sketches():
        kind, day = _KINDS[sketch.sport], sketch.local_date
        if day > today or (kind is Kind.RUN and sketch.is_aborted):
            continue
        if kind is Kind.RUN and day in in_turns:
            kind = Kind.RUN_WALK
        done.append(
            Done(
                date=day,
                kind=kind,
                distance_km=None if sketch.distance_m is None else sketch.distance_m / _M_PER_KM,
                duration_min=None if sketch.duration_s is None else sketch.duration_s / _S_PER_MIN,
                hard=kind in RUNS and day in hard,
            )
        )
    check_ins = [line for line in store.check_ins() if line.date <= today]
    pain_nrs = worst_nrs(check_ins)
    return Record(done=(*done, *_told(check_ins, done)), pain_nrs=pain_nrs)


def _told(check_ins: list[CheckIn], done: list[Done]) -> list[Done]:
    """What the diary alone tells of."""
    known = {(each.date, each.kind) for each in done}
    told = [
        Done(date=line.date, kind=kind)
        for line in check_ins
        for kind, yes in ((Kind.STRENGTH, line.core), (Kind.CROSS_TRAINING, line.cross_training))
        if yes
    ]
    return [each for each in told if (each.date, each.kind) not in known]


def _clearance(store: Store, today: date, answers: Path | None) -> tuple[Clearance | None, str | None]:
    """The clearance to plan with, and why it has to be renewed before another run."""
    if answers is not None:
        return clearance_for(answers_of(answers)), None
    current = current_clearance(store, today)
    return current.clearance, due_of(current)


def due_of(current: CurrentClearance) -> str | None:
    """As for a run today: a jump or a change of the pain, or answers that are too old."""
    renewal = current.renewal
    if current.clearance is None or renewal is None:
        return None
    too_old = current.age_d is not None and current.age_d >= figure("today_screening_most_days")
    return renewal.text if too_old or renewal.cause in (Cause.JUMP, Cause.CHANGE) else None


def _response(days: Days, seed: int) -> Response | None:
    """The runner's own response where the days bear one, and the calculation settles."""
    if not bears_estimate(count(days)):
        return None
    effects = infer(days, seed=runner_seed(seed, days.runner_id))
    return None if not effects.posterior.settled else own_response(effects, seed=seed)
