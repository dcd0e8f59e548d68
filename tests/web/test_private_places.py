"""Private places on the pages: named by a start, kept to by the map and the export."""

import re

import pytest

from backstride.store import Store
from web_pages import ended, text_of


@pytest.fixture
def imported(client, gate, gpx):
    """Two runs of 360 m to the north from one door."""
    files = [("files", (f"{day}.gpx", gpx(day))) for day in (1, 3)]
    sent = client.post("/data/import", data={"csrf": gate.csrf}, files=files, follow_redirects=False)
    return ended(client, sent.headers["location"])


def track_of(html: str) -> str:
    found = re.search(r'class="track".*?<path d="([^"]*)"(.*?)</svg>', html, re.DOTALL)
    return "" if found is None else found[1] + found[2]


def test_a_place_is_named_where_most_runs_start_and_the_map_leaves_it_out(client, send, imported, home):
    before = track_of(client.get("/runs/1").text)
    assert 'class="start"' in before
    page = text_of(client.get("/data/places").text)
    assert "2 of the last 2" in page
    assert "48." not in page
    assert send("/data/places", name="Home", at="usual:0", radius_m="100").status_code == 303
    with Store.open(home) as store:
        (place,) = store.private_places()
    assert (place.name, round(place.latitude_deg, 3), place.radius_m) == ("Home", 48.0, 100.0)
    shown = client.get("/runs/1").text
    track = track_of(shown)
    assert 'class="start"' not in track
    assert 'class="end"' in track
    assert track.count("L") < before.count("L")
    assert "inside your private places are not shown" in text_of(shown)
    figures = [text_of(html[html.index("facts") : html.index("around")]) for html in (shown,)]
    assert "0.4 km" in figures[0]  # the distance is that of the whole run
    send("/data/places/1", radius_m="1000")
    assert 'class="track"' not in client.get("/runs/1").text  # all of it lies inside
    send("/data/places/1", what="remove")
    assert track_of(client.get("/runs/1").text) == before


def test_a_run_s_start_can_be_the_middle(client, send, imported, home):
    assert "/data/places?run=2" in client.get("/runs/2").text
    assert 'value="run:2" checked' in client.get("/data/places?run=2").text
    send("/data/places", name="Club", at="run:2", radius_m="250")
    with Store.open(home) as store:
        assert [place.radius_m for place in store.private_places()] == [250.0]


@pytest.mark.parametrize(
    ("sent", "reason", "german"),
    [
        ({"name": "", "at": "usual:0", "radius_m": "200"}, "needs a name", "braucht einen Namen"),
        ({"name": "a", "at": "usual:0", "radius_m": "99"}, "a radius is 100", "ein Radius hat"),
        ({"name": "a", "at": "usual:0", "radius_m": "wide"}, "a radius is 100", "ein Radius hat"),
        ({"name": "home", "at": "usual:0", "radius_m": "200"}, "of that name already", "schon einen Ort"),
        ({"name": "a", "at": "usual:7", "radius_m": "200"}, "Choose a start", "Wähle einen Start"),
        ({"name": "a", "at": "run:99", "radius_m": "200"}, "Choose a start", "Wähle einen Start"),
        ({"name": "a", "at": "48.0,11.5", "radius_m": "200"}, "Choose a start", "Wähle einen Start"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    client, send, imported, sent: dict[str, str], reason: str, german: str
):
    send("/data/places", name="Home", at="usual:0", radius_m="200")
    answer = send("/data/places", **sent)
    assert answer.status_code == 400
    assert reason in text_of(answer.text)
    send("/settings", language="de")
    assert german in text_of(send("/data/places", **sent).text)
    assert send("/data/places/9", radius_m="200").status_code == 404
    assert send("/data/places/9", what="remove").status_code == 404


def test_an_export_says_what_it_left_out_and_can_be_whole(client, send, imported):
    send("/data/places", name="Home", at="usual:0", radius_m="100")
    assert 'name="with_private_places"' in client.get("/data").text
    left_out = text_of(ended(client, send("/data/export").headers["location"]).text)
    assert re.search(r"\d\d positions lie in your private places and were left out", left_out)
    assert "They concern 2 activities" in left_out
    whole = send("/data/export", with_private_places="yes")
    assert "private places" not in text_of(ended(client, whole.headers["location"]).text)


def test_a_home_without_places_says_so(client):
    assert "Name a private place" in client.get("/data").text
    assert 'name="with_private_places"' not in client.get("/data").text
    assert "No two runs on record start at the same place yet" in text_of(client.get("/data/places").text)
