"""What webhooks tell of a day: how long, and in which applications; no title, no address, no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aw_server.api_day import day_of, start_of_day

if TYPE_CHECKING:
    from aw_server.api import ServerAPI


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
