"""Zips and gzips, opened inside one another, without the disk and without trust in what they claim.

What an archive claims is checked before anything is unpacked, and what is unpacked is counted while it
comes: one member can take no more than ``Limits.member_bytes``, the whole walk no more than a multiple of
the archive's own size. A record of a whole life (``Large``) is not unpacked here but handed over as a stream:
it may be larger than memory, and counts at the size that it claims, beyond which ``zipfile`` gives nothing.
"""

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO, Protocol

from backstride.ingest import sniff
from backstride.ingest.sniff import Kind

MB = 1_000_000
_FAR_MORE = "the archive unpacks to far more than its size allows (a zip bomb?)"
CHUNK_BYTES = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(ValueError, OverflowError, NotImplementedError, RuntimeError),
)
"""How ``zipfile`` says that an archive is damaged, depending on what of it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What no honest archive of activities goes beyond; all of it engineering, nothing clinical.

    A week at one record a second stays below ``member_bytes`` as FIT, a day and a half as TCX. The text of
    a watch shrinks to a tenth or a thirtieth, a run of zeros to a thousandth: the ratio cap stands between
    them. Members below ``ratio_free_bytes`` are let through whatever their ratio. An Apple Health record
    shrinks to a fifteenth or a thirtieth; as none of it is held, only the ratios bound it.
    """

    member_bytes: int = 96 * MB
    ratio: float = 200.0
    ratio_free_bytes: int = 1 * MB
    nested_ratio: float = (
        3.0  # an archive too big for memory is read in place only if it is hardly compressed again
    )
    total_ratio: float = 100.0  # all that is unpacked, against the size of the outermost file
    total_free_bytes: int = 128 * MB
    directory_bytes: int = 32 * MB  # a zip's table of contents: some 300,000 members
    members: int = 100_000  # of all zips in one; ten years of a watch's exports are some 50,000 files
    depth: int = 4


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file that is no container, with its bytes. ``name`` leads to it: "outer.zip/inner/file.fit"."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that was not unpacked, for it can hold no activity (a picture, a video): count it as skipped."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or a member that was not read: unsafe, damaged or locked: count it as failed."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Large:
    """A file that is no container and may be larger than memory: an Apple Health record, of whatever size.

    ``stream`` can be read from its beginning as often as wanted, until the next file is asked for. Reading it
    raises ``UnreadableError`` where the disk or the archive fails. ``size_bytes``: unpacked.
    """

    name: str
    stream: "LargeStream"
    size_bytes: int


Found = Leaf | Large | Passed | Refused


class UnreadableError(Exception):
    """A ``Large`` file cannot be read on; the message says why, in plain words."""


class Readable(Protocol):
    """Bytes that come in pieces."""

    def read(self, size: int, /) -> bytes: ...


class LargeStream:
    """The content of a ``Large`` file."""

    def __init__(self, file: IO[bytes], where: str) -> None:
        """``where``: "the file" or "the member of the zip", for the message."""
        self._file, self._where = file, where

    def read(self, size: int, /) -> bytes:
        """The next bytes, ``size`` or fewer; none at the end."""
        with self._faults():
            return self._file.read(size)

    def rewind(self) -> None:
        """Read from the beginning again."""
        with self._faults():
            self._file.seek(0)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as error:
            raise UnreadableError(f"{self._where} cannot be read to its end: {error}") from error


class _TooMuchError(Exception):
    """More came out than is allowed; the message says of what."""


@dataclass(slots=True)
class _Walk:
    """The limits of one walk, and how many bytes and members it may still unpack."""

    limits: Limits
    left_bytes: int
    left_members: int

    def pull(self, file: Readable) -> bytes:
        """All of ``file``, as long as it keeps within the limits."""
        # BytesIO hands its buffer over without a second copy, which halves the peak.
        buffer = io.BytesIO()
        while chunk := file.read(CHUNK_BYTES):
            self.left_bytes -= len(chunk)
            if self.left_bytes < 0:
                raise _TooMuchError(_FAR_MORE)
            if buffer.tell() + len(chunk) > self.limits.member_bytes:
                raise _TooMuchError(_too_large(self.limits))
            buffer.write(chunk)
        return buffer.getvalue()


def walk(name: str, stream: BinaryIO, limits: Limits = DEFAULT) -> Iterator[Found]:
    """Every file in ``stream``, containers opened recursively; a plain file yields itself.

    ``stream`` must be seekable and is read in pieces, so an archive may be larger than memory. Nothing is
    raised for what the data holds: what cannot be read comes as ``Refused``, by name, and the rest goes on.
    A gzip keeps its own name, for it is one file ("a/1.fit.gz"). Folders in archives are not yielded.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    budget = max(limits.total_free_bytes, int(limits.total_ratio * size))
    yield from _open(name, stream, size, _Walk(limits, budget, limits.members), depth=0)


def _open(name: str, stream: IO[bytes], size: int, state: _Walk, depth: int) -> Iterator[Found]:
    head = stream.read(sniff.HEAD_BYTES)
    stream.seek(0)
    kind = sniff.kind_of(name, head)
    if kind in (Kind.ZIP, Kind.GZIP):
        document = sniff.what_it_is(name, b"")  # many a document is a zip inside
        if kind is Kind.ZIP and document is not None:
            yield Passed(name, document)
        elif depth >= state.limits.depth:
            yield Refused(name, f"archives nested more than {state.limits.depth} deep are not opened")
        elif kind is Kind.ZIP:
            yield from _open_zip(name, stream, state, depth)
        else:
            yield from _open_gzip(name, stream, state, depth)
        return
    if kind is Kind.APPLE:
        yield Large(name, LargeStream(stream, "the file"), size)
        return
    if size > state.limits.member_bytes:
        reason = sniff.what_it_is(name, head)
        yield Passed(name, reason) if reason else Refused(name, _too_large(state.limits))
        return
    yield Leaf(name, stream.read())


def _open_gzip(name: str, stream: IO[bytes], state: _Walk, depth: int) -> Iterator[Found]:
    try:
        data = state.pull(_Gunzip(stream, state.limits))
    except _TooMuchError as error:
        yield Refused(name, str(error))
    except (zlib.error, EOFError) as error:
        yield Refused(name, f"the gzip file is damaged: {error}")
    else:
        yield from _open(name, io.BytesIO(data), len(data), state, depth + 1)


class _Gunzip:
    """A gzip of one or several members, read in bounded pieces; it stops where it swells beyond the ratio."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        self._decoder = zlib.decompressobj(wbits=31)
        self._pending = b""
        self._in_bytes = self._out_bytes = 0

    def read(self, size: int, /) -> bytes:
        while True:
            if self._decoder.eof:
                self._pending = (self._decoder.unused_data or self._next()).lstrip(b"\0")
                if not self._pending.startswith(GZIP_MAGIC):
                    return b""  # the end, or padding after it
                self._decoder = zlib.decompressobj(wbits=31)
            elif not self._pending:
                self._pending = self._next()
                if not self._pending:
                    raise EOFError("it ends before its data does")
            out = self._decoder.decompress(self._pending, size)
            self._pending = self._decoder.unconsumed_tail
            self._out_bytes += len(out)
            taken_bytes = self._in_bytes - len(self._pending) - len(self._decoder.unused_data)
            if _swells(self._out_bytes, taken_bytes, self._limits):
                raise _TooMuchError(_swollen(self._limits))
            if out:
                return out

    def _next(self) -> bytes:
        chunk = self._stream.read(CHUNK_BYTES)
        self._in_bytes += len(chunk)
        return chunk


def _open_zip(name: str, stream: IO[bytes], state: _Walk, depth: int) -> Iterator[Found]:
    limits = state.limits
    try:
        if _directory_bytes(stream) > limits.directory_bytes:
            yield Refused(name, "the zip's table of contents is larger than any real one")
            return
        archive = zipfile.ZipFile(stream)
    except _DAMAGE as error:
        yield Refused(name, f"the zip file cannot be opened: {error}")
        return
    with archive:
        # In the order in which they stand: a zip that is itself being unpacked is then read forwards.
        files = (m for m in archive.infolist() if not m.filename.endswith("/"))  # a name may be empty
        members = sorted(files, key=lambda m: m.header_offset)
        state.left_members -= len(members)
        if state.left_members < 0:
            yield Refused(
                name,
                f"it holds more than {limits.members:,} files: unpack it and import its folders one by one",
            )
            return
        if _overlap(members):
            yield Refused(name, "members of the zip overlap, as only a crafted archive's do (a zip bomb)")
            return
        for member in members:
            if state.left_bytes <= 0:
                yield Refused(
                    name, "the archive unpacks to far more than its size allows; the rest was not read"
                )
                return
            yield from _open_member(name, archive, member, state, depth)


def _open_member(
    outer: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, state: _Walk, depth: int
) -> Iterator[Found]:
    limits = state.limits
    name = f"{outer}/{member.filename}"
    reason = _unsafe(member, limits)
    if reason is not None:
        yield Refused(name, reason)
        return
    if sniff.is_media(member.filename):
        yield Passed(name, sniff.what_it_is(member.filename, b"") or "")
        return
    if member.file_size == 0:
        yield Leaf(name, b"")
        return
    try:
        with archive.open(member) as file:
            head = file.read(sniff.HEAD_BYTES)
            if sniff.kind_of(name, head) is Kind.APPLE:
                if member.file_size > state.left_bytes:
                    raise _TooMuchError(_FAR_MORE)
                state.left_bytes -= member.file_size
                file.seek(0)
                yield Large(name, LargeStream(file, "the member of the zip"), member.file_size)
                return
            if member.file_size > limits.member_bytes:
                yield from _open_large(name, file, head, member, state, depth)
                return
            file.seek(0)
            data = state.pull(file)
    except _TooMuchError as error:
        yield Refused(name, str(error))
    except _DAMAGE as error:
        yield Refused(name, f"the member of the zip is damaged: {error}")
    else:
        yield from _open(name, io.BytesIO(data), len(data), state, depth + 1)


def _open_large(
    name: str, file: IO[bytes], head: bytes, member: zipfile.ZipInfo, state: _Walk, depth: int
) -> Iterator[Found]:
    """A member too large for memory: an archive is read in place, anything else is passed over or refused."""
    limits = state.limits
    if (
        sniff.kind_of(name, head) is Kind.ZIP
        and member.file_size <= limits.nested_ratio * member.compress_size
    ):
        file.seek(0)
        yield from _open(name, file, member.file_size, state, depth + 1)
        return
    reason = sniff.what_it_is(name, head)
    yield Passed(name, reason) if reason else Refused(name, _too_large(limits))


def _unsafe(member: zipfile.ZipInfo, limits: Limits) -> str | None:
    """Why a member must not be unpacked; None where nothing speaks against it."""
    path = member.orig_filename.replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":":
        return "its name is an absolute path, which no archive of activities needs"
    if ".." in path.split("/"):
        return "its name leads out of the archive (..)"
    if member.flag_bits & 0x1:
        return "it is locked with a password: unpack the archive and import the files"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # ``zipfile`` unpacks the others in pieces that it does not bound.
        return f"its compression (method {member.compress_type}) is not read: unpack it and import the files"
    if _swells(member.file_size, member.compress_size, limits):
        return _swollen(limits)
    return None


def _swells(out_bytes: int, in_bytes: int, limits: Limits) -> bool:
    return out_bytes > limits.ratio_free_bytes and out_bytes > limits.ratio * max(in_bytes, 1)


def _swollen(limits: Limits) -> str:
    return f"it unpacks to more than {limits.ratio:.0f} times its size, as no activity does (a zip bomb)"


def _too_large(limits: Limits) -> str:
    return f"it is larger than {limits.member_bytes // MB} MB, more than any activity takes"


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes; ``members`` in the order of their offsets."""
    local_header_bytes = 30
    return any(
        first.header_offset + local_header_bytes + first.compress_size > second.header_offset
        for first, second in itertools.pairwise(members)
    )


def _directory_bytes(stream: IO[bytes]) -> int:
    """The size that a zip gives for its table of contents, read before ``zipfile`` loads all of it."""
    tail_bytes = 65_535 + 22 + 20  # the longest comment, the end record, the zip64 locator
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - tail_bytes))
    tail = stream.read(tail_bytes)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("its end is missing; the download may have been cut short")
    declared = int(struct.unpack_from("<L", tail, at + 12)[0])
    if declared == 0xFFFFFFFF:
        locator = tail.rfind(b"PK\x06\x07", 0, at)
        if locator < 0:
            raise zipfile.BadZipFile("its end record is damaged")
        stream.seek(struct.unpack_from("<Q", tail, locator + 8)[0])
        record = stream.read(56)
        if len(record) < 56:
            raise zipfile.BadZipFile("its end record is damaged")
        declared = int(struct.unpack_from("<Q", record, 40)[0])
    stream.seek(0)
    return declared
