"""Every message is gathered and has words in every language; what is put together of them is understood."""

import importlib.util
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backstride.records import Activity, Sport
from backstride.report.figures import Charts
from backstride.report.page import answer_sections
from backstride.report.sections import basis
from backstride.report.series import count
from backstride.report.words import label
from backstride.samples import RunnerSpec, simulate
from backstride.screen import check_answers, evaluate
from backstride.screen import words as screen_words
from backstride.verdict import answer_days
from backstride.web.formats import Formats
from backstride.web.phrases import said, said_charts, said_html
from backstride.web.words import LANGUAGES, language_for

ENGLISH, GERMAN = Formats("en", "km"), Formats("de", "km")
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "messages.py"


def script():
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_message_has_words_in_every_language():
    messages = script()
    gathered = messages.gathered()
    assert len(gathered) > 400
    catalogs = sorted(messages.LOCALES.glob("*.po"))
    assert [path.stem for path in catalogs] == sorted(set(LANGUAGES) - {"en"})
    for path in catalogs:
        catalog = messages.updated(path, gathered)
        assert messages.missing(catalog) == []
        faults = [str(error) for message in catalog for error in message.check(catalog)]
        assert faults == []


def test_a_catalog_is_what_the_script_would_write():
    """No message stands there that no page shows any more."""
    messages = script()
    gathered = {str(message.id) for message in messages.gathered()}
    for path in messages.LOCALES.glob("*.po"):
        with path.open("rb") as file:
            standing = {str(message.id) for message in messages.read_po(file)}
        assert standing == gathered


def test_a_message_without_words_is_found():
    messages = script()
    gathered = messages.gathered()
    gathered.add("A sentence that nobody has translated.")
    catalog = messages.updated(messages.LOCALES / "de.po", gathered)
    assert messages.missing(catalog) == ["A sentence that nobody has translated."]


@pytest.mark.parametrize(
    ("setting", "accepted", "language"),
    [
        ("auto", "de-DE,de;q=0.9,en;q=0.8", "de"),
        ("auto", "fr;q=0.9,de;q=0.8,en;q=0.1", "de"),
        ("auto", "en;q=0.5,de;q=0.7", "de"),
        ("auto", "fr", "en"),
        ("auto", "", "en"),
        ("auto", "de;q=x, ;;;", "en"),
        ("en", "de", "en"),
        ("de", "en", "de"),
        ("tlh", "de", "de"),
    ],
)
def test_the_language_is_the_one_that_is_set_or_asked_for(setting: str, accepted: str, language: str):
    assert language_for(setting, accepted) == language


@pytest.mark.parametrize(
    "answers",
    [{}, {"bladder_change": True}, {"fever": True, "worst_pain_nrs": 9}, {"cancer_history": True}],
)
def test_a_clearance_is_told_in_german(answers: dict[str, object]):
    clearance = evaluate(check_answers(answers))
    texts = [screen_words.heading(clearance), screen_words.what_to_do(clearance)]
    texts += [screen_words.about_running(clearance), screen_words.limits(clearance)]
    texts += [text for reason in clearance.reasons for text in (reason.text, reason.do)]
    for text in texts:
        german = said("de", text)
        assert german is not None, text
        assert german != text


def test_what_is_not_in_the_catalog_is_not_half_said():
    assert said("de", "Get emergency care now. And something unheard of.") is None
    assert said("en", "Anything.") == "Anything."


class TestFormats:
    RUN = Activity(
        sport=Sport.RUN,
        start_utc=datetime(2026, 1, 5, 6, tzinfo=UTC),
        utc_offset_s=0,
        offset_source="file",
        source="fit",
        distance_m=10_000,
        moving_s=3_000,
    )

    def test_numbers_and_dates_follow_the_language(self):
        english, german = Formats("en", "km"), Formats("de", "km")
        assert (english.distance(12_345), german.distance(12_345)) == ("12.3 km", "12,3 km")
        assert english.day(date(2026, 1, 5)) == "Monday, 5 January 2026"
        assert german.day(date(2026, 1, 5)) == "Montag, 5. Januar 2026"
        assert (english.number(7.25, 2), german.number(7.25, 2)) == ("7.25", "7,25")

    def test_units_follow_the_setting(self):
        assert Formats("en", "km").pace(self.RUN) == "5:00 /km"
        assert Formats("en", "mi").pace(self.RUN) == "8:03 /mi"
        assert Formats("en", "mi").height(100) == "328 ft"

    def test_the_unknown_is_a_dash(self):
        shown = Formats("en", "km")
        assert {shown.distance(None), shown.duration(None), shown.number(None), shown.height(None)} == {"–"}

    def test_there_is_no_negative_zero(self):
        assert Formats("en", "km").points(-0.04) == "0.0"
        assert Formats("en", "km").points(-0.4) == "−0.4"


def answers():
    """Answers of many kinds: from nothing on record to a long diary, with and without an effect."""
    for spec in (
        RunnerSpec.harmed(1.2),
        RunnerSpec.null(),
        RunnerSpec.helped(-1.2),
        RunnerSpec.spike_harmed(),
    ):
        for n_days in (20, 150):
            runner = simulate(3, spec, n_days)
            yield answer_days(runner.days, seed=1), runner.days


def test_answers_of_every_kind_are_told_in_german():
    untold = set()
    for answer, days in answers():
        texts = [
            answer.sentence,
            *answer.advice,
            basis(count(days)),
            *(check.text for check in answer.checks),
        ]
        texts += [text for row in answer.effects for text in (row.reason, label(row.estimand).compares)]
        texts += [label(row.estimand).short for row in answer.effects]
        untold |= {text for text in texts if said("de", text) is None}
    assert untold == set()


def test_the_page_of_an_answer_is_told_in_german_but_for_its_sources():
    drawn = Charts()
    answer, days = list(answers())[1]
    english = "".join(answer_sections(answer, days, drawn))
    german = said_html(GERMAN, english)
    before_sources = german[: german.index('aria-labelledby="evidence"')]
    names = {shoe for shoe in days.shoe_id if shoe}  # the runner's own words
    assert set(re.findall(r'<span lang="en">(.*?)</span>', before_sources)) <= names
    assert len(re.findall("<[a-z]", german)) >= len(re.findall("<[a-z]", english))
    assert re.findall(r"[+−]\d\.\d|\d\.\d km", before_sources) == []  # also in what screen readers say
    assert said_html(ENGLISH, english) == english
    charts = json.loads(said_charts(GERMAN, drawn.data()))
    assert "Schmerzpunkte" in json.dumps(charts)
    assert charts["locale"]["formatLocale"]["decimal"] == ","
    assert charts["locale"]["timeFormatLocale"]["months"][2] == "März"
    assert charts["locale"]["timeFormatLocale"]["days"][0] == "Sonntag"
    assert said_charts(ENGLISH, drawn.data()) == drawn.data()


def test_what_is_told_cannot_bring_in_markup():
    assert (
        said_html(GERMAN, "<p>&lt;b&gt; not bold</p>") == '<p><span lang="en">&lt;b&gt; not bold</span></p>'
    )
    assert said_html(GERMAN, "<p>Points &amp;</p>") == '<p><span lang="en">Points &amp;</span></p>'


def test_figures_in_a_sentence_are_written_as_the_language_does():
    told = said("de", "probably at least 0.3 points more pain")
    assert told == "wahrscheinlich mindestens 0,3 Punkte mehr Schmerz"
    assert said("de", "All 1,192 days, week by week") == "Alle 1.192 Tage, Woche für Woche"
    assert said("de", "23 November 2026") == "23.11.2026"
