"""A plan as plain data: what every face shows, the calendar and the watch take, and none computes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a session is."""

    RUN = "run"
    RUN_WALK = "run_walk"
    WALK = "walk"
    STRENGTH = "strength"
    CROSS_TRAINING = "cross_training"
    REST = "rest"


class Intensity(StrEnum):
    """How hard: ``easy`` lets one talk in whole sentences, ``steady`` in short ones, ``hard`` hardly."""

    EASY = "easy"
    STEADY = "steady"
    HARD = "hard"


class Gate(StrEnum):
    """Whether the plan may hold running at all. ``stop``: a clinician has to say that it is safe first."""

    GO = "go"
    HOLD = "hold"
    STOP = "stop"


class Stage(StrEnum):
    """Where on the way a runner stands, from the first walk to building up."""

    WALK = "walk"
    RUN_WALK = "run_walk"
    CONTINUOUS = "continuous"
    BUILD = "build"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseDose:
    """One exercise of a strength session. ``name``: its id in the exercise library. Exactly one of ``reps``
    and ``hold_s`` is set. ``load``: in words for the runner, "" for the body's own weight.
    """

    name: str
    sets: int
    reps: int | None = None
    hold_s: int | None = None
    load: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of a day.

    ``distance_km``, ``duration_min``: None where the session has none. ``surface``: "soft", "hard" or "any".
    ``run_min`` and ``walk_min``: of one repetition of a run-walk, ``repeats`` of them after the warm-up;
    None elsewhere. ``why``: ids of the evidence registry.
    """

    kind: Kind
    distance_km: float | None = None
    duration_min: float | None = None
    intensity: Intensity | None = None
    surface: str = "any"
    warmup_min: float = 0.0
    run_min: float | None = None
    walk_min: float | None = None
    repeats: int | None = None
    exercises: tuple[ExerciseDose, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDay:
    """A local date and its sessions, none of them empty: a day without any has one of rest."""

    date: date
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs from the last plan on one date, in words, and why (an id of the evidence registry)."""

    date: date
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The coming weeks. ``days`` runs from ``start`` without a gap, seven a week.

    ``stage``: where the runner stands at the start. ``goal_text``: the goal in words, and, where it cannot be
    reached, that it cannot and the nearest one that can. ``notes``: what the runner should know of this plan,
    in words. ``changes``: what differs from the last plan.
    """

    start: date
    weeks: int
    stage: Stage
    gate: Gate
    days: tuple[PlanDay, ...]
    goal_text: str
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
