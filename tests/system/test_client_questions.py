"""`aw-client query|report|canonical` and the ready queries, as real programs against a real server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aw_client import ActivityWatchClient
from aw_client.queries import DesktopQueryParams, fullDesktopQuery
from tests.support.programs import LiveServer, program, program_env

pytestmark = pytest.mark.system

START, STOP = "2024-05-01T09:00+00:00", "2024-05-01T10:00+00:00"
WINDOW, AFK, WEB = "aw-watcher-window_box", "aw-watcher-afk_box", "aw-watcher-web-firefox_box"
ROWS: dict[str, list[tuple[int, int, dict[str, Any]]]] = {
    WINDOW: [
        (0, 10, {"app": "Code", "title": "server.py - aurora - Visual Studio Code"}),
        (10, 10, {"app": "firefox", "title": "A film - YouTube — Mozilla Firefox"}),
        (20, 20, {"app": "firefox", "title": "Some page — Mozilla Firefox"}),
        (40, 10, {"app": "Slack", "title": "general | Northwind | Slack"}),
    ],
    AFK: [(0, 15, {"status": "not-afk"}), (15, 25, {"status": "afk"}), (40, 5, {"status": "not-afk"})],
    WEB: [
        (10, 10, {"url": "https://www.youtube.com/watch?v=1", "title": "A film - YouTube", "audible": True}),
        (20, 20, {"url": "https://a.example/x", "title": "Some page", "audible": False}),
    ],
}


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    with LiveServer() as server:
        for bucket, rows in ROWS.items():
            server.api(f"buckets/{bucket}", "POST", {"client": "test", "type": "test", "hostname": "box"})
            events = [
                {"timestamp": f"2024-05-01T09:{at:02}:00+00:00", "duration": 60 * length, "data": data}
                for at, length, data in rows
            ]
            assert server.api(f"buckets/{bucket}/events", "POST", events).status == 200
        yield server


def run(server: LiveServer, *args: str) -> str:
    argv = [*program("aw-client"), "--port", str(server.port), *args, "--start", START, "--stop", STOP]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_report(server: LiveServer) -> None:
    # The film went on until 09:20 with nobody at the keys: sound from the tab in front counts as being there.
    assert run(server, "report", "box").splitlines() == [
        "Top 3 Categories:",
        "Duration  Key",
        "--------  " + "-" * 44,
        "0:10:00   Software Development > Editing & IDEs",
        "0:10:00   Entertainment > Video",
        "0:05:00   Communication & Scheduling > Instant Message",
        "",
        "Top 3 Titles:",
        "Duration  Key",
        "--------  " + "-" * 39,
        "0:10:00   server.py - aurora - Visual Studio Code",
        "0:10:00   A film - YouTube — Mozilla Firefox",
        "0:05:00   general | Northwind | Slack",
        "",
        "Total duration: 0:25:00",
    ]


def test_report_with_the_users_own_rules(server: LiveServer) -> None:
    own = [
        {
            "id": 0,
            "name": ["Mine", 'with "quotes"'],
            "rule": {"type": "regex", "regex": r"aurora\b|\"x\"|\\$"},
            "data": {},
        }
    ]
    assert server.api("settings/classes", "POST", own).status in (200, 201)
    lines = run(server, "report", "box").splitlines()
    assert lines[3] == "0:15:00   Uncategorized"
    assert lines[4] == '0:10:00   Mine > with "quotes"'


def test_canonical(server: LiveServer) -> None:
    lines = run(server, "canonical", "box", "--timezone", "Asia/Tokyo").splitlines()
    assert lines[2:] == [
        "2024-05-01 18:00:00  0:10:00   [Code] server.py - aurora - Visual Studio Code",
        "2024-05-01 18:10:00  0:10:00   [firefox] A film - YouTube — Mozilla Firefox",
        "2024-05-01 18:40:00  0:05:00   [Slack] general | Northwind | Slack",
        "Total duration: 0:25:00",
    ]


def test_query(server: LiveServer, tmp_path: Path) -> None:
    path = tmp_path / "query.txt"
    path.write_text(f'events = query_bucket("{WINDOW}");\nRETURN = limit_events(sort_by_duration(events), 1);\n')
    assert run(server, "query", str(path)).startswith("1 events:\n - Duration: 0:20:00\tData: {'app': 'firefox'")
    (events,) = json.loads(run(server, "query", str(path), "--json"))
    assert events[0]["duration"] == 1200


def test_a_broken_query_is_one_sentence(server: LiveServer, tmp_path: Path) -> None:
    path = tmp_path / "query.txt"
    path.write_text("RETURN = nonsense(1);")
    argv = [*program("aw-client"), "--port", str(server.port), "query", str(path)]
    done = subprocess.run(argv, env=program_env(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("The server refused: ")
    assert "nonsense" in sentence


def test_the_whole_view_has_its_shape(server: LiveServer) -> None:
    client = ActivityWatchClient(port=server.port)
    params = DesktopQueryParams(
        WINDOW,
        AFK,
        always_active_pattern="Some page",
        bid_browsers=[WEB],
        classes=[(["A"], {"type": "regex", "regex": "Slack"})],
    )
    view = client.query(fullDesktopQuery(params), START, STOP)
    assert set(view) == {"events", "window", "browser"}
    assert set(view["window"]) == {"app_events", "title_events", "cat_events", "active_events", "duration"}
    assert set(view["browser"]) == {"domains", "urls", "duration"}
    # "Some page" counts as being there: 10 + 10 + 20 + 5 minutes.
    assert view["window"]["duration"] == 45 * 60
    assert [(e["data"]["$domain"], e["duration"]) for e in view["browser"]["domains"]] == [
        ("a.example", 1200),
        ("youtube.com", 600),
    ]
    assert {tuple(e["data"]["$category"]): e["duration"] for e in view["window"]["cat_events"]} == {
        ("A",): 300,
        ("Uncategorized",): 2400,
    }


def test_only_the_asked_categories(server: LiveServer) -> None:
    client = ActivityWatchClient(port=server.port)
    params = DesktopQueryParams(
        WINDOW, AFK, classes=[(["A"], {"type": "regex", "regex": "Slack"})], filter_classes=[["A"]]
    )
    assert client.query(fullDesktopQuery(params), START, STOP)["window"]["duration"] == 300
