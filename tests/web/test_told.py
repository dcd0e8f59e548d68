"""What the rooms below word, in each way that they word it, has its words in German and its miles."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from itertools import product

import pytest

from backstride.ingest import read
from backstride.plan import rule_words, today_words
from backstride.plan.morning import LastRun, Morning
from backstride.plan.outlook import Expectation, Outlook
from backstride.plan.self_tests import trends
from backstride.records import SelfTest, SelfTestKind
from backstride.records.outcome import Parsed
from backstride.report.sections import basis
from backstride.report.series import Counts
from backstride.usecases.check_in_form import read_form
from backstride.usecases.diary import CheckInError
from backstride.verdict import explain_words
from backstride.verdict.answer import EffectRow, Verdict
from backstride.web.formats import Formats
from backstride.web.phrases import on_pages, said, told

KM, MI, GERMAN, GERMAN_MI = (
    Formats(language, units) for language, units in product(("en", "de"), ("km", "mi"))
)
DAY = date(2026, 3, 2)


def expectation(distance_km: float | None) -> Expectation:
    return Expectation(
        distance_km=distance_km, mean_nrs=(2.0, 2.1, 1.9), low_nrs=1.0, high_nrs=3.0, added_nrs=0.5
    )


def of_today() -> Iterator[str]:
    for evening, pain_nrs, usual_nrs in product((False, True), (1.0, 3.0, 6.0), (None, 2.0)):
        morning = Morning(date=DAY, evening=evening, pain_nrs=pain_nrs, usual_nrs=usual_nrs)
        for severity in ("NOTE", "SHORTER", "HOLD"):
            if usual_nrs is not None or severity == "HOLD" or (severity == "NOTE" and pain_nrs != 3.0):
                yield today_words.pain(morning, severity)  # above 2, a usual pain that is unknown holds
        yield today_words.pain_unknown(morning)
    for next_morning_nrs, usual_nrs, settled in product((None, 2.0), (None, 1.0), (True, False)):
        last = LastRun(date=DAY, next_morning_nrs=next_morning_nrs, usual_nrs=usual_nrs)
        yield today_words.last_run(last, settled=settled)
    for distance_km, severity in product((None, 5.0), ("NOTE", "SHORTER", "HOLD")):
        outlook = Outlook(
            planned=expectation(distance_km), shorter=expectation(distance_km), none=expectation(None)
        )
        yield today_words.own_days(outlook, severity)
    for minutes in (None, 30.0):
        yield from today_words.rather_not(minutes)
        yield from today_words.instead_of_run((), None, 1.0, minutes)
    yield from today_words.instead_of_run(("pain_unknown",), None, None, None)
    yield today_words.spike(12.0, 8.0, 8.8)
    yield today_words.long_break()
    yield today_words.short_night(5.5)
    yield today_words.in_the_run()
    yield today_words.screening_old(200)


def of_the_plan() -> Iterator[str]:
    yield from rule_words.WORDS.values()
    yield rule_words.OTHER
    for seconds in ((60,), (60, 59), (60, 75), (60, 60), (50, 80, 61), (50, 80, 90), (50, 60, 55), (1, 9)):
        tests = [
            SelfTest(date=DAY + timedelta(days=n), kind=kind, hold_s=hold_s)
            for kind in SelfTestKind
            for n, hold_s in enumerate(seconds)
        ]
        yield from (trend.text for trend in trends(tests))
    race = "Goal: run 42.2 km on 2026-12-05."
    away = "That cannot be reached within the rules of this plan. The nearest that can be: about 12.3 km on"
    yield f"{race} {away} that day."
    yield f"{race} {away} that day, or 42.2 km about March 2027."
    yield f"{race} The date lies in the past."
    yield "Goal: run 10 km. Not within this plan, which gets to 8.5 km; if all goes well, about March 2027."
    yield (
        "Goal: run 100 km. That cannot be reached within a year from the end of this plan; the nearest that"
        " can be is about 31.0 km."
    )


def row(verdict: Verdict, mean: float | None, half: float = 0.5) -> EffectRow:
    ends = (None, None) if mean is None else (mean - half, mean + half)
    return EffectRow(
        runner_id="r",
        estimand="acute",
        verdict=verdict,
        reason="your days so far fit both a real effect and none",
        n_days=60,
        n_checkins=50,
        n_run_days=20,
        mean=mean,
        q05=ends[0],
        q95=ends[1],
    )


def of_the_answer() -> Iterator[str]:
    rows = [row(verdict, mean) for verdict, mean in product(Verdict, (None, 0.4, 0.9))]
    rows = [each for each in rows if each.verdict is not Verdict.AGGRAVATES_WHEN]
    for before, now, n in product(rows, rows, (1, 6)):
        yield explain_words.changed(before, now, n, 7 - n)
    for n, unknown in product((1, 12), (0, 1, 4)):
        counts = Counts(n, n, n, n, unknown, 1.0, 2.0, 3.0, 123.4)
        yield basis(counts)
    yield "Pain between 1 and 6, typically 3, known on 1 of 1 day."
    yield "Runs on 1 day, 5 km in all, 1 day without a run."
    yield (
        "Taken into account from your diary: 1 day with a painkiller, 3 days with physiotherapy and 2 days of"
        " illness."
    )


def of_forms() -> Iterator[str]:
    for name, text in (("pain_nrs", "many"), ("pain_nrs", "11"), ("sleep_h", "99"), ("note", "x" * 9999)):
        try:
            read_form({name: text})
        except CheckInError as error:
            yield str(error)
        else:
            raise AssertionError(name)


def of_files() -> Iterator[str]:
    gpx = (
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>{}<trkseg>{}</trkseg></trk></gpx>'
    )
    point = '<trkpt lat="48.{:04}" lon="11.5">{}</trkpt>'
    untimed = "".join(point.format(n, "") for n in range(9))
    timed = "".join(point.format(n, f"<time>2026-03-02T07:00:{n:02}Z</time>") for n in range(30))
    files = {
        "empty.fit": b"",
        "blank.gpx": b"  \n",
        "words.fit": b"no file of a watch",
        "words.tcx": b"no file of a watch",
        "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(60),
        "page.html": b"<html></html>",
        "place.kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"></kml>',
        "data.json": b"{}",
        "untimed.gpx": gpx.format("", untimed).encode(),
        "one.gpx": gpx.format("", point.format(1, "<time>2026-03-02T07:00:00Z</time>")).encode(),
        "run.gpx": gpx.format("", timed).encode(),
        "cut.gpx": gpx.format("", timed).encode()[:900],
        "entity.gpx": b'<!DOCTYPE gpx [<!ENTITY a "b">]>' + gpx.format("", timed).encode(),
        "list.csv": b"Activity ID,Activity Date,Activity Type\n",
    }
    for name, content in files.items():
        outcome = read(name, content, UTC)
        if isinstance(outcome, Parsed):
            yield from outcome.warnings
            yield from (note for activity in outcome.activities for note in activity.notes)
        else:
            yield outcome.reason


@pytest.mark.parametrize("texts", [of_today, of_the_plan, of_the_answer, of_forms, of_files])
def test_each_way_to_say_it_has_its_words(texts):
    found = {on_pages(text) for text in texts()}
    assert len(found) > 3
    assert {text for text in found if said("de", text) is None} == set()


@pytest.mark.parametrize(
    ("formats", "text", "as_read"),
    [
        (KM, "Easy run, 4.8 km", "Easy run, 4.8 km"),
        (MI, "Easy run, 4.8 km", "Easy run, 3 mi"),
        (GERMAN_MI, "Easy run, 8 km", "Lockerer Lauf, 5 mi"),
        (GERMAN_MI, "Easy run, 5.5 km", "Lockerer Lauf, 3,4 mi"),
        (
            MI,
            "It has run 1052 km: look at its sole, and at how it feels.",
            "It has run 654 mi: look at its sole, and at how it feels.",
        ),
        (MI, "Pace of walking: 11 min/km", "Pace of walking: 17.7 min/mi"),
        (
            GERMAN_MI,
            "20 metres of descent per kilometre, against flat ground",
            "106 Fuß bergab je Meile, gegen flachen Boden",
        ),
        (MI, "High end of the downhill contrast: 20 m/km", "High end of the downhill contrast: 106 ft/mi"),
        (MI, "length of the run, km", "length of the run, mi"),
    ],
)
def test_distances_are_in_the_readers_units(formats: Formats, text: str, as_read: str):
    assert told(formats, text) == as_read


@pytest.mark.parametrize(("formats", "metres"), [(KM, 5500.0), (MI, 5500 * 1.609344), (GERMAN, 5500.0)])
def test_a_distance_is_typed_in_the_readers_units(formats: Formats, metres: float):
    assert formats.metres("5,5") == formats.metres("5.5") == pytest.approx(metres)


@pytest.mark.parametrize(
    ("text", "german"),
    [
        (
            "On record: 1 day, with 1 check-in, 1 day with a run and 12 days known to be without one.",
            "Aufgeschrieben: 1 Tag; darin 1 Eintrag, 1 Tag mit einem Lauf und 12 Tage sicher ohne Lauf.",
        ),
        ("Goal: run 10 km on 2026-12-05.", "Ziel: 10 km laufen am 05.12.2026."),
        (
            "Share of a warm-up that is spent walking, at least: 50%",
            "Anteil des Aufwärmens, der mindestens gegangen wird: 50\N{NO-BREAK SPACE}%",
        ),
    ],
)
def test_counts_dates_and_shares_are_written_as_german_does(text: str, german: str):
    assert said("de", text) == german
