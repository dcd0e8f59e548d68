"""Pairs of shoes: entered, retired, the usual one, and chosen for a run."""

import pytest
from running_home import fill

from web_pages import text_of


@pytest.fixture
def store(client):
    site = client.app.state.site
    fill(site.store, site.now())
    return site.store


def test_a_pair_is_entered_made_usual_and_retired(client, send, store):
    assert send("/data/shoes", what="add", name="Blue", before="100").status_code == 303
    assert "100.0 km" in client.get("/data/shoes").text
    send("/data/shoes", what="default", name="blue")
    assert "taken for runs that name no pair" in text_of(client.get("/data/shoes").text)
    send("/data/shoes", what="retire", name="Blue")
    assert "retired on" in text_of(client.get("/data/shoes").text)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"what": "add", "name": ""}, "needs a name"),
        ({"what": "add", "name": "A", "before": "-4"}, "no distance that a pair has run"),
        ({"what": "add", "name": "A", "before": "far"}, "Give the distance as a number"),
        ({"what": "retire", "name": "Nobody's"}, "there is no pair"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(send, store, sent: dict[str, str], reason: str):
    answer = send("/data/shoes", **sent)
    assert answer.status_code == 400
    assert reason in text_of(answer.text)
    assert store.shoes() == []


def test_a_run_says_which_pair_it_was(client, send, store):
    run = store.activities()[-1].id
    assert "Which pair was it?" not in client.get(f"/runs/{run}").text
    send("/data/shoes", what="add", name="Blue")
    assert send(f"/runs/{run}/shoe", shoe="Blue").status_code == 303
    assert "<option selected>Blue</option>" in client.get(f"/runs/{run}").text
    assert "5.0 km" in client.get("/data/shoes").text
    send(f"/runs/{run}/shoe", shoe="")
    assert "<option selected>" not in client.get(f"/runs/{run}").text
    assert send("/runs/99999/shoe", shoe="Blue").status_code == 404
    assert send(f"/runs/{run}/shoe", shoe="Red").status_code == 400
