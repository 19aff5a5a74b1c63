"""Looks at processes of other programs on any system, and ends them. Standard library only."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
SUFFIX = ".exe" if sys.platform == "win32" else ""


def wait_for(look: Callable[[], T], seconds: float, what: str) -> T:
    """The first true answer of `look`. Raises TimeoutError that says `what` was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)


def running_in(folder: Path) -> dict[int, str]:
    """Process id → program name of everything that runs from `folder`."""
    if sys.platform == "win32":
        return _tasks()
    if sys.platform == "linux":
        return dict(filter(None, (_of_proc(entry, folder) for entry in Path("/proc").iterdir())))
    said = subprocess.run(["ps", "-axo", "pid=,comm="], capture_output=True, text=True, check=True).stdout
    pairs = (line.strip().split(None, 1) for line in said.splitlines())
    return {int(pair[0]): Path(pair[1]).name for pair in pairs if len(pair) == 2 and pair[1].startswith(str(folder))}


def _of_proc(entry: Path, folder: Path) -> tuple[int, str] | None:
    if not entry.name.isdigit():
        return None
    try:
        program = Path(str((entry / "exe").readlink()).removesuffix(" (deleted)"))
        state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None
    return (int(entry.name), program.name) if program.is_relative_to(folder) and state != "Z" else None


def _tasks() -> dict[int, str]:
    """Windows names no folder: every program called like one of ours."""
    said = subprocess.run(["tasklist", "/FO", "CSV", "/NH"], capture_output=True, text=True, check=True).stdout
    rows = [row for row in csv.reader(said.splitlines()) if len(row) > 1]
    return {int(row[1]): row[0].removesuffix(SUFFIX) for row in rows if row[0].startswith("aw-")}


def kill(pid: int) -> None:
    """End it without asking."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/PID", str(pid)], check=True, capture_output=True)
    else:
        os.kill(pid, signal.SIGKILL)


def mapped_libraries(pid: int) -> set[Path]:
    """The shared libraries a process has loaded (Linux)."""
    lines = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    files = {line.split(None, 5)[5] for line in lines if len(line.split(None, 5)) == 6}
    # The kernel writes unusual letters of a path as octal escapes only for line ends.
    return {Path(file) for file in files if ".so" in Path(file).name}


def memory(pid: int) -> int | None:
    """The bytes that would be free without it (its share of shared pages), where the system tells."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
