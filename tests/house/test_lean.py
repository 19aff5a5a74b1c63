"""What an idle program must not carry: libraries that cost megabytes and serve only rare moments (decision 0017)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.programs import program_env

OPENSSL = ["ssl", "_ssl", "hashlib", "_hashlib", "hmac", "secrets"]
HTTP = ["http.client", "email", "requests", "urllib3", "urllib.request"]
SETTINGS = ["tomlkit", "configparser", "jsonschema"]
BANNED = {
    "aw_watcher_afk.main, aw_watcher_afk.backends.x11_sync": [*OPENSSL, *HTTP, *SETTINGS, "click", "peewee", "numpy"],
    "aw_watcher_window.main, aw_watcher_window.backends.x11": [*OPENSSL, *HTTP, *SETTINGS, "click", "peewee", "numpy"],
    "aw_qt.main": [*OPENSSL, *HTTP, *SETTINGS, "PyQt5", "psutil", "numpy"],
    "aw_datastore": [*HTTP, "ssl", "numpy", "psycopg", "psycopg2", "pymongo", "bson"],
    "aw_server.main": [*HTTP, *SETTINGS, "ssl", "numpy", "flask", "psutil"],
}


@pytest.mark.parametrize("program", BANNED)
def test_nothing_heavy_is_loaded_at_start(program: str) -> None:
    script = f"import sys, {program}; print(*sorted({set(BANNED[program])!r} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", script], env=program_env(), check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout.split() == []
