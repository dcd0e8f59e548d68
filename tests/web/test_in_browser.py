"""The app in a real browser: the first five minutes, the check-in on a phone, offline, accessibility."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from backstride.usecases.plan import last_plan
from backstride.web.pages import routes as page_routes

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
SEND_WITH = """([name, value]) => {
  const form = document.querySelector("main form");
  form.elements[name].value = value;
  form.submit();
}"""
# What is sent as a file, as news or as a bare refusal; the printed week is looked at by itself.
NO_PAGES = {
    *("/plan.ics", "/plan/calendar", "/plan/workouts", "/plan/week"),
    *("/data/export/{id}/file", "/jobs/{id}/events", "/pair", "/feed/{name}"),
}


@pytest.fixture(scope="module")
def sample_home(screenshots: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a sample runner's last weeks."""
    root = tmp_path_factory.mktemp("sample")
    (root / "files").mkdir()
    screenshots.sample_home(root / "home", root / "files", days=60)
    return root / "home"


@pytest.fixture(scope="module")
def sample_app(screenshots: ModuleType, sample_home: Path) -> Iterator[Any]:
    """An app on it: its address, and what its pages share."""
    with screenshots.served(sample_home) as app:
        yield app


@pytest.fixture(scope="module")
def sample(sample_app: Any) -> str:
    return sample_app.url


@pytest.fixture
def empty(screenshots: ModuleType, tmp_path: Path) -> Iterator[str]:
    with screenshots.served(tmp_path / "home") as app:
        yield app.url


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
        answer_no(page)
    expect(page.locator("main")).to_contain_text("None of these answers is a warning sign")
    assert watched.other_hosts(empty) == []
    assert watched.complaints == []


def faults(page: Page, url: str, screenshots: ModuleType) -> dict[str, Any]:
    """What axe finds on a page, by theme, all that folds being open; it must be no wider than a phone."""
    found = {}
    page.goto(url)
    for theme in screenshots.THEMES:
        page.emulate_media(color_scheme=theme)
        screenshots.wait_until(page, screenshots.DRAWN)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert width_px(page) <= PHONE["width"], url
        result = Axe().run(page)
        if result.violations_count:
            found[theme] = [
                (each["id"], [node["html"][:120] for node in each["nodes"]][:3])
                for each in result.response["violations"]
            ]
    return found


def test_every_page_is_accessible_in_both_themes_and_asks_nobody_else(
    chromium: Browser, sample_app: Any, screenshots: ModuleType
):
    url = sample_app.url
    watched = Watched(chromium.new_context(viewport=PHONE, service_workers="block", reduced_motion="reduce"))
    page = watched.page
    screenshots.wait_for_answer(page, url)
    listed = screenshots.pages(sample_app.site) | screenshots.job_pages(sample_app.site)
    for name, path in listed.items():
        assert faults(page, f"{url}{path}", screenshots) == {}, name
    assert watched.other_hosts(url) == []
    assert [said for said in watched.complaints if "404" not in said] == []
    # Every address that gives a page is among them: a new one is looked at too.
    shown = [path.partition("?")[0] for path in listed.values()]
    routes = [route for route in page_routes() if "GET" in route.methods and route.path not in NO_PAGES]
    assert [route.path for route in routes if not any(map(route.path_regex.match, shown))] == []


def test_an_empty_home_and_one_with_a_warning_sign_are_accessible_too(
    chromium: Browser, empty: str, sample_home: Path, screenshots: ModuleType, tmp_path: Path
):
    page = chromium.new_page(viewport=PHONE, reduced_motion="reduce")
    for name, path in screenshots.EMPTY.items():
        assert faults(page, f"{empty}{path}", screenshots) == {}, name
    screenshots.warned_home(tmp_path / "warned", sample_home)
    with screenshots.served(tmp_path / "warned") as app:
        page.goto(app.url)
        page.locator("[data-job]").first.wait_for(state="detached", timeout=60_000)  # it reloads by itself
        for name, path in screenshots.WARNED.items():
            assert faults(page, f"{app.url}{path}", screenshots) == {}, name
            expect(page.locator("main")).to_contain_text("Get emergency care now")


def test_the_printed_week_is_accessible(
    chromium: Browser, sample_app: Any, screenshots: ModuleType, tmp_path: Path
):
    sheet = screenshots.printed_week(sample_app.site, tmp_path / "week.html")
    assert (
        faults(chromium.new_page(viewport=PHONE, reduced_motion="reduce"), sheet.as_uri(), screenshots) == {}
    )


def test_a_form_that_came_from_elsewhere_and_one_that_cannot_be_read_are_refused_accessibly(
    chromium: Browser, empty: str, screenshots: ModuleType
):
    page = chromium.new_page(viewport=PHONE, reduced_motion="reduce")
    for name, value in (("csrf", "old"), ("known", "[")):
        page.goto(f"{empty}/back/questions")
        with page.expect_navigation():
            page.evaluate(SEND_WITH, [name, value])
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This form is no longer valid" if name == "csrf" else "This could not be done"
        )
        assert Axe().run(page).violations_count == 0


def test_every_question_and_the_result_are_accessible(chromium: Browser, empty: str, screenshots: ModuleType):
    """From the first question to what they come to, with nothing amiss."""
    page = chromium.new_page(viewport=PHONE, reduced_motion="reduce")
    page.goto(f"{empty}/back/questions")
    while "/questions" in page.url:
        for theme in screenshots.THEMES:
            page.emulate_media(color_scheme=theme)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        answer_no(page)
    assert Axe().run(page).violations_count == 0
    expect(page.locator("main")).to_contain_text("None of these answers is a warning sign")


def answer_no(page: Page) -> None:
    """Answer what a page of the questions asks with no, or leave the number out, and go on."""
    noes = page.locator("label", has=page.locator("input[value=no], input[value=none]"))
    for i in range(noes.count()):
        noes.nth(i).click()
    if page.locator("#value").count():
        page.fill("#value", "")
    elif not noes.count():
        page.locator(".choice label").last.click()
    page.get_by_role("button", name="Next").click()


def test_the_check_in_takes_three_taps_without_scripts(chromium: Browser, empty: str):
    page = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{empty}/check-in")
    page.locator("label", has_text="4").first.click()
    page.get_by_role("button", name="Save").first.click()
    # Where the decision takes longer than a moment, that it is being worked out is a status too.
    expect(page.get_by_role("status").filter(has_text="Written down")).to_be_visible()
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


def test_it_can_be_installed_by_the_criteria_of_chrome(
    chromium: Browser, empty: str, screenshots: ModuleType, tmp_path: Path
):
    """In a profile of its own: in a private window, nothing can be installed."""
    kept = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=screenshots.find_browser(), args=["--no-sandbox"]
    )
    page = kept.pages[0]
    page.goto(empty)
    page.evaluate("navigator.serviceWorker.ready")
    asked = kept.new_cdp_session(page)
    manifest = asked.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{empty}/site.webmanifest"
    assert asked.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    held = page.evaluate(
        "caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).length)"
    )
    assert held == 9  # the page for offline use and what it shows, with every icon
    kept.close()


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


def drag(page: Page, url: str, move: Any) -> None:
    page.goto(f"{url}/plan")
    session = page.locator(f"[data-kind='{move.kind.value}'][data-on='{move.on.isoformat()}']")
    session.drag_to(page.locator(f"[data-day='{move.to.isoformat()}']"))
    page.wait_for_url(re.compile("/plan/(move|moves/.*)$"), timeout=120_000)


def test_a_session_is_dragged_to_a_day_that_is_allowed_and_stays_there(
    chromium: Browser, sample_app: Any, screenshots: ModuleType
):
    url = sample_app.url
    watched = Watched(chromium.new_context(viewport=LAPTOP))
    page = watched.page
    found = screenshots.allowed_move(sample_app.site)
    drag(page, url, found.move)
    # It says what that does; nothing has changed yet.
    expect(page.get_by_role("heading", name="What it does")).to_be_visible()
    for change in found.plan.changes:
        expect(page.locator("main")).to_contain_text(change.text)
    session = f"[data-day='{found.move.to.isoformat()}'] .session.{found.move.kind.value}"
    assert last_plan(sample_app.site.store).plan == found.before.plan
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("status")).to_contain_text("Moved")
    page.goto(f"{url}/plan")
    expect(page.locator(session)).to_have_count(1)
    assert watched.other_hosts(url) == []
    assert watched.complaints == []


def test_a_session_is_dragged_to_a_day_that_is_refused_with_the_rule_in_words(
    chromium: Browser, sample_app: Any, screenshots: ModuleType
):
    url, site = sample_app.url, sample_app.site
    refused = ((move, why) for move in screenshots.moves(site) if (why := screenshots.refusal(site, move)))
    move, why = next(refused)
    before = last_plan(site.store)
    watched = Watched(chromium.new_context(viewport=LAPTOP))
    drag(watched.page, url, move)
    alert = watched.page.get_by_role("alert")
    expect(alert).to_contain_text("That was not done.")
    expect(alert).to_contain_text(why)
    assert last_plan(site.store) == before
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
