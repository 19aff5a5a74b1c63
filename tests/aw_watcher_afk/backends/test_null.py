"""The source that knows nothing of input keeps the contract as far as it can."""

from collections.abc import Iterator

import pytest

from aw_watcher_afk.backends.base import IdleBackend
from aw_watcher_afk.backends.null import NullIdleBackend
from tests.contract.backends_idle import IdleBackendBasics


class TestNullIdleBackend(IdleBackendBasics):
    @pytest.fixture
    def backend(self) -> Iterator[IdleBackend]:
        yield NullIdleBackend()

    def test_it_claims_nothing(self, backend: IdleBackend) -> None:
        assert backend.idle_us() is None
