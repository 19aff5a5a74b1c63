"""The tests here import the scripts of packaging/, which is no package."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGING = str(Path(__file__).resolve().parents[2] / "packaging")


@pytest.fixture(autouse=True, scope="package")
def scripts_are_importable() -> Iterator[None]:
    """For these tests only: `packaging/` on the path, and its modules forgotten again."""
    known = set(sys.modules)
    sys.path.insert(0, PACKAGING)
    yield
    sys.path.remove(PACKAGING)
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(PACKAGING):
            del sys.modules[name]
