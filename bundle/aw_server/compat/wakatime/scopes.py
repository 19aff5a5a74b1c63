"""What applications may be allowed to do, and whom their tokens stand for."""

from __future__ import annotations

from typing import Final

from aw_server.apps import Apps
from aw_server.compat.wakatime.auth import DIMENSION_SCOPES, Identity

SCOPES: Final = (
    "email",
    "read_summaries",
    *(f"read_summaries.{part}" for part in DIMENSION_SCOPES),
    "read_stats",
    "read_stats.best_day",
    *(f"read_stats.{part}" for part in DIMENSION_SCOPES),
    "read_goals",
    "read_orgs",
    "write_orgs",
    "read_private_leaderboards",
    "write_private_leaderboards",
    "read_heartbeats",
    "write_heartbeats",
)
LIFE: Final = {"code": 365 * 86_400, "token": 12 * 3600}
"""How long a token lives, in seconds, by the response type with which it was asked for."""


class AppTokens:
    """The tokens of applications as this guest's identities."""

    def __init__(self, apps: Apps) -> None:
        self._apps = apps

    def identity(self, secret: str, app_secret: str | None) -> Identity | None:
        """Whoever was given this token; where an application's secret comes along, it has to be the right one's."""
        token = self._apps.find(secret)
        app = self._apps.get(token.app) if token is not None else None
        if token is None or app is None or (app_secret is not None and self._apps.prove(app.id, app_secret) is None):
            return None
        return Identity(frozenset(token.scopes), app.name)
