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
    """Who serves where: `start_time` in seconds since the epoch, `secret` as text."""

    pid: int
    start_time: float
    host: str
    port: int
    version: str
    secret: str


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
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remove_instance(name: str, testing: bool, pid: int) -> None:
    """Take the note away if it is still the one of process `pid`; a successor may have left its own."""
    record = read_instance(name, testing)
    if record is not None and record.pid == pid:
        with contextlib.suppress(OSError):
            _path(name, testing).unlink()


def prove(secret: str, challenge: str) -> str:
    """HMAC-SHA256 of `challenge` under `secret`, as hexadecimal text."""
    # Here, because they load OpenSSL: 4 MB, and most starts ask for no proof.
    import hashlib
    import hmac

    return hmac.new(secret.encode(), challenge.encode(), hashlib.sha256).hexdigest()


def _path(name: str, testing: bool) -> Path:
    return Path(get_data_dir(name)) / ("instance-testing.json" if testing else "instance.json")
