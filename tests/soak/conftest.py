"""The long counts; `make soak` runs them."""

from pathlib import Path

import pytest

from tests.system.conftest import desktop, live_server

__all__ = ["desktop", "live_server"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.soak)
