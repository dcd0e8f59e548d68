"""The app as a browser asks it, in a home of its own."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from backstride.web.app import make_app
from backstride.web.guard import Gate

# Makes the helpers of these tests importable.
sys.path.insert(0, str(Path(__file__).parent))

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
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


@pytest.fixture(scope="module")
def screenshots() -> ModuleType:
    """The script that makes the docs' pictures: it serves sample homes and lists the pages."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        spec = importlib.util.spec_from_file_location("screenshots", SCRIPTS / "screenshots.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPTS))
    if module.find_browser() is None:
        pytest.skip("no Chromium on PATH; on Debian: apt-get install chromium")
    return module


@pytest.fixture(scope="module")
def chromium(screenshots: ModuleType) -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=screenshots.find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()
