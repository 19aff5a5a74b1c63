"""Where a day went, computed from columns of events. Pure: no storage, no clock.

The rules (law: a device's hour has at most 3,600 s, and missing data is named):

- Window events go through `resolve_overlaps` and `flood`; what of them lies in a not-afk period is active time. Without
  any AFK bucket all window time is active. Sound from the page in front, and windows that the user names as always
  active, count as presence (`today_presence`).
- A not-afk event ends at the last input, and the AFK watcher says "afk" only when its timeout has passed. So as long as
  that watcher is heard of and its newest event says not-afk, this event is taken to reach to now, by at most the
  timeout and a little. In the same way the newest window event, or an afk event, of a watcher that is heard of reaches
  to now, by at most the time in which a keep-alive has to come. Never into a pause.
- What was entered by hand counts as active, once where windows say the same.
- Time that was recorded counts as recorded, even inside a pause or while the server was away.
- Rows are rounded so that they add up to the rounded total (largest remainder); the titles of an app add up to the app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from aw_core.models import Event

if TYPE_CHECKING:
    from aw_core.frame import EventFrame

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

    events: EventFrame | None
    alive: bool = False


@dataclass(frozen=True)
class Entered:
    """What was entered by hand: away from any computer (`offline`, as windows), and for this one (`here`, by label)."""

    offline: EventFrame
    here: EventFrame


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
    pages: Mapping[str, EventFrame] = field(default_factory=dict)
    always_active: str | None = None
    entered: Entered | None = None


class Reach(NamedTuple):
    """Up to when (µs UTC) the newest event of a kind lasts, if it ended at most `seconds` before."""

    until: int
    seconds: int


@dataclass(frozen=True)
class DayTime:
    """The day sorted out: events in time order, each kind without overlaps, cut to the day.

    `active` is all active time, `attended` what windows say of it.
    """

    facts: DayFacts
    active: EventFrame
    attended: EventFrame
    window: EventFrame
    not_afk: EventFrame
    afk: EventFrame
    asleep: EventFrame
    reach: dict[str, Reach | None] = field(default_factory=dict)


def figures(active: EventFrame) -> dict[str, Any]:
    """`active_seconds`, `apps` and `titles`, largest first; rows under half a second may be missing."""
    from aw_core.frame.functions import merge_events_by_keys

    by_app = merge_events_by_keys(active, ["app"]).to_events()
    total = _rounded(sum(event.duration_us for event in by_app))
    apps = _rows(by_app, total)
    by_title: dict[str, list[Event]] = {}
    for event in merge_events_by_keys(active, ["app", "title"]).to_events():
        by_title.setdefault(event.data["app"], []).append(event)
    titles = [row for app, seconds in apps for row in _rows(by_title[app.data["app"]], seconds)]
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
    # Both load numpy.
    from aw_server.today_strip import strip
    from aw_server.today_time import sort_out

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
