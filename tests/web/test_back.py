"""Back: flares without a cause, the body map of a check-in and over time; and the ground of a run."""

from datetime import timedelta

import pytest
from running_home import answers, fill

from backstride.records import CheckIn
from backstride.store import Origin
from backstride.usecases.screening import keep_answers
from web_pages import text_of


@pytest.fixture
def site(client):
    site = client.app.state.site
    fill(site.store, site.now())
    return site


def test_places_are_ticked_seen_again_and_taken_back(client, send, site):
    form = client.get("/check-in").text
    assert form.count('type="checkbox" name="place_') == 10
    assert "checked" not in form[form.index("body-map") : form.index("body-ends")]
    send("/check-in", pain_nrs="3", place_lower_left="yes", place_buttock_left="yes", places_before="")
    again = client.get("/check-in").text
    assert 'name="place_lower_left" value="yes" checked' in again
    assert 'name="places_before" value="lower_left buttock_left"' in again
    back = text_of(client.get("/back").text)
    assert "1 day with a place marked" in back
    assert "Low in the back, left: 1 day" in back
    send("/check-in", pain_nrs="3", places_before="lower_left buttock_left")
    assert "No place is marked yet" in text_of(client.get("/back").text)
    assert site.store.check_ins()[-1].pain_places == "nowhere"


def test_a_leg_on_the_map_leads_to_the_questions_and_sets_no_answer(client, send, site):
    asks = "You marked pain down a leg"
    assert asks not in client.get("/back").text
    before = site.store.latest_screening()
    send("/check-in", pain_nrs="3", place_leg_left="yes")
    assert asks in client.get("/back").text
    assert site.store.latest_screening() == before
    keep_answers(site.store, answers(leg_pain="left"), site.now())
    assert asks not in client.get("/back").text


def test_a_flare_is_listed_with_its_runs_and_without_a_cause(client, site):
    assert "None is on record so far" in text_of(client.get("/back").text)
    today = site.now().date()
    lines = [
        CheckIn(date=today - timedelta(days=back), written_at=site.now(), pain_nrs=pain)
        for back, pain in ((4, 5.0), (3, 6.5), (2, 5.0))
    ]
    site.store.add_check_ins(lines, Origin.TYPED)
    page = text_of(client.get("/back").text)
    section = page[page.index("Flares") : page.index("Where it hurt")]
    assert "3 days, worst pain 6.5, usual before 1" in section
    assert "In the 7 days before: 3 runs, 15.0 km" in section or "2 runs, 10.0 km" in section
    assert "does not say whether they changed anything" in section
    assert not {"because of", "caused", "due to"} & set(section.split())


def test_a_run_says_what_it_was_on(client, send, site):
    entry = site.store.activities()[-1]
    assert 'name="surface"' in client.get(f"/runs/{entry.id}").text
    assert "done=checked-in" in send(f"/runs/{entry.id}/note", surface="mixed").headers["location"]
    page = client.get(f"/runs/{entry.id}").text
    assert '<option value="mixed" selected>' in page
    days = site.days()
    index = int((days.date == entry.activity.local_date).argmax())
    assert days["hard_share"][index] == 0.5
    assert "done=nothing-said" in send(f"/runs/{entry.id}/note", surface="lava").headers["location"]
