"""The web app's messages: what the pages say is gathered, and each language's catalog is brought up to it.

    python scripts/messages.py          update src/backstride/web/locale/*.po
    python scripts/messages.py --check  tell what is missing, and fail if anything is

Gathered are the templates, ``_``, ``ngettext`` and ``marked`` in the web room, and what stands in TOML: the
words of the screen's questions and rules, the exercises, and the registry's claims.
"""

import argparse
import ast
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from backstride.evidence import all_entries
from backstride.plan.exercises import Group
from backstride.report import plan_words

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "backstride"
WEB = SOURCE / "web"
SCREEN = SOURCE / "screen"
LOCALES = WEB / "locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "marked": None}
_EXERCISE = {"name", "steps", "feel", "stop", "load"}
TEXTS = {
    "screen/questions.toml": {"ask", "label", "choices", "unit"},
    "screen/rules.toml": {"text", "do", "heading"},
    **{f"plan/exercises/{group.value}.toml": _EXERCISE for group in Group},
    "evidence/registry.toml": {"claim"},
}


def gathered() -> Catalog:
    """Every message in English, with the files that it stands in."""
    catalog = Catalog(project="backstride", charset="utf-8")
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html")]):
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        place = path.relative_to(ROOT).as_posix()
        for _, message, _, context in extract(method, BytesIO(path.read_bytes()), KEYWORDS):
            catalog.add(message, locations=[(place, 0)], context=context)
    for name, fields in TEXTS.items():
        table = tomllib.loads((SOURCE / name).read_text("utf-8"))
        for text in _texts(table, fields):
            catalog.add(text, locations=[(f"src/backstride/{name}", 0)])
    for text in plan_words.why(entry.id for entry in all_entries() if entry.source != "design"):
        without_brackets = text.removesuffix(plan_words.UNREAD)
        catalog.add(without_brackets, locations=[("src/backstride/evidence/registry.toml", 0)])
    for name in ("words.py", "renewal.py"):
        for text in _sentences((SCREEN / name).read_text("utf-8")):
            catalog.add(text, locations=[(f"src/backstride/screen/{name}", 0)])
    return catalog


def _sentences(source: str) -> Iterator[str]:
    """The whole sentences and titles in a module: its strings but for docstrings and parts of f-strings."""
    tree = ast.parse(source)
    apart = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    apart |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in apart else None
        if isinstance(text, str) and " " in text and text[0].isupper():
            yield text


def _texts(value: object, fields: set[str], name: str = "") -> Iterator[str]:
    """The texts under the named fields, wherever they stand."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, fields, key if key in fields else "")
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, fields, name)
    elif isinstance(value, str) and name:
        yield value


def missing(catalog: Catalog) -> list[str]:
    """The messages that a language has no words for, or only some of."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def updated(path: Path, messages: Catalog) -> Catalog:
    """A language's catalog with exactly these messages, and the words that it had for them."""
    catalog = read_po(BytesIO(path.read_bytes()), locale=path.stem)
    catalog.update(messages, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        if "%(" not in str(message.id):  # a per cent sign alone is no place for a value
            message.flags.discard("python-format")
    return catalog


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    messages = gathered()
    faults = []
    for path in sorted(LOCALES.glob("*.po")):
        catalog = updated(path, messages)
        faults += [f"{path.name}: no words for: {text}" for text in missing(catalog)]
        if not check:
            with path.open("wb") as file:
                write_po(file, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    raise SystemExit(1 if check and faults else 0)


if __name__ == "__main__":
    main()
