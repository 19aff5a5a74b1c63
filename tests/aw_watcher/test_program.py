"""What a watcher learns from the server before it starts."""

from __future__ import annotations

from aw_client import ActivityWatchClient
from aw_watcher.program import served_settings
from tests.support.programs import LiveServer, free_port


def test_settings_come_from_the_server_when_it_answers(home: object) -> None:
    with LiveServer() as server:
        client = ActivityWatchClient("aw-watcher-demo", host="127.0.0.1", port=server.port)
        assert served_settings(client) == {}
        server.api("settings/watchers.aw-watcher-demo", "POST", {"timeout": 60})
        assert served_settings(client) == {"timeout": 60}
        server.api("settings/watchers.aw-watcher-demo", "POST", ["no", "table"])
        assert served_settings(client) == {}


def test_a_server_that_is_away_stops_no_watcher(home: object) -> None:
    client = ActivityWatchClient("aw-watcher-demo", host="127.0.0.1", port=free_port())
    assert served_settings(client) == {}
