"""What the Productivity page gets: the figures of the tables, to the second."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.compat.rescuetime.tables import pulse
from aw_server.config import ServerSettings
from aw_server.server import create_app
from tests.aw_server.compat.rescuetime.asking import asker, class_of

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)
SPAN = {"restrict_begin": "2026-03-02", "restrict_end": "2026-03-05"}
STRETCH = st.tuples(
    st.integers(0, 3 * 86_400_000), st.integers(1, 30_000_000), st.sampled_from(["vim", "chess", "mail", "x"])
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STRETCH, max_size=12))
def test_all_figures_are_those_of_the_tables(stretches: list[tuple[int, int, str]]) -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    with asker() as ask:
        ask.api.settings.set(
            "classes", [class_of("vim", "Business", "Editing", 2, 0), class_of("mail", "Business", "Mail", 1, 1)]
        )
        ask.api.settings.set("rescuetime", {"levels": {"chess": -2}})
        for begin, length, app in stretches:
            ask.record((start + timedelta(milliseconds=begin)).isoformat(), length / 1000, app)
        found: dict[str, Any] = json.loads(ask.api.get_productivity(FIRST, LAST))
        levels = {str(row[3]): row[1] for row in ask.rows(restrict_kind="productivity", **SPAN)}
        assert found["levels"] == levels
        assert found["seconds"] == sum(levels.values())
        assert found["pulse"] == (pulse({int(level): count for level, count in levels.items()}) if levels else None)
        rows = [(row[3], row[4], row[5], row[1]) for row in ask.rows(**SPAN)]
        shown = [(one["name"], one["category"], one["level"], one["seconds"]) for one in found["activities"]]
        assert shown == rows
        assert {one["name"] for one in found["activities"] if one["own"]} <= {"chess"}
        days: dict[str, dict[str, int]] = defaultdict(dict)
        for row in ask.rows(perspective="interval", resolution_time="day", restrict_kind="productivity", **SPAN):
            days[row[0][:10]][str(row[3])] = row[1]
        assert {day["date"]: day["levels"] for day in found["days"]} == days
        hours: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in ask.rows(perspective="interval", resolution_time="hour", restrict_kind="productivity", **SPAN):
            hours[int(row[0][11:13])][str(row[3])] += row[1]
        assert {hour["hour"]: hour["levels"] for hour in found["hours"]} == hours
        assert found["scored_seconds"] == sum(row[1] for row in ask.rows(**SPAN) if row[3] != "x")


def test_the_zones_of_the_days_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    with asker() as ask:
        found = json.loads(ask.api.get_productivity(FIRST, LAST))
        assert (found["first"], found["last"], found["timezones"]) == ("2026-03-02", "2026-03-04", ["Asia/Tokyo"])


def test_levels_of_ones_own_show_at_once() -> None:
    with asker() as ask:
        ask.record("2026-03-02T09:00:00", 60, "x")
        before = json.loads(ask.api.get_productivity(FIRST, LAST))
        ask.api.settings.set("rescuetime", {"levels": {"X": 2}})
        after = json.loads(ask.api.get_productivity(FIRST, LAST))
        assert [(one["pulse"], one["scored_seconds"]) for one in (before, after)] == [(50, 0), (100, 60)]
        assert after["activities"][0]["own"] is True


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("first=2026-03-02&last=2026-03-02", 200),
        ("first=2026-03-03&last=2026-03-02", 400),
        ("first=1960-01-01&last=2026-03-02", 400),
        ("first=x", 400),
        ("first=", 400),
        ("first=2000-01-01", 400),
    ],
)
def test_over_http(query: str, status: int) -> None:
    app = create_app(ServerSettings(), Datastore(MemoryStorage, testing=False))
    try:
        assert app.test_client().get(f"/api/0/productivity?{query}").status_code == status
    finally:
        app.api.close()
        app.api.db.close()
