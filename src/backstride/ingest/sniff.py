"""What a file is, told by its first bytes and only then by its name."""

from enum import StrEnum

HEAD_BYTES = 4096
"""How much of a file ``kind_of`` looks at."""


class Kind(StrEnum):
    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"
    APPLE = "apple"  # an Apple Health record
    TABLE = "table"
    JSON = "json"
    ZIP = "zip"
    GZIP = "gzip"
    OTHER = "other"  # known to hold no activity that is read here; see ``what_it_is``
    UNKNOWN = "unknown"


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MAGIC = {
    b"PK\x03\x04": Kind.ZIP,
    b"PK\x05\x06": Kind.ZIP,  # a zip without members
    b"\x1f\x8b": Kind.GZIP,
}

_XML_ROOTS = {"gpx": Kind.GPX, "TrainingCenterDatabase": Kind.TCX, "HealthData": Kind.APPLE}

_ACTIVITY_SUFFIXES = {".fit": Kind.FIT, ".gpx": Kind.GPX, ".tcx": Kind.TCX}
_TEXT_SUFFIXES = {".csv": Kind.TABLE, ".tsv": Kind.TABLE, ".json": Kind.JSON}
"""Of lists that may hold activities or not: their readers tell."""

_PICTURES = "a picture"
_VIDEO = "a video or a sound"
A_TABLE = "a table; it holds no recorded activity"
_TEXT = "a text or a page; it holds no recorded activity"
_DOCUMENT = "a document; it holds no recorded activity"
A_JSON_FILE = "a JSON file; it holds no activity that is read here"

_NAMED = {
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".bmp", ".tif", ".tiff", ".svg"), _PICTURES
    ),
    **dict.fromkeys((".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mp3", ".m4a", ".wav"), _VIDEO),
    **dict.fromkeys((".csv", ".tsv", ".xls", ".xlsx", ".ods"), A_TABLE),
    **dict.fromkeys((".txt", ".md", ".html", ".htm", ".css", ".js", ".ics", ".log"), _TEXT),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt"), _DOCUMENT),
    ".kmz": "a KMZ file; it is not read yet: export the activity as FIT, GPX or TCX",
    ".json": A_JSON_FILE,
    ".geojson": A_JSON_FILE,
}

_MEDIA_MAGIC = (
    (b"\xff\xd8\xff", _PICTURES),
    (b"\x89PNG\r\n\x1a\n", _PICTURES),
    (b"GIF8", _PICTURES),
    (b"%PDF-", _DOCUMENT),
)

_OTHER_ROOTS = {
    "ClinicalDocument": "an Apple Health clinical record; it holds no activity",
    "kml": "a KML file; it is not read yet: export the activity as FIT, GPX or TCX",
    "html": _TEXT,
    "svg": _PICTURES,
}


_UNOPENED_ARCHIVES = ((0, b"7z\xbc\xaf\x27\x1c", "7z"), (0, b"Rar!\x1a\x07", "RAR"), (257, b"ustar", "tar"))


def unopened_archive(head: bytes) -> str | None:
    """The kind of an archive that is not opened here and may hold activities; None for anything else."""
    return next((kind for at, magic, kind in _UNOPENED_ARCHIVES if head[at : at + len(magic)] == magic), None)


def suffix_of(name: str) -> str:
    """The last suffix in lower case, ``.gz`` left out: ".fit" for "runs/A.FIT.gz"; "" where there is none."""
    base = name.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".gz")
    stem, dot, suffix = base.rpartition(".")
    return dot + suffix if dot and stem else ""


def kind_of(name: str, head: bytes) -> Kind:
    """The kind of the file that begins with ``head`` (up to ``HEAD_BYTES``); content goes before the name."""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[8:12] == b".FIT":
        return Kind.FIT
    root = xml_root(head)
    if root in _XML_ROOTS:
        return _XML_ROOTS[root]
    described = what_it_is(name, head)
    if described in (A_TABLE, A_JSON_FILE) and _is_text(head):
        return _TEXT_SUFFIXES.get(suffix_of(name), Kind.OTHER)
    if described is not None:
        return Kind.OTHER
    return _ACTIVITY_SUFFIXES.get(suffix_of(name), Kind.UNKNOWN)


def what_it_is(name: str, head: bytes) -> str | None:
    """What a file without a readable activity is, in plain words; None where that is not known."""
    if is_system_file(name):
        return "a file of the computer's own; it holds no activity"
    root = xml_root(head)
    if root in _OTHER_ROOTS:
        return _OTHER_ROOTS[root]
    for magic, words in _MEDIA_MAGIC:
        if head.startswith(magic):
            return words
    return _NAMED.get(suffix_of(name))


def is_media(name: str) -> bool:
    """Whether the name is that of a picture, a video or a sound: passed over without being unpacked."""
    return _NAMED.get(suffix_of(name)) in (_PICTURES, _VIDEO)


def is_system_file(name: str) -> bool:
    """Resource forks and folder settings which computers add to archives and folders."""
    parts = name.replace("\\", "/").split("/")
    return (
        "__MACOSX" in parts
        or parts[-1].startswith("._")
        or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")
    )


def xml_root(head: bytes) -> str | None:
    """The local name of the root element, after a byte order mark, blanks, declaration, comments and DOCTYPE.

    Where the root stands beyond the head, the DOCTYPE that reaches so far names it. None where the head is
    not XML, or does not tell.
    """
    text = _as_text(head).lstrip("\ufeff \t\r\n\0")
    declared: str | None = None
    while text.startswith("<"):
        if text.startswith("<?"):
            _, found, rest = text.partition("?>")
        elif text.startswith("<!--"):
            _, found, rest = text.partition("-->")
        elif text.startswith("<!"):
            # A DOCTYPE may carry declarations of its own in brackets.
            declared = _declared_root(text) or declared
            before, bracket, after = text.partition("[")
            inner = bool(bracket) and ">" not in before
            _, found, rest = (after.partition("]")[2] if inner else text).partition(">")
        elif declared is not None and ">" not in text:
            return declared  # the head ends within the root's own tag
        else:
            tag = text[1:].replace("/", " ").replace(">", " ").split(None, 1)
            return tag[0].rpartition(":")[2] if tag else None
        if not found:
            return declared
        text = rest.lstrip()
    return None if text else declared


def _declared_root(text: str) -> str | None:
    """The root element that a DOCTYPE names."""
    words = text.replace("[", " ").replace(">", " ").split(None, 2)
    return words[1].rpartition(":")[2] if words[0] == "<!DOCTYPE" and len(words) > 1 else None


def _is_text(head: bytes) -> bool:
    return bool(head.strip(b"\0 \t\r\n")) and (b"\0" not in head or head.startswith(_UTF_16))


def _as_text(head: bytes) -> str:
    if head.startswith(_UTF_16):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.decode("utf-8", errors="replace")
