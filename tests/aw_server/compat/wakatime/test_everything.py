"""Time of the other watchers in this guest's terms: on request, once, and only with somebody there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.aw_server.compat.wakatime.asking import Asking, asking, beat

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
    watched(client, "aw-watcher-afk_box", "afkstatus", [(-1000, -900, {"status": "not-afk"})])
    assert day(client)["grand_total"]["total_seconds"] == 3100


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
