"""Files decoded here or in processes of their own; the one who writes stays alone at the database."""

import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, tzinfo
from multiprocessing import get_all_start_methods, get_context
from types import TracebackType
from typing import Self

from backstride.ingest import read, read_stream
from backstride.ingest.containers import Large, Leaf
from backstride.records import Failed, KeptKind, Measure, ParseOutcome, Skipped
from backstride.store import Fate, PreparedActivity, prepare
from backstride.usecases import interrupts
from backstride.usecases.processors import available_cpus

_POOL_AFTER_BYTES = 24_000_000
"""So much is decoded sooner than processes have started."""
_SMALL_BYTES = 8_192
"""To hand a smaller file to another process takes longer than to decode it."""
_MOST_WORKERS = 6
"""More would wait for the one who writes, and each takes some 35 MB."""
_LOADED_ONCE = ["backstride.usecases.preloaded"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file came to, ready to be written. ``lasting``: reading it again would give the same.

    ``diary``: a table of check-ins, whose lines are still to be read; ``kept``: so is a file of an export.
    ``covers_until``: see ``Skipped``.
    """

    fate: Fate
    reason: str | None = None
    offset: int | None = None
    warnings: tuple[str, ...] = ()
    activities: tuple[PreparedActivity, ...] = ()
    measures: tuple[Measure, ...] = ()
    diary: bool = False
    covers_until: date | None = None
    kept: KeptKind | None = None
    lasting: bool = True


Decode = Callable[[str, Leaf | Large, tzinfo], Decoded]


def decode(name: str, found: Leaf | Large, home_zone: tzinfo) -> Decoded:
    """A file as rows. A fault of ours in one file does not stop the others."""
    try:
        if isinstance(found, Large):
            return prepared(read_stream(name, found.stream, home_zone))
        return prepared(read(name, found.data, home_zone))
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        reason = f"backstride could not read it, through a fault of its own ({what})"
        return Decoded(Fate.FAILED, reason, lasting=False)


def prepared(outcome: ParseOutcome) -> Decoded:
    """What a reader says of a file, as rows."""
    if isinstance(outcome, Skipped):
        return Decoded(
            Fate.SKIPPED,
            outcome.reason,
            measures=outcome.measures,
            diary=outcome.diary,
            covers_until=outcome.covers_until,
            kept=outcome.kept,
            lasting=outcome.covers_until is None,  # each import of the folder is to hear of it
        )
    if isinstance(outcome, Failed):
        return Decoded(Fate.FAILED, outcome.reason, outcome.offset)
    activities = tuple(prepare(activity) for activity in outcome.activities)
    return Decoded(Fate.IMPORTED, warnings=outcome.warnings, activities=activities, measures=outcome.measures)


class Pending:
    """A file whose decoding is under way, or done. ``data`` are its bytes, none where they are too many."""

    def __init__(
        self, name: str, found: Leaf | Large, work: "Future[Decoded] | Decoded", decoders: "Decoders"
    ) -> None:
        self.data = b"" if isinstance(found, Large) else found.data
        self._name = name
        self._work = work
        self._decoders = decoders

    @property
    def done(self) -> bool:
        """Whether there is nothing to wait for."""
        return isinstance(self._work, Decoded) or self._work.done()

    def result(self) -> Decoded:
        """What the file came to, as soon as it is there."""
        if isinstance(self._work, Decoded):
            return self._work
        try:
            return self._work.result()
        except BrokenProcessPool:  # this file, or one beside it, took its process down
            return self._decoders.alone(self._name, self.data)


class Decoders:
    """Decoding by this process while there is little to do, then by ``workers`` others. A context manager.

    The others leave a Ctrl-C to this one, and end when it does, however it ends. ``decode`` runs in them: it
    must be importable by name.
    """

    def __init__(self, home_zone: tzinfo, workers: int | None = None, decode: Decode = decode) -> None:
        self._home_zone = home_zone
        self._workers = min(available_cpus(), _MOST_WORKERS) if workers is None else workers
        self._decode = decode
        self._pool: ProcessPoolExecutor | None = None
        self._seen_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None and kind is None:
            self._pool.shutdown()
        elif self._pool is not None:
            from backstride.study.processes import abandon

            abandon(self._pool)

    def submit(self, name: str, found: Leaf | Large) -> Pending:
        """Have a file decoded. A large one, which can be read only here and now, is when this returns."""
        if isinstance(found, Large):
            return Pending(name, found, decode(name, found, self._home_zone), self)
        size = len(found.data)
        self._seen_bytes += size if size >= _SMALL_BYTES else 0
        if self._workers < 2 or size < _SMALL_BYTES or self._seen_bytes < _POOL_AFTER_BYTES:
            return Pending(name, found, self._decode(name, found, self._home_zone), self)
        with interrupts.held():  # a process that is being started is not yet known, and would be left behind
            try:
                self._pool = self._pool or _pool(self._workers)
                work = self._pool.submit(self._decode, name, found, self._home_zone)
            except BrokenProcessPool:
                self._pool = _pool(self._workers)
                work = self._pool.submit(self._decode, name, found, self._home_zone)
        return Pending(name, found, work, self)

    def alone(self, name: str, data: bytes) -> Decoded:
        """Decode a file in a process of its own: if that one dies too, it is this file's doing."""
        from backstride.study.processes import abandon

        with interrupts.held():
            pool = _pool(1)
            work = pool.submit(self._decode, name, Leaf(name, data), self._home_zone)
        try:
            return work.result()
        except BrokenProcessPool:
            reason = "the process that read it died, perhaps for want of memory; the others were read"
            return Decoded(Fate.FAILED, reason, lasting=False)
        finally:
            abandon(pool)


def _pool(workers: int) -> ProcessPoolExecutor:
    from backstride.study.processes import live_with_parent  # an import without a pool needs no study

    if "forkserver" not in get_all_start_methods():
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=live_with_parent)
    from multiprocessing import forkserver, resource_tracker

    # From a server that has loaded the readers once, and shares them: a fork of this process would inherit
    # its locks and its database, and a fresh start of each would take a second and memory of its own.
    context = get_context("forkserver")
    context.set_forkserver_preload(_LOADED_ONCE)
    # The server starts with Ctrl-C blocked, and so do all that it forks: the terminal sends it to them too,
    # perhaps before they can leave it alone. (To start the tracker first: its own start would unblock it.)
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return ProcessPoolExecutor(workers, mp_context=context, initializer=live_with_parent)
