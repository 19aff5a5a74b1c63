"""Privacy rules in the server: kept among the settings, compiled once per change, applied to everything that comes in.

Every way in passes here before anything is written, heartbeats before they are merged
(docs/decisions/0019).
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aw_core.models import Event
from aw_datastore import Datastore
from aw_server.api_live import LiveBuckets
from aw_server.exceptions import BadRequest
from aw_server.harmless import Harmless, Judged
from aw_server.notices import Notice, Notices
from aw_server.settings import Settings

if TYPE_CHECKING:
    from aw_core.privacy import Rule, RuleSet

logger = logging.getLogger(__name__)

_OFF: Final = Notice(
    "privacy",
    "Privacy rules are off",
    "Everything is recorded, private browser windows too. The tray's menu or “aw-cli privacy on” turns them on again.",
)
# So many purges are remembered for what comes late.
_MOST_PURGES: Final = 49

FILTERS: Final = "privacy_filters"
"""The settings key of the user's rules; the ecosystem's."""
SWITCH: Final = "privacy_filtering"
"""The settings key of the switch; false turns every rule off."""
BUILT_IN_OFF: Final = "privacy_builtin_off"
"""The settings key of a list: names of built-in rules that do not apply."""

VERSION_HEADER: Final = "X-AW-Privacy"
"""Tells watchers, with the answers they get anyway, which version of the rules is in force."""


@dataclass(frozen=True)
class _State:
    """The rules as they are now. `problem` says why some of what is stored cannot be used."""

    enabled: bool
    own: tuple[Rule, ...]
    off: frozenset[str]
    in_force: RuleSet
    harmless: Harmless
    version: str
    problem: str | None


class Privacy:
    """The rules in force. `changed` is called after each change, outside every lock.

    They are read when they are first needed: a server that starts has other things to do.
    """

    def __init__(
        self, db: Datastore, settings: Settings, live: LiveBuckets, notices: Notices, changed: Callable[[], None]
    ) -> None:
        self._db = db
        self._settings = settings
        self._live = live
        self._notices = notices
        self._changed = changed
        self._lock = threading.Lock()
        self._known: _State | None = None
        self._past: tuple[tuple[int, RuleSet], ...] = ()
        for key, check in ((FILTERS, _check_filters), (SWITCH, _check_switch), (BUILT_IN_OFF, _check_off)):
            settings.watch(key, check, self._reload)
        if settings.get(SWITCH) is False:
            notices.put(_OFF)

    @property
    def enabled(self) -> bool:
        """Whether rules apply at all."""
        return self._state.enabled

    @property
    def version(self) -> str:
        """Names the rules in force: the same text exactly for the same rules."""
        return self._state.version

    def switch(self, enabled: bool) -> None:
        """Turn all rules on or off."""
        self._settings.set(SWITCH, enabled)

    def snapshot(self) -> dict[str, Any]:
        """The rules, for people: `own` in the order in which they apply, after the built-in ones."""
        from aw_core.privacy import BUILT_IN

        state = self._state
        return {
            "enabled": state.enabled,
            "version": state.version,
            "built_in": [
                {"name": name, "enabled": name not in state.off, "rules": list(shapes)}
                for name, shapes in BUILT_IN.items()
            ],
            "rules": [rule.to_json() for rule in state.own],
            "problem": state.problem,
        }

    def in_force(self) -> dict[str, Any]:
        """The rules that apply now, for watchers; none while they are switched off."""
        state = self._state
        return {"version": state.version, "rules": [rule.to_json() for rule in state.in_force.rules]}

    def cover_past(self, rules: RuleSet, until_us: int) -> None:
        """Let these rules apply to everything that began before a moment (µs UTC), however late it comes.

        For what a purge takes out: some of it may be under way, or come again. Until the server ends. When this
        returns, nothing judged without them is still being stored.
        """
        with self._lock:
            self._past = (*self._past[-_MOST_PURGES:], (until_us, rules))
        self._settle()
        self._state.in_force.forget()
        self._state.harmless.forget()

    def all_rules(self) -> list[Rule]:
        """Every rule that is enabled by itself, built-in ones first, whether or not all are switched off."""
        from aw_core.privacy import built_in_rules

        state = self._state
        built_in = [rule for name, rules in built_in_rules().items() if name not in state.off for rule in rules]
        return [*built_in, *state.own]

    def filtered(self, bucket_id: str, event: Event) -> Event | None:
        """The event as it may be stored, the very same if no rule changes it; None if it may not be.

        To be asked under the bucket's lock or inside a transaction: a change of rules waits for both.
        """
        data = event.data
        kept: dict[str, Any] | None = data
        # First: the rules in force remember what they find harmless, and it shall be remembered nowhere.
        for until_us, rules in self._past:
            if kept is not None and event.start_us < until_us:
                kept = rules.apply(bucket_id, kept)
        if kept is not None:
            kept = self._state.in_force.apply(bucket_id, kept)
        if kept is data:
            return event
        return None if kept is None else Event.from_us(event.id, event.start_us, event.duration_us, kept)

    def judged(self, bucket_id: str, sent: Sequence[bytes]) -> Judged | None:
        """What may be stored of each data that was sent; None while it depends on the moment. Raises NotPlain.

        Asked like `filtered`, under the lock.
        """
        return None if self._past else self._state.harmless.judged(bucket_id, sent)

    def sieved(self, bucket_id: str, events: Iterable[Event]) -> list[Event]:
        """Those of the events that may be stored, as they may be."""
        found = (self.filtered(bucket_id, event) for event in events)
        return [event for event in found if event is not None]

    @property
    def _state(self) -> _State:
        known = self._known
        if known is None:
            with self._lock:
                known = self._known = self._known or self._read()
            self._say(known)
        return known

    def _reload(self) -> None:
        with self._lock:
            known = self._known = self._read()
        self._settle()
        self._say(known)
        logger.info("Privacy rules changed; %d are in force", len(self._state.in_force.rules))
        self._changed()

    def _say(self, state: _State) -> None:
        """Let people know what does not protect them."""
        if state.enabled:
            self._notices.drop(_OFF.kind)
        else:
            self._notices.put(_OFF)
        if state.problem:
            message = f"{state.problem}. The other rules apply; “aw-cli privacy” shows them."
            self._notices.put(Notice("privacy-rules", "Some privacy rules cannot be used", message))
        else:
            self._notices.drop("privacy-rules")

    def _settle(self) -> None:
        """Wait until what was judged by other rules, and is still under way, has ended."""
        self._live.barrier()
        with self._db.transaction():
            pass

    def _read(self) -> _State:
        from aw_core.privacy import RuleSet, built_in_rules

        switch, off = self._settings.get(SWITCH), self._settings.get(BUILT_IN_OFF)
        # Whatever else is stored there, privacy wins.
        enabled = switch is not False
        names = frozenset(name for name in off if isinstance(name, str)) if isinstance(off, list) else frozenset()
        own, problem = _usable(self._settings.get(FILTERS))
        built_in = [rule for name, rules in built_in_rules().items() if name not in names for rule in rules]
        in_force = RuleSet([*built_in, *own] if enabled else [])
        return _State(enabled, own, names, in_force, Harmless(in_force), _version(in_force.rules), problem)


def _usable(stored: Any) -> tuple[tuple[Rule, ...], str | None]:
    """The rules of what is stored that can be used, and why others cannot. Settings may come from anywhere."""
    from aw_core.privacy import RuleError, parse_rules

    if stored is None:
        return (), None
    try:
        return parse_rules(stored), None
    except RuleError as error:
        problem = str(error)
    usable: list[Rule] = []
    for shape in stored if isinstance(stored, list) else []:
        try:
            usable.extend(parse_rules([shape]))
        except RuleError:
            continue
    return tuple(usable), problem


def _version(rules: Sequence[Rule]) -> str:
    text = json.dumps([rule.to_json() for rule in rules], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _check_filters(value: Any) -> None:
    from aw_core.privacy import RuleError, parse_rules

    if value is None:
        return
    try:
        parse_rules(value)
    except RuleError as error:
        raise BadRequest("InvalidPrivacyRule", f"{error}; nothing was changed") from None


def _check_switch(value: Any) -> None:
    if value is not None and not isinstance(value, bool):
        raise BadRequest("InvalidSetting", f"{SWITCH} has to be true or false")


def _check_off(value: Any) -> None:
    from aw_core.privacy import BUILT_IN

    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(name, str) and name in BUILT_IN for name in value):
        raise BadRequest("InvalidSetting", f"{BUILT_IN_OFF} has to be a list of some of: {', '.join(BUILT_IN)}")
