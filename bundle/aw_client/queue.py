"""The thread that carries queued heartbeats to the server, and waits without waking while there are none."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aw_core.dirs import get_data_dir

from .delivery import LONGEST_WAIT, Delivery, RegisteredBucket
from .errors import QueueError
from .singleinstance import safe_name
from .spool import QueuedRequest, Spool
from .transport import is_loopback

if TYPE_CHECKING:
    from .client import ActivityWatchClient

logger = logging.getLogger(__name__)

READ_TIMEOUT = 5.0
# How long the end of a program may be delayed to bring the last heartbeats to a server that answers.
FAREWELL = 2.0


class RequestQueue(threading.Thread):
    """The queue of one client: `add_request` writes to disk and returns, this thread delivers (contract 8.5)."""

    def __init__(self, client: ActivityWatchClient) -> None:
        super().__init__(name=f"{client.client_name} queue", daemon=True)
        self.client = client
        self.spool = Spool(spool_path(client))
        self._delivery = Delivery(
            self.spool, client.create_bucket, self._post, client.get_info, client._follow_changed_rules
        )
        self._change = threading.Condition()
        self._news = 0
        self._stopping = False

    @property
    def connected(self) -> bool:
        """Whether the last contact with the server went well."""
        return self._delivery.connected

    @connected.setter
    def connected(self, value: bool) -> None:
        self._delivery.connected = value

    @property
    def _registered_buckets(self) -> list[RegisteredBucket]:
        return self._delivery.buckets

    def _try_connect(self) -> bool:
        return self._delivery.try_connect()

    def add_request(self, endpoint: str, data: dict[str, Any]) -> None:
        """Queue one heartbeat: `endpoint` like "buckets/<id>/heartbeat?pulsetime=60", `data` the event as JSON."""
        assert "/heartbeat" in endpoint
        assert isinstance(data, dict)
        self.spool.put([QueuedRequest(endpoint, data)])
        self._tell()

    def add_step(self, bucket_id: str, requests: list[QueuedRequest], held: QueuedRequest | None) -> None:
        """Queue `requests` and, in the same step, remember `held` (or nothing) as the bucket's still growing state."""
        self.spool.put(requests, bucket_id, held)
        if requests:
            self._tell()

    def release_held(self) -> None:
        """Queue every held state as it is."""
        self.spool.release()
        self._tell()

    def register_bucket(self, bucket_id: str, event_type: str) -> None:
        """Have the bucket created: now if connected, else as soon as the server answers."""
        with self.client.transport.kept_connection(READ_TIMEOUT):
            self._delivery.register(RegisteredBucket(bucket_id, event_type))
        self._tell()

    def stop(self) -> None:
        """Ask the thread to end after a last attempt to empty the queue."""
        with self._change:
            self._stopping = True
            self._change.notify_all()

    def successor(self) -> RequestQueue:
        """A queue for the next `connect`, which knows the same buckets; a thread starts only once."""
        queue = type(self)(self.client)
        queue._delivery.buckets = list(self._delivery.buckets)
        return queue

    def should_stop(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; True as soon as the queue is asked to stop."""
        with self._change:
            return self._change.wait_for(self.should_stop, seconds)

    def run(self) -> None:
        """Deliver until stopped."""
        try:
            with self.client.transport.kept_connection(READ_TIMEOUT):
                while not self._stopping:
                    self._deliver_one()
                self._say_farewell()
        finally:
            self.spool.close()

    def _post(self, endpoint: str, data: dict[str, Any]) -> object:
        reply = self.client._post(endpoint, data)
        if self.client.privacy is not None:
            self.client.privacy.heard_in(reply)
        return reply

    def _deliver_one(self) -> None:
        seen = self._news
        try:
            pause = self._delivery.turn()
        except QueueError as error:
            logger.error("%s", error.message)
            pause = LONGEST_WAIT
        except Exception:
            # Whatever it is: without this thread nothing would be delivered any more.
            logger.exception("The queue stumbled and tries again.")
            pause = LONGEST_WAIT
        if pause is None:
            with self._change:
                self._change.wait_for(lambda: self._stopping or self._news != seen)
        elif pause:
            self.wait(pause)

    def _say_farewell(self) -> None:
        deadline = time.monotonic() + FAREWELL
        self.client.transport.hurry(FAREWELL)
        try:
            pause: float | None = 0.0
            while pause == 0 and time.monotonic() < deadline:
                pause = self._delivery.turn()
            if pause is None:
                return
            logger.info("%d heartbeats stay on disk until the next start.", self.spool.size())
        except QueueError as error:
            logger.error("%s", error.message)

    def _tell(self) -> None:
        with self._change:
            self._news += 1
            self._change.notify_all()


def spool_path(client: ActivityWatchClient) -> Path:
    """The queue's file, one for each client name, mode and server: nothing goes to a server it was not meant for."""
    server = urlsplit(str(client.server_address))
    host = server.hostname or "unknown"
    name = f"{client.client_name}{'-testing' if client.testing else ''}"
    where = f"{'127.0.0.1' if is_loopback(host) else host}-on-{server.port or 'default'}"
    return Path(get_data_dir("aw-client")) / "queued" / f"{safe_name(f'{name}-at-{where}')}.v2.db"
