"""Figures for the chart of an embed: what is drawn and no more, whole minutes instead of seconds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from aw_server.compat.rescuetime.parameters import Question
from aw_server.compat.rescuetime.tables import Row
from aw_server.embeds import Embed, View

MOST_BARS: Final = 12
MOST_SERIES: Final = 6
REST: Final = "Everything else"
LEVELS: Final = {
    2: "Very productive",
    1: "Productive",
    0: "Neutral",
    -1: "Distracting",
    -2: "Very distracting",
}


def question_of(view: View, today: date, form: str = "json") -> Question:
    """The question of a view, asked on a day."""
    first, last = _days(view.period, today)
    return Question(
        perspective=view.perspective,
        resolution=view.resolution,
        kind=view.kind,
        first=first,
        last=last,
        format=form,
        project=view.project,
        thing=view.thing,
        thingy=view.thingy,
        search=tuple(view.search.casefold().split()),
    )


def chart(embed: Embed, headers: Sequence[str], rows: Sequence[Row], question: Question) -> dict[str, Any]:
    """A title, series with their levels (None: no productivity), and points with one value for each series.

    The unit is minutes, or percent of efficiency. Points of an interval are its buckets, others are names.
    """
    about = {"title": embed.key.name, "first": question.first.isoformat(), "last": question.last.isoformat()}
    if _is_efficiency(question):
        points = [{"label": str(row[0]), "values": [row[-1]]} for row in rows]
        return about | {"unit": "percent", "series": [{"name": "Efficiency", "level": None}], "points": points}
    name_at = 2 if question.perspective == "member" else 3
    named = [(row[0], _name(headers, row, name_at), row[1], _level(headers, row)) for row in rows]
    if question.perspective == "interval":
        return about | {"unit": "minutes", **_columns(named)}
    return about | {"unit": "minutes", **_bars(named)}


def _is_efficiency(question: Question) -> bool:
    """Whether the figures are percent, not time."""
    return question.kind == "efficiency" and not question.thing


_Named = tuple[Any, str, int, int | None]


def _bars(named: Sequence[_Named]) -> dict[str, Any]:
    points = [
        {"label": name, "level": level, "values": [_minutes(seconds)]} for _, name, seconds, level in named[:MOST_BARS]
    ]
    rest = sum(seconds for _, _, seconds, _ in named[MOST_BARS:])
    if rest:
        points.append({"label": REST, "level": None, "values": [_minutes(rest)]})
    return {"series": [{"name": "Time", "level": None}], "points": points}


def _columns(named: Sequence[_Named]) -> dict[str, Any]:
    totals: dict[str, int] = defaultdict(int)
    levels: dict[str, int | None] = {}
    for _, name, seconds, level in named:
        totals[name] += seconds
        levels[name] = level
    top = sorted(totals, key=lambda name: (-totals[name], name))[:MOST_SERIES]
    if all(name in LEVELS.values() for name in top):
        # From best to worst, as people look for them.
        top = [name for name in LEVELS.values() if name in top]
    series = [*top, REST] if len(totals) > len(top) else top
    at = {name: number for number, name in enumerate(series)}
    points: dict[str, list[int]] = {}
    for label, name, seconds, _ in named:
        values = points.setdefault(label, [0] * len(series))
        values[at.get(name, len(series) - 1)] += seconds
    return {
        "series": [{"name": name, "level": levels.get(name)} for name in series],
        "points": [{"label": label, "values": list(map(_minutes, values))} for label, values in points.items()],
    }


def _name(headers: Sequence[str], row: Row, at: int) -> str:
    if headers[at] == "Productivity":
        return LEVELS[row[at]]
    if "Document" in headers:
        return f"{row[at + 1]} ({row[at]})"
    return str(row[at])


def _level(headers: Sequence[str], row: Row) -> int | None:
    level = row[headers.index("Productivity")] if "Productivity" in headers else None
    return level if isinstance(level, int) else None


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60


def _days(period: str, today: date) -> tuple[date, date]:
    """The first and the last day of a period that is counted from today."""
    if period == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    if period == "month":
        return today.replace(day=1), today
    back = {
        "today": 0,
        "week": (today.weekday() + 1) % 7,
        "last_7_days": 6,
        "last_30_days": 29,
        "year": 364,
    }
    return today - timedelta(days=back[period]), today
