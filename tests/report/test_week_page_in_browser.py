"""The printed week in a real browser: one sheet of A4, no wider than a phone, nothing asked for."""

import base64
import re
from pathlib import Path
from types import ModuleType

import pytest

from backstride.plan.exercises import EQUIPMENT, exercise, strength_session
from backstride.plan.figures import figure_svg
from backstride.plan.model import Change, Gate, Kind, Plan, Session
from backstride.report.week_page import week_page
from made_plans import CROSS, HARD_RUN, REST, RUN, RUN_WALK, START, WALK, full_plan, make_plan

DOSES = strength_session(block_week=6, low_pain=True, equipment=EQUIPMENT)
FIGURES = {dose.name: figure_svg(exercise(dose.name)) for dose in DOSES}


@pytest.fixture(scope="module")
def page(screenshot: ModuleType):
    with screenshot.browser(screenshot.find_browser()) as page:
        yield page


def full_week(strength: int = 3) -> Plan:
    """As much as a week comes to hold: strength of eight exercises on so many days, notes and changes."""
    lifting = (Session(kind=Kind.STRENGTH, exercises=DOSES, warmup_min=5),)
    days = [(RUN,), (CROSS,), (RUN,), (WALK,), (HARD_RUN,), (RUN_WALK,), (REST,)]
    return make_plan(
        *(day + lifting * (place < strength) for place, day in enumerate(days)),
        notes=(
            "This goal cannot be reached by May without more pain. The nearest one is 8 km by May.",
            "Your pain was higher after runs on hard ground, so that they stand on soft ground here.",
            "A lighter week comes every fourth week.",
        ),
        changes=(
            Change(date=START, text="Run shortened from 6 km to 5.25 km", why="spike_ratio_threshold"),
            Change(date=START, text="Strength moved here from Tuesday", why="spike_ratio_threshold"),
        ),
    )


def opened(page, tmp_path: Path, html: str, width_px: int) -> Path:
    page.requests.clear()
    page.errors.clear()
    path = tmp_path / "week.html"
    path.write_text(html, encoding="utf-8")
    page.open(path, width_px=width_px, height_px=900, scale=1, dark=False)
    return path


def sheets(page) -> list[tuple[float, float]]:
    """The size of each sheet when the page is printed, in millimetres."""
    pdf = base64.b64decode(page.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type /Page\n", pdf))
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in boxes]


@pytest.mark.parametrize("gate", Gate)
def test_prints_on_one_sheet_of_a4(page, tmp_path: Path, gate: Gate):
    opened(page, tmp_path, week_page(full_plan(gate), START), 794)
    assert sheets(page) == [pytest.approx((210, 297), abs=1)]


def test_a_full_week_with_figures_still_prints_on_one_sheet(page, tmp_path: Path):
    opened(page, tmp_path, week_page(full_week(), START, FIGURES), 794)
    assert len(sheets(page)) == 1


def test_more_than_a_sheet_holds_is_not_lost_but_goes_on_the_next(page, tmp_path: Path):
    opened(page, tmp_path, week_page(full_week(strength=7), START, FIGURES), 794)
    assert len(sheets(page)) == 2


@pytest.mark.parametrize("width_px", [320, 390, 794, 1440])
def test_fits_every_screen_and_asks_for_nothing(page, tmp_path: Path, width_px: int):
    path = opened(page, tmp_path, week_page(full_week(), START, FIGURES), width_px)
    assert page.requests == [path.as_uri()]
    assert page.errors == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px
    sizes = "[...document.querySelectorAll('figure svg')].map(svg => svg.getBoundingClientRect()[{!r}])"
    assert min(page.evaluate(sizes.format("width"))) > 40
    assert min(page.evaluate(sizes.format("height"))) > 25
    square = page.evaluate("document.querySelector('.write').getBoundingClientRect().width")
    assert square > 40  # wide enough for a number by hand
