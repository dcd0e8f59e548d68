"""The page in a real browser without a network: charts drawn, nothing asked for, nothing complained of."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from made_answers import effect, make_answer, make_cannot_tell, make_days, make_explained

from backstride.report.page import answer_page
from backstride.verdict.answer import Verdict


@pytest.fixture(scope="module")
def page(screenshot: ModuleType):
    with screenshot.browser(screenshot.find_browser()) as page:
        yield page


@pytest.fixture
def opened(page, tmp_path: Path):
    """Opens HTML at a width; gives the tab and what was asked for and complained of since."""

    def open_page(html: str, width_px: int, *, dark: bool = False):
        page.requests.clear()
        page.errors.clear()
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        page.open(path, width_px=width_px, height_px=900, scale=1, dark=dark)
        return path, page

    return open_page


@pytest.mark.parametrize("width_px", [390, 1440])
def test_what_lies_behind_is_drawn_within_the_page(opened, width_px: int):
    _, page = opened(answer_page(make_answer(explain=make_explained()), make_days(60)), width_px)
    assert page.errors == []
    assert page.evaluate("document.querySelectorAll('section[aria-labelledby=why] .chart svg').length") == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px
    assert page.evaluate("document.querySelectorAll('#chart-weeks .mark-rect.role-mark path').length") == 4


@pytest.mark.parametrize("width_px", [390, 1440])
@pytest.mark.parametrize("n", [120, 1500])
def test_draws_every_chart_and_asks_for_nothing(opened, width_px: int, n: int):
    path, page = opened(answer_page(make_answer(), make_days(n)), width_px)
    assert page.requests == [path.as_uri()]
    assert page.errors == []
    assert page.evaluate("document.querySelectorAll('.chart svg').length") == (4 if n == 120 else 6)
    assert page.evaluate("document.querySelectorAll('.undrawn').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px
    marks = "document.querySelectorAll('#chart-runs .mark-rect.role-mark path').length"
    assert page.evaluate(marks) > 10


@pytest.mark.parametrize("width_px", [390, 1440])
def test_days_and_weeks_of_pain_and_runs_stand_above_one_another(opened, width_px: int):
    _, page = opened(answer_page(make_answer(), make_days(200)), width_px)
    plot = "document.querySelector('{} .role-frame.root > g > path.background').getBoundingClientRect().{}"
    for pain, runs in (("#chart-pain", "#chart-runs"), ("#chart-weekly-pain", "#chart-weekly-runs")):
        for side in ("left", "right"):
            above, below = (page.evaluate(plot.format(name, side)) for name in (pain, runs))
            assert above == pytest.approx(below, abs=1.5)  # px


def test_pain_line_breaks_where_nothing_was_written(opened):
    days = make_days(30)
    days.columns["pain_nrs"][:] = 3.0
    days.columns["pain_nrs"][10:15] = float("nan")
    _, page = opened(answer_page(make_answer(), days), 1440)
    line = page.evaluate("document.querySelector('#chart-pain .mark-line path').getAttribute('d')")
    assert line.count("M") == 2


def test_charts_follow_the_dark_style(opened):
    html = answer_page(make_answer(), make_days(60))
    colour = "getComputedStyle(document.querySelector('#chart-pain .mark-line path')).stroke"
    _, light = opened(html, 1440)
    in_light = light.evaluate(colour)
    _, dark = opened(html, 1440, dark=True)
    assert in_light.startswith("rgb")
    assert dark.evaluate(colour) != in_light


def test_no_answer_yet(opened):
    path, page = opened(answer_page(make_cannot_tell(), make_days(10)), 390)
    assert page.requests == [path.as_uri()]
    assert page.errors == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_long_words_do_not_widen_a_narrow_page(opened):
    long = "runner" * 60
    answer = make_answer(
        runner_id=long,
        sentence=f"Yes {long}: {long}.",
        advice=(long,),
        effects=(replace(effect("factor:" + "long_name_" * 9, Verdict.HELPS, -1.0), reason=long),),
    )
    _, page = opened(answer_page(answer, make_days(30, runner_id=long)), 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('#chart-effects .mark-text') !== null")
    plot = "document.querySelector('#chart-effects .role-frame.root > g > path.background')"
    assert page.evaluate(f"{plot}.getBoundingClientRect().width") > 100


def test_a_day_tells_its_figures_under_the_pointer(opened):
    days = make_days(30)
    days.columns["pain_nrs"][:] = 7.0
    _, page = opened(answer_page(make_answer(), days), 1440)
    point = "document.querySelector('#chart-pain .mark-symbol path')"
    page.evaluate(f"{point}.scrollIntoView({{block: 'center'}})")
    box = page.evaluate(f"(b => [b.x + b.width / 2, b.y + b.height / 2])({point}.getBoundingClientRect())")
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])
    tip = page.evaluate("document.querySelector('#vg-tooltip-element.visible')?.textContent")
    assert tip is not None
    assert "3 Nov 2025" in tip  # the first day, wherever the browser's clock stands
    assert "7" in tip
    assert page.errors == []


def planted(html: str, what: str) -> str:
    before, end, after = html.rpartition("</body>")
    return before + what + end + after


def test_a_planted_request_is_seen(opened):
    html = answer_page(make_cannot_tell(), make_days(10)).replace("default-src 'none';", "")
    _, page = opened(planted(html, '<img src="https://example.org/x.png">'), 390)
    assert "https://example.org/x.png" in page.requests


def test_the_policy_stops_what_is_planted(opened):
    html = answer_page(make_cannot_tell(), make_days(10))
    what = '<img src="https://example.org/x.png"><script>window.bad = 1</script>'
    _, page = opened(planted(html, what), 390)
    assert page.evaluate("window.bad") is None
    assert sum("Content Security Policy" in error for error in page.errors) == 2
