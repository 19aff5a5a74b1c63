"""Goals, described."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from aw_server.goals import Goal, GoalChange, GoalIn
from aw_server.openapi.answers import Nothing
from aw_server.openapi.describe import EXAMPLE_TIME, Answer, Group, Operation, json_body, refusal, wrong

GoalStatus = Literal["success", "fail", "pending", "ignored"]


class GoalPeriod(Struct):
    """A day or week of a goal, local days `first` to `last`; `seconds` of `goal_seconds`; `open`: not over yet.

    `recorded` is false where it was over before anything was recorded of what the goal counts: its status is void.
    """

    first: str
    last: str
    seconds: float
    goal_seconds: int
    open: bool
    status: GoalStatus
    recorded: bool


class GoalProgress(Struct):
    """The last seven days or weeks of a goal, oldest first; `status` is that of the last one."""

    id: str
    status: GoalStatus
    average_status: GoalStatus
    cumulative_status: GoalStatus
    periods: list[GoalPeriod]


class GoalsProgress(Struct):
    """How far every goal is reached, and in whose days: `today` in the zone `timezone`."""

    today: str
    timezone: str
    goals: list[GoalProgress]


class GoalNames(Struct):
    """What a goal can name, most time first."""

    languages: list[str]
    editors: list[str]
    projects: list[str]
    categories: list[str]


class GoalChoices(Struct):
    """The names for each of the two things that a goal can count."""

    coding: GoalNames
    everything: GoalNames


_NAMES: dict[str, Any] = {"languages": ["Python"], "editors": ["Vim"], "projects": ["book"], "categories": ["Coding"]}
_PROGRESS: dict[str, Any] = {
    "id": "0c0a4d56-6f4a-4f51-9a44-0f0b0f0e4b1e",
    "status": "pending",
    "average_status": "success",
    "cumulative_status": "fail",
    "periods": [
        {
            "first": "2024-05-01",
            "last": "2024-05-01",
            "seconds": 1200.5,
            "goal_seconds": 3600,
            "open": True,
            "status": "pending",
            "recorded": True,
        }
    ],
}
_GOAL: dict[str, Any] = {
    "seconds": 3600,
    "delta": "day",
    "counts": "coding",
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
        "GET /api/0/goals/progress": Operation(
            "How far goals are reached",
            {
                200: Answer(
                    "Each goal's last seven days or weeks.",
                    GoalsProgress,
                    {"today": "2024-05-01", "timezone": "Europe/Berlin", "goals": [_PROGRESS]},
                )
            },
        ),
        "GET /api/0/goals/choices": Operation(
            "What goals can name",
            {
                200: Answer(
                    "Names with time in the last sixty days.",
                    GoalChoices,
                    {"coding": _NAMES, "everything": _NAMES | {"categories": ["Coding", "Browsing"]}},
                )
            },
        ),
        "GET /api/0/goals/<goal_id>": Operation("One goal", {200: Answer("The goal.", Goal, _GOAL), **_NO_GOAL}),
        "PUT /api/0/goals/<goal_id>": Operation(
            "Put a goal back",
            {200: Answer("The goal.", Goal, _GOAL), **_WRONG},
            body=json_body(GoalIn, an_hour={"seconds": 3600, "languages": ["Python"]}),
            text="Stores the goal under this id, a UUID, whether or not it is there.",
        ),
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
