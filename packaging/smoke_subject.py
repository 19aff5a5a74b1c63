"""Turns what is to be tried (archive, package, folder) into a folder of programs that nobody may write to.

Standard library only, and the tools that open packages.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import archives
from smoke_processes import SUFFIX


def programs_of(subject: Path, place: Path) -> Path:
    """Unpack `subject` below `place`; returns the folder aw-qt lies in. A folder is taken where it is.

    Raises LookupError when there is no aw-qt in it.
    """
    if subject.is_dir():
        return _find(subject.resolve())
    target = place / "Ünpackt mit Leerzeichen é"
    target.mkdir()
    if subject.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", str(subject), str(target)], check=True)
    elif subject.suffix == ".rpm":
        with subprocess.Popen(["rpm2cpio", str(subject)], stdout=subprocess.PIPE) as reader:
            command = ["cpio", "--extract", "--make-directories", "--quiet", "--no-absolute-filenames"]
            subprocess.run(command, stdin=reader.stdout, cwd=target, check=True)
    else:
        archives.unpack(subject, target)
    make_read_only(target)
    return _find(target)


def _find(folder: Path) -> Path:
    for found in sorted(folder.rglob(f"aw-qt{SUFFIX}")):
        if found.is_file() and not found.is_symlink():
            return found.parent
    raise LookupError(f"there is no aw-qt in {folder}")


def make_read_only(folder: Path) -> None:
    """Take the right to write from everybody."""
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)


def make_writable(folder: Path) -> None:
    """Give it back, so that the folder can be removed."""
    for parent, _, _ in os.walk(folder):
        Path(parent).chmod(0o755)


def fingerprint(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file, to see that nothing was written."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        found[path.relative_to(folder).as_posix()] = (status.st_size, status.st_mtime_ns)
    return found
