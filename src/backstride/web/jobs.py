"""Long work in the background: it goes on when a page is left, tells how far it is, and can be cancelled."""

import secrets
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from os import environ
from threading import Event, Lock, Thread
from typing import Any, Literal

from backstride.store import StoreError

State = Literal["running", "done", "failed", "cancelled"]

_KEPT = 20
"""Ended jobs that can still be looked at."""


class CancelledError(KeyboardInterrupt):
    """The runner has cancelled the job. An import takes it as a Ctrl-C: what was read so far stays, whole."""


@dataclass(eq=False)
class Job:
    """One piece of work. ``result`` is what it returned; ``error`` why it failed, for the user.

    ``link``: where the pages go on once it has ended.
    """

    id: str
    kind: str
    state: State = "running"
    done: int = 0
    total: int = 0
    note: str = ""
    result: Any = None
    error: str | None = None
    link: str = ""
    ended: Event = field(default_factory=Event)
    _cancelled: Event = field(default_factory=Event)
    _told: bool = False

    def tell(self, done: int, total: int, note: str = "") -> None:
        """How far the work is. Raises CancelledError where it is to end; once, so that it ends in order."""
        self.done, self.total, self.note = done, total, note
        if self._cancelled.is_set() and not self._told:
            self._told = True
            raise CancelledError

    def cancel(self) -> None:
        self._cancelled.set()

    @property
    def cancelling(self) -> bool:
        return self._cancelled.is_set() and self.state == "running"

    def seen(self) -> dict[str, Any]:
        """What a page shows of it, as plain data."""
        return {
            "state": "cancelling" if self.cancelling else self.state,
            "done": self.done,
            "total": self.total,
            "note": self.note,
            "error": self.error,
            "link": self.link,
        }


class Jobs:
    """All work under way, and the last that ended."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._stopped = False

    def start(self, kind: str, work: Callable[[Job], Any], link: str = "") -> Job:
        """Run ``work`` in a thread of its own; at most one of a kind at a time: that one is returned then.

        Nothing is begun any more after ``stop``: the job that is returned then was cancelled.
        """
        with self._lock:
            running = self.running(kind)
            if running is not None:
                return running
            job = Job(secrets.token_urlsafe(8), kind, link=link)
            if self._stopped:
                job.state = "cancelled"
                job.ended.set()
                return job
            for old in [each for each in self._all() if each.ended.is_set()][:-_KEPT]:
                del self._jobs[old.id]
            self._jobs[job.id] = job
        Thread(target=_run, args=(job, work), name=f"backstride-{kind}", daemon=True).start()
        return job

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def running(self, kind: str) -> Job | None:
        return next((job for job in self._all() if job.kind == kind and not job.ended.is_set()), None)

    def _all(self) -> list[Job]:
        """As they are now, whatever another thread does meanwhile."""
        return list(self._jobs.values())

    def stop(self, wait_s: float) -> None:
        """Cancel all work and wait for each piece a little, so that what it holds is put down in order."""
        with self._lock:
            self._stopped = True
        for job in self._all():
            job.cancel()
        for job in self._all():
            job.ended.wait(wait_s)


def _run(job: Job, work: Callable[[Job], Any]) -> None:
    try:
        job.result = work(job)
        job.state = "done"
    except CancelledError:
        job.state = "cancelled"
    except StoreError as error:
        job.error, job.state = str(error), "failed"
    except Exception as error:
        report_fault(error)
        job.error, job.state = "", "failed"
    finally:
        job.ended.set()


def report_fault(error: Exception) -> None:
    """Tell of a bug on the server's own terminal, never in a page."""
    if environ.get("BACKSTRIDE_DEBUG") == "1":
        traceback.print_exception(error)
    else:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        sys.stderr.write(f"backstride: a fault ({reason}); BACKSTRIDE_DEBUG=1 shows where\n")
