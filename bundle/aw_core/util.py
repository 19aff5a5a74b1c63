"""Small things other programs of the ecosystem import (contract 7.4)."""

from __future__ import annotations

import sys


class VersionException(Exception):
    """The running Python is too old."""


def assert_version(required_version: tuple[int, ...] = (3, 5)) -> None:
    """Raises VersionException if Python is older than `required_version`."""
    if sys.version_info[: len(required_version)] < required_version:
        found = ".".join(map(str, sys.version_info[:3]))
        wanted = ".".join(map(str, required_version))
        raise VersionException(f"Python {wanted} or newer is needed; this is {found}")
