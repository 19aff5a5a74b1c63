"""Widgets are tested without a display."""

import os
from pathlib import Path

import pytest

# For the application object, which is made once and before any test's own environment.
os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(autouse=True)
def offscreen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`home` takes the machine's settings away; the tests of widgets need this one."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
