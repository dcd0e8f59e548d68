"""Pictures of every page of the web app, as a phone and a laptop show them, light and dark.

    python scripts/screenshots.py FOLDER [--page NAME]

Without ``--page``, those that docs/web.md shows are put there too.
A sample runner's last half year is imported into a home that is thrown away; the app is served from it on
loopback. Needs Chromium or Chrome on PATH (Debian: ``apt-get install chromium``).
"""

import argparse
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event

import uvicorn
from playwright.sync_api import Page, sync_playwright
from screenshot import find_browser

from backstride.plan.moving import Move, MoveError
from backstride.records import CheckIn, SelfTest, SelfTestKind
from backstride.samples import RunnerSpec, simulate
from backstride.screen import Answers, check_answers
from backstride.screen.questions import CHOICE, YES_NO, keys
from backstride.store import Store, StoreError
from backstride.usecases.clock import ComputerZone, now
from backstride.usecases.demo import DIARY, WATCH, write_files
from backstride.usecases.diary import import_diary, record_check_in
from backstride.usecases.import_files import import_paths
from backstride.usecases.plan import Wanted, plan_for, plan_now
from backstride.usecases.plan_export import write_plan
from backstride.usecases.plan_move import Moved, check_move, try_move
from backstride.usecases.private_places import USUAL_RADIUS_M, add_place
from backstride.usecases.screening import keep_answers
from backstride.usecases.self_tests import record_self_test
from backstride.usecases.shoes import add_shoe, make_default
from backstride.usecases.standing import SEED
from backstride.web.app import make_app
from backstride.web.jobs import Job
from backstride.web.pages.data import start_export
from backstride.web.pages.plan import MOVING
from backstride.web.server import listening
from backstride.web.site import Site

SIZES_PX = {"phone": (390, 844), "laptop": (1440, 900)}
THEMES = ("light", "dark")
DOCS = Path(__file__).resolve().parents[1] / "docs" / "web"
IN_DOCS = (
    *("today-laptop-light", "today-phone-light", "answer-phone-light"),
    *("run-phone-dark", "plan-phone-dark", "back-phone-light"),
)
DAYS = 150
HARMLESS = {
    "weeks_since_onset": 20,
    "age_years": 35,
    "onset_age_years": 34,
    "worst_pain_nrs": 4,
    "improvement_6wk_share": 0.5,
}
EMPTY = {
    "empty-answer": "/answer",
    "empty-runs": "/runs",
    "empty-plan": "/plan",
    "empty-back": "/back",
    "empty-data": "/data",
}
WARNED = {
    "warned-today": "/",
    "warned-back": "/back",
    "warned-plan": "/plan",
    "warned-self-tests": "/plan/tests",
}
DRAWN = "[...document.querySelectorAll('.chart')].every(chart => chart.querySelector('svg'))"


def sample_home(home: Path, files: Path, days: int = DAYS) -> None:
    """A home with a sample runner's runs and diary up to yesterday; one file cannot be read, one run is
    deleted.
    """
    zone = ComputerZone()
    moment = now(zone)
    spec = RunnerSpec.harmed(1.0).but(first_date=moment.date() - timedelta(days=days))
    write_files(simulate(1, spec, days), files)
    (files / WATCH / "cut-off.fit").write_bytes(b"\x0e\x20")
    (files / WATCH / "notes.txt").write_text("Bought new shoes.")
    with Store.open(home) as store:
        import_paths(store, [files / WATCH], home_zone=zone, now=moment)
        import_diary(store, (files / DIARY).read_bytes(), now=moment)
        store.delete_activity(store.activities()[0].id, moment)
        tell(store, moment)


def warned_home(home: Path, sample: Path) -> None:
    """The sample runner's home, with a warning sign among the answers."""
    shutil.copytree(sample, home)
    with Store.open(home) as store:
        keep_answers(store, _answers(bladder_change=True), now(ComputerZone()))


def tell(store: Store, moment: datetime) -> None:
    """What the runner has told besides: this morning's pain, the questions, shoes, a test; and a plan."""
    today = moment.date()
    record_check_in(store, CheckIn(date=today, written_at=moment, pain_nrs=2.0))
    keep_answers(store, _answers(), moment)
    add_shoe(store, "Blue pair", km_before=420.0, first_used=None)
    make_default(store, "Blue pair", today - timedelta(days=40))
    for back, hold_s in ((20, 48.0), (6, 55.0)):
        written_at = moment - timedelta(days=back)
        test = SelfTest(date=written_at.date(), kind=SelfTestKind.PLANK, hold_s=hold_s)
        record_self_test(store, test, written_at=written_at, clearance=None)
    plan_for(store, today, Wanted(weeks=2), diary_time="morning", seed=SEED)


def _answers(**signs: bool) -> Answers:
    """No warning sign but those named: what is to be ticked is not, and the rest is harmless."""
    known: dict[str, object] = dict(HARMLESS)
    for key in keys().values():
        if key.kind == YES_NO:
            known[key.name] = False
        elif key.kind == CHOICE:
            known[key.name] = key.choices[0]
    answers = check_answers(known | signs)
    assert isinstance(answers, Answers)
    return answers


@dataclass(frozen=True, slots=True)
class Served:
    """An app that is served: its address, and what its pages share."""

    url: str
    site: Site


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """The app on ``home``, in a thread of this process."""
    with listening(home, 0, lan=False) as serving:
        app = make_app(home, serving.gate)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws="none")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [serving.socket]}, daemon=True)
        thread.start()
        try:
            yield Served(serving.url, app.state.site)
        finally:
            server.should_exit = True
            thread.join(10)


def pages(site: Site) -> dict[str, str]:
    """The path of every page of a sample runner's home, by name; a move is tried for its page."""
    yesterday = site.now().date() - timedelta(days=1)
    deleted = site.store.activities(deleted=True)[0].id
    return {
        "today": "/",
        "check-in": f"/check-in?day={yesterday.isoformat()}",
        "answer": "/answer",
        "runs": "/runs",
        "run": f"/runs/{site.activities()[0].id}",
        "run-deleted": f"/runs/{deleted}",
        "deleted": "/runs/deleted",
        "plan": "/plan",
        "moved": f"/plan/moves/{moved_job(site).id}",
        "exercises": "/plan/exercises",
        "exercise": "/plan/exercises/side_bridge",
        "self-tests": "/plan/tests",
        "shoes": "/data/shoes",
        "private-places": "/data/places",
        "exported": f"/data/export/{exported_job(site).id}",
        "back": "/back",
        "questions": "/back/questions",
        "data": "/data",
        "import-log": f"/data/imports/{site.store.imports()[0].id}",
        "evidence": "/evidence",
        "offline": "/offline",
        "not-found": "/nothing-here",
    }


def job_pages(site: Site) -> dict[str, str]:
    """An import under way from now on for as long as the app is served, and work that ended in each way."""
    cancelled = site.jobs.start("cancelled", lambda job: (job.cancel(), job.tell(0, 1)))
    failed = site.jobs.start("failed", _fails)
    done = site.jobs.start("done", lambda job: None)
    for job in (cancelled, failed, done):
        job.ended.wait()
    running = site.jobs.start("import", _goes_on)
    ended = {"running": running, "cancelled": cancelled, "failed": failed, "done": done}
    return {f"job-{state}": f"/jobs/{job.id}" for state, job in ended.items()}


def _goes_on(job: Job) -> None:
    while True:
        job.tell(420, 1000, "126")
        Event().wait(0.1)


def _fails(job: Job) -> None:
    raise StoreError("The disk is full: make room, and import the same files once more.")


def moved_job(site: Site) -> Job:
    """A session's move that was tried, as its page shows it."""
    job = site.jobs.start(MOVING, lambda job: allowed_move(site))
    job.ended.wait()
    return job


def exported_job(site: Site) -> Job:
    """An export that left out what lies in a private place."""
    if not site.private_places():
        first = site.usual_starts()[0]
        add_place(site.store, "Home", (first.latitude_deg, first.longitude_deg), USUAL_RADIUS_M)
    job = start_export(site, with_private_places=False)
    job.ended.wait()
    return job


def moves(site: Site) -> Iterator[Move]:
    """Every move of a session of the plan to another of its days, from today on."""
    today = site.now().date()
    now = plan_now(site.store, today)
    assert now is not None
    days = [day for day in now.plan.days if day.date >= today]
    for day in days:
        for session in day.sessions:
            for other in days:
                if other.date != day.date and session.kind.value != "rest":
                    yield Move(kind=session.kind, on=day.date, to=other.date)


def refusal(site: Site, move: Move) -> str | None:
    """The rule in words that stands against the move; None where none does."""
    try:
        check_move(site.store, site.now().date(), move, diary_time=site.settings().diary_time)
    except MoveError as error:
        return str(error)
    return None


def allowed_move(site: Site) -> Moved:
    """The first move that the plan allows, tried."""
    today: date = site.now().date()
    for move in moves(site):
        if refusal(site, move) is None:
            try:
                return try_move(site.store, today, move, diary_time=site.settings().diary_time, seed=SEED)
            except MoveError:
                continue
    raise LookupError("the plan allows no move")


def printed_week(site: Site, path: Path) -> Path:
    """The sheet of the plan's week, written to ``path``."""
    moment = site.now()
    now = plan_now(site.store, moment.date())
    assert now is not None
    write_plan(now.plan, now=moment, ics=None, workouts=None, printable=path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", action="append", help="Only this page; may be given more than once.")
    wanted = parser.parse_args()
    browser = find_browser()
    if browser is None:
        raise SystemExit("no Chromium on PATH; on Debian: apt-get install chromium")
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        root = Path(place)
        files = root / "files"
        files.mkdir()
        sample_home(root / "home", files)
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        warned_home(root / "warned", root / "home")
        with served(root / "home") as app, served(root / "empty") as empty, served(root / "warned") as warned:
            page = chromium.new_page()
            _shoot(page, {"welcome": "/"} | EMPTY, empty.url, wanted)
            _shoot(page, WARNED, warned.url, wanted)
            wait_for_answer(page, app.url)
            _shoot(page, pages(app.site), app.url, wanted)
            _shoot(page, job_pages(app.site), app.url, wanted)
            sheet = printed_week(app.site, root / "week.html")
            _shoot(page, {"week-to-print": sheet.as_uri()}, "", wanted)
        chromium.close()
    if not wanted.page:
        DOCS.mkdir(exist_ok=True)
        for name in IN_DOCS:
            shutil.copy(wanted.folder / f"{name}.png", DOCS)


def wait_for_answer(page: Page, url: str) -> None:
    """Until the answer and the day's decision are there; the page shows them by itself."""
    page.goto(url)
    page.locator(".sentence").wait_for(timeout=60_000)
    page.locator("[data-job]").first.wait_for(state="detached", timeout=60_000)


def wait_until(page: Page, condition: str) -> None:
    """Until a condition in JavaScript holds. Playwright's own way asks again by ``eval``, which the pages'
    content security policy refuses.
    """
    look = f"const look = () => ({condition}) ? done() : setTimeout(look, 20); look();"
    page.evaluate(f"() => new Promise(done => {{ {look} }})")


def _shoot(page: Page, listed: dict[str, str], url: str, wanted: argparse.Namespace) -> None:
    for name, path in listed.items():
        if wanted.page and name not in wanted.page:
            continue
        for size, (width_px, height_px) in SIZES_PX.items():
            for theme in THEMES:
                page.set_viewport_size({"width": width_px, "height": height_px})
                page.emulate_media(color_scheme=theme)
                page.goto(f"{url}{path}")
                wait_until(page, DRAWN)
                page.screenshot(path=wanted.folder / f"{name}-{size}-{theme}.png")
                # The whole page in one window as high as it is: the bar then stands at its end.
                whole_px = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width_px, "height": max(height_px, whole_px)})
                page.screenshot(path=wanted.folder / f"{name}-{size}-{theme}-whole.png")


if __name__ == "__main__":
    main()
