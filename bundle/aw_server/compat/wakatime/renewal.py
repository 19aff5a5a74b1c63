"""Buckets of joined time follow what the owner chose: when the rules change, all of them are made anew, newest first.

In the background and in short steps, so that plug-ins are answered meanwhile. By which rules they were made stands in
the records: what was interrupted, also by the end of the server, begins again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from aw_core.errors import StorageError
from aw_server.api import ServerAPI
from aw_server.compat.wakatime.engine import Rules
from aw_server.compat.wakatime.profile import SETTING, Profile
from aw_server.compat.wakatime.store import Store
from aw_server.compat.wakatime.views import Views

logger = logging.getLogger(__name__)

KIND: Final = "wakatime.views"
_MADE_BY: Final = "rules"
_STEP: Final = 250
"""Heartbeats between two moments at which others get their turn."""


def rules_of(api: ServerAPI) -> Rules:
    """How the owner chose to join heartbeats."""
    profile = Profile.of(api)
    return Rules(profile.timeout, profile.writes_only)


class Renewal:
    """Makes all views anew where they were made by other rules than now. `lock` is held for each step."""

    def __init__(self, api: ServerAPI, store: Store, views: Views, lock: threading.Lock) -> None:
        self._api = api
        self._store = store
        self._views = views
        self._lock = lock
        self._state = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        stored = api.db.records.get(KIND, _MADE_BY)
        self._made_by = None if stored is None else Rules(*stored)
        api.settings.watch(SETTING, lambda value: None, self.follow)
        api.closing.append(self.close)

    def follow(self) -> None:
        """Begin if anything has to be made anew; cheap otherwise. While the server is paused nothing is."""
        with self._state:
            if self._closed or self._thread is not None or self._made_by == rules_of(self._api):
                return
            if not self._store.buckets():
                self._note(rules_of(self._api))
            elif not self._api.pause.on():
                self._thread = threading.Thread(target=self._work, name="wakatime-views", daemon=True)
                self._thread.start()

    def forget(self) -> None:
        """Something was left out: whatever rules hold, all has to be looked at again."""
        with self._state:
            self._note(None)

    def close(self) -> None:
        """Stop after the step that is under way, and wait for it."""
        with self._state:
            self._closed = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _note(self, rules: Rules | None) -> None:
        self._made_by = rules
        # On a full disk all is looked at once more after the next start.
        with suppress(StorageError):
            if rules is None:
                self._api.db.records.delete(KIND, _MADE_BY)
            else:
                self._api.db.records.put(KIND, _MADE_BY, list(rules))

    def _work(self) -> None:
        """In a thread of its own, until the views are made by the rules that hold, or something stops it."""
        going_on = True
        while going_on:
            rules = rules_of(self._api)
            try:
                done = self._all(rules)
            except StorageError as error:
                logger.warning("Joined time of plug-ins does not follow its settings yet: %s", error.message)
                done = going_on = False
            with self._state:
                same = rules == rules_of(self._api)
                if done and same:
                    self._note(rules)
                # Other rules are a reason to begin again; the end of the server and a pause are not.
                going_on = going_on and not same and not self._stopped()
                if not going_on:
                    self._thread = None

    def _all(self, rules: Rules) -> bool:
        """Whether everything was gone through by these rules, without being stopped and without others meanwhile."""
        for low, high in self._steps():
            with self._lock:
                if self._stopped() or rules != rules_of(self._api):
                    return False
                self._views.renew_between(low, high, rules)
        return True

    def _stopped(self) -> bool:
        return self._closed or self._api.pause.on()

    def _steps(self) -> Iterator[tuple[int, int]]:
        """Stretches in which there are heartbeats, of each machine the newest first."""
        for page in self._store.pages():
            for at in range(0, len(page), _STEP):
                step = page[at : at + _STEP]
                yield step[-1].event.start_us, step[0].event.start_us
