"""From a clearance to what a plan may hold at all."""

from dataclasses import dataclass, replace

from backstride.plan.model import Gate, Kind, Plan, PlanDay, Session
from backstride.screen import Clearance, Running


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What is allowed: ``gate`` go is running, ``walking`` is gentle walks; and why, in words."""

    gate: Gate
    walking: bool
    note: str | None
    why: tuple[str, ...]


def leave_of(clearance: Clearance | None, due: str | None = None) -> Leave:
    """What a clearance allows. None, nobody was asked, is not go; nor is one that is ``due`` to be renewed
    before another run, for the reason that it says.

    Where somebody should look at the back today there is nothing but rest. Under hold and stop else, walking
    within comfort stays.
    """
    if clearance is None:
        return Leave(
            gate=Gate.HOLD,
            walking=True,
            note="No running is planned before the questions about warning signs are answered: start"
            " `backstride screen`. Until then, walk as far as is comfortable.",
            why=("plan_unscreened",),
        )
    walking = not clearance.urgency.is_today
    if clearance.running is Running.STOP:
        return Leave(
            gate=Gate.STOP,
            walking=walking,
            note="No running until a clinician has said that it is safe."
            + (" Walk only as far as is comfortable." if walking else " Rest, and get help first."),
            why=("screen_running_stop", *_evidence(clearance)),
        )
    if clearance.running is Running.HOLD or clearance.urgency.is_today:
        return Leave(
            gate=Gate.HOLD,
            walking=walking,
            note="No running for now: `backstride screen` says what has to be looked at first.",
            why=("screen_running_hold", *_evidence(clearance)),
        )
    if clearance.urgent_signs_open:
        return Leave(
            gate=Gate.HOLD,
            walking=True,
            note="No running is planned while questions about urgent warning signs are open: answer the rest"
            " of `backstride screen`.",
            why=("plan_unscreened",),
        )
    if due is not None:
        return Leave(
            gate=Gate.HOLD,
            walking=True,
            note=f"{due} Until then no running is planned: start `backstride screen`.",
            why=("plan_unscreened",),
        )
    return Leave(gate=Gate.GO, walking=True, note=None, why=("screen_running_ok",))


def bare_plan(plan: Plan, leave: Leave) -> Plan:
    """A plan under a leave that is not go: without all that it does not allow, and with its note alone."""
    allowed = {Kind.REST, Kind.WALK} if leave.walking else {Kind.REST}
    rest = Session(kind=Kind.REST, why=leave.why)
    days = (
        PlanDay(
            date=day.date, sessions=tuple(each for each in day.sessions if each.kind in allowed) or (rest,)
        )
        for day in plan.days
    )
    notes = () if leave.note is None else (leave.note,)
    return replace(plan, gate=leave.gate, days=tuple(days), notes=notes, changes=())


def _evidence(clearance: Clearance) -> tuple[str, ...]:
    return clearance.reasons[0].evidence if clearance.reasons else ()
