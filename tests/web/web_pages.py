"""What tests read out of a page, and how they wait for one."""

import re
import time

from httpx import Response
from starlette.testclient import TestClient


def text_of(html: str) -> str:
    """What a reader sees of a page, in one line."""
    bare = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


def ended(client: TestClient, path: str, within_s: float = 30.0) -> Response:
    """The page that a job leads to, once it has ended."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        page = client.get(path)
        if page.url.path != path or "Stop" not in page.text:
            return page
        time.sleep(0.05)
    raise AssertionError("the job did not end")
