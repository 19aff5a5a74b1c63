"""Which libraries running programs took from outside the bundle, and whether they may (Linux).

Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import elf
import freezing


def strangers(loaded: Iterable[Path], bundle: Path) -> list[str]:
    """The loaded libraries from outside `bundle` that are no host library, nor needed by one. Sorted paths.

    A library that is inside must not come from outside. What the host's libraries open by themselves while running
    (name services, mouse pointers, graphics drivers) is theirs.
    """
    outside = {path.name: path for path in loaded if not path.is_relative_to(bundle)}
    inside = {path.name for path in bundle.rglob("*.so*")}
    allowed = _closure(outside)
    return sorted(str(path) for name, path in outside.items() if name in inside or name not in allowed)


_OPENED_BY_THE_HOST = ("libnss_", "libXcursor.so", "libGLX_", "libEGL_", "libgallium", "libdrm")


def _closure(outside: dict[str, Path]) -> set[str]:
    """The host libraries and everything they need."""
    allowed: set[str] = set()
    waiting = [name for name in outside if _is_host_library(name) or name.startswith(_OPENED_BY_THE_HOST)]
    while waiting:
        name = waiting.pop()
        if name in allowed:
            continue
        allowed.add(name)
        if name in outside:
            wanted = elf.needs(outside[name]).libraries
            # The kernel names the file a link leads to: libX11.so.6.4.0 for libX11.so.6.
            waiting += [other for other in outside if any(_same(other, soname) for soname in wanted)]
    return allowed


def _is_host_library(name: str) -> bool:
    return any(_same(name, soname) for soname in freezing.HOST_LIBRARIES)


def _same(file: str, soname: str) -> bool:
    return file == soname or file.startswith(f"{soname}.") or _old_style(file) == soname.partition(".so")[0]


def _old_style(file: str) -> str:
    """`libc-2.28.so` → `libc`: how older systems called the file."""
    stem, dash, rest = file.partition("-")
    return stem if dash and rest[:1].isdigit() and rest.endswith(".so") else ""
