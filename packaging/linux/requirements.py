"""What a frozen folder needs of the host, read from its files. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import elf
import freezing


@dataclass(frozen=True)
class Requirements:
    """Sonames of the host's libraries, and the oldest C library that will do, `(2, 36)`."""

    libraries: tuple[str, ...]
    glibc: tuple[int, ...]

    @property
    def glibc_text(self) -> str:
        """`2.36`."""
        return ".".join(map(str, self.glibc))


def of_folder(folder: Path) -> Requirements:
    """Read every ELF file below `folder`."""
    files = [path for path in folder.rglob("*") if elf.is_elf(path)]
    read = [elf.needs(path) for path in files]
    there = {path.name for path in folder.rglob("*")}
    wanted = {library for needs in read for library in needs.libraries} - there
    return Requirements(tuple(sorted(wanted)), max((needs.glibc() for needs in read), default=()))


def debian_depends(found: Requirements) -> list[str]:
    """The entries of a Depends field."""
    packages = {freezing.HOST_LIBRARIES[library].debian for library in found.libraries}
    packages.discard("libc6")
    # The day's borders are computed in the person's time zone.
    return [f"libc6 (>= {found.glibc_text})", *sorted(packages | {"tzdata"})]


def rpm_requires(found: Requirements) -> list[str]:
    """The values of Requires tags: libraries by name, which every distribution with rpm understands."""
    loaders = {library for library in found.libraries if library.startswith("ld-linux")}
    libraries = sorted(set(found.libraries) - loaders)
    return [f"libc.so.6(GLIBC_{found.glibc_text})(64bit)", *(f"{name}()(64bit)" for name in libraries), "tzdata"]
