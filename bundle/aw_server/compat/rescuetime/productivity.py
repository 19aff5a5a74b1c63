"""What the Productivity page shows, made of the same tables as `/anapi/data`, so that both agree to the second."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from aw_server.answers import Seen
from aw_server.compat.rescuetime.activities import Activities
from aw_server.compat.rescuetime.options import options_of
from aw_server.compat.rescuetime.parameters import Question
from aw_server.compat.rescuetime.tables import Row, make_table, pulse
from aw_server.compat.rescuetime.taxonomy import UNCATEGORIZED

if TYPE_CHECKING:
    from aw_server.api import ServerAPI
    from aw_server.compat.rescuetime.columns import Stretches

MOST_ACTIVITIES: Final = 200
_LABEL, _SECONDS, _LEVEL = 0, 1, 3


def productivity(api: ServerAPI, first: date, last: date) -> bytes:
    """The answer for local days, both included, as JSON; made anew only if something that it depends on has changed."""
    options = options_of(api.settings)
    choices = repr((options, api.settings.get("always_active_pattern"), api.zones.shown()))

    def make() -> tuple[bytes, list[Seen]]:
        activities = Activities(api, options)
        question = Question("interval", "hour", "activity", first, last, "json")
        shown = shape(activities.stretches(question), options.levels)
        asked = {"first": first.isoformat(), "last": last.isoformat(), "timezones": api.zones.between(first, last)}
        return json.dumps(asked | shown).encode(), activities.seen

    return api.queries.remembered(("productivity", first, last, choices), make)


def shape(stretches: Stretches, own_levels: Mapping[str, int]) -> dict[str, Any]:
    """Pulse, levels, days, hours of the day and activities of stretches that are cut at hours. Pure.

    All times are whole seconds; levels are objects from "-2" … "2" to seconds, those without time left out.
    """
    levels = {row[_LEVEL]: row[_SECONDS] for row in make_table(stretches, "rank", "productivity", "").rows}
    by_day = stretches.relabelled(lambda label: f"{label[:10]}T00:00:00")
    days = _by_label(make_table(by_day, "interval", "productivity", "").rows, 10)
    hours = _by_label((row[0][11:13], *row[1:]) for row in make_table(stretches, "interval", "productivity", "").rows)
    activities = make_table(stretches, "rank", "activity", "").rows
    scored = sum(row[_SECONDS] for row in activities if row[4] != UNCATEGORIZED or row[3].casefold() in own_levels)
    return {
        "pulse": pulse(levels) if levels else None,
        "seconds": sum(levels.values()),
        "scored_seconds": scored,
        "levels": _written(levels),
        "days": [
            {"date": day, "pulse": pulse(found), "seconds": sum(found.values()), "levels": _written(found)}
            for day, found in days.items()
        ],
        "hours": [{"hour": int(hour), "levels": _written(found)} for hour, found in sorted(hours.items())],
        "activities": [
            {
                "name": row[3],
                "category": row[4],
                "level": row[5],
                "seconds": row[_SECONDS],
                "own": row[3].casefold() in own_levels,
            }
            for row in activities[:MOST_ACTIVITIES]
        ],
    }


def _by_label(rows: Iterable[Row | tuple[Any, ...]], length: int | None = None) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        found[row[_LABEL][:length]][row[_LEVEL]] += row[_SECONDS]
    return found


def _written(levels: Mapping[int, int]) -> dict[str, int]:
    return {str(level): levels[level] for level in sorted(levels, reverse=True)}
