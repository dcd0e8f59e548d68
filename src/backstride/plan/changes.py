"""What differs between the plan that the runner has and the new one, in words, and why."""

from backstride.plan.model import Change, Gate, Kind, Plan, PlanDay, Session
from backstride.plan.pain import Lane

_NAMES = {
    Kind.RUN: "run",
    Kind.RUN_WALK: "run-walk",
    Kind.WALK: "walk",
    Kind.STRENGTH: "strength",
    Kind.CROSS_TRAINING: "cross-training",
    Kind.REST: "rest",
}


def changes_between(
    old: Plan, new: Plan, lane: Lane, *, waits: bool, missed: bool, new_goal: bool
) -> tuple[Change, ...]:
    """One change for each date of both plans whose sessions differ, by date. ``waits``: this morning's pain
    keeps from a run today.
    """
    before = {day.date: day for day in old.days}
    why = _why(old, new, lane, waits=waits, missed=missed, new_goal=new_goal)
    return tuple(
        Change(date=day.date, text=f"{_shown(day)} instead of {_shown(before[day.date]).lower()}.", why=why)
        for day in new.days
        if day.date in before and before[day.date].sessions != day.sessions
    )


def _why(old: Plan, new: Plan, lane: Lane, *, waits: bool, missed: bool, new_goal: bool) -> str:
    """The one reason that weighs most."""
    if new.gate is not old.gate:
        return {
            Gate.STOP: "screen_running_stop",
            Gate.HOLD: "screen_running_hold",
            Gate.GO: "screen_running_ok",
        }[new.gate]
    if lane is Lane.STOP:
        return "today_pain_most_nrs"
    if lane is Lane.CUT:
        return "plan_failed_mornings"
    if waits:
        return "today_next_morning_margin_nrs"
    if new_goal:
        return "plan_new_goal"
    if missed:
        return "plan_missed"
    return "today_pain_calm_nrs" if lane is Lane.HOLD else "plan_calm_sessions"


def _shown(day: PlanDay) -> str:
    text = " and ".join(shown(session) for session in day.sessions)
    return text[0].upper() + text[1:]


def shown(session: Session) -> str:
    """A session in a few words: "easy run of 5 km", "strength"."""
    if session.kind is Kind.REST:
        return "rest"
    name = _NAMES[session.kind]
    if session.kind is Kind.RUN and session.intensity is not None:
        return f"{session.intensity.value} run of {session.distance_km:g} km"
    if session.kind is Kind.RUN_WALK:
        return f"{session.repeats} × ({session.run_min:g} min run, {session.walk_min:g} min walk)"
    if session.kind in (Kind.WALK, Kind.CROSS_TRAINING):
        return f"{name} of {session.duration_min:g} min"
    return name
