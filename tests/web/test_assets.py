"""What stands beside the pages: icons for home screens, the manifest, and what is kept for offline use."""

import json
import re
import struct

import pytest
from starlette.testclient import TestClient

PNG = b"\x89PNG\r\n\x1a\n"


def size_px(png: bytes) -> tuple[int, int]:
    assert png.startswith(PNG)
    return struct.unpack(">II", png[16:24])


@pytest.fixture
def icons(client: TestClient) -> list[dict[str, str]]:
    return json.loads(client.get("/site.webmanifest").text)["icons"]


def test_every_icon_of_the_manifest_is_there_in_the_size_that_it_names(client: TestClient, icons):
    for icon in icons:
        found = client.get(icon["src"])
        assert found.status_code == 200
        assert found.headers["content-type"] == icon["type"]
        assert "immutable" in found.headers["cache-control"]
        if icon["type"] == "image/png":
            assert "x".join(map(str, size_px(found.content))) == icon["sizes"]


def test_home_screens_find_what_they_want(client: TestClient, icons):
    """Chrome wants PNGs of 192 and 512 pixels, Android one that it may cut to its own shape, iOS its own."""
    named = {(icon["sizes"], icon["purpose"]) for icon in icons}
    assert {(f"{px}x{px}", purpose) for px in (192, 512) for purpose in ("any", "maskable")} <= named
    address = re.search(r'rel="apple-touch-icon" href="(.+?)"', client.get("/check-in").text)[1]
    assert size_px(client.get(address).content) == (180, 180)


def test_the_worker_keeps_every_icon(client: TestClient, icons):
    worker = client.get("/service-worker.js").text
    place = re.search(r"/assets/\w+/", worker)[0]
    names = re.findall(r'"([\w-]+\.(?:png|svg))"', worker)
    assert {icon["src"] for icon in icons} <= {f"{place}{name}" for name in names}
    assert f"{place}apple-touch-icon.png" in {f"{place}{name}" for name in names}


def test_what_is_not_there_is_not_found(client: TestClient):
    assert client.get("/assets/x/icon-64.png").status_code == 404
    assert client.get("/assets/x/..%2fassets.py").status_code == 404
