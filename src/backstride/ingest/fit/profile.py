"""The FIT profile's facts (``profile.txt``), read once: what the numbers of messages and fields mean."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

# What is stored in the profile's types for "unknown"; floats and texts have other ways to say so.
_INVALID: Mapping[str, int | None] = {
    **dict.fromkeys(("enum", "u8", "byte"), 0xFF),
    **dict.fromkeys(("u32", "time", "localtime"), 0xFFFFFFFF),
    **dict.fromkeys(("u8z", "u16z", "u32z"), 0),
    **dict.fromkeys(("f32", "f64", "text"), None),
    "u16": 0xFFFF,
    "i8": 0x7F,
    "i16": 0x7FFF,
    "i32": 0x7FFFFFFF,
}


@dataclass(frozen=True, slots=True)
class Component:
    """Part of a packed field: its lowest unread ``bits`` are a value of the field ``target``."""

    target: str
    bits: int
    scale: float
    offset: float
    accumulate: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field means in some rows."""

    name: str
    units: str
    scale: float
    offset: float
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message; its value is ``stored / scale - offset`` in ``units``, unknown if ``invalid`` is
    stored. ``cases`` are its meanings by the field that decides on them and the value stored there.
    """

    name: str
    invalid: int | None
    units: str
    scale: float
    offset: float
    components: tuple[Component, ...]
    cases: Mapping[str, Mapping[int, tuple[Meaning, ...]]]


@dataclass(frozen=True, slots=True)
class Message:
    """A message and its fields by number; ``derived`` holds those fields that other columns are made from."""

    name: str
    fields: Mapping[int, Field]
    by_name: Mapping[str, Field]
    derived: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """The names of the fields that some columns take, and those of them that must be unpacked."""

    names: frozenset[str]
    derived: tuple[Field, ...]


@cache
def needed_for(number: int, wanted: frozenset[str]) -> Needed:
    """What the columns ``wanted`` of a message that the profile knows are made of."""
    message, names = messages()[number], set(wanted)
    makes = {field.name: _made_from(field) for field in message.derived}
    before = 0
    while before < len(names):  # what is unpacked may be packed itself
        before = len(names)
        for field in message.derived:
            if makes[field.name] & names:
                names |= {field.name, *field.cases}
    derived = tuple(field for field in message.derived if makes[field.name] & names)
    return Needed(frozenset(names), derived)


def _made_from(field: Field) -> set[str]:
    meanings = [meaning for case in field.cases.values() for found in case.values() for meaning in found]
    packed = [*field.components, *(part for meaning in meanings for part in meaning.components)]
    return {meaning.name for meaning in meanings} | {part.target for part in packed}


@cache
def messages() -> Mapping[int, Message]:
    """Every message that the profile knows, by number."""
    found: dict[int, Message] = {}
    lines = files("backstride.ingest.fit").joinpath("profile.txt").read_text(encoding="ascii").splitlines()
    name, number = "", -1
    fields: dict[int, Field] = {}

    def close() -> None:
        if number >= 0:
            derived = tuple(field for field in fields.values() if field.components or field.cases)
            by_name = {field.name: field for field in fields.values()}
            found[number] = Message(name, fields, by_name, derived)

    field_number = -1
    for line in lines:
        words = line.split()
        if not words or words[0] == "#":
            continue
        if words[0] == "message":
            close()
            name, number, fields = words[1], int(words[2]), {}
        elif words[0] == "when":
            plain = fields[field_number]
            fields[field_number] = replace(plain, cases=_with_case(plain.cases, words[1:]))
        else:
            field_number = int(words[0])
            units, scale, offset, components = _measure(words[3:])
            invalid = _INVALID[words[2].removesuffix("[]")]
            fields[field_number] = Field(words[1], invalid, units, scale, offset, components, {})
    close()
    return found


def _with_case(
    cases: Mapping[str, Mapping[int, tuple[Meaning, ...]]], words: list[str]
) -> Mapping[str, Mapping[int, tuple[Meaning, ...]]]:
    """The cases and one more, from the words after "when"."""
    conditions = []
    while "=" in words[0]:
        deciding, _, stored = words.pop(0).partition("=")
        conditions.append((deciding, [int(value) for value in stored.split(",")]))
    units, scale, offset, components = _measure(words[2:])
    meaning = Meaning(words[0], units, scale, offset, components)
    found = {deciding: dict(by_value) for deciding, by_value in cases.items()}
    for deciding, values in conditions:
        by_value = found.setdefault(deciding, {})
        for value in values:
            by_value[value] = (*by_value.get(value, ()), meaning)
    return found


def _measure(words: list[str]) -> tuple[str, float, float, tuple[Component, ...]]:
    """Unit, scale, offset and components from the words after a field's type."""
    arrow = words.index(">") if ">" in words else len(words)
    plain = [*words[:arrow], "-", "1", "0"][:3] if arrow == 0 else [*words[:arrow], *["1", "0"][arrow - 1 :]]
    components: list[Component] = []
    for word in words[arrow + 1 :]:
        times, star, part = word.rpartition("*")
        target, bits, *rest = part.rstrip("+").split(":")
        scale, offset = (*(float(number) for number in rest), *(1.0, 0.0)[len(rest) :])
        component = Component(target, int(bits), scale, offset, part.endswith("+"))
        components += [component] * (int(times) if star else 1)
    return (
        plain[0].replace("-", "") if plain[0] == "-" else plain[0],
        float(plain[1]),
        float(plain[2]),
        tuple(components),
    )
