"""Many kills of `aw-server` on database servers, and of the database server under it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest

from tests.support.mongodb import FerretDB
from tests.support.programs import LiveServer
from tests.support.rows import covers, duplicates, overlaps, rows
from tests.support.storm import DirectClient
from tests.support.wait import wait_until
from tests.system.test_database_servers import on_mongodb, on_postgres, whole_way

pytestmark = pytest.mark.soak
KILLS = int(os.environ.get("AW_SOAK_KILLS", "50"))
needs_go = pytest.mark.skipif(not shutil.which("go"), reason="there is no Go here to build FerretDB with")


def test_kills_on_postgres(postgres_url: str) -> None:
    whole_way(on_postgres(postgres_url), kills=KILLS)


@needs_go
def test_kills_on_mongodb() -> None:
    with FerretDB() as ferretdb:
        whole_way(on_mongodb(f"{ferretdb.url}activity"), kills=KILLS)


@needs_go
def test_kills_of_the_database_under_the_server() -> None:
    """What was acknowledged is there although the database was killed; the server finds it again by itself."""
    with FerretDB() as ferretdb, LiveServer(*on_mongodb(f"{ferretdb.url}activity")) as server:
        clients = [DirectClient(server, f"direct-{i}", i) for i in range(2)]
        for client in clients:
            client.start()

        def more_than(count: int) -> Callable[[], bool]:
            return lambda: all(len(client.acknowledged) > count for client in clients)

        try:
            for kill in range(KILLS // 5):
                wait_until(more_than(10 * (kill + 1)), 60)
                ferretdb.kill9()
                ferretdb.start()
            wait_until(more_than(10 * (KILLS // 5 + 1)), 60)
        finally:
            for client in clients:
                client.stop.set()
            for client in clients:
                client.join(30)
        for client in clients:
            assert client.refused == []
            found = rows(server, client.bucket)
            assert [beat for beat in client.acknowledged if not covers(found, *beat)] == []
            assert (duplicates(found), overlaps(found)) == ([], [])
