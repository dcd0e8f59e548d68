"""What a rule asks of the answers, in three values: true, false, and unknown where an answer is missing.

Kleene's logic: "all" is false as soon as one part is, "any" true as soon as one part is, and a count is
decided as soon as the open parts cannot change it. So more answers may decide an unknown, and never overturn
what was decided.
"""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from backstride.screen.answers import Answers, Value
from backstride.screen.questions import Key

COMPARISONS: Final[dict[str, tuple[Callable[[float, float], bool], str]]] = {
    "above": (operator.gt, ">"),
    "at_least": (operator.ge, "≥"),
    "below": (operator.lt, "<"),
    "at_most": (operator.le, "≤"),
}
_GROWING = ("above", "at_least")


class Condition(Protocol):
    """A part of a rule."""

    def holds(self, answers: Answers) -> bool | None:
        """Whether it holds; None where the answers do not tell."""
        ...

    def waits_for(self, answers: Answers) -> frozenset[str]:
        """The unanswered keys that could still decide it; none where it is decided."""
        ...

    def evidence(self) -> Iterator[str]:
        """The entries of the registry that it compares with."""
        ...

    def words(self) -> str:
        """The condition as a line of text, for the generated page."""
        ...


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to a key is one of ``values``; for a key of kind yes_no, mostly (True,)."""

    key: Key
    values: tuple[Value, ...]

    def holds(self, answers: Answers) -> bool | None:
        value = answers.get(self.key.name)
        if value is not None:
            return value in self.values
        return False if answers.is_moot(self.key) else None

    def waits_for(self, answers: Answers) -> frozenset[str]:
        return frozenset({self.key.name}) if self.holds(answers) is None else frozenset()

    def evidence(self) -> Iterator[str]:
        return iter(())

    def words(self) -> str:
        if self.values == (True,):
            return self.key.name
        if self.values == (False,):
            return f"{self.key.name} is no"
        return f"{self.key.name} is {' or '.join(map(str, self.values))}"


@dataclass(frozen=True, slots=True)
class Compares:
    """The answer to a key, a number, against an entry of the registry.

    Where the key itself is open, the answer that it cannot exceed may decide: whoever is 30 now was not older
    when the pain first came.
    """

    key: Key
    comparison: str
    entry_id: str
    figure: float

    def holds(self, answers: Answers) -> bool | None:
        compare, _ = COMPARISONS[self.comparison]
        value = answers.number(self.key.name)
        if value is not None:
            return compare(value, self.figure)
        most = None if self.key.never_above is None else answers.number(self.key.never_above)
        if most is None:
            return None
        if self.comparison in _GROWING:
            return None if compare(most, self.figure) else False
        return True if compare(most, self.figure) else None

    def waits_for(self, answers: Answers) -> frozenset[str]:
        if self.holds(answers) is not None:
            return frozenset()
        names = {self.key.name}
        bound = self.key.never_above
        if bound is not None and self.comparison not in _GROWING and answers.get(bound) is None:
            names.add(bound)
        return frozenset(names)

    def evidence(self) -> Iterator[str]:
        yield self.entry_id

    def words(self) -> str:
        return f"{self.key.name} {COMPARISONS[self.comparison][1]} {self.figure:g}"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the parts hold. ``entry_id`` is the count's entry, None for all and for any."""

    parts: tuple[Condition, ...]
    count: int
    entry_id: str | None = None

    def holds(self, answers: Answers) -> bool | None:
        found = [part.holds(answers) for part in self.parts]
        if found.count(True) >= self.count:
            return True
        return False if found.count(True) + found.count(None) < self.count else None

    def waits_for(self, answers: Answers) -> frozenset[str]:
        if self.holds(answers) is not None:
            return frozenset()
        return frozenset().union(*(part.waits_for(answers) for part in self.parts))

    def evidence(self) -> Iterator[str]:
        if self.entry_id is not None:
            yield self.entry_id
        for part in self.parts:
            yield from part.evidence()

    def words(self) -> str:
        inner = [f"({part.words()})" if _is_compound(part) else part.words() for part in self.parts]
        if self.entry_id is not None:
            return f"at least {self.count} of: {', '.join(inner)}"
        return (" or " if self.count == 1 else " and ").join(inner)


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that several rules share, under its name."""

    name: str
    inner: Condition

    def holds(self, answers: Answers) -> bool | None:
        return self.inner.holds(answers)

    def waits_for(self, answers: Answers) -> frozenset[str]:
        return self.inner.waits_for(answers)

    def evidence(self) -> Iterator[str]:
        return self.inner.evidence()

    def words(self) -> str:
        return f"*{self.name.replace('_', ' ')}*"


def _is_compound(part: Condition) -> bool:
    return isinstance(part, AtLeast) and len(part.parts) > 1
