"""The watcher in docs/writing-a-watcher.md is a complete program: run it, kill it, look at what it recorded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.programs import ROOT, LiveServer, program_env
from tests.support.wait import wait_until

pytestmark = pytest.mark.system


def test_the_watcher_of_the_page_records(home: Path) -> None:
    page = (ROOT / "docs/writing-a-watcher.md").read_text()
    found = re.search(r"```python\n(.*?)```", page, re.S)
    assert found is not None
    with LiveServer("--testing") as server:
        settings = home / ".config/activitywatch/aw-client/aw-client.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f'[server-testing]\nport = "{server.port}"\n[client-testing]\ncommit_interval = 1\n')
        watcher = subprocess.Popen([sys.executable, "-W", "error", "-c", found[1]], env=program_env())
        try:
            (bucket,) = wait_until(lambda: server.api("buckets/").json, what="the bucket")
            assert bucket.startswith("aw-watcher-load_")
            wait_until(
                lambda: any(event["duration"] >= 1 for event in server.api(f"buckets/{bucket}/events").json),
                15,
                "an event that grows",
            )
        finally:
            watcher.kill()
            watcher.wait(30)
