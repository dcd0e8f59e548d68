"""The app as a browser asks it, in a home of its own."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
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


@pytest.fixture(scope="session")
def gpx() -> Callable[..., bytes]:
    """The bytes of a two-minute run as GPX, on a day of May 2024 at 23:30 UTC."""

    def make(day: int = 1) -> bytes:
        start = datetime(2024, 5, day, 23, 30, tzinfo=UTC)
        points = "".join(
            f'<trkpt lat="{48.0 + i * 3 / 111_195:.7f}" lon="11.5">'
            f"<time>{start + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
            for i in range(121)
        )
        return (
            '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
            f"<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
        ).encode()

    return make
