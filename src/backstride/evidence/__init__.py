"""Every threshold, prior and claim, with its source and certainty.

The one home of numbers with a clinical or statistical meaning: ``figure("id")`` gives the number, and
``entry("id")`` all that is known about it. The registry is read and checked once, at the first call, so that
importing this room costs nothing.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from backstride.evidence.references import Reference, parse_references
from backstride.evidence.registry import Entry, RegistryError, parse_registry

__all__ = ["Entry", "Reference", "RegistryError", "all_entries", "all_references", "entry", "figure"]


@cache
def all_references() -> Mapping[str, Reference]:
    """The works that entries rest on, by their key."""
    return MappingProxyType(parse_references(files(__name__).joinpath("references.bib").read_text("utf-8")))


@cache
def _registry() -> Mapping[str, Entry]:
    text = files(__name__).joinpath("registry.toml").read_text("utf-8")
    return MappingProxyType(parse_registry(text, all_references().keys()))


def all_entries() -> tuple[Entry, ...]:
    """Every entry, in the registry's order."""
    return tuple(_registry().values())


def entry(entry_id: str) -> Entry:
    """The entry of that id. KeyError where the registry has none."""
    try:
        return _registry()[entry_id]
    except KeyError:
        raise KeyError(f"evidence/registry.toml has no entry {entry_id!r}") from None


def figure(entry_id: str) -> float:
    """The number that the entry states, in the entry's own unit.

    KeyError where there is no such entry or where it is a claim without a number.
    """
    found = entry(entry_id)
    if found.figure is None:
        raise KeyError(f"evidence entry {entry_id!r} is a claim without a figure")
    return found.figure
