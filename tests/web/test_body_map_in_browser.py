"""The body map in a real browser: taps without scripts, keys, and what a screen reader is told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from running_home import fill

from backstride.records import CheckIn
from backstride.store import Origin, Store
from backstride.usecases.clock import ComputerZone, now

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def url(screenshots: ModuleType, tmp_path: Path) -> Iterator[str]:
    """A home with runs, a flare, and places that were marked."""
    moment = now(ComputerZone())
    with Store.open(tmp_path / "home") as store:
        fill(store, moment)
        lines = [
            CheckIn(date=moment.date() - timedelta(days=back), written_at=moment, **told)
            for back in range(2, 60, 3)
            for told in [{"pain_places": "lower_left leg_left", "pain_nrs": 6.0 if back < 6 else 1.0}]
        ]
        store.add_check_ins(lines, Origin.TYPED)
    with screenshots.served(tmp_path / "home") as app:
        yield app.url


def test_places_are_tapped_without_scripts(chromium: Browser, url: str):
    page = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{url}/check-in")
    page.locator("summary").click()
    page.get_by_role("checkbox", name="Left buttock").check()
    page.get_by_role("checkbox", name="Low in the back, middle").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("status").first).to_contain_text("Written down")
    page.goto(f"{url}/back")
    expect(page.locator("section[aria-labelledby=body]")).to_contain_text("Left buttock: 1 day")


def test_places_are_named_by_keyboard_and_kept_by_script(chromium: Browser, url: str):
    page = chromium.new_context(viewport=PHONE).new_page()
    page.goto(f"{url}/check-in")
    page.locator("summary").click()
    page.get_by_role("checkbox", name="Below the ribs, left").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Below the ribs, middle")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{url}/?done=checked-in")
    expect(page.locator("#gate.verdict")).to_be_visible()
    # What was just said stays on the page when what was worked out meanwhile comes to stand on it.
    expect(page.get_by_role("status").first).to_contain_text("Written down")
    page.goto(f"{url}/check-in")
    page.locator("summary").click()
    expect(page.get_by_role("checkbox", name="Below the ribs, middle")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Left buttock")).not_to_be_checked()


def test_every_place_is_large_enough_for_a_thumb(chromium: Browser, url: str):
    page = chromium.new_context(viewport=PHONE).new_page()
    page.goto(f"{url}/check-in")
    page.locator("summary").click()
    for place in page.locator(".body-map label").all():
        box = place.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def test_maps_flares_and_private_places_are_accessible(chromium: Browser, url: str):
    page = chromium.new_context(viewport=PHONE, service_workers="block").new_page()
    faults = {}
    for path in ("/back", "/check-in", "/data/places", "/data"):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.goto(f"{url}{path}")
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
            found = Axe().run(page)
            if found.violations_count:
                faults[path, theme] = [each["id"] for each in found.response["violations"]]
    assert faults == {}
