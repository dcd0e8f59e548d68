"""The app in a real browser: the first five minutes, the check-in on a phone, offline, accessibility."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def screenshots() -> ModuleType:
    """The script that makes the docs' pictures: it serves sample homes and lists the pages."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        spec = importlib.util.spec_from_file_location("screenshots", SCRIPTS / "screenshots.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPTS))
    if module.find_browser() is None:
        pytest.skip("no Chromium on PATH; on Debian: apt-get install chromium")
    return module


@pytest.fixture(scope="module")
def chromium(screenshots: ModuleType) -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=screenshots.find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def sample(screenshots: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app with a sample runner's last weeks."""
    root = tmp_path_factory.mktemp("sample")
    (root / "files").mkdir()
    screenshots.sample_home(root / "home", root / "files", days=60)
    with screenshots.served(root / "home") as url:
        yield url


@pytest.fixture
def empty(screenshots: ModuleType, tmp_path: Path) -> Iterator[str]:
    with screenshots.served(tmp_path / "home") as url:
        yield url


class Watched:
    """A tab, and what it asked for and complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def other_hosts(self, url: str) -> list[str]:
        ours = urlsplit(url).netloc
        return [each for each in self.asked if urlsplit(each).netloc != ours and not each.startswith("data:")]


def width_px(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_a_new_runner_gets_through_the_first_five_minutes(chromium: Browser, empty: str, gpx, tmp_path: Path):
    """Welcome, an import with a broken file among others, the first check-in, the questions."""
    watched = Watched(chromium.new_context(viewport=PHONE))
    page = watched.page
    page.goto(empty)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does running hurt my lower back?")
    page.get_by_role("link", name="Import files").click()
    (tmp_path / "watch" / "inner").mkdir(parents=True)
    (tmp_path / "watch" / "good.gpx").write_bytes(gpx())
    (tmp_path / "watch" / "inner" / "broken.gpx").write_bytes(gpx()[:200])
    page.set_input_files("#folder", tmp_path / "watch")
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/data/imports/*")
    expect(page.locator("main")).to_contain_text("watch/inner/broken.gpx")
    expect(page.locator(".facts div").first).to_contain_text("1")
    page.get_by_role("link", name="To today").click()
    page.locator("label", has_text="3").first.click()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Written down")
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="Begin").click()
    for _ in range(40):
        if "/questions" not in page.url:
            break
        noes = page.locator("label", has=page.locator("input[value=no], input[value=none]"))
        for i in range(noes.count()):
            noes.nth(i).click()
        if page.locator("#value").count():
            page.fill("#value", "")
        elif not noes.count():
            page.locator(".choice label").last.click()
        page.get_by_role("button", name="Next").click()
    expect(page.locator("main")).to_contain_text("None of these answers is a warning sign")
    assert watched.other_hosts(empty) == []
    assert watched.complaints == []


def test_every_page_is_accessible_in_both_themes_and_asks_nobody_else(
    chromium: Browser, sample: str, screenshots: ModuleType
):
    watched = Watched(chromium.new_context(viewport=PHONE, service_workers="block"))
    page = watched.page
    screenshots._wait_for_answer(page, sample)
    faults = {}
    for name, path in screenshots.pages(page, sample).items():
        for theme in screenshots.THEMES:
            page.emulate_media(color_scheme=theme)
            page.goto(f"{sample}{path}")
            page.wait_for_function(screenshots.DRAWN)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert width_px(page) <= PHONE["width"], name
            found = Axe().run(page)
            if found.violations_count:
                faults[name, theme] = [
                    (each["id"], [node["html"][:120] for node in each["nodes"]][:3])
                    for each in found.response["violations"]
                ]
    assert faults == {}
    assert watched.other_hosts(sample) == []
    assert [said for said in watched.complaints if "404" not in said] == []


def test_the_check_in_takes_three_taps_without_scripts(chromium: Browser, empty: str):
    page = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{empty}/check-in")
    page.locator("label", has_text="4").first.click()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_contain_text("Written down")
    expect(page.locator("main")).to_contain_text("Pain 4 of 10")


def test_the_check_in_works_by_keyboard(chromium: Browser, empty: str):
    page = chromium.new_context(viewport=LAPTOP).new_page()
    page.goto(f"{empty}/check-in")
    page.locator("input[name=pain_nrs]").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Pain 2 of 10")


def test_a_check_in_made_offline_is_kept_and_sent_later(chromium: Browser, empty: str):
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{empty}/check-in")
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    page.goto(f"{empty}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot be reached")
    page.locator("label", has_text="5").first.click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_contain_text("Kept on this device")
    context.set_offline(False)
    page.goto(f"{empty}/check-in")
    expect(page.get_by_role("status")).to_contain_text("has been sent")
    page.goto(empty)
    expect(page.locator("main")).to_contain_text("Pain 5 of 10")


def test_the_dark_switch_and_the_language_stay(chromium: Browser, sample: str):
    page = chromium.new_context(viewport=LAPTOP, color_scheme="light").new_page()
    page.goto(sample)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark colours").click()
    page.goto(f"{sample}/runs")
    assert page.evaluate(ground) != light
    page.get_by_role("button", name="Light colours").click()
    page.goto(f"{sample}/data")
    page.select_option("#s-language", "de")
    page.locator("section", has=page.locator("#s-language")).get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deine Daten")
    assert page.evaluate("document.documentElement.lang") == "de"
    page.goto(f"{sample}/runs")
    expect(page.locator(".what").first).to_contain_text(",")
    page.goto(f"{sample}/data")
    page.select_option("#s-language", "auto")
    page.locator("section", has=page.locator("#s-language")).get_by_role("button").click()


def a_run_and_a_day_for_it(page: Page) -> tuple[Locator, Locator]:
    """A run of next week's, and a day of rest of that week."""
    week = page.locator(".plan-week").nth(1)
    return week.locator(".session.run").first, week.locator("[data-day]:has(.session.rest)").first


def test_a_session_is_dragged_to_another_day(chromium: Browser, sample: str):
    watched = Watched(chromium.new_context(viewport=LAPTOP))
    page = watched.page
    page.goto(f"{sample}/plan")
    run, rest = a_run_and_a_day_for_it(page)
    to = rest.get_attribute("data-day")
    run.drag_to(rest)
    # It says what that does, or why it cannot be; nothing has changed yet.
    page.wait_for_url(re.compile("/plan/(move|moves/.*)$"), timeout=60_000)
    if page.locator("[role=alert]").count():
        expect(page.locator("[role=alert]")).to_contain_text("That was not done.")
    else:
        expect(page.locator("main")).to_contain_text("instead of")
        page.get_by_role("button", name="Move it").click()
        expect(page.get_by_role("status")).to_contain_text("Moved")
        expect(page.locator(f"[data-day='{to}'] .session.run")).to_have_count(1)
    assert watched.other_hosts(sample) == []
    assert [said for said in watched.complaints if "409" not in said] == []


def test_a_session_is_moved_without_scripts(chromium: Browser, sample: str):
    page = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{sample}/plan")
    session = page.locator(".plan-week").nth(1).locator(".session.strength").first
    session.locator("summary").click()
    session.get_by_role("button", name="See what it does").click()
    page.wait_for_url(re.compile("/plan/(move|moves/.*)$"), timeout=60_000)
    told = page.locator("main")
    expect(told).to_contain_text(re.compile("What it does|That was not done"))
