"""Goals, described."""

from __future__ import annotations

from typing import Any

from aw_server.goals import Goal, GoalChange, GoalIn
from aw_server.openapi.answers import Nothing
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, json_body, refusal, wrong

_GOAL: dict[str, Any] = {
    "seconds": 3600,
    "delta": "day",
    "custom_title": None,
    "languages": ["Python"],
    "editors": [],
    "projects": [],
    "categories": [],
    "ignore_days": ["saturday", "sunday"],
    "ignore_zero_days": False,
    "improve_by_percent": None,
    "is_enabled": True,
    "is_inverse": False,
    "is_snoozed": False,
    "is_tweeting": False,
    "snooze_until": None,
    "subscribers": [],
    "id": "0c0a4d56-6f4a-4f51-9a44-0f0b0f0e4b1e",
    "created_at": EXAMPLE_TIME,
    "modified_at": None,
}
_NO_GOAL = {404: refusal("There is no such goal.", "NoSuchGoal", "There is no goal 0c0a4d56")}
_WRONG = wrong("Expected `int` >= 1 - at `$.seconds`", "InvalidBody")

GOALS = Group(
    "Goals",
    "How much time a day or week is meant to hold.",
    {
        "GET /api/0/goals": Operation("All goals", {200: Answer("Oldest first.", list[Goal], [_GOAL])}),
        "POST /api/0/goals": Operation(
            "Set a goal",
            {200: Answer("The goal.", Goal, _GOAL), **_WRONG},
            body=json_body(
                GoalIn,
                an_hour={"seconds": 3600, "languages": ["Python"], "ignore_days": ["saturday", "sunday"]},
                less={"seconds": 36_000, "delta": "week", "categories": ["Browsing"], "is_inverse": True},
            ),
        ),
        "GET /api/0/goals/<goal_id>": Operation("One goal", {200: Answer("The goal.", Goal, _GOAL), **_NO_GOAL}),
        "PATCH /api/0/goals/<goal_id>": Operation(
            "Change a goal",
            {200: Answer("The goal as it is now.", Goal, _GOAL), **_WRONG, **_NO_GOAL},
            body=json_body(GoalChange, more={"seconds": 5400}),
        ),
        "DELETE /api/0/goals/<goal_id>": Operation(
            "Forget a goal", {200: Answer("It is gone.", Nothing, {}), **_NO_GOAL}
        ),
    },
)
