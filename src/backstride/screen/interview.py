"""The interview: which question comes next, and what a reply means. No terminal: a face shows and reads.

Emergencies come first, and once one is certain nothing more is asked. A question is asked only where some
answer to it could make it more urgent, take a warning back, or describe the pain; so somebody with nothing
wrong gets about a dozen, most of them for several signs at once.
"""

import math
import re
from dataclasses import dataclass

from backstride.screen.answers import NO_ANSWERS, Answers, Value
from backstride.screen.evaluate import could_lower, evaluate
from backstride.screen.questions import NUMBER, YES_NO, Key, Question, keys, questions

_YES, _NO = ("y", "yes"), ("n", "no", "none")
_UNKNOWN = ("", "?")
_PERCENT = 100
_TICKS = re.compile(r"\d+\??(?:[\s,;]+\d+\??)*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask now. Where there are ``options``, the reply names those that are so, by number from 1.

    ``hint``: in a word or two, what to type. ``expects``: the same for somebody who was not understood.
    """

    question: Question
    keys: tuple[str, ...]
    text: str
    hint: str
    expects: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A reply that is no answer to the question, and what would be one."""

    reason: str


@dataclass(frozen=True, slots=True)
class Interview:
    """How far it has come: the answers, and the questions and keys that need not be asked again."""

    answers: Answers = NO_ANSWERS
    done: frozenset[str] = frozenset()

    def next(self) -> Asked | None:
        """The next question; None where the interview is over."""
        so_far = evaluate(self.answers)
        matters = {*so_far.unanswered, *could_lower(self.answers)}
        for question in questions():
            describes = question.describes and not so_far.urgency.is_today
            left = tuple(
                name
                for name in question.keys
                if (describes or name in matters) and name not in self.done and self._is_open(name)
            )
            if left:
                return _asked(question, left)
        return None

    def reply(self, asked: Asked, text: str) -> "Interview | NotUnderstood":
        """The interview after that reply, or why it was not understood. An empty reply leaves it open."""
        text = text.strip().lower()
        if text in _UNKNOWN:
            return Interview(self.answers, self.done | {*asked.keys})
        if asked.options:
            return self._ticked(asked, text)
        key = keys()[asked.keys[0]]
        value = _value(key, text)
        if value is None:
            return NotUnderstood(f"Please answer with {asked.expects}.")
        return Interview(self.answers.also({key.name: value}), self.done)

    def _is_open(self, name: str) -> bool:
        return self.answers.get(name) is None and not self.answers.is_moot(keys()[name])

    def _ticked(self, asked: Asked, text: str) -> "Interview | NotUnderstood":
        """The reply to several at once: those named are so, one with a question mark is open, the rest no."""
        ticks = set() if text in _NO else set(re.split(r"[\s,;]+", text))
        numbers = {tick.rstrip("?") for tick in ticks}
        possible = [str(number) for number in range(1, len(asked.keys) + 1)]
        if ticks and not (_TICKS.fullmatch(text) and numbers <= set(possible)):
            return NotUnderstood(f"Please answer with {asked.expects}.")
        more: dict[str, Value] = {}
        unsure = set()
        for number, name in zip(possible, asked.keys, strict=True):
            if f"{number}?" in ticks:
                unsure.add(name)
            elif number not in ticks:
                more[name] = _no(keys()[name])
            elif keys()[name].kind == YES_NO:
                more[name] = True  # any other kind is asked for by itself next
        return Interview(self.answers.also(more), self.done | unsure)


def _asked(question: Question, left: tuple[str, ...]) -> Asked:
    if len(left) > 1 and question.ask is not None:
        labels = tuple(keys()[name].label for name in left)
        expects = "the numbers of those that are so, such as 1 3, or n for none"
        return Asked(question, left, question.ask, "Numbers, or n for none", expects, labels)
    key = keys()[left[0]]
    if key.kind == NUMBER:
        scale, unit = (_PERCENT, "percent") if key.percent else (1, key.unit)
        expects = f"a number from {key.low * scale:g} to {key.high * scale:g}"
        return Asked(question, left[:1], key.ask, str(unit).capitalize(), expects)
    choices = "y or n" if key.kind == YES_NO else ", ".join(key.choices)
    return Asked(question, left[:1], key.ask, choices.capitalize(), choices)


def _no(key: Key) -> Value:
    """The answer that stands for no: false, or the first of the choices."""
    return False if key.kind == YES_NO else key.choices[0]


def _value(key: Key, text: str) -> Value | None:
    """The reply as the key holds it, None where it is none of its answers."""
    if key.kind == YES_NO:
        return True if text in _YES else False if text in _NO else None
    if key.kind == NUMBER:
        return _number(key, text)
    if text in _NO and key.choices[0] == "none":
        return key.choices[0]
    fitting = [choice for choice in key.choices if choice.startswith(text)]
    return fitting[0] if len(fitting) == 1 else None


def _number(key: Key, text: str) -> float | None:
    try:
        value = float(text.replace(",", ".").removesuffix("%").strip())
    except ValueError:
        return None
    value = value / _PERCENT if key.percent else value
    return value if math.isfinite(value) and key.low <= value <= key.high else None
