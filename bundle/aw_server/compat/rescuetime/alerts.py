"""Alerts: the goals of the server. An alert goes off when a day or week has as much time as its goal names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from aw_core.timestamps import to_us
from aw_server.compat.rescuetime.activities import Activities, Measured
from aw_server.compat.rescuetime.call import Call
from aw_server.compat.rescuetime.daily import SHOWN
from aw_server.compat.rescuetime.errors import QueryError
from aw_server.compat.rescuetime.parameters import Question
from aw_server.goals import Goal

_LISTS: Final = ("list", "status")
_SECOND: Final = 1_000_000
_BUCKET: Final = timedelta(minutes=5)
_DETAILS: Final = ("project", "language")


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


def crossing(goal: Goal, measured: Iterable[Measured]) -> list[str]:
    """Labels (local time) of the five minutes in which each day or week reached what the goal names. Pure."""
    spent: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in measured:
        day = date.fromisoformat(one.label[:10])
        if f"{day:%A}".lower() not in goal.ignore_days and _counts(goal, one):
            spent[_period(goal, day)][one.label] += one.us
    found = []
    for buckets in spent.values():
        total = 0
        for label in sorted(buckets):
            total += buckets[label]
            if total >= goal.seconds * _SECOND:
                found.append(label)
                break
    return found


def _gone_off(call: Call, goals: list[Goal]) -> list[dict[str, Any]]:
    # From a Monday on, so that no week is judged by a part of it.
    first = call.today - timedelta(days=SHOWN)
    question = Question("interval", "minute", "activity", first - timedelta(days=first.weekday()), call.today, "json")
    measured = list(Activities(call.api, call.options).measured(question, _DETAILS))
    rows = []
    for goal in goals:
        for label in crossing(goal, measured):
            local = datetime.fromisoformat(label) + _BUCKET
            moment = to_us(local.replace(tzinfo=call.api.zones.of_day(local.date())).astimezone(UTC))
            moment = min(moment, call.now_us)
            if local.date() >= first:
                rows.append((moment, goal))
    return [
        {
            "id": moment // _SECOND,
            "alert_id": alert_id(goal),
            "description": description(goal),
            "created_at": call.local(moment),
        }
        for moment, goal in sorted(rows, key=lambda row: (-row[0], row[1].id))
    ]


def _period(goal: Goal, day: date) -> date:
    return day - timedelta(days=day.weekday()) if goal.delta == "week" else day


def _counts(goal: Goal, one: Measured) -> bool:
    """Whether time counts for the goal: of one of its categories, and one of its projects, and so on."""
    having = (
        (goal.categories, {one.named.overview, one.named.category}),
        (goal.projects, {one.data.get("project")}),
        (goal.languages, {one.data.get("language")}),
        (goal.editors, {one.named.activity}),
    )
    return all(_any(names, values) for names, values in having if names)


def _any(names: list[str], values: set[Any]) -> bool:
    return not {name.casefold() for name in names}.isdisjoint(v.casefold() for v in values if isinstance(v, str))
