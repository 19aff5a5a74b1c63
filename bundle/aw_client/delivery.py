"""What the queue does next: create buckets, send the oldest heartbeat, or wait. No thread and no sleeping here."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple
from urllib.parse import unquote

from .spool import QueuedRequest, Spool
from .transport import Refused

logger = logging.getLogger(__name__)

FIRST_WAIT = 0.5
LONGEST_WAIT = 10.0

# A refusal of the sender (not of the heartbeat) or of the moment: the same request may be accepted later.
_KEEP = frozenset({401, 403, 408, 425, 429})


class RegisteredBucket(NamedTuple):
    """A bucket that this client fills."""

    id: str
    type: str


class _Outcome(Enum):
    ARRIVED = "arrived"
    REFUSED = "refused"
    LATER = "later"


class Delivery:
    """Takes heartbeats out of a spool, in order, one at a time; an item leaves it only after a 2xx or a final refusal.

    `create(bucket_id, type)`, `post(endpoint, data)` and `ping()` talk to the server and raise OSErrors, of
    which requests' exceptions are a kind. `prepare(anew)` is called before an item is looked for, while connected;
    `anew` says that there was no connection just before.
    """

    def __init__(
        self,
        spool: Spool,
        create: Callable[[str, str], object],
        post: Callable[[str, dict[str, Any]], object],
        ping: Callable[[], object],
        prepare: Callable[[bool], None] = lambda anew: None,
    ) -> None:
        self.spool = spool
        self.buckets: list[RegisteredBucket] = []
        self._create, self._post, self._ping, self._prepare = create, post, ping, prepare
        self._connected = False
        self._created: set[RegisteredBucket] = set()
        self._creating = threading.Lock()
        self._failures = 0

    @property
    def connected(self) -> bool:
        """Whether the last contact with the server went well. A new connection creates every bucket anew."""
        return self._connected

    @connected.setter
    def connected(self, value: bool) -> None:
        self._connected = value
        if not value:
            self._created.clear()

    def turn(self) -> float | None:
        """Do the next thing. Returns the seconds to wait before the next turn; None: until there is something new."""
        with self.spool.sending:
            anew = not self.connected
            if not (self.connected and self._created.issuperset(self.buckets)) and not self.try_connect():
                return self._back_off()
            self._prepare(anew)
            item = self.spool.first()
            if item is None:
                return None
            outcome = self._deliver(item.request)
            if outcome is _Outcome.LATER:
                self.connected = False
                return self._back_off()
            self.spool.remove(item.id)
            return 0.0

    def try_connect(self) -> bool:
        """Create what was registered (repeating that is harmless); with nothing, ask whether the server is there."""
        try:
            with self._creating:
                for bucket in list(self.buckets):
                    self._create_once(bucket)
            if not self.buckets:
                self._ping()
        except OSError as error:
            logger.debug("No connection: %s", error)
            self.connected = False
            return False
        if self._failures:
            logger.info("The server answers again; %d heartbeats wait for it.", self.spool.size())
        self._connected, self._failures = True, 0
        return True

    def register(self, bucket: RegisteredBucket) -> None:
        """Remember a bucket, and create it now if the server is known to be there."""
        self.spool.remember_bucket(*bucket)
        try:
            with self._creating:
                if bucket not in self.buckets:
                    self.buckets.append(bucket)
                if self.connected:
                    self._create_once(bucket)
        except OSError as error:
            logger.debug("No connection: %s", error)
            self.connected = False

    def _create_once(self, bucket: RegisteredBucket) -> None:
        if bucket in self._created:
            return
        try:
            self._create(*bucket)
        except OSError as error:
            status = status_in(error)
            if status is None or not _is_final(status):
                raise
            # One bucket that cannot be must not keep the others' heartbeats back.
            logger.error("Bucket %s could not be created, the server refused it with status %d", bucket.id, status)
        self._created.add(bucket)

    def _deliver(self, request: QueuedRequest) -> _Outcome:
        status = self._attempt(request)
        bucket = self._known_bucket(request) if status == 404 else None
        if bucket is not None:
            status = _status(lambda: self._create(*bucket))
            if status == 200:
                logger.warning("Bucket %s had vanished from the server and was created again.", bucket.id)
                status = self._attempt(request)
        if status is None or (status >= 400 and not _is_final(status)):
            return _Outcome.LATER
        if status >= 400:
            path = request.endpoint.partition("?")[0]
            logger.error("A heartbeat was dropped, the server refused it with status %d: %s", status, path)
            return _Outcome.REFUSED
        return _Outcome.ARRIVED

    def _attempt(self, request: QueuedRequest) -> int | None:
        return _status(lambda: self._post(request.endpoint, request.data))

    def _known_bucket(self, request: QueuedRequest) -> RegisteredBucket | None:
        """The bucket a heartbeat is for, if this client ever registered it."""
        found = re.match(r"buckets/([^/]+)/heartbeat", request.endpoint)
        bucket_id = unquote(found[1]) if found else ""
        event_type = self.spool.bucket_type(bucket_id)
        return None if event_type is None else RegisteredBucket(bucket_id, event_type)

    def _back_off(self) -> float:
        if not self._failures:
            logger.warning("The server does not answer; heartbeats are kept on disk until it does.")
        wait = min(FIRST_WAIT * 2.0 ** min(self._failures, 16), LONGEST_WAIT)
        self._failures += 1
        return wait


def _is_final(status: int) -> bool:
    """Whether an error status says that the same request will never be accepted."""
    return 400 <= status < 500 and status not in _KEEP


def _status(call: Callable[[], object]) -> int | None:
    """The status of the answer to a call (200 for every success), or None without an answer."""
    try:
        call()
    except OSError as error:
        status = status_in(error)
        if status is None:
            logger.debug("No answer: %s", error)
        return status
    return 200


def status_in(error: OSError) -> int | None:
    """The error status that a failed call was answered with, or None."""
    if isinstance(error, Refused):
        return error.status
    # An HTTPError of requests, without importing it; other exceptions of it may carry an answer that is no refusal.
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None
