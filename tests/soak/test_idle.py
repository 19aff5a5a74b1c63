"""Ten idle minutes of the whole desktop program: what the four processes cost."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import psutil

from aw_qt.firststart import remember, state_path
from tests.support.desktop import Desktop
from tests.support.programs import free_port, port_is_free, program, program_env, request, survivors
from tests.support.wait import wait_until
from tests.support.weight import weigh

MINUTES = float(os.environ.get("AW_SOAK_MINUTES", "10"))
SETTLE = 45.0
MODULES = ("aw_server", "aw_watcher_afk", "aw_watcher_window")


def test_ten_idle_minutes(desktop: Desktop) -> None:
    """Prints the figures per process; holds that the same four processes live throughout."""
    port = free_port()
    config = Path(os.environ["HOME"]) / ".config/activitywatch/aw-server/aw-server.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f"[server]\nport = {port}\n")
    # The first start opens a page in the browser, which is not what is measured here.
    remember(state_path(testing=False))
    desktop.window("an idle window")
    tray = desktop.run([*program("aw-qt")], env=program_env())
    try:
        wait_until(lambda: _filled(port), 40, "both buckets to fill")
        processes = {"aw-qt": tray.pid, **_modules(tray.pid)}
        time.sleep(SETTLE)
        before = {name: weigh(pid) for name, pid in processes.items()}
        time.sleep(MINUTES * 60)
        after = {name: weigh(pid) for name, pid in processes.items()}
        assert {"aw-qt": tray.pid, **_modules(tray.pid)} == processes, "a process was restarted while idle"
    finally:
        tray.send_signal(signal.SIGTERM)
        tray.wait(30)
    assert survivors(list(processes.values())) == []
    assert port_is_free(port)
    seconds = MINUTES * 60
    table = {
        name: {
            "wakeups_per_s": round((after[name].wakeups - before[name].wakeups) / seconds, 3),
            "cpu_s_per_8h": round((after[name].cpu - before[name].cpu) / seconds * 8 * 3600, 2),
            "rss_mb": round(after[name].rss, 1),
            "pss_mb": round(after[name].pss, 1),
        }
        for name in processes
    }
    total = {key: round(sum(row[key] for row in table.values()), 2) for key in next(iter(table.values()))}
    print(f"\nidle for {MINUTES:g} minutes:", json.dumps({**table, "all four": total}, indent=1))


def _modules(tray: int) -> dict[str, int]:
    found = {}
    for child in psutil.Process(tray).children(recursive=True):
        for name in MODULES:
            if any(part.replace("-", "_").endswith(name) for part in child.cmdline()[:4]):
                found[name.replace("_", "-")] = child.pid
    assert len(found) == len(MODULES), found
    return found


def _filled(port: int) -> bool:
    try:
        buckets = request(f"http://127.0.0.1:{port}/api/0/buckets/").json
    except OSError:
        return False
    return {name.split("_")[0] for name, bucket in buckets.items() if bucket.get("last_updated")} >= {
        "aw-watcher-afk",
        "aw-watcher-window",
    }
