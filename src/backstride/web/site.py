"""What all pages share: the store, what is kept of it while it stays the same, and background work."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from backstride.plan.shoes import Note, ShoeUse
from backstride.records import CheckIn, Days
from backstride.records.places import PrivatePlace
from backstride.report.figures import Charts
from backstride.report.page import answer_sections
from backstride.report.sections import open_questions
from backstride.store import Store, StoredActivity, StoreError
from backstride.usecases import clock, standing, uploads
from backstride.usecases.answer import keep_told, told_before
from backstride.usecases.days import load_days
from backstride.usecases.flares import SeenFlare, seen_flares
from backstride.usecases.plan import PlanNow, plan_now, planned_run
from backstride.usecases.private_places import UsualStart, usual_starts
from backstride.usecases.screening import CurrentClearance, current_clearance
from backstride.usecases.self_tests import SelfTests, self_tests_of
from backstride.usecases.settings import Settings, settings_of
from backstride.usecases.shoes import shoe_uses
from backstride.usecases.today import TodayFound, today_for
from backstride.verdict.answer import Answer
from backstride.web.guard import Gate
from backstride.web.jobs import Job, Jobs

T = TypeVar("T")

ANSWERING, DECIDING = "answer", "today"
_AT_ONCE_S = 0.05
"""How long a page waits for a decision: most need no estimate and are there at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer and the days it rests on; both None before the first one.

    ``job``: a newer one is being worked out, because something has changed since. ``sections`` and ``charts``
    are the answer's page, made beside it: HTML, and the charts' data as JSON (empty where there is none).
    ``unadvised`` is the HTML without advice, for a runner whose clearance does not allow a run.
    """

    answer: Answer | None = None
    days: Days | None = None
    job: Job | None = None
    sections: str = ""
    unadvised: str = ""
    charts: str = ""


class _Kept(Generic[T]):
    """A value that is worked out anew only once ``version`` is another; threads wait for one another."""

    def __init__(self, version: Callable[[], object], make: Callable[[], T]) -> None:
        self._version, self._make = version, make
        self._lock = Lock()
        self._held: tuple[object, T] | None = None

    def __call__(self) -> T:
        with self._lock:
            version = self._version()
            if self._held is None or self._held[0] != version:
                self._held = version, self._make()  # older than what it is made from, if anything
            return self._held[1]


class Site:
    """One home, open. Every method may be called from any thread, and may raise StoreError."""

    def __init__(self, home: Path, gate: Gate) -> None:
        self.home, self.gate = home, gate
        self.jobs = Jobs()
        uploads.tidy(home)
        self._closing = ExitStack()
        self.store = self._closing.enter_context(Store.open(home))
        self._asked = self._closing.enter_context(self.store.watch())
        self._lock = Lock()
        self._is_closed = False
        self._answered: tuple[tuple[int, date], str, Standing] | None = None
        self._decided: tuple[tuple[int, date], object, TodayFound] | None = None
        self._zone: Callable[[], tzinfo] = _Kept(self.version, lambda: clock.home_zone(self.store))
        self.settings: Callable[[], Settings] = _Kept(self.version, lambda: settings_of(self.store))
        self.private_places: Callable[[], list[PrivatePlace]] = _Kept(self.version, self.store.private_places)
        activities_revision: Callable[[], str] = _Kept(self.version, self.store.activities_revision)
        self.activities: Callable[[], list[StoredActivity]] = _Kept(
            activities_revision, lambda: self.store.activities()[::-1]
        )
        self.usual_starts: Callable[[], list[UsualStart]] = _Kept(
            activities_revision, lambda: usual_starts(self.store)
        )
        self.diary: Callable[[], list[CheckIn]] = _Kept(self.version, self.store.check_ins)
        self.check_ins: Callable[[], dict[date, CheckIn]] = _Kept(
            self.version, lambda: {line.date: line for line in self.diary()}
        )
        self.flares: Callable[[], list[SeenFlare]] = _Kept(
            self.version, lambda: seen_flares(self.diary(), self.activities())
        )
        self.days: Callable[[], Days] = _Kept(
            self.version, lambda: load_days(self.store, diary_time=self.settings().diary_time)
        )
        self.screening: Callable[[], CurrentClearance] = _Kept(
            self._as_of, lambda: current_clearance(self.store, self.now().date())
        )
        self.plan: Callable[[], PlanNow | None] = _Kept(
            self._as_of, lambda: plan_now(self.store, self.now().date())
        )
        self.self_tests: Callable[[], SelfTests] = _Kept(
            self._as_of,
            lambda: self_tests_of(self.store, today=self.now().date(), clearance=self.screening().clearance),
        )
        self.shoes: Callable[[], tuple[list[ShoeUse], list[Note]]] = _Kept(
            self._as_of, lambda: shoe_uses(self.store, self.now().date())
        )

    def close(self) -> None:
        """End all work and close the store. Whatever asks afterwards gets a StoreError."""
        self.jobs.stop(wait_s=5.0)
        with self._lock:  # nobody may be asking: SQLite does not bear to be closed meanwhile
            self._is_closed = True
            self._closing.close()

    def version(self) -> int:
        """Another number once anything on record has changed."""
        with self._lock:
            if self._is_closed:
                raise StoreError("backstride has been stopped")
            return self._asked()

    def now(self) -> datetime:
        """The present moment on the runner's own clock."""
        return clock.now(self._zone())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on record yet."""
        return not self.activities() and not self.check_ins()

    def standing(self) -> Standing:
        """The answer as it is known now; where anything has changed since, a newer one is begun."""
        answered = self._answered
        job = None
        if answered is None or answered[0] != self._as_of():
            job = self.jobs.start(ANSWERING, self._answer, link="/answer")
        if answered is None:
            return Standing(job=job)
        return replace(answered[2], job=job)

    def decided(self) -> tuple[TodayFound | None, Job | None]:
        """Today's decision on what is on record now, never on what was before; else the work on it."""
        as_of = self._as_of()
        held, job = self._decided, None
        if held is None or held[0] != as_of:
            job = self.jobs.start(DECIDING, self._decide, link="/")
            job.ended.wait(_AT_ONCE_S)
            held = self._decided
        return (held[2], None) if held is not None and held[0] == as_of else (None, job)

    def _as_of(self) -> tuple[int, date]:
        """What is on record now, and the date: the answer and the decision are of one such moment."""
        return self.version(), self.now().date()

    def _decide(self, job: Job) -> None:
        as_of, held = self._as_of(), self._decided
        planned = planned_run(self.store, as_of[1])
        # Told apart from a change that does not touch it, such as of a setting: it costs an estimate.
        days = standing.fingerprint(self.days(), {})
        basis = as_of[1], days, self.activities(), self.screening(), planned
        if held is not None and held[1] == basis:
            found = held[2]
        else:
            found = today_for(
                self.store,
                as_of[1],
                diary_time=self.settings().diary_time,
                seed=standing.SEED,
                planned=planned,
            )
        self._decided = as_of, basis, found
        job.tell(1, 1)

    def warm(self) -> None:
        """Begin in the background what the next pages will ask for: what is quick first."""

        def work(job: Job) -> None:
            self.settings()
            self.activities()
            self.check_ins()
            self.plan()
            self.shoes()
            job.tell(1, 1)
            self.decided()
            self.standing()

        self.jobs.start("warm", work)

    def _answer(self, job: Job) -> None:
        as_of = self._as_of()
        days = self.days()
        job.tell(0, 1)
        earlier = told_before(self.store, as_of[1])
        name = standing.fingerprint(days, earlier)
        if self._answered is not None and self._answered[1] == name:
            known = self._answered[2]
        else:
            kept = standing.kept_answer(self.home)
            if kept is not None and kept[0] == name:
                answer = kept[1]
            else:
                answer = standing.answer_and_keep(self.home, days, earlier)
            drawn = Charts()
            sections = "".join(answer_sections(answer, days, drawn))
            without = replace(answer, advice=())
            unadvised = sections.replace(open_questions(answer), open_questions(without))
            charts = drawn.data() if drawn.specs else ""
            known = Standing(answer, days, None, sections, unadvised, charts)
        # Before it is shown: whoever has seen it has been told.
        if len(days) and known.answer is not None:
            keep_told(self.store, known.answer, as_of[1])
        self._answered = as_of, name, known
        job.tell(1, 1)
