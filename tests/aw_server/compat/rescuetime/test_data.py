"""What the recorded vectors leave open: names, drill-downs, projects, edges of calendars, several devices, sums."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_server.compat.rescuetime.parameters import SPELLINGS
from tests.aw_server.compat.rescuetime.asking import WINDOW, Asker, asker, class_of

DAY = {"restrict_begin": "2026-03-02", "restrict_end": "2026-03-03"}


@pytest.fixture
def ask() -> Iterator[Asker]:
    with asker() as made:
        yield made


def times(rows: list[list[Any]]) -> list[tuple[Any, int]]:
    return [(row[0], row[1]) for row in rows]


def names(rows: list[list[Any]], column: int = 3) -> list[tuple[Any, int]]:
    return [(row[column], row[1]) for row in rows]


def test_a_page_is_called_by_its_site_and_its_document_by_its_title(ask: Asker) -> None:
    ask.api.create_bucket("aw-watcher-web-firefox_box", "web.tab.current", "tests", "box")
    ask.record("2026-03-02T09:00:00", 600, "Firefox", "News — Mozilla Firefox")
    ask.record("2026-03-02T09:10:00", 60, "Editor", "")
    for start, url in (
        ("09:00", "https://www.Example.org:8443/a"),
        ("09:04", "http://user@b.org/"),
        ("09:06", "about:blank"),
    ):
        ask.record(f"2026-03-02T{start}:00", 120, "", "A page", bucket="aw-watcher-web-firefox_box", url=url)
    assert names(ask.rows(**DAY)) == [("Firefox", 360), ("b.org", 120), ("example.org", 120), ("Editor", 60)]
    documents = ask.rows(restrict_kind="document", **DAY)
    assert [(row[3], row[4], row[1]) for row in documents] == [
        ("Firefox", "News — Mozilla Firefox", 240),
        ("b.org", "A page", 120),
        ("example.org", "A page", 120),
        ("Firefox", "A page", 120),
        ("Editor", "No Details", 60),
    ]


def test_levels_of_categories_and_of_single_activities(ask: Asker) -> None:
    ask.api.settings.set(
        "classes",
        [
            class_of("vim", "Work", "Editing", 2, 0),
            {"name": ["Play"], "rule": {"type": "regex", "regex": "^chess$"}, "data": {"score": -1.4}},
        ],
    )
    for minute, app in enumerate(("vim", "chess", "other")):
        ask.record(f"2026-03-02T09:{minute:02}:00", 60, app)
    assert [row[3:] for row in ask.rows(**DAY)] == [
        ["chess", "General Play", -1],
        ["other", "Uncategorized", 0],
        ["vim", "Editing", 2],
    ]
    ask.api.settings.set("rescuetime", {"levels": {"Chess": 2, "vim": -7, "other": True}})
    assert [row[3:] for row in ask.rows(**DAY)] == [
        ["chess", "General Play", 2],
        ["other", "Uncategorized", 0],
        ["vim", "Editing", -2],
    ]


def test_drilling_down(ask: Asker) -> None:
    ask.api.settings.set(
        "classes", [class_of("vim", "Business", "Editing", 2, 0), class_of("word", "Business", "Business", 1, 1)]
    )
    ask.record("2026-03-02T09:00:00", 60, "vim", "a.py")
    ask.record("2026-03-02T09:01:00", 90, "vim", "b.py")
    ask.record("2026-03-02T09:03:00", 30, "word", "letter")
    overview = ask.table(restrict_kind="overview", restrict_thing="Business", **DAY)
    assert overview["row_headers"][3:] == ["Activity", "Category", "Productivity"]
    assert names(overview["rows"]) == [("vim", 150), ("word", 30)]
    # The same name as a category: the kind says which list is meant.
    assert names(ask.rows(restrict_kind="category", restrict_thing="Business", **DAY)) == [("word", 30)]
    activity = ask.table(rt="vim", rk="activity", rb="2026-03-02", re="2026-03-03")
    assert activity["row_headers"][3] == "Activity"
    assert names(activity["rows"]) == [("b.py", 90), ("a.py", 60)]
    assert names(ask.rows(tx="vim", tn="a.py", **DAY)) == [("a.py", 60)]
    assert ask.rows(restrict_thing="vim ", restrict_kind="overview", **DAY) == []
    assert ask.table(restrict_thing="Nothing like it", **DAY)["row_headers"][0] == "Rank"
    assert ask.table(restrict_thingy="a.py", **DAY)["error"] == "# query error"


def test_a_project_is_a_stopwatch_a_category_or_an_editor_s(ask: Asker) -> None:
    ask.api.create_bucket("aw-stopwatch", "general.stopwatch", "tests", "unknown")
    ask.api.create_bucket("editor", "app.editor.activity", "tests", "box")
    ask.api.settings.set("classes", [class_of("vim", "Projects", "House", 2, 0)])
    ask.record("2026-03-02T09:00:00", 600, "vim")
    ask.record("2026-03-02T09:10:00", 600, "other")
    ask.record("2026-03-02T09:05:00", 600, "", bucket="editor", project="tracker", file="a.py")
    assert names(ask.rows(rj="House", **DAY)) == [("vim", 600)]
    assert names(ask.rows(project="tracker", **DAY)) == [("other", 300), ("vim", 300)]
    assert ask.rows(project="nobody's", **DAY) == []
    assert ask.table(project="odd\\", **DAY)["error"] == "# query error"
    stopwatch = Event(
        timestamp=datetime(2026, 3, 2, 9, 8, tzinfo=UTC), duration=240, data={"label": "House", "running": False}
    )
    ask.api.create_events("aw-stopwatch", [stopwatch])
    assert names(ask.rows(restrict_project="House", **DAY)) == [("other", 120), ("vim", 120)]


def test_time_away_does_not_count_unless_wished(ask: Asker) -> None:
    ask.api.create_bucket("afk", "afkstatus", "tests", "box")
    ask.record("2026-03-02T09:00:00", 600, "vim")
    away = Event(timestamp=datetime(2026, 3, 2, 9, tzinfo=UTC), duration=300, data={"status": "not-afk"})
    ask.api.create_events("afk", [away])
    assert names(ask.rows(**DAY)) == [("vim", 300)]
    ask.api.settings.set("rescuetime", {"only_present": False})
    assert names(ask.rows(**DAY)) == [("vim", 600)]


def test_several_devices_count_once_or_each(ask: Asker) -> None:
    ask.api.create_bucket("aw-watcher-window_phone", "currentwindow", "tests", "phone")
    ask.record("2026-03-02T09:00:00", 600, "vim")
    ask.record("2026-03-02T09:05:00", 600, "maps", bucket="aw-watcher-window_phone")
    assert sum(row[1] for row in ask.rows(**DAY)) == 900
    ask.api.settings.set("rescuetime", {"devices": "sum"})
    assert names(ask.rows(**DAY)) == [("maps", 600), ("vim", 600)]


def test_the_owner_is_the_only_member(ask: Asker) -> None:
    ask.api.settings.set("rescuetime", {"name": "Alex", "email": "alex@example.org"})
    ask.record("2026-03-02T09:00:00", 60, "vim")
    assert [row[0] for row in ask.rows(by="member", **DAY)] == ["Alex"]
    for user in ("alex", "ALEX@example.org"):
        assert len(ask.rows(ru=user, **DAY)) == 1
    assert (
        ask.rows(u="Sam", **DAY)
        == ask.rows(group="Team", **DAY)
        == ask.rows(restrict_source_type="mobile", **DAY)
        == []
    )


def test_weeks_begin_on_sunday_and_months_on_the_first(ask: Asker) -> None:
    ask.record("2026-02-28T23:59:00", 120, "vim")
    rows = ask.rows(pv="interval", rs="week", rk="productivity", rb="2026-02-01", re="2026-04-01")
    assert times(rows) == [("2026-02-22T00:00:00", 60), ("2026-03-01T00:00:00", 60)]
    rows = ask.rows(pv="interval", rs="month", rk="productivity", rb="2026-02-01", re="2026-04-01")
    assert times(rows) == [("2026-02-01T00:00:00", 60), ("2026-03-01T00:00:00", 60)]


def test_a_hole_across_midnight_is_closed_on_both_of_its_days(ask: Asker) -> None:
    """What lies on the other day decides what a hole of seconds is: the pages look there, too."""
    ask.record("2026-03-02T23:50:00", 598, "vim")
    ask.record("2026-03-03T00:00:02", 600, "vim")
    for day, seconds in (("2026-03-02", 600), ("2026-03-03", 602)):
        assert sum(row[1] for row in ask.rows(restrict_begin=day, restrict_end=day)) == seconds


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/Berlin", "2025-10-26T00:30:00+00:00", {"02": 7200 - 1800, "03": 1800}),
        ("America/New_York", "2025-03-09T06:30:00+00:00", {"01": 1800, "03": 3600, "04": 1800}),
        ("America/Sao_Paulo", "2025-06-01T12:30:00+00:00", {"09": 1800, "10": 3600, "11": 1800}),
    ],
)
def test_hours_of_the_local_clock(
    monkeypatch: pytest.MonkeyPatch, zone: str, start: str, hours: dict[str, int]
) -> None:
    """A repeated hour keeps one label and may hold two; a skipped one is not there."""
    monkeypatch.setenv("TZ", zone)
    with asker() as ask:
        ask.record(start, 7200, "vim")
        day = start[:10]
        rows = ask.rows(pv="interval", rs="hour", rk="productivity", rb=day, re=day)
    assert {row[0][11:13]: row[1] for row in rows} == hours
    assert all(row[0].startswith(day) and row[0].endswith(":00:00") for row in rows)


def test_today_is_asked_for_without_dates(ask: Asker) -> None:
    ask.record("2026-04-15T09:00:00", 60, "vim")
    ask.record("2026-04-14T09:00:00", 60, "emacs")
    assert names(ask.rows()) == [("vim", 60)]
    assert names(ask.rows(rb="2026-04-14")) == [("emacs", 60), ("vim", 60)]
    assert names(ask.rows(re="2026-04-14")) == [("emacs", 60)]


def test_every_way_of_asking_gives_the_same(ask: Asker) -> None:
    ask.record("2026-03-02T09:00:00", 60, "vim ✓")
    expected = ask.get(DAY).get_data()
    assert expected.isascii()
    both = {"key": ask.key, **DAY}
    assert ask.response(method="POST", data=both).get_data() == expected
    assert ask.response(method="POST", query_string=both).get_data() == expected
    assert ask.response(method="POST", query_string={"key": ask.key}, data=DAY).get_data() == expected
    assert ask.response(query_string={"rtapi_key": ask.key, "via": "pyrt", **DAY}).get_data() == expected
    assert ask.response(query_string={"access_token": ask.key, **DAY}).get_data() == expected
    assert ask.response(query_string=DAY, headers={"Authorization": f"Bearer {ask.key}"}).get_data() == expected
    assert ask.response(query_string={**both, "restrict_thing": "", "anything": "else"}).get_data() == expected
    assert json.loads(ask.response("/has_key", "POST", data={"rtapi_key": ask.key}).get_data())["c"] == [0]
    assert json.loads(ask.response("/has_key", "POST", data={"rtapi_key": "no"}).get_data())["c"] == [1]


def test_a_revoked_key_stops_at_once_and_others_do_not_fit(ask: Asker) -> None:
    listed = ask.api.keys.all("rescuetime")[0]
    assert "error" not in ask.table(**DAY)
    ask.api.keys.revoke(listed.key.id)
    assert ask.table(**DAY)["error"] == "# key not found"
    ask.key = ask.api.keys.create("other", kind="api", scopes=["admin"]).secret
    assert ask.table(**DAY)["error"] == "# key not found"


def test_what_is_recorded_is_seen_by_the_next_question(ask: Asker) -> None:
    assert ask.rows(**DAY) == []
    ask.record("2026-03-02T09:00:00", 60, "vim")
    assert names(ask.rows(**DAY)) == [("vim", 60)]
    ask.api.create_bucket("aw-watcher-window_phone", "currentwindow", "tests", "phone")
    ask.record("2026-03-02T10:00:00", 60, "maps", bucket="aw-watcher-window_phone")
    assert len(ask.rows(**DAY)) == 2
    ask.api.settings.set("classes", [class_of("vim", "Work", "Editing", 2, 0)])
    assert ask.rows(**DAY)[1][4] == "Editing"


# Something else than without it, and what it needs besides.
TELLING: dict[str, tuple[str, dict[str, str]]] = {
    "operation": ("update", {}),
    "version": ("1", {}),
    "perspective": ("interval", {}),
    "resolution_time": ("day", {"perspective": "interval"}),
    "restrict_group": ("Team", {}),
    "restrict_user": ("Sam", {}),
    "restrict_begin": ("2026-03-02", {}),
    "restrict_end": ("2026-03-03", {"restrict_begin": "2026-03-02"}),
    "restrict_kind": ("category", {}),
    "restrict_project": ("House", {}),
    "restrict_thing": ("vim", {}),
    "restrict_thingy": ("a.py", {"restrict_thing": "vim"}),
    "restrict_source_type": ("offline", {}),
    "format": ("csv", {}),
}


def test_every_parameter_is_read_under_each_of_its_names(ask: Asker) -> None:
    assert TELLING.keys() == SPELLINGS.keys()
    for day in ("2026-03-02", "2026-03-03", "2026-04-15"):
        ask.record(f"{day}T09:00:00", 60, "vim", "a.py")
        ask.record(f"{day}T10:00:00", 90, "vim", "b.py")
    for name, spellings in SPELLINGS.items():
        value, besides = TELLING[name]
        given = {"key": ask.key, **besides}
        without = ask.response(query_string=given).get_data()
        told = {word: ask.response(query_string={**given, word: value}).get_data() for word in spellings}
        assert len(set(told.values())) == 1, (name, told)
        assert told[name] != without, name


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 3 * 86_400_000), st.integers(1, 5_000_000), st.sampled_from("abcde"), st.sampled_from("xyz")
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_all_tables_add_up_to_the_same(recorded: list[tuple[int, int, str, str]]) -> None:
    """And so do queries and the bounded hours, whatever overlaps there are."""
    with asker() as ask:
        ask.api.settings.set(
            "classes", [class_of(app, "O" + app, "C" + app, number - 2, number) for number, app in enumerate("abc")]
        )
        base = datetime(2026, 3, 2, tzinfo=UTC)
        ask.api.create_events(
            WINDOW,
            [
                Event(
                    timestamp=base + timedelta(milliseconds=start),
                    duration=length / 1000,
                    data={"app": app, "title": title},
                )
                for start, length, app, title in recorded
            ],
        )
        period = {"rb": "2026-03-02", "re": "2026-03-06"}
        totals = {
            sum(row[1] for row in ask.rows(pv=perspective, rs=resolution, rk=kind, **period))
            for perspective, kinds in (
                ("rank", ("activity", "category", "overview", "document", "productivity")),
                ("interval", ("activity", "productivity", "efficiency", "document")),
                ("member", ("activity", "efficiency")),
            )
            for kind in kinds
            for resolution in ("hour", "minute", "day")
        }
        query = [f'RETURN = sum_durations(flood(resolve_overlaps(query_bucket("{WINDOW}"))));']
        [seconds] = json.loads(
            ask.api.queries.document("", query, ["2026-03-02T00:00:00+00:00/2026-03-06T00:00:00+00:00"])
        )
        assert len(totals) == 1
        assert abs(totals.pop() - seconds) <= 0.5
        for resolution, most in (("hour", 3600), ("minute", 300)):
            rows = ask.rows(pv="interval", rs=resolution, rk="activity", **period)
            for label in {row[0] for row in rows}:
                assert sum(row[1] for row in rows if row[0] == label) <= most
