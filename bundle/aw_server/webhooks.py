"""Outgoing messages: the one thing that leaves this computer, to addresses that a person named and switched on.

| event | when | what it holds |
|---|---|---|
| `day` | after a day has ended, with the first record of the next | date, zone, active seconds, also by application |
| `goal` | at the same time, for each goal whose day or week has ended | what was wanted and spent, reached or missed |
| `module` | when the tray gives a module up that crashed | its name, and why |
| `test` | when it is asked for | nothing that was recorded |

A message is signed as the Standard Webhooks specification has it, kept until it was taken, tried again after longer and
longer times, and given up in the end. Titles and addresses of pages are in none. A purge has those that wait told anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, NamedTuple, Protocol

from aw_core.errors import StorageError
from aw_datastore import Datastore
from aw_server import jsonfmt
from aw_server.api_clock import Clock
from aw_server.exceptions import ApiError, BadRequest, Conflict, NotFound
from aw_server.keys import LOCAL_OWNER
from aw_server.webhook_address import fault

logger = logging.getLogger(__name__)

HOOKS: Final = "webhooks"
WAITING: Final = "webhooks.waiting"
DAY: Final = "webhooks.day"
MODULES: Final = "webhooks.modules"
EVENTS: Final = ("day", "goal", "module")
"""All that can be told; a new hook is told of days unless it names others."""
RETRIES: Final = (60.0, 300.0, 1800.0, 7200.0, 6 * 3600.0, 12 * 3600.0)
"""Seconds until each further attempt; after the last of them a message is given up."""

_MOST_HOOKS: Final = 20
_MOST_WAITING: Final = 200
_MOST_DELIVERIES: Final = 20
_SECOND: Final = 1_000_000


@dataclass(frozen=True)
class Hook:
    """Where to. `secret` signs; `owner` is the person whose days these are. Times are µs UTC."""

    id: str
    url: str
    secret: str
    owner: str
    created_us: int
    enabled: bool = False
    events: tuple[str, ...] = ("day",)
    last_us: int | None = None
    last_event: str | None = None
    last_result: str | None = None
    deliveries: tuple[dict[str, Any], ...] = ()
    """The newest attempts, newest first: `at_us`, `event`, `result`, `taken`."""


@dataclass(frozen=True)
class Message:
    """What waits to be taken, word for word; `tries` so far, the next one at `due_us`."""

    id: str
    hook: str
    event: str
    text: str
    made_us: int
    due_us: int
    tries: int = 0


class Result(NamedTuple):
    """What came of an attempt: a status, or 0 and a sentence."""

    status: int
    text: str

    @property
    def taken(self) -> bool:
        """Whether the other side has it."""
        return 200 <= self.status < 300


class Send(Protocol):
    """How a message gets there (`webhook_post.post`)."""

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> Result:
        """One attempt; never raises."""


class Days(Protocol):
    """What the messages tell."""

    def today(self) -> tuple[str, str]:
        """The present local date (ISO) and the name of its zone."""

    def summed(self, date: str) -> dict[str, Any]:
        """What is told of a day."""

    def goals(self, first: str, until: str) -> list[dict[str, Any]]:
        """What is told of each goal whose day or week had its last day from `first` on and before `until` (ISO)."""


class Webhooks:
    """The hooks of one datastore. Thread-safe. Without one that is switched on nothing is looked at, no timer runs."""

    def __init__(self, db: Datastore, clock: Clock, days: Days, send: Send | None = None) -> None:
        self._db = db
        self._clock = clock
        self._days = days
        self._send = send or _post
        self._lock = threading.RLock()
        self._sending = threading.Lock()
        self._cancel: Callable[[], None] = lambda: None
        self._closed = False
        self._purges = 0
        stored = db.records.all(HOOKS)
        self._hooks = {key: _hook(value) for key, value in stored.items()}
        self._waiting = {key: Message(**value) for key, value in db.records.all(WAITING).items()} if stored else {}
        self._last_day: str | None = db.records.get(DAY, "last") if stored else None
        self._failed: dict[str, str] = db.records.all(MODULES) if stored else {}
        db.after_writes(self.look)
        self._arm()

    def all(self) -> list[Hook]:
        """Every hook, oldest first."""
        with self._lock:
            return sorted(self._hooks.values(), key=lambda hook: (hook.created_us, hook.id))

    def waiting(self, hook_id: str) -> int:
        """How many messages wait to be taken."""
        with self._lock:
            return sum(message.hook == hook_id for message in self._waiting.values())

    def create(
        self, url: str, *, enabled: bool = False, events: Sequence[str] = ("day",), owner: str = LOCAL_OWNER
    ) -> Hook:
        """A new hook. Raises BadRequest for an address that is not safe to send to, and for no events."""
        _check(url)
        told = _checked(events)
        secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
        with self._lock:
            if len(self._hooks) >= _MOST_HOOKS:
                raise Conflict("TooManyWebhooks", f"There are {_MOST_HOOKS} webhooks already")
            hook = Hook(os.urandom(6).hex(), url, secret, owner, self._clock.wall_us(), enabled, told)
            self._begin_days(enabled)
            self._put(hook)
        return hook

    def change(
        self,
        hook_id: str,
        *,
        url: str | None = None,
        enabled: bool | None = None,
        events: Sequence[str] | None = None,
    ) -> Hook:
        """Another address, on or off, other events. What waits and is not to be sent any more is dropped.

        Raises NotFound, and BadRequest as `create` does.
        """
        if url is not None:
            _check(url)
        told = None if events is None else _checked(events)
        with self._lock:
            hook = self._known(hook_id)
            if enabled is not None:
                self._begin_days(enabled)
            moved = replace(
                hook,
                url=hook.url if url is None else url,
                enabled=hook.enabled if enabled is None else enabled,
                events=hook.events if told is None else told,
            )
            if not moved.enabled or moved.url != hook.url:
                # Meant for where it was to go then.
                self._drop_of(hook_id)
            self._drop_of(hook_id, but=moved.events)
            self._put(moved)
            self._arm()
            return moved

    def delete(self, hook_id: str) -> None:
        """Forget a hook and what waits for it. Raises NotFound."""
        with self._lock:
            self._known(hook_id)
            self._drop_of(hook_id)
            self._db.records.delete(HOOKS, hook_id)
            del self._hooks[hook_id]
            self._arm()

    def test(self, hook_id: str) -> Result:
        """Send a message without content now, and say what came of it. Raises NotFound; Conflict if it is off."""
        with self._lock:
            hook = self._known(hook_id)
        if not hook.enabled:
            raise Conflict("WebhookOff", "This webhook is switched off; switch it on first")
        message = self._message(hook, "test", {})
        return self._attempt(hook, message)

    def look(self) -> None:
        """After something was recorded: has a day ended? Called by the database's timer, which must not be kept."""
        with self._lock:
            if self._closed or not any(hook.enabled for hook in self._hooks.values()):
                return
            today, zone = self._days.today()
            last, self._last_day = self._last_day or today, today
            if last < today:
                self._cancel()
                self._cancel = self._clock.call_later(0, lambda: self._tell(last, today, zone))

    def module_failed(self, name: str, since: str, reason: str | None) -> None:
        """The tray has given a module up; `since` tells this time from others. Each is told once."""
        with self._lock:
            if self._closed or self._failed.get(name) == since:
                return
            self._failed[name] = since
            hooks = [hook for hook in self._hooks.values() if hook.enabled and "module" in hook.events]
            if not hooks:
                return
            try:
                with self._db.transaction():
                    for hook in hooks:
                        self._keep(self._message(hook, "module", {"name": name, "state": "failed", "reason": reason}))
                    self._db.records.put(MODULES, name, since)
            except StorageError as error:
                logger.warning("That the module %s failed could not be told: %s", name, error)
            self._arm()

    def run(self) -> None:
        """Send what is due. On a thread of its own; one at a time."""
        with self._sending:
            while (found := self._due()) is not None:
                hook, message = found
                result = self._attempt(hook, message)
                with self._lock:
                    # A purge may have rewritten it meanwhile.
                    now = self._waiting.get(message.id)
                    if now is None:
                        continue
                    if result.taken or message.tries >= len(RETRIES):
                        self._forget(message.id)
                        continue
                    due = self._clock.wall_us() + round(RETRIES[message.tries] * _SECOND)
                    self._keep(replace(now, tries=message.tries + 1, due_us=due))
        self._arm()

    def purged(self, finds: Callable[[str], bool]) -> None:
        """After events were purged: tell anew, of what is left, what waits to be taken.

        `finds`: whether a text is one that is purged; what other sides said goes by it. Raises StorageError.
        """
        from aw_server.webhook_purge import cleaned, told_anew

        with self._lock:
            # From here on no day is put down that was summed before.
            self._purges += 1
            waiting = list(self._waiting.values())
        anew = {message.id: told_anew(message.event, message.text, self._days, finds) for message in waiting}
        with self._lock, self._db.transaction():
            for message_id, text in anew.items():
                message = self._waiting.get(message_id)
                if message is not None and text is None:
                    self._forget(message_id)
                elif message is not None and text is not None and text != message.text:
                    self._keep(replace(message, text=text))
            for hook in list(self._hooks.values()):
                stored = asdict(hook)
                kept = cleaned(stored, finds)
                if kept is not stored:
                    self._put(_hook(kept))
        self._arm()

    def close(self) -> None:
        """Stop the timer; what waits goes on when the server runs again. Safe to call twice."""
        with self._lock:
            self._closed = True
            self._cancel()

    def _tell(self, date: str, today: str, zone: str) -> None:
        """Put down what is to be told of a day, with the note that it was, and send it."""
        try:
            while not self._put_down(date, today, zone):
                pass
        except (ApiError, StorageError) as error:
            logger.warning("The day %s could not be told; it is tried again: %s", date, error)
            with self._lock:
                self._last_day = date
        self.run()

    def _put_down(self, date: str, today: str, zone: str) -> bool:
        """False, and nothing is put down, if something was purged while the day was summed."""
        purges = self._purges
        with self._lock:
            wanted = {event for hook in self._hooks.values() if hook.enabled for event in hook.events}
        told: list[tuple[str, dict[str, Any]]] = []
        if "day" in wanted:
            told.append(("day", {"date": date, "timezone": zone, **self._days.summed(date)}))
        if "goal" in wanted:
            told += [("goal", goal) for goal in self._days.goals(date, today)]
        with self._lock, self._db.transaction():
            if purges != self._purges:
                return False
            for hook in self._hooks.values():
                for event, data in told:
                    if hook.enabled and event in hook.events:
                        self._keep(self._message(hook, event, data))
            self._db.records.put(DAY, "last", today)
        return True

    def _message(self, hook: Hook, event: str, told: dict[str, Any]) -> Message:
        now = self._clock.wall_us()
        stamp = {"type": event, "timestamp": now // _SECOND, "data": told}
        return Message(f"msg_{os.urandom(12).hex()}", hook.id, event, jsonfmt.dumps(stamp).decode(), now, now)

    def _attempt(self, hook: Hook, message: Message) -> Result:
        body = message.text.encode()
        result = self._send(hook.url, body, headers_of(hook, message.id, self._clock.wall_us() // _SECOND, body))
        logger.log(
            logging.DEBUG if result.taken else logging.WARNING,
            "The webhook %s: %s, message %s: %s",
            *(hook.id, message.event, "taken" if result.taken else "not taken", result.text),
        )
        with self._lock:
            now = self._hooks.get(hook.id)
            if now is not None:
                self._put(_noted(now, message.event, result, self._clock.wall_us()))
        return result

    def _due(self) -> tuple[Hook, Message] | None:
        now = self._clock.wall_us()
        with self._lock:
            due = [one for one in self._waiting.values() if one.due_us <= now and not self._closed]
            first = min(due, key=lambda one: one.due_us, default=None)
            return None if first is None else (self._hooks[first.hook], first)

    def _arm(self) -> None:
        """One timer for the earliest of all that wait."""
        with self._lock:
            self._cancel()
            self._cancel = lambda: None
            if self._waiting and not self._closed:
                first = min(one.due_us for one in self._waiting.values())
                self._cancel = self._clock.call_later(max(0, first - self._clock.wall_us()) / _SECOND, self.run)

    def _begin_days(self, enabled: bool) -> None:
        """Days count from the moment at which the first hook is switched on: none before is told."""
        if enabled and not any(hook.enabled for hook in self._hooks.values()):
            self._last_day = self._days.today()[0]
            self._db.records.put(DAY, "last", self._last_day)

    def _keep(self, message: Message) -> None:
        while message.id not in self._waiting and len(self._waiting) >= _MOST_WAITING:
            self._forget(next(iter(self._waiting)))
        self._db.records.put(WAITING, message.id, asdict(message))
        self._waiting[message.id] = message

    def _forget(self, message_id: str) -> None:
        self._waiting.pop(message_id, None)
        self._db.records.delete(WAITING, message_id)

    def _drop_of(self, hook_id: str, but: Sequence[str] = ()) -> None:
        for message in [one for one in self._waiting.values() if one.hook == hook_id and one.event not in but]:
            self._forget(message.id)

    def _put(self, hook: Hook) -> None:
        self._db.records.put(HOOKS, hook.id, asdict(hook))
        self._hooks[hook.id] = hook

    def _known(self, hook_id: str) -> Hook:
        hook = self._hooks.get(hook_id)
        if hook is None:
            raise NotFound("NoSuchWebhook", f"There is no webhook {hook_id[:60]}")
        return hook


def _hook(stored: dict[str, Any]) -> Hook:
    # Deliveries came later than the first records.
    return Hook(**stored | {key: tuple(stored.get(key, ())) for key in ("events", "deliveries")})


def _noted(hook: Hook, event: str, result: Result, now_us: int) -> Hook:
    """The hook with what came of an attempt."""
    delivery = {"at_us": now_us, "event": event, "result": result.text, "taken": result.taken}
    kept = (delivery, *hook.deliveries)[:_MOST_DELIVERIES]
    return replace(hook, last_us=now_us, last_event=event, last_result=result.text, deliveries=kept)


def headers_of(hook: Hook, message_id: str, now: int, body: bytes) -> dict[str, str]:
    """What goes along: who signs for what, at which second."""
    signed = f"{message_id}.{now}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "ActivityWatch",
        "webhook-id": message_id,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{signature}",
    }


def _checked(events: Sequence[str]) -> tuple[str, ...]:
    """The events in their order. Raises BadRequest for none, and for one that is never told."""
    unknown = [event for event in events if event not in EVENTS]
    if unknown or not events:
        said = f"{unknown[0][:60]!r} is nothing that can be told" if unknown else "a webhook is told of something"
        raise BadRequest("InvalidEvents", f"{said}; name some of: {', '.join(EVENTS)}")
    return tuple(event for event in EVENTS if event in events)


def _check(url: str) -> None:
    reason = fault(url)
    if reason is not None:
        raise BadRequest("InvalidAddress", f"{url[:120]!r} cannot be sent to: {reason}")


def _post(url: str, body: bytes, headers: dict[str, str]) -> Result:
    # Loads an HTTP client, which a server without hooks never needs.
    from aw_server.webhook_post import post

    status, text = post(url, body, headers)
    return Result(status, text)
