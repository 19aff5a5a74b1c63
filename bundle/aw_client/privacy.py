"""The server's privacy rules as a client keeps them: applied before anything is queued, last known ones on disk."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aw_core.dirs import get_data_dir

from .queue import spool_path
from .singleinstance import safe_name
from .transport import LeanReply

if TYPE_CHECKING:
    from aw_core.privacy import RuleSet

    from .client import ActivityWatchClient
    from .lazy_requests import req

logger = logging.getLogger(__name__)

VERSION_HEADER = "x-aw-privacy"
_RETRY = 30.0
# A server that has no such rules, or does not tell whoever has only our key: it sees to what comes in by itself.
_NO_RULES_TO_BE_HAD = frozenset({403, 404, 405})


class PrivacyRules:
    """The rules of one server. `ask()` fetches them (raising OSErrors), `status_in(error)` tells a refusal's status.

    The copy on disk (0600) is shared by all clients of that server; it counts until the server says something else.
    Safe for several threads.
    """

    def __init__(
        self,
        path: Path,
        ask: Callable[[], dict[str, Any]],
        status_in: Callable[[OSError], int | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._ask = ask
        self._status_in = status_in
        self._lock = threading.Lock()
        self._version: str | None = None
        self._rules: RuleSet | None = None
        self._stale = True
        self._refused = False
        self._clock = clock
        self._not_before = clock()
        self._load()

    @property
    def known(self) -> bool:
        """Whether any rules were ever heard of, were it that there are none."""
        return self._rules is not None

    @property
    def stale(self) -> bool:
        """Whether the server has to be asked; for a while not, after it did not answer."""
        return self._stale and self._clock() >= self._not_before

    def reachable_again(self) -> None:
        """The server answers after a while without it: nothing has to be waited for any more."""
        self._not_before = self._clock()

    def apply(self, bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """The data as it may be recorded, the very same if nothing changes it; None if it may not be."""
        return data if self._rules is None else self._rules.apply(bucket_id, data)

    def heard(self, version: str | None) -> None:
        """The server named the version that is in force, with an answer to something else."""
        if version is not None and version != self._version and not self._refused:
            self._stale = True

    def heard_in(self, reply: req.Response | LeanReply) -> None:
        """The same for the answer itself."""
        self.heard(reply.header(VERSION_HEADER) if isinstance(reply, LeanReply) else reply.headers.get(VERSION_HEADER))

    def refresh(self) -> bool:
        """Ask the server; whether the rules are others than before. Raises OSError when it does not answer."""
        try:
            found = self._ask()
        except OSError as error:
            if self._status_in(error) not in _NO_RULES_TO_BE_HAD:
                self._not_before = self._clock() + _RETRY
                raise
            found, self._refused = {"version": None, "rules": []}, True
        return self._take(found, keep=found.get("version") is not None)

    def _take(self, found: dict[str, Any], *, keep: bool) -> bool:
        from aw_core.privacy import RuleError, RuleSet, parse_rules

        try:
            rules = RuleSet(parse_rules(found.get("rules"), judge=False))
        except RuleError as error:
            # From a newer server. What is known goes on to count; the server applies its own in any case.
            logger.error("The server's privacy rules cannot be used here: %s", error)
            self._stale = False
            return False
        with self._lock:
            version = found.get("version")
            changed = self._rules is None or version != self._version
            self._version, self._rules, self._stale = version, rules, False
        if changed and keep:
            self._store(found)
        return changed

    def _load(self) -> None:
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(found, dict):
            self._take(found, keep=False)
            self._stale = True

    def _store(self, found: dict[str, Any]) -> None:
        from aw_core.files import write_private

        try:
            write_private(self._path, json.dumps({"version": found["version"], "rules": found["rules"]}))
        except OSError as error:
            logger.warning("The privacy rules cannot be kept for the next start: %s", error)


def copy_path(client: ActivityWatchClient) -> Path:
    """Where the rules of the client's server are kept: one file for all clients of that server and mode."""
    # Named after the queues: what belongs to one server stays with it.
    mark = spool_path(client).name.removeprefix(safe_name(client.client_name)).removesuffix(".v2.db")
    return Path(get_data_dir("aw-client")) / "privacy" / f"rules{mark}.json"
