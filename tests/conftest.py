"""Every test: a home of its own, no machine settings, nothing left running behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import psutil
import pytest

pytest.register_assert_rewrite("tests.support")

from tests.support.wait import wait_until  # noqa: E402

if TYPE_CHECKING:
    from tests.support.postgres import Cluster

# Whoever runs the tests under nohup has SIGHUP ignored, in the background of a shell SIGINT; children inherit that, and
# our programs honour it.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Where nothing else is said, days begin in Greenwich; tests of other zones name them.
os.environ["TZ"] = "UTC"

# How long an example takes says how busy the machine is, and a run is to fail for what was changed: it tries the same
# examples each time. `--hypothesis-seed` tries others, `make soak` does it by chance (decision 0031).
_UNTIMED: Any = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("always the same", derandomize=True, **_UNTIMED)
hypothesis.settings.register_profile("by a seed", **_UNTIMED)


def pytest_configure(config: pytest.Config) -> None:
    seeded = config.getoption("--hypothesis-seed", None) is not None
    hypothesis.settings.load_profile("by a seed" if seeded else "always the same")


_FOREIGN = ("AW_", "XDG_", "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_SHARED = ("playwright", "chromium", "postgres", "ferretdb")
_FORGET = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LOG_LEVEL", "QT_QPA_PLATFORM")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh, empty HOME, with none of the machine's directories, proxies, displays or zone showing through.

    AW_TEST_* settings stay: they tell the tests where real databases are.
    """
    for name in list(os.environ):
        if (name.startswith(_FOREIGN) or name in _FORGET) and not name.startswith("AW_TEST_"):
            monkeypatch.delenv(name)
    if hasattr(time, "tzset"):
        time.tzset()  # also after a test that was in another zone
    place = tmp_path / "home"
    place.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(place))
    return place


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test run's own."""
    from tests.support.postgres import cluster

    with cluster() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of an empty database, gone after the test."""
    url = postgres_cluster.create()
    yield url
    postgres_cluster.drop(url)


@pytest.fixture(scope="session")
def mongodb_server() -> Iterator[str]:
    """The address of the server that AW_TEST_MONGODB_URI asks for."""
    from tests.support.mongodb import server

    with server() as url:
        yield url


@pytest.fixture
def mongodb_url(mongodb_server: str) -> Iterator[str]:
    """The address of an empty database there, gone after the test."""
    from tests.support.mongodb import empty_database

    with empty_database(mongodb_server) as url:
        yield url


@pytest.fixture(autouse=True)
def patient_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client of a test's own process brings everything to a server that answers, however busy the machine is."""
    for name in ("aw_client.queue", "aw_client.client"):
        if name in sys.modules:
            monkeypatch.setattr(f"{name}.FAREWELL", 30.0)


@pytest.fixture(autouse=True)
def nothing_left_behind(home: Path) -> Iterator[None]:
    """Fail a test that leaves a thread or a child process running.

    Depends on `home` so that it is torn down first; whatever a test started has had its own teardown before.
    """
    threads = set(threading.enumerate())
    children = {child.pid for child in psutil.Process().children(recursive=True)}
    yield

    def leaked() -> list[str]:
        mine = [f"thread {t.name}" for t in threading.enumerate() if t not in threads and _ours(t)]
        for child in psutil.Process().children(recursive=True):
            if child.pid not in children and not _allowed(child):
                mine.append(f"process {child.pid} {' '.join(_command(child))[:120]}")
        return mine

    try:
        wait_until(lambda: not leaked(), 5, "threads and processes to end")
    except AssertionError:
        pytest.fail("left running: " + ", ".join(leaked()))


def _ours(thread: threading.Thread) -> bool:
    """Threads of the test tools themselves are not the test's."""
    return thread.is_alive() and not thread.name.startswith(("pytest_timeout", "execnet", "Dummy-"))


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _allowed(process: psutil.Process) -> bool:
    """Ended ones, and what many tests share: the browser driver, the database server."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
    except psutil.Error:
        return True
    return any(shared in word for word in _command(process) for shared in _SHARED)
