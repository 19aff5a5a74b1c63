"""Small checks that programs of the ecosystem import from here (contract 7.4)."""

from __future__ import annotations

import sys


class VersionException(Exception):
    """The running Python is too old."""


def assert_version(required_version: tuple[int, ...] = (3, 5)) -> None:
    """Raise VersionException unless Python is at least `required_version`."""
    if sys.version_info[: len(required_version)] < required_version:
        wanted = ".".join(map(str, required_version))
        raise VersionException(f"Python {wanted} or newer is needed; this is {sys.version.split()[0]}")
