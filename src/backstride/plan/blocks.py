"""A plan as it may be shown: what its gate lets through, and a session as steps done one after another."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from backstride.plan.exercises import exercises
from backstride.plan.model import ExerciseDose, Gate, Kind, Plan, PlanDay, Session

SECONDS_PER_MIN: Final = 60.0
M_PER_KM: Final = 1000.0

_LET_THROUGH: Final = {
    Gate.GO: frozenset(Kind),
    Gate.HOLD: frozenset(Kind) - {Kind.RUN, Kind.RUN_WALK},
    Gate.STOP: frozenset({Kind.WALK, Kind.REST}),
}


class Action(StrEnum):
    """What is done in a step. ``break``: between two sets, for as long as it takes."""

    WARM_UP = "warm_up"
    RUN = "run"
    WALK = "walk"
    EXERCISE = "exercise"
    BREAK = "break"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing done until a distance, a time or a count is reached; open-ended where all three are None.

    Where both ``distance_m`` and ``duration_s`` are set, the distance ends the step and the duration is how
    long that should take. ``reps``, ``exercise`` and ``other_side`` (of the body) are of an exercise alone.
    """

    action: Action
    distance_m: float | None = None
    duration_s: float | None = None
    reps: int | None = None
    exercise: ExerciseDose | None = None
    other_side: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Steps that are done in turn, ``repeats`` times; a single step where there is nothing to repeat."""

    steps: tuple[Step, ...]
    repeats: int = 1


def sessions_shown(plan: Plan, day: PlanDay) -> tuple[Session, ...]:
    """The sessions of a day that the plan's gate lets through; one of rest where none is left.

    Whoever makes a plan keeps to its gate. That no face shows a run under ``hold`` or ``stop`` must not hang
    on it alone, so that every face asks here.
    """
    allowed = _LET_THROUGH[plan.gate]
    return tuple(session for session in day.sessions if session.kind in allowed) or (Session(kind=Kind.REST),)


def blocks(session: Session) -> tuple[Block, ...]:
    """What is done in a session, in its order; nothing in one of rest.

    The warm-up comes before the session's distance and duration and is not part of them. An exercise is one
    block, its sets with a break after each; where its dose is for one side, each set has a step for either.
    """
    if session.kind is Kind.REST:
        return ()
    warm_up = Step(action=Action.WARM_UP, duration_s=session.warmup_min * SECONDS_PER_MIN)
    first = (Block((warm_up,)),) if session.warmup_min > 0 else ()
    return (*first, *_after_the_warm_up(session))


def _after_the_warm_up(session: Session) -> tuple[Block, ...]:
    if session.kind is Kind.STRENGTH and session.exercises:
        return tuple(_sets(dose) for dose in session.exercises)
    if session.run_min is not None and session.repeats is not None:
        turns = [Step(action=Action.RUN, duration_s=session.run_min * SECONDS_PER_MIN)]
        if session.walk_min:
            turns.append(Step(action=Action.WALK, duration_s=session.walk_min * SECONDS_PER_MIN))
        return (Block(tuple(turns), session.repeats),)
    whole = Step(
        action=_ACTIONS.get(session.kind, Action.OTHER),
        distance_m=None if session.distance_km is None else session.distance_km * M_PER_KM,
        duration_s=None if session.duration_min is None else session.duration_min * SECONDS_PER_MIN,
    )
    return (Block((whole,)),)


_ACTIONS: Final = {Kind.RUN: Action.RUN, Kind.WALK: Action.WALK}


def _sets(dose: ExerciseDose) -> Block:
    hold_s = None if dose.hold_s is None else float(dose.hold_s)
    work = Step(action=Action.EXERCISE, reps=dose.reps, duration_s=hold_s, exercise=dose)
    sides = (work, replace(work, other_side=True)) if is_each_side(dose) else (work,)
    return Block((*sides, Step(action=Action.BREAK)), dose.sets)


def is_each_side(dose: ExerciseDose) -> bool:
    """Whether the dose counts for one side of the body and the other one follows.

    Not of an exercise that the library lacks, as one in a plan that an earlier version made.
    """
    known = exercises().get(dose.name)
    return known is not None and known.each_side
