"""What each method sends, and what it makes of the answers of different servers."""

from __future__ import annotations

import json
import socket
import warnings
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, patch

import pytest
import requests

from aw_client import ActivityWatchClient
from aw_client.errors import ForceNeeded, ServerNotReady
from aw_core.models import Event
from tests.aw_client.conftest import MakeClient
from tests.aw_client.fake_server import Asked, FakeServer

T0 = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
STORED = {"id": 7, "timestamp": "2024-05-01T09:00:00Z", "duration": 1.5, "data": {"a": 1}, "unknown": True}


def answer(status: int, body: Any) -> Any:
    return lambda asked: (status, body)


# What is known without asking anybody


def test_addresses_and_names(home: Path) -> None:
    client = ActivityWatchClient("aw-watcher-demo")
    assert client.server_address == "http://127.0.0.1:5600"
    assert client.client_hostname == client.hostname == socket.gethostname()
    assert client.commit_interval == 10
    assert client.last_heartbeat == {}
    testing = ActivityWatchClient("aw-watcher-demo", testing=True)
    assert testing.server_address == "http://127.0.0.1:5666"
    assert testing.commit_interval == 5
    elsewhere = ActivityWatchClient("aw-watcher-demo", host="::1", port="80", protocol="https")
    assert elsewhere.server_address == "https://[::1]:80"


def test_making_a_client_asks_nobody(make_client: MakeClient, fake: FakeServer) -> None:
    make_client()
    assert fake.connections == 0


# The surface that tests of other projects replace


def test_the_ecosystems_tests_may_replace_the_calls(home: Path) -> None:
    def get(url: str, params: Any = None, headers: Any = None) -> requests.Response:
        assert url == "http://127.0.0.1:5600/api/0/info"
        reply = requests.Response()
        reply.status_code = 200
        reply._content = b'{"hostname": "faked"}'
        return reply

    with patch("aw_client.client.req.get", get), patch("aw_client.client.SingleInstance"):
        assert ActivityWatchClient("faked").get_info()["hostname"] == "faked"


def test_the_ecosystems_tests_may_use_mocks(home: Path) -> None:
    with patch("aw_client.client.req.get") as get:
        get.return_value.json.return_value = {"hostname": "mocked"}
        assert ActivityWatchClient("mocked").get_info() == {"hostname": "mocked"}
        get.assert_called_once_with("http://127.0.0.1:5600/api/0/info", params=None, headers={})


def test_headers(make_client: MakeClient, fake: FakeServer, home: Path) -> None:
    folder = home / ".config/activitywatch/aw-server-rust"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f'port = {fake.port}\n[auth]\napi_key = "k"\n')
    client = make_client()
    assert client.server_api_key == "k"
    client.get_info()
    client.create_bucket("b", "t")
    client.delete_event("b", 1)
    for asked in fake.asked:
        assert asked.headers["authorization"] == "Bearer k"
        if asked.method != "GET":
            assert asked.headers["content-type"] == "application/json"
            assert asked.headers["charset"] == "utf-8"
    assert fake.asked[-1].body == {}


# Buckets


def test_create_bucket(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client("aw-watcher-demo")
    client.create_bucket("b c", event_type="demo")
    fake.answer = answer(304, None)
    client.create_bucket("b c", "demo")
    assert fake.asked[0].path == "/api/0/buckets/b%20c"
    assert fake.asked[0].body == {"client": "aw-watcher-demo", "hostname": client.hostname, "type": "demo"}


@pytest.mark.parametrize("name", ["a/b", "a?b", "a#b", "a%b", "ä"])
def test_a_bucket_id_is_one_segment_of_the_path(make_client: MakeClient, fake: FakeServer, name: str) -> None:
    make_client().create_bucket(name, "t")
    (asked,) = fake.asked
    assert requests.utils.unquote(asked.path) == f"/api/0/buckets/{name}"
    assert asked.path.count("/") == 4
    assert asked.params == {}


def test_deleting_needs_force_where_the_server_says_so(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    client.delete_bucket("b", force=True)
    assert fake.asked[-1].params == {"force": ["1"]}
    client.delete_bucket("b")
    assert fake.asked[-1].params == {}
    fake.answer = answer(401, {"message": "not in testing mode"})
    with pytest.raises(ForceNeeded, match="force=True") as caught:
        client.delete_bucket("b")
    assert isinstance(caught.value, requests.HTTPError)
    assert caught.value.response.status_code == 401
    with pytest.raises(requests.HTTPError, match="not in testing mode"):
        client.delete_bucket("b", force=True)


def test_import_takes_a_bucket_or_an_export(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, None)
    bucket = {"id": "b", "type": "t", "client": "c", "hostname": "h", "events": []}
    client = make_client()
    client.import_bucket(bucket)
    client.import_bucket({"buckets": {"x": bucket}})
    assert [asked.body for asked in fake.asked] == [{"buckets": {"b": bucket}}, {"buckets": {"x": bucket}}]


def test_exports(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, {"buckets": {}})
    client = make_client()
    assert client.export_all() == client.export_bucket("b") == {"buckets": {}}
    assert fake.paths("GET") == ["/api/0/export", "/api/0/buckets/b/export"]


# Events


@pytest.mark.parametrize("reply", [STORED, [STORED]], ids=["object", "list"])
def test_insert_event_returns_what_was_stored(make_client: MakeClient, fake: FakeServer, reply: Any) -> None:
    fake.answer = answer(200, reply)
    stored = make_client().insert_event("b", Event(timestamp=T0, data={"a": 1}))
    assert stored.id == 7
    assert stored.timestamp == T0
    assert isinstance(fake.asked[0].body, list)


def test_insert_event_lives_with_a_server_that_answers_null(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, None)
    event = Event(timestamp=T0, data={"a": 1})
    stored = make_client().insert_event("b", event)
    assert stored == event
    assert stored.id is None
    assert stored is not event


def test_get_event(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, STORED)
    client = make_client()
    found = client.get_event("b", 7)
    assert found is not None
    assert found.duration == timedelta(seconds=1.5)
    fake.answer = answer(404, None)
    assert client.get_event("b", 8) is None
    fake.answer = answer(500, {"message": "broken"})
    with pytest.raises(requests.HTTPError, match="broken"):
        client.get_event("b", 9)


def test_get_events_and_count_ask_in_utc(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = lambda asked: (200, 3 if asked.path.endswith("count") else [STORED])
    client = make_client()
    plus2 = timezone(timedelta(hours=2))
    (event,) = client.get_events("b", start="2024-05-01", end=datetime(2024, 5, 1, 12, tzinfo=plus2))
    assert event.id == 7
    assert client.get_eventcount("b", 5, start=datetime(2024, 5, 1)) == 3
    first, second = fake.asked
    assert first.params == {
        "limit": ["-1"],
        "start": ["2024-05-01T00:00:00+00:00"],
        "end": ["2024-05-01T10:00:00+00:00"],
    }
    assert second.params == {"start": ["2024-05-01T00:00:00+00:00"]}


def test_delete_event_takes_an_id_or_an_event(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    client.delete_event("b", 3)
    client.delete_event("b", Event(id=4, timestamp=T0))
    assert fake.paths("DELETE") == ["/api/0/buckets/b/events/3", "/api/0/buckets/b/events/4"]


def test_older_names(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, [STORED])
    client = make_client()
    assert client.send_event("b", Event(timestamp=T0)).id == 7
    client.send_events("b", [Event(timestamp=T0), Event(timestamp=T0)])
    assert len(fake.asked[1].body) == 2


def test_an_unqueued_heartbeat_returns_the_stored_event(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, STORED)
    stored = make_client().heartbeat("b", Event(timestamp=T0, data={"a": 1}), pulsetime=60)
    assert stored is not None
    assert stored.id == 7
    assert fake.asked[0].path == "/api/0/buckets/b/heartbeat"
    assert fake.asked[0].params == {"pulsetime": ["60"]}


# Queries and settings


def reply_to_query(asked: Asked) -> tuple[int, Any]:
    return 200, list(asked.body["timeperiods"])


def test_query_with_a_list_of_periods(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = reply_to_query
    plus2 = timezone(timedelta(hours=2))
    periods = [(T0, T0 + timedelta(days=1)), (T0.astimezone(plus2), T0.astimezone(plus2))]
    result = make_client().query("a = 1;\nRETURN = a;", periods)
    assert result == [
        "2024-05-01T09:00:00+00:00/2024-05-02T09:00:00+00:00",
        "2024-05-01T11:00:00+02:00/2024-05-01T11:00:00+02:00",
    ]
    assert fake.asked[0].body["query"] == ["a = 1;", "RETURN = a;"]
    assert fake.asked[0].path == "/api/0/query/"
    assert fake.asked[0].params == {}


def test_query_with_start_and_end_returns_the_result_itself(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = reply_to_query
    client = make_client()
    written = "1970-01-01T00:00:00+00:00/2100-01-01T00:00:00+00:00"
    assert client.query("RETURN=0;", "1970", "2100") == written
    assert client.query("RETURN=0;", start="1970-01-01", end="2100-01-01") == written
    assert client.query("RETURN=0;", "1970", "2100", "name", True) == written
    assert fake.asked[-1].params == {"name": ["name"], "cache": ["1"]}


def test_query_names_and_caches(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = reply_to_query
    client = make_client()
    client.query("RETURN=0;", [(T0, T0)], "first", True)
    client.query("RETURN=0;", [(T0, T0)], name="second", cache=False)
    assert [asked.params for asked in fake.asked] == [{"name": ["first"], "cache": ["1"]}, {"name": ["second"]}]
    with pytest.raises(ValueError, match="name"):
        client.query("RETURN=0;", [(T0, T0)], cache=True)


def test_query_refuses_times_that_could_mean_two_things(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    naive = datetime(2024, 5, 1)
    with pytest.raises(ValueError, match="zone"):
        client.query("RETURN=0;", [(naive, T0)])
    with pytest.raises(ValueError, match="zone"):
        client.query("RETURN=0;", naive, T0)
    for wrong in ([], ["1970"], ["1970", "2100", "n", True, "more"]):
        with pytest.raises(TypeError):
            client.query("RETURN=0;", *wrong)
    assert fake.asked == []


def test_settings(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, {"theme": "dark"})
    client = make_client()
    assert client.get_setting() == {"theme": "dark"}
    client.get_setting("start Of/Day")
    client.set_setting("theme", False)
    assert [(a.method, a.path) for a in fake.asked] == [
        ("GET", "/api/0/settings"),
        ("GET", "/api/0/settings/start%20Of%2FDay"),
        ("POST", "/api/0/settings/theme"),
    ]
    assert fake.asked[-1].body is False


# Trouble


def test_waiting_for_a_server(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    client.wait_for_start()
    fake.stop()
    with pytest.raises(ServerNotReady, match="did not answer within"):
        client.wait_for_start(timeout=0.2)


def test_a_refusal_is_raised_and_logged_without_its_words(
    make_client: MakeClient, fake: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    fake.answer = answer(400, {"message": "My Bank - Title"})
    with pytest.raises(requests.HTTPError, match="My Bank") as caught:
        make_client().heartbeat("b", Event(timestamp=T0), pulsetime=1)
    assert caught.value.response.status_code == 400
    assert "400" in caplog.text
    assert "Bank" not in caplog.text


def test_lone_surrogates_and_big_numbers_can_be_sent(make_client: MakeClient, fake: FakeServer) -> None:
    fake.answer = answer(200, None)
    data = {"title": "\ud800 ä", "n": 2**80}
    make_client().insert_events("b", [Event(timestamp=T0, data=data)])
    assert fake.asked[0].body[0]["data"] == json.loads(json.dumps(data))


def test_queued_calls_before_connect_warn_once_a_cycle(make_client: MakeClient, fake: FakeServer) -> None:
    client = make_client()
    with pytest.warns(UserWarning, match=r"connect\(\)"):
        client.create_bucket("b", "t", queued=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.heartbeat("b", Event(timestamp=T0), pulsetime=1, queued=True)
    client.disconnect()
    with pytest.warns(UserWarning, match="with client"):
        client.heartbeat("b", Event(timestamp=T0), pulsetime=1, queued=True)


def test_a_mock_client_is_enough_for_a_queue(home: Path) -> None:
    from aw_client.client import RequestQueue

    client = MagicMock(client_name="mock", testing=True)
    queue = RequestQueue(client)
    queue.register_bucket("b", "t")
    assert queue._try_connect()
    assert queue.connected
    client.create_bucket.assert_called_once_with("b", "t")
    queue.spool.close()
