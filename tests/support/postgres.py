"""A real PostgreSQL for the tests: one private cluster a test run, one empty database a test.

`AW_TEST_POSTGRESQL_URI` names another server instead, with the right to create databases.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from .wait import wait_until

if TYPE_CHECKING:
    import pwd

_OPTIONS = {
    # Nobody else needs to reach it, and nothing in it outlives the run.
    "listen_addresses": "",
    "fsync": "off",
    "shared_buffers": "16MB",
    "autovacuum": "off",
    "max_connections": "100",
}


def programs() -> Path | None:
    """The directory of the newest PostgreSQL's programs; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """A PostgreSQL that runs for the tests. `url(name)` is the address of a database in it."""

    def __init__(self, base: str) -> None:
        self._base = urlsplit(base)
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        return urlunsplit(self._base._replace(path=f"/{name}"))

    def create(self) -> str:
        """A new, empty database; its address."""
        name = f"aw_test_{os.getpid()}_{next(self._numbers)}"
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.ask(f"DROP DATABASE {urlsplit(url).path[1:]} WITH (FORCE)")

    def ask(self, sql: str, url: str | None = None) -> list[tuple[object, ...]]:
        """Run a statement by a connection of its own."""
        with psycopg.connect(url or self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(sql)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The server that AW_TEST_POSTGRESQL_URI names, or a private one until the end; skips where there is neither."""
    given = os.environ.get("AW_TEST_POSTGRESQL_URI")
    if given:
        yield Cluster(given)
        return
    if programs() is None:
        pytest.skip("PostgreSQL is not installed here (packaging/linux/debian-test.txt has it)")
    # Short: the name of a socket has at most 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="aw-pg-"))
    try:
        with _running(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder)


def _somebody() -> pwd.struct_passwd:
    """Whom to run it as: PostgreSQL refuses to run as root."""
    import pwd

    for name in ("postgres", "nobody"):  # the first is made by its package
        with suppress(KeyError):
            return pwd.getpwnam(name)
    pytest.skip("there is no user that PostgreSQL could run as")


@contextmanager
def _running(folder: Path) -> Iterator[Cluster]:
    binaries = programs()
    assert binaries is not None
    become: list[str] = []
    if os.geteuid() == 0:
        user = _somebody()
        os.chown(folder, user.pw_uid, user.pw_gid)
        become = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data, sockets = folder / "data", str(folder)
    # It dies with the test run, whichever way that ends.
    start = ["setpriv", "--pdeathsig=QUIT", *become, "--"] if shutil.which("setpriv") else []
    subprocess.run(
        [*start, binaries / "initdb", "-D", data, "-U", "aw", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*start, binaries / "postgres", "-D", data, "-k", sockets, *options], stdout=log, stderr=log, cwd=folder
        )
    found = Cluster(f"postgresql://aw@/postgres?host={sockets}")

    def answers() -> bool:
        assert server.poll() is None, (folder / "log").read_text()
        try:
            return bool(found.ask("SELECT 1"))
        except psycopg.OperationalError:
            return False

    try:
        wait_until(answers, 30, "PostgreSQL")
        yield found
    finally:
        # Immediate: there is nothing to keep.
        server.send_signal(signal.SIGQUIT)
        server.wait(30)
