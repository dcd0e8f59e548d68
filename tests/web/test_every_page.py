"""Every page of a rich home: in German without an English sentence, in miles without a kilometre."""

import json
import re
import time
from collections.abc import Iterator

import pytest
from rich_home import SHOES, fill
from starlette.testclient import TestClient

from backstride.web.app import make_app
from backstride.web.guard import Gate
from web_pages import text_of

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"
NO_PAGES = ("/assets/", "/site.webmanifest", "/plan/calendar", "/plan/workouts", "/plan/week", "/plan.ics")
MOST_RUNS = 3  # one is as the other

ENGLISH_STAYS = {
    "English",  # a language by its own name
    SHOES,  # the runner's own word
}
"""What may be English on a German page, beside references (``cite``) and the registry's ids (``code``)."""

ENGLISH_WORD = re.compile(
    r"\b(the|and|of|your|with|without|is|are|for|not|you|from|that|this|before|after|answer|runs?|pain|days"
    r"|mornings?)\b",
    re.IGNORECASE,
)
OTHER_PROGRAMS = "Start tag expected, &#39;&lt;&#39; not found"  # inside a German sentence
KILOMETRE = re.compile(r"\bkm\b|kilomet(?:er|re)|\bm/km\b|\d\sm\b", re.I)
KILOMETRE_STAYS = (
    "Kilometres",  # the setting
    "Kilometer",
    # The registry's figure is one of pain for each kilometre.
    "Pain that a kilometre is taken to add where the runner's own answer is not known: 0.02 points",
    "Schmerz, den ein Kilometer dazugibt, wenn die eigene Antwort nicht bekannt ist: 0,02 Punkte",
)


class Walk:
    """The app on a home of its own, and its pages by their paths."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.site = client.app.state.site

    def pages(self, language: str, units: str = "km") -> dict[str, str]:
        """Every page that a link leads to, in a language and in units."""
        self.site.store.save_setting("units", units)
        self.settle()
        found: dict[str, str] = {}
        ahead = ["/"]
        while ahead:
            path = ahead.pop(0)
            n_runs = sum(other.startswith("/runs/") for other in found)
            if path in found or (path.startswith("/runs/") and n_runs == MOST_RUNS):
                continue
            page = self.client.get(path, headers={"Accept-Language": language})
            assert page.status_code == 200, path
            found[path] = page.text
            ahead += [
                link for link in re.findall(r'href="(/[^"#?]*)', page.text) if not link.startswith(NO_PAGES)
            ]
        assert len(found) > 50
        return found

    def settle(self) -> None:
        """Wait until the answer and today's decision are worked out."""
        until = time.monotonic() + 300
        while self.site.standing().job is not None or self.site.decided()[0] is None:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    root = tmp_path_factory.mktemp("rich")
    (root / "files").mkdir()
    app = make_app(root / "home", Gate(frozenset({HOST}), secret=b"s" * 32))
    with TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 50_000)) as client:
        walk = Walk(client)
        fill(walk.site.store, root / "files", walk.site.now())
        yield walk


def english_in(html: str) -> set[str]:
    """The texts that are marked as English, and those that are not and have an English word."""
    bare = re.sub(r"<(cite|code)>.*?</\1>", " ", html, flags=re.DOTALL).replace(OTHER_PROGRAMS, "")
    marked = re.findall(r'<(\w+)[^>]*\blang="en"[^>]*>(.*?)</\1>', bare, flags=re.DOTALL)
    found = {text_of(inner) for _, inner in marked}
    unmarked = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", bare, flags=re.DOTALL)
    unmarked = re.sub(r"<(script|style)\b.*?</\1>", " ", unmarked, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"', unmarked)
    titles = re.findall(r'(?<!"data":{)"(?:title|text|name)":"([^"]*)"', html)  # of charts
    found |= {
        text.strip()
        for text in [*re.findall(r">([^<>]+)<", unmarked), *spoken, *titles]
        if ENGLISH_WORD.search(text)
    }
    return {text for text in found if text and text not in ENGLISH_STAYS}


def kilometres_in(html: str) -> set[str]:
    """The texts of a page, seen or heard, that name a kilometre, and a height in metres."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:aria-label|data-label|title)="([^"]*)"', bare)
    titles = re.findall(r'"(?:title|text)":"([^"]*)"', html)
    texts = {
        " ".join(text.replace("&#x27;", "'").split())
        for text in [*re.findall(r">([^<>]+)<", bare), *spoken, *titles]
    }
    return {text for text in texts if KILOMETRE.search(text) and text not in KILOMETRE_STAYS}


def test_no_page_is_in_english_where_german_is_wanted(walk):
    pages = walk.pages("de")
    english = {path: found for path, html in pages.items() if (found := english_in(html))}
    assert english == {}


def test_what_has_no_words_would_be_found():
    assert english_in('<p>Schmerz</p><p><span lang="en">A sentence.</span></p>') == {"A sentence."}
    assert english_in("<p>Schmerz</p><p>A run of the day</p>") == {"A run of the day"}
    assert english_in('<p aria-label="for you">Schmerz</p>') == {"for you"}


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_speaks_of_kilometres_where_miles_are_wanted(walk, language: str):
    pages = walk.pages(language, "mi")
    left = {path: found for path, html in pages.items() if (found := kilometres_in(html))}
    assert left == {}
    assert re.search(r"\d\.?\d* mi\b|\d,\d mi\b", text_of(pages["/answer"]))
    assert "ft" in "".join(text_of(html) for path, html in pages.items() if path.startswith("/runs/"))


def test_in_kilometres_no_page_speaks_of_miles(walk):
    for path, html in walk.pages("en").items():
        assert not re.search(r"\d mi\b|\bft\b|ft/mi|\bmiles?\b", text_of(html).replace("Miles", "")), path


def test_the_charts_in_miles_are_those_in_kilometres(walk):
    km = chart_rows(walk.pages("en")["/answer"], "days")
    mi = chart_rows(walk.pages("en", "mi")["/answer"], "days")
    ratios = [row["km"] / other["km"] for row, other in zip(km, mi, strict=True) if row["km"]]
    assert len(ratios) > 10
    assert all(abs(ratio - 1.609344) < 0.01 for ratio in ratios)


def chart_rows(html: str, name: str) -> list[dict[str, float]]:
    found = re.search(r'id="chart-data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])["datasets"][name]
