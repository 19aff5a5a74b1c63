"""What a watcher's state machine says, and the one place that hands it to the client."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from aw_client.errors import QueueError
from aw_core.models import Event

logger = logging.getLogger(__name__)

WITHHELD = "excluded"
"""Stands where a title or an address was not recorded."""
_TELLING = ("title", "url")


@dataclass(frozen=True)
class Heartbeat:
    """A state that held at `at_us` (µs since the epoch, UTC) and for `duration_us` after it.

    `pulsetime` (seconds): an equal state that ended up to this long before continues; 0 never bridges a gap.
    """

    at_us: int
    data: dict[str, Any]
    pulsetime: float
    duration_us: int = field(default=0)


class HeartbeatClient(Protocol):
    """The part of ActivityWatchClient that a watcher needs."""

    def heartbeat(
        self, bucket_id: str, event: Event, pulsetime: float, queued: bool = False, commit_interval: float | None = None
    ) -> Any: ...


class Outbox:
    """Sends heartbeats into one bucket, through the client's queue, in order.

    A queue that cannot be written (a full disk, say) is said once; the watcher goes on and so does the recording as
    soon as there is room again. While `rules_known` says that nobody has told yet what may not be recorded, titles and
    addresses are withheld.
    """

    def __init__(self, client: HeartbeatClient, bucket_id: str, rules_known: Callable[[], bool] = lambda: True) -> None:
        self._client = client
        self._bucket_id = bucket_id
        self._rules_known = rules_known
        self._failing = False

    def send(self, heartbeats: Iterable[Heartbeat]) -> None:
        for beat in heartbeats:
            data = dict(beat.data) if self._rules_known() else _withheld(beat.data)
            event = Event.from_us(None, beat.at_us, beat.duration_us, data)
            try:
                self._client.heartbeat(self._bucket_id, event, beat.pulsetime, queued=True)
            except QueueError as error:
                if not self._failing:
                    logger.error("Nothing can be recorded: %s", error.message)
                self._failing = True
            else:
                if self._failing:
                    logger.info("Recording goes on.")
                self._failing = False


def _withheld(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: WITHHELD if key in _TELLING else value for key, value in data.items()}
