"""The link to the server: our snapshot goes there on every change, wishes, pause and receipts come back.

Two threads that sleep in the kernel: one sends, one holds a long poll. No Qt, no proxies.
"""

import json
import logging
import math
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from aw_core.loopback_http import Answer, LoopbackConnection, ask_once
from aw_qt.snapshot import Notice, NoticeKind, PauseView, ServerNotice, Snapshot
from aw_qt.supervision import messages as msg
from aw_qt.supervision.freshness import all_fresh, seconds_until_doubt
from aw_qt.supervision.probe import HOST, key_headers

logger = logging.getLogger(__name__)

POLL_SECONDS = 55
"""How long the server may hold a poll; the longest it accepts, so that an idle tray wakes once a minute."""
_SHORTEST_POLL = 5
_REQUEST_TIMEOUT = 10.0
_PAUSE, _PRIVACY = "/api/0/pause", "/api/0/privacy"
_ACCEPT = {"Accept": "application/json"}
_RETRY = (0.5, 1.0, 2.0, 5.0)


class _Command(NamedTuple):
    """Something that the person at the tray asks of the server; `what` says it in words."""

    what: str
    method: str
    path: str
    body: dict[str, Any] | None


class ModulesLink:
    """Give `update` to the Manager as a listener; what the server says is posted back as messages.

    `set_start_at_login` is called, from a thread of the link, when somebody asked the server for it.
    """

    def __init__(self, post: Callable[[msg.Message], None]) -> None:
        self._post = post
        self.set_start_at_login: Callable[[bool], None] = lambda enabled: None
        self._changed = threading.Condition()
        self._snapshot: Snapshot | None = None
        self._sent: dict[str, Any] | None = None
        self._commands: list[_Command] = []
        self._closing = False
        self._poll: LoopbackConnection | None = None
        self._threads = [
            threading.Thread(target=self._send_loop, name="link sender", daemon=True),
            threading.Thread(target=self._listen_loop, name="link listener", daemon=True),
        ]

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads now; a waiting poll is cut off."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._cut_poll()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_REQUEST_TIMEOUT)

    def update(self, snapshot: Snapshot) -> None:
        """Take the Manager's newest snapshot (listener)."""
        with self._changed:
            before, self._snapshot = self._snapshot, snapshot
            self._changed.notify_all()
        if before is not None and _port_of(before) != _port_of(snapshot):
            # A server that is being stopped must not have to wait for our poll.
            self._cut_poll()

    def pause(self, until: datetime | None = None, seconds: float | None = None) -> None:
        """Ask the server to pause: until an aware time, for seconds, or without end."""
        body: dict[str, Any] = {"until": until.isoformat() if until else None}
        body = {"seconds": seconds} if seconds is not None else body
        self._command(_Command("pause recording", "POST", _PAUSE, body))

    def resume(self) -> None:
        """Ask the server to end its pause."""
        self._command(_Command("resume recording", "DELETE", _PAUSE, None))

    def filter(self, enabled: bool) -> None:
        """Ask the server to apply its privacy rules, or not."""
        what = f"turn privacy rules {'on' if enabled else 'off'}"
        self._command(_Command(what, "POST", _PRIVACY, {"enabled": enabled}))

    def _command(self, command: _Command) -> None:
        with self._changed:
            self._commands.append(command)
            self._changed.notify_all()

    # -- sending ---------------------------------------------------------------------------------

    def _send_loop(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._something_to_send)
                if self._closing:
                    return
                commands, self._commands = self._commands, []
                port = _port_of(self._snapshot)
                body = self._snapshot.to_json() if self._snapshot else None
            for command in commands:
                self._run_command(port, command)
            self._send_snapshot(port, body)

    def _something_to_send(self) -> bool:
        if self._closing or self._commands:
            return True
        snapshot = self._snapshot
        return snapshot is not None and _port_of(snapshot) is not None and snapshot.to_json() != self._sent

    def _send_snapshot(self, port: int | None, body: dict[str, Any] | None) -> None:
        """Post the snapshot if the server lacks it; after a failure it is due again a moment later."""
        if port is None or body is None or body == self._sent:
            return
        # Marked first: a failure is repeated after a pause, not in a spin.
        self._sent = body
        try:
            _request(port, "POST", "/api/0/modules", body)
        except (OSError, ValueError) as error:
            logger.debug("The server did not take the modules: %s", error)
            self._forget_sent_soon()

    def _forget_sent_soon(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closing, _RETRY[1])
            self._sent = None

    def _run_command(self, port: int | None, command: _Command) -> None:
        try:
            if port is None:
                raise ConnectionError("the server does not run")
            answer = _request(port, command.method, command.path, command.body)
            if command.path == _PAUSE:
                self._post(msg.Paused(_pause_of(answer)))
        except (OSError, ValueError, KeyError, TypeError) as error:
            text = f"The server could not {command.what}: {error}."
            self._post(msg.Tell(Notice(NoticeKind.FAILED_ACTION, f"Could not {command.what}", text)))

    # -- listening -------------------------------------------------------------------------------

    def _listen_loop(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or _port_of(self._snapshot) is not None)
                if self._closing:
                    return
                port = _port_of(self._snapshot)
                after = self._snapshot.wishes_version if self._snapshot else 0
            if port is not None:
                self._listen_to(port, after)

    def _listen_to(self, port: int, after: int) -> None:
        """Hold long polls until the server on *port* is gone; a failing one is asked again, more slowly each time."""
        connection = self._poll = LoopbackConnection(HOST, port)
        try:
            self._listen_on(connection, port, after)
        finally:
            self._poll = None
            connection.close()

    def _listen_on(self, connection: LoopbackConnection, port: int, after: int) -> None:
        failures = 0
        heard: msg.Heard | None = None
        while self._still(port):
            before = heard
            try:
                heard = self._ask(connection, port, after, before)
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                if not self._still(port):
                    return
                if failures == 0:
                    logger.debug("The link to the server broke: %s", error)
                    self._post(msg.LinkLost(port))
                self._wait_after_failure(port, failures)
                failures, heard = failures + 1, None
            else:
                after, failures = heard.version, 0
                if _is_news(heard, before):
                    self._post(heard)

    def _ask(self, connection: LoopbackConnection, port: int, after: int, previous: msg.Heard | None) -> msg.Heard:
        """One poll. The first after a (re)connection returns at once and looks for the API browser."""
        if previous is None:
            self._sent_to_new_server()
            api_browser = _answers_ok(port, "/api/")
            timeout = 0
        else:
            api_browser, timeout = previous.api_browser, _poll_seconds(previous)
        path = f"/api/0/modules/wishes?after={after}&timeout={timeout}"
        answer = _value(connection.ask("GET", path, None, _ACCEPT | key_headers(port), timeout + _REQUEST_TIMEOUT))
        # As with restarts: what was asked before we connected is history.
        if previous is not None and isinstance(answer.get("start_at_login"), bool):
            self.set_start_at_login(answer["start_at_login"])
        return _heard(answer, api_browser, ignore_restarts=previous is None)

    def _sent_to_new_server(self) -> None:
        with self._changed:
            self._sent = None
            self._changed.notify_all()

    def _wait_after_failure(self, port: int, failures: int) -> None:
        pause = _RETRY[min(failures, len(_RETRY) - 1)]
        with self._changed:
            self._changed.wait_for(lambda: self._closing or _port_of(self._snapshot) != port, pause)

    def _still(self, port: int) -> bool:
        return not self._closing and _port_of(self._snapshot) == port

    def _cut_poll(self) -> None:
        connection = self._poll
        if connection is not None:
            connection.cut()


def _poll_seconds(heard: msg.Heard) -> int:
    """How long to hold the next poll: the longest, unless a client may have to be called silent before."""
    doubt = math.ceil(seconds_until_doubt(heard.receipts)) + 1
    return max(_SHORTEST_POLL, min(POLL_SECONDS, doubt))


def _is_news(heard: msg.Heard, before: msg.Heard | None) -> bool:
    """Whether the Manager has to hear it. Not when a poll ends as it began, with every module delivering."""
    if before is None or heard.restarts or not (all_fresh(heard.receipts) and all_fresh(before.receipts)):
        return True
    return replace(heard, receipts=before.receipts) != before


def _port_of(snapshot: Snapshot | None) -> int | None:
    """The port to talk to, or None while no server of ours answers."""
    if snapshot is None or snapshot.ending or not snapshot.server_up:
        return None
    return snapshot.port


def _request(port: int, method: str, path: str, body: dict[str, Any] | None) -> Any:
    headers = _ACCEPT | key_headers(port) | ({} if body is None else {"Content-Type": "application/json"})
    data = None if body is None else json.dumps(body).encode()
    return _value(ask_once(HOST, port, method, path, data, headers, _REQUEST_TIMEOUT))


def _value(answer: Answer) -> Any:
    """The answer's JSON; ConnectionError for an error status."""
    if answer.status >= 400:
        raise ConnectionError(f"it answered with status {answer.status}")
    return json.loads(answer.body) if answer.body else {}


def _answers_ok(port: int, path: str) -> bool:
    try:
        return ask_once(HOST, port, "GET", path, None, {}, _REQUEST_TIMEOUT).status == 200
    except OSError:
        return False


def _heard(answer: dict[str, Any], api_browser: bool, ignore_restarts: bool) -> msg.Heard:
    """The poll's answer as a message; restarts asked before we connected are history, not orders."""
    return msg.Heard(
        version=int(answer["version"]),
        wishes={str(name): bool(wish) for name, wish in answer.get("wishes", {}).items()},
        restarts=() if ignore_restarts else tuple(str(name) for name in answer.get("restarts", ())),
        pause=_pause_of(answer.get("pause") or {}),
        receipts={str(client): float(age) for client, age in answer.get("receipts", {}).items()},
        api_browser=api_browser,
        notices=tuple(
            ServerNotice(str(notice["kind"]), str(notice["title"]), str(notice["message"]))
            for notice in answer.get("notices", ())
        ),
        filtering=answer["filtering"] if isinstance(answer.get("filtering"), bool) else None,
    )


def _pause_of(answer: dict[str, Any]) -> PauseView:
    until = answer.get("until")
    return PauseView(bool(answer.get("paused")), datetime.fromisoformat(until) if until else None)
