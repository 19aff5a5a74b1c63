"""The daily summary: each of the last fourteen days in numbers, as it was when it was first asked for after its end.

A day that is over keeps its numbers in the records, so that later changes of categories leave it alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from aw_server.compat.rescuetime.activities import Activities
from aw_server.compat.rescuetime.call import Call
from aw_server.compat.rescuetime.parameters import Question
from aw_server.compat.rescuetime.tables import make_table, pulse

KIND: Final = "rescuetime.days"
SHOWN: Final = 14
_SECONDS: Final = 1
_LEVELS: Final = {2: "very_productive", 1: "productive", 0: "neutral", -1: "distracting", -2: "very_distracting"}
_OVERVIEWS: Final[Mapping[str, str]] = {
    "uncategorized": "Uncategorized",
    "business": "Business",
    "communication_and_scheduling": "Communication & Scheduling",
    "social_networking": "Social Networking",
    "design_and_composition": "Design & Composition",
    "entertainment": "Entertainment",
    "news": "News & Opinion",
    "software_development": "Software Development",
    "reference_and_learning": "Reference & Learning",
    "shopping": "Shopping",
    "utilities": "Utilities",
}
_IDS_ZONE: Final = "America/Los_Angeles"


def feed(call: Call) -> list[dict[str, Any]]:
    """One object for each day with time in it, newest first, today left out."""
    days = [call.today - timedelta(days=back) for back in range(1, SHOWN + 1)]
    kept: dict[str, dict[str, Any]] = call.api.db.records.all(KIND)
    missing = [day for day in days if day.isoformat() not in kept]
    found = _computed(call, missing) if missing else {}
    with call.api.db.transaction():
        for day, summary in found.items():
            call.api.db.records.put(KIND, day, summary)
        for day in kept.keys() - {day.isoformat() for day in days}:
            call.api.db.records.delete(KIND, day)
    both = kept | found
    return [both[day.isoformat()] for day in days if day.isoformat() in both]


def summary(day: date, levels: Mapping[int, int], overviews: Mapping[str, int]) -> dict[str, Any]:
    """The object of a day, from its seconds by level and by overview. Pure."""
    total = sum(levels.values())
    seconds = {name: levels.get(level, 0) for level, name in _LEVELS.items()}
    seconds["all_productive"] = seconds["very_productive"] + seconds["productive"]
    seconds["all_distracting"] = seconds["distracting"] + seconds["very_distracting"]
    seconds |= {name: overviews.get(overview, 0) for name, overview in _OVERVIEWS.items()}
    midnight = datetime.combine(day, time(), ZoneInfo(_IDS_ZONE))
    return {
        "id": int(midnight.timestamp()),
        "date": day.isoformat(),
        "productivity_pulse": pulse(levels),
        **{f"{name}_percentage": round(100 * spent / total, 1) if total else 0.0 for name, spent in seconds.items()},
        "total_hours": round(total / 3600, 2),
        **{f"{name}_hours": round(spent / 3600, 2) for name, spent in seconds.items()},
        "total_duration_formatted": duration(total),
        **{f"{name}_duration_formatted": duration(spent) for name, spent in seconds.items()},
    }


def duration(seconds: int) -> str:
    """`12h 12m`, `3h`, `43m 30s`, `41s`, `no time`: from an hour up seconds are cut, parts of nothing left out."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "m"), (0 if hours else rest, "s")]
    return " ".join(f"{number}{unit}" for number, unit in parts if number) or "no time"


def _computed(call: Call, days: list[date]) -> dict[str, dict[str, Any]]:
    activities = Activities(call.api, call.options)
    question = Question("interval", "day", "productivity", min(days), max(days), "json")
    stretches = activities.stretches(question).relabelled(lambda label: label[:10])
    found = {}
    for day in days:
        own = stretches.labelled(day.isoformat())
        levels = {row[3]: row[_SECONDS] for row in make_table(own, "rank", "productivity", "").rows}
        overviews = {row[3]: row[_SECONDS] for row in make_table(own, "rank", "overview", "").rows}
        # A day without anything may still get something, from a history that is taken in.
        if levels:
            found[day.isoformat()] = summary(day, levels, overviews)
    return found
