"""The questions, read from questions.toml: what a key can hold, its words, the order of the interview."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

YES_NO: Final = "yes_no"
NUMBER: Final = "number"
CHOICE: Final = "choice"

_NEEDS = {YES_NO: set[str](), NUMBER: {"low", "high", "unit"}, CHOICE: {"choices"}}
_MAY = {YES_NO: set[str](), NUMBER: {"never_above", "percent"}, CHOICE: {"named"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the answers.

    ``low`` and ``high`` bound what a number can be, in ``unit``. ``never_above`` names the key whose answer
    this one cannot exceed. ``moot_for``: answers to other keys with which this one does not apply.
    ``percent``: a share that is asked for in percent. ``named``: choices as signs of their own, in words.
    """

    name: str
    kind: str
    label: str
    ask: str
    low: float = field(default=0.0)
    high: float = field(default=0.0)
    unit: str | None = None
    choices: tuple[str, ...] = ()
    never_above: str | None = None
    percent: bool = False
    named: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    moot_for: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the interview, for one key or for several at once.

    ``describes``: asked for the description of the pain, even where no answer changes what is urgent.
    """

    id: str
    keys: tuple[str, ...]
    ask: str | None = None
    describes: bool = False


class QuestionsError(ValueError):
    """questions.toml breaks its own rules; the message lists every fault, one a line."""


@cache
def keys() -> Mapping[str, Key]:
    """Every key, by its name, in the order of questions.toml."""
    return _read()[0]


@cache
def questions() -> tuple[Question, ...]:
    """The questions of the interview, in their order."""
    return _read()[1]


@cache
def _read() -> tuple[Mapping[str, Key], tuple[Question, ...]]:
    return parse_questions(files(__name__.rpartition(".")[0]).joinpath("questions.toml").read_text("utf-8"))


def parse_questions(text: str) -> tuple[Mapping[str, Key], tuple[Question, ...]]:
    """Reads and checks the TOML. Raises QuestionsError with all faults, not only the first."""
    tables = tomllib.loads(text)
    faults = list(_faults(tables))
    if faults:
        raise QuestionsError("\n".join(faults))
    found = {
        name: Key(
            name=name,
            **{
                **table,
                "choices": tuple(table.get("choices", ())),
                "named": MappingProxyType(table.get("named", {})),
                "moot_for": MappingProxyType(table.get("moot_for", {})),
            },
        )
        for name, table in tables["key"].items()
    }
    asked = tuple(Question(**{**table, "keys": tuple(table["keys"])}) for table in tables["question"])
    return MappingProxyType(found), asked


def _faults(tables: Mapping[str, object]) -> Iterator[str]:
    if set(tables) != {"key", "question"}:
        yield f"questions.toml holds [key.…] and [[question]]; it has {', '.join(sorted(tables))}"
        return
    key_tables, question_tables = tables["key"], tables["question"]
    assert isinstance(key_tables, dict)
    assert isinstance(question_tables, list)
    for name, table in key_tables.items():
        yield from (f"[key.{name}] {fault}" for fault in _key_faults(table, key_tables))
    ids = [table.get("id") for table in question_tables]
    for table in question_tables:
        if not set(table) <= {"id", "ask", "keys", "describes"} or not {"id", "keys"} <= set(table):
            yield f"question {table.get('id')!r} has {sorted(table)}; it takes id, keys, ask and describes"
        elif ids.count(table["id"]) > 1:
            yield f"question {table['id']!r} stands twice"
        elif unknown := set(table["keys"]) - set(key_tables):
            yield f"question {table['id']!r} asks for {sorted(unknown)}, which no [key.…] describes"
        elif len(table["keys"]) > 1 and "ask" not in table:
            yield f"question {table['id']!r} has several keys and needs 'ask'"


def _key_faults(table: Mapping[str, object], others: Mapping[str, object]) -> Iterator[str]:
    kind = table.get("kind")
    if kind not in _NEEDS:
        yield f"kind = {kind!r}; allowed are {', '.join(_NEEDS)}"
        return
    needs = {"kind", "label", "ask"} | _NEEDS[str(kind)]
    may = needs | {"moot_for"} | _MAY[str(kind)]
    if needs - set(table):
        yield f"lacks {', '.join(sorted(needs - set(table)))}"
    if set(table) - may:
        yield f"does not take {', '.join(sorted(set(table) - may))}"
    named = table.get("named", {})
    choices = table.get("choices", ())
    assert isinstance(named, dict)
    assert isinstance(choices, list | tuple)
    for choice in named:
        if choice not in choices:
            yield f"names the choice {choice!r}, which it does not have"
    moot_for = table.get("moot_for", {})
    assert isinstance(moot_for, dict)
    for other in [*moot_for, *([table["never_above"]] if "never_above" in table else [])]:
        if other not in others:
            yield f"names the key {other!r}, which is not there"
