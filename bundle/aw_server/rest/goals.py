"""`/api/0/goals`: how much time a day or week is meant to hold."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response

from aw_server import jsonfmt
from aw_server.api_shapes import Decoder
from aw_server.goals import Goal, GoalChange, GoalIn
from aw_server.rest.request import Route, body, current_api

_decode = Decoder(GoalIn)
_decode_change = Decoder(GoalChange)


def listing() -> Response:
    """Every goal, oldest first."""
    return jsonfmt.response([_shown(goal) for goal in current_api().goals.all()])


def create() -> Response:
    """Store the goal in the body; answers with it."""
    return jsonfmt.response(_shown(current_api().goals.create(_decode(body()))))


def progress() -> Response:
    """How far every goal is reached, today or this week and in the six before."""
    return jsonfmt.response(current_api().get_goal_progress())


def choices() -> Response:
    """What a goal can name, most time first."""
    return jsonfmt.response(current_api().get_goal_choices())


def show(goal_id: str) -> Response:
    """One goal."""
    return jsonfmt.response(_shown(current_api().goals.get(goal_id)))


def put(goal_id: str) -> Response:
    """Store the goal in the body under this id; answers with it."""
    return jsonfmt.response(_shown(current_api().goals.put(goal_id, _decode(body()))))


def change(goal_id: str) -> Response:
    """Change what the body names; answers with the goal."""
    return jsonfmt.response(_shown(current_api().goals.change(goal_id, _decode_change(body()))))


def delete(goal_id: str) -> Response:
    """Forget a goal."""
    current_api().goals.delete(goal_id)
    return jsonfmt.response({})


def _shown(goal: Goal) -> dict[str, Any]:
    shape: dict[str, Any] = msgspec.to_builtins(goal)
    return shape


ROUTES: list[Route] = [
    ("/goals", ["GET"], listing),
    ("/goals", ["POST"], create),
    ("/goals/progress", ["GET"], progress),
    ("/goals/choices", ["GET"], choices),
    ("/goals/<goal_id>", ["GET"], show),
    ("/goals/<goal_id>", ["PUT"], put),
    ("/goals/<goal_id>", ["PATCH"], change),
    ("/goals/<goal_id>", ["DELETE"], delete),
]
