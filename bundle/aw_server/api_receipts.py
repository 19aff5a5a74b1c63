"""When each client last sent something: what freshness is judged by (never by the time an event claims)."""

from __future__ import annotations

from typing import NamedTuple

from aw_datastore import Datastore
from aw_server.api_clock import Clock

# The owner of the buckets that the server itself writes. It sends nothing, so it is never late.
OWN_CLIENT = "aw-server"


class Receipt(NamedTuple):
    """`wall_us` is None for a client that has sent nothing since the server started; `age` is in seconds."""

    wall_us: int | None
    age: float


class Receipts:
    """The newest accepted event or heartbeat per client, counted while paused too."""

    def __init__(self, db: Datastore, clock: Clock, hostname: str) -> None:
        self._db = db
        self._clock = clock
        self._hostname = hostname
        self._started = clock.monotonic()
        self._last: dict[str, tuple[int, float]] = {}

    def note(self, client: str) -> None:
        """This client has just sent something that was accepted."""
        self._last[client] = (self._clock.wall_us(), self._clock.monotonic())

    def all(self) -> dict[str, Receipt]:
        """Every client that has sent something since the start or owns a bucket of this computer.

        A client that owns a bucket and has been silent since the start is as old as the server's uptime.
        """
        now = self._clock.monotonic()
        owners = {meta["client"] for meta in self._db.buckets().values() if meta["hostname"] == self._hostname}
        owners.discard(OWN_CLIENT)
        receipts = {client: Receipt(None, now - self._started) for client in owners}
        receipts |= {client: Receipt(wall, now - at) for client, (wall, at) in self._last.copy().items()}
        return receipts

    def of(self, client: str) -> Receipt:
        """The receipt of one client."""
        last = self._last.get(client)
        now = self._clock.monotonic()
        return Receipt(None, now - self._started) if last is None else Receipt(last[0], now - last[1])
