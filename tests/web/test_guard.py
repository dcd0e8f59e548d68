"""Who may ask, how much, and with which headers: each refusal is tried, and so is what must pass."""

import re

import pytest
from running_home import answers
from starlette.testclient import TestClient

from backstride.usecases.screening import keep_answers
from backstride.web import guard
from backstride.web.app import make_app
from backstride.web.guard import Gate
from backstride.web.pages import PAGES

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"
NEED_A_PLAN = {"/plan.ics", "/plan/calendar", "/plan/week", "/plan/workouts"}  # files, not there without one
READABLE = sorted(
    route.path
    for page in PAGES
    for route in page.routes()
    if "GET" in route.methods and "{" not in route.path and route.path not in {guard.PAIR_PATH, *NEED_A_PLAN}
)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", ""])
def test_another_name_is_refused(client: TestClient, host: str):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "csrf" not in answer.text


def test_our_own_names_are_answered(client: TestClient):
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"Host": "localhost:8765"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:9"])
def test_a_form_from_elsewhere_is_refused(client: TestClient, gate: Gate, origin: str):
    fields = {"csrf": gate.csrf, "pain_nrs": "3"}
    assert client.post("/check-in", data=fields, headers={"Origin": origin}).status_code == 403
    assert "Pain 3" not in client.get("/").text


def test_a_form_without_an_origin_is_refused(home, gate: Gate):
    with TestClient(make_app(home, gate), base_url=ORIGIN) as client:
        assert client.post("/check-in", data={"csrf": gate.csrf, "pain_nrs": "3"}).status_code == 403


@pytest.mark.parametrize("fields", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}])
def test_a_form_without_our_token_is_refused(client: TestClient, fields: dict[str, str]):
    answer = client.post("/check-in", data={**fields, "pain_nrs": "3"})
    assert answer.status_code == 403
    assert "no longer valid" in answer.text
    assert "Pain 3" not in client.get("/").text


@pytest.mark.parametrize("path", [*READABLE, *sorted(NEED_A_PLAN), "/nothing/here"])
def test_every_page_has_the_headers_and_names_no_other_host(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == (200 if path in READABLE else 404)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    loaded = re.findall(r"(?:src|href|action|formaction)=[\"']?(\S+?)[\"' >]", answer.text)
    assert loaded
    assert [address for address in loaded if not address.startswith(("/", "#"))] == []
    assert not re.search(r"<[^>]+\sstyle=|<style|\son[a-z]+=", answer.text)
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|type=.application/json.))", answer.text)


def test_another_site_cannot_look_for_what_is_there(client: TestClient):
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert client.get("/runs", headers=elsewhere).status_code == 403
    assert client.get("/runs", headers={**elsewhere, "Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_every_form_carries_the_token(client: TestClient):
    for path in READABLE:
        page = client.get(path).text
        for form in re.findall(r"<form\b.*?</form>", page, flags=re.DOTALL):
            if 'method="post"' in form:
                assert 'name="csrf"' in form, (path, form)


def test_a_form_that_is_too_large_is_refused(client: TestClient, gate: Gate):
    fields = {"csrf": gate.csrf, "pain_nrs": "3", "note": "x" * guard.LARGEST_FORM_BYTES}
    assert client.post("/check-in", data=fields).status_code == 413


def test_what_comes_in_pieces_is_counted_too(client: TestClient):
    pieces = (b"x" * 65_536 for _ in range(8))
    answer = client.post(
        "/check-in", content=pieces, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


def test_a_fault_shows_no_trace(client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys):
    def fails() -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(client.app.state.site, "check_ins", fails)
    answer = client.get("/check-in")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "Your data are safe" in answer.text
    assert "a secret of the inside" in capsys.readouterr().err


class TestInAHomeNetwork:
    PHONE = ("192.0.2.7", 50_000)

    @pytest.fixture
    def gate(self) -> Gate:
        return Gate(frozenset({HOST}), secret=b"s" * 32, pairing="a-token-of-a-code")

    @pytest.fixture
    def phone(self, home, gate: Gate):
        app = make_app(home, gate)
        with TestClient(app, base_url=ORIGIN, client=self.PHONE, follow_redirects=False) as phone:
            yield phone

    def test_an_unknown_device_is_refused(self, phone: TestClient):
        answer = phone.get("/")
        assert answer.status_code == 401
        assert "QR code" in answer.text

    @pytest.mark.parametrize("token", ["", "a-token-of-another-code", "é"])
    def test_a_wrong_token_does_not_pair(self, phone: TestClient, token: str):
        answer = phone.get("/pair", params={"token": token})
        assert answer.status_code == 403
        assert "scan that one" in answer.text
        assert phone.get("/").status_code == 401

    def test_an_unknown_device_is_shown_nothing_of_the_app(self, phone: TestClient, gate: Gate):
        site = phone.app.state.site
        keep_answers(site.store, answers(bladder_change=True), site.now())
        for path in ("/", "/pair", "/nothing-here", "/assets/x/app.css", "/site.webmanifest"):
            refused = phone.get(path)
            assert refused.status_code in (401, 403)
            assert gate.csrf not in refused.text
            assert "emergency" not in refused.text

    def test_the_token_of_the_code_pairs(self, phone: TestClient):
        answer = phone.get("/pair", params={"token": "a-token-of-a-code"})
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "a-token-of-a-code" not in cookie
        assert phone.get("/").status_code == 200

    def test_a_made_up_cookie_does_not_pair(self, phone: TestClient):
        phone.cookies.set(guard.PAIRED_COOKIE, "1" * 64)
        assert phone.get("/").status_code == 401

    def test_this_computer_needs_no_token(self, home, gate: Gate):
        app = make_app(home, gate)
        with TestClient(app, base_url=ORIGIN, client=("127.0.0.1", 50_000)) as client:
            assert client.get("/").status_code == 200
