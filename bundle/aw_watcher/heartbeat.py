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
    addresses are withheld; also after that until `release`, so that a state which was begun without its title can be
    ended without it.
    """

    def __init__(self, client: HeartbeatClient, bucket_id: str, rules_known: Callable[[], bool] = lambda: True) -> None:
        self._client = client
        self._bucket_id = bucket_id
        self._rules_known = rules_known
        self._released = self._withheld = False
        self._failing = False

    @property
    def releasable(self) -> bool:
        """Whether the rules have come, and something was said without its title before."""
        return self._withheld and not self._released and self._rules_known()

    def release(self) -> None:
        """Withhold nothing more if the rules have come. What was said so far has to be ended before, and said again."""
        self._released = self._released or self._rules_known()

    def send(self, heartbeats: Iterable[Heartbeat]) -> None:
        for beat in heartbeats:
            event = Event.from_us(None, beat.at_us, beat.duration_us, self._told(beat.data))
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

    def _told(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of the data as it may be said by now."""
        if not self._withheld:
            self.release()
        if self._released or not any(key in data for key in _TELLING):
            return dict(data)
        self._withheld = True
        return {key: WITHHELD if key in _TELLING else value for key, value in data.items()}
