"""Serving until told to stop: waitress' loop without idle wake-ups, and an end that drops nothing."""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments

from aw_core.lifeline import Stopper
from aw_server.guards.keys import Door
from aw_server.guards.peer import PeerGuard
from aw_server.wire.channel import Listener
from aw_server.wire.dispatcher import Dispatcher

if TYPE_CHECKING:
    import ssl

    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

# Started as they are needed. Leaves two for the rest when seven queries and three long polls wait.
THREADS = 12
LOOP_TIMEOUT = 60
STOP_WITHIN = 5.0
# With the default of 5 ms a thread that computes delays every small request by several of these turns.
SWITCH_INTERVAL = 0.0005
_DRAIN_STEP = 0.02


def serve(
    app: WSGIApplication,
    sockets: Sequence[socket.socket],
    stopper: Stopper,
    *,
    peers: PeerGuard,
    door: Door,
    tls: ssl.SSLContext | None = None,
    stopping: Callable[[], None] = lambda: None,
    threads: int = THREADS,
    stop_within: float = STOP_WITHIN,
) -> bool:
    """Answer requests on `sockets` (listening already) until `stopper` is stopped; then end politely.

    The end: no new connections, `stopping()` is called (wake whoever waits), requests at work may finish within
    `stop_within` seconds. True when all did. The sockets are closed in any case.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    dispatcher = Dispatcher(threads)
    events: dict[int, Any] = {}
    settings = _adjustments()
    listen = _listener(tls)
    listeners = [
        listen(
            app,
            peers=peers,
            door=door,
            map=events,
            _sock=sock,
            dispatcher=dispatcher,
            adj=settings,
            bind_socket=False,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
        )
        for sock in sockets
    ]
    watch = _StopWatch(stopper, events)
    try:
        while True:
            _turn(events, dispatcher, LOOP_TIMEOUT)
    except wasyncore.ExitNow:
        logger.info("Stopping: %s", stopper.reason)
    finally:
        watch.leave()
        for listener in listeners:
            listener.stop_accepting()
    deadline = time.monotonic() + stop_within
    # On a thread of its own: it may have to wait for what a request holds.
    waker = threading.Thread(target=stopping, name="stopping", daemon=True)
    waker.start()
    finished = _drain(listeners, events, dispatcher, deadline)
    finished = dispatcher.shutdown(timeout=max(0.0, deadline - time.monotonic())) and finished
    waker.join(max(0.0, deadline - time.monotonic()))
    finished = finished and not waker.is_alive()
    for listener in listeners:
        listener.close_trigger()
    wasyncore.close_all(events, ignore_all=True)
    if not finished:
        logger.warning("Some requests did not finish within %g s and were dropped unanswered", stop_within)
    return finished


def _listener(tls: ssl.SSLContext | None) -> Callable[..., Listener]:
    """What makes listeners: such as speak TLS where there is a certificate for it."""
    if tls is None:
        return Listener
    from aw_server.wire.tls import SecureListener

    return partial(SecureListener, context=tls)


def _adjustments() -> Adjustments:
    """waitress' settings. No server name and no proxy headers: nobody needs the one or is trusted with the other."""
    return Adjustments(
        listen="127.0.0.1:0",  # not used: the sockets are ours; the default would look up names
        asyncore_loop_timeout=LOOP_TIMEOUT,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,
        ident="",
        connection_limit=200,
        channel_timeout=120,
        # A thousand events are some 150 kB: with waitress' 8 kB a turn of the loop for each twentieth of that.
        recv_bytes=65536,
        # A connection is watched while its request is at work too: after it the loop need not be woken to do so.
        channel_request_lookahead=1,
    )


def _turn(events: dict[int, Any], dispatcher: Dispatcher, timeout: float) -> None:
    """Wait for sockets (or until a waiting request should get a thread of its own), and do what they ask."""
    wasyncore.loop(timeout=dispatcher.look_again(timeout), use_poll=True, map=events, count=1)
    dispatcher.relieve()


def _drain(listeners: Sequence[Listener], events: dict[int, Any], dispatcher: Dispatcher, deadline: float) -> bool:
    """Let requests at work finish and their answers leave; connections at rest are closed. True when all did."""
    while True:
        busy = [listener for listener in listeners if listener.hang_up_idle()]
        if not busy and not any(listener.active_channels for listener in listeners):
            return True
        if time.monotonic() >= deadline:
            return not busy
        _turn(events, dispatcher, _DRAIN_STEP)


class _StopWatch:
    """The stopper's place among the sockets that the loop watches: readable means leave the loop."""

    accepting = False

    def __init__(self, stopper: Stopper, events: dict[int, Any]) -> None:
        self._events = events
        self._fileno = stopper.fileno()
        events[self._fileno] = self

    def leave(self) -> None:
        """Stop watching; the stopper keeps its descriptor."""
        self._events.pop(self._fileno, None)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        raise wasyncore.ExitNow

    def handle_expt_event(self) -> None:
        raise wasyncore.ExitNow

    def handle_close(self) -> None:
        raise wasyncore.ExitNow

    def handle_error(self) -> None:
        raise wasyncore.ExitNow
