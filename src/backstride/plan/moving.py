"""A session put on another day: what the plan is then, and which of its rules that would break."""

from dataclasses import dataclass, replace
from datetime import date

from backstride.plan.model import Kind, Plan, PlanDay, Session
from backstride.plan.record import RUNS, Record
from backstride.plan.sessions import REST
from backstride.plan.violations import Violation, violations
from backstride.screen import Clearance

WHY = "plan_weight_change_nrs"
"""Why a session stays where it was moved: the plan that the runner has changes as little as it can."""


class MoveError(ValueError):
    """A move that cannot be; the message says in one sentence why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The session of this kind is to leave ``on`` for ``to``; of a run and a run-walk a day has one alone."""

    kind: Kind
    on: date
    to: date


def moved(plan: Plan, move: Move, today: date) -> Plan:
    """The plan with the session on its new day; one of the same sort that stands there changes places.

    MoveError where the plan has no such session or day, or one of the two is past.
    """
    by_date = {day.date: [each for each in day.sessions if each.kind is not Kind.REST] for day in plan.days}
    if move.on == move.to:
        raise MoveError("It is on that day already.")
    if move.to not in by_date:
        raise MoveError("The plan does not have that day.")
    if min(move.on, move.to) < today:
        raise MoveError("What is past cannot be moved.")
    session = next((each for each in by_date.get(move.on, ()) if each.kind is move.kind), None)
    if session is None:
        raise MoveError("The plan has no such session on that day.")
    there = next((each for each in by_date[move.to] if _sort(each.kind) == _sort(move.kind)), None)
    by_date[move.on].remove(session)
    if there is not None:
        by_date[move.to].remove(there)
        by_date[move.on].insert(0, there)
    by_date[move.to].insert(len(by_date[move.to]) if move.kind is Kind.STRENGTH else 0, session)
    days = tuple(PlanDay(date=day.date, sessions=tuple(by_date[day.date]) or (REST,)) for day in plan.days)
    return replace(plan, days=days, changes=())


def broken(
    plan: Plan, after: Plan, record: Record, today: date, *, clearance: Clearance | None, due: str | None
) -> list[Violation]:
    """The rules that ``after`` breaks from ``today`` on and ``plan`` does not."""
    before, now = (
        violations(_from(each, today), record, clearance=clearance, due=due, previous=plan)
        for each in (plan, after)
    )
    known = {(each.rule, each.date) for each in before}
    return [each for each in now if (each.rule, each.date) not in known]


def is_kept(made: Plan, after: Plan, move: Move) -> bool:
    """Whether a plan that was made around the move has the session where it was moved to."""
    wanted, found = (_session(plan, move.to, move.kind) for plan in (after, made))
    if wanted is None or found is None:
        return False
    other = _session(after, move.on, move.kind)
    if other is None:  # nothing changed places
        return _session(made, move.on, move.kind) is None
    found_km, wanted_km, other_km = (each.distance_km or 0.0 for each in (found, wanted, other))
    return abs(found_km - wanted_km) <= abs(found_km - other_km)


def _session(plan: Plan, day: date, kind: Kind) -> Session | None:
    on_day = (each for every in plan.days if every.date == day for each in every.sessions)
    return next((each for each in on_day if _sort(each.kind) == _sort(kind)), None)


def _sort(kind: Kind) -> Kind:
    """What takes the same place in a day: a run, a run-walk or a walk."""
    return Kind.RUN if kind in (*RUNS, Kind.WALK) else kind


def _from(plan: Plan, today: date) -> Plan:
    """What is left of a plan. One that began before today no longer has whole weeks; that alone is no fault,
    and is found in the plan before the move as well.
    """
    return replace(plan, start=today, days=tuple(day for day in plan.days if day.date >= today))
