"""A real server, and another user of the same computer who connects to it: no data out, no write in."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.programs import LiveServer

STRANGER = 65534  # nobody

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel"),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"),
    pytest.mark.skipif(not shutil.which("setpriv") or not shutil.which("curl"), reason="needs setpriv and curl"),
]


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with LiveServer() as running:
        body = {"client": "c", "type": "t", "hostname": "h", "data": {"secret": "tea"}}
        assert running.api("buckets/mine", "POST", body).status == 200
        yield running


def as_stranger(*command: str) -> str:
    prefix = ["setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups"]
    result = subprocess.run([*prefix, *command], capture_output=True, text=True, timeout=60, cwd="/", check=False)
    return result.stdout + result.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("path", ["/api/0/info", "/api/0/buckets/", "/api/0/export", "/", "/pages/"])
def test_another_user_reads_nothing(server: LiveServer, host: str, path: str) -> None:
    ask = ["curl", "-s", "-g", "-i", "--noproxy", "*", "-H", f"Host: localhost:{server.port}"]
    answer = as_stranger(*ask, f"http://{host}:{server.port}{path}")
    head, _, body = answer.partition("\n\n" if "\r\n\r\n" not in answer else "\r\n\r\n")
    assert head.startswith("HTTP/1.1 403"), answer
    assert json.loads(body) == {"message": "This server belongs to another user of this computer."}


def test_another_user_writes_nothing(server: LiveServer) -> None:
    url = f"http://127.0.0.1:{server.port}/api/0"
    send = [
        "curl",
        "-s",
        "-w",
        "%{http_code}",
        "-o",
        "/dev/null",
        "--noproxy",
        "*",
        "-H",
        "Content-Type: application/json",
    ]
    assert as_stranger(*send, "-X", "DELETE", f"{url}/buckets/mine?force=1") == "403"
    new = '{"client": "c", "type": "t", "hostname": "h"}'
    assert as_stranger(*send, "-d", new, f"{url}/buckets/theirs") == "403"
    beat = '{"timestamp": "2024-05-01T00:00:00Z", "data": {}}'
    assert as_stranger(*send, "-d", beat, f"{url}/buckets/mine/heartbeat?pulsetime=1") == "403"
    assert list(server.api("buckets/").json) == ["mine"]
    assert server.api("buckets/mine/events/count").json == 0


def test_another_user_who_leaves_at_once_writes_nothing(server: LiveServer) -> None:
    """The socket's owner can no longer be told once it is closed: such a request must not slip through."""
    send = f"""
        for _ in $(seq 50); do
            exec 3<>/dev/tcp/127.0.0.1/{server.port}
            printf 'DELETE /api/0/buckets/mine?force=1 HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' >&3
            exec 3>&-
        done
    """
    assert as_stranger("bash", "-c", send) == ""
    assert server.api("info").status == 200
    assert list(server.api("buckets/").json) == ["mine"]


def test_the_same_tool_as_the_same_user_gets_data(server: LiveServer) -> None:
    """So that the tests above cannot pass for another reason."""
    ask = ["curl", "-s", "-g", "--noproxy", "*", "-H", f"Host: localhost:{server.port}"]
    for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"):
        url = f"http://{host}:{server.port}/api/0/export"
        result = subprocess.run([*ask, url], capture_output=True, text=True, timeout=60, check=True)
        assert "tea" in result.stdout
