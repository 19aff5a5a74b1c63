"""Time of the other watchers in this guest's terms: on request, once, and only with somebody there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_server.canonical import canonical, devices_of
from aw_server.compat.wakatime.progress import Watched
from aw_server.compat.wakatime.ranges import Days
from tests.aw_server.compat.wakatime.asking import Asking, asking, beat
from tests.aw_server.fakes import FakeClock, memory_api

NOON = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOON) as found:
        found.choose(timezone="UTC", view="everything")
        yield found


def watched(client: Asking, bucket: str, event_type: str, events: list[tuple[float, float, dict[str, Any]]]) -> None:
    path = f"/api/0/buckets/{bucket}"
    client_name = bucket.rpartition("_")[0]
    client.http.post(path, json={"client": client_name, "type": event_type, "hostname": "box"})
    rows = [
        {"timestamp": datetime.fromtimestamp(NOON + start, UTC).isoformat(), "duration": end - start, "data": data}
        for start, end, data in events
    ]
    assert client.http.post(f"{path}/events", json=rows).status_code == 200


def day(client: Asking) -> dict[str, Any]:
    found: dict[str, Any] = client.get("summaries", range="Today")["data"][0]
    return found


def by(items: list[dict[str, Any]]) -> dict[str, float]:
    return {item["name"]: item["total_seconds"] for item in items}


def fill(client: Asking) -> None:
    watched(
        client,
        "aw-watcher-afk_box",
        "afkstatus",
        [(-4000, -1000, {"status": "not-afk"}), (-1000, 0, {"status": "afk"})],
    )
    windows = [
        (-4000, -3000, {"app": "code", "title": "a.py"}),
        (-3000, -2000, {"app": "firefox", "title": "x"}),
        (-2000, -1500, {"app": "Slack", "title": "general"}),
        (-1500, -500, {"app": "mystery-tool", "title": "?"}),
    ]
    watched(client, "aw-watcher-window_box", "currentwindow", windows)
    watched(
        client,
        "aw-watcher-web-firefox_box",
        "web.tab.current",
        [
            (
                -3000,
                -2600,
                {"url": "https://github.com/acme/rocket/pulls", "title": "x", "audible": False, "incognito": False},
            )
        ],
    )
    watched(
        client,
        "aw-watcher-vscode_box",
        "app.editor.activity",
        [(-4000, -3500, {"file": "/p/gamma/x.rs", "project": "gamma", "language": "rust"})],
    )


def test_each_second_once_for_who_knows_most(client: Asking) -> None:
    fill(client)
    client.send([beat(NOON - 3700), beat(NOON - 3200)])
    found = day(client)
    # Heartbeats 500 s, of the editor's watcher what is before them 300 s, the tab 400 s, and of the windows the rest,
    # as long as somebody was there.
    assert by(found["editors"]) == {
        "VS Code": 500 + 300,
        "Firefox": 400,
        "code": 200,
        "firefox": 600,
        "Slack": 500,
        "mystery-tool": 500,
    }
    assert found["grand_total"]["total_seconds"] == 3000
    assert by(found["languages"])["Rust"] == 300
    projects = by(found["projects"])
    assert (projects["alpha"], projects["gamma"], projects["acme/rocket"]) == (500, 300, 400)
    categories = by(found["categories"])
    assert categories["Communicating"] == 500
    assert categories["Uncategorized"] >= 500
    stats = client.get("stats/today")["data"]
    assert stats["total_seconds_including_other_language"] == 3000


def test_only_on_request_and_never_in_the_status_bar(client: Asking) -> None:
    fill(client)
    client.send([beat(NOON - 3700), beat(NOON - 3200)])
    assert client.get("status_bar/today")["data"]["grand_total"]["total_seconds"] == 500
    client.choose(timezone="UTC")
    assert day(client)["grand_total"]["total_seconds"] == 500


def test_somebody_who_has_only_watchers(client: Asking) -> None:
    fill(client)
    assert day(client)["grand_total"]["total_seconds"] == 3000
    data = client.get("all_time_since_today")["data"]
    assert (data["total_seconds"], data["range"]["start_date"]) == (3000, "2024-03-08")
    listed = client.get("durations", date="today", slice_by="editor")["data"]
    assert sum(row["duration"] for row in listed) == 3000
    # What is recorded later counts at once.
    watched(client, "aw-watcher-afk_box", "afkstatus", [(-950, -900, {"status": "not-afk"})])
    assert day(client)["grand_total"]["total_seconds"] == 3050


def test_rules_of_ones_own_name_the_time(client: Asking) -> None:
    fill(client)
    rules = [{"name": ["Work", "Mystery"], "rule": {"type": "regex", "regex": "mystery"}}]
    client.api.set_setting("classes", rules)
    found = day(client)
    assert by(found["projects"])["Work > Mystery"] == 500
    assert by(found["categories"])["Work"] == 500


def test_without_a_watcher_of_presence_all_of_it_counts(client: Asking) -> None:
    watched(client, "aw-watcher-window_box", "currentwindow", [(-600, -100, {"app": "x", "title": ""})])
    assert day(client)["grand_total"]["total_seconds"] == 500


def test_what_was_entered_by_hand_counts_and_the_stopwatch_does_not(client: Asking) -> None:
    fill(client)
    watched(client, "aw-stopwatch_box", "general.stopwatch", [(-900, -100, {"label": "Reading", "running": False})])
    assert day(client)["grand_total"]["total_seconds"] == 3000
    entered = {"label": "Call", "running": False, "entered": "by hand", "project": "gamma"}
    watched(client, "aw-manual_box", "general.stopwatch", [(-1100, -800, entered)])
    found = day(client)
    assert found["grand_total"]["total_seconds"] == 3200
    assert (by(found["editors"])["Call"], by(found["projects"])["gamma"]) == (300, 800)
    about = {"client": "aw-server", "type": "currentwindow", "hostname": "offline"}
    client.http.post("/api/0/buckets/aw-manual_offline", json=about)
    watched(client, "aw-manual_offline", "currentwindow", [(-850, -700, {"app": "Walk", "title": "", "manual": True})])
    found = day(client)
    assert found["grand_total"]["total_seconds"] == 3300
    assert by(found["machines"]) == {"box": 3200, "offline": 100}


# -- the same as on the pages ----------------------------------------------------------------------------------------

MOMENT = st.one_of(
    st.integers(-3_600_000, 86_400_000 + 3_600_000),
    st.builds(lambda edge, by: edge * 86_400_000 + by * 250, st.integers(0, 1), st.integers(-80, 80)),
)
LENGTH = st.one_of(st.integers(0, 20_000), st.integers(1, 9_000_000))
SPANS = st.lists(st.tuples(MOMENT, LENGTH, st.sampled_from(["vim", "firefox", "chess", "other"])), max_size=8)
CLASSES = [
    {"id": 0, "name": ["Work", "Editing"], "rule": {"type": "regex", "regex": "vim|[.]py"}},
    {"id": 1, "name": ["Play"], "rule": {"type": "regex", "regex": "chess"}},
    {"id": 2, "name": ["Learning", "Docs"], "rule": {"type": "regex", "regex": "docs"}},
]
KINDS: dict[str, tuple[str, str, Callable[[str], dict[str, Any]]]] = {
    "aw-watcher-window_box": ("currentwindow", "box", lambda app: {"app": app, "title": app}),
    "aw-watcher-window_phone": ("currentwindow", "phone", lambda app: {"app": app, "title": ""}),
    "aw-manual_offline": ("currentwindow", "offline", lambda app: {"app": app, "title": "", "manual": True}),
    "aw-manual_box": ("general.stopwatch", "box", lambda app: {"label": app, "entered": "by hand"}),
    "aw-stopwatch": ("general.stopwatch", "unknown", lambda app: {"label": app}),
    "aw-watcher-web-firefox": (
        "web.tab.current",
        "unknown",
        lambda app: {"url": f"https://{app}.docs.org/", "audible": app == "vim"},
    ),
    "aw-watcher-vim_box": ("app.editor.activity", "box", lambda app: {"file": f"/{app}.py", "project": app}),
    "aw-watcher-code_phone": ("app.editor.activity", "phone", lambda app: {"file": f"/{app}.c", "project": app}),
}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries(dict.fromkeys(KINDS, SPANS)), st.none() | SPANS)
def test_each_microsecond_is_that_of_the_pages(recorded: dict[str, list[Any]], present: list[Any] | None) -> None:
    start = datetime(2024, 3, 6, tzinfo=UTC)
    with memory_api(FakeClock(to_us(datetime(2024, 3, 8, tzinfo=UTC)))) as api:
        api.settings.set("classes", CLASSES)
        api.settings.set("wakatime", {"timezone": "UTC"})
        rows = {name: (*KINDS[name][:2], [(at, n, KINDS[name][2](app)) for at, n, app in spans])
                for name, spans in recorded.items()}  # fmt: skip
        if present is not None:
            rows["aw-watcher-afk_box"] = ("afkstatus", "box", [(at, n, {"status": "not-afk"}) for at, n, _ in present])
        for name, (kind, host, own) in rows.items():
            api.create_bucket(name, kind, "tests", host)
            events = [
                Event(timestamp=start + timedelta(milliseconds=at), duration=n / 1000, data=data) for at, n, data in own
            ]
            if events:
                api.create_events(name, events)
        end = start + timedelta(days=1)
        lines = [
            *canonical(devices_of(api.db.buckets())),
            f'events = cut(events, "{start.isoformat()}", "{end.isoformat()}");',
            'RETURN = merge_events_by_keys(events, ["$category"]);',
        ]
        around = f"{(start - timedelta(hours=1)).isoformat()}/{(end + timedelta(hours=1)).isoformat()}"
        [shown] = api.queries.values("", lines, [around])
        wanted = {tuple(event.data["$category"]): event.duration_us for event in shown if event.duration_us}
        found: dict[tuple[str, ...], int] = defaultdict(int)
        for fact, us in Watched(api).activity(Days(start.date(), start.date()), everything=True).by_fact():
            found[fact.path or ("Uncategorized",)] += us
        assert {path: us for path, us in found.items() if us} == wanted
