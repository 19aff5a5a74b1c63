"""The note a running server leaves for programs of the same user, and the proof that it is the one who left it.

The note holds a secret that only the same user can read. To adopt a server the asker sends a random challenge and
compares the answer with `prove(secret, challenge)`; the secret itself never travels (docs/decisions, adoption).
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import NamedTuple

from .dirs import get_data_dir
from .files import write_private


class InstanceRecord(NamedTuple):
    """Who serves where: `start_time` in seconds since the epoch, `secret` as text.

    `token` is the key of this user's programs for as long as this server runs; empty: the server gives none.
    """

    pid: int
    start_time: float
    host: str
    port: int
    version: str
    secret: str
    token: str = ""

    def covers(self, host: str, port: int | str) -> bool:
        """Whether `host` (a loopback name or address) at `port` can only be this server while it runs.

        A server that listens on one loopback address leaves the other to whoever comes, and with it our secrets.
        """
        alone = self.host if self.host in _LOOPBACK else ""
        return host in (*_LOOPBACK, "localhost") and str(port) == str(self.port) and alone in ("", host)


_LOOPBACK = ("127.0.0.1", "::1")


def write_instance(name: str, testing: bool, record: InstanceRecord) -> None:
    """Leave the note of program `name` (mode 0600). OSError if it cannot be written."""
    write_private(_path(name, testing), json.dumps(record._asdict()))


def read_instance(name: str, testing: bool) -> InstanceRecord | None:
    """The note of program `name`, or None if there is none, it is damaged, or another user wrote it."""
    path = _path(name, testing)
    try:
        with path.open(encoding="utf-8") as file:
            if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                return None
            found = json.load(file)
        return InstanceRecord(
            pid=int(found["pid"]),
            start_time=float(found["start_time"]),
            host=str(found["host"]),
            port=int(found["port"]),
            version=str(found["version"]),
            secret=str(found["secret"]),
            token=str(found.get("token", "")),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remove_instance(name: str, testing: bool, pid: int) -> None:
    """Take the note away if it is still the one of process `pid`; a successor may have left its own."""
    record = read_instance(name, testing)
    if record is not None and record.pid == pid:
        with contextlib.suppress(OSError):
            _path(name, testing).unlink()


def local_token(host: str, port: int | str) -> str | None:
    """The key that our own server at this place gives to programs of the same user; None where there is none.

    It dies with the server, so that a note left behind by one that was killed gives nothing away.
    """
    for testing in (False, True):
        record = read_instance("aw-server", testing)
        if record is not None and record.token and record.covers(host, port):
            return record.token
    return None


def prove(secret: str, challenge: str) -> str:
    """HMAC-SHA256 of `challenge` under `secret`, as hexadecimal text."""
    # Here, because they load OpenSSL: 4 MB, and most starts ask for no proof.
    import hashlib
    import hmac

    return hmac.new(secret.encode(), challenge.encode(), hashlib.sha256).hexdigest()


def _path(name: str, testing: bool) -> Path:
    return Path(get_data_dir(name)) / ("instance-testing.json" if testing else "instance.json")
