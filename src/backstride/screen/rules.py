"""The rules, read from rules.toml and checked: one that is not understood, or cites nothing, is refused."""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from backstride import evidence
from backstride.screen.answers import Answers
from backstride.screen.clearance import Pattern, Reason, Running, Urgency
from backstride.screen.conditions import COMPARISONS, AtLeast, Compares, Condition, Is, Named
from backstride.screen.questions import CHOICE, NUMBER, YES_NO, Key, keys

_ROOM: Final = "screen"
_SECTIONS: Final = ("urgency", "running", "condition", "rule", "pattern")
_RULE_NEEDS: Final = {"id", "urgency", "running", "when", "text", "do", "evidence"}
_PATTERN_NEEDS: Final = {"id", "when", "text", "evidence"}


class RulesError(ValueError):
    """rules.toml breaks its own rules; the message lists every fault, one a line."""


Said = TypeVar("Said", Reason, Pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Said]):
    """When a reason, or the description of a pattern, applies."""

    when: Condition
    unless: Condition | None
    says: Said

    def holds(self, answers: Answers) -> bool | None:
        """Whether it applies; None where the answers do not tell. ``unless`` counts only where it is true."""
        if self.unless is not None and self.unless.holds(answers) is True:
            return False
        return self.when.holds(answers)

    def waits_for(self, answers: Answers) -> frozenset[str]:
        """The unanswered keys that could still make it apply."""
        return self.when.waits_for(answers) if self.holds(answers) is None else frozenset()

    def could_be_lifted_by(self, answers: Answers) -> frozenset[str]:
        """The unanswered keys that could take it back, where it applies and ``unless`` is open."""
        if self.unless is None or self.holds(answers) is not True:
            return frozenset()
        return self.unless.waits_for(answers)


@dataclass(frozen=True, slots=True)
class Advice:
    """What an urgency means: a heading and what to do first."""

    heading: str
    do: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an answer on running means."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All of rules.toml."""

    advice: Mapping[Urgency, Advice]
    allowance: Mapping[Running, Allowance]
    shared: Mapping[str, Named]
    reasons: tuple[Rule[Reason], ...]
    patterns: tuple[Rule[Pattern], ...]


@cache
def rule_book() -> RuleBook:
    """The product's rules."""
    return parse_rules(_text(), keys(), {entry.id: entry.figure for entry in evidence.all_entries()})


@cache
def rules_sha256() -> str:
    """The hash of all that decides what is said to the same answers: the rules, and the figures that they may
    compare with.
    """
    figures = sorted((entry.id, entry.figure) for entry in evidence.all_entries() if _ROOM in entry.used_by)
    return hashlib.sha256(f"{_text()}{figures}".encode()).hexdigest()


def _text() -> str:
    return files(__name__.rpartition(".")[0]).joinpath("rules.toml").read_text("utf-8")


def parse_rules(text: str, known_keys: Mapping[str, Key], figures: Mapping[str, float | None]) -> RuleBook:
    """Reads and checks the TOML against the keys and the registry's entries (id → figure, None for a claim).

    Raises RulesError with all faults, not only the first.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"not TOML: {error}") from error
    return _Reader(known_keys, figures).book(tables)


class _Reader:
    def __init__(self, known_keys: Mapping[str, Key], figures: Mapping[str, float | None]) -> None:
        self._keys = known_keys
        self._figures = figures
        self._shared: dict[str, Named] = {}
        self._faults: list[str] = []
        self._place = ""

    def book(self, tables: Mapping[str, Any]) -> RuleBook:
        self._expect(tables, set(_SECTIONS), set(), "rules.toml")
        if self._faults:
            raise RulesError("\n".join(self._faults))
        advice = {
            level: Advice(**table)
            for level, table in self._of_each(Urgency, tables["urgency"], {"heading", "do"})
        }
        allowance = {
            level: Allowance(table["text"], self._cited(table["evidence"]))
            for level, table in self._of_each(Running, tables["running"], {"text", "evidence"})
        }
        for name, table in tables["condition"].items():
            self._place = f"[condition.{name}]"
            self._shared[name] = Named(name, self._condition(table))
        reasons = tuple(rule for table in tables["rule"] for rule in self._reason(table))
        patterns = tuple(rule for table in tables["pattern"] for rule in self._pattern(table))
        for ids in ([rule.says.id for rule in reasons], [rule.says.id for rule in patterns]):
            self._faults += [f"{name!r} stands twice" for name in sorted(set(ids)) if ids.count(name) > 1]
        if self._faults:
            raise RulesError("\n".join(self._faults))
        return RuleBook(
            advice=MappingProxyType(advice),
            allowance=MappingProxyType(allowance),
            shared=MappingProxyType(self._shared),
            reasons=reasons,
            patterns=patterns,
        )

    def _of_each(self, levels: Any, tables: Mapping[str, Any], needs: set[str]) -> Iterator[tuple[Any, Any]]:
        """Each level with its table; a fault where one is missing or incomplete."""
        for level in levels:
            self._place = f"[{level.__class__.__name__.lower()}.{level}]"
            if self._expect(tables.get(level, {}), needs, set(), self._place):
                yield level, tables[level]

    def _reason(self, table: Mapping[str, Any]) -> Iterator[Rule[Reason]]:
        self._place = f"[rule {table.get('id')!r}]"
        if not self._expect(table, _RULE_NEEDS, {"unless"}, self._place):
            return
        if table["urgency"] not in list(Urgency) or table["running"] not in list(Running):
            self._fault(f"has urgency {table['urgency']!r} and running {table['running']!r}")
            return
        when, unless, cited = self._when(table)
        reason = Reason(
            id=table["id"],
            urgency=Urgency(table["urgency"]),
            running=Running(table["running"]),
            text=table["text"],
            do=table["do"],
            evidence=cited,
        )
        yield Rule(when=when, unless=unless, says=reason)

    def _pattern(self, table: Mapping[str, Any]) -> Iterator[Rule[Pattern]]:
        self._place = f"[pattern {table.get('id')!r}]"
        if self._expect(table, _PATTERN_NEEDS, {"unless"}, self._place):
            when, unless, cited = self._when(table)
            pattern = Pattern(id=table["id"], text=table["text"], evidence=cited)
            yield Rule(when=when, unless=unless, says=pattern)

    def _when(self, table: Mapping[str, Any]) -> tuple[Condition, Condition | None, tuple[str, ...]]:
        """When the rule applies, unless what, and what it cites: by itself and through its comparisons."""
        when = self._condition(table["when"])
        unless = self._condition(table["unless"]) if "unless" in table else None
        compared = [*when.evidence(), *(() if unless is None else unless.evidence())]
        return when, unless, tuple(dict.fromkeys([*self._cited(table["evidence"]), *compared]))

    def _condition(self, table: Any) -> Condition:
        """The condition that ``table`` describes; else a fault, and one that never holds."""
        if isinstance(table, str):
            return self._yes(table)
        if isinstance(table, Mapping):
            form = set(table)
            if form == {"condition"}:
                if table["condition"] in self._shared:
                    return self._shared[table["condition"]]
            elif form in ({"all"}, {"any"}):
                (parts,) = table.values()
                if isinstance(parts, list) and parts:
                    return AtLeast(tuple(map(self._condition, parts)), len(parts) if form == {"all"} else 1)
            elif form == {"at_least", "of"} and isinstance(table["of"], list):
                count = self._figure(table["at_least"])
                return AtLeast(tuple(map(self._condition, table["of"])), int(count), table["at_least"])
            elif "key" in form and table["key"] in self._keys:
                return self._about_key(self._keys[table["key"]], table)
        self._fault(f"cannot be understood: {table!r}")
        return AtLeast((), 1)

    def _yes(self, name: str) -> Condition:
        key = self._keys.get(name)
        if key is None or key.kind != YES_NO:
            self._fault(f"{name!r} is not the key of a yes-or-no question")
            return AtLeast((), 1)
        return Is(key, (True,))

    def _about_key(self, key: Key, table: Mapping[str, Any]) -> Condition:
        (form,) = set(table) - {"key"} if len(table) == 2 else ("",)
        if form in COMPARISONS and key.kind == NUMBER:
            return Compares(key, form, table[form], self._figure(table[form]))
        values = [table[form]] if form == "is" else table[form] if form == "in" else None
        possible: Collection[Any] = key.choices if key.kind == CHOICE else (True, False)
        if key.kind != NUMBER and isinstance(values, list) and values and all(v in possible for v in values):
            return Is(key, tuple(values))
        self._fault(f"{key.name!r} ({key.kind}) cannot be asked for {dict(table)!r}")
        return AtLeast((), 1)

    def _figure(self, entry_id: Any) -> float:
        figure = self._figures.get(entry_id) if isinstance(entry_id, str) else None
        if figure is None:
            self._fault(f"{entry_id!r} is not an entry of the registry with a figure")
            return 0.0
        return figure

    def _cited(self, entry_ids: Any) -> tuple[str, ...]:
        if not isinstance(entry_ids, list) or not entry_ids:
            self._fault("cites no evidence")
            return ()
        for entry_id in entry_ids:
            if entry_id not in self._figures:
                self._fault(f"cites {entry_id!r}, which the registry does not have")
        return tuple(entry_ids)

    def _expect(self, table: Mapping[str, Any], needs: set[str], may: set[str], place: str) -> bool:
        """Whether the table has what it needs and nothing else, its words not empty; a fault where not."""
        missing, unknown = needs - set(table), set(table) - needs - may
        empty = {name for name, value in table.items() if isinstance(value, str) and not value.strip()}
        for what, names in (("lacks", missing), ("does not take", unknown), ("has no words for", empty)):
            if names:
                self._faults.append(f"{place} {what} {', '.join(sorted(names))}")
        return not (missing or unknown or empty)

    def _fault(self, words: str) -> None:
        self._faults.append(f"{self._place} {words}")
