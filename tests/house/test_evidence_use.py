"""Every entry of the registry is used, by the rooms that it names, and every id in use stands there."""

import ast
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from backstride import evidence

SRC = Path(__file__).resolve().parents[2] / "src" / "backstride"
CALLS = ("figure", "entry")


def ids_asked_for(source: str) -> tuple[set[str], set[str]]:
    """What one module asks the registry for: literal ids, and patterns of ids that f-strings build."""
    literal: set[str] = set()
    patterns: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in CALLS:
            continue
        asked = node.args[0]
        if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            literal.add(asked.value)
        elif isinstance(asked, ast.JoinedStr):
            parts = (
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
                for part in asked.values
            )
            patterns.add("".join(parts))
    return literal, patterns


def ids_mentioned(source: str, known: Iterable[str]) -> set[str]:
    """Ids that stand as whole strings: handed on to ``figure`` by a variable, or cited beside a sentence."""
    strings = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    return strings & set(known)


def faults(rooms: Mapping[str, Iterable[str]], used_by: Mapping[str, Iterable[str]]) -> list[str]:
    """What is wrong between the sources of each room and the registry's ids with the rooms that they name."""
    uses: dict[str, set[str]] = {entry_id: set() for entry_id in used_by}
    found = []
    for room, sources in rooms.items():
        for source in sources:
            literal, patterns = ids_asked_for(source)
            matched = {i for i in used_by for pattern in patterns if re.fullmatch(pattern, i)}
            found += [
                f"{room} asks for {i!r}, which the registry does not have" for i in literal - set(used_by)
            ]
            found += [
                f"{room} asks for ids like {pattern!r}, and the registry has none"
                for pattern in patterns
                if not any(re.fullmatch(pattern, i) for i in used_by)
            ]
            for entry_id in (literal & set(used_by)) | matched | ids_mentioned(source, used_by):
                uses[entry_id].add(room)
    for entry_id, rooms_that_use in uses.items():
        if not rooms_that_use:
            found.append(f"[{entry_id}] is used by nothing: use it or take it out")
        elif rooms_that_use != set(used_by[entry_id]):
            found.append(
                f"[{entry_id}] says used_by = {sorted(used_by[entry_id])}; it is {sorted(rooms_that_use)}"
            )
    return found


def source_of_data(text: str) -> str:
    """A room's data as an expression of Python: an id that stands in it counts as one in code does."""
    return repr(tomllib.loads(text))


def rooms_of_the_product() -> dict[str, list[str]]:
    rooms: dict[str, list[str]] = {}
    for path in sorted([*SRC.rglob("*.py"), *SRC.rglob("*.toml")]):
        room = path.relative_to(SRC).parts[0].removesuffix(".py")
        if room != "evidence":
            text = path.read_text("utf-8")
            rooms.setdefault(room, []).append(source_of_data(text) if path.suffix == ".toml" else text)
    return rooms


def test_the_registry_and_the_rooms_agree():
    found = faults(rooms_of_the_product(), {entry.id: entry.used_by for entry in evidence.all_entries()})
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "used_by", "words"),
    [
        ("x = 1\n", ["exposure"], "used by nothing"),
        ("x = figure('window_days')\n", ["verdict"], "it is ['exposure']"),
        ("x = figure('window_days') + figure('windoww')\n", ["exposure"], "'windoww'"),
        ("x = figure('window_days') + evidence.entry(f'rule_{n}').figure\n", ["exposure"], "ids like"),
    ],
)
def test_each_kind_of_fault_is_found(source: str, used_by: list[str], words: str):
    assert any(words in fault for fault in faults({"exposure": [source]}, {"window_days": used_by}))


@pytest.mark.parametrize(
    "source",
    [
        "x = evidence.figure('window_days')\n",
        "x = figure(f'window_{unit}')\n",
        "CITED = ('window_days',)\n",
    ],
)
def test_each_kind_of_use_counts(source: str):
    assert not faults({"exposure": [source]}, {"window_days": ["exposure"]})


def test_an_id_in_a_rooms_data_counts_and_one_within_a_sentence_does_not():
    data = '[[rule]]\nwhen = { at_least = "window_days" }\ntext = "of window_years"\n'
    used_by = {"window_days": ["screen"], "window_years": ["screen"]}
    assert faults({"screen": [source_of_data(data)]}, used_by) == [
        "[window_years] is used by nothing: use it or take it out"
    ]
