"""The request log: what is routine stays quiet, and nobody's titles or addresses stand in it."""

import logging
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from aw_server.log import RequestLog


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response({"/old": "304 Not Modified", "/none": "404 Not Found"}.get(environ["PATH_INFO"], "200 OK"), [])
    return []


@pytest.fixture
def client(caplog: pytest.LogCaptureFixture) -> Client:
    caplog.set_level(logging.DEBUG)
    return Client(RequestLog(application))


@pytest.mark.parametrize(("path", "level"), [("/ok", "DEBUG"), ("/old", "DEBUG"), ("/none", "INFO")])
def test_levels_and_form(client: Client, caplog: pytest.LogCaptureFixture, path: str, level: str) -> None:
    reply = client.get(path, environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    assert [(record.levelname, record.name) for record in caplog.records] == [(level, "flask")]
    assert caplog.messages == [f"{reply.status_code} (127.0.0.1): GET {path}"]


def test_queries_are_for_debug_only(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/none?title=my+secret")
    assert "secret" in caplog.text
    caplog.clear()
    caplog.set_level(logging.INFO)
    client.get("/none?title=my+secret")
    assert caplog.messages == ["404 (-): GET /none"] or "secret" not in caplog.text
    assert "/none" in caplog.text


def test_keys_in_addresses_are_for_nobody(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("token", "api_key", "key", "rtapi_key", "access_token", "client_secret", "code", "API_KEY"):
        client.get(f"/none?a=b&{name}=waka_123&c=d")
        assert "waka_123" not in caplog.text
        assert f"/none?a=b&{name}=***&c=d" in caplog.text


def test_a_line_stays_a_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/none%0d%0aforged", query_string="a=%0a\n\x1b[31m")
    client.get("/" + "x" * 5000)
    assert all("\n" not in message and "\r" not in message and "\x1b" not in message for message in caplog.messages)
    assert all(len(message) < 400 for message in caplog.messages)
