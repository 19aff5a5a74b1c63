"""A watcher's start and end: flags, logging, client, loop. The composition root of both watchers."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aw_client import ActivityWatchClient
from aw_core.errors import AwError, ConfigError
from aw_core.lifeline import Stopper, attach, install_signals
from aw_core.log import setup_logging
from aw_watcher.backend import B, Candidate, first_supported, named
from aw_watcher.clock import SystemClock
from aw_watcher.heartbeat import Outbox
from aw_watcher.loop import Loop, Watch
from aw_watcher.session import Session, detect
from aw_watcher.waker import Waker

logger = logging.getLogger(__name__)

_ANSWER_TIMEOUT = 10.0
"""Seconds that a start waits for the settings of a server that has taken the question."""


Prepare = Callable[[dict[str, Any]], Callable[[], Watch]]
"""Reads the settings, given the server's part of them; answers what opens the watch, which raises NoBackend while
nothing can be watched."""


@dataclass(frozen=True)
class Program:
    """What makes one watcher: its name (also of its bucket and settings) and the type of its events."""

    name: str
    event_type: str
    version: str
    description: str

    def parser(self) -> argparse.ArgumentParser:
        """The flags that every watcher has."""
        parser = argparse.ArgumentParser(prog=self.name, description=self.description)
        parser.add_argument("--host", help="address of the server (default: as in aw-client.toml)")
        parser.add_argument("--port", type=int, help="port of the server (default: as in aw-client.toml)")
        parser.add_argument("--testing", action="store_true", help="talk to the testing server (port 5666)")
        parser.add_argument("-v", "--verbose", action="store_true", help="log more")
        parser.add_argument("--version", action="version", version=f"{self.name} v{self.version}")
        parser.add_argument(
            "--poll-time", type=float, metavar="SEC", help="time between two looks where changes cannot be waited for"
        )
        parser.add_argument("--backend", metavar="NAME", help="use only this source instead of the first that works")
        parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
        return parser

    def run(self, args: argparse.Namespace, prepare: Prepare) -> int:
        """Watch until stopped; the exit status."""
        stopper = Stopper()
        install_signals(stopper)
        attach(stopper, args.supervised)
        client = ActivityWatchClient(self.name, testing=args.testing, host=args.host, port=args.port)
        open_watch = prepare(served_settings(client))
        bucket_id = f"{client.client_name}_{client.client_hostname}"
        news = Waker()
        rules = client.follow_privacy_rules(told=news.wake)
        if not rules.known:
            logger.warning("No privacy rules are known yet: no titles are recorded until the server tells them.")
        client.connect()
        try:
            client.create_bucket(bucket_id, self.event_type, queued=True)
            logger.info("%s v%s sends to %s", self.name, self.version, client.server_address)
            outbox = Outbox(client, bucket_id, lambda: rules.known)
            Loop(SystemClock(), stopper, outbox, news=news).run(open_watch)
        finally:
            client.disconnect()
        logger.info("Stopped: %s", stopper.reason)
        return 0


def launch(program: Program, args: argparse.Namespace, prepare: Prepare) -> int:
    """Set up logging, read the settings with `prepare`, run; an error becomes one sentence and status 1."""
    try:
        setup_logging(program.name, testing=args.testing, verbose=args.verbose, log_file=True)
        return program.run(args, prepare)
    except AwError as error:
        print(error.message, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{program.name} cannot start: {error}", file=sys.stderr)
        return 1


def served_settings(client: ActivityWatchClient) -> dict[str, Any]:
    """What a person chose on the pages for this watcher; nothing without a server, which then cannot be asked."""
    try:
        # A connection that is kept does without `requests`, which a watcher would carry for its whole life.
        with client.transport.kept_connection(_ANSWER_TIMEOUT):
            found = client.get_setting(f"watchers.{client.client_name}")
    except (OSError, ValueError, AwError) as error:
        logger.info("The server cannot be asked for settings: %s", error)
        return {}
    return found if isinstance(found, dict) else {}


def this_session() -> Session:
    """The session of this process, read anew each time it is asked."""
    return detect(os.environ, sys.platform)


def choose(candidates: Sequence[Candidate[B]], name: str | None) -> B:
    """Open the best candidate, or only the one called `name`. Raises NoBackend, and ConfigError for an unknown name."""
    wanted = named(candidates, name)
    if name and not wanted:
        known = ", ".join(candidate.name for candidate in candidates)
        raise ConfigError("Unknown backend", f"There is no backend {name!r} here; there are: {known}.")
    return first_supported(wanted)
