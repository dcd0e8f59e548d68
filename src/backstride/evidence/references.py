"""The part of BibTeX that references.bib is written in."""

import re
from dataclasses import dataclass

_OPENING = re.compile(r"@(\w+)\s*\{\s*([^,\s{}]+)\s*,")
_LATEX = re.compile(r"[{}\\]")  # grouping braces and the backslash of \&; accents are written in UTF-8
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\}\s*,?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One work. ``doi`` is the bare identifier, None where the work has none."""

    key: str
    authors: str
    year: str
    title: str
    where: str
    doi: str | None = None


def parse_references(text: str) -> dict[str, Reference]:
    """Reads BibTeX with one field per line, ``name = {value},``, and the closing brace on a line of its own.

    Raises ValueError, naming the key or line, where a work lacks author, year or title or a key stands twice.
    """
    works: dict[str, Reference] = {}
    key: str | None = None
    fields: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("%"):
            continue
        opening = _OPENING.match(stripped)
        if key is None and opening:
            key, fields = opening.group(2), {}
        elif key is not None and stripped == "}":
            if key in works:
                raise ValueError(f"references.bib: {key!r} stands twice")
            works[key] = _reference(key, fields)
            key = None
        elif key is not None and (found := _FIELD.match(line)):
            fields[found.group(1).lower()] = _LATEX.sub("", found.group(2)).replace("--", "–").strip()
        else:
            raise ValueError(f"references.bib line {number} cannot be read: {stripped!r}")
    if key is not None:
        raise ValueError(f"references.bib: {key!r} is never closed")
    return works


def _reference(key: str, fields: dict[str, str]) -> Reference:
    missing = [name for name in ("author", "year", "title") if not fields.get(name)]
    if missing:
        raise ValueError(f"references.bib: {key!r} lacks {', '.join(missing)}")
    where = " ".join(
        part
        for part in (
            fields.get("journal") or fields.get("publisher") or fields.get("howpublished") or "",
            fields.get("volume", "") + (":" + fields["pages"] if "pages" in fields else ""),
        )
        if part
    )
    authors, year, title = (fields[name] for name in ("author", "year", "title"))
    return Reference(key=key, authors=authors, year=year, title=title, where=where, doi=fields.get("doi"))
