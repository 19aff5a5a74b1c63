"""What webhooks tell of a day: how long, in which applications, which goals; no title of a window, address or file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from aw_server.api_day import day_of, start_of_day
from aw_server.goals import Goal

if TYPE_CHECKING:
    from aw_server.api import ServerAPI

_STATUSES: Final = {"success": "reached", "fail": "missed"}


class WebhookDays:
    """Local days of this computer, as the Today page counts them."""

    def __init__(self, api: ServerAPI) -> None:
        self._api = api

    def today(self) -> tuple[str, str]:
        """The present day and the name of its zone."""
        api = self._api
        zone = api.zones.current()
        day = day_of(api.clock.wall_us(), zone, start_of_day(api.settings.get("startOfDay")))
        return day.date.isoformat(), zone.key

    def summed(self, date: str) -> dict[str, Any]:
        """Active seconds of a day, and how they divide among applications."""
        found = self._api.get_today(None, date)
        apps = [{"app": row["app"], "seconds": row["seconds"]} for row in found["apps"]]
        return {"active_seconds": found["active_seconds"], "apps": apps}

    def goals(self, first: str, until: str) -> list[dict[str, Any]]:
        """Goals that are on and not snoozed, by the figures of the page Goals; days that do not count are left out."""
        goals = {goal.id: goal for goal in self._api.goals.all() if _told(goal)}
        if not goals:
            return []
        progress = self._api.get_goal_progress()
        return [
            _goal(goals[found["id"]], period, progress["timezone"])
            for found in progress["goals"]
            for period in found["periods"]
            if found["id"] in goals
            and period["status"] in _STATUSES
            # `open` ends with the present day: a goal of that day may still be reached.
            and first <= period["last"] < until
            and not period["open"]
        ]


def _told(goal: Goal) -> bool:
    return goal.is_enabled and not goal.is_snoozed


def _goal(goal: Goal, period: Mapping[str, Any], zone: str) -> dict[str, Any]:
    return {
        "id": goal.id,
        "title": goal.custom_title,
        "first": period["first"],
        "last": period["last"],
        "timezone": zone,
        "seconds": period["seconds"],
        "goal_seconds": period["goal_seconds"],
        "at_most": goal.is_inverse,
        "status": _STATUSES[period["status"]],
    }
