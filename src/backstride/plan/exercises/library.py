"""The exercises, read from one TOML file a group and checked."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from backstride import evidence
from backstride.plan.body import Frame
from backstride.plan.exercises.frames import frame, frame_faults

EQUIPMENT: Final = frozenset({"backpack", "barbell", "chair", "kettlebell", "step", "stick", "wall"})
"""What an exercise can need beside a floor."""


class Group(StrEnum):
    """What an exercise is for; also the name of its file."""

    HIPS_LEGS = "hips_legs"
    TRUNK = "trunk"
    HINGE = "hinge"
    MOBILITY = "mobility"
    WARMUP = "warmup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much to begin with. Exactly one of ``reps`` and ``hold_s`` is set; ``rest_s`` is between sets."""

    sets: int
    reps: int | None
    hold_s: int | None
    rest_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise.

    ``each_side``: its dose counts for one side, and the other one follows. ``regression`` and
    ``progression``: the ids of what is easier and harder, None at the ends of a chain. ``load``: in words, ""
    for the body's own weight. ``evidence``: ids of the registry. ``feel`` and ``stop``: what it should feel
    like, and when to leave it. ``frames``: its drawing.
    """

    id: str
    name: str
    group: Group
    each_side: bool
    dose: Dose
    regression: str | None
    progression: str | None
    load: str
    equipment: frozenset[str]
    evidence: tuple[str, ...]
    steps: tuple[str, ...]
    feel: str
    stop: str
    frames: tuple[Frame, ...]


class LibraryError(ValueError):
    """The exercises break their own rules; the message lists every fault, one a line."""


_NEEDS: Final = {"name", "dose", "evidence", "steps", "feel", "stop", "pose"}
_MAY: Final = {"each_side", "regression", "progression", "load", "equipment"}


def exercise(exercise_id: str) -> Exercise:
    """The exercise of that id. KeyError where the library has none."""
    try:
        return exercises()[exercise_id]
    except KeyError:
        raise KeyError(f"the library has no exercise {exercise_id!r}") from None


@cache
def exercises() -> Mapping[str, Exercise]:
    """Every exercise, by its id, in the order of the groups and of their files."""
    texts = {group: _text(f"{group.value}.toml") for group in Group}
    figures = {entry.id: entry.figure for entry in evidence.all_entries()}
    return parse_library(texts, _text("doses.toml"), figures)


def parse_library(
    texts: Mapping[Group, str], doses: str, figures: Mapping[str, float | None]
) -> Mapping[str, Exercise]:
    """Reads and checks the TOML of each group, and of the doses, against the registry's entries.

    Raises LibraryError with all faults, not only the first.
    """
    amounts = tomllib.loads(doses)
    if faults := [fault for name, table in amounts.items() for fault in _dose_faults(name, table, figures)]:
        raise LibraryError("\n".join(faults))
    kinds = {name: _dose(table, figures) for name, table in amounts.items()}
    tables = {
        exercise_id: (group, table)
        for group, text in texts.items()
        for exercise_id, table in tomllib.loads(text).items()
    }
    faults = [
        f"[{exercise_id}] {fault}"
        for exercise_id, (_, table) in tables.items()
        for fault in _faults(exercise_id, table, tables, kinds, figures)
    ]
    if faults:
        raise LibraryError("\n".join(faults))
    return MappingProxyType({name: _exercise(name, *found, kinds) for name, found in tables.items()})


def _exercise(
    exercise_id: str, group: Group, table: Mapping[str, Any], kinds: Mapping[str, Dose]
) -> Exercise:
    return Exercise(
        id=exercise_id,
        name=table["name"],
        group=group,
        each_side=table.get("each_side", False),
        dose=kinds[table["dose"]],
        regression=table.get("regression"),
        progression=table.get("progression"),
        load=table.get("load", ""),
        equipment=frozenset(table.get("equipment", ())),
        evidence=tuple(table["evidence"]),
        steps=tuple(table["steps"]),
        feel=table["feel"],
        stop=table["stop"],
        frames=tuple(map(frame, table["pose"])),
    )


def _dose(table: Mapping[str, str], figures: Mapping[str, float | None]) -> Dose:
    amounts = {name: figures[entry_id] for name, entry_id in table.items()}
    whole = {name: int(amount) for name, amount in amounts.items() if amount is not None}
    return Dose(
        sets=whole["sets"], reps=whole.get("reps"), hold_s=whole.get("hold_s"), rest_s=whole["rest_s"]
    )


def _dose_faults(name: str, table: Mapping[str, str], figures: Mapping[str, float | None]) -> Iterator[str]:
    if set(table) not in ({"sets", "reps", "rest_s"}, {"sets", "hold_s", "rest_s"}):
        yield f"the dose {name!r} has {', '.join(sorted(table))}; it takes sets, reps or hold_s, and rest_s"
    for entry_id in table.values():
        if figures.get(entry_id) is None:
            yield f"the dose {name!r} rests on {entry_id!r}, which is no figure of the registry"


def _faults(
    exercise_id: str,
    table: Mapping[str, Any],
    tables: Mapping[str, tuple[Group, Mapping[str, Any]]],
    kinds: Mapping[str, Dose],
    figures: Mapping[str, float | None],
) -> Iterator[str]:
    if missing := _NEEDS - set(table):
        yield f"lacks {', '.join(sorted(missing))}"
    if unknown := set(table) - _NEEDS - _MAY:
        yield f"does not take {', '.join(sorted(unknown))}"
    if empty := [name for name in _NEEDS & set(table) if not table[name]]:
        yield f"has nothing for {', '.join(sorted(empty))}"
    if table.get("dose") not in kinds:
        yield f"has the dose {table.get('dose')!r}, which doses.toml does not have"
    if unknown := set(table.get("equipment", ())) - EQUIPMENT:
        yield f"needs {', '.join(sorted(unknown))}, which is no equipment"
    for entry_id in table.get("evidence", ()):
        if entry_id not in figures:
            yield f"cites {entry_id!r}, which the registry does not have"
    for number, pose in enumerate(table.get("pose", ()), start=1):
        held = frozenset(table.get("equipment", ()))
        yield from (f"pose {number} {fault}" for fault in frame_faults(pose, held))
    for way, back in (("regression", "progression"), ("progression", "regression")):
        if (other := table.get(way)) is not None and (
            other not in tables or tables[other][1].get(back) != exercise_id
        ):
            yield f"has the {way} {other!r}, which does not have it as its {back}"


def _text(name: str) -> str:
    return files(__name__.rpartition(".")[0]).joinpath(name).read_text("utf-8")
