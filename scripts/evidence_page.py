"""Writes docs/evidence.md, the registry for people; with --check, says whether it is up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

from backstride.evidence import Entry, all_entries, all_references

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evidence.md"
HEAD = """\
# Evidence

Every threshold, prior and claim that backstride uses, where it comes from and how sure it is. Certainty
grades the claim *as used for low back pain in runners*: it drops wherever the source studied any injury, or
other people. "Design" is the product's own choice, with no direct evidence. "Unverified" figures have not yet
been read in their source. This page is written by `make docs` from `src/backstride/evidence/registry.toml`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_by_room(), *_works()])


def _by_room() -> Iterator[str]:
    rooms: dict[str, list[Entry]] = {}
    for entry in all_entries():
        rooms.setdefault(entry.used_by[0], []).append(entry)
    for room, entries in rooms.items():
        yield f"## {room.capitalize()}\n"
        yield "| id | claim | figure | source | certainty | basis | used by |"
        yield "|---|---|---|---|---|---|---|"
        for entry in entries:
            cells = (
                f"`{entry.id}`",
                _sentence(entry),
                _figure(entry),
                entry.source,
                entry.certainty.replace("_", " ")
                + ("" if entry.status == "verified" else ", **unverified**"),
                entry.basis,
                ", ".join(entry.used_by),
            )
            yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
        yield ""


def _sentence(entry: Entry) -> str:
    return entry.claim if entry.note is None else f"{entry.claim}. *{entry.note}*"


def _figure(entry: Entry) -> str:
    if entry.figure is None:
        return "–"
    text = f"{entry.figure:g} {entry.unit}"
    for name, pair in (("range", entry.range), ("95% CI", entry.ci)):
        if pair is not None:
            text += f" ({name} {pair[0]:g} to {pair[1]:g})"
    return text


def _works() -> Iterator[str]:
    yield "## Works\n"
    for work in sorted(all_references().values(), key=lambda work: work.key):
        doi = f" doi:{work.doi}" if work.doi else ""
        authors = work.authors.replace(" and others", " et al.").replace(" and ", "; ")
        where = f" {work.where}." if work.where else ""
        yield f"- **{work.key}**: {authors} ({work.year}). {work.title}.{where}{doi}"
    yield ""


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text("utf-8") != page():
            sys.exit("docs/evidence.md is out of date: run `make docs`")
    else:
        PAGE.write_text(page(), "utf-8")
