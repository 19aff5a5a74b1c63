"""`aw-cli webhooks`: requests and sentences."""

from __future__ import annotations

from typing import Any

from aw_cli.webhooks import describe
from tests.aw_cli.conftest import Run, sentence
from tests.aw_client.fake_server import FakeServer

HOOK: dict[str, Any] = {
    "id": "5f0c",
    "url": "https://example.org/h",
    "enabled": False,
    "events": ["day"],
    "waiting": 0,
    "last": None,
    "last_event": None,
    "last_result": None,
}


def test_the_list(run: Run, fake: FakeServer) -> None:
    assert "nothing leaves" in describe([])[0]
    told = HOOK | {"enabled": True, "waiting": 2, "last": "2024", "last_event": "day", "last_result": "500 Oh"}
    fake.answer = lambda asked: (200, [HOOK, told])
    first, second = run("webhooks").stdout.splitlines()
    assert first == "5f0c  off  https://example.org/h  day  nothing sent yet"
    assert second == "5f0c  on   https://example.org/h  day  day: 500 Oh, 2 waiting"


def test_naming_an_address_prints_the_secret_alone(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, HOOK | {"secret": "whsec_1"})
    done = run("webhooks", "create", "https://example.org/h")
    assert done.stdout == "whsec_1\n"
    assert "aw-cli webhooks on 5f0c" in done.stderr
    (asked,) = fake.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/api/0/webhooks", {"url": "https://example.org/h"})


def test_on_off_and_forgotten(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, HOOK)
    assert "is told" in run("webhooks", "on", "5f/0c").stdout
    assert "any more" in run("webhooks", "off", "5f0c").stdout
    assert run("webhooks", "delete", "5f0c").exit_code == 0
    assert [(asked.method, asked.path, asked.body) for asked in fake.asked] == [
        ("PATCH", "/api/0/webhooks/5f%2F0c", {"enabled": True}),
        ("PATCH", "/api/0/webhooks/5f0c", {"enabled": False}),
        ("DELETE", "/api/0/webhooks/5f0c", {}),
    ]


def test_what_is_told_is_chosen(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, HOOK | {"events": ["goal", "module"], "secret": "whsec_1"})
    assert run("webhooks", "create", "https://example.org/h", "--event", "goal", "--event", "module").exit_code == 0
    said = run("webhooks", "tell", "5f0c", "goal", "module").stdout
    assert said == (
        "https://example.org/h is told which goals were reached, which modules failed, once it is switched on.\n"
    )
    assert run("webhooks", "tell", "5f0c", "gossip").exit_code != 0
    assert [asked.body for asked in fake.asked] == [
        {"url": "https://example.org/h", "events": ["goal", "module"]},
        {"events": ["goal", "module"]},
    ]


def test_trying_it_out(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, {"taken": True, "result": "200 OK"})
    assert run("webhooks", "test", "5f0c").stdout == "The message was taken: 200 OK.\n"
    fake.answer = lambda asked: (200, {"taken": False, "result": "no answer in time"})
    done = run("webhooks", "test", "5f0c")
    assert done.exit_code == 1
    assert "no answer in time" in sentence(done)
