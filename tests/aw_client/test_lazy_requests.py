"""`requests` is there for whoever uses or patches it, and loaded for nobody else."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import Mock, patch

import pytest
import requests

import aw_client.client
from aw_client import ActivityWatchClient
from aw_client.lazy_requests import replaced, req
from tests.aw_client.conftest import MakeClient
from tests.aw_client.fake_server import FakeServer
from tests.support.programs import program_env
from tests.support.wait import wait_until


def reply(status: int) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = b"{}"
    return response


def test_it_has_the_names_of_requests() -> None:
    assert aw_client.client.req.get is requests.get
    assert req.exceptions.ConnectionError is requests.exceptions.ConnectionError
    assert set(dir(requests)) == set(dir(req))
    with pytest.raises(AttributeError):
        _ = req.no_such_name  # type: ignore[attr-defined]


def test_its_exceptions_can_be_caught() -> None:
    try:
        raise requests.HTTPError("x")
    except req.HTTPError as caught:
        assert str(caught) == "x"


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_patching_a_function(method: str, home: object) -> None:
    genuine = getattr(requests, method)
    client = ActivityWatchClient("unknown", port=1)
    with patch(f"aw_client.client.req.{method}", return_value=reply(200)) as function:
        assert replaced(method) is function
        match method:
            case "get":
                client.get_info()
            case "post":
                client.create_bucket("b", "t")
            case "delete":
                client.delete_bucket("b")
    function.assert_called_once()
    assert getattr(requests, method) is genuine
    assert replaced(method) is None


def test_patching_as_an_object_and_many_names() -> None:
    fake = Mock()
    with patch.object(aw_client.client.req, "get", fake):
        assert requests.get is fake
    with patch.multiple("aw_client.client.req", get=fake, post=fake):
        assert requests.post is fake
    assert replaced("get") is replaced("post") is None


def test_patching_the_whole_name() -> None:
    with patch("aw_client.client.req") as fake:
        assert aw_client.client.req is fake
    assert aw_client.client.req is req


def test_monkeypatching(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = requests.get
    with monkeypatch.context() as patched:
        patched.setattr("aw_client.client.req.get", None)
        assert requests.get is None
    assert requests.get is genuine


def test_a_patched_function_sees_what_is_queued(make_client: MakeClient, fake: FakeServer) -> None:
    with patch("aw_client.client.req.post", return_value=reply(200)) as post:
        client = make_client()
        client.connect()
        client.request_queue.add_request("buckets/b/heartbeat?pulsetime=1", {"a": 1})
        wait_until(lambda: post.called, what="the patched function")
        client.disconnect()
    assert post.call_args.args[0].endswith("/buckets/b/heartbeat?pulsetime=1")
    assert fake.paths() == []


SCRIPT = """
import sys, time
from datetime import UTC, datetime
from aw_client import ActivityWatchClient
from aw_client.errors import QueueError
from aw_core import Event

client = ActivityWatchClient("lean", port=int(sys.argv[1]))
with client:
    client.create_bucket("b", "t", queued=True)
    client.heartbeat("b", Event(timestamp=datetime.now(UTC), data={"a": 1}), 5, queued=True)
    time.sleep(0.1)
    client.create_bucket("later", "t", queued=True)
heavy = {"requests", "urllib3", "ssl", "email", "http.client", "hashlib", "_hashlib", "secrets"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.parametrize("status", [200, 404, 500])
def test_queued_heartbeats_do_without_it(fake: FakeServer, status: int) -> None:
    fake.answer = lambda asked: (status, {})
    _run(fake.port)
    assert fake.asked


def test_a_missing_server_does_without_it(fake: FakeServer) -> None:
    fake.stop()
    _run(fake.port)


def _run(port: int) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT, str(port)], check=True, timeout=30, env=program_env())
