"""The strip of a day: what each moment from start to now was, no holes or overlaps, gaps named. Pure; imports numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aw_core.frame import EventFrame
from aw_core.frame.functions import period_union
from aw_server.today import SECOND, DayTime, Span

# Shorter holes are the milliseconds between one state and the next, not missing data.
_HOLE_US = 1 * SECOND
# A desktop without a focused window for a moment is no dead watcher.
_UNFOCUSED_US = 60 * SECOND

_LABELS = {"active": "active", "entered": "entered by hand", "paused": "paused", "asleep": "asleep", "afk": "away"}
_PRECEDENCE = ("active", "entered", "paused", "asleep", "afk")


def strip(day: DayTime) -> list[dict[str, Any]]:
    """Pieces `{"start", "end", "state", "label"}` in order, times in µs UTC.

    States: active, paused, asleep, afk, no-data; recorded activity outranks the pause it may lie in. What was entered
    by hand is active, and says so.
    """
    facts = day.facts
    layers = {
        "active": _periods(day.attended),
        "entered": _periods(day.active),
        "paused": facts.paused,
        "asleep": _periods(day.asleep),
        "afk": _periods(day.afk),
        "window": _periods(day.window),
        "not-afk": _periods(day.not_afk),
        "server": facts.server_runs,
        "unknown": [(facts.start, facts.known_since)],
    }
    pieces: list[dict[str, Any]] = []
    for start, end, here in _slices(facts.start, facts.now, layers):
        state = next((name for name in _PRECEDENCE if name in here), "no-data")
        label = _LABELS.get(state) or ("no data" if end <= facts.known_since else _why_nothing(day, here))
        shown = "active" if state == "entered" else state
        _append(pieces, {"start": start, "end": end, "state": shown, "label": label})
    return _focused(_closed(pieces))


def _why_nothing(day: DayTime, here: set[str]) -> str:
    """Why there is no data, as far as it is known."""
    if "window" in here:
        return "AFK watcher not running"
    if "not-afk" in here:
        return "window watcher not running"
    if "server" not in here:
        return "server not running"
    if day.facts.window.events is None and day.facts.afk.events is None:
        return "no watcher has sent anything yet"
    if day.facts.afk.events is None:
        return "window watcher not running"
    return "watchers not running"


def _slices(start: int, end: int, layers: dict[str, Sequence[Span]]) -> Iterator[tuple[int, int, set[str]]]:
    """The day cut at every edge of every layer, each slice with the layers that cover it."""
    edges = [(moment, 0, "") for moment in (start, end)]
    for name, spans in layers.items():
        for since, until in spans:
            since, until = max(since, start), min(until, end)
            if since < until:
                edges += [(since, 1, name), (until, -1, name)]
    depth = dict.fromkeys([*layers, ""], 0)
    at = start
    for moment, step, name in sorted(edges):
        if moment > at:
            yield at, moment, {layer for layer, count in depth.items() if count}
            at = moment
        depth[name] += step


def _closed(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Holes of less than a second given to a neighbour, to one that is not active if there is one."""
    closed: list[dict[str, Any]] = []
    pending: int | None = None
    for place, piece in enumerate(pieces):
        follower = pieces[place + 1] if place + 1 < len(pieces) else None
        if pending is not None:
            piece = piece | {"start": pending}
            pending = None
        elif _is_hole(piece) and (closed or follower) and not _apart(closed, follower):
            forwards = not closed or (closed[-1]["state"] == "active" and follower and follower["state"] != "active")
            if forwards and follower:
                pending = piece["start"]
            else:
                closed[-1] = closed[-1] | {"end": piece["end"]}
            continue
        _append(closed, piece)
    return closed


def _apart(closed: list[dict[str, Any]], follower: dict[str, Any] | None) -> bool:
    """Whether one side was seen and the other entered by hand: neither gets time that it did not have."""
    if not closed or follower is None:
        return False
    last = closed[-1]
    return bool(last["state"] == follower["state"] == "active" and last["label"] != follower["label"])


def _is_hole(piece: dict[str, Any]) -> bool:
    return bool(piece["state"] == "no-data" and piece["end"] - piece["start"] < _HOLE_US)


def _focused(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Short gaps of the window alone are named for what they most likely are."""
    for piece in pieces:
        if piece["label"] == "window watcher not running" and piece["end"] - piece["start"] < _UNFOCUSED_US:
            piece["label"] = "no window recorded"
    return pieces


def _append(pieces: list[dict[str, Any]], piece: dict[str, Any]) -> None:
    """Add a piece, or prolong the last one if it says the same."""
    if pieces and (pieces[-1]["state"], pieces[-1]["label"]) == (piece["state"], piece["label"]):
        pieces[-1] = pieces[-1] | {"end": piece["end"]}
    else:
        pieces.append(piece)


def _periods(events: EventFrame) -> list[Span]:
    united = period_union(events, EventFrame.empty())
    return list(zip(united.start.tolist(), united.end.tolist(), strict=True))
