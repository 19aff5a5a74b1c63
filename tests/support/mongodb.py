"""A real MongoDB, or what speaks its protocol, for the tests: one server a test run, one empty database a test.

`AW_TEST_MONGODB_URI` names a server. With the word `ferretdb` in place of an address, one is built (Go and its module
proxy are needed the first time) and run for the tests alone: FerretDB on its SQLite backend.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pymongo
import pytest

from .programs import ROOT, free_port
from .wait import wait_until

_NUMBERS = itertools.count(1)
_SOURCE = Path(__file__).parent / "ferretdb"


@contextmanager
def server() -> Iterator[str]:
    """The address of a server until the end; skips where AW_TEST_MONGODB_URI names none."""
    given = os.environ.get("AW_TEST_MONGODB_URI")
    if not given:
        pytest.skip("AW_TEST_MONGODB_URI names no server (`ferretdb` builds and runs one)")
    if given != "ferretdb":
        yield given
        return
    with FerretDB() as ferretdb:
        yield ferretdb.url


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """The address of a new database there, dropped at the end with its testing twin."""
    name = f"aw_test_{os.getpid()}_{next(_NUMBERS)}"
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with pymongo.MongoClient(server) as client:
        client.drop_database(name)
        client.drop_database(f"{name}-testing")


def build() -> Path:
    """The program, built from `tests/support/ferretdb` if it is not there yet."""
    program = ROOT / ".make" / "ferretdb"
    if not program.exists():
        program.parent.mkdir(exist_ok=True)
        import pwd

        # Not the test's home: Go keeps what it has downloaded in the real one.
        env = {**os.environ, "HOME": pwd.getpwuid(os.getuid()).pw_dir}
        subprocess.run(["go", "build", "-o", program, "."], cwd=_SOURCE, env=env, check=True)
    return program


class FerretDB:
    """A FerretDB of our own on a free port; `kill9()` and `start()` keep its files."""

    def __init__(self) -> None:
        self._program = build()
        self._folder = Path(tempfile.mkdtemp(prefix="aw-ferretdb-"))
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self._port}/"

    def start(self) -> None:
        # It dies with the test run, whichever way that ends.
        dying = ["setpriv", "--pdeathsig=KILL", "--"] if shutil.which("setpriv") else []
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*dying, self._program, f"127.0.0.1:{self._port}", self._folder], stdout=log, stderr=log
            )
        wait_until(self._answers, 30, "FerretDB")

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError((self._folder / "log").read_text())
        try:
            with pymongo.MongoClient(self.url, serverSelectionTimeoutMS=200) as client:
                client.admin.command("ping")
        except pymongo.errors.PyMongoError:
            return False
        return True

    def kill9(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def __enter__(self) -> FerretDB:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill9()
        shutil.rmtree(self._folder)
