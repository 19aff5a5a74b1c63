"""Time zones of past days, described."""

from __future__ import annotations

from msgspec import Struct

from aw_server.openapi.describe import Answer, Group, Operation


class NotedZone(Struct, rename={"since": "from"}):
    """From this local day on (an ISO date) the computer was in this zone (an IANA name)."""

    since: str
    zone: str


class ZonesAnswer(Struct):
    """The zone of now; and the changes noted so far, oldest first."""

    current: str
    days: list[NotedZone]


_ZONES = {
    "current": "Europe/Berlin",
    "days": [{"from": "2024-05-01", "zone": "Europe/Berlin"}, {"from": "2024-05-09", "zone": "Asia/Tokyo"}],
}

ZONES = Group(
    "Zones",
    "In which time zone each day was lived.",
    {
        "GET /api/0/zones": Operation(
            "Time zones of the computer, by day",
            {200: Answer("A day has the zone that was noted last until then.", ZonesAnswer, _ZONES)},
        )
    },
)
