"""A day as a list: stretches of time, and the heartbeats themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aw_server.compat.wakatime import beats
from aw_server.compat.wakatime import format as fmt
from aw_server.compat.wakatime.call import Call
from aw_server.compat.wakatime.errors import Invalid
from aw_server.compat.wakatime.facts import Fact, agent_of, branch_of, language_of, project_of
from aw_server.compat.wakatime.ranges import Days
from aw_server.compat.wakatime.store import Stored

Shape = dict[str, Any]

_SECOND = 1_000_000
# What slices a day further, beside the project: the parameter's value, which is the item's key too.
_SLICES: dict[str, Callable[[Fact], Any]] = {
    "entity": lambda fact: fact.entity,
    "language": lambda fact: fact.language,
    "dependencies": lambda fact: list(fact.dependencies),
    "os": lambda fact: fact.os,
    "editor": lambda fact: fact.editor,
    "category": lambda fact: fact.category,
    "machine": lambda fact: fact.machine,
}
_WHOLE = ("project_root_count", "line_additions", "line_deletions", "lines", "lineno", "cursorpos")


def durations(call: Call) -> tuple[Shape, int]:
    """The day's stretches, one project each; with `slice_by` one value of that each as well."""
    days = call.day()
    slice_by = call.args.get("slice_by") or None
    if slice_by is not None and slice_by not in _SLICES:
        raise Invalid(f"slice_by is one of {', '.join(_SLICES)}")
    of = _SLICES[slice_by] if slice_by else None

    def key(fact: Fact) -> tuple[str, ...]:
        value = of(fact) if of else ""
        return (fact.project, *value) if isinstance(value, list) else (fact.project, value)

    found = call.activity(days).durations(key)
    data = []
    for one in found:
        row: Shape = {
            "project": one.fact.project,
            "time": one.start / _SECOND,
            "duration": one.length / _SECOND,
            "color": project_colour(call, one.fact.project),
        }
        if slice_by and of:
            row[slice_by] = of(one.fact)
        data.append(row)
    branches = sorted({fact.branch for fact, _ in call.activity(days).by_fact() if fact.branch})
    return {"data": data, "branches": branches, **around(call, days)}, 200


def heartbeats(call: Call) -> tuple[Shape, int]:
    """The day's heartbeats as they were sent."""
    days = call.day()
    start, end = call.calendar.span(days)
    data = [heartbeat(stored, call.owner.id) for stored in call.services.store.between(start, end)]
    return {"data": data, **around(call, days)}, 200


def heartbeat(stored: Stored, user_id: str) -> Shape:
    """One stored heartbeat with every key; what was not sent is null."""
    data = stored.event.data
    received = beats.number(data.get("_received_at"))
    agent = agent_of(data)
    dependencies = beats.names(data.get("dependencies"))
    return {
        "id": stored.id,
        "entity": data.get("entity"),
        "type": beats.kind(data),
        "category": beats.category(data),
        "time": exact_time(stored),
        "project": project_of(data),
        "branch": branch_of(data),
        "language": language_of(data),
        "dependencies": ",".join(dependencies) if dependencies else None,
        "machine_name_id": beats.stable_id("machine", stored.machine),
        **{key: beats.number(data.get(key)) for key in _WHOLE},
        "is_write": beats.truth(data.get("is_write")),
        "user_id": user_id,
        "user_agent_id": beats.stable_id("user agent", agent) if agent else None,
        "created_at": fmt.iso((received or 0) * _SECOND if received else stored.event.start_us),
    }


def exact_time(stored: Stored) -> float:
    """The very number that was sent, unless it was text or counted in thousandths."""
    sent = stored.event.data.get("time")
    if isinstance(sent, int | float) and round(sent * 1e6) == stored.event.start_us:
        return sent
    return stored.event.start_us / _SECOND


def around(call: Call, days: Days) -> Shape:
    """Start, end and zone of the days of an answer."""
    start, end = call.calendar.span(days)
    return {"start": fmt.iso(start), "end": fmt.iso_last_second(end), "timezone": call.calendar.name}


def project_colour(call: Call, project: str) -> str | None:
    """The colour that the owner chose for a project."""
    colour = call.profile.projects.get(project, {}).get("color")
    return colour if isinstance(colour, str) and colour else None
