"""How long the web app's server takes for each page of a home, and how much a page weighs.

    python benchmarks/web_pages.py HOME [--times N]

The app answers on loopback, as ``backstride serve`` does, in a process of its own; the answer is waited for
first, since it is worked out in the background. Prints a line per page: median, 95th percentile, kilobytes.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PAGES = (
    "/",
    "/check-in",
    "/answer",
    "/runs",
    "/runs?page=30",
    "/runs?year=2020&sport=run",
    "{run}",
    "/back",
    "/back/questions",
    "/data",
    "/evidence",
)


def fetched(url: str) -> tuple[bytes, float]:
    started = time.perf_counter()
    with urllib.request.urlopen(url) as answer:  # of our own address
        body = answer.read()
    return body, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--times", type=int, default=40)
    wanted = parser.parse_args()
    command = [
        sys.executable,
        "-c",
        "from backstride.cli import main; main()",
        "serve",
        "--port",
        "0",
        "--json",
    ]
    server = subprocess.Popen([*command, "--home", str(wanted.home)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        started = time.perf_counter()
        _, first_s = fetched(url)
        while b"chart-data" not in fetched(f"{url}/answer")[0] and time.perf_counter() - started < 300:
            time.sleep(0.5)
        print(f"first page {first_s:.2f} s; answer there after {time.perf_counter() - started:.1f} s")
        run = re.search(r"/runs/\d+", fetched(f"{url}/runs")[0].decode())
        for page in PAGES:
            path = page.format(run=run[0] if run else "/runs")
            taken = []
            for _ in range(wanted.times):
                body, seconds = fetched(url + path)
                taken.append(seconds * 1000)
            p95 = statistics.quantiles(taken, n=20)[-1]
            median = statistics.median(taken)
            print(f"{path:28} median {median:6.1f} ms  p95 {p95:6.1f} ms  {len(body) / 1000:6.0f} kB")
    finally:
        server.terminate()
        server.wait(15)


if __name__ == "__main__":
    main()
