"""Where today went, computed from lists of events. Pure: no storage, no clock.

The rules (law: a device's hour has at most 3,600 s, and missing data is named):

- Window events go through `resolve_overlaps`; what of them lies in a not-afk period is active time. Without any AFK
  bucket all window time is active.
- A not-afk event ends at the last input, and the AFK watcher says "afk" only when its timeout has passed. So as long as
  that watcher is heard of and its newest event says not-afk, this event is taken to reach to now, by at most the
  timeout and a little. In the same way the newest window event, or an afk event, of a watcher that is heard of reaches
  to now, by at most the time in which a keep-alive has to come. Never into a pause.
- Time that was recorded counts as recorded, even inside a pause or while the server was away.
- Rows are rounded so that they add up to the rounded total (largest remainder); the titles of an app add up to the app.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aw_core.models import Event
from aw_transform import filter_period_intersect, merge_events_by_keys, period_union, resolve_overlaps

SECOND = 1_000_000
# A watcher repeats its state every 20 s; with queues and restarts in between, this late it is still the same state.
KEEPALIVE_US = 90 * SECOND
# How much longer than its timeout the AFK watcher may take to say "afk".
AFK_SLACK_US = 30 * SECOND
DEFAULT_AFK_TIMEOUT_US = 180 * SECOND
MOST_TITLES = 100

Span = tuple[int, int]


@dataclass(frozen=True)
class Watched:
    """What one kind of watcher recorded: `events` is None when it has no bucket; `alive`: heard of just now."""

    events: Sequence[Event] | None
    alive: bool = False


@dataclass(frozen=True)
class DayFacts:
    """Everything known about a day until `now`; all times in µs UTC."""

    start: int
    now: int
    window: Watched
    afk: Watched
    paused: Sequence[Span] = ()
    server_runs: Sequence[Span] = ()
    afk_timeout: int = DEFAULT_AFK_TIMEOUT_US


@dataclass(frozen=True)
class DayTime:
    """The day sorted out: event lists in time order, each without overlaps, cut to the day."""

    facts: DayFacts
    active: list[Event]
    window: list[Event]
    not_afk: list[Event]
    afk: list[Event]
    asleep: list[Event] = field(default_factory=list)


def sort_out(facts: DayFacts) -> DayTime:
    """Apply the rules above."""
    windows = [_named(event) for event in facts.window.events or []]
    windows = resolve_overlaps(_reaching_now(windows, facts, facts.window.alive, KEEPALIVE_US))
    statuses = list(facts.afk.events or [])
    newest_is_active = bool(statuses) and _not_afk(_newest(statuses))
    patience = facts.afk_timeout + AFK_SLACK_US if newest_is_active else KEEPALIVE_US
    statuses = resolve_overlaps(_reaching_now(statuses, facts, facts.afk.alive, patience))
    windows, statuses = _cut(windows, facts), _cut(statuses, facts)
    not_afk = period_union([event for event in statuses if _not_afk(event)], [])
    away = [event for event in statuses if event.data.get("status") == "afk"]
    return DayTime(
        facts=facts,
        active=windows if facts.afk.events is None else filter_period_intersect(windows, not_afk),
        window=windows,
        not_afk=not_afk,
        afk=[event for event in away if event.data.get("asleep") is not True],
        asleep=[event for event in away if event.data.get("asleep") is True],
    )


def figures(active: list[Event]) -> dict[str, Any]:
    """`active_seconds`, `apps` and `titles`, largest first; rows under half a second may be missing."""
    by_app = merge_events_by_keys(active, ["app"])
    total = _rounded(sum(event.duration_us for event in by_app))
    apps = _rows(by_app, total)
    by_title = merge_events_by_keys(active, ["app", "title"])
    titles = []
    for app, seconds in apps:
        own = [event for event in by_title if event.data["app"] == app.data["app"]]
        titles += _rows(own, seconds)
    titles.sort(key=lambda row: -row[1])
    return {
        "active_seconds": total,
        "apps": [{"app": event.data["app"], "seconds": seconds} for event, seconds in apps],
        "titles": [
            {"app": event.data["app"], "title": event.data["title"], "seconds": seconds}
            for event, seconds in titles[:MOST_TITLES]
        ],
    }


def build_today(facts: DayFacts) -> dict[str, Any]:
    """`active_seconds`, `apps`, `titles` and `strip` (its times still in µs UTC) of a day."""
    from aw_server.today_strip import strip

    day = sort_out(facts)
    return figures(day.active) | {"strip": strip(day)}


def largest_remainder(amounts: Sequence[int], total: int) -> list[int]:
    """Whole seconds for amounts in µs that add up to `total` seconds, each off by less than one second."""
    shares = [amount // SECOND for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda place: -(amounts[place] % SECOND))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _rows(events: list[Event], total: int) -> list[tuple[Event, int]]:
    shares = largest_remainder([event.duration_us for event in events], total)
    rows = [(event, seconds) for event, seconds in zip(events, shares, strict=True) if seconds]
    return sorted(rows, key=lambda row: -row[1])


def _rounded(amount_us: int) -> int:
    return (amount_us + SECOND // 2) // SECOND


def _named(event: Event) -> Event:
    """The event with exactly an app and a title, both text, whatever its watcher sent."""
    app, title = event.data.get("app"), event.data.get("title")
    data = {
        "app": app if isinstance(app, str) and app else "unknown",
        "title": title if isinstance(title, str) else "",
    }
    return Event.from_us(event.id, event.start_us, event.duration_us, data)


def _not_afk(event: Event) -> bool:
    return bool(event.data.get("status") == "not-afk")


def _newest(events: Sequence[Event]) -> Event:
    return max(events, key=lambda event: (event.start_us, event.duration_us))


def _reaching_now(events: list[Event], facts: DayFacts, alive: bool, patience: int) -> list[Event]:
    """The events, the newest one prolonged to now if its watcher is alive and not silent for longer than `patience`."""
    if not alive or not events:
        return events
    newest = _newest(events)
    end = newest.start_us + newest.duration_us
    reach = min([facts.now, *(max(end, since) for since, until in facts.paused if until > end)])
    if not end < reach <= end + patience:
        return events
    longer = Event.from_us(newest.id, newest.start_us, reach - newest.start_us, newest.data)
    return [longer if event is newest else event for event in events]


def _cut(events: list[Event], facts: DayFacts) -> list[Event]:
    """What of the events lies between the start of the day and now."""
    cut = []
    for event in events:
        start = max(event.start_us, facts.start)
        end = min(event.start_us + event.duration_us, facts.now)
        if start < end:
            cut.append(Event.from_us(event.id, start, end - start, event.data))
    return cut
