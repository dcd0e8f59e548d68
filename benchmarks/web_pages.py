"""How quick the web app's pages are on a home with years of running, and GAP's own where it has such a page.

    python benchmarks/web_pages.py [--short] [--times N] [--folder DIR]

Each app serves on loopback in a process of its own, as its user starts it. Every page is fetched again and
again (server time: median and 95th percentile), then opened by Chromium in fresh profiles: first contentful
paint, the median of three, and what it weighs, which is all that is loaded but the charts' library, which is
loaded once and kept. GAP (geo-activity-playground) gets the same runs, and its pages are measured in turn
with ours. What they would load from other hosts (its maps) is refused at once, so that it waits for nothing.

``--short`` is a home of 300 runs and 150 check-ins, without GAP. What is made first, homes and GAP's
environment, stays in the folder (default: out/web_pages) and is used again. GAP takes a while to read a run;
where it has been stopped meanwhile, it is measured with the runs that it has, and it is said how many.
"""

import argparse
import contextlib
import http.client
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Playwright, Response, sync_playwright

import web_home
from web_home import find_browser, wait_until

RUNS, CHECK_INS, TIMES, LOADS = 3_000, 1_500, 40, 3
P95_MS, PAINT_MS, WEIGHT_KB, FASTER = 100, 1_000, 500, 3
MOST_S = 40.0  # a page's fetches end then, once there were five
CHARTS_LIBRARY = "vega.js"
READY_S = 4 * 3_600
OURS = {
    "Today, with the decision": "/",
    "check-in": "/check-in",
    "check-in of a day": "/check-in?day={day}",
    "answer": "/answer",
    "runs": "/runs",
    "runs, page 30": "/runs?page=30",
    "runs of a year": "/runs?year={year}",
    "a run": "{run}",
    "plan": "/plan",
    "exercises": "/plan/exercises",
    "an exercise": "/plan/exercises/side_bridge",
    "self-tests": "/plan/tests",
    "back": "/back",
    "back, a year earlier": "/back?back=12",
    "questions": "/back/questions",
    "data": "/data",
    "shoes": "/data/shoes",
    "import log": "/data/imports/1",
    "evidence": "/evidence",
    "offline": "/offline",
}
GAPS = {
    "Today, with the decision": "/",
    "check-in of a day": "/activity/day/{y}/{m}/{d}",
    "answer": "/summary/",
    "runs": "/search/",
    "a run": "/activity/{id}",
    "back": "/calendar/{y}/{m}",
    "shoes": "/equipment/",
}
"""GAP's page that is nearest to ours, by the name of ours."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page's server time, its first paint and its weight."""

    median_ms: float
    p95_ms: float
    paint_ms: float
    weight_kb: float

    def __str__(self) -> str:
        return f"{self.median_ms:8.1f} {self.p95_ms:8.1f} {self.paint_ms:8.0f} {self.weight_kb:8.0f}"

    @property
    def within(self) -> bool:
        return self.p95_ms <= P95_MS and self.paint_ms <= PAINT_MS and self.weight_kb <= WEIGHT_KB


def fetches(url: str, path: str, times: int) -> list[float]:
    """How long each fetch of a page took, in milliseconds; the first, which fills caches, is not counted."""
    taken, until = [], time.monotonic() + MOST_S
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    with contextlib.closing(connection):
        for number in range(times + 1):
            started = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: status {answer.status}")
            if number:
                taken.append((time.perf_counter() - started) * 1000)
            if len(taken) >= 5 and time.monotonic() > until:
                break
    return sorted(taken)


def opened(chromium: Browser, url: str) -> tuple[float, float]:
    """First contentful paint in milliseconds and weight in kilobytes of a page in a fresh profile."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    loaded: list[Response] = []
    context.on("response", lambda response: loaded.append(response))
    page = context.new_page()
    page.goto(url, wait_until="load", timeout=120_000)
    wait_until(page, "performance.getEntriesByName('first-contentful-paint').length")
    paint_ms = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    sizes = [
        len(each.body())
        for each in loaded
        if each.ok
        and not each.url.endswith(CHARTS_LIBRARY)
        and "event-stream" not in each.headers.get("content-type", "")
    ]
    context.close()
    return paint_ms, sum(sizes) / 1000


def measured(chromium: Browser, url: str, path: str, times: int) -> Measured:
    taken = fetches(url, path, times)
    looks = [opened(chromium, url + path) for _ in range(LOADS)]
    return Measured(
        statistics.median(taken),
        taken[math.ceil(0.95 * len(taken)) - 1],
        statistics.median(paint for paint, _ in looks),
        looks[0][1],
    )


@contextlib.contextmanager
def ours(home: Path) -> Iterator[str]:
    """backstride on the home, once its answer and its decision are there."""
    command = [sys.executable, "-c", "from backstride.cli import main; main()"]
    command += ["serve", "--port", "0", "--json", "--home", str(home)]
    with _ended(subprocess.Popen(command, stdout=subprocess.PIPE, text=True)) as server:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        started = time.monotonic()
        while "data-job" in text(url, "/") or "chart-data" not in text(url, "/answer"):
            if time.monotonic() - started > READY_S:
                raise RuntimeError("the answer did not come")
            time.sleep(0.5)
        print(f"backstride: answer and decision there after {time.monotonic() - started:.0f} s", flush=True)
        yield url


@contextlib.contextmanager
def gaps(program: Path, folder: Path) -> Iterator[str]:
    """GAP on the same runs; it reads them before it serves."""
    port = 15_000 + os.getpid() % 10_000
    url = f"http://127.0.0.1:{port}"
    command = [str(program), "--basedir", str(folder / "gap"), "serve", "--port", str(port)]
    if (folder / "gap" / "database.sqlite").exists():
        command.append("--skip-reload")
    with (folder / "gap.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    with _ended(server):
        started = time.monotonic()
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if "/activity/" in text(url, "/"):
                    break
            if server.poll() is not None or time.monotonic() - started > READY_S:
                raise RuntimeError(f"GAP does not serve; see {folder / 'gap.log'}")
            time.sleep(2)
        print(f"GAP: serves after {time.monotonic() - started:.0f} s", flush=True)
        yield url


@contextlib.contextmanager
def _ended(server: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[str]"]:
    try:
        yield server  # type: ignore[misc]
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def text(url: str, path: str) -> str:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=600)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().read().decode(errors="replace")


def found(pattern: str, where: str) -> str:
    place = re.search(pattern, where)
    if place is None:
        raise RuntimeError(f"no {pattern} in the page")
    return place[0]


def compare(driver: Playwright, url: str, gap: str | None, day: str, times: int) -> bool:
    """Measure and print every page; whether each target was met."""
    browser = find_browser()
    assert browser is not None
    flags = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    chromium = driver.chromium.launch(executable_path=browser, args=flags)
    year, month, date = day.split("-")
    ids = {"y": year, "m": str(int(month)), "d": str(int(date))}
    ids["id"] = "" if gap is None else found(r"(?<=/activity/)\d+", text(gap, "/"))
    run = found(r"/runs/\d+", text(url, "/runs"))
    print(
        "| page | median, ms | p95, ms | first paint, ms | kB | GAP's page | median, ms | p95, ms | "
        "first paint, ms | kB | faster by |"
    )
    print("|---|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|")
    is_met = True
    for name, path in OURS.items():
        mine = measured(chromium, url, path.format(day=day, year=int(year) - 1, run=run), times)
        cells = [
            name,
            f"{mine.median_ms:.1f}",
            f"{mine.p95_ms:.1f}",
            f"{mine.paint_ms:.0f}",
            f"{mine.weight_kb:.0f}",
        ]
        is_met &= mine.within
        if gap is not None and name in GAPS:
            theirs = measured(chromium, gap, GAPS[name].format(**ids), times)
            factor = theirs.median_ms / mine.median_ms
            is_met &= factor >= FASTER
            cells += [
                f"`{GAPS[name]}`",
                f"{theirs.median_ms:.1f}",
                f"{theirs.p95_ms:.1f}",
                f"{theirs.paint_ms:.0f}",
                f"{theirs.weight_kb:.0f}",
                f"{factor:.1f}x",
            ]
        else:
            cells += ["", "", "", "", "", ""]
        print(f"| {' | '.join(cells)} |", flush=True)
    chromium.close()
    return is_met


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--folder", type=Path, default=Path("out/web_pages"))
    wanted = parser.parse_args()
    if find_browser() is None:
        raise SystemExit("no Chromium on PATH; on Debian: apt-get install chromium")
    with contextlib.ExitStack() as open_:
        folder = wanted.folder.resolve()
        if wanted.short:
            folder = Path(open_.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        home = web_home.home(
            folder, RUNS // 10 if wanted.short else RUNS, CHECK_INS // 10 if wanted.short else CHECK_INS
        )
        program = None if wanted.short else web_home.gap_program(folder)
        gap = None
        if program is not None:
            gap = open_.enter_context(gaps(program, folder))
            print(f"GAP {web_home.gap_version(program)}, {web_home.gap_runs(folder):,} runs", flush=True)
        url = open_.enter_context(ours(home))
        driver = open_.enter_context(sync_playwright())
        day = f"{web_home.newest(folder):%Y-%m-%d}"
        is_met = compare(driver, url, gap, day, wanted.times)
    print(
        f"p95 <= {P95_MS} ms, first paint <= {PAINT_MS} ms, <= {WEIGHT_KB} kB, "
        f"{FASTER}x faster than GAP: {'met on every page' if is_met else 'not met on every page'}"
    )


if __name__ == "__main__":
    main()
