"""What this machine is called, and the identity that stays when its name changes."""

from __future__ import annotations

import socket
import uuid
from pathlib import Path

from .dirs import get_data_dir
from .files import write_private


def get_hostname() -> str:
    """The machine's name as the system gives it; bucket ids carry it."""
    return socket.gethostname()


def get_device_id() -> str:
    """The random UUID of this installation, made once, kept in `<data>/aw-server/device_id`; a damaged one is replaced.

    OSError if it can be neither read nor written.
    """
    path = Path(get_data_dir("aw-server")) / "device_id"
    try:
        return str(uuid.UUID(path.read_text("utf-8").strip()))
    except (FileNotFoundError, ValueError):
        fresh = str(uuid.uuid4())
        write_private(path, fresh)
        return fresh
