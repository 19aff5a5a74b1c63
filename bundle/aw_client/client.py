"""`ActivityWatchClient`: every call of the REST API as a method, and heartbeats that survive a missing server."""

from __future__ import annotations

import atexit
import json
import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from types import TracebackType
from typing import Any
from urllib.parse import quote

from aw_core.device import get_hostname
from aw_core.models import Event

from .config import load_config, load_local_server_api_key, trusted_certificates
from .delivery import status_in
from .errors import QueueError, ServerNotReady, message_of
from .lazy_requests import req
from .periods import Moment, Period, call_shape, iso, written_period
from .premerge import Beat, Premerge
from .privacy import PrivacyRules, copy_path
from .queue import FAREWELL, READ_TIMEOUT, RequestQueue
from .singleinstance import SingleInstance
from .spool import QueuedRequest
from .transport import LeanReply, Refused, Transport

__all__ = ["ActivityWatchClient", "QueuedRequest", "RequestQueue", "SingleInstance", "req"]

logger = logging.getLogger(__name__)

# Queries, exports and imports of years may take their time.
LONG_TIMEOUT = 600.0

_UNAUTHORIZED = 401

# Somebody who only looks: several may run at once, and take the lock when they begin to queue.
_NAMELESS = ("", "unknown")


class ActivityWatchClient:
    """A client of one server.

    `client_name` is the name of the program ("aw-watcher-demo"): it owns the buckets it creates, a queue on disk and
    a lock, so that a second process of the same name for the same server ends at once (exit status 255).
    `testing` chooses the settings of testing mode (port 5666). `host`, `port` and `protocol` ("http", "https") win over
    the settings file.
    Nothing is sent before the first call. Failed calls raise the exceptions of `requests`.
    """

    def __init__(
        self,
        client_name: str = "unknown",
        testing: bool = False,
        host: str | None = None,
        port: int | str | None = None,
        protocol: str | None = None,
    ) -> None:
        config = load_config(testing)
        # The settings speak of one server: its key is not for another that the caller names.
        configured = host in (None, config.hostname)
        protocol = protocol or (config.protocol if configured else "http")
        host, port = host or config.hostname, port or config.port
        self.client_name = client_name
        self.client_hostname = get_hostname()
        self.testing = testing
        self.commit_interval = config.commit_interval
        self.server_address = f"{protocol}://{f'[{host}]' if ':' in host else host}:{port}"
        self._place = host, port
        self.server_api_key = load_local_server_api_key(host, port) or (config.key if configured else "") or None
        self.transport = Transport(host, trusted_certificates(host, config.ca if configured else ""))
        self._lock_name = f"{client_name}-at-{host}-on-{port}"
        self.instance = None if client_name in _NAMELESS else SingleInstance(self._lock_name)
        self.privacy: PrivacyRules | None = None
        self._rules_told: Callable[[], object] | None = None
        self.request_queue = RequestQueue(self)
        self._premerge = Premerge()
        self._order = threading.Lock()
        self._warned = False

    @property
    def hostname(self) -> str:
        """The name of this machine, as in bucket ids; the older name of `client_hostname`."""
        return self.client_hostname

    @property
    def last_heartbeat(self) -> dict[str, Event]:
        """The newest queued heartbeat of each bucket."""
        return self._premerge.last_heartbeat

    # Requests

    def _url(self, endpoint: str) -> str:
        return f"{self.server_address}/api/0/{endpoint}"

    def _headers(self, body: bool) -> dict[str, str]:
        headers = {"Content-type": "application/json", "charset": "utf-8"} if body else {}
        if self.server_api_key:
            headers["Authorization"] = f"Bearer {self.server_api_key}"
        return headers

    def _send(self, method: str, endpoint: str, *, headers: dict[str, str], **call: Any) -> req.Response | LeanReply:
        try:
            response = self._attempt(method, endpoint, headers=headers, **call)
        except Refused as refused:
            _log_refusal(method, endpoint, refused.status)
            raise
        if isinstance(response, LeanReply):
            return response
        try:
            response.raise_for_status()
        except req.HTTPError as error:
            raise _refusal(response, method, endpoint) from error
        return response

    def _attempt(self, method: str, endpoint: str, *, headers: dict[str, str], **call: Any) -> req.Response | LeanReply:
        """Send; once more with the new key if the server has been started anew and gave another one."""
        try:
            response = self.transport.send(method, self._url(endpoint), headers=headers, **call)
        except Refused as refused:
            if refused.status != _UNAUTHORIZED or not self._has_new_key():
                raise
        else:
            if response.status_code != _UNAUTHORIZED or not self._has_new_key():
                return response
        headers = headers | {"Authorization": f"Bearer {self.server_api_key}"}
        return self.transport.send(method, self._url(endpoint), headers=headers, **call)

    def _has_new_key(self) -> bool:
        key = load_local_server_api_key(*self._place)
        if key is None or key == self.server_api_key:
            return False
        self.server_api_key = key
        return True

    def _get(self, endpoint: str, params: Mapping[str, Any] | None = None) -> req.Response | LeanReply:
        """GET /api/0/<endpoint>; raises requests.HTTPError for 4xx and 5xx."""
        return self._send("get", endpoint, params=params, headers=self._headers(body=False))

    def _post(
        self, endpoint: str, data: Any, params: Mapping[str, Any] | None = None, timeout: float | None = None
    ) -> req.Response | LeanReply:
        """POST `data` as JSON; raises requests.HTTPError for 4xx and 5xx. `timeout` in seconds without an answer."""
        body = json.dumps(data).encode()
        limit = {} if timeout is None else {"timeout": timeout}
        return self._send("post", endpoint, data=body, params=params, headers=self._headers(body=True), **limit)

    def _delete(self, endpoint: str, data: Any = None) -> req.Response | LeanReply:
        """DELETE with a JSON body; raises requests.HTTPError for 4xx and 5xx."""
        body = json.dumps({} if data is None else data).encode()
        return self._send("delete", endpoint, data=body, headers=self._headers(body=True))

    # Server

    def get_info(self) -> dict[str, Any]:
        """Host name, version, testing mode and device id of the server."""
        return _object(self._get("info"))

    def wait_for_start(self, timeout: float = 10) -> None:
        """Return as soon as the server answers; ServerNotReady after `timeout` seconds."""
        deadline, pause = time.monotonic() + timeout, 0.1
        while True:
            try:
                self.get_info()
                return
            except req.RequestException:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise ServerNotReady(self.server_address, timeout) from None
            time.sleep(min(pause, left))
            pause *= 2

    def get_setting(self, key: str | None = None) -> Any:
        """The value of one setting (None if unset), or all of them as a dict."""
        return self._get(f"settings/{quote(key, safe='')}" if key else "settings").json()

    def set_setting(self, key: str, value: Any) -> None:
        """Store any JSON value under `key`."""
        self._post(f"settings/{quote(key, safe='')}", value)

    def query(
        self,
        query: str,
        timeperiods: Iterable[Period] | Moment | None = None,
        *more: Any,
        start: Moment | None = None,
        end: Moment | None = None,
        name: str | None = None,
        cache: bool | None = None,
    ) -> Any:
        """Run a query program.

        `query(text, [(start, end), …], name=None, cache=False)` gives one result for each period, whose datetimes
        must carry a zone (else ValueError); `query(text, start, end, …)` gives the result itself. Dates as text are
        UTC. `name` becomes the variable NAME; `cache` needs a name.
        """
        asked = start if timeperiods is None else timeperiods
        if asked is None:
            raise TypeError("query() needs time periods, or a start and an end")
        periods, name, cache, single = call_shape(asked, more, name, cache, end)
        if cache and not name:
            raise ValueError("A cached query needs a name.")
        params: dict[str, Any] = {"name": name} if name else {}
        if cache:
            params["cache"] = 1
        body = {"query": query.split("\n"), "timeperiods": [written_period(period) for period in periods]}
        results = self._post("query/", body, params=params, timeout=LONG_TIMEOUT).json()
        return results[0] if single else results

    # Buckets

    def get_buckets(self) -> dict[str, dict[str, Any]]:
        """Every bucket's metadata by id."""
        return _object(self._get("buckets/"))

    def create_bucket(self, bucket_id: str, event_type: str, queued: bool = False) -> None:
        """Create a bucket of this client and machine; an existing one stays as it is.

        With `queued` it is created once the server answers, and again should it vanish; needs `connect()`.
        """
        if queued:
            self._warn_unless_connected()
            self.request_queue.register_bucket(bucket_id, event_type)
            return
        body = {"client": self.client_name, "hostname": self.client_hostname, "type": event_type}
        self._post(f"buckets/{_quoted(bucket_id)}", body)

    def setup_bucket(self, bucket_id: str, event_type: str) -> None:
        """The older name of `create_bucket(…, queued=True)`."""
        self.create_bucket(bucket_id, event_type, queued=True)

    def delete_bucket(self, bucket_id: str, force: bool = False) -> None:
        """Delete a bucket and all its events.

        Outside testing mode the server wants `force=True`; without it ForceNeeded (a requests.HTTPError) is raised.
        """
        try:
            self._delete(f"buckets/{_quoted(bucket_id)}{'?force=1' if force else ''}")
        except req.HTTPError as error:
            if force or error.response is None or error.response.status_code != 401:
                raise
            from .force import ForceNeeded

            said = f"Bucket {bucket_id} was not deleted: outside testing mode this needs force=True."
            raise ForceNeeded(said, response=error.response) from None

    def export_all(self) -> dict[str, Any]:
        """Every bucket with its events: `{"buckets": {id: {…, "events": […]}}}`."""
        return _object(self._long_get("export"))

    def export_bucket(self, bucket_id: str) -> dict[str, Any]:
        """One bucket with its events, in the same wrapping as `export_all`."""
        return _object(self._long_get(f"buckets/{_quoted(bucket_id)}/export"))

    def import_bucket(self, bucket: Mapping[str, Any]) -> None:
        """Add a bucket with its `events`, or all buckets of an export, to the server, which merges what it knows."""
        wrapped = isinstance(bucket.get("buckets"), Mapping)
        body = {"buckets": bucket["buckets"]} if wrapped else {"buckets": {bucket["id"]: bucket}}
        self._post("import", body, timeout=LONG_TIMEOUT)

    def _long_get(self, endpoint: str) -> req.Response | LeanReply:
        return self._send("get", endpoint, params=None, headers=self._headers(body=False), timeout=LONG_TIMEOUT)

    # Events

    def get_event(self, bucket_id: str, event_id: int) -> Event | None:
        """One event by its id, or None if there is none."""
        try:
            found = self._get(f"buckets/{_quoted(bucket_id)}/events/{event_id}").json()
        except req.HTTPError as error:
            if error.response is not None and error.response.status_code == 404:
                return None
            raise
        return None if found is None else _event(found)

    def get_events(
        self, bucket_id: str, limit: int = -1, start: Moment | None = None, end: Moment | None = None
    ) -> list[Event]:
        """Events that touch [start, end], newest first, cut to it; `limit` -1 means all.

        Times given as text or without a zone are UTC.
        """
        params = {"limit": str(limit), **_range(start, end)}
        return [_event(found) for found in self._get(f"buckets/{_quoted(bucket_id)}/events", params=params).json()]

    def get_eventcount(
        self, bucket_id: str, limit: int = -1, start: Moment | None = None, end: Moment | None = None
    ) -> int:
        """How many events touch [start, end]; `limit` is there for older callers and has no effect."""
        return int(self._get(f"buckets/{_quoted(bucket_id)}/events/count", params=_range(start, end)).json())

    def insert_event(self, bucket_id: str, event: Event) -> Event:
        """Store an event and return it as stored, with its id (None from a server that does not tell)."""
        stored = self._post(f"buckets/{_quoted(bucket_id)}/events", [event.to_json_dict()]).json()
        if isinstance(stored, list):
            stored = stored[0] if len(stored) == 1 else None
        return _event(stored) if isinstance(stored, dict) else deepcopy(event)

    def insert_events(self, bucket_id: str, events: Iterable[Event]) -> None:
        """Store many events at once."""
        self._post(f"buckets/{_quoted(bucket_id)}/events", [event.to_json_dict() for event in events])

    def send_event(self, bucket_id: str, event: Event) -> Event:
        """The older name of `insert_event`."""
        return self.insert_event(bucket_id, event)

    def send_events(self, bucket_id: str, events: Iterable[Event]) -> None:
        """The older name of `insert_events`."""
        self.insert_events(bucket_id, events)

    def delete_event(self, bucket_id: str, event: int | Event) -> None:
        """Delete an event, given itself or its id; one that is not there is no error."""
        event_id = event.id if isinstance(event, Event) else event
        self._delete(f"buckets/{_quoted(bucket_id)}/events/{event_id}")

    # Heartbeats and the queue

    def heartbeat(
        self,
        bucket_id: str,
        event: Event,
        pulsetime: float,
        queued: bool = False,
        commit_interval: float | None = None,
    ) -> Event | None:
        """Say "this still holds": the server extends its newest event if the data is equal and at most `pulsetime`
        seconds lie between, else it begins a new one.

        Unqueued the stored event is returned. Queued (needs `connect()`) nothing is returned and nothing is lost while
        the server is away: a change is sent at once, equal heartbeats are merged and sent every `commit_interval`
        seconds (None or 0: as in the settings). The event is copied; the caller may change and send it again.
        Raises QueueError if the queue on disk cannot be written.
        """
        endpoint = f"buckets/{_quoted(bucket_id)}/heartbeat?pulsetime={pulsetime}"
        if queued:
            self._warn_unless_connected()
            beat = Beat(bucket_id, deepcopy(event), pulsetime)
            self._queue(beat, commit_interval or self.commit_interval)
            return None
        stored = self._post(endpoint, event.to_json_dict()).json()
        return _event(stored) if isinstance(stored, dict) else None

    def _queue(self, beat: Beat, commit_interval: float) -> None:
        with self._order:
            kept = self._filtered(beat)
            if kept is None:
                step = self._premerge.interrupt(beat.bucket_id)
                if not step.send:
                    return
            else:
                step = self._premerge.feed(kept, commit_interval, time.monotonic())
            try:
                requests = [_request(sent) for sent in step.send]
                self.request_queue.add_step(beat.bucket_id, requests, _request(step.held) if step.held else None)
            except (QueueError, TypeError, ValueError):
                self._premerge.forget(beat.bucket_id)
                raise

    def follow_privacy_rules(self, timeout: float = 2.0, told: Callable[[], object] | None = None) -> PrivacyRules:
        """Apply the server's privacy rules to whatever is queued, from now on, and to what waits already.

        To be called before `connect()`. Asks the server once, for `timeout` seconds at most; if it does not answer, the
        copy of an earlier run counts, and without one the answer's `known` is False until it does. From then on `told`
        is called, in the queue's thread, whenever the server has told other rules.
        """
        self._rules_told = told
        self.privacy = rules = PrivacyRules(copy_path(self), lambda: _object(self._get("privacy/rules")), status_in)
        with self.transport.kept_connection(timeout), suppress(OSError):
            rules.refresh()
        if rules.known:
            self._sieve_queue(rules)
        return rules

    def _follow_changed_rules(self, anew: bool) -> None:
        """Called by the queue while it is connected: hear of new rules, and let them count for what waits."""
        rules = self.privacy
        if rules is not None and anew:
            rules.reachable_again()
        if rules is not None and rules.stale:
            with suppress(OSError):
                if rules.refresh():
                    self._sieve_queue(rules)
                    if self._rules_told is not None:
                        self._rules_told()

    def _sieve_queue(self, rules: PrivacyRules) -> None:
        with self._order:
            # What is remembered was judged by other rules; what is held on disk joins the line and is judged there.
            self._premerge.clear()
            found = self.request_queue.spool.sieve(rules.apply)
        if any(found):
            logger.info("New privacy rules: of what waits, %d were taken out and %d changed", *found)

    def _filtered(self, beat: Beat) -> Beat | None:
        """What may be queued of a heartbeat."""
        data = beat.event.data
        kept = data if self.privacy is None else self.privacy.apply(beat.bucket_id, data)
        if kept is not None:
            beat.event.data = kept
        return None if kept is None else beat

    def connect(self) -> None:
        """Start delivering what is queued, also from earlier runs, until `disconnect` or the end of the program."""
        if self.request_queue.is_alive():
            return
        if self.instance is None:
            self.instance = SingleInstance(self._lock_name)
        self.request_queue.start()
        atexit.register(self.disconnect)

    def disconnect(self) -> None:
        """Send what is left, the newest heartbeats included, within seconds; what cannot be sent stays on disk."""
        atexit.unregister(self.disconnect)
        queue = self.request_queue
        with self._order:
            if self._premerge.last_heartbeat:
                self._premerge.clear()
                queue.release_held()
        queue.stop()
        if queue.is_alive():
            queue.join(READ_TIMEOUT + FAREWELL)
        else:
            queue.spool.close()
        self.request_queue = queue.successor()
        self._warned = False

    def __enter__(self) -> ActivityWatchClient:
        self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disconnect()

    def _warn_unless_connected(self) -> None:
        if self._warned or self.request_queue.is_alive():
            return
        self._warned = True
        warnings.warn("Queued calls are delivered after connect() or inside `with client:`.", UserWarning, stacklevel=3)


def _quoted(bucket_id: str) -> str:
    return quote(bucket_id, safe="!$&'()*+,;=:@")


def _request(beat: Beat) -> QueuedRequest:
    endpoint = f"buckets/{_quoted(beat.bucket_id)}/heartbeat?pulsetime={beat.pulsetime}"
    return QueuedRequest(endpoint, beat.event.to_json_dict())


def _range(start: Moment | None, end: Moment | None) -> dict[str, str]:
    return {name: iso(moment) for name, moment in (("start", start), ("end", end)) if moment is not None}


def _event(found: Mapping[str, Any]) -> Event:
    """An event from any server of the ecosystem; keys that only some of them send are left out."""
    return Event(
        id=found.get("id"),
        timestamp=found["timestamp"],
        duration=found.get("duration", 0),
        data=found.get("data"),
    )


def _object(response: req.Response | LeanReply) -> dict[str, Any]:
    body = response.json()
    if not isinstance(body, dict):
        raise req.exceptions.InvalidJSONError("The server answered with something that is not an object.")
    return body


def _refusal(response: req.Response, method: str, endpoint: str) -> req.HTTPError:
    path = _log_refusal(method, endpoint, response.status_code)
    said = message_of(response)
    return req.HTTPError(f"{path}: status {response.status_code}{said and ': '}{said}", response=response)


def _log_refusal(method: str, endpoint: str, status: int) -> str:
    """Log without the query string and the server's words, which may hold titles. Returns what was asked."""
    path = f"{method.upper()} {endpoint.partition('?')[0]}"
    logger.log(logging.DEBUG if status == 404 else logging.WARNING, "%s was answered with status %d", path, status)
    return path
