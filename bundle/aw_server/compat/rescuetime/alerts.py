"""Alerts: the goals of the server. An alert goes off when a day or week comes to what its goal names."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from aw_core.timestamps import to_us
from aw_server.compat.rescuetime.call import Call
from aw_server.compat.rescuetime.daily import SHOWN
from aw_server.compat.rescuetime.errors import QueryError
from aw_server.goals import Goal

_LISTS: Final = ("list", "status")
_SECOND: Final = 1_000_000


def feed(call: Call) -> list[dict[str, Any]]:
    """With `op=list` the alerts that are set, else those that went off in the last two weeks, newest first."""
    op = call.given.get("op", "").strip() or "status"
    wanted = call.given.get("alert_id", "").strip()
    if op not in _LISTS or (wanted and not wanted.isdecimal()):
        raise QueryError
    goals = [goal for goal in call.api.goals.all() if goal.is_enabled]
    goals = [goal for goal in goals if not wanted or alert_id(goal) == int(wanted)]
    if op == "list":
        shown = [
            {"id": alert_id(goal), "description": description(goal), "amount": round(goal.seconds / 3600, 2)}
            for goal in goals
        ]
        return shown[::-1]
    return _gone_off(call, goals) if goals else []


def alert_id(goal: Goal) -> int:
    """A number for a goal: clients expect one."""
    return int(goal.id[:8], 16)


def description(goal: Goal) -> str:
    """What the goal is, in words."""
    if goal.custom_title:
        return goal.custom_title
    hours = f"{goal.seconds / 3600:.2f}".rstrip("0").rstrip(".")
    names = [*goal.categories, *goal.projects, *goal.languages, *goal.editors]
    what = f" of {', '.join(names)}" if names else ""
    return f"{'More than' if goal.is_inverse else 'At least'} {hours} hours{what} a {goal.delta}"


def _gone_off(call: Call, goals: list[Goal]) -> list[dict[str, Any]]:
    """By the figures of the page Goals: an alert is a goal of this server, whoever asks for it."""
    first = call.today - timedelta(days=SHOWN)
    known = {goal.id: goal for goal in goals}
    start = to_us(datetime.combine(first, time(), call.api.zones.of_day(first)).astimezone(UTC))
    rows = [
        (moment, known[goal_id])
        for goal_id, moment in call.api.get_goal_crossings(first)
        if goal_id in known and moment >= start
    ]
    return [
        {
            "id": moment // _SECOND,
            "alert_id": alert_id(goal),
            "description": description(goal),
            "created_at": call.local(moment),
        }
        for moment, goal in sorted(rows, key=lambda row: (-row[0], row[1].id))
    ]
