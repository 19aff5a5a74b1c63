"""Goals: how much time a day or week is meant to hold. Kept here; who shows them computes how far they are reached."""

from __future__ import annotations

import re
import uuid
from typing import Annotated, Any, Final, Literal

import msgspec

from aw_core.timestamps import isoformat_us
from aw_datastore import Datastore
from aw_server.api_clock import Clock
from aw_server.exceptions import BadRequest, NotFound

KIND: Final = "goals"
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Counts = Literal["coding", "everything"]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=7 * 86_400)]
Percent = Annotated[float, msgspec.Meta(ge=-99, le=1000)]


class GoalIn(msgspec.Struct, forbid_unknown_fields=True):
    """A goal as it is made. An empty list of names means any; `is_inverse`: at most so much, not at least.

    `counts`: what editor plug-ins and calendars sent, or also what the other watchers saw.
    """

    seconds: Seconds
    delta: Literal["day", "week"] = "day"
    counts: Counts = "coding"
    custom_title: Name | None = None
    languages: list[Name] = []
    editors: list[Name] = []
    projects: list[Name] = []
    categories: list[Name] = []
    ignore_days: list[Weekday] = []
    ignore_zero_days: bool = False
    improve_by_percent: Percent | None = None
    is_enabled: bool = True
    is_inverse: bool = False
    is_snoozed: bool = False
    is_tweeting: bool = False
    snooze_until: str | None = None
    subscribers: list[dict[str, Any]] = []


class GoalChange(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What of a goal is to change; what is absent stays."""

    seconds: Seconds | msgspec.UnsetType = msgspec.UNSET
    delta: Literal["day", "week"] | msgspec.UnsetType = msgspec.UNSET
    counts: Counts | msgspec.UnsetType = msgspec.UNSET
    custom_title: Name | msgspec.UnsetType | None = msgspec.UNSET
    languages: list[Name] | msgspec.UnsetType = msgspec.UNSET
    editors: list[Name] | msgspec.UnsetType = msgspec.UNSET
    projects: list[Name] | msgspec.UnsetType = msgspec.UNSET
    categories: list[Name] | msgspec.UnsetType = msgspec.UNSET
    ignore_days: list[Weekday] | msgspec.UnsetType = msgspec.UNSET
    ignore_zero_days: bool | msgspec.UnsetType = msgspec.UNSET
    improve_by_percent: Percent | msgspec.UnsetType | None = msgspec.UNSET
    is_enabled: bool | msgspec.UnsetType = msgspec.UNSET
    is_inverse: bool | msgspec.UnsetType = msgspec.UNSET
    is_snoozed: bool | msgspec.UnsetType = msgspec.UNSET
    is_tweeting: bool | msgspec.UnsetType = msgspec.UNSET
    snooze_until: str | msgspec.UnsetType | None = msgspec.UNSET
    subscribers: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET


class Goal(GoalIn, kw_only=True):
    """A stored goal; times are ISO text, `modified_at` None until it is changed."""

    id: str
    created_at: str
    modified_at: str | None = None


class Goals:
    """The goals of one datastore, in its records."""

    def __init__(self, db: Datastore, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def all(self) -> list[Goal]:
        """Every goal, oldest first."""
        stored = (msgspec.convert(value, Goal) for value in self._db.records.all(KIND).values())
        return sorted(stored, key=lambda goal: (goal.created_at, goal.id))

    def get(self, goal_id: str) -> Goal:
        """One goal. Raises NotFound."""
        stored = self._db.records.get(KIND, goal_id)
        if stored is None:
            raise NotFound("NoSuchGoal", f"There is no goal {goal_id[:60]}")
        return msgspec.convert(stored, Goal)

    def create(self, wanted: GoalIn) -> Goal:
        """Store a new goal."""
        goal = Goal(**msgspec.structs.asdict(wanted), id=str(uuid.uuid4()), created_at=self._now())
        return self._put(goal)

    def put(self, goal_id: str, wanted: GoalIn) -> Goal:
        """Store a goal under an id: how one that was deleted comes back. Raises BadRequest for an id that is none."""
        if not _ID.fullmatch(goal_id):
            raise BadRequest("InvalidGoal", f"{goal_id[:60]!r} is no id of a goal: it has to be a UUID")
        stored = self._db.records.get(KIND, goal_id)
        created = self._now() if stored is None else msgspec.convert(stored, Goal).created_at
        modified = None if stored is None else self._now()
        return self._put(Goal(**msgspec.structs.asdict(wanted), id=goal_id, created_at=created, modified_at=modified))

    def change(self, goal_id: str, changes: GoalChange) -> Goal:
        """Change what is named. Raises NotFound, and BadRequest if nothing is."""
        named = {key: value for key, value in msgspec.structs.asdict(changes).items() if value is not msgspec.UNSET}
        if not named:
            raise BadRequest("NothingToChange", "Name what is to change about the goal")
        return self._put(msgspec.structs.replace(self.get(goal_id), **named, modified_at=self._now()))

    def delete(self, goal_id: str) -> None:
        """Forget a goal. Raises NotFound."""
        if not self._db.records.delete(KIND, goal_id):
            raise NotFound("NoSuchGoal", f"There is no goal {goal_id[:60]}")

    def _put(self, goal: Goal) -> Goal:
        self._db.records.put(KIND, goal.id, msgspec.to_builtins(goal))
        return goal

    def _now(self) -> str:
        return isoformat_us(self._clock.wall_us())
