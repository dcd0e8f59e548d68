"""The calendar that a phone follows without a cookie: by the right address alone, to read, and without a run
where there may be none."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from running_home import answers, fill
from starlette.testclient import TestClient

from backstride.usecases.plan import Wanted, plan_for
from backstride.usecases.screening import keep_answers
from backstride.web.app import make_app
from backstride.web.guard import Gate
from web_pages import text_of

LAN = "192.0.2.1:8765"


@pytest.fixture
def gate() -> Gate:
    return Gate(frozenset({"127.0.0.1:8765", "localhost:8765", LAN}), secret=b"s" * 32, pairing="a-token")


@pytest.fixture
def site(client):
    found = client.app.state.site
    fill(found.store, found.now())
    plan_for(found.store, found.now().date(), Wanted(weeks=2), diary_time="morning", seed=1)
    return found


@pytest.fixture
def phone(client, site):
    """A calendar of another device: it knows no cookie."""
    return TestClient(
        client.app, base_url=f"http://{LAN}", client=("192.0.2.7", 50_000), follow_redirects=False
    )


@pytest.fixture
def path(client, send, site) -> str:
    assert send("/data/feed", what="make").headers["location"] == "/data?done=feed-made"
    address = re.search(r"http://\S+?/feed/\w+\.ics", client.get("/data").text)[0]
    assert urlsplit(address).netloc == LAN  # as the phone reaches it, though asked for on this computer
    return urlsplit(address).path


def test_there_is_no_address_before_one_is_made(client, site):
    page = client.get("/data").text
    assert "/feed/" not in page
    assert "Make an address" in text_of(page)


def test_the_phone_reads_the_plan_at_it_and_nothing_else(phone, path: str):
    found = phone.get(path)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/calendar")
    assert "Easy run" in found.text
    for other in (
        "/",
        "/plan",
        "/plan.ics",
        "/plan/calendar",
        "/data",
        "/feed/",
        "/feed",
        f"{path}/",
        f"{path}x",
    ):
        assert phone.get(other).status_code == 401


def test_it_is_only_to_be_read(phone, path: str, gate: Gate):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        sent = phone.request(method, path, headers={"Origin": f"http://{LAN}"}, data={"csrf": gate.csrf})
        assert sent.status_code == 401
    assert phone.head(path).status_code == 200


@pytest.mark.parametrize("token", ["0" * 64, "f" * 64])
def test_a_wrong_token_is_refused(phone, path: str, gate: Gate, token: str):
    for wrong in (f"/feed/{token}.ics", f"/feed/{gate.csrf}.ics", f"/feed/{gate.paired}.ics"):
        refused = phone.get(wrong)
        assert refused.status_code == 404
        assert "VCALENDAR" not in refused.text
        assert gate.csrf not in refused.text


def test_an_address_that_was_taken_back_is_refused_and_a_new_one_is_another(client, send, phone, path: str):
    assert send("/data/feed", what="gone").headers["location"] == "/data?done=feed-gone"
    assert phone.get(path).status_code == 404
    send("/data/feed", what="make")
    assert phone.get(path).status_code == 404
    again = re.search(r"/feed/\w+\.ics", client.get("/data").text)[0]
    assert phone.get(again).status_code == 200


def test_another_name_of_the_app_is_refused_there_too(phone, path: str):
    assert phone.get(path, headers={"Host": "evil.example"}).status_code == 421


def test_under_a_warning_sign_it_holds_no_run(phone, site, path: str):
    keep_answers(site.store, answers(bladder_change=True), site.now())
    found = phone.get(path)
    assert found.status_code == 200
    assert "Easy run" not in found.text
    assert "BEGIN:VCALENDAR" in found.text


def test_without_a_plan_there_is_nothing_to_follow(home, gate: Gate):
    with TestClient(make_app(home, gate), base_url=f"http://{LAN}", client=("192.0.2.7", 50_000)) as phone:
        phone.app.state.site.store.save_setting("calendar_address", "a name")
        refused = phone.get(f"/feed/{gate.feed('a name')}.ics")
    assert refused.status_code == 404
    assert gate.csrf not in refused.text


def test_the_bytes_stay_the_same_for_the_same_plan(phone, site, path: str):
    first = phone.get(path).content
    site.store.save_setting("units", "mi")
    assert phone.get(path).content == first
    plan_for(site.store, site.now().date() + timedelta(days=1), Wanted(weeks=4), diary_time="morning", seed=1)
    assert phone.get(path).content != first
