"""The exercise library: what a session of strength or a warm-up is made of.

Exercises stand in one TOML file a group, the order of a strength session in ``block.toml``, how much of each
in ``doses.toml``, whose numbers are entries of the registry. Adding an exercise touches its group's file, and
the conformance tests say what it lacks.
"""

from backstride.plan.exercises.library import EQUIPMENT, Dose, Exercise, Group, exercise, exercises
from backstride.plan.exercises.sessions import strength_evidence, strength_session, warmup

__all__ = [
    "EQUIPMENT",
    "Dose",
    "Exercise",
    "Group",
    "exercise",
    "exercises",
    "strength_evidence",
    "strength_session",
    "warmup",
]
