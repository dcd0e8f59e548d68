"""Sessions put together from the library: strength by the week of its block."""

import tomllib
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from backstride.evidence import figure
from backstride.plan.exercises.library import Exercise, Group, exercise, exercises
from backstride.plan.model import ExerciseDose

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """From which week of the block on (1 is the first) which exercises fill a slot, the preferred first."""

    from_week: int
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place in a strength session. ``focus``: the group of the exercises that fill it."""

    focus: str
    low_pain_only: bool
    stages: tuple[Stage, ...]

    def choice(self, week: int, equipment: Set[str]) -> Exercise:
        """What fills the slot in that week of the block, with what is at hand."""
        stage = [stage for stage in self.stages if stage.from_week <= week][-1]
        return next(found for name in stage.any_of if (found := exercise(name)).equipment <= equipment)


@cache
def slots() -> tuple[Slot, ...]:
    """The slots of a strength session, in their order."""
    return tuple(
        Slot(
            focus=table["focus"],
            low_pain_only=table.get("low_pain_only", False),
            stages=tuple(
                Stage(from_week=int(figure(stage["from_week"])), any_of=tuple(stage["any_of"]))
                for stage in table["stage"]
            ),
        )
        for table in _block()["slot"]
    )


@cache
def strength_evidence() -> tuple[str, ...]:
    """The registry's entries on which the strength session as a whole rests."""
    return tuple(_block()["evidence"])


def strength_session(
    *, block_week: int, low_pain: bool, equipment: frozenset[str], hinge_week: int | None = None
) -> tuple[ExerciseDose, ...]:
    """A strength session: legs, then trunk, then, at low pain alone, the hinge.

    ``block_week``: 1 is the first of the block; beyond its end the last week's exercises stay, with fewer
    sets. ``hinge_week``: how many weeks of the block, this one included, had low pain, so that the hinge does
    not begin with its heaviest; None for all of them. ``equipment``: of ``EQUIPMENT``, what is at hand; for
    an empty set the body's own weight is enough. A new exercise starts with few sets, gains a set, and then
    repetitions or seconds. ValueError for a week before the first.
    """
    if block_week < 1:
        raise ValueError(f"block_week {block_week}: the first week of a block is 1")
    of_hinge = block_week if hinge_week is None else min(hinge_week, block_week)
    if of_hinge < 1:
        raise ValueError(f"hinge_week {hinge_week}: the first week of low pain is 1")
    return tuple(
        _dose_in(slot, of_hinge if slot.low_pain_only else block_week, equipment)
        for slot in slots()
        if low_pain or not slot.low_pain_only
    )


def warmup(minutes: float) -> tuple[ExerciseDose, ...]:
    """A warm-up of that many minutes: a brisk walk, then drills that come ever closer to running.

    The drills take what they need of half of the time, in their order, those that do not fit left out; the
    walk takes the rest. A drill of one side counts twice. Empty for no time at all.
    """
    total_s = round(minutes * SECONDS_PER_MINUTE)
    if total_s < 1:
        return ()
    walk, *drills = (found for found in exercises().values() if found.group is Group.WARMUP)
    left_s = total_s * (1 - figure("warmup_walk_share"))
    chosen = []
    for drill in drills:
        if (needed_s := warmup_seconds(drill)) <= left_s:
            chosen.append(drill)
            left_s -= needed_s
    walk_s = total_s - sum(map(warmup_seconds, chosen))
    return (
        ExerciseDose(name=walk.id, sets=1, hold_s=walk_s),
        *(ExerciseDose(name=drill.id, sets=drill.dose.sets, hold_s=drill.dose.hold_s) for drill in chosen),
    )


def warmup_seconds(drill: Exercise) -> int:
    """How long a drill takes, both sides together."""
    return drill.dose.sets * (drill.dose.hold_s or 0) * (2 if drill.each_side else 1)


def _dose_in(slot: Slot, block_week: int, equipment: Set[str]) -> ExerciseDose:
    last = int(figure("block_weeks"))
    week = min(block_week, last)
    chosen = slot.choice(week, equipment)
    weeks_with_it = 0
    while weeks_with_it < week and slot.choice(week - weeks_with_it, equipment) == chosen:
        weeks_with_it += 1
    dose, ratio, sets = chosen.dose, 1.0, int(figure("block_sets_start"))
    if weeks_with_it > figure("block_weeks_at_start"):
        sets = int(figure("block_sets_full"))
    if weeks_with_it > figure("block_weeks_before_more"):
        ratio = figure("block_growth_ratio")
    if block_week > last:
        sets = int(figure("block_sets_upkeep"))
    return ExerciseDose(
        name=chosen.id,
        sets=sets,
        reps=None if dose.reps is None else round(dose.reps * ratio),
        hold_s=None if dose.hold_s is None else round(dose.hold_s * ratio),
        load=chosen.load,
    )


@cache
def _block() -> dict[str, Any]:
    text = files(__name__.rpartition(".")[0]).joinpath("block.toml").read_text("utf-8")
    return tomllib.loads(text)
