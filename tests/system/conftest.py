"""Real processes: a server, a desktop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desktop import Desktop
from tests.support.programs import LiveServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.system)


@pytest.fixture
def live_server(home: Path) -> Iterator[LiveServer]:
    """A running server with empty files."""
    with LiveServer() as server:
        yield server


@pytest.fixture
def desktop(home: Path) -> Iterator[Desktop]:
    """A running X desktop with an XEmbed tray host."""
    if shutil.which("Xvfb") is None:
        pytest.fail("Xvfb is missing; `make test` installs it")
    with Desktop() as desk:
        yield desk
