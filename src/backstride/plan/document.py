"""A plan as the ``--json`` document, which is also how it is kept; and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from backstride.plan.goals import Aim, Goal
from backstride.plan.model import Change, ExerciseDose, Gate, Intensity, Kind, Plan, PlanDay, Session, Stage


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan in plain types; a key without a value is left out of an exercise, and null in a session."""
    return {
        "start": plan.start.isoformat(),
        "weeks": plan.weeks,
        "stage": plan.stage.value,
        "gate": plan.gate.value,
        "goal": plan.goal_text,
        "notes": list(plan.notes),
        "days": [
            {"date": day.date.isoformat(), "sessions": [_session(each) for each in day.sessions]}
            for day in plan.days
        ],
        "changes": [
            {"date": each.date.isoformat(), "text": each.text, "why": each.why} for each in plan.changes
        ],
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "kind": session.kind.value,
        "distance_km": session.distance_km,
        "duration_min": session.duration_min,
        "intensity": None if session.intensity is None else session.intensity.value,
        "surface": session.surface,
        "warmup_min": session.warmup_min,
        "run_min": session.run_min,
        "walk_min": session.walk_min,
        "repeats": session.repeats,
        "exercises": [
            {
                "name": dose.name,
                "sets": dose.sets,
                **({} if dose.reps is None else {"reps": dose.reps}),
                **({} if dose.hold_s is None else {"hold_s": dose.hold_s}),
                "load": dose.load,
            }
            for dose in session.exercises
        ],
        "why": list(session.why),
    }


def plan_of(document: Mapping[str, Any]) -> Plan:
    """The plan that ``plan_document`` wrote."""
    return Plan(
        start=date.fromisoformat(document["start"]),
        weeks=document["weeks"],
        stage=Stage(document["stage"]),
        gate=Gate(document["gate"]),
        goal_text=document["goal"],
        notes=tuple(document["notes"]),
        days=tuple(
            PlanDay(date=date.fromisoformat(day["date"]), sessions=tuple(map(_session_of, day["sessions"])))
            for day in document["days"]
        ),
        changes=tuple(
            Change(date=date.fromisoformat(each["date"]), text=each["text"], why=each["why"])
            for each in document["changes"]
        ),
    )


def _session_of(document: Mapping[str, Any]) -> Session:
    return Session(
        kind=Kind(document["kind"]),
        distance_km=document["distance_km"],
        duration_min=document["duration_min"],
        intensity=None if document["intensity"] is None else Intensity(document["intensity"]),
        surface=document["surface"],
        warmup_min=document["warmup_min"],
        run_min=document["run_min"],
        walk_min=document["walk_min"],
        repeats=document["repeats"],
        exercises=tuple(ExerciseDose(**dose) for dose in document["exercises"]),
        why=tuple(document["why"]),
    )


def goal_document(goal: Goal) -> dict[str, Any]:
    return {
        "aim": goal.aim.value,
        "distance_km": goal.distance_km,
        "race_date": None if goal.race_date is None else goal.race_date.isoformat(),
    }


def goal_of(document: Mapping[str, Any]) -> Goal:
    """The goal that ``goal_document`` wrote."""
    day = document["race_date"]
    return Goal(
        aim=Aim(document["aim"]),
        distance_km=document["distance_km"],
        race_date=None if day is None else date.fromisoformat(day),
    )
