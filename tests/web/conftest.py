"""The app as a browser asks it, in a home of its own."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backstride.web.app import make_app
from backstride.web.guard import Gate

# Makes the helpers of these tests importable.
sys.path.insert(0, str(Path(__file__).parent))

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"


@pytest.fixture
def gate() -> Gate:
    return Gate(frozenset({HOST, "localhost:8765"}), secret=b"s" * 32)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def client(home: Path, gate: Gate, a_thursday: date) -> Iterator[TestClient]:
    """Reads pages, and sends forms as they do: with the origin, without the token."""
    with TestClient(
        make_app(home, gate), base_url=ORIGIN, headers={"Origin": ORIGIN}, client=("127.0.0.1", 50_000)
    ) as client:
        yield client


@pytest.fixture
def send(client: TestClient, gate: Gate) -> Callable[..., object]:
    """Sends a form with its token; the answer, redirects not followed."""

    def post(path: str, **fields: str):
        return client.post(path, data={"csrf": gate.csrf, **fields}, follow_redirects=False)

    return post
