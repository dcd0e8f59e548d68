"""What the rooms below say in English, found again in the catalog: sentences with figures and parts in them.

``verdict`` and ``report`` word an answer in English, figures and all; ``moulds`` holds the moulds of their
sentences, so that a catalog can have each in its language. What fits no mould is shown in English and marked
as such: a sentence is translated whole or not at all.
"""

import json
import re
from datetime import datetime
from functools import cache, lru_cache
from html import escape, unescape
from typing import Any

from backstride.web import evidence_moulds, explain_moulds, moulds, plan_moulds, problem_moulds, words
from backstride.web.formats import Formats
from backstride.web.units import figures_in_units, names_in_units, rows_in_units

_MOULDS = (
    *moulds.MOULDS,
    *explain_moulds.MOULDS,
    *plan_moulds.MOULDS,
    *problem_moulds.MOULDS,
    *evidence_moulds.MOULDS,
)
_NUMBER = r"[+−-]?\d[\d,.]*%?"
_DATES = {"%d %B %Y": "plain_day", "%Y-%m-%d": "plain_day", "%B %Y": "month"}
_WEEKDAY = re.compile(r"[A-Z][a-z]+day, (\d{2} [A-Z][a-z]+)")
_SLOT = re.compile(r"\{(\w+)\}")
_TEXT_NODE = re.compile(r">([^<>]+)<|\b(aria-label|data-label)=\"([^\"]+)\"")
_PADDING = re.compile(r"(\s*(?:[:✓✗–▲▼■○]\s*)*)(.*?)(\s*)", re.DOTALL)
_SPOKEN = ("title", "text", "format")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!:]) ")
_LIST = re.compile(r", | and |; ")


_ON_PAGES = (
    (" (backstride screen)", ""),
    (" (backstride check-in)", ""),
    ("Answer the questions: backstride screen", "Answer the questions about warning signs."),
    ("Write the pain down: backstride check-in --pain 0 to 10", "Write the pain down."),
    (": start `backstride screen`.", "."),
    ("`backstride screen` says", "the page Back says"),
    (": answer the rest of `backstride screen`.", ": answer the rest of them."),
    ("enter it with backstride shoes --add", "enter it first"),
)
"""What the rooms below say for a terminal, and what a page says in its stead."""


def on_pages(text: str) -> str:
    """A text without the names of commands: a page has its own way to what they do."""
    for command, words_instead in _ON_PAGES:
        text = text.replace(command, words_instead)
    return text


@lru_cache(maxsize=4096)
def said(language: str, text: str) -> str | None:
    """A text of the rooms below in a language; None where the catalog has no words for all of it."""
    if language == "en":
        return text
    sentences = _BETWEEN_SENTENCES.split(text)
    told = []
    while sentences:
        for n in range(len(sentences), 0, -1):  # the longest that is known as a whole
            found = _whole(language, " ".join(sentences[:n]))
            if found is not None:
                told.append(found)
                sentences = sentences[n:]
                break
        else:
            return None
    return " ".join(told)


def told(formats: Formats, text: str) -> str | None:
    """A text of the rooms below in the reader's language and units; None without words for all of it."""
    found = said(formats.language, names_in_units(formats, text))
    return None if found is None else figures_in_units(formats, found)


def said_html(formats: Formats, html: str) -> str:
    """HTML of ``report`` with its texts in the reader's language and units.

    A text without words in the language is marked as English.
    """
    language = formats.language
    if language == "en" and formats.units == "km":
        return html

    def translated(match: re.Match[str]) -> str:
        attribute, text = match[2], unescape(match[1] or match[3])
        if not _LETTERS.search(text):
            return f">{escape(_number(language, text), quote=False)}<" if attribute is None else match[0]
        before, core, after = _parts(text)
        found = told(formats, " ".join(core.split()))
        if attribute is not None:
            return match[0] if found is None else f'{attribute}="{escape(found)}"'
        if found is None:
            return f'>{escape(before)}<span lang="en">{escape(core)}</span>{escape(after)}<'
        return f">{escape(before + found + after)}<"

    return _TEXT_NODE.sub(translated, html)


def said_charts(formats: Formats, document: str) -> str:
    """The charts' specifications and data with their titles, names and figures as the reader has them."""
    if formats == Formats("en", "km") or not document:
        return document
    charts = json.loads(document)
    _say_in(formats, charts)
    rows_in_units(formats, charts["datasets"])
    if formats.language != "en":
        charts["locale"] = formats.for_charts()
    return json.dumps(charts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _say_in(formats: Formats, value: Any) -> None:
    """Translate the titles and names inside, in place."""
    if isinstance(value, list):
        for inner in value:
            _say_in(formats, inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            # A name beside a text is a row's; any other is that of a data set.
            is_label = name in _SPOKEN or (name == "name" and "text" in value)
            if name == "sort" and isinstance(inner, list):  # by such names
                value[name] = [told(formats, each) or each for each in inner]
            elif is_label and isinstance(inner, str):
                value[name] = told(formats, inner) or inner
            else:
                _say_in(formats, inner)


def _parts(text: str) -> tuple[str, str, str]:
    match = _PADDING.fullmatch(text)
    assert match is not None
    return match[1], match[2], match[3]


def _whole(language: str, text: str) -> str | None:
    """One sentence, or one that holds others: as it stands in the catalog, or by its mould."""
    catalog = words.translations(language)
    found = catalog.gettext(text)
    if found != text:
        return found
    if (dated := _date(language, text)) is not None:
        return dated
    weekday = _WEEKDAY.fullmatch(text)
    if weekday:  # its year goes without saying
        day = datetime.strptime(f"{weekday[1]} 2000", "%d %B %Y").date()  # noqa: DTZ007 - a date alone
        return Formats(language, "km").day_and_month(day)
    if re.fullmatch(_NUMBER, text):
        return _number(language, text)
    for mould, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match is None:
            continue
        slots = {name: _slot(language, name, value) for name, value in match.groupdict().items()}
        if None not in slots.values():
            return catalog.gettext(mould).format(**slots)
    for joint in ("; ", ", "):
        if joint in text:
            parts = [said(language, part) for part in text.removesuffix(".").split(joint)]
            end = "." if text.endswith(".") else ""
            return None if None in parts else joint.join(str(part) for part in parts) + end
    return None


def _slot(language: str, name: str, value: str) -> str | None:
    if name.startswith("n") and name != "name":
        return _number(language, value)
    if name.startswith("raw"):
        return value
    if name.startswith("list"):
        parts = [said(language, part) for part in _LIST.split(value)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        joint = words.translations(language).gettext(" and ")
        return known[0] if len(known) == 1 else ", ".join(known[:-1]) + joint + known[-1]
    if name == "points":
        joint = words.translations(language).gettext(" and ")
        parts = [said(language, part) for part in re.split(r"(?:, | and )(?=about )", value)]
        return None if None in parts else joint.join(str(part) for part in parts)
    return said(language, value)


def _number(language: str, text: str) -> str:
    """English digits as the language writes them."""
    formats = Formats(language, "km")
    point, group = formats.marks()
    written = re.sub(
        r"\d[\d,.]*\d|\d",
        lambda match: match[0].replace(",", "\0").replace(".", point).replace("\0", group),
        text,
    )
    return re.sub(r"(?<=\d)%", formats.percent(1.0).removeprefix("100"), written)


def _date(language: str, text: str) -> str | None:
    """A day or a month in a language; None where the text is neither."""
    for pattern, shown in _DATES.items():
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date alone
        except ValueError:
            continue
        told: str = getattr(Formats(language, "km"), shown)(day)
        return told
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((mould, _pattern(mould)) for mould in _MOULDS)


def _pattern(mould: str) -> re.Pattern[str]:
    parts, end = [], 0
    for slot in _SLOT.finditer(mould):
        parts.append(re.escape(mould[end : slot.start()]))
        name = slot[1]
        is_number = name.startswith("n") and name != "name"
        parts.append(f"(?P<{name}>{_NUMBER if is_number else '.+?'})")
        end = slot.end()
    return re.compile("".join([*parts, re.escape(mould[end:])]))
