"""Pages in a real browser: one browser for the module, a server with demo data, an empty one, and tours of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.support.demo_data import seed_demo
from tests.support.programs import ROOT, LiveServer
from tests.webui.browsing import afternoon_zone, chromium
from tests.webui.tour import Tour

DEMO_DAYS = 21

OpenTour = Callable[..., Tour]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.system)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser, with a profile of its own, and the pages built from their sources."""
    built = subprocess.run(
        [sys.executable, str(ROOT / "bundle" / "aw-webui" / "build.py")], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="session")
def zone() -> str:
    """A zone in which it is the afternoon: demo days are full enough whenever the tests run."""
    return afternoon_zone()


def _served(home: Path) -> Iterator[LiveServer]:
    """A server with files of its own that lives as long as a module."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("AW_", "XDG_")):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        server = LiveServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory, zone: str) -> Iterator[LiveServer]:
    """Three weeks of demo data; tests that change something use `changing_server`."""
    for server in _served(tmp_path_factory.mktemp("demo")):
        seed_demo(server, DEMO_DAYS, datetime.now(UTC), ZoneInfo(zone))
        yield server


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Nothing was ever recorded."""
    yield from _served(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def changing_server(home: Path, zone: str) -> Iterator[LiveServer]:
    """A week of demo data for one test, to edit and delete in."""
    with LiveServer() as server:
        seed_demo(server, 7, datetime.now(UTC), ZoneInfo(zone))
        yield server


@pytest.fixture
def live_server(home: Path) -> Iterator[LiveServer]:
    """A server with nothing in it, for one test."""
    with LiveServer() as server:
        yield server


@pytest.fixture
def server_in(home: Path) -> Iterator[Callable[[str], LiveServer]]:
    """`server_in(zone)` is a server with nothing in it, on a computer in that zone."""
    servers: list[LiveServer] = []

    def started(zone: str) -> LiveServer:
        servers.append(LiveServer(env={"TZ": zone}).start())
        return servers[-1]

    yield started
    for server in servers:
        server.stop()


@pytest.fixture
def open_tour(browser: Browser, zone: str) -> Iterator[OpenTour]:
    """`open_tour(server, locale="de-DE")` opens another window, `zone` in another zone; all are closed at the end."""
    tours: list[Tour] = []

    def opened(server: LiveServer, locale: str = "en-GB", zone: str = zone) -> Tour:
        tours.append(Tour(browser, server, zone, locale))
        return tours[-1]

    yield opened
    for tour in tours:
        tour.close()


@pytest.fixture
def tour(open_tour: OpenTour, demo_server: LiveServer) -> Tour:
    """A window on the demo data."""
    return open_tour(demo_server)


@pytest.fixture
def empty_tour(open_tour: OpenTour, empty_server: LiveServer) -> Tour:
    """A window on a server with nothing in it."""
    return open_tour(empty_server)
