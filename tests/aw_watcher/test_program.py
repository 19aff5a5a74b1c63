"""What a watcher learns from the server before it starts."""

from __future__ import annotations

import subprocess
import sys

from aw_client import ActivityWatchClient
from aw_watcher.program import served_settings
from tests.support.programs import LiveServer, free_port, program_env


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


def test_asking_for_settings_loads_no_heavy_library(home: object) -> None:
    ask = (
        "import sys; from aw_client import ActivityWatchClient; from aw_watcher.program import served_settings;"
        "client = ActivityWatchClient('aw-watcher-demo', host='127.0.0.1', port=int(sys.argv[1]));"
        "print(served_settings(client), 'requests' in sys.modules)"
    )
    with LiveServer() as server:
        server.api("settings/watchers.aw-watcher-demo", "POST", {"timeout": 60})
        command = [sys.executable, "-c", ask, str(server.port)]
        done = subprocess.run(command, env=program_env(), capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split("\n")[0] == "{'timeout': 60} False"
