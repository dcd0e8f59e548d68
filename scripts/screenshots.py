"""Pictures of every page of the web app, as a phone and a laptop show them, light and dark.

    python scripts/screenshots.py FOLDER [--page NAME]

A sample runner's last half year is imported into a home that is thrown away; the app is served from it on
loopback. Needs Chromium or Chrome on PATH (Debian: ``apt-get install chromium``).
"""

import argparse
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright
from screenshot import find_browser

from backstride.records import CheckIn, SelfTest, SelfTestKind
from backstride.samples import RunnerSpec, simulate
from backstride.screen import Answers, check_answers
from backstride.screen.questions import CHOICE, YES_NO, keys
from backstride.store import Store
from backstride.usecases.clock import ComputerZone, now
from backstride.usecases.demo import DIARY, WATCH, write_files
from backstride.usecases.diary import import_diary, record_check_in
from backstride.usecases.import_files import import_paths
from backstride.usecases.plan import Wanted, plan_for
from backstride.usecases.screening import keep_answers
from backstride.usecases.self_tests import record_self_test
from backstride.usecases.shoes import add_shoe, make_default
from backstride.usecases.standing import SEED
from backstride.web.app import make_app
from backstride.web.server import listening

SIZES_PX = {"phone": (390, 844), "laptop": (1440, 900)}
THEMES = ("light", "dark")
DAYS = 150
HARMLESS = {
    "weeks_since_onset": 20,
    "age_years": 35,
    "onset_age_years": 34,
    "worst_pain_nrs": 4,
    "improvement_6wk_share": 0.5,
}
DRAWN = "[...document.querySelectorAll('.chart')].every(chart => chart.querySelector('svg'))"


def sample_home(home: Path, files: Path, days: int = DAYS) -> None:
    """A home with a sample runner's runs and diary up to yesterday."""
    zone = ComputerZone()
    moment = now(zone)
    spec = RunnerSpec.harmed(1.0).but(first_date=moment.date() - timedelta(days=days))
    write_files(simulate(1, spec, days), files)
    with Store.open(home) as store:
        import_paths(store, [files / WATCH], home_zone=zone, now=moment)
        import_diary(store, (files / DIARY).read_bytes(), now=moment)
        _fill(store, moment)


def _fill(store: Store, moment: datetime) -> None:
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


def _answers() -> Answers:
    """No warning sign at all: what is to be ticked is not, and the rest is as harmless as it can be."""
    known: dict[str, object] = dict(HARMLESS)
    for key in keys().values():
        if key.kind == YES_NO:
            known[key.name] = False
        elif key.kind == CHOICE:
            known[key.name] = key.choices[0]
    answers = check_answers(known)
    assert isinstance(answers, Answers)
    return answers


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The app on ``home``, in a thread of this process; its address."""
    with listening(home, 0, lan=False) as serving:
        app = make_app(home, serving.gate)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws="none")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [serving.socket]}, daemon=True)
        thread.start()
        try:
            yield serving.url
        finally:
            server.should_exit = True
            thread.join(10)


def pages(page: Page, url: str) -> dict[str, str]:
    """The pages by name; the run's is that of the newest."""
    page.goto(f"{url}/runs")
    run = page.locator("a[href^='/runs/']").first.get_attribute("href")
    yesterday = datetime.now().astimezone().date() - timedelta(days=1)
    return {
        "today": "/",
        "check-in": f"/check-in?day={yesterday.isoformat()}",
        "answer": "/answer",
        "runs": "/runs",
        "run": str(run),
        "plan": "/plan",
        "exercises": "/plan/exercises",
        "exercise": "/plan/exercises/side_bridge",
        "self-tests": "/plan/tests",
        "shoes": "/data/shoes",
        "back": "/back",
        "questions": "/back/questions",
        "data": "/data",
        "evidence": "/evidence",
        "not-found": "/nothing-here",
    }


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
        with served(root / "home") as url, served(root / "empty") as empty_url:
            _shoot(chromium.new_page(), {"welcome": "/"}, empty_url, wanted)
            page = chromium.new_page()
            _wait_for_answer(page, url)
            _shoot(page, pages(page, url), url, wanted)
        chromium.close()


def _wait_for_answer(page: Page, url: str) -> None:
    """Until the answer and the day's decision are there; the page shows them by itself."""
    page.goto(url)
    page.locator(".sentence").wait_for(timeout=60_000)
    page.locator("[data-job]").first.wait_for(state="detached", timeout=60_000)


def _shoot(page: Page, listed: dict[str, str], url: str, wanted: argparse.Namespace) -> None:
    for name, path in listed.items():
        if wanted.page and name not in wanted.page:
            continue
        for size, (width_px, height_px) in SIZES_PX.items():
            for theme in THEMES:
                page.set_viewport_size({"width": width_px, "height": height_px})
                page.emulate_media(color_scheme=theme)
                page.goto(f"{url}{path}")
                page.wait_for_function(DRAWN)
                page.screenshot(path=wanted.folder / f"{name}-{size}-{theme}.png")
                # The whole page in one window as high as it is: the bar then stands at its end.
                whole_px = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width_px, "height": max(height_px, whole_px)})
                page.screenshot(path=wanted.folder / f"{name}-{size}-{theme}-whole.png")


if __name__ == "__main__":
    main()
