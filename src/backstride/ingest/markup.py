"""XML read without trust, and its texts turned into columns."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from backstride.ingest.layout import Form, Texts, cut
from backstride.ingest.recording import DEGREE_SCALE, channel_of
from backstride.records import Channel, Failed, Skipped

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

FloatArray = npt.NDArray[np.float64]

NODES_FREE = 100_000
NODES_PER_NAME = 40
"""A point names itself twice, at its beginning and end, and holds at most some 35 tags and attributes."""
MAX_NODES = 5_000_000
"""A day and a half at one record a second, as TCX with every sensor."""

MIN_BYTES_AHEAD = 16_000
"""Shorter files are parsed in less time than it takes to learn their layout."""

_LAYOUT = b"0000-00-00T00:00:00"
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Document:
    """``fault`` says where the document is damaged, ``fault_offset`` is the byte; None where it is whole.

    ``read_ahead``: the columns of the sections whose points were cut out before ``root`` was parsed.
    """

    root: "_Element"
    form: Form
    fault: str | None = None
    fault_offset: int | None = None
    read_ahead: Mapping["_Element", list[Texts]] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        return () if self.fault is None else (f"{self.fault}: what could be read was kept",)

    def columns(self, section: "_Element") -> list[Texts]:
        """The texts of the points of a section, as ``columns_below`` gives them."""
        ahead = self.read_ahead.get(section)
        return columns_below(section, self.form) if ahead is None else ahead

    def without_activity(self, reason: str) -> Failed | Skipped:
        """What to say of a document without an activity: a damaged one may have held one."""
        if self.fault is None:
            return Skipped(reason)
        return Failed(f"{self.fault}: no activity could be read", self.fault_offset)


def parse(data: bytes, form: Form) -> Document | Failed:
    """The root of an XML document; one that is cut short or damaged as far as it can be read, with a warning.

    A document with a DOCTYPE or entities of its own is refused: no activity needs them, and they can be
    made to swell or to read other files. So is one with more elements and attributes than its points
    (``form.counted``) account for: a parsed element takes fifty times its bytes.
    Nothing is fetched. A prefix without its namespace (which some apps write) is no damage.

    Track points are read by their layout where that is sure to give what the parser would (``layout``).
    """
    plain = data.replace(b"\0", b"") if b"\0" in data[:4] else data  # UTF-16
    if b"!" in plain and (b"!DOCTYPE" in plain or b"!ENTITY" in plain):
        return Failed("it declares a document type or entities, which no activity file needs: refused")
    nodes = plain.count(b"<") + plain.count(b"=")
    if nodes > NODES_FREE:
        names = sum(map(plain.count, form.counted))
        if nodes > min(NODES_FREE + NODES_PER_NAME * names, MAX_NODES):
            return Failed("it holds far more elements than its track points account for: refused")
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")  # before a declaration blanks are an error
    return _read_ahead(data, form) or _parsed(data, form)


def _read_ahead(data: bytes, form: Form) -> Document | None:
    """The document by the layout of its points; None where all of it is the parser's to read."""
    found = cut(data, form) if len(data) >= MIN_BYTES_AHEAD else None
    document = None if found is None else _parsed(found.outline, form)
    if found is None or not isinstance(document, Document) or document.fault is not None:
        return None
    sections = list(document.root.iter(f"{{*}}{form.section}"))
    if len(sections) != len(found.sections):
        return None
    return replace(document, read_ahead=dict(zip(sections, found.sections, strict=True)))


def _parsed(data: bytes, form: Form) -> Document | Failed:
    from lxml import etree

    parser = _parser(recover=False)
    try:
        return Document(etree.fromstring(data, parser), form)
    except etree.XMLSyntaxError:
        undeclared_prefix = etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE
        # The parser's own log: the exception's holds the faults of earlier documents too.
        damage = [entry for entry in parser.error_log if entry.type != undeclared_prefix]
        fault = damage[0] if damage else None
    try:
        root = etree.fromstring(data, _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        return Failed(f"it cannot be read as XML: {fault.message if fault else 'no reason given'}", offset=0)
    if fault is None:
        return Document(root, form)
    at = min(_offset_of_line(data, fault.line) + max(fault.column - 1, 0), len(data))
    return Document(root, form, f"the file is damaged at line {fault.line} (byte {at})", at)


def _parser(recover: bool) -> "XMLParser":
    from lxml.etree import XMLParser

    # Without ``huge_tree`` the depth and the length of a text are bounded.
    return XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
    )


def _offset_of_line(data: bytes, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = data.find(b"\n", at) + 1
        if at == 0:
            return len(data)
    return at


def local_name(tag: object) -> str:
    """An element's name without namespace and prefix; "" for what is no element."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def child(element: "_Element", *names: str) -> "_Element | None":
    """The first descendant reached by going down the named children, whatever their namespace."""
    for name in names:
        found = next((e for e in element if local_name(e.tag) == name), None)
        if found is None:
            return None
        element = found
    return element


def children(element: "_Element", name: str) -> "list[_Element]":
    return [e for e in element if local_name(e.tag) == name]


def text_of(element: "_Element", *names: str) -> str | None:
    """The stripped text of ``child``; None where it is missing or blank."""
    found = child(element, *names)
    return (found.text or "").strip() or None if found is not None else None


def number_of(element: "_Element", *names: str) -> float | None:
    text = text_of(element, *names)
    value = float(floats([text])[0])
    return value if np.isfinite(value) else None


def floats(texts: Sequence[str | None]) -> FloatArray:
    """Numbers, NaN where there is none or it cannot be read."""
    try:
        if all(texts):
            return np.fromiter(map(float, filter(None, texts)), np.float64, len(texts))
        return np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)
    except ValueError:
        return np.array([_float(text) for text in texts], dtype=np.float64)


def _float(text: str | None) -> float:
    try:
        return float((text or "nan").replace(",", "."))
    except ValueError:
        return float("nan")


def times_utc_s(texts: Sequence[str | None]) -> tuple[FloatArray, float | None]:
    """ISO 8601 times as Unix seconds (NaN where unreadable), and the first offset that is not zero (s).

    A time without an offset is taken as UTC.
    """
    uniform = _uniform_utc_s(texts)
    if uniform is not None:
        return uniform, None
    found = np.full(len(texts), np.nan)
    offset_s: float | None = None
    for i, text in enumerate(texts):
        if not text or len(text.strip()) <= len("0000-00-00"):
            continue  # a date alone is no time
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        elif moment.tzinfo is not UTC and not offset_s:
            offset = moment.utcoffset()
            offset_s = offset.total_seconds() if offset else None
        found[i] = (moment - _UNIX_EPOCH).total_seconds()
    return found, offset_s


def _uniform_utc_s(texts: Sequence[str | None]) -> FloatArray | None:
    """Times all written as 2026-01-31T12:00:00Z, with or without a fraction, read at once; else None."""
    known = list(filter(None, texts))
    if not known or len(known) < len(texts):
        return None
    # All of one length, each behind a line break which none holds itself: else the layout does not fit.
    block = "".join(["\n", "\n".join(known)]).encode(errors="replace")
    width, rest = divmod(len(block), len(known))
    if rest or width < len(_LAYOUT) + 2 or width == len(_LAYOUT) + 3:
        return None
    cells = np.frombuffer(block, dtype=np.uint8).reshape(len(known), width)
    layout = np.frombuffer((b"\n" + _LAYOUT + b".".ljust(width, b"0"))[: width - 1] + b"Z", dtype=np.uint8)
    is_digit = layout == ord("0")
    numbers = cells[:, is_digit] - np.uint8(ord("0"))  # what stands below "0" wraps around to above 9
    if (cells[:, ~is_digit] != layout[~is_digit]).any() or (numbers > 9).any():
        return None
    digits = numbers.astype(np.int64)
    year = digits[:, :4] @ (1000, 100, 10, 1)
    month, day, hour, minute, second = (digits[:, at] * 10 + digits[:, at + 1] for at in (4, 6, 8, 10, 12))
    first_of_month = (year * 12 + month - 1 - 1970 * 12).astype("M8[M]")
    date = first_of_month.astype("M8[D]") + (day - 1)
    if not ((month >= 1) & (month <= 12) & (date.astype("M8[M]") == first_of_month)).all():
        return None
    if not ((hour < 24) & (minute < 60) & (second < 60)).all():
        return None
    fraction = digits[:, 14:] @ (0.1 ** np.arange(1, digits.shape[1] - 13))
    seconds: FloatArray = date.astype(np.int64) * 86_400.0 + hour * 3600 + minute * 60 + second + fraction
    return seconds


class Places(dict[object, int | None]):
    """In which column an element's text belongs, by its full tag; each tag is looked at once.

    ``names`` are in lower case, and hold in whatever namespace.
    """

    def __init__(self, names: Mapping[str, int]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, tag: object) -> int | None:
        place = self[tag] = self._names.get(local_name(tag).lower())
        return place


def columns_below(section: "_Element", form: Form) -> list[Texts]:
    """The texts of the points of ``section``, as ``form.width`` columns with one row per child.

    Of several elements for one column in one point the first that is not empty counts. Points of one layout,
    which a device mostly writes, are read column by column; looking below each point by itself takes several
    times as long.
    """
    columns = _texts_below(section, Places(form.names), form.width)
    for name, place in form.attributes.items():
        columns[place] = [point.get(name) for point in section]
    return columns


def _texts_below(section: "_Element", places: Places, width: int) -> list[Texts]:
    n = len(section)
    elements = list(section.iter())[1:]
    step, rest = divmod(len(elements), n) if n else (0, 0)
    tags = [element.tag for element in elements[:step]]
    if n and not rest and all({e.tag for e in elements[j::step]} == {tags[j]} for j in range(step)):
        columns: list[Texts] = [[None] * n for _ in range(width)]
        for j in reversed(range(step)):
            place = places[tags[j]]
            if place is not None:
                columns[place] = [element.text for element in elements[j::step]]
        return columns
    rows = [_row(point, places, width) for point in section]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _row(point: "_Element", places: Places, width: int) -> Texts:
    row: Texts = [None] * width
    for element in point.iter():
        place = places[element.tag]
        if place is not None and row[place] is None:
            row[place] = element.text
    return row


def channels_of(columns: Mapping[str, Sequence[str | None]]) -> dict[str, Channel]:
    """Columns of texts, by the names of ``records.Streams``, as channels; empty ones are left out."""
    channels: dict[str, Channel] = {}
    for column, texts in columns.items():
        if not any(texts):
            continue
        scale = DEGREE_SCALE if column in ("latitude_deg", "longitude_deg") else 1000.0
        channel = channel_of(floats(texts), scale)
        if channel is not None:
            channels[column] = channel
    return channels
