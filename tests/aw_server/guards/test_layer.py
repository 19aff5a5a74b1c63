"""The guards together: order, statuses, JSON refusals, CORS headers on what passes."""

import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from werkzeug.test import Client

from aw_server.config import ServerSettings
from aw_server.guards import guard
from aw_server.guards.origin import CHROME_EXTENSION
from tests.aw_server.fakes import memory_api

HOME = "http://localhost:5600"


class Application:
    """Counts what reaches it."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.calls.append(environ["PATH_INFO"])
        start_response("404 Not Found", [("Content-Type", "application/json")])
        return [b"{}"]


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def client(application: Application) -> Iterator[Client]:
    with memory_api() as api:
        yield Client(guard(application, ServerSettings(), api.keys))


def test_an_ordinary_request_passes_untouched(client: Client, application: Application) -> None:
    reply = client.get("/api/0/info", headers={"Host": "127.0.0.1:5600"})
    assert reply.status_code == 404
    assert application.calls == ["/api/0/info"]
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (400, {"Host": "evil.example"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": "https://evil.example"}),
        (403, {"Sec-Fetch-Site": "cross-site"}),
        (415, {"Content-Type": "text/plain"}),
        # The first guard that refuses speaks.
        (400, {"Host": "evil.example", "Origin": "https://evil.example"}),
        (403, {"Origin": "https://evil.example", "Content-Type": "text/plain"}),
    ],
)
def test_a_refusal_is_json_and_reaches_nobody(
    client: Client, application: Application, status: int, headers: dict[str, str]
) -> None:
    for path in ("/api/0/buckets/x", "/api/0/nowhere"):
        reply = client.post(path, data="{}", headers={"Host": "localhost", **headers})
        assert reply.status_code == status
        assert reply.content_type == "application/json"
        assert json.loads(reply.data)["message"]
        assert "Access-Control-Allow-Origin" not in reply.headers
    assert application.calls == []


def test_a_refused_head_has_no_body(client: Client) -> None:
    reply = client.head("/", headers={"Host": "evil.example"})
    assert (reply.status_code, reply.data) == (400, b"")


def test_an_allowed_origin_can_read_answers_and_errors(client: Client) -> None:
    for headers in ({"Content-Type": "application/json"}, {"Content-Type": "text/plain"}):
        reply = client.post("/api/0/x", data="{}", headers={"Origin": HOME, **headers})
        assert reply.headers["Access-Control-Allow-Origin"] == HOME
        assert reply.headers["Vary"] == "Origin"


def test_preflights_are_answered_here(client: Client, application: Application) -> None:
    ask = {"Origin": CHROME_EXTENSION, "Access-Control-Request-Method": "POST"}
    reply = client.options("/api/0/buckets/aw-watcher-web-x/heartbeat", headers=ask)
    assert (reply.status_code, reply.data) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == CHROME_EXTENSION
    assert reply.headers["Access-Control-Allow-Private-Network"] == "true"
    assert client.options("/api/0/export", headers=ask).status_code == 403
    assert application.calls == []


def test_a_plain_options_goes_through(client: Client, application: Application) -> None:
    client.options("/api/0/info")
    assert application.calls == ["/api/0/info"]


def test_the_log_names_each_trusted_origin_once_and_no_foreign_one(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        client.get("/", headers={"Origin": HOME})
        client.get("/", headers={"Origin": "https://secret.example"})
    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING"]
    assert HOME in caplog.text
    assert "secret" not in caplog.text
