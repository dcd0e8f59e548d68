"""The page's structure: what stands on it, in which order, escaped, self-contained."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from lxml import html as lxml_html
from made_answers import effect, make_answer, make_cannot_tell, make_days, make_explained

from backstride.report import sections
from backstride.report.page import answer_page
from backstride.screen import Answers, check_answers, evaluate
from backstride.screen.words import warning_signs
from backstride.verdict.answer import Answer, Check, Verdict


def tree(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def text(node: lxml_html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.fixture(scope="module")
def page() -> str:
    return answer_page(make_answer(), make_days(120))


@pytest.fixture(scope="module")
def long_page() -> str:
    return answer_page(make_answer(), make_days(1500))


def chart_data(page: str) -> dict:
    return json.loads(tree(page).get_element_by_id("chart-data").text)


def test_the_sentence_comes_first(page: str):
    document = tree(page)
    (heading,) = document.xpath("//h1")
    (lead,) = document.xpath("//p[@class='lead']")
    said = f"{text(heading)} {text(lead)}"
    assert said == make_answer().sentence.replace(": over", ". Over")
    assert not heading.xpath("preceding::h2 | preceding::table | preceding::figure")
    assert document.get("lang") == "en"


def test_parts_in_their_order(page: str):
    assert [text(heading) for heading in tree(page).xpath("//h2")] == [
        "How pain differs with running",
        "Your pain and your runs",
        "Does the length of the run matter?",
        "What cannot be told yet",
        "How far to trust this",
        "This is not a diagnosis",
        "What this rests on",
    ]


def test_what_lies_behind_is_drawn_with_its_words_and_figures():
    behind = make_explained(caution="A check <failed>.")
    page = answer_page(make_answer(explain=behind), make_days(120))
    (section,) = tree(page).xpath("//section[@aria-labelledby='why']")
    said = text(section)
    for part in (
        behind.caution,
        behind.plain_text,
        behind.mornings_text,
        behind.effort_text,
        behind.weeks_text,
        "A week ago the answer was that it could not be told.",
        "22 February 2026",
    ):
        assert part in said
    drawings = section.xpath(".//div[@role='img']")
    assert len(drawings) == 4
    assert all(drawing.get("aria-label") for drawing in drawings)
    tables = section.xpath(".//details//table")
    assert [len(table.xpath("tbody/tr")) for table in tables] == [3, 7, 4, 4]
    assert "10 November 2025−0.21" in text(tables[3]).replace(" −", "−")
    assert set(chart_data(page)["datasets"]) >= {"plain", "mornings", "effort", "pulls"}


def test_without_efforts_or_counts_it_is_said_and_not_drawn():
    behind = make_explained(effort=(), weeks=(), before_run=None, changed=None)
    page = answer_page(make_answer(explain=behind), make_days(120))
    (section,) = tree(page).xpath("//section[@aria-labelledby='why']")
    assert len(section.xpath(".//figure")) == 1
    for part in (behind.effort_text, behind.weeks_text, behind.plain_text):
        assert part in text(section)
    assert "What the last week" not in text(section)


def test_every_effect_has_its_row_with_words_beside_the_symbol(page: str):
    rows = tree(page).xpath("//table[@class='effects']/tbody/tr")
    assert len(rows) == len(make_answer().effects)
    first = text(rows[0])
    for part in ("A usual run", "+0.9", "+0.5 to +1.3", "80%", "▲ more pain"):
        assert part in first
    heads = [text(cell) for cell in tree(page).xpath("//table[@class='effects']/thead//th")]
    # The chance is one-sided: of an effect that helps it must not seem to speak.
    assert "more pain" in heads[3]
    (downhill,) = [row for row in rows if "More downhill" in text(row)]
    assert [text(cell) for cell in downhill.xpath("td[@class='n']")] == ["–", "–", "–"]


def test_checks_advice_and_the_meaning_of_ninety_per_cent(page: str):
    checks = [text(item) for item in tree(page).xpath("//ul[@class='checks']/li")]
    assert len(checks) == 3
    assert checks[0].startswith("✗ failed")
    words = text(tree(page))
    for sentence in make_answer().advice:
        assert sentence in words
    assert "about ninety of them" in words


def test_evidence_names_claims_sources_and_certainty(page: str):
    (section,) = tree(page).xpath("//section[h2[@id='evidence']]")
    words = text(section)
    assert "Frandsen" in words
    assert "Low certainty" in words
    assert "[meaningful_acute]" in words
    assert "[screen_cauda_equina]" in words


def test_every_chart_has_words_and_figures_in_text(page: str):
    for figure in tree(page).xpath("//figure"):
        (image,) = figure.xpath(".//*[@role='img']")
        assert len(image.get("aria-label")) > 30
    assert len(tree(page).xpath("//figure//details//table")) == 2
    assert len(tree(page).xpath("//h2[@id='days']/..//tbody/tr")) == 120


def test_the_days_data_keep_the_unknown_apart(page: str):
    days = chart_data(page)["datasets"]["days"]
    assert {row["s"] for row in days} == {"run", "run?", "rest", "unknown"}
    assert any(row["pain"] is None for row in days)
    assert all(row["km"] is None for row in days if row["s"] != "run")


def test_loads_nothing_and_runs_only_its_own_scripts(page: str):
    class Loads(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[tuple[str, str]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            for name, value in attrs:
                if name in ("src", "href", "action", "data", "poster", "srcset"):
                    self.found.append((tag, value or ""))

    parser = Loads()
    parser.feed(page)
    assert parser.found == [("a", "#care")]
    style = tree(page).xpath("//style")[0].text
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = tree(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    script_src = re.search(r"script-src ([^;]*)", policy).group(1)  # type: ignore[union-attr]
    assert "unsafe" not in script_src
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in script_src


def test_text_from_outside_is_escaped():
    hostile = '</script><img src=x onerror="alert(1)">&'
    row = effect("factor:<b>x", Verdict.CANNOT_TELL, 0.5)
    answer = make_answer(
        runner_id=hostile,
        sentence=hostile,
        advice=(hostile,),
        checks=(Check(id="x", outcome="fail", text=hostile),),
        effects=(row,),
    )
    page = answer_page(answer, make_days(20, runner_id=hostile))
    document = tree(page)
    assert not document.xpath("//img | //b[text()='x']")
    assert text(document.xpath("//h1")[0]) == hostile
    assert len(document.xpath("//script")) == 3
    assert chart_data(page)["datasets"]["effects"][0]["name"] == "<b>x"


def test_years_stay_small_and_are_shown_by_week(page: str, long_page: str):
    assert len(long_page) - len(page) < 80_000
    data = chart_data(long_page)["datasets"]
    assert len(data["days"]) == 120
    assert len(data["weeks"]) == 215
    assert "All 1,500 days, week by week" in text(tree(long_page))
    assert "weeks" not in chart_data(page)["datasets"]


def test_a_row_without_numbers_leaves_the_others_drawn():
    answer = make_answer(
        effects=(effect("acute", Verdict.HELPS, -0.7), effect("factor:hard", Verdict.CANNOT_TELL)),
        dose_response=(),
    )
    page = answer_page(answer, make_days(60))
    assert [row["name"] for row in chart_data(page)["datasets"]["effects"]] == ["A usual run"]
    assert "too few days for a curve yet" in text(tree(page))


@pytest.mark.parametrize("n", [0, 1, 10, 120])
def test_cannot_tell_says_what_to_do_before_it_shows_the_days(n: int):
    answer = make_cannot_tell()
    page = answer_page(answer, make_days(n))
    headings = [text(heading) for heading in tree(page).xpath("//h2")]
    assert headings == [
        "What cannot be told yet",
        "Your pain and your runs",
        "This is not a diagnosis",
        "What this rests on",
    ]
    assert answer.advice[0] in text(tree(page))
    if n == 0:
        assert "<script" not in page
        assert "No day is on record yet" in page


def test_days_without_any_pain_or_any_run():
    days = make_days(30)
    for column in ("pain_nrs", "ran", "distance_km"):
        days.columns[column][:] = float("nan")
    page = answer_page(make_cannot_tell(), days)
    assert "No pain was written down on these days." in text(tree(page))
    data = chart_data(page)["datasets"]
    assert data["pain_gaps"] == data["run_gaps"] == [{"d": "2025-11-03", "e": "2025-12-03"}]


def test_same_answer_same_page(page: str):
    answer: Answer = make_answer()
    assert answer_page(answer, make_days(120)) == page


def test_a_warning_on_record_stands_before_the_answer() -> None:
    found = check_answers({"saddle_numbness": True})
    assert isinstance(found, Answers)
    page = answer_page(make_answer(), make_days(60), evaluate(found))
    body = text(tree(page).xpath("//body")[0])
    assert body.index("Get emergency care now.") < body.index("Does running hurt my lower back?")
    assert "No running until a clinician has said that it is safe." in body


def test_without_a_warning_the_page_begins_with_the_answer() -> None:
    assert sections.warning(None) == ""
    assert tree(answer_page(make_answer(), make_days(60))).xpath("//*[@id='warning']") == []


def test_the_signs_to_act_on_are_the_screens_own(page: str) -> None:
    (section,) = tree(page).xpath("//section[@id='care']")
    said = text(section)
    for signs in warning_signs():
        for label in signs.labels:
            assert label in said
