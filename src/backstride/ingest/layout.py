"""The track points of an XML file, read by their layout instead of by a parser.

A device writes every point of a track alike: the same tags in the same order, and only the values differ.
Such a layout is learned from one point and becomes a regular expression, which reads the others many times
as fast as a parser does. What it gives must be what the parser would have given, so:

- The layouts have to cover a section (what stands between the tags of a track) to its last character, blanks
  between elements apart. Where they do not, nothing is read here: the whole file is the parser's.
- The parser still reads the outline: the file with a sample of each layout in each section in place of its
  points. It judges names, prefixes, attributes and encoding. A point that was cut out differs from its
  sample only in blanks and in values, which are short printable ASCII without markup; it is as good.
- A section is found by its tags. Where these might be no tags (in a comment, CDATA or an instruction),
  nothing is read here. Nor is it where the parser finds other sections in the outline than were cut.

Time is in proportion to length, whatever a file holds: no repeat in a learned expression gives back what it
took, and no attempt to match one reaches beyond the beginning of the next point.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Texts = list[str | None]

MAX_LAYOUTS = 6
"""Sensors come and go, and with them the layouts of a track; most tracks have one or two."""
MAX_SAMPLE_CHARS = 4096

_BLANK = " \t\r\n"
_BLANKS = r"[ \t\r\n]*+"
_NAME = r"[A-Za-z_][A-Za-z0-9_.-]*+(?::[A-Za-z_][A-Za-z0-9_.-]*+)?"
# Of XML's own attributes only a plain namespace: an xml:id must differ from point to point, and of an
# odd namespace the parser warns, which it takes for more or less of a fault by what comes after it.
_OWN = r"""xml(?!ns(?::[A-Za-z0-9_.-]++)?=["']https?://[A-Za-z0-9._/-]++["'])"""
_ATTRIBUTE = rf"""[ \t\r\n]++(?!{_OWN}){_NAME}=(?:"[^"<>]*+"|'[^'<>]*+')"""
_ATTRIBUTE_PARTS = re.compile(rf"""([ \t\r\n]++)({_NAME})=(["'])([^<>]*?)\3""")
_PIECE = re.compile(
    rf"{_BLANKS}(?:<(?P<name>{_NAME})(?P<attributes>(?:{_ATTRIBUTE})*){_BLANKS}"
    rf"(?:(?P<empty>/)>|>(?:(?P<text>[^<]*+)</(?P=name)>)?)|</(?P<close>{_NAME})>)"
)
"""An element without elements in it, or else the tag that begins or ends one."""

_VALUE = r"([!#-%(-;=?-~]{1,255}+)"
"""What may stand where a sample has a value: printable ASCII without markup, quotes and blanks."""
_UNREAD = r"[\t\n\r -%'-;=?-~]{0,255}+"
"""What may stand where a sample has a text that belongs in no column."""

_RUN = "\0"
"""Stands for points without a gap; no XML holds it."""

_DECLARATION = re.compile(
    r"""<\?xml version=["']1\.0["']( encoding=["'](utf-8|us-ascii|iso-8859-1)["'])?"""
    r"""( standalone=["'](yes|no)["'])? ?\?>""",
    re.IGNORECASE,
)
"""The encodings are those in which a byte below 128 is ASCII wherever it stands."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a format writes its tracks, and in which of ``width`` columns the values of a point belong.

    ``section``: the tag around the points of a track; ``point``: that of a point; ``counted``: the names of
    all points, those of routes too. ``names``: the columns of the elements below a point, by their names in
    lower case, of whatever namespace. ``attributes``: those of the point's own attributes. ``elsewhere``:
    elements that mean the same wherever they stand; a point that holds one is left to the parser.
    """

    section: str
    point: str
    counted: tuple[bytes, ...]
    names: Mapping[str, int]
    width: int
    attributes: Mapping[str, int] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cut:
    """A file without its points: the outline for the parser, and the columns of each section in its order."""

    outline: bytes
    sections: list[list[Texts]]


def cut(data: bytes, form: Form) -> Cut | None:
    """The points of all sections as columns (one row per point, None where it has no value), and the rest.

    ``data`` begins with the declaration or the first tag. None where the layouts do not account for every
    character of every section, or where the file is not plain enough to tell.
    """
    text = data.decode("latin-1")  # a character for each byte; those of points turn out to be ASCII
    layouts = _Layouts(form)
    # The most frequent layout is tried first and so learned first; the first point often has one of its own.
    for start in (len(text) // 2, 0):
        at = text.find(f"<{form.point}", start)
        layouts.learn(text[at : at + MAX_SAMPLE_CHARS])
    if not layouts or _RUN in text:
        return None
    while True:
        parts, step = layouts.split(text)
        between = parts[::step]
        ends = [row for row, rest in enumerate(between) if rest]
        pieces = _pieces(_RUN.join([between[row] for row in ends]), form)
        if pieces is None or not between[0] or not between[-1]:
            return None
        unread = [section for section in pieces[1::2] if section not in ("", _RUN)]
        if not unread:
            return _joined(pieces, ends, parts, layouts, form)
        if not layouts.learn(unread[0].replace(_RUN, "")):
            return None


def _joined(
    pieces: list[str], ends: list[int], parts: list[str | Any], layouts: "_Layouts", form: Form
) -> Cut:
    columns = layouts.columns(parts)
    runs = pairwise(ends)
    sections = []
    for i in range(1, len(pieces), 2):
        start, end = next(runs) if pieces[i] else (0, 0)
        sections.append([column[start:end] for column in columns])
        pieces[i] = f"<{form.section}>{layouts.samples if pieces[i] else ''}</{form.section}>"
    return Cut("".join(pieces).encode("latin-1"), sections)


def _pieces(text: str, form: Form) -> list[str] | None:
    """In turns what stands outside and inside of the sections; None where these may not be what they seem."""
    head, *others = text.split(f"<{form.section}>")
    pieces = [head]
    for other in others:
        inside, end, outside = other.partition(f"</{form.section}>")
        if not end:
            return None
        pieces += [inside.strip(_BLANK), outside]
    declaration = _DECLARATION.match(head)
    plain = [head[declaration.end() :] if declaration else head, *pieces[2::2]]
    if not head.startswith("<") or not all(map(_is_plain, plain)):
        return None
    return pieces


def _is_plain(text: str) -> bool:
    """Whether ``text`` holds no points and no instruction, and closes the comments and CDATA that it opens.

    A comment that holds ``<!`` counts as open.
    """
    openings = text.split("<!")[1:]
    return not ("<?" in text or _RUN in text) and all(
        "-->" in rest[2:] if rest.startswith("--") else rest.startswith("[CDATA[") and "]]>" in rest
        for rest in openings
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """``pattern`` matches a point like ``sample``; what it captures belongs in the columns ``places``."""

    sample: str
    pattern: str
    places: tuple[int, ...]


class _Layouts:
    """The layouts of a file that are known so far."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: list[_Layout] = []
        self._pattern = re.compile("")

    def __len__(self) -> int:
        return len(self._known)

    def learn(self, text: str) -> bool:
        """Whether ``text`` begins with a point of a layout that is a new one."""
        layout = _layout_of_first(text, self._form)
        patterns = [known.pattern for known in self._known]
        if layout is None or layout.pattern in patterns or len(patterns) == MAX_LAYOUTS:
            return False
        self._known.append(layout)
        self._pattern = re.compile(f"(?:{'|'.join([*patterns, layout.pattern])}){_BLANKS}")
        return True

    def split(self, text: str) -> tuple[list[str | Any], int]:
        """In turns, what is no point of a known layout, and a point's values; and how many make one turn.

        The values of layouts that a point does not have are None.
        """
        return self._pattern.split(text), self._pattern.groups + 1

    @property
    def samples(self) -> str:
        """A point of each layout."""
        return "".join(layout.sample for layout in self._known)

    def columns(self, parts: list[str | Any]) -> list[Texts]:
        """What ``split`` gives, as columns."""
        step = self._pattern.groups + 1
        columns: list[Texts | None] = [None] * self._form.width
        places = (place for layout in self._known for place in layout.places)
        for group, place in enumerate(places, start=1):
            texts: Texts = parts[group::step]
            others = columns[place]
            if others is not None:
                texts = [other or text for other, text in zip(others, texts, strict=True)]
            columns[place] = texts
        return [[None] * (len(parts) // step) if texts is None else texts for texts in columns]


def _layout_of_first(text: str, form: Form) -> _Layout | None:
    """The layout of the point at the beginning of ``text``; None where it is none to rely on."""
    pattern: list[str] = []
    places: list[int] = []
    claimed: list[int] = []
    within: list[str] = []
    at = 0
    while piece := _PIECE.match(text, at, MAX_SAMPLE_CHARS):
        if piece["close"]:
            if not within or within.pop() != piece["close"]:
                return None
            pattern.append(re.escape(f"</{piece['close']}>"))
        else:
            element = _element(piece, form, is_point=at == 0)
            if element is None:
                return None
            pattern.append(element.pattern)
            places += element.places
            claimed += element.claimed
            if element.is_open:
                within.append(piece["name"])
        at = piece.end()
        if not within:
            break
        pattern.append(_BLANKS)
    # Of two elements for one column the first that is not empty counts, and that may differ between points.
    if piece is None or not places or len(set(claimed)) < len(claimed):
        return None
    return _Layout(text[:at], "".join(pattern), tuple(places))


@dataclass(frozen=True, slots=True)
class _Element:
    """``places``: the columns of what ``pattern`` captures; ``claimed``: those that would be the element's.

    ``is_open``: it holds elements, and its end is still to come.
    """

    pattern: str
    places: list[int]
    claimed: list[int]
    is_open: bool


def _element(piece: re.Match[str], form: Form, is_point: bool) -> _Element | None:
    """An element as far as ``piece`` shows it; None for one that has no place in a point to rely on."""
    name, text = piece["name"], piece["text"]
    local = name.rpartition(":")[2]
    place = form.names.get(local.lower())
    is_open = text is None and not piece["empty"]
    if name != form.point if is_point else local in (form.section, form.point, *form.elsewhere):
        return None
    if place is not None and is_open:  # its value would be the blanks in it, which the parser may keep
        return None
    attributes, places = _attributes(piece["attributes"], form.attributes if is_point else {})
    if piece["empty"]:
        rest = "/>"
    elif is_open:
        rest = ">"
    else:
        content = _UNREAD if place is None else _VALUE if text else ""
        rest = f">{content}{re.escape(f'</{name}>')}"
        places += [] if place is None or not text else [place]
    claimed = [] if place is None else [place]
    return _Element(re.escape(f"<{name}") + attributes + _BLANKS + rest, places, claimed, is_open)


def _attributes(text: str, wanted: Mapping[str, int]) -> tuple[str, list[int]]:
    """The expression for the attributes of a tag, with the wanted ones captured, and the columns of these."""
    pattern, places = [], []
    for blanks, name, quote, value in _ATTRIBUTE_PARTS.findall(text):
        place = wanted.get(name)
        pattern.append(
            f"{re.escape(f'{blanks}{name}=')}{quote}{re.escape(value) if place is None else _VALUE}{quote}"
        )
        places += [] if place is None else [place]
    return "".join(pattern), places
