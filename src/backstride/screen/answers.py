"""The answers to the screen's questions, read strictly: a misspelt warning sign must not pass for none."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from backstride.screen.questions import CHOICE, NUMBER, YES_NO, Key, keys

Value = bool | float | str

_KINDS = {YES_NO: "true or false", CHOICE: "one of {choices}", NUMBER: "a number from {low:g} to {high:g}"}


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that cannot be used: its key (None where it is about the whole), and what is expected."""

    key: str | None
    reason: str

    def __str__(self) -> str:
        return self.reason if self.key is None else f"{self.key}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known, by key: yes or no, a number in the key's unit, or one of its choices. Absent is unknown.

    Made by ``check_answers``, which sees to it that each value is one that its key can take.
    """

    known: Mapping[str, Value]

    def get(self, key: str) -> Value | None:
        """The answer, None where it is unknown."""
        return self.known.get(key)

    def number(self, key: str) -> float | None:
        """The answer to a key of kind number, None where it is unknown."""
        value = self.known.get(key)
        return None if value is None else float(value)

    def is_moot(self, key: Key) -> bool:
        """Whether another answer has settled that this one does not apply, such as pregnancy for a man."""
        return any(self.known.get(other) == value for other, value in key.moot_for.items())

    def also(self, more: Mapping[str, Value]) -> "Answers":
        """These answers and ``more``, which stands where both have one."""
        return Answers(MappingProxyType({**self.known, **more}))


NO_ANSWERS = Answers(MappingProxyType({}))


def read_answers(data: bytes) -> Answers | tuple[Problem, ...]:
    """The answers of a JSON file, or everything that is wrong with it."""
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique)
    except _StandsTwiceError as error:
        return (Problem(str(error), "stands twice: leave one of them out"),)
    except (ValueError, RecursionError) as error:
        return (Problem(None, f"not JSON ({' '.join(str(error).split())})"),)
    return check_answers(document)


def check_answers(document: object) -> Answers | tuple[Problem, ...]:
    """Answers from the object of a JSON document: known keys, each with a value that it can take.

    None is unknown. Returns every problem, not only the first; there are then no answers, since one that was
    left out could be the one that matters.
    """
    if not isinstance(document, Mapping):
        return (Problem(None, 'the answers are a JSON object, such as {"fever": false}'),)
    known: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, value in document.items():
        key = keys().get(name)
        if key is None:
            close = get_close_matches(str(name), keys(), n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            problems.append(Problem(str(name), f"no such question{hint}"))
        elif value is not None:
            checked = _checked(key, value)
            if checked is None:
                problems.append(Problem(key.name, f"{_shown(value)} is not {_expected(key)}"))
            else:
                known[key.name] = checked
    return tuple(problems) or Answers(MappingProxyType(known))


def _checked(key: Key, value: object) -> Value | None:
    """The value as its key holds it, None where the key cannot take it."""
    if key.kind == YES_NO:
        return value if isinstance(value, bool) else None
    if key.kind == CHOICE:
        return value if isinstance(value, str) and value in key.choices else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if key.low <= value <= key.high else None


def _expected(key: Key) -> str:
    choices = ", ".join(json.dumps(choice) for choice in key.choices)
    return _KINDS[key.kind].format(choices=choices, low=key.low, high=key.high) + ", or null for unknown"


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= _LAYOUT_SHOWN else f"{text[:_LAYOUT_SHOWN]}…"


# A value that is no answer is quoted in a one-line reason: enough of it to find it again.
_LAYOUT_SHOWN = 40


class _StandsTwiceError(Exception):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        raise _StandsTwiceError(next(name for name in names if names.count(name) > 1))
    return document
