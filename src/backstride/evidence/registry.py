"""What an entry of the registry is, and what it must satisfy."""

import math
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

DESIGN: Final = "design"
CERTAINTIES: Final = ("high", "moderate", "low", "very_low", DESIGN)
STATUSES: Final = ("verified", "unverified")
BASES: Final = ("literature", DESIGN, "formula", "simulation")
_REQUIRED: Final = ("claim", "source", "certainty", "status", "basis", "used_by")
_OPTIONAL: Final = ("figure", "unit", "range", "ci", "note")
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One threshold, prior or claim.

    ``figure`` is in ``unit``; both are None for a claim in words. ``source`` is a key of references.bib, or
    "design" for the product's own choice. ``certainty`` grades the claim as used for low back pain in
    runners. ``status`` "unverified" means that the figure was not yet read in its source, and every face says
    so. ``range`` is what is plausible or allowed, ``ci`` the source's interval; both (low, high) in ``unit``.
    """

    id: str
    claim: str
    source: str
    certainty: str
    status: str
    basis: str
    used_by: tuple[str, ...]
    figure: float | None = None
    unit: str | None = None
    range: tuple[float, float] | None = None
    ci: tuple[float, float] | None = None
    note: str | None = None


class RegistryError(ValueError):
    """The registry breaks its own rules; the message lists every fault, one a line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("evidence/registry.toml has faults:\n" + "\n".join(f"- {fault}" for fault in faults))


def parse_registry(text: str, reference_keys: Collection[str]) -> dict[str, Entry]:
    """Reads and checks the registry's TOML. Raises RegistryError with all faults, not only the first."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegistryError([f"not TOML: {error}"]) from error
    faults = [
        f"[{entry_id}] {fault}"
        for entry_id, table in tables.items()
        for fault in _faults(entry_id, table, reference_keys)
    ]
    if faults:
        raise RegistryError(faults)
    return {entry_id: _entry(entry_id, table) for entry_id, table in tables.items()}


def _entry(entry_id: str, table: Mapping[str, object]) -> Entry:
    def pair(name: str) -> tuple[float, float] | None:
        value = table.get(name)
        if not isinstance(value, list):
            return None
        return float(value[0]), float(value[1])

    figure, used_by = table.get("figure"), table["used_by"]
    assert isinstance(used_by, list)  # _faults has seen to it
    words = {name: str(table[name]) for name in ("unit", "note") if name in table}
    return Entry(
        id=entry_id,
        claim=str(table["claim"]),
        source=str(table["source"]),
        certainty=str(table["certainty"]),
        status=str(table["status"]),
        basis=str(table["basis"]),
        used_by=tuple(used_by),
        figure=float(figure) if isinstance(figure, int | float) else None,
        range=pair("range"),
        ci=pair("ci"),
        unit=words.get("unit"),
        note=words.get("note"),
    )


def _faults(entry_id: str, table: object, reference_keys: Collection[str]) -> Iterator[str]:
    if not isinstance(table, Mapping):
        yield "stands outside any entry; every key belongs under an [id] heading"
        return
    if not _ID.fullmatch(entry_id):
        yield "an id is lower_snake_case"
    for key in table:
        if key not in _REQUIRED and key not in _OPTIONAL:
            yield f"unknown key {key!r}; allowed are {', '.join(_REQUIRED + _OPTIONAL)}"
    for key in _REQUIRED:
        if key not in table:
            yield f"lacks {key!r}"
    for key in ("claim", "source", "unit", "note"):
        if key in table and not (isinstance(table[key], str) and str(table[key]).strip()):
            yield f"{key!r} must be words"
    for key, allowed in (("certainty", CERTAINTIES), ("status", STATUSES), ("basis", BASES)):
        if key in table and table[key] not in allowed:
            yield f"{key} = {table[key]!r}; allowed are {', '.join(allowed)}"
    used_by = table.get("used_by", ["-"])
    if not (
        isinstance(used_by, list) and used_by and all(isinstance(room, str) and room for room in used_by)
    ):
        yield "'used_by' must list at least one room"
    yield from _figure_faults(table)
    yield from _source_faults(table, reference_keys)


def _figure_faults(table: Mapping[str, object]) -> Iterator[str]:
    figure = table.get("figure")
    if figure is None:
        for key in ("unit", "range", "ci"):
            if key in table:
                yield f"{key!r} without a 'figure'"
        return
    if not _is_number(figure):
        yield f"figure = {figure!r} is not a finite number"
    if "unit" not in table:
        yield "a figure needs its 'unit' ('ratio', 'share' or '1' where it has no dimension)"
    for key in ("range", "ci"):
        if key not in table:
            continue
        pair = table[key]
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(map(_is_number, pair)) and pair[0] <= pair[1]
        ):
            yield f"{key} = {pair!r} must be [low, high], both finite"
        elif _is_number(figure) and not pair[0] <= figure <= pair[1]:
            yield f"figure {figure} lies outside its {key} {pair}"


def _source_faults(table: Mapping[str, object], reference_keys: Collection[str]) -> Iterator[str]:
    source, certainty, basis = table.get("source"), table.get("certainty"), table.get("basis")
    if isinstance(source, str) and source != DESIGN and source not in reference_keys:
        yield f"source {source!r} is not in references.bib"
    if basis == DESIGN and source != DESIGN:
        yield "basis 'design' needs source 'design'"
    if basis == "literature" and source == DESIGN:
        yield "basis 'literature' needs a source from references.bib"
    if basis == DESIGN and certainty != DESIGN:
        yield "basis 'design' needs certainty 'design'"
    if certainty == DESIGN and source != DESIGN:
        yield "certainty 'design' needs source 'design'"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
