"""`aw-cli modules`: what it prints and what it sends."""

from __future__ import annotations

from typing import Any

import pytest

from aw_cli.modules import describe
from tests.aw_cli.conftest import Run
from tests.aw_client.fake_server import FakeServer

SUPERVISED = {
    "supervised": True,
    "supervisor": {"pid": 5, "version": "0.14.0"},
    "modules": [
        {
            "name": "aw-server",
            "state": "running",
            "wanted": True,
            "location": "bundled",
            "pid": 12,
            "since": "2026-05-01T09:00:00+00:00",
            "reason": None,
            "restarts": 0,
        },
        {
            "name": "aw-watcher-x",
            "state": "failed",
            "wanted": False,
            "location": "system",
            "pid": None,
            "since": None,
            "reason": "ended with 1",
            "restarts": 3,
        },
    ],
    "seen": "2026-05-01T09:00:00+00:00",
    "receipts": {},
}


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Any:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_table(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, SUPERVISED)
    assert run("modules").output.splitlines() == [
        "module        state    wanted  since             pid  note",
        "aw-server     running  yes     2026-05-01 09:00  12",
        "aw-watcher-x  failed   no                             ended with 1, restarted 3 times, found on the system",
    ]


def test_without_a_tray_the_last_data_of_each_client_is_told() -> None:
    receipts = {"b": {"last": None, "age": 3700}, "a": {"last": None, "age": 1.9}, "c": {"last": None, "age": 200000}}
    assert describe({"supervised": False, "modules": [], "receipts": receipts}) == [
        "No tray supervises the modules; what was started by hand is not listed.",
        "Last data of a: 1 second ago.",
        "Last data of b: 1 hour ago.",
        "Last data of c: 2 days ago.",
    ]


@pytest.mark.parametrize(
    ("verb", "body"), [("enable", {"wanted": True}), ("disable", {"wanted": False}), ("restart", {"action": "restart"})]
)
def test_wishes(run: Run, fake: FakeServer, verb: str, body: Any) -> None:
    shown = run("modules", verb, "aw-watcher-afk")
    assert shown.exit_code == 0
    assert shown.output.startswith("aw-watcher-afk is to ")
    (asked,) = fake.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/api/0/modules/aw-watcher-afk", body)
