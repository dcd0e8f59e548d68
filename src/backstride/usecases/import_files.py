"""Import: files, folders and archives into the store, each once, with a reason for what stays out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from backstride.exposure import RunSketch, sketch
from backstride.ingest import read, read_stream
from backstride.ingest.containers import (
    CHUNK_BYTES,
    Found,
    Large,
    Leaf,
    Passed,
    Refused,
    UnreadableError,
    walk,
)
from backstride.records import Activity, Failed, ParseOutcome, Skipped
from backstride.store import Batch, Fate, FileFate, Store
from backstride.usecases.files import Listed, Unfit, list_files, plain_reason, printable


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
    """How far an import is: paths on disk done and in all, and files met so far (archives hold many)."""

    paths_done: int
    paths: int
    files: int


def import_paths(
    store: Store,
    paths: Iterable[Path],
    *,
    home_zone: tzinfo,
    now: datetime,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> ImportReport:
    """Read what ``paths`` hold into the store, one file at a time and each in one transaction.

    ``home_zone``: the runner's own zone, for files that do not tell theirs. ``now``: aware; its date in that
    zone is the day up to which runs are then known. What cannot be read is in the report, and the rest goes
    on. If the process dies, the files already read are kept whole, and the same import again adds the
    others.
    """
    listed = list_files(paths)
    with store.batch(now.astimezone(home_zone)) as batch:
        report = ImportReport(batch.id)
        for done, entry in enumerate(listed):
            for found in _open(entry):
                _take(found, batch, report, home_zone)
                on_progress(Progress(done, len(listed), report.files))
        on_progress(Progress(len(listed), len(listed), report.files))
        batch.finish(
            imported=report.imported,
            duplicates=report.duplicates,
            skipped=len(report.skipped),
            failed=len(report.failed),
        )
    return report


def _open(entry: Listed) -> Iterator[Found]:
    """The files in a path: itself, or an archive's content. Nothing is raised for disk or data."""
    name = printable(str(entry.path))
    if isinstance(entry, Unfit):
        yield Passed(name, entry.reason) if entry.ignored else Refused(name, entry.reason)
        return
    empty = True
    try:
        with entry.path.open("rb") as stream:
            for found in walk(name, stream):
                empty = False
                yield found
    except OSError as error:
        yield Refused(name, plain_reason(error))
    else:
        if empty:
            yield Passed(name, "an archive without files")


def _take(found: Found, batch: Batch, report: ImportReport, home_zone: tzinfo) -> None:
    """Bring one file to its end: into the store, and into the report."""
    name = printable(found.name)
    if isinstance(found, Passed):
        report.skipped.append(FileProblem(name, found.reason))
        return
    if isinstance(found, Refused):
        report.failed.append(FileProblem(name, found.reason))
        return
    try:
        sha256, size_bytes = _digest(found)
    except UnreadableError as error:
        report.failed.append(FileProblem(name, str(error)))
        return
    if batch.holds(sha256):
        report.duplicates += 1
        return

    def fate(of: Fate, reason: str | None = None, warnings: tuple[str, ...] = ()) -> FileFate:
        return FileFate(
            name=name,
            sha256=sha256,
            size_bytes=size_bytes,
            fate=of,
            reason=reason,
            warnings=warnings,
        )

    outcome, sketches = _read(name, found, home_zone)
    if isinstance(outcome, Skipped):
        batch.add(fate(Fate.SKIPPED, outcome.reason))
        report.skipped.append(FileProblem(name, outcome.reason))
    elif isinstance(outcome, Failed):
        batch.add(fate(Fate.FAILED, outcome.reason))
        report.failed.append(FileProblem(name, outcome.reason, outcome.offset))
    elif batch.add(fate(Fate.IMPORTED, warnings=outcome.warnings), outcome.activities, sketches):
        report.imported += 1
        report.warnings.extend(FileProblem(name, warning) for warning in outcome.warnings)
    else:
        report.duplicates += 1


def _digest(found: Leaf | Large) -> tuple[str, int]:
    """The SHA-256 of a file's content (hex) and its size in bytes; a large file is read to its end for it."""
    if isinstance(found, Leaf):
        return hashlib.sha256(found.data).hexdigest(), len(found.data)
    digest, size_bytes = hashlib.sha256(), 0
    found.stream.rewind()
    while chunk := found.stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += len(chunk)
    found.stream.rewind()
    return digest.hexdigest(), size_bytes


def _read(name: str, found: Leaf | Large, home_zone: tzinfo) -> tuple[ParseOutcome, Sequence[RunSketch]]:
    """What a file holds, with a sketch per activity. A fault of ours in one file does not stop the others."""
    try:
        if isinstance(found, Large):
            outcome = read_stream(name, found.stream, home_zone)
        else:
            outcome = read(name, found.data, home_zone)
        activities: Sequence[Activity] = () if isinstance(outcome, Skipped | Failed) else outcome.activities
        return outcome, [sketch(activity) for activity in activities]
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return Failed(f"backstride could not read it, through a fault of its own ({what})"), ()
