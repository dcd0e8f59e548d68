"""A session as a structured FIT workout, which a watch leads its runner through step by step.

The file holds what the format asks for, in its order: ``file_id``, ``workout`` and a ``workout_step`` for
each step. Warm-up, distances, times and counts are steps; what is repeated is followed by a step that says
from where and how often. No step has a target: the notes say how hard it should feel.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

import numpy as np

from backstride.export import fit_wire as wire
from backstride.export.fit_wire import ENUM, UINT16, UINT32, Field
from backstride.plan.blocks import Action, Block, Step, blocks, sessions_shown
from backstride.plan.model import Kind, Plan, Session
from backstride.report import plan_words

NAME_CHARACTERS: Final = 15
"""The longest name of a workout or a step that a training centre file may have, and older watches show."""
NOTE_BYTES: Final = 200
"""Of a step's note, in UTF-8: watches show far less, and one field holds no more than 254."""

_FILE_ID, _WORKOUT, _WORKOUT_STEP = 0, 26, 27
_MESSAGE_INDEX = 254
_WORKOUT_FILE = 5
_PRODUCT = 1
_MS_PER_S, _CM_PER_M = 1000, 100
_TIME, _DISTANCE, _OPEN, _REPEAT, _REPS = 0, 1, 5, 6, 29  # what ends a step
_OPEN_TARGET = 2
_ACTIVE, _REST, _WARM_UP, _RECOVERY = 0, 1, 2, 4  # a step's intensity
_OTHER_SIDE = "Other side"
_PLACES_A_DAY = 100  # in the number that tells two workouts apart


class _Sport(NamedTuple):
    """FIT's number of a sport and of a sub-sport."""

    sport: int
    sub_sport: int


_SPORTS: Final = {
    Kind.RUN: _Sport(1, 0),
    Kind.RUN_WALK: _Sport(1, 0),
    Kind.WALK: _Sport(11, 0),
    Kind.STRENGTH: _Sport(10, 20),
}
"""The kinds of session that become a workout. Of cross-training, the plan does not say which sport it is."""


@dataclass(frozen=True, slots=True)
class Workout:
    """A file's name, which tells its date and kind, and its content."""

    name: str
    data: bytes


def plan_workouts(plan: Plan, now: datetime) -> tuple[Workout, ...]:
    """A workout for every session that a watch can lead through, in the order of the plan.

    ``now``: when the plan was made. Under ``hold`` and ``stop`` there are no runs among them.
    """
    made = []
    for day in plan.days:
        for place, session in enumerate(sessions_shown(plan, day), 1):
            if session.kind in _SPORTS:
                name = f"{day.date}_{place}_{session.kind}.fit"
                made.append(Workout(name, workout_file(session, day.date, place, now)))
    return tuple(made)


def workout_file(session: Session, on: date, place: int, now: datetime) -> bytes:
    """One session as a FIT workout file; the same arguments give the same bytes.

    ``place``: of the session in its day, from 1 to 99. Date and place make the file's number, by which a
    watch tells one workout from another: that of a changed session takes the place of the earlier one.
    KeyError where the session's kind is none that becomes a workout; ValueError where a step is longer than
    the format can hold (49 days, or 42,949 km) or ``now`` lies before 1990.
    """
    sport, sub_sport = _SPORTS[session.kind]
    rows = list(_rows(session))
    return wire.framed(
        wire.message(
            _FILE_ID,
            [
                wire.scaled(0, ENUM, _WORKOUT_FILE),
                wire.scaled(1, UINT16, wire.DEVELOPMENT_MANUFACTURER),
                wire.scaled(2, UINT16, _PRODUCT),
                wire.scaled(3, wire.UINT32Z, int(f"{on:%Y%m%d}") * _PLACES_A_DAY + place),
                wire.scaled(4, UINT32, wire.fit_time(now)),
            ],
        )
        + wire.message(
            _WORKOUT,
            [
                wire.scaled(4, ENUM, sport),
                wire.scaled(6, UINT16, len(rows)),
                wire.text(8, _workout_name(session, on)),
                wire.scaled(11, ENUM, sub_sport),
            ],
        )
        + wire.message(_WORKOUT_STEP, _columns(rows))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One ``workout_step``; None is a value that it does not have. ``ends_at``: in the format's own units."""

    name: str = ""
    notes: str = ""
    ended_by: int
    ends_at: int | None = None
    times: int | None = None
    intensity: int | None = None


def _columns(rows: Sequence[_Row]) -> list[Field]:
    def numbers(values: Sequence[int | None]) -> list[float]:
        return [np.nan if value is None else value for value in values]

    return [
        wire.scaled(_MESSAGE_INDEX, UINT16, np.arange(len(rows))),
        wire.texts(0, [row.name for row in rows]),
        wire.scaled(1, ENUM, [row.ended_by for row in rows]),
        wire.scaled(2, UINT32, numbers([row.ends_at for row in rows])),
        wire.scaled(3, ENUM, np.full(len(rows), _OPEN_TARGET)),
        wire.scaled(4, UINT32, numbers([row.times for row in rows])),
        wire.scaled(7, ENUM, numbers([row.intensity for row in rows])),
        wire.texts(8, [row.notes for row in rows]),
    ]


def _rows(session: Session) -> Iterator[_Row]:
    """The steps in their order; what is done more than once ends with a step that leads back to its first."""
    count = 0
    for block in blocks(session):
        for step in block.steps:
            yield _row(step, block, session)
        if block.repeats > 1:
            yield _Row(ended_by=_REPEAT, ends_at=count, times=block.repeats)
        count += len(block.steps) + (block.repeats > 1)


def _row(step: Step, block: Block, session: Session) -> _Row:
    name, intensity = _STEPS[step.action]
    notes = ""
    if step.exercise is not None:
        whole = plan_words.exercise_title(step.exercise.name)
        name = _OTHER_SIDE if step.other_side else _cut(whole) or name
        notes = f"{whole}: {plan_words.dose(step.exercise)}"
    elif step.action is Action.RUN:
        notes = plan_words.feeling(session)
    if step.action is Action.WALK and len(block.steps) > 1:
        intensity = _RECOVERY
    ended_by, ends_at = _end(step)
    return _Row(
        name=name,
        notes=_note(notes),
        ended_by=ended_by,
        ends_at=ends_at,
        intensity=intensity,
    )


_STEPS: Final = {
    Action.WARM_UP: ("Warm-up", _WARM_UP),
    Action.RUN: ("Run", _ACTIVE),
    Action.WALK: ("Walk", _ACTIVE),
    Action.EXERCISE: ("Exercise", _ACTIVE),
    Action.BREAK: ("Break", _REST),
    Action.OTHER: ("Go on", _ACTIVE),
}
"""A step's name and its intensity."""


def _end(step: Step) -> tuple[int, int | None]:
    """What ends a step, and at which value in the format's units; one without an end waits for the button."""
    if step.reps is not None:
        return _REPS, step.reps
    if step.distance_m is not None:
        return _DISTANCE, round(step.distance_m * _CM_PER_M)
    if step.duration_s is not None:
        return _TIME, round(step.duration_s * _MS_PER_S)
    return _OPEN, None


def _workout_name(session: Session, on: date) -> str:
    """The date and the kind, and of a run or a walk how much, where there is room: "24 Nov Run 5 km"."""
    name = f"{plan_words.short_day(on)} {plan_words.KINDS[session.kind]}"
    step = blocks(session)[-1].steps[0]  # with the longer kinds, nothing fits beside the name
    amount = plan_words.distance(step.distance_m) or plan_words.duration(step.duration_s)
    whole = f"{name} {amount}".strip()
    return whole if len(whole) <= NAME_CHARACTERS else name


def _cut(name: str) -> str:
    """A name as watches without the letters of the world show it; "" where none of its letters is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(filter(str.isprintable, plain))[:NAME_CHARACTERS].strip()


def _note(text: str) -> str:
    """A note without control characters, cut between two characters where it is too long."""
    kept = "".join(filter(str.isprintable, text)).encode("utf-8", "ignore")
    return kept[:NOTE_BYTES].decode("utf-8", "ignore").strip()
