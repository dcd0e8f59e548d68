"""Pictures of a page as Chromium shows it without any network: narrow and wide, light and dark, and printed.

    python scripts/screenshot.py PAGE.html FOLDER
    python scripts/screenshot.py PAGE.html PICTURE.png

A folder gets every size and style of the whole page; a single PNG is the page's top, wide and light, as the
README shows it. Needs Chromium or Chrome on PATH (Debian: ``apt-get install chromium``).
"""

import argparse
import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TOP_PX = (1120, 910)
SIZES_PX = {"narrow": (390, 844, 2.0), "wide": (1440, 900, 1.0)}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
DRAWN = (
    "document.readyState === 'complete'"
    " && [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('svg'))"
)


def find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


class Page:
    """One tab, driven by the DevTools protocol over a pipe; ``requests`` and ``errors`` grow as it runs."""

    def __init__(self, write_fd: int, read_fd: int) -> None:
        self._write_fd, self._reader = write_fd, os.fdopen(read_fd, "rb")
        self._buffer = b""
        self._last_id = 0
        self._session: str | None = None
        self.requests: list[str] = []
        self.errors: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> Any:
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write_fd, json.dumps(message).encode() + b"\0")
        while True:
            reply = self._receive()
            if reply.get("id") == self._last_id:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']}")
                return reply["result"]
            self._note(reply)

    def open(self, page: Path, *, width_px: int, height_px: int, scale: float, dark: bool) -> None:
        """Load the page and wait until every chart is drawn. TimeoutError where one is not within 30 s."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width_px,
            height=height_px,
            deviceScaleFactor=scale,
            mobile=width_px < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=page.resolve().as_uri())
        deadline = time.monotonic() + 30
        while not self.evaluate(DRAWN):
            if time.monotonic() > deadline:
                raise TimeoutError(f"not every chart was drawn; the page says: {self.errors}")
            time.sleep(0.1)
        time.sleep(0.3)

    def evaluate(self, expression: str) -> Any:
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"]
        return result.get("value")

    def picture(self, height_px: int | None = None) -> bytes:
        """The page as PNG: its top as high as named, or the whole of it."""
        size = {
            "width": self.evaluate("document.documentElement.clientWidth"),
            "height": height_px or self.evaluate("document.documentElement.scrollHeight"),
        }
        shot = self.call(
            "Page.captureScreenshot",
            format="png",
            captureBeyondViewport=True,
            clip={"x": 0, "y": 0, **size, "scale": 1},
        )
        return base64.b64decode(shot["data"])

    def pdf(self) -> bytes:
        return base64.b64decode(self.call("Page.printToPDF", printBackground=False)["data"])

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            chunk = self._reader.read1(1 << 16)
            if not chunk:
                raise RuntimeError("the browser closed its pipe")
            self._buffer += chunk
        raw, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                self.errors.append(json.dumps(params["exceptionDetails"])[:500])
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning"):
                self.errors.append(json.dumps(params["args"])[:500])
            case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                self.errors.append(params["entry"]["text"])


@contextlib.contextmanager
def browser(program: str) -> Iterator[Page]:
    """A fresh browser with a profile of its own, which goes with it."""
    to_browser, from_page = os.pipe()
    from_browser, to_page = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:

        def wire() -> None:
            os.dup2(to_browser, 3)
            os.dup2(to_page, 4)

        # The protocol's pipe is at descriptors 3 and 4 of the browser, by its own rule.
        safe_in, safe_out = os.dup(to_browser), os.dup(to_page)
        os.close(to_browser)
        os.close(to_page)
        to_browser, to_page = safe_in, safe_out
        process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}"],
            preexec_fn=wire,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(to_page)
        try:
            yield Page(from_page, from_browser)
        finally:
            process.terminate()
            process.wait(timeout=20)
            os.close(from_page)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("out", type=Path, help="a folder, or a file that ends with .png")
    given = parser.parse_args()
    program = find_browser()
    if program is None:
        raise SystemExit("no Chromium on PATH; on Debian: apt-get install chromium")
    with browser(program) as page:
        if given.out.suffix == ".png":
            width_px, height_px = TOP_PX
            page.open(given.page, width_px=width_px, height_px=height_px, scale=1.0, dark=False)
            given.out.write_bytes(page.picture(height_px))
        else:
            given.out.mkdir(parents=True, exist_ok=True)
            for size, (width_px, height_px, scale) in SIZES_PX.items():
                for dark in (False, True):
                    page.open(given.page, width_px=width_px, height_px=height_px, scale=scale, dark=dark)
                    style = "dark" if dark else "light"
                    (given.out / f"{given.page.stem}-{size}-{style}.png").write_bytes(page.picture())
            (given.out / f"{given.page.stem}.pdf").write_bytes(page.pdf())
        for error in page.errors:
            print("the page says:", error)


if __name__ == "__main__":
    main()
