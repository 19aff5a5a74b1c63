"""Red team: a real server with keys, and everybody who would like more than they were given."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_client import ActivityWatchClient
from aw_core import Event, dirs
from aw_core.instance import read_instance
from tests.support.programs import LiveServer, free_port, program, program_env, request

SECRET = "a title nobody else may see"
BUCKET = "aw-watcher-window_box"
MINE = "aw-watcher-phone_a"
STRANGER = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
as_another_user = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("setpriv") or not shutil.which("curl"),
    reason="only root can become another user",
)


def fill(server: LiveServer, **headers: str) -> None:
    for bucket in (BUCKET, MINE):
        body = {"client": "aw-watcher-window", "type": "currentwindow", "hostname": "box"}
        assert server.api(f"buckets/{bucket}", "POST", body, **headers).status == 200
    event = {"timestamp": "2026-01-01T10:00:00Z", "duration": 60, "data": {"app": "x", "title": SECRET}}
    assert server.api(f"buckets/{BUCKET}/events", "POST", event, **headers).status == 200


def made(server: LiveServer, *scopes: str, **headers: str) -> tuple[str, str]:
    """Id and secret of a new key."""
    key = server.api("keys", "POST", {"name": "k", "scopes": list(scopes)}, **headers).json
    return key["id"], key["key"]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def owner() -> dict[str, str]:
    """What a program of the owner reads."""
    record = read_instance("aw-server", False)
    assert record is not None
    return bearer(record.token)


def configured(text: str) -> None:
    place = Path(dirs.get_config_dir("aw-server")) / "aw-server.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"[server]\n{text}\n")


@pytest.fixture
def server(live_server: LiveServer) -> LiveServer:
    fill(live_server)
    return live_server


@pytest.fixture
def strict(home: object) -> Iterator[LiveServer]:
    """A server that asks everybody for a key."""
    configured("require_key = true")
    with LiveServer() as running:
        fill(running, **owner())
        yield running


def raw(port: int, data: bytes) -> bytes:
    """Everything that comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: sock.recv(65536), b""))


def test_an_appending_key_appends_and_nothing_else(server: LiveServer) -> None:
    _, secret = made(server, "append:aw-watcher-phone_*")
    mine = bearer(secret)
    beat = {"timestamp": "2026-01-01T11:00:00Z", "data": {"a": 1}}
    assert server.api(f"buckets/{MINE}/heartbeat?pulsetime=5", "POST", beat, **mine).status == 200
    new = {"client": "c", "type": "t", "hostname": "h"}
    assert server.api("buckets/aw-watcher-phone_b", "POST", new, **mine).status == 200
    before = server.api("export").body
    for path in ("buckets/", f"buckets/{MINE}", f"buckets/{MINE}/events", f"buckets/{BUCKET}/events", "export", "log"):
        answer = server.api(path, **mine)
        assert answer.status == 403, path
        assert SECRET.encode() not in answer.body
    query = {"query": [f"RETURN = query_bucket('{BUCKET}');"], "timeperiods": ["2026-01-01/2026-01-02"]}
    for method, path, body in (
        ("POST", f"buckets/{BUCKET}/heartbeat?pulsetime=5", beat),
        ("POST", f"buckets/{BUCKET}/events", [beat]),
        ("POST", "buckets/elsewhere", {"client": "c", "type": "t", "hostname": "h"}),
        ("PUT", f"buckets/{MINE}", {"hostname": "x"}),
        ("DELETE", f"buckets/{MINE}?force=1", None),
        ("DELETE", f"buckets/{MINE}/events/1", None),
        ("POST", "query", query),
        ("POST", "import", {"buckets": {}}),
        ("POST", "settings/theme", "dark"),
        ("POST", "pause", {"seconds": 60}),
        ("POST", "keys", {"name": "more", "scopes": ["admin"]}),
        ("POST", "modules", {}),
    ):
        answer = server.api(path, method, body, **mine)
        assert answer.status == 403, (method, path, answer.status)
        assert SECRET.encode() not in answer.body
    assert server.api("export").body == before
    assert len(server.api("keys").json) == 1


def test_a_revoked_key_stops_at_once_on_an_open_connection(server: LiveServer) -> None:
    key, secret = made(server, "read")
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(line):
        for expected in (200, 401):
            line.request("GET", f"/api/0/buckets/{BUCKET}/events", headers=bearer(secret))
            reply = line.getresponse()
            assert (reply.status, SECRET.encode() in reply.read()) == (expected, expected == 200)
            server.api(f"keys/{key}", "DELETE")
    assert server.api(f"buckets/{BUCKET}/events", **bearer(secret)).status == 401
    server.restart()
    assert server.api(f"buckets/{BUCKET}/events", **bearer(secret)).status == 401
    assert server.api(f"buckets/{BUCKET}/events").status == 200


def curl_as_stranger(server: LiveServer, path: str, *more: str) -> tuple[int, str]:
    ask = ["curl", "-s", "-g", "--noproxy", "*", "-w", "\\n%{http_code}", f"{server.url}{path}", *more]
    done = subprocess.run([*STRANGER, *ask], capture_output=True, text=True, timeout=60, cwd="/", check=False)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@as_another_user
@pytest.mark.parametrize("kind", ["server", "strict"])
def test_another_user_is_served_with_a_key_as_far_as_it_goes(kind: str, request: pytest.FixtureRequest) -> None:
    server: LiveServer = request.getfixturevalue(kind)
    assert curl_as_stranger(server, "/api/0/export")[0] == 403
    key, reader = made(server, "read", **owner())
    _, writer = made(server, f"append:{MINE}", **owner())
    for path in ("/api/0/export", "/", "/pages/", "/api/0/info", f"/api/0/export?token={reader[:-1]}"):
        status, body = curl_as_stranger(server, path)
        assert (status, SECRET in body) == (403, False), path
    read = ("-H", f"Authorization: Bearer {reader}")
    write = ("-H", f"Authorization: Bearer {writer}", "-H", "Content-Type: application/json")
    status, body = curl_as_stranger(server, "/api/0/export", *read)
    assert (status, SECRET in body) == (200, True)
    assert curl_as_stranger(server, "/api/0/keys", *read)[0] == 403
    beat = json.dumps({"timestamp": "2026-01-01T11:00:00Z", "data": {}})
    heartbeat = f"/api/0/buckets/{MINE}/heartbeat?pulsetime=5"
    assert curl_as_stranger(server, heartbeat, *write, "-d", beat)[0] == 200
    assert curl_as_stranger(server, f"/api/0/buckets/{BUCKET}/heartbeat?pulsetime=5", *write, "-d", beat)[0] == 403
    # A key in the address does not open our API: addresses are written down in too many places.
    assert curl_as_stranger(server, f"/api/0/export?token={reader}")[0] == 401
    assert server.api(f"keys/{key}", "DELETE", **owner()).status == 200
    assert curl_as_stranger(server, "/api/0/export", *read)[0] in (401, 403)
    assert curl_as_stranger(server, "/api/0/export", *read)[1].find(SECRET) < 0


@as_another_user
def test_another_user_cannot_read_the_owners_token(strict: LiveServer) -> None:
    place = Path(dirs.get_data_dir("aw-server"))
    home = Path(os.environ["HOME"])
    for folder in (home, *place.parents):
        if home in (folder, *folder.parents):
            folder.chmod(0o755)
    place.chmod(0o755)
    for file in place.rglob("*"):
        if file.is_file():
            done = subprocess.run([*STRANGER, "cat", str(file)], capture_output=True, timeout=60, check=False)
            assert done.stdout == b"", file


def test_with_require_key_nothing_goes_without_one(strict: LiveServer) -> None:
    for path in ("buckets/", "export", f"buckets/{BUCKET}/events", "settings", "keys", "log", "about", "pause"):
        answer = strict.api(path)
        assert answer.status == 401, path
        assert SECRET.encode() not in answer.body
    assert strict.api("pause", "POST", {"seconds": 60}).status == 401
    assert request(f"{strict.url}/pages/").status == 401
    assert strict.api("info").status == 200
    assert strict.api("nothing").status == 404
    # The pages themselves hold nothing of anybody.
    assert request(f"{strict.url}/").status == 200


def test_with_require_key_the_owners_programs_go_on(strict: LiveServer) -> None:
    client = ActivityWatchClient("of-the-owner", host="localhost", port=strict.port)
    assert BUCKET in client.get_buckets()
    with client:
        client.create_bucket("of-the-owner_box", "test", queued=True)
        client.heartbeat("of-the-owner_box", Event(data={"a": 1}), pulsetime=5, queued=True)
        # A server that was started anew gives another token.
        strict.restart()
        client.heartbeat("of-the-owner_box", Event(data={"a": 2}), pulsetime=5, queued=True)
    assert len(client.get_events("of-the-owner_box")) == 2
    for command in (["aw-client", "--port", str(strict.port), "buckets"], ["aw-cli", "keys", "create", "x", "--read"]):
        done = subprocess.run(
            [*program(command[0]), *command[1:]],
            env=program_env(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert strict.api("export", **bearer(done.stdout.strip())).status == 200


def test_the_token_of_a_server_that_is_gone_opens_nothing(strict: LiveServer) -> None:
    old = owner()
    assert strict.api("export", **old).status == 200
    strict.kill9()
    strict.start()
    assert strict.api("export", **old).status == 401
    assert strict.api("export", **owner()).status == 200


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_programs_that_know_the_rust_servers_settings_are_let_in(home: object, mode: int) -> None:
    port = free_port()
    configured("require_key = true")
    place = Path(dirs.get_config_dir()) / "aw-server-rust/config.toml"
    place.parent.mkdir(parents=True)
    place.write_text(f'port = {port}\n[auth]\napi_key = "shared-by-old-programs"\n')
    place.chmod(mode)
    with LiveServer(port=port) as server:
        answer = server.api("buckets/", **bearer("shared-by-old-programs"))
        # A key that everybody can read is none.
        assert answer.status == (200 if mode == 0o600 else 401)
        if mode != 0o600:
            assert "others can read that file" in server.log_text()


REQUESTS = {
    "two keys": b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
    b"Authorization: Bearer x\r\n\r\n",
    "underscore": b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\naw_peer: OWN\r\nX_Authorization: %s\r\n\r\n",
    "two hosts": b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n%.0s",
    "absolute": b"GET http://evil.example/api/0/export HTTP/1.1\r\nHost: localhost\r\n\r\n%.0s",
    "1.0": b"GET /api/0/export HTTP/1.0\r\nHost: localhost\r\n\r\n%.0s",
    "0.9": b"GET /api/0/export\r\n\r\n%.0s",
    "no host": b"GET /api/0/export HTTP/1.0\r\n\r\n%.0s",
    "forwarded": b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n"
    b"Forwarded: for=127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nX-Forwarded-User: root\r\n\r\n%.0s",
    "smuggled after a body": b"POST /api/0/info HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/0/export HTTP/1.1\r\nHost: localhost\r\n\r\n%.0s",
    "two lengths": b"POST /api/0/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n"
    b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\n\r\n%.0s",
    "folded": b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\nX: y\r\n Authorization: Bearer %s\r\n\r\n",
    "key then none": b"GET /api/0/info HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
    b"GET /api/0/export HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "query string": b"GET /api/0/export?Authorization=Bearer%%20x&token=%s HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "override": b"GET /api/0/info HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: GET\r\n"
    b"X-Original-URL: /api/0/export\r\nX-Rewrite-URL: /api/0/export\r\n\r\n%.0s",
}


@pytest.mark.parametrize("name", REQUESTS)
def test_no_odd_request_gets_around_the_key(strict: LiveServer, name: str) -> None:
    _, secret = made(strict, "read", **owner())
    answer = raw(strict.port, REQUESTS[name] % secret.encode())
    assert SECRET.encode() not in answer
    assert BUCKET.encode() not in answer
    assert strict.api("export", **bearer(secret)).status == 200


@as_another_user
def test_a_large_body_without_a_key_is_not_taken_in(strict: LiveServer, tmp_path: Path) -> None:
    _, secret = made(strict, "read", **owner())
    body = tmp_path / "body.json"
    body.write_bytes(b'{"buckets": {"x": "' + b"x" * 300_000 + b'"}}')
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        # Not the machine's own folder of temporary files, which everybody may use as it is.
        if not parent.stat().st_mode & 0o001:
            parent.chmod(0o755)
    send = ("-H", "Content-Type: application/json", "-H", "Expect:", "--data-binary", f"@{body}")
    assert curl_as_stranger(strict, "/api/0/import", *send)[0] == 413
    chunked = (*send, "-H", "Transfer-Encoding: chunked")
    assert curl_as_stranger(strict, "/api/0/import", *chunked)[0] == 413
    assert curl_as_stranger(strict, "/api/0/import", *send, "-H", f"Authorization: Bearer {secret}")[0] == 403


def test_no_key_ends_up_in_a_log(home: object) -> None:
    configured("require_key = true")
    with LiveServer("--verbose") as server:
        fill(server, **owner())
        key, secret = made(server, "read", **owner())
        for where in (f"export?token={secret}", f"export?api_key={secret}", f"info?key={secret}&rtapi_key={secret}"):
            server.api(where, **bearer(secret))
        server.api(f"keys/{key}", "DELETE", **bearer(secret))
        server.api("export", **bearer(secret + "x"))
        token = owner()["Authorization"].removeprefix("Bearer ")
        written = [server.log_text().encode()]
        written += [path.read_bytes() for path in Path(dirs.get_log_dir()).rglob("*") if path.is_file()]
        assert b"GET /api/0/export" in b"".join(written)
        for text in (secret, token, secret.removeprefix("aw_"), SECRET):
            assert all(text.encode() not in log for log in written)
