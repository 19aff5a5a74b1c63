"""A fake server and clients that are disconnected in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from aw_client import ActivityWatchClient
from tests.aw_client.fake_server import FakeServer

MakeClient = Callable[..., ActivityWatchClient]


@pytest.fixture
def fake(home: object) -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def make_client(fake: FakeServer) -> Iterator[MakeClient]:
    made: list[ActivityWatchClient] = []

    def make(name: str = "test-client", **more: object) -> ActivityWatchClient:
        client = ActivityWatchClient(name, host="127.0.0.1", port=fake.port, **more)  # type: ignore[arg-type]
        made.append(client)
        return client

    yield make
    for client in made:
        client.disconnect()
