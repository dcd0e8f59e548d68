"""A plan's sessions in plain words, the same on paper, in a calendar and on a watch."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from backstride.evidence import Entry, entry, figure
from backstride.plan.blocks import M_PER_KM, SECONDS_PER_MIN, Action, Block, Step, blocks, is_each_side
from backstride.plan.exercises import exercises
from backstride.plan.model import ExerciseDose, Gate, Intensity, Kind, Session
from backstride.report import words

KINDS: Final = {
    Kind.RUN: "Run",
    Kind.RUN_WALK: "Run-walk",
    Kind.WALK: "Walk",
    Kind.STRENGTH: "Strength",
    Kind.CROSS_TRAINING: "Cross-training",
    Kind.REST: "Rest",
}
"""What each kind of session is called, for a category or a short name."""

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_IN_BRACKETS: Final = re.compile(r"\s*\([^()]*\)")
_SHORT = 3  # letters of a month
_INTENSITY: Final = {
    Intensity.EASY: "Easy: you could talk in whole sentences.",
    Intensity.STEADY: "Steady: you could still talk, in short sentences.",
    Intensity.HARD: "Hard: you could hardly talk.",
}
_SURFACE: Final = {
    "soft": "On soft ground where you can.",
    "hard": "On hard ground.",
}
_ACTIONS: Final = {Action.RUN: "run", Action.WALK: "walk", Action.OTHER: "keep going"}
_REST: Final = "No training today. Everyday moving is fine."
_OTHER_SPORT: Final = "Something without impact that your back takes well, such as cycling or swimming."

_NOTICES: Final = {
    Gate.HOLD: (
        "No running for now",
        "This plan holds no runs. Leave running until somebody has looked at your back, or the reason for "
        "this has gone.",
    ),
    Gate.STOP: (
        "No running until a clinician says it is safe",
        "This plan holds no runs. If nobody has looked at your back yet, see to that before anything else.",
    ),
}

_STOP_A_RUN: Final = "Stop a run when the pain passes {most:g} of 10."

UNREAD: Final = " (not yet read in its source)"
"""What stands after a claim whose source was not yet read."""

EMERGENCY: Final = (
    "Numbness between the legs, new trouble with passing urine or stools, or weakness in both legs: get "
    "emergency help at once."
)


def notice(gate: Gate) -> tuple[str, str] | None:
    """What is said before any session where the plan may hold no runs: a heading and a sentence or two."""
    return _NOTICES.get(gate)


def stop_a_run() -> str:
    """When a run is given up."""
    return _STOP_A_RUN.format(most=figure("today_pain_most_nrs"))


def title(session: Session) -> str:
    """The session in one line: "Easy run, 5 km", "Run-walk, 6 × (2 min run, 1 min walk)"."""
    name = KINDS[session.kind]
    if session.intensity and session.kind in (Kind.RUN, Kind.RUN_WALK, Kind.CROSS_TRAINING):
        name = f"{session.intensity.value.capitalize()} {name.lower()}"
    if session.kind is Kind.REST:
        return name
    if session.kind is Kind.STRENGTH and session.exercises:
        n = len(session.exercises)
        return f"{name}, {n} exercise{'' if n == 1 else 's'}"
    (amount,) = [_amount(block) for block in blocks(session)[-1:]]
    return f"{name}, {amount}" if amount else name


def _amount(block: Block) -> str:
    """How much: "5 km", "30 min", "6 × (2 min run, 1 min walk)"; nothing where it is open."""
    if len(block.steps) == 1 and block.repeats == 1:
        step = block.steps[0]
        return distance(step.distance_m) or duration(step.duration_s)
    turns = ", ".join(f"{duration(step.duration_s)} {_ACTIONS[step.action]}" for step in block.steps)
    return f"{block.repeats} × ({turns})"


def steps(session: Session) -> list[str]:
    """What to do in a session, a line for each step, and how it should feel. Never empty."""
    if session.kind is Kind.REST:
        return [_REST]
    lines = [_line(block) for block in blocks(session)]
    if session.kind is Kind.CROSS_TRAINING:
        lines.append(_OTHER_SPORT)
    return [*lines, *filter(None, [feeling(session), _ground(session)])]


def feeling(session: Session) -> str:
    """How hard it should feel, in a sentence; nothing where the plan does not say."""
    return _INTENSITY[session.intensity] if session.intensity else ""


def _ground(session: Session) -> str:
    on_foot = session.kind in (Kind.RUN, Kind.RUN_WALK, Kind.WALK)
    return _SURFACE.get(session.surface, "") if on_foot else ""


def _line(block: Block) -> str:
    step = block.steps[0]
    if step.action is Action.WARM_UP:
        return f"Warm up: {duration(step.duration_s)}, gently."
    if step.exercise is not None:
        return f"{exercise_title(step.exercise.name)}: {dose(step.exercise)}."
    if len(block.steps) == 1 and block.repeats == 1:
        return f"{_ACTIONS[step.action].capitalize()}{_for(step)}."
    turns = ", then ".join(f"{_ACTIONS[step.action]} {duration(step.duration_s)}" for step in block.steps)
    return f"{block.repeats} times: {turns}."


def _for(step: Step) -> str:
    """How much of a step, with a blank before it: " 5 km, about 32 min", " for 30 min"."""
    how_far = distance(step.distance_m)
    if not how_far:
        return f" for {duration(step.duration_s) or 'as long as feels right'}"
    if step.duration_s is None:
        return f" {how_far}"
    return f" {how_far}, about {round(step.duration_s / SECONDS_PER_MIN)} min"


def exercise_title(name: str) -> str:
    """What an exercise is called; of one that the library no longer has, its id as people would read it."""
    known = exercises().get(name)
    return known.name if known else name.replace("_", " ").strip().capitalize()


def dose(of: ExerciseDose) -> str:
    """Sets and repetitions or seconds, and the load: "3 × 10, with 20 kg", "2 × 30 s on each side"."""
    each = f"{of.reps}" if of.hold_s is None else f"{of.hold_s} s"
    each += " on each side" if is_each_side(of) else ""
    return f"{of.sets} × {each}" + (f", {of.load}" if of.load else "")


def why(ids: Iterable[str]) -> list[str]:
    """The registry's claim behind each id, once each, in their order. KeyError where it has none of an id.

    A choice of our own stands with its figure, of which it often is the name; not so a whole sentence, which
    ends with a full stop and says its figure itself. A claim from the literature
    stands without what is in brackets: the figures of studies are for those who look them up. One whose
    source was not yet read says so.
    """
    return [_claim(entry(entry_id)) for entry_id in dict.fromkeys(ids)]


def _claim(found: Entry) -> str:
    if found.source == "design":
        return found.claim + words.figure_of(found)
    unread = UNREAD if found.status == "unverified" else ""
    return _IN_BRACKETS.sub("", found.claim) + unread


def weekday(of: date) -> str:
    return _WEEKDAYS[of.weekday()]


def short_day(of: date) -> str:
    """A date without its year, as short as it gets: "24 Nov"."""
    _, month, _ = words.day(of).split()
    return f"{of.day} {month[:_SHORT]}"


def distance(of_m: float | None) -> str:
    """A distance to ten metres: "5 km", "5.25 km", and "400 m" below a kilometre; nothing where unknown."""
    if of_m is None:
        return ""
    return f"{round(of_m)} m" if of_m < M_PER_KM else f"{round(of_m / M_PER_KM, 2):g} km"


def duration(of_s: float | None) -> str:
    """A time to the second: "30 min", "1 min 30 s", "45 s"; nothing where unknown."""
    if of_s is None:
        return ""
    minutes, seconds = divmod(round(of_s), round(SECONDS_PER_MIN))
    parts = [f"{minutes} min"] if minutes else []
    if seconds or not minutes:
        parts.append(f"{seconds} s")
    return " ".join(parts)
