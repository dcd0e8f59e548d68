"""The sessions that a plan is put together from, each with what it rests on."""

from collections.abc import Callable
from math import floor

from backstride.evidence import figure
from backstride.plan.model import ExerciseDose, Intensity, Kind, Session

Strength = Callable[..., tuple[ExerciseDose, ...]]
"""``strength(block_week=…, low_pain=…, equipment=…)``: the exercises of one session, legs first."""

REST = Session(kind=Kind.REST, why=("plan_rest_days",))


def run(distance_km: float, pace_min_per_km: float, intensity: Intensity, surface: str) -> Session:
    """A run without breaks. ``duration_min`` is without the warm-up."""
    hard = intensity is Intensity.HARD
    return Session(
        kind=Kind.RUN,
        distance_km=distance_km,
        duration_min=float(round(distance_km * pace_min_per_km)),
        intensity=intensity,
        surface=surface,
        warmup_min=figure("plan_warmup_hard_min") if hard else figure("plan_warmup_min"),
        why=("spike_ratio_threshold", "plan_pace_or_distance" if hard else "plan_weekly_rise_ratio"),
    )


def run_walk(step: int, most_km: float, pace_min_per_km: float, share: float, surface: str) -> Session | None:
    """Half an hour of running and walking in turns, or ``share`` of it, no further than ``most_km``.

    Each turn runs a minute longer with each step; where that would lead too far, that of an earlier step is
    taken which runs the longest in all. None where not even one turn fits.
    """
    walk_min = figure("plan_walk_between_min")
    best: tuple[float, float, int, float] | None = None
    for lower in range(step + 1):
        run_min = figure("plan_first_run_min") * (1 + lower)
        turn_km = run_min / pace_min_per_km + walk_min / figure("plan_walk_pace_min_per_km")
        wanted = max(1, round(share * figure("plan_return_min") / (run_min + walk_min)))
        repeats = min(wanted, int(most_km / turn_km))
        if repeats and (best is None or (repeats * run_min, run_min) > best[:2]):
            best = (repeats * run_min, run_min, repeats, repeats * turn_km)
    if best is None:
        return None
    _, run_min, repeats, distance_km = best
    return Session(
        kind=Kind.RUN_WALK,
        distance_km=floor(distance_km * 100) / 100,
        duration_min=repeats * (run_min + walk_min),
        intensity=Intensity.EASY,
        surface=surface,
        warmup_min=figure("plan_warmup_min"),
        run_min=run_min,
        walk_min=walk_min,
        repeats=repeats,
        why=("plan_return_min", "plan_calm_sessions"),
    )


def walk(duration_min: float) -> Session:
    return Session(
        kind=Kind.WALK, duration_min=duration_min, intensity=Intensity.EASY, why=("plan_walk_min",)
    )


def cross_training(duration_min: float) -> Session:
    return Session(
        kind=Kind.CROSS_TRAINING,
        duration_min=duration_min,
        intensity=Intensity.EASY,
        why=("plan_cross_training",),
    )


def strength_of(exercises: tuple[ExerciseDose, ...]) -> Session:
    return Session(
        kind=Kind.STRENGTH,
        duration_min=figure("plan_strength_min"),
        exercises=exercises,
        why=("exercise_legs_first", "plan_strength_least"),
    )
