"""Exports of the service taken in: heartbeats as if they had been sent, days summed up where there is nothing better.

Taking one in again changes nothing. The answer says for each day what came, what was there already, and what differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec

from aw_server import jsonfmt
from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime.beats import Beat, Sender
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.dumps import machine_of
from aw_server.compat.wakatime.errors import Invalid, OutOfScope
from aw_server.compat.wakatime.external import DAILY_PROVIDER
from aw_server.compat.wakatime.ranges import MOST_DAYS, Days

Shape = dict[str, Any]

_SECOND: Final = 1_000_000
_AT_ONCE: Final = 2000
# Differences smaller than this are of rounding: an export has seconds with six digits.
_SAME: Final = 1.0


class Dump(msgspec.Struct):
    """The outside of an export; a day is looked at when its turn comes."""

    days: list[msgspec.Raw]
    machine_names: list[Any] = []
    user_agents: list[Any] = []


def take_in(call: Call) -> tuple[Shape, int]:
    """Take in the export in the body. Raises Invalid, before anything is stored, for what is none."""
    if call.identity.scopes is not None:
        raise OutOfScope("Only the owner's key can take in an export.")
    try:
        dump = msgspec.json.decode(call.raw, type=Dump)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Invalid("this is no export: an object with a list of days") from None
    days = list(_days(dump))
    kinds = {"heartbeats" if "heartbeats" in day else "daily" for day in days}
    if len(kinds) > 1:
        raise Invalid("this export has both heartbeats and sums")
    if kinds == {"daily"}:
        return {"data": {"type": "daily", **_take_sums(call, days)}}, 200
    return {"data": {"type": "heartbeats", **_take_heartbeats(call, dump, days)}}, 200


def _days(dump: Dump) -> Iterator[Shape]:
    for number, raw in enumerate(dump.days):
        try:
            day = jsonfmt.loads(bytes(raw))
            date.fromisoformat(day["date"])
        except (ValueError, TypeError, KeyError):
            raise Invalid(f"day {number} of this export is no day with a date") from None
        if not isinstance(day.get("heartbeats", []), list):
            raise Invalid(f"the heartbeats of {day['date']} are no list")
        yield day


# -- heartbeats ---------------------------------------------------------------------------------------------------


def _take_heartbeats(call: Call, dump: Dump, days: list[Shape]) -> Shape:
    machines, agents = _names(dump.machine_names, "name", "value"), _names(dump.user_agents, "value")
    report: list[Shape] = []
    for day in days:
        ready: dict[str, list[Beat]] = defaultdict(list)
        refused = 0
        for value in day["heartbeats"]:
            beat = _beat(call, value, machines, agents)
            if beat is None:
                refused += 1
            else:
                ready[beat.machine or call.api.hostname].append(beat)
        counts = _keep(call, ready)
        if counts["added"] or counts["already_there"]:
            # Sums of the day that were taken in before are worth less than its heartbeats.
            call.services.externals.delete(call.services.externals.of_provider(DAILY_PROVIDER, f"{day['date']} "))
        report.append({"date": day["date"], "heartbeats": len(day["heartbeats"]), **counts, "refused": refused})
    return _totals(report, ("heartbeats", "added", "already_there", "left_out", "refused"))


def _keep(call: Call, ready: dict[str, list[Beat]]) -> dict[str, int]:
    """Store a day's heartbeats by machine, and count: new, known, and left out by a pause or a privacy rule."""
    times = [beat.time_us for new in ready.values() for beat in new]
    known = call.services.store.between(min(times), max(times) + 1) if times else []
    before = {(stored.machine, stored.event.id) for stored in known}
    found: list[tuple[str, int | None]] = []
    for machine, new in ready.items():
        for start in range(0, len(new), _AT_ONCE):
            found += [
                (s.machine, s.event.id) for s in call.services.intake.keep(machine, new[start : start + _AT_ONCE])
            ]
    left_out = sum(row is None for _, row in found)
    added = len({entry for entry in found if entry[1] is not None} - before)
    return {"added": added, "already_there": len(found) - left_out - added, "left_out": left_out}


def _beat(call: Call, value: Any, machines: dict[str, str], agents: dict[str, str]) -> Beat | None:
    """A heartbeat of an export as one that was sent; None for one that can never be used."""
    try:
        beat = beats.read(value, Sender("", "", None), call.now_us)
    except Invalid:
        return None
    data = {key: item for key, item in beat.data.items() if key != "_received_at" and item is not None}
    agent = agents.get(beats.text(data.get("user_agent_id")) or "")
    if agent and "user_agent" not in data:
        data["user_agent"] = agent
    return Beat(beat.time_us, machine_of(data, machines), data)


def _names(rows: list[Any], *keys: str) -> dict[str, str]:
    """Names by id, out of a list of the API that lies in the export."""
    found: dict[str, str] = {}
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            name = next((name for key in keys if (name := beats.text(row.get(key)))), None)
            if name:
                found[row["id"]] = name
    return found


# -- days summed up -----------------------------------------------------------------------------------------------


def _take_sums(call: Call, days: list[Shape]) -> Shape:
    """Days without any heartbeat of their own are kept as sums; the others are compared."""
    report = []
    dates = [date.fromisoformat(day["date"]) for day in days]
    whole = Days(min(dates), max(dates)) if dates else None
    recorded = _recorded(call, whole) if whole else {}
    for on, day in zip(dates, days, strict=True):
        own = recorded[on]
        said = _seconds(day.get("grand_total"))
        shapes = [] if own else _spans(call, on, day)
        added = call.services.externals.put_many(shapes)
        report.append(
            {
                "date": day["date"],
                "export_seconds": said,
                "here_seconds": own or sum(shape["end_time"] - shape["start_time"] for shape in shapes),
                "added": added,
                "already_there": len(shapes) - added,
                "differs": bool(own) and abs(own - said) > _SAME,
            }
        )
    totals = _totals(report, ("export_seconds", "here_seconds", "added", "already_there"))
    return totals | {"days_that_differ": sum(row["differs"] for row in report)}


def _recorded(call: Call, days: Days) -> dict[date, float]:
    """Seconds by day out of heartbeats alone. Raises Invalid for an absurd range."""
    if days.number > MOST_DAYS:
        raise Invalid(f"the days of this export are more than {MOST_DAYS} apart")
    found = call.services.engine.activity(days, call.calendar.zone, call.rules, with_spans=False).by_day()
    return {day: us / _SECOND for day, us in zip(days.each(), found, strict=True)}


def _spans(call: Call, on: date, day: Shape) -> list[Shape]:
    """A day's projects and their languages, one after the other from midnight: when it was is not in such an export."""
    at = call.calendar.midnight(on) / _SECOND
    shapes = []
    for project in day.get("projects") or []:
        if not isinstance(project, dict):
            continue
        name, whole = beats.text(project.get("name")), _seconds(project.get("grand_total")) or _seconds(project)
        parts = [(beats.text(row.get("name")), _seconds(row)) for row in _rows(project, "languages")]
        rest = whole - sum(seconds for _, seconds in parts)
        for language, seconds in [*parts, (None, rest)]:
            if seconds < _SAME:
                continue
            shapes.append(_span(project, name, language, day["date"], at, seconds))
            at += seconds
    return shapes


def _span(project: Shape, name: str | None, language: str | None, on: str, start: float, seconds: float) -> Shape:
    external_id = f"{on} {name} {language}"
    return {
        "id": beats.stable_id("daily", external_id),
        "external_id": external_id,
        "entity": name or "Unknown Project",
        "type": "app",
        "provider": DAILY_PROVIDER,
        "category": (_most(project, "categories") or "coding").lower(),
        "start_time": start,
        "end_time": start + seconds,
        "project": name,
        "branch": _most(project, "branches"),
        "language": None if language == "Other" else language,
        "meta": None,
        "_editor": _most(project, "editors"),
        "_os": _most(project, "operating_systems"),
        "_machine": _most(project, "machines"),
    }


def _most(project: Shape, key: str) -> str | None:
    """The name that most of the project's time has."""
    rows = _rows(project, key)
    return beats.text(max(rows, key=_seconds).get("name")) if rows else None


def _rows(project: Shape, key: str) -> list[Shape]:
    found = project.get(key)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _seconds(shape: Any) -> float:
    value = shape.get("total_seconds") if isinstance(shape, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else 0.0


def _totals(report: list[Shape], keys: tuple[str, ...]) -> Shape:
    return {key: sum(row[key] for row in report) for key in keys} | {"days": report}
