"""A home directory on a small disk of its own that can be filled and emptied under a running program. Linux only.

The program runs in a name space in which a memory file system is mounted over HOME: needs no root where users may make
name spaces. The size is not the machine's, so nobody else's disk gets full.
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
from pathlib import Path

_MOUNT = 'mount -t tmpfs -o "size=$0,mode=700" none "$HOME" && exec "$@"'
_BLOCK = bytes(1 << 16)


class SmallDisk:
    """`prefix` before a command line starts the program on it; the rest is for while it runs."""

    def __init__(self, size: str) -> None:
        self.prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT, size]

    def home(self, pid: int) -> Path:
        """HOME as the program sees it, from outside."""
        return Path(f"/proc/{pid}/root{os.environ['HOME']}")

    def fill(self, pid: int) -> None:
        """Leave no byte free."""
        with (self.home(pid) / "filler").open("ab", buffering=0) as file, contextlib.suppress(OSError):
            for size in (len(_BLOCK), 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(_BLOCK[:size]):
                        pass

    def free(self, pid: int) -> None:
        """Give the room back."""
        (self.home(pid) / "filler").unlink(missing_ok=True)


@functools.cache
def why_not() -> str:
    """Why there can be no small disk on this machine; "" if there can."""
    if sys.platform != "linux":
        return "needs Linux' name spaces"
    try:
        done = subprocess.run(
            [*SmallDisk("1m").prefix, "true"],
            capture_output=True,
            text=True,
            timeout=20,
            env={**os.environ, "HOME": "/tmp"},
        )
    except OSError as error:
        return f"needs unshare: {error}"
    return "" if done.returncode == 0 else f"no file system may be mounted here: {done.stderr.strip()}"
