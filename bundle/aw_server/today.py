"""Where a day went, computed from lists of events. Pure: no storage, no clock.

The rules (law: a device's hour has at most 3,600 s, and missing data is named):

- Window events go through `resolve_overlaps` and `flood`; what of them lies in a not-afk period is active time. Without
  any AFK bucket all window time is active. Sound from the page in front, and windows that the user names as always
  active, count as presence (`today_presence`).
- A not-afk event ends at the last input, and the AFK watcher says "afk" only when its timeout has passed. So as long as
  that watcher is heard of and its newest event says not-afk, this event is taken to reach to now, by at most the
  timeout and a little. In the same way the newest window event, or an afk event, of a watcher that is heard of reaches
  to now, by at most the time in which a keep-alive has to come. Never into a pause.
- Time that was recorded counts as recorded, even inside a pause or while the server was away.
- Rows are rounded so that they add up to the rounded total (largest remainder); the titles of an app add up to the app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aw_core.models import Event
from aw_server.today_presence import without_input
from aw_transform import filter_period_intersect, flood, merge_events_by_keys, period_union, resolve_overlaps

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
    """Everything known about a day until `now`; all times in µs UTC. Before `known_since` nobody knows what ran."""

    start: int
    now: int
    window: Watched
    afk: Watched
    paused: Sequence[Span] = ()
    server_runs: Sequence[Span] = ()
    known_since: int = 0
    afk_timeout: int = DEFAULT_AFK_TIMEOUT_US
    pages: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    always_active: str | None = None


class Reach(NamedTuple):
    """Up to when (µs UTC) the newest event of a kind lasts, if it ended at most `seconds` before."""

    until: int
    seconds: int


@dataclass(frozen=True)
class DayTime:
    """The day sorted out: event lists in time order, each without overlaps, cut to the day."""

    facts: DayFacts
    active: list[Event]
    window: list[Event]
    not_afk: list[Event]
    afk: list[Event]
    asleep: list[Event] = field(default_factory=list)
    reach: dict[str, Reach | None] = field(default_factory=dict)


def sort_out(facts: DayFacts) -> DayTime:
    """Apply the rules above."""
    windows = [_named(event) for event in facts.window.events or []]
    windows_reach = _reach(windows, facts, facts.window.alive, KEEPALIVE_US)
    statuses = list(facts.afk.events or [])
    newest_is_active = bool(statuses) and _not_afk(_newest(statuses))
    patience = facts.afk_timeout + AFK_SLACK_US if newest_is_active else KEEPALIVE_US
    afk_reach = _reach(statuses, facts, facts.afk.alive, patience)
    windows = flood(resolve_overlaps(_prolonged(windows, windows_reach)))
    statuses = flood(resolve_overlaps(_prolonged(statuses, afk_reach)))
    present = without_input(windows, facts.pages, facts.always_active)
    windows, statuses, present = _cut(windows, facts), _cut(statuses, facts), _cut(present, facts)
    not_afk = period_union([event for event in statuses if _not_afk(event)], present)
    away = [event for event in statuses if event.data.get("status") == "afk"]
    return DayTime(
        facts=facts,
        active=windows if facts.afk.events is None else filter_period_intersect(windows, not_afk),
        window=windows,
        not_afk=not_afk,
        afk=[event for event in away if event.data.get("asleep") is not True],
        asleep=[event for event in away if event.data.get("asleep") is True],
        reach={"window": windows_reach, "afk": afk_reach},
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
    """`active_seconds`, `apps`, `titles`, `strip` (its times still in µs UTC) and `reach` of a day."""
    from aw_server.today_strip import strip

    day = sort_out(facts)
    return figures(day.active) | {"strip": strip(day), "reach": day.reach}


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


def _reach(events: Sequence[Event], facts: DayFacts, alive: bool, patience: int) -> Reach | None:
    """How far the newest event reaches if its watcher is alive: to now, but not into a pause."""
    if not alive or not events:
        return None
    newest = _newest(events)
    end = newest.start_us + newest.duration_us
    until = min([facts.now, *(max(end, since) for since, until in facts.paused if until > end)])
    return Reach(until, patience // SECOND)


def _prolonged(events: list[Event], reach: Reach | None) -> list[Event]:
    """The events, the newest one prolonged as far as it reaches."""
    if reach is None:
        return events
    newest = _newest(events)
    end = newest.start_us + newest.duration_us
    if not end < reach.until <= end + reach.seconds * SECOND:
        return events
    longer = Event.from_us(newest.id, newest.start_us, reach.until - newest.start_us, newest.data)
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
