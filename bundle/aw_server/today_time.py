"""A day's events sorted out by the rules of `today`: what was active, away, asleep. Pure; imports numpy."""

from __future__ import annotations

from typing import Any

from aw_core.frame import EventFrame
from aw_core.frame.functions import (
    concat,
    cut,
    filter_keyvals,
    filter_period_intersect,
    flood,
    period_union,
    prolong,
    resolve_overlaps,
    sort_by_timestamp,
    union_no_overlap,
)
from aw_core.timestamps import from_us
from aw_server.today import AFK_SLACK_US, KEEPALIVE_US, SECOND, DayFacts, DayTime, Entered, Reach
from aw_server.today_presence import without_input


def sort_out(facts: DayFacts) -> DayTime:
    """Apply the rules of `today`."""
    windows = _named(facts.window.events) if facts.window.events is not None else EventFrame.empty()
    windows_reach = _reach(windows, facts, facts.window.alive, KEEPALIVE_US)
    statuses = facts.afk.events if facts.afk.events is not None else EventFrame.empty()
    patience = facts.afk_timeout + AFK_SLACK_US if _ends_active(statuses) else KEEPALIVE_US
    afk_reach = _reach(statuses, facts, facts.afk.alive, patience)
    windows = flood(resolve_overlaps(_prolonged(windows, windows_reach)))
    statuses = flood(resolve_overlaps(_prolonged(statuses, afk_reach)))
    present = without_input(windows, facts.pages, facts.always_active)
    windows, statuses, present = _cut(windows, facts), _cut(statuses, facts), _cut(present, facts)
    not_afk = period_union(filter_keyvals(statuses, "status", ["not-afk"]), present)
    away = filter_keyvals(statuses, "status", ["afk"])
    attended = windows if facts.afk.events is None else filter_period_intersect(windows, not_afk)
    return DayTime(
        facts=facts,
        active=attended if facts.entered is None else _with_entered(attended, facts, facts.entered),
        attended=attended,
        window=windows,
        not_afk=not_afk,
        afk=filter_keyvals(away, "asleep", [True], True),
        asleep=filter_keyvals(away, "asleep", [True]),
        reach={"window": windows_reach, "afk": afk_reach},
    )


def _named(frame: EventFrame) -> EventFrame:
    """The events with exactly an app and a title, both text, whatever their watcher sent."""

    def named(data: dict[str, Any]) -> dict[str, Any]:
        app, title = data.get("app"), data.get("title")
        return {
            "app": app if isinstance(app, str) and app else "unknown",
            "title": title if isinstance(title, str) else "",
        }

    return frame.with_pool(frame.pool.derive("today", named))


def _with_entered(attended: EventFrame, facts: DayFacts, entered: Entered) -> EventFrame:
    """As the canonical question counts it: offline time is a device's, and what was entered here wins over windows."""
    offline = _cut(flood(resolve_overlaps(_named(entered.offline))), facts)
    here = _cut(resolve_overlaps(_labelled(entered.here)), facts)
    return union_no_overlap(here, sort_by_timestamp(resolve_overlaps(concat(attended, offline))))


def _labelled(frame: EventFrame) -> EventFrame:
    """The label of what was entered for this computer, in place of an application."""

    def labelled(data: dict[str, Any]) -> dict[str, Any]:
        label = data.get("label")
        return {"app": label if isinstance(label, str) and label else "unknown", "title": ""}

    return frame.with_pool(frame.pool.derive("today entered", labelled))


def _newest(frame: EventFrame) -> int:
    """The row of the newest event: the last to begin, of several the longest."""
    rows = (frame.start == frame.start.max()).nonzero()[0]
    return int(rows[frame.duration[rows].argmax()])


def _ends_active(statuses: EventFrame) -> bool:
    if not len(statuses):
        return False
    newest = _newest(statuses)
    return bool(filter_keyvals(statuses.take(slice(newest, newest + 1)), "status", ["not-afk"]))


def _reach(frame: EventFrame, facts: DayFacts, alive: bool, patience: int) -> Reach | None:
    """How far the newest event reaches if its watcher is alive: to now, but not into a pause."""
    if not alive or not len(frame):
        return None
    end = int(frame.end[_newest(frame)])
    until = min([facts.now, *(max(end, since) for since, until in facts.paused if until > end)])
    return Reach(until, patience // SECOND)


def _prolonged(frame: EventFrame, reach: Reach | None) -> EventFrame:
    """The events, the newest one prolonged as far as it reaches."""
    return frame if reach is None else prolong(frame, from_us(reach.until).isoformat(), reach.seconds)


def _cut(frame: EventFrame, facts: DayFacts) -> EventFrame:
    """What of the events lies between the start of the day and now; what takes no time is left out."""
    inside = cut(frame, from_us(facts.start).isoformat(), from_us(facts.now).isoformat())
    return inside.take(inside.duration > 0)
