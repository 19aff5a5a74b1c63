"""What a chart shows of a table, and which days a relative period means."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aw_server.compat.rescuetime.charts import MOST_BARS, REST, chart, question_of
from aw_server.embeds import Embed, View
from aw_server.keys import EMBED, Key

TODAY = date(2026, 4, 15)  # a Wednesday
KEY = Key("1", EMBED, "A view", "local", (), 0)


def drawn(view: View, headers: str, rows: list[list[Any]]) -> dict[str, Any]:
    return chart(Embed(KEY, view, False), headers.split(","), rows, question_of(view, TODAY))


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2026-04-15", "2026-04-15"),
        ("yesterday", "2026-04-14", "2026-04-14"),
        ("week", "2026-04-12", "2026-04-15"),
        ("month", "2026-04-01", "2026-04-15"),
        ("last_7_days", "2026-04-09", "2026-04-15"),
        ("last_30_days", "2026-03-17", "2026-04-15"),
        ("year", "2025-04-16", "2026-04-15"),
    ],
)
def test_periods(period: Any, first: str, last: str) -> None:
    question = question_of(View(period=period), TODAY)
    assert (question.first.isoformat(), question.last.isoformat()) == (first, last)


def test_a_week_that_begins_today() -> None:
    assert question_of(View(period="week"), date(2026, 4, 12)).first == date(2026, 4, 12)


def test_bars_and_all_the_rest() -> None:
    rows = [[at, 600 - at, 1, f"app {at}", "Work", 1] for at in range(1, MOST_BARS + 4)]
    shown = drawn(View(), "Rank,T,N,Activity,Category,Productivity", rows)
    assert len(shown["points"]) == MOST_BARS + 1
    assert shown["points"][0] == {"label": "app 1", "level": 1, "values": [10]}
    assert shown["points"][-1] == {"label": REST, "level": None, "values": [29]}


def test_columns_of_levels_from_best_to_worst() -> None:
    view = View(perspective="interval", kind="productivity")
    rows = [["2026-04-14T00:00:00", 1200, 1, -2], ["2026-04-14T00:00:00", 60, 1, 2], ["2026-04-15T00:00:00", 90, 1, 2]]
    shown = drawn(view, "Date,T,N,Productivity", rows)
    assert shown["series"] == [{"name": "Very productive", "level": 2}, {"name": "Very distracting", "level": -2}]
    assert shown["points"] == [
        {"label": "2026-04-14T00:00:00", "values": [1, 20]},
        {"label": "2026-04-15T00:00:00", "values": [2, 0]},
    ]


def test_columns_of_names_and_all_the_rest() -> None:
    rows = [["2026-04-14T00:00:00", 600 * (9 - at), 1, f"Category {at}"] for at in range(8)]
    shown = drawn(View(perspective="interval", kind="category"), "Date,T,N,Category", rows)
    assert [one["name"] for one in shown["series"]] == [*(f"Category {at}" for at in range(6)), REST]
    assert shown["points"] == [{"label": "2026-04-14T00:00:00", "values": [90, 80, 70, 60, 50, 40, 50]}]


def test_documents_members_and_efficiency() -> None:
    documents = drawn(
        View(kind="document"),
        "Rank,T,N,Activity,Document,Category,Productivity",
        [[1, 60, 1, "vim", "a.py", "Work", 2]],
    )
    assert documents["points"] == [{"label": "a.py (vim)", "level": 2, "values": [1]}]
    members = drawn(View(perspective="member", kind="overview"), "Person,T,Category", [["Ada", 60, "Business"]])
    assert members["points"] == [{"label": "Business", "level": None, "values": [1]}]
    view = View(perspective="interval", kind="efficiency")
    found = drawn(view, "Date,T,N,Efficiency (-2:2),Efficiency (percent)", [["2026-04-14T00:00:00", 60, 1, 2.0, 100.0]])
    assert (found["unit"], found["points"]) == ("percent", [{"label": "2026-04-14T00:00:00", "values": [100.0]}])
