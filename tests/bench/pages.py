"""How long pages take, as ratios to a bare WSGI answer and to a list of 20 rows in the same run."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.installation import Browser, Installation, Server, free_port

ROUNDS = 120
WARM = 10
QUERY = "/search?q=%E9%81%93%E8%B7%AF%E3%81%AE%E7%A9%B4%E3%82%92%E9%80%9A%E5%A0%B1"  # 道路の穴を通報
SLOWEST = 60
"""A page that takes this many bare answers is worth a look; the slowest page here runs a search."""


@contextmanager
def server(installation: Installation) -> Iterator[Server]:
    """One worker with the product and the measures."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--threads", "8", "--log-level", "warning", "tests.bench.application:application"]
    with (installation.folder / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=installation.environment, stdout=log, stderr=log, start_new_session=True
        )
        running = Server(port, process)
        try:
            running.wait(installation.folder / "bench.log")
            yield running
        finally:
            running.end()


def run(installation: Installation) -> bool:
    """Print a line for each page; whether none is out of proportion."""
    with server(installation) as running, Browser(running.port) as browser:
        found = re.search(r'href="(/cases/[a-z0-9]{8,16})"', browser.get("/cases").text)
        named = {"bare WSGI": "/_bare", "20-row Core list": "/_list", "home": "/", "case list": "/cases"}
        named |= {"case page": found[1] if found else "/cases", "search page": QUERY}
        named |= {"needs as CSV": "/needs.csv", "needs as Atom": "/needs.atom"}
        times = measure(browser, named)
    bare, rows = (statistics.median(times[name]) for name in ("bare WSGI", "20-row Core list"))
    print(f"{'':20} {'median ms':>10} {'p95 ms':>8} {'x bare':>8} {'x list':>8}")
    for name, taken in times.items():
        middle, late = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
        print(f"{name:20} {middle * 1e3:10.2f} {late * 1e3:8.2f} {middle / bare:8.1f} {middle / rows:8.1f}")
    return max(statistics.median(taken) for taken in times.values()) / bare <= SLOWEST


def measure(browser: Browser, named: dict[str, str], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Interleaved, so that a slow moment of the machine hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in named}
    for turn in range(rounds + WARM):
        for name, path in named.items():
            began = time.perf_counter()
            answer = browser.get(path)
            taken = time.perf_counter() - began
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            if turn >= WARM:
                times[name].append(taken)
        threading.Event().wait(0.001)
    return times
