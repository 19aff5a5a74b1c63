"""Our programs as real processes: how to start them from the checkout, and a server to talk to."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from .wait import patience, stays, wait_until

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "aw-qt": "aw_qt",
    "aw-server": "aw_server",
    "aw-watcher-afk": "aw_watcher_afk",
    "aw-watcher-window": "aw_watcher_window",
    "aw-client": "aw_client",
    "aw-cli": "aw_cli",
}
# A test never goes through a proxy of the machine it runs on.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def program(name: str) -> list[str]:
    """The argument list that starts one of our programs from the checkout, without an installed copy."""
    return [sys.executable, "-m", PACKAGES[name]]


def program_env(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for `program`: this process's, with both source roots importable."""
    env = dict(os.environ)
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "bundle")])
    env["PYTHONDONTWRITEBYTECODE"] = env.get("PYTHONDONTWRITEBYTECODE", "")
    env.update(extra or {})
    return env


# Below what systems give to outgoing connections: such a port stays free while its server is away, and a client that
# tries to reach it then cannot end up connected to itself.
_PORTS = range(20_000, 32_768)
_dice = random.SystemRandom()


class _Drawn:
    """The ports that this run has drawn: no other run of these tests on this machine draws one of them meanwhile.

    Between the draw and the start of the server that gets it, and while that is being started again, nobody listens
    there. For each port a byte of a shared file is locked, which ends with the process whichever way that ends.
    """

    def __init__(self) -> None:
        self._ports: set[int] = set()
        self._file = -1

    def take(self, port: int) -> bool:
        """False if this run or another one has it."""
        if port in self._ports:
            return False
        self._ports.add(port)
        try:
            import fcntl

            if self._file < 0:
                place = Path("/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir(), f"aw-test-ports-{os.getuid()}")
                self._file = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        except (ImportError, OSError):
            return True  # nothing to lock here: as likely as not nobody else draws
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        except OSError:
            return False
        return True


_drawn = _Drawn()


def free_port() -> int:
    """A TCP port that was free a moment ago on both loopback addresses, and that no other test is given."""
    for _ in range(200):
        port = _dice.choice(_PORTS)
        if not _drawn.take(port):
            continue
        with socket.socket() as four:
            try:
                four.bind(("127.0.0.1", port))
            except OSError:
                continue
            try:
                with socket.socket(socket.AF_INET6) as six:
                    six.bind(("::1", port))
            except OSError as error:
                if error.errno not in (97, 99):  # no IPv6 on this machine: the first address is enough
                    continue
            return port
    raise AssertionError("no free port found")


def port_is_free(port: int) -> bool:
    """Whether nobody listens on the port of the IPv4 loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Answer:
    """A reply: status, body as bytes, headers; `.json` parses the body."""

    def __init__(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.status = status
        self.body = body
        self.headers = headers

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def request(
    url: str,
    method: str = "GET",
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 30,
) -> Answer:
    """One HTTP request without proxies; error statuses are answers, not exceptions."""
    data = None if body is None else (body if isinstance(body, bytes) else json.dumps(body).encode())
    ask = urllib.request.Request(url, data=data, method=method)
    if data is not None:
        ask.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        ask.add_header(name, value)
    try:
        with _OPENER.open(ask, timeout=timeout) as reply:
            return Answer(reply.status, reply.read(), dict(reply.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(), dict(error.headers))


class LiveServer:
    """A real `aw-server` process with its own files (under the test's HOME) on a free port.

    Use as a context manager. `kill9()` and `restart()` keep port and data.
    """

    def __init__(
        self, *args: str, env: Mapping[str, str] | None = None, port: int | None = None, prefix: Sequence[str] = ()
    ) -> None:
        """`prefix` is the beginning of a command line that ends by executing what follows it."""
        self.port = port or free_port()
        self.args = list(args)
        self.prefix = list(prefix)
        self.extra_env = dict(env or {})
        self.process: subprocess.Popen[bytes] | None = None
        self.log = Path(os.environ["HOME"]) / f"live-server-{self.port}.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> LiveServer:
        self.spawn()
        return self.wait()

    def spawn(self) -> None:
        """Start the process, and wait for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, *program("aw-server"), "--port", str(self.port), *self.args],
                env=program_env(self.extra_env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> LiveServer:
        """Until it answers."""
        try:
            wait_until(self.answers, 20, f"aw-server on {self.port}")
        except AssertionError as error:
            raise AssertionError(f"{error}; its log:\n{self.log_text()[-2000:]}") from None
        return self

    def answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"aw-server ended with {self.process.returncode}: {self.log_text()[-4000:]}")
        try:
            return request(f"{self.url}/api/0/info", timeout=10).status == 200
        except OSError:
            return False

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def kill9(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def restart(self) -> LiveServer:
        self.stop()
        return self.start()

    def stop(self, timeout: float = 20) -> int | None:
        """Ask politely; kill (and fail) if that takes longer than `timeout`. Returns the exit code."""
        process = self.process
        timeout *= patience()
        if process is None:
            return None
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(30)
                raise AssertionError(f"aw-server did not stop within {timeout} s") from None
        return process.returncode

    def api(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        """`api("buckets/")` asks /api/0/buckets/."""
        return request(f"{self.url}/api/0/{path}", method, body, headers)

    def __enter__(self) -> LiveServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def signal_other_thread(pid: int, number: signal.Signals) -> None:
    """Send a signal (Linux) to a thread of the process that is not its main one, once that sleeps for good."""
    wait_until(lambda: rests(pid), 10, "the main thread to rest")
    threads = sorted(int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir())
    threads.remove(pid)
    assert threads, "the program has no other thread"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.tgkill(pid, threads[0], int(number)) != 0:
        raise OSError(ctypes.get_errno(), "tgkill")


def rests(pid: int) -> bool:
    """Whether the main thread does nothing for a third of a second."""

    def switches() -> list[str]:
        lines = Path(f"/proc/{pid}/task/{pid}/status").read_text().splitlines()
        return [line for line in lines if "ctxt_switches" in line or line.startswith("State")]

    before = switches()
    with contextlib.suppress(AssertionError):
        stays(lambda: switches() == before, 0.3, "asleep")
        return "S (sleeping)" in before[0]
    return False


def survivors(pids: list[int], timeout: float = 5.0) -> list[int]:
    """Those of `pids` that still run after up to `timeout` seconds on a quiet machine (zombies do not count)."""
    deadline = time.monotonic() + timeout * patience()
    while True:
        alive = [pid for pid in pids if _runs(pid)]
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"
