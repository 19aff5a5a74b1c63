"""What docs/your-data.md promises, done: its list of files, its commands, a move by copying."""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_data_dir
from tests.aw_qt.realtray import AFK, SERVER, WINDOW, RealTray
from tests.support.desktop import Desktop
from tests.support.files import contents
from tests.support.programs import ROOT, LiveServer, program, program_env
from tests.support.wait import wait_until
from tests.webui.browsing import event, insert

PAGE = (ROOT / "docs/your-data.md").read_text()

_ON_OCCASION = ("aw-server/backups/", "aw-server/quarantine/", "aw-server/keys/", "aw-server/activitywatch.db.sums")


def events(server: LiveServer, bucket: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.api(f"buckets/{bucket}/events").json
    return [{key: one[key] for key in ("timestamp", "duration", "data")} for one in found]


def curl(line_of: str, server: LiveServer, folder: Path) -> str:
    """Run the page's curl line for that route, on this server."""
    line = next(found for found in re.findall(r"^    (curl .+)$", PAGE, re.M) if line_of in found)
    command = line.replace("http://localhost:5600", server.url)
    done = subprocess.run(
        ["sh", "-c", command.replace("curl", "curl -sS --fail", 1)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_running_desktop_keeps_what_the_page_lists_and_for_its_owner_alone(home: Path, desktop: Desktop) -> None:
    named = re.findall(r"^\| `(aw-[^`]+/[^`]+)` \|", PAGE, re.M)
    assert len(named) > 5
    desktop.window("a window")
    with RealTray(env=desktop.env) as tray:
        tray.wait_running(SERVER, AFK, WINDOW)
        wait_until(lambda: len(tray.api("buckets").json) >= 2, 20, "both buckets")
        assert tray.api(f"modules/{WINDOW}", "POST", {"wanted": False}).status == 200
        wait_until(lambda: (Path(get_data_dir()) / "aw-qt/wishes.json").exists(), 10, "the wish")
        # Some are there a moment later than others, and what is being written has another name for a moment.
        wait_until(lambda: _agrees(named, Path(get_data_dir())), 10, "what is there to be what the page lists")


def _agrees(named: list[str], data: Path) -> bool:
    """AssertionError with what is there and not named, what is named and not there, and what others can read."""
    files = [path for path, _ in contents(data)]
    unknown = []
    for path in files:
        name = path.relative_to(data).as_posix()
        if not any(fnmatch.fnmatch(re.sub("-(wal|shm)$", "", name), pattern) for pattern in named):
            unknown.append(name)
    assert unknown == []
    patterns = {pattern for pattern in named for path in files if fnmatch.fnmatch(str(path), f"*/{pattern}")}
    # Copies, damaged files, keys and sums are there once somebody needed them.
    always = {pattern for pattern in named if not pattern.startswith(_ON_OCCASION)}
    assert always <= patterns, f"named, and not there: {always - patterns}"
    assert [path for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) != 0o600] == []
    return True


@pytest.fixture
def recorded(live_server: LiveServer) -> str:
    """A bucket with two events."""
    now = datetime.now(UTC).replace(microsecond=0)
    window = [event(now, 5, app="Code", title="naïve ☂"), event(now + timedelta(minutes=5), 0, app="firefox", title="")]
    return insert(live_server, "aw-watcher-window", "currentwindow", window)


def test_the_copy_can_be_handed_to_another_computer_also_twice(
    home: Path, live_server: LiveServer, recorded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    curl("/export", live_server, home)
    assert recorded in json.loads((home / "activitywatch.json").read_text())["buckets"]
    before = events(live_server, recorded)
    monkeypatch.setenv("AW_BASE_DIR", str(home / "other"))
    with LiveServer() as other:
        for _ in range(2):
            [words] = re.findall(r"^    aw-cli (import activitywatch.json)$", PAGE, re.M)
            subprocess.run([*program("aw-cli"), *words.split()], cwd=home, env=program_env(), check=True)
            assert events(other, recorded) == before
    assert len(before) == 2


def test_copied_directories_go_on_elsewhere(
    home: Path, live_server: LiveServer, recorded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = events(live_server, recorded)
    live_server.stop()
    shutil.copytree(get_data_dir(), home / "new/data")
    monkeypatch.setenv("AW_BASE_DIR", str(home / "new"))
    with LiveServer() as moved:
        assert events(moved, recorded) == before
