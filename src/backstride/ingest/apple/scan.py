"""An Apple Health record taken apart while it comes: pieces of whole elements, tags, their attributes.

No tree is built and no entity is expanded but those of XML itself. Such a record is larger than memory, its
document type is often malformed, and texts in it hold characters that XML forbids.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from backstride.ingest.containers import Readable

PIECE_BYTES = 1 << 19
"""Small enough to stay in a processor's cache while it is searched several times."""
MAX_ELEMENT_BYTES = 8 << 20
"""A workout with all its events takes some 100 KB."""
_MAX_TEXT_BYTES = 500  # of a name or another attribute that is shown or kept

_ROOT = re.compile(rb"<HealthData(?=[\s/>])")
_ROOT_END = b"</HealthData"
_BELOW_ROOT = re.compile(rb"<(?:Record|Workout|Correlation|ActivitySummary|ClinicalRecord|Audiogram)[\s/>]")
_HIDING = re.compile(rb"<(?:!--|!\[CDATA\[|\?)")
_SHOWING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_LONGEST_OPENING = 24  # bytes that may belong to an opening whose end has not come yet

# A "<" stands in no attribute, so a damaged tag ends at the next one, and no search goes beyond it. The look
# behind keeps a search from beginning anew at each letter of a name.
_ATTRIBUTE = re.compile(rb"""(?<![^\s"'])([^\s=<>"'/]++)\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)')""")
_TAG = re.compile(rb"""<(/?)([A-Za-z][\w.:-]*+)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")

Attributes = dict[bytes, bytes]


class Pieces:
    """The elements below the root, in pieces of some ``PIECE_BYTES``; none is cut in two, but for the last.

    Comments, CDATA sections and processing instructions are taken out, and so is all before the root.

    After the last piece, ``begun`` tells whether there was a root and ``ended`` whether it was closed,
    ``read_bytes`` how much there was, and ``lost_bytes`` how much of it was left out because it belongs to
    no element of a size that can be.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.begun = self.ended = False
        self.read_bytes = self.lost_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        for shown in self._shown():
            piece = rest + shown
            if not self.begun:
                root = _ROOT.search(piece)
                if root is None:
                    rest = piece[-_LONGEST_OPENING:]
                    continue
                self.begun = True
                piece = piece[root.end() :]
            cut = _last_beginning(piece)
            if cut > 0:
                yield piece[:cut]
                rest = piece[cut:]
            elif len(piece) <= MAX_ELEMENT_BYTES:
                rest = piece
            else:
                self.ended = self.ended or _ROOT_END in piece
                self.lost_bytes += len(piece) - _LONGEST_OPENING
                rest = piece[-_LONGEST_OPENING:]
        self.ended = self.ended or _ROOT_END in rest
        if self.begun and rest:
            yield rest

    def _shown(self) -> Iterator[bytes]:
        """What is read, without what comments and their like hide, wherever reading was interrupted."""
        held, until = b"", None
        while chunk := self._stream.read(PIECE_BYTES):
            self.read_bytes += len(chunk)
            text, at = held + chunk, 0
            shown = []
            while True:
                if until is not None:
                    end = text.find(until, at)
                    if end < 0:
                        held = text[max(at, len(text) - len(until) + 1) :]
                        break
                    at, until = end + len(until), None
                # Both signs are rare, and looking for them takes next to no time.
                rare = b"!" in text or b"?" in text
                hiding = _HIDING.search(text, at) if rare else None
                if hiding is None:
                    cut = text.rfind(b"<", max(at, len(text) - len(b"<![CDATA[")))
                    cut = cut if cut >= 0 else len(text)
                    shown.append(text[at:cut])
                    held = text[cut:]
                    break
                shown.append(text[at : hiding.start()])
                at, until = hiding.end(), _SHOWING[hiding.group()]
            yield b"".join(shown)
        if until is None:
            yield held


def _last_beginning(piece: bytes) -> int:
    """Where the last element below the root begins; -1 where none does."""
    near = piece.rfind(b"<Record ", len(piece) * 3 // 4)
    if near >= 0:
        return near
    last = -1
    for beginning in _BELOW_ROOT.finditer(piece):
        last = beginning.start()
    return last


def records(piece: bytes, kind: bytes) -> Iterator[tuple[Attributes, int, int]]:
    """The records of a type: their attributes, where their tag begins and where the next tag does."""
    at = searched = 0
    while (at := piece.find(kind, at)) >= 0:
        begins = piece.rfind(b"<", searched, at)
        at = searched = at + len(kind)
        if begins < 0 or not piece.startswith(b"<Record", begins):
            continue
        ends = piece.find(b"<", at)
        ends = len(piece) if ends < 0 else ends
        found = attributes(piece, begins, ends)
        if found.get(b"type") == kind:
            yield found, begins, ends


def attributes(piece: bytes, begins: int, ends: int) -> Attributes:
    """The attributes between two places, as they are written; of several of one name the first counts."""
    found: Attributes = {}
    for name, double, single in _ATTRIBUTE.findall(piece, begins, ends):
        found.setdefault(name, double or single)
    return found


class Tag(NamedTuple):
    """``form``: "open", "close" or "empty" (closes itself)."""

    name: bytes
    attributes: Attributes
    form: str
    begins: int
    ends: int


def tags(piece: bytes, begins: int, ends: int) -> Iterator[Tag]:
    """The tags between two places, in order; what is no whole tag is passed over."""
    return map(_tag, _TAG.finditer(piece, begins, ends))


def tag_at(piece: bytes, begins: int) -> Tag | None:
    """The tag that begins at a place; None where no whole one does."""
    found = _TAG.match(piece, begins)
    return None if found is None else _tag(found)


def _tag(found: re.Match[bytes]) -> Tag:
    slash, name, inside = found.groups()
    if slash:
        return Tag(name, {}, "close", found.start(), found.end())
    form = "empty" if inside.rstrip().endswith(b"/") else "open"
    own = attributes(found.string, found.start(3), found.end(3))
    return Tag(name, own, form, found.start(), found.end())


def metadata(piece: bytes, begins: int, ends: int, key: bytes) -> bytes | None:
    """The value of the metadata entry ``key`` that begins between two places; None where there is none."""
    if piece.find(key, begins, ends) >= 0:
        for tag in tags(piece, begins, ends):
            if tag.name == b"MetadataEntry" and tag.attributes.get(b"key") == key:
                return tag.attributes.get(b"value")
    return None


def text_of(value: bytes | None) -> str | None:
    """An attribute as text, with XML's own entities resolved; None where it is missing or blank."""
    if value is None:
        return None
    return unescape(value[:_MAX_TEXT_BYTES].decode("utf-8", "replace")).strip() or None
