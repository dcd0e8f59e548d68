"""Import: files, folders and archives into the store, each once, with a reason for what stays out."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from pathlib import Path

from fastcrc.crc64 import xz as checksum

from backstride.ingest.clock import has_not_been
from backstride.ingest.containers import (
    CHUNK_BYTES,
    Found,
    Large,
    LargeStream,
    Leaf,
    Passed,
    Refused,
    UnreadableError,
    walk,
)
from backstride.records import CheckIn, KeptKind
from backstride.store import Batch, Fate, FileFate, Known, Store
from backstride.store.told import Told
from backstride.usecases import interrupts
from backstride.usecases.decoding import Decoded, Decoders, Pending
from backstride.usecases.diary import CheckInError, read_diary
from backstride.usecases.files import DiskFile, Listed, Unfit, list_files, plain_reason, printable

_AHEAD_BYTES = 48_000_000
"""How much is read before the files ahead of it are written: it waits in memory."""
_AHEAD_FILES = 64


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that was not imported, or not whole. ``offset`` is the byte at fault, where one is known."""

    file: str
    reason: str
    offset: int | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of every file: each is counted once, however many activities it holds.

    ``warnings`` belong to files that were imported nevertheless. ``batch`` is the import's own number.
    """

    batch: int
    imported: int = 0
    duplicates: int = 0
    skipped: list[FileProblem] = field(default_factory=list)
    failed: list[FileProblem] = field(default_factory=list)
    warnings: list[FileProblem] = field(default_factory=list)

    @property
    def files(self) -> int:
        return self.imported + self.duplicates + len(self.skipped) + len(self.failed)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: files met so far (archives hold many), and bytes read of those on the disk."""

    files: int
    bytes_done: int
    bytes_in_all: int


@dataclass(frozen=True, slots=True)
class _Met:
    """A file on its way: still being decoded (``pending``), or with nothing left to do but to tell of it.

    ``bytes_done``: how far the reading of the disk was when it was met.
    """

    fate: FileFate
    pending: Pending | None
    bytes_done: int


def import_paths(
    store: Store,
    paths: Iterable[Path],
    *,
    home_zone: tzinfo,
    now: datetime,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> ImportReport:
    """Read what ``paths`` hold into the store: each file in one transaction, in the order of the list.

    ``home_zone``: the runner's own zone, for files that do not tell theirs. ``now``: aware; its date in that
    zone is the day up to which runs are then known. ``workers``: processes that decode, by default as many as
    there are processors, up to a few; what is stored does not depend on it. What cannot be read is in the
    report, and the rest goes on. If the process dies or is interrupted, the files already read are kept
    whole, and the same import again adds the others.
    """
    listed = list_files(paths)
    started_at = now.astimezone(home_zone)
    with store.batch(started_at) as batch, Decoders(home_zone, workers) as decoders:
        work = _Import(store, batch, decoders, started_at, on_progress)
        work.bytes_in_all = sum(entry.size_bytes for entry in listed if isinstance(entry, DiskFile))
        try:
            for entry in listed:
                work.read(entry)
            work.finish_all()
        except KeyboardInterrupt:
            interrupts.wind_up()
            with interrupts.held():
                work.finish_done()
                batch.write_waiting()
            raise
        report = work.report
        with interrupts.held():
            batch.finish(
                imported=report.imported,
                duplicates=report.duplicates,
                skipped=len(report.skipped),
                failed=len(report.failed),
            )
    return report


class _Import:
    """One import under way: what was met and waits to be written, and what became of the rest."""

    def __init__(
        self,
        store: Store,
        batch: Batch,
        decoders: Decoders,
        started_at: datetime,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.report = ImportReport(batch.id)
        self.bytes_in_all = 0
        self._store = store
        self._batch = batch
        self._decoders = decoders
        self._started_at = started_at
        self._on_progress = on_progress
        self._ahead: deque[_Met] = deque()
        self._ahead_bytes = 0
        self._under_way: set[str] = set()  # contents that are being decoded
        self._bytes_done = 0
        self._slips: dict[str, date] = {}  # exports met: their folders, and up to when they tell the runs
        self._folders: set[str] = set()  # where activities were met

    def read(self, entry: Listed) -> None:
        """Take in a path: the file itself, or all that an archive holds."""
        for found, bytes_done in _open(entry):
            self._meet(found, self._bytes_done + bytes_done)
            self.finish_done()
            while self._ahead_bytes > _AHEAD_BYTES or len(self._ahead) > _AHEAD_FILES:
                self._finish_one()
        self._bytes_done += entry.size_bytes if isinstance(entry, DiskFile) else 0

    def finish_done(self) -> None:
        """Bring to its end what need not be waited for, as far as the order of the files allows."""
        while self._ahead and (self._ahead[0].pending is None or self._ahead[0].pending.done):
            self._finish_one()

    def finish_all(self) -> None:
        """Bring to its end all that was met.

        An import of nothing but exports tells the runs up to the day that they name, not up to today.
        """
        while self._ahead:
            self._finish_one()
        within = tuple(f"{folder}/" for folder in self._slips)
        if within and all(f"{folder}/".startswith(within) for folder in self._folders):
            self._batch.covers_until(max(self._slips.values()))

    def _meet(self, found: Found, bytes_done: int) -> None:
        name = printable(found.name)
        pending = None
        if isinstance(found, Passed):
            fate = FileFate(name=name, fate=Fate.SKIPPED, reason=found.reason)
        elif isinstance(found, Refused):
            fate = FileFate(name=name, fate=Fate.FAILED, reason=found.reason)
        else:
            try:
                fate = self._content(name, found)
            except UnreadableError as error:
                fate = FileFate(name=name, fate=Fate.FAILED, reason=str(error))
            if fate.sha256 is not None and self._is_new(fate.sha256):
                pending = self._decoders.submit(name, found)
                self._under_way.add(fate.sha256)
                self._ahead_bytes += len(pending.data)
        self._ahead.append(_Met(fate, pending, bytes_done))

    def _content(self, name: str, found: Leaf | Large) -> FileFate:
        """A file by the hash of its content; where size and checksum are known already, by what they tell."""
        if isinstance(found, Large):
            sha256, size_bytes = _digest(found.stream)
            return FileFate(name=name, fate=Fate.DUPLICATE, sha256=sha256, size_bytes=size_bytes)
        size_bytes, crc64 = len(found.data), f"{checksum(found.data):016x}"
        sha256 = self._batch.recognised(size_bytes, crc64) or hashlib.sha256(found.data).hexdigest()
        return FileFate(name=name, fate=Fate.DUPLICATE, sha256=sha256, crc64=crc64, size_bytes=size_bytes)

    def _is_new(self, sha256: str) -> bool:
        known = self._batch.known(sha256)
        return sha256 not in self._under_way and (known is None or not _settled(known))

    def _finish_one(self) -> None:
        met = self._ahead[0]
        decoded = None if met.pending is None else met.pending.result()
        with interrupts.held():
            self._ahead.popleft()
            if met.pending is not None and decoded is not None:
                self._ahead_bytes -= len(met.pending.data)
                self._under_way.discard(str(met.fate.sha256))
                self._keep(met.fate, decoded, met.pending.data)
            else:
                self._tell_again(met.fate)
            self._on_progress(Progress(self.report.files, met.bytes_done, self.bytes_in_all))

    def _tell_again(self, fate: FileFate) -> None:
        """What was not decoded. Of a content that was met before, what is known holds for this file too."""
        known = None if fate.sha256 is None else self._batch.known(fate.sha256)
        if known is not None and known.fate is not Fate.IMPORTED:
            fate = replace(fate, fate=known.fate, reason=known.reason, offset=known.offset)
        self._batch.add(fate)
        self._report(fate)

    def _keep(self, fate: FileFate, decoded: Decoded, data: bytes) -> None:
        """Write what was decoded. The diary is read here, for what it adds depends on what is on record."""
        lines: Sequence[CheckIn] = ()
        decoded = _without_future(decoded, self._started_at)
        if decoded.diary:
            decoded, lines = self._with_diary(decoded, data)
        told: Sequence[Told] = ()
        if decoded.kept is not None:
            decoded, told = self._with_kept(decoded, decoded.kept, data)
        if decoded.covers_until is not None:
            self._slips[fate.name.rpartition("/")[0]] = decoded.covers_until
        fate = replace(
            fate,
            fate=decoded.fate,
            reason=decoded.reason,
            offset=decoded.offset,
            warnings=decoded.warnings,
            lasting=decoded.lasting,
        )
        if not self._batch.add(fate, decoded.activities, decoded.measures, lines, told):
            fate = replace(fate, fate=Fate.DUPLICATE)
        self._report(fate)

    def _with_diary(self, decoded: Decoded, data: bytes) -> tuple[Decoded, Sequence[CheckIn]]:
        try:
            lines, diary = read_diary(self._store, data, now=self._started_at)
        except CheckInError as error:
            return Decoded(Fate.FAILED, str(error)), ()
        reason = f"{decoded.reason}: {diary.stored} lines were added, {diary.unchanged} were known"
        problems = tuple(
            f"line {problem.line} of the diary was left out: {problem.reason}" for problem in diary.problems
        )
        return replace(decoded, reason=reason, warnings=decoded.warnings + problems), lines

    def _with_kept(self, decoded: Decoded, kind: KeptKind, data: bytes) -> tuple[Decoded, Sequence[Told]]:
        from backstride.usecases.kept_files import read_kept  # an import of runs needs no screen and no plan

        kept = read_kept(kind, data, self._started_at)
        reason = f"{decoded.reason}: {len(kept.told)} read"
        return replace(decoded, reason=reason, warnings=(*decoded.warnings, *kept.problems)), kept.told

    def _report(self, fate: FileFate) -> None:
        report = self.report
        problem = FileProblem(fate.name, fate.reason or "", fate.offset)
        if fate.fate in (Fate.IMPORTED, Fate.DUPLICATE):
            self._folders.add(fate.name.rpartition("/")[0])
        if fate.fate is Fate.IMPORTED:
            report.imported += 1
        elif fate.fate is Fate.DUPLICATE:
            report.duplicates += 1
            return
        elif fate.fate is Fate.SKIPPED:
            report.skipped.append(problem)
        else:
            report.failed.append(problem)
        report.warnings.extend(FileProblem(fate.name, warning) for warning in fate.warnings)


def _without_future(decoded: Decoded, now: datetime) -> Decoded:
    """Without activities that begin when nobody has been yet; read again later, they may count."""
    ahead = [each for each in decoded.activities if has_not_been(each.activity["start_utc"], now)]
    if not ahead:
        return decoded
    latest = max(each.activity["start_utc"] for each in ahead)
    reason = f"starts on {latest:%Y-%m-%d}, which is still to come: the clock of the watch was wrong"
    kept = tuple(each for each in decoded.activities if each not in ahead)
    if not kept:
        return Decoded(Fate.FAILED, f"it {reason}", lasting=False)
    warning = f"{len(ahead)} of its activities were left out: the last {reason}"
    return replace(decoded, activities=kept, warnings=(*decoded.warnings, warning))


def _digest(stream: LargeStream) -> tuple[str, int]:
    """The SHA-256 (hex) of a stream, read to its end and rewound, and its size in bytes."""
    digest, size_bytes = hashlib.sha256(), 0
    stream.rewind()
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += len(chunk)
    stream.rewind()
    return digest.hexdigest(), size_bytes


def _settled(known: Known) -> bool:
    """Whether there is nothing to gain from reading a known content again."""
    return known.fate is Fate.IMPORTED or known.current


def _open(entry: Listed) -> Iterator[tuple[Found, int]]:
    """The files in a path: itself, or an archive's content; with how many of its bytes were read by then.

    Nothing is raised for disk or data.
    """
    name = printable(str(entry.path))
    if isinstance(entry, Unfit):
        yield Passed(name, entry.reason) if entry.ignored else Refused(name, entry.reason), 0
        return
    empty = True
    try:
        with entry.path.open("rb") as stream:
            done = 0
            for found in walk(name, stream):
                empty = False
                if isinstance(found, Leaf) and found.data:  # else what was read may be the table of contents
                    done = max(done, stream.tell())
                yield found, done
    except OSError as error:
        yield Refused(name, plain_reason(error)), 0
    else:
        if empty:
            yield Passed(name, "an archive without files"), entry.size_bytes
