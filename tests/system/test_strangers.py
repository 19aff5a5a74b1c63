"""Who gets nothing from a running server: foreign pages, wrong hosts, other users, add-ons; and dead proxies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from aw_client import ActivityWatchClient
from aw_core import Event
from tests.support.programs import LiveServer, program, program_env, request

SECRET = "a title nobody else may see"
BUCKET = "aw-watcher-window_box"
CHROME = "chrome-extension://nglaklhklhcoonedhgnpgddginnjdadi"
FIREFOX = "moz-extension://6a1c1e2e-0c57-4d5f-9c52-9b1f3a1f0e11"


@pytest.fixture
def server(live_server: LiveServer) -> LiveServer:
    body = {"client": "aw-watcher-window", "type": "currentwindow", "hostname": "box"}
    assert live_server.api(f"buckets/{BUCKET}", "POST", body).status == 200
    event = {"timestamp": "2026-01-01T10:00:00Z", "duration": 60, "data": {"app": "x", "title": SECRET}}
    assert live_server.api(f"buckets/{BUCKET}/events", "POST", event).status == 200
    return live_server


def count(server: LiveServer) -> int:
    total = 0
    for bucket in server.api("buckets/").json:
        total += server.api(f"buckets/{bucket}/events/count").json + 1
    return total


STRANGERS = {
    "a page of a foreign origin": {"Origin": "https://evil.example"},
    "a sandboxed page": {"Origin": "null"},
    "a cross-site request without an origin": {"Sec-Fetch-Site": "cross-site"},
    "a rebound host name": {"Host": "evil.example:5600"},
    "an unknown add-on": {"Origin": "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
}
READS = [f"buckets/{BUCKET}/events", "export", "buckets/", f"buckets/{BUCKET}/export", "settings", "today?timezone=UTC"]
WRITES = [
    ("POST", f"buckets/{BUCKET}/events", {"timestamp": "2026-01-01T11:00:00Z", "duration": 1, "data": {"a": 1}}),
    ("POST", f"buckets/{BUCKET}/heartbeat?pulsetime=5", {"timestamp": "2026-01-01T11:00:00Z", "data": {"a": 1}}),
    ("POST", "buckets/new_bucket", {"client": "c", "type": "t", "hostname": "h"}),
    ("DELETE", f"buckets/{BUCKET}?force=1", None),
    ("POST", "settings/theme", "dark"),
    ("POST", "pause", {"seconds": 60}),
]


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_read_and_write_nothing(server: LiveServer, who: str) -> None:
    before = count(server)
    for path in READS:
        answer = request(f"{server.url}/api/0/{path}", headers=STRANGERS[who])
        assert answer.status in (400, 403), (path, answer.status)
        assert SECRET.encode() not in answer.body
        assert BUCKET.encode() not in answer.body
    for method, path, body in WRITES:
        answer = request(f"{server.url}/api/0/{path}", method, body, STRANGERS[who])
        assert answer.status in (400, 403), (path, answer.status)
    assert count(server) == before
    assert server.api("pause").json["paused"] is False


def test_a_form_of_a_foreign_page_imports_nothing(server: LiveServer) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n{"buckets":{}}\r\n--b--\r\n'
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = request(
            f"{server.url}/api/0/import", "POST", part, {"Content-Type": "multipart/form-data; boundary=b", **headers}
        )
        assert answer.status == 403


@pytest.mark.parametrize("origin", [CHROME, FIREFOX])
def test_the_browser_extensions_do_their_three_calls_and_no_others(server: LiveServer, origin: str) -> None:
    headers = {"Origin": origin}
    bucket = "aw-watcher-web-firefox_box"
    beat = {"timestamp": "2026-01-01T11:00:00Z", "duration": 0, "data": {"url": "https://a", "title": "b"}}
    info = request(f"{server.url}/api/0/info", headers=headers)
    assert info.status == 200
    assert info.headers["Access-Control-Allow-Origin"] == origin
    made = {"client": "aw-client-web", "type": "web.tab.current", "hostname": "box"}
    assert request(f"{server.url}/api/0/buckets/{bucket}", "POST", made, headers).status in (200, 304)
    assert request(f"{server.url}/api/0/buckets/{bucket}/heartbeat?pulsetime=80", "POST", beat, headers).status == 200
    for path in [*READS, f"buckets/{bucket}/events"]:
        answer = request(f"{server.url}/api/0/{path}", headers=headers)
        assert answer.status == 403
        assert SECRET.encode() not in answer.body


def test_a_preflight_of_an_extension_is_answered_for_private_networks(server: LiveServer) -> None:
    headers = {
        "Origin": CHROME,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = request(f"{server.url}/api/0/buckets/aw-watcher-web-chrome_box/heartbeat", "OPTIONS", None, headers)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == CHROME
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root to become somebody else")
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_another_user_of_the_machine_gets_nothing(server: LiveServer, host: str) -> None:
    somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    ask = ["curl", "-s", "-g", "-o", "-", "-w", "\\n%{http_code}", f"http://{host}:{server.port}/api/0/export"]
    reply = subprocess.run([*somebody, *ask], capture_output=True, text=True, timeout=60, check=False).stdout
    assert reply.rsplit("\n", 1)[1] == "403"
    assert SECRET not in reply
    mine = subprocess.run(ask, capture_output=True, text=True, timeout=60, check=False).stdout
    assert mine.rsplit("\n", 1)[1] == "200"
    assert SECRET in mine


def test_a_dead_proxy_in_the_environment_is_no_obstacle(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    client = ActivityWatchClient("proxied", host="localhost", port=server.port)
    assert BUCKET in client.get_buckets()
    with client:
        client.create_bucket("proxied_box", "test", queued=True)
        client.heartbeat("proxied_box", Event(data={"a": 1}), pulsetime=5, queued=True)
    assert len(client.get_events("proxied_box")) == 1
    listed = subprocess.run(
        [*program("aw-client"), "--port", str(server.port), "buckets"],
        env=program_env(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert "proxied_box" in listed


def test_a_refused_request_leaves_nothing_behind(server: LiveServer) -> None:
    before = json.dumps(server.api("export").json, sort_keys=True)
    for body in ({}, {"events": []}, {"buckets": {"x": {"id": "x", "type": "t", "client": "c", "hostname": "h"}}}, []):
        assert server.api("import", "POST", body).status == 400
    assert json.dumps(server.api("export").json, sort_keys=True) == before
