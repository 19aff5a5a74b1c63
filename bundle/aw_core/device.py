"""Which machine this is: the name people know it by, and an id that survives renaming."""

from __future__ import annotations

import socket
import uuid
from pathlib import Path

from .dirs import get_data_dir
from .files import write_private


def get_hostname() -> str:
    """The machine's name as the operating system gives it."""
    return socket.gethostname()


def get_device_id() -> str:
    """The uuid4 text of this installation, made on first use; the same for testing mode (contract 1.5)."""
    place = Path(get_data_dir("aw-server")) / "device_id"
    if place.exists():
        known = place.read_text().strip()
        if known:
            return known
    fresh = str(uuid.uuid4())
    write_private(place, fresh)
    return fresh
