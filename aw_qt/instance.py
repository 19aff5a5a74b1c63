"""One tray per user and profile: a lock, and a private socket for the second start, --status and --stop.

Standard library only; no Qt here. Where the system has no Unix sockets the socket is a loopback one whose
address and token stand in a 0600 file.
"""

import binascii
import contextlib
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from aw_core.dirs import get_data_dir, get_runtime_dir
from aw_core.errors import AwError
from aw_core.files import write_private

logger = logging.getLogger(__name__)

_TIMEOUT = 5.0
_LONGEST_REQUEST = 4096
Answer = Callable[[str], dict[str, Any]]


class AlreadyRunning(AwError):
    """Another tray holds the lock."""


class Instance:
    """The single instance: take the lock with `acquire`, answer others with `serve`, let go with `release`."""

    def __init__(self, testing: bool) -> None:
        base = Path(get_runtime_dir()) / _name(testing)
        self._lock_path = base.with_suffix(".lock")
        self._socket_path = base.with_suffix(".sock")
        self._lock: IO[bytes] | None = None
        self._listener: socket.socket | None = None
        self._token = os.urandom(16).hex()
        self._thread: threading.Thread | None = None

    def acquire(self) -> None:
        """Become the instance. Raises AlreadyRunning. A holder that was killed does not count."""
        lock = self._lock_path.open("a+b")
        if not _try_lock(lock):
            lock.close()
            raise AlreadyRunning("Already running", "ActivityWatch is already running.")
        self._lock_path.chmod(0o600)
        self._lock = lock

    def is_held(self) -> bool:
        """Whether some tray is running."""
        if not self._lock_path.exists():
            return False
        with self._lock_path.open("a+b") as lock:
            if not _try_lock(lock):
                return True
            _unlock(lock)
            return False

    def serve(self, answer: Answer) -> None:
        """Answer requests ("open", "status", "stop") on a thread until `release`."""
        self._socket_path.unlink(missing_ok=True)
        self._listener = self._listen()
        self._thread = threading.Thread(
            target=self._serve_loop, args=(self._listener, answer), name="instance socket", daemon=True
        )
        self._thread.start()

    def ask(self, request: str, timeout: float = _TIMEOUT) -> dict[str, Any]:
        """The running instance's answer. Raises AwError when there is none."""
        try:
            with self._connect(timeout) as connection:
                token = self._stored_token()
                connection.sendall(json.dumps({"ask": request, "token": token}).encode() + b"\n")
                with connection.makefile("rb") as stream:
                    return dict(json.loads(stream.readline()))
        except (OSError, ValueError, KeyError) as error:
            raise AwError("No answer", f"the running ActivityWatch does not answer ({error})") from error

    def wait_until_free(self, timeout: float) -> bool:
        """Wait for the running instance to end; False after *timeout* seconds."""
        deadline = time.monotonic() + timeout
        while self.is_held():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def release(self) -> None:
        """Stop answering and let the next one start."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            self._socket_path.unlink(missing_ok=True)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_TIMEOUT)
        if self._lock is not None:
            _unlock(self._lock)
            self._lock.close()
            self._lock = None

    # -- the socket ------------------------------------------------------------------------------

    def _listen(self) -> socket.socket:
        if hasattr(socket, "AF_UNIX"):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            with _short_address(self._socket_path) as address:
                listener.bind(address)
            self._socket_path.chmod(0o600)
            self._token = ""
        else:
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            listener.bind(("127.0.0.1", 0))
            record = {"port": listener.getsockname()[1], "token": self._token}
            write_private(self._socket_path, json.dumps(record))
        listener.listen(8)
        return listener

    def _connect(self, timeout: float) -> socket.socket:
        if hasattr(socket, "AF_UNIX"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(timeout)
            try:
                with _short_address(self._socket_path) as address:
                    connection.connect(address)
            except OSError:
                connection.close()
                raise
            return connection
        port = int(json.loads(self._socket_path.read_text())["port"])
        return socket.create_connection(("127.0.0.1", port), timeout=timeout)

    def _stored_token(self) -> str:
        if hasattr(socket, "AF_UNIX"):
            return ""
        return str(json.loads(self._socket_path.read_text())["token"])

    def _serve_loop(self, listener: socket.socket, answer: Answer) -> None:
        while self._listener is listener:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self._serve_one(connection, answer)
                except (OSError, ValueError, KeyError, TypeError) as error:
                    logger.debug("A request on the instance socket failed: %s", error)

    def _serve_one(self, connection: socket.socket, answer: Answer) -> None:
        connection.settimeout(_TIMEOUT)
        with connection.makefile("rb") as stream:
            request = json.loads(stream.readline(_LONGEST_REQUEST))
        if self._token and not _same(str(request["token"]), self._token):
            return
        connection.sendall(json.dumps(answer(str(request["ask"]))).encode() + b"\n")


def _name(testing: bool) -> str:
    """One name per mode and set of directories, so that a profile or a base directory is a world of its own."""
    # To tell a few directories of one user apart this is enough; the hashes of hashlib come with OpenSSL.
    where = f"{binascii.crc32(str(get_data_dir('aw-qt')).encode()):08x}"
    return f"aw-qt-testing-{where}" if testing else f"aw-qt-{where}"


def _same(one: str, other: str) -> bool:
    """Whether two secrets are equal, telling nothing by the time it takes."""
    import hmac  # here, because it loads OpenSSL, and Unix sockets have no token

    return hmac.compare_digest(one, other)


@contextlib.contextmanager
def _short_address(path: Path) -> Iterator[str]:
    """The path as a socket address: those are limited to about 100 bytes, deep directories are not."""
    if len(os.fsencode(path)) < 100:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _try_lock(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:
        return _try_lock_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _try_lock_windows(file: IO[bytes]) -> bool:
    import msvcrt

    lock: Any = msvcrt
    try:
        file.seek(0)
        lock.locking(file.fileno(), lock.LK_NBLCK, 1)
    except OSError:
        return False
    return True


def _unlock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        lock: Any = msvcrt
        file.seek(0)
        lock.locking(file.fileno(), lock.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
