"""Every page of a rich home is walked: in German without an English sentence, in miles without a kilometre."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich_home import fill
from starlette.testclient import TestClient

from backstride.web.app import make_app
from backstride.web.guard import Gate
from conftest import HOST, ORIGIN

_APART = ("/assets/", "/site.webmanifest", "/plan/calendar", "/plan/workouts", "/plan/week", "/plan.ics")
_MOST_RUNS = 3  # one is as the other


class Walk:
    """The app on a home of its own, and its pages by their paths."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.site = client.app.state.site

    def pages(self, language: str) -> dict[str, str]:
        found: dict[str, str] = {}
        ahead = ["/"]
        while ahead:
            path = ahead.pop(0)
            if path in found or (
                path.startswith("/runs/") and sum(p.startswith("/runs/") for p in found) > 3
            ):
                continue
            page = self.client.get(path, headers={"Accept-Language": language})
            assert page.status_code == 200, path
            found[path] = page.text
            ahead += [
                link for link in re.findall(r'href="(/[^"#?]*)', page.text) if not link.startswith(_APART)
            ]
        return found

    def settled(self) -> None:
        """Wait until the answer and today's decision are worked out."""
        until = time.monotonic() + 120
        while self.site.standing().answer is None or self.site.decided()[0] is None:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    home: Path = tmp_path_factory.mktemp("rich")
    gate = Gate(frozenset({HOST}), secret=b"s" * 32)
    with TestClient(
        make_app(home / "home", gate),
        base_url=ORIGIN,
        headers={"Origin": ORIGIN},
        client=("127.0.0.1", 50_000),
    ) as client:
        walk = Walk(client)
        (home / "files").mkdir()
        fill(walk.site.store, home / "files", walk.site.now())
        walk.settled()
        yield walk
