#!/usr/bin/env python3
"""How long a person waits for the pages: a real server with a year of data, a real Chromium.

Prints the files of the first load with their gzipped size; of every view the requests, the queries and the time from
navigation to two frames: the one in which nothing in sight was loading any more (visible), and the one in which nothing
was, below the screen neither (complete). Cold: server and browser just started, and nobody has looked at this before;
again: the page once more; restarted: server and browser just started, but seen before. With the processor time of
server and page, which tells more than the clock on a busy machine; how long it takes from a press on "previous day"
until that day is visible and complete, and what its query takes alone; and how smoothly the timeline pans. `make bench`
runs it; no test asserts what it measures.

    bench_webui.py                       365 made-up days up to now, in a folder that is removed afterwards
    bench_webui.py --database FILE       a copy of an existing database; `--keep FILE` keeps the made-up one
    bench_webui.py --only year,pan       some of it
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bundle")]

import psutil  # noqa: E402
from playwright.sync_api import BrowserContext, CDPSession, Page, Request  # noqa: E402

from aw_server.sums_file import SUFFIX  # noqa: E402
from benchmarks.panning import COMPLETE, panned  # noqa: E402
from benchmarks.year_of_data import write_year  # noqa: E402
from tests.support.programs import LiveServer  # noqa: E402
from tests.webui.browsing import chromium  # noqa: E402

# Nothing more has happened for this long: the page is complete. Milliseconds.
QUIET = 1500
PATIENCE = 240_000
_QUIET_SINCE = f"() => window.completeAt && performance.now() - window.completeAt > {QUIET}"


class View(NamedTuple):
    name: str
    address: str


class Change(NamedTuple):
    """What showing another day in an open page cost. Milliseconds."""

    visible: float
    complete: float
    server_cpu: float
    page_cpu: float
    query: float


class Seen(NamedTuple):
    """What one visit cost. Times in milliseconds, sizes in bytes."""

    visible: float
    complete: float
    server_cpu: float
    page_cpu: float
    requests: int
    queries: int
    slowest_query: float
    answers: int
    answers_packed: int


def views(host: str, last: date) -> list[View]:
    """The pages that look at much; `last` is the last day with data."""
    year = last - timedelta(days=364)
    return [
        View("today", ""),
        View("yesterday", f"#/activity/{host}/day/{last - timedelta(days=1)}"),
        View("week", f"#/activity/{host}/last7d"),
        View("month", f"#/activity/{host}/month/{(last.replace(day=1) - timedelta(days=1)).replace(day=1)}"),
        View("year", f"#/activity/{host}/year/{last.replace(month=1, day=1)}"),
        View("timeline of a day", f"#/timeline?from={last - timedelta(days=1)}&to={last - timedelta(days=1)}"),
        View("timeline of a year", f"#/timeline?from={year}&to={last}"),
        View("search in a year", f"#/search?q=budget&from={year}&to={last}"),
        View("work hours", "#/work-report"),
    ]


@contextmanager
def served(home: Path) -> Iterator[LiveServer]:
    """A server whose files are below `home`."""
    for name in [name for name in os.environ if name.startswith(("AW_", "XDG_"))]:
        del os.environ[name]
    os.environ["HOME"] = str(home)
    with LiveServer() as server:
        yield server


@contextmanager
def browsing(home: Path) -> Iterator[tuple[LiveServer, BrowserContext]]:
    """A server and a browser that have just started."""
    with served(home) as server, chromium(home) as browser:
        yield server, browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="UTC", locale="en-GB")


def visit(context: BrowserContext, server: LiveServer, address: str) -> tuple[Seen, list[tuple[str, int]]]:
    """Open a page in a new tab and wait until it is complete; what it cost, and its own files with gzipped sizes."""
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.add_init_script(COMPLETE)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    begun = _cpu(server)
    page.goto(f"{server.url}/{address}")
    page.wait_for_function(_QUIET_SINCE, timeout=PATIENCE, polling=100)
    used = _cpu(server) - begun
    task = _task(session)
    api = [request for request in asked if "/api/" in request.url]
    queries = [request for request in api if request.url.endswith("/query/")]
    seen = Seen(
        *_seen_at(page),
        used * 1000,
        task * 1000,
        len(asked),
        len(queries),
        max((request.timing["responseEnd"] for request in queries), default=0.0),
        sum(_size(request) for request in api),
        sum(request.sizes()["responseBodySize"] for request in api),
    )
    files = [
        (request.url.removeprefix(server.url), _size(request, packed=True)) for request in asked if request not in api
    ]
    page.close()
    return seen, files


def measure_days(home: Path, host: str, last: date) -> None:
    """From day to day in one open page, by the button for the day before; then the last one again in a new page."""
    address = f"#/activity/{host}/day/{last}"
    with browsing(home) as (server, context):
        page = _opened(context, server, address)
        for step in range(6):
            what = f"{last - timedelta(days=step + 1)} after {last - timedelta(days=step)}"
            print(f"{what:24}  {_told(changed(page, server))}  load {os.getloadavg()[0]:.1f}", flush=True)
        page.close()
        # The same days in a page that remembers nothing: what the server remembers counts.
        page = _opened(context, server, address)
        print(f"{'the same, a new page':24}  {_told(changed(page, server))}  load {os.getloadavg()[0]:.1f}", flush=True)


def _opened(context: BrowserContext, server: LiveServer, address: str) -> Page:
    page = context.new_page()
    page.add_init_script(COMPLETE)
    page.goto(f"{server.url}/{address}")
    page.wait_for_function(_QUIET_SINCE, timeout=PATIENCE, polling=100)
    return page


def changed(page: Page, server: LiveServer) -> Change:
    """Press the button for the period before, and wait until its view is complete."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    cpu, task = _cpu(server), _task(session)
    # Pressed by the page itself: what finds a button and moves a mouse to it is no part of the wait.
    begun = page.evaluate(
        """() => {
            window.visibleAt = window.completeAt = null;
            const begun = performance.now();
            document.querySelector("main .steps a").click();
            return begun;
        }"""
    )
    page.wait_for_function(_QUIET_SINCE, timeout=PATIENCE, polling=100)
    # What follows until now, such as an update of the pause, is part of neither.
    spent = _cpu(server) - cpu, _task(session) - task
    visible, complete = (moment - begun for moment in _seen_at(page))
    queries = [request.timing["responseEnd"] for request in asked if request.url.endswith("/query/")]
    session.detach()
    return Change(visible, complete, spent[0] * 1000, spent[1] * 1000, max(queries, default=0.0))


def _seen_at(page: Page) -> tuple[float, float]:
    """When everything in sight was there, and when everything was."""
    visible, complete = page.evaluate("[window.visibleAt, window.completeAt]")
    return float(visible), float(complete)


def _told(costs: NamedTuple) -> str:
    return "  ".join(f"{name.replace('_', ' ')} {value:.0f}" for name, value in costs._asdict().items())


def _task(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(entry["value"] for entry in metrics if entry["name"] == "TaskDuration"))


def _cpu(server: LiveServer) -> float:
    times = psutil.Process(server.pid).cpu_times()
    return float(times.user + times.system)


def _size(request: Request, packed: bool = False) -> int:
    """Bytes of an answer's body; `packed`: as gzip makes of them."""
    answer = request.response()
    if answer is None or not answer.ok:
        return 0
    return len(gzip.compress(answer.body(), 6) if packed else answer.body())


def measure_views(home: Path, host: str, last: date, only: Sequence[str]) -> None:
    """Each view on servers and browsers of its own: cold once, twice more, and once after a restart of both."""
    for view in views(host, last):
        if only and view.name not in only:
            continue
        for sums in home.rglob(f"*{SUFFIX}"):
            sums.unlink()
        for occasions in (("cold", "again", "again"), ("restarted",)):
            with browsing(home) as (server, context):
                for when in occasions:
                    seen, files = visit(context, server, view.address)
                    if view.name == "today" and when == "cold":
                        print_files(files)
                    print(f"{view.name:18} {when:9}  {_told(seen)}  load {os.getloadavg()[0]:.1f}", flush=True)


def print_files(files: Sequence[tuple[str, int]]) -> None:
    """The first load, largest file first."""
    for name, size in sorted(files, key=lambda file: -file[1]):
        print(f"{size / 1000:8.1f} kB  {name}")
    print(f"{sum(size for _, size in files) / 1000:8.1f} kB  first load, gzipped")


def measure_panning(home: Path, last: date) -> None:
    """The timeline dragged along: a whole year in view, two months, a day."""
    spans = [("a year", 365, 2), ("60 days", 60, 6), ("a day", 1, 6)]
    for name, days, widths in spans:
        address = f"#/timeline?from={last - timedelta(days=days - 1)}&to={last}"
        with browsing(home) as (server, context):
            page: Page = context.new_page()
            page.add_init_script(COMPLETE)
            page.goto(f"{server.url}/{address}")
            page.wait_for_function(_QUIET_SINCE, timeout=PATIENCE, polling=100)
            found = panned(page, widths)
            figures = "  ".join(f"{what} {value:.1f}" for what, value in found._asdict().items())
            print(f"panning with {name} in view: {figures}  load {os.getloadavg()[0]:.1f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--database", type=Path, help="measure on a copy of this one")
    parser.add_argument("--keep", type=Path, help="where to keep the made-up database")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--host", default=socket.gethostname(), help="the device whose activity is looked at")
    parser.add_argument("--last", type=date.fromisoformat, default=datetime.now(UTC).date(), help="last day with data")
    parser.add_argument("--only", default="", help="names of views, 'days' and 'pan', with commas")
    options = parser.parse_args(arguments)
    only = [name for name in options.only.split(",") if name]
    with tempfile.TemporaryDirectory(prefix="aw-bench-") as folder:
        data = Path(folder) / ".local" / "share" / "activitywatch" / "aw-server"
        data.mkdir(parents=True)
        if options.database:
            shutil.copyfile(options.database, data / "activitywatch.db")
        else:
            print(f"{write_year(data / 'activitywatch.db', options.days)} events in {options.days} days", flush=True)
        if options.keep:
            shutil.copyfile(data / "activitywatch.db", options.keep)
        measure_views(Path(folder), options.host, options.last, only)
        if not only or "days" in only:
            measure_days(Path(folder), options.host, options.last)
        if not only or "pan" in only:
            measure_panning(Path(folder), options.last)


if __name__ == "__main__":
    main()
