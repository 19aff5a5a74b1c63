"""`aw-cli keys`: requests and sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aw_cli.keys import describe
from aw_core.timestamps import parse_timestamp
from tests.aw_cli.conftest import Run, sentence
from tests.aw_client.fake_server import Asked, FakeServer

KEY: dict[str, Any] = {
    "id": "3f1c09ab",
    "kind": "api",
    "name": "phone",
    "owner": "local",
    "scopes": ["append:a*", "read"],
    "created": "2026-05-01T09:00:00+00:00",
    "expires": None,
    "last_used": None,
}


def test_the_list() -> None:
    now = datetime(2026, 5, 10, tzinfo=UTC)
    assert describe([], now) == ["There are no keys."]
    old = KEY | {"name": "old", "expires": "2026-05-09T00:00:00Z", "last_used": "2026-05-01T12:00:00Z"}
    lines = describe([KEY, old], now)
    assert lines[0].split() == ["id", "kind", "name", "may", "last", "used", "expires"]
    assert lines[1].split() == ["3f1c09ab", "api", "phone", "append:a*,", "read", "never", "never"]
    assert lines[2].endswith("2026-05-01  expired")


def test_creating_prints_the_secret_alone(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, KEY | {"key": "aw_secret"})
    done = run("keys", "create", "phone", "--append", "a*", "--append", "b", "--read", "--days", "2")
    assert done.exit_code == 0
    assert done.stdout == "aw_secret\n"
    assert "3f1c09ab" in done.stderr
    (asked,) = fake.asked
    assert (asked.method, asked.path) == ("POST", "/api/0/keys")
    assert asked.body["scopes"] == ["read", "append:a*", "append:b"]
    days = (parse_timestamp(asked.body["expires"]) - datetime.now(UTC)).total_seconds() / 86400
    assert days == pytest.approx(2, abs=0.01)


def test_a_key_that_may_nothing_is_not_asked_for(run: Run, fake: FakeServer) -> None:
    assert "Say what the key may do" in sentence(run("keys", "create", "phone"))
    assert fake.asked == []


def test_the_key_of_editor_plug_ins_and_their_file(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, {"kind": "wakatime", "key": "waka_1"})
    lines = run("keys", "wakatime").stdout.splitlines()
    assert lines[0] == "waka_1"
    address = f"api_url = http://127.0.0.1:{fake.port}/api/v1"
    assert lines[lines.index("[settings]") + 1 :][:2] == [address, "api_key = waka_1"]
    assert lines[-1] == f".* = http://127.0.0.1:{fake.port}/api/v1|waka_1"
    assert fake.asked[0].path == "/api/0/keys/own/wakatime"


def test_listing_and_revoking(run: Run, fake: FakeServer) -> None:
    fake.answer = _listed
    assert "3f1c09ab" in run("keys").stdout
    assert run("keys", "list").stdout == run("keys").stdout
    assert run("keys", "revoke", "3f1c09ab").stdout == "The key 3f1c09ab opens nothing any more.\n"
    assert (fake.asked[-1].method, fake.asked[-1].path) == ("DELETE", "/api/0/keys/3f1c09ab")


def _listed(asked: Asked) -> tuple[int, Any]:
    return 200, [KEY] if asked.method == "GET" else {}


def test_open_prints_the_address_where_it_is_asked_to(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, {"path": "/#open=abc"})
    done = run("open", "--print")
    assert done.stdout.endswith(f":{fake.port}/#open=abc\n")
    assert (fake.asked[-1].method, fake.asked[-1].path) == ("POST", "/api/0/sessions")


def test_a_key_for_rescuetime_scripts(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, KEY | {"key": "abc"})
    done = run("keys", "rescuetime")
    assert done.stdout == "abc\n"
    assert f"http://127.0.0.1:{fake.port}/anapi/data?key=abc&format=csv" in done.stderr
    assert fake.asked[0].body == {"name": "RescueTime scripts", "kind": "rescuetime", "scopes": []}


@pytest.mark.parametrize(
    ("scope", "address"),
    [("badge", "/badge/secret.svg (or .json)"), ("languages", "/share/@current/secret.svg (or .png, .json)")],
)
def test_a_picture_is_made_with_its_address(run: Run, fake: FakeServer, scope: str, address: str) -> None:
    fake.answer = lambda asked: (200, KEY | {"key": "secret"})
    done = run("keys", "create", "page", "--kind", "embed", "--scope", scope, "--scope", "last_30_days")
    assert done.exit_code == 0
    assert done.stdout == "secret\n"
    assert address in done.stderr


@pytest.mark.parametrize("scopes", [[], ["--scope", "last_30_days"]])
def test_a_picture_of_nothing_is_not_made(run: Run, fake: FakeServer, scopes: list[str]) -> None:
    done = run("keys", "create", "page", "--kind", "embed", *scopes)
    assert "Say what it shows: --scope badge" in sentence(done)
    assert fake.asked == []
