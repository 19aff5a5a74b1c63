"""`aw-cli apps`: requests and sentences."""

from __future__ import annotations

from typing import Any

from tests.aw_cli.conftest import Run, sentence
from tests.aw_client.fake_server import Asked, FakeServer

APP: dict[str, Any] = {"id": "a1", "name": "Dash", "redirect_uris": ["https://x.org/cb"], "tokens": 1}


def test_making_one_prints_id_and_secret_this_once(run: Run, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, APP | {"secret": "waka_sec_1"})
    done = run("apps", "create", "Dash")
    assert done.stdout.splitlines() == ["id:     a1", "secret: waka_sec_1"]
    assert "cannot be shown again" in done.stderr
    (asked,) = fake.asked
    assert (asked.method, asked.path) == ("POST", "/api/0/apps")
    assert asked.body == {"name": "Dash", "redirect_uris": [f"http://127.0.0.1:{fake.port}/oauth/test"]}
    run("apps", "create", "Dash", "--redirect", "https://x.org/cb")
    assert fake.asked[-1].body["redirect_uris"] == ["https://x.org/cb"]


def test_listing_adding_an_address_forgetting(run: Run, fake: FakeServer) -> None:
    fake.answer = _apps
    assert run("apps").stdout == "a1  Dash  1 token\n"
    done = run("apps", "redirect", "a1", "http://localhost/cb")
    assert done.stdout == "Dash may send people to: https://x.org/cb, http://localhost/cb\n"
    assert (fake.asked[-1].method, fake.asked[-1].body) == (
        "PATCH",
        {"redirect_uris": ["https://x.org/cb", "http://localhost/cb"]},
    )
    assert "There is no app nope" in sentence(run("apps", "redirect", "nope", "http://localhost/cb"))
    assert run("apps", "delete", "a1").stdout == "The app a1 is forgotten.\n"
    assert (fake.asked[-1].method, fake.asked[-1].path) == ("DELETE", "/api/0/apps/a1")


def _apps(asked: Asked) -> tuple[int, Any]:
    return 200, [APP] if asked.method == "GET" else {}
