"""The source that never sees a window keeps the contract as far as it can."""

from collections.abc import Iterator

import pytest

from aw_watcher.clock import SystemClock
from aw_watcher_window.backends.base import WindowBackend
from aw_watcher_window.backends.null import NullWindowBackend
from tests.contract.backends_window import WindowBackendBasics


class TestNullWindowBackend(WindowBackendBasics):
    @pytest.fixture
    def backend(self) -> Iterator[WindowBackend]:
        yield NullWindowBackend()

    def test_it_sees_nothing(self, backend: WindowBackend) -> None:
        assert backend.current() is None
        assert backend.read(SystemClock().now()) == []
