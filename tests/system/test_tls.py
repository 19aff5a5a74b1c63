"""A real server beyond the loopback: keys and encryption, our own programs by both ways, and nothing for the rest."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_client import ActivityWatchClient
from aw_core import Event, dirs
from tests.support.programs import LiveServer, free_port, program, program_env, request
from tests.system.test_keys import BUCKET, SECRET, bearer, configured, fill, made, owner


def outside_address() -> str:
    """An address of this machine that is not the loopback; asking for it sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no other address than the loopback")
        return str(probe.getsockname()[0])


def run(name: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*program(name), *args], env=program_env(), capture_output=True, text=True, timeout=60, check=False
    )


def tls_settings(*more: str) -> Path:
    """Settings as `aw-cli tls init` tells to write them; where its files are."""
    told = run("aw-cli", "tls", "init")
    assert told.returncode == 0, told.stderr
    lines = [line for line in told.stdout.splitlines() if " = " in line]
    assert len(lines) == 4
    configured("\n".join([*lines, *more]))
    return Path(dirs.get_config_dir("aw-server")) / "tls"


@pytest.fixture
def server(home: object) -> Iterator[LiveServer]:
    tls_settings('names = ["tracker.example"]')
    with LiveServer() as running:
        fill(running, **owner())
        yield running


def ask(server: LiveServer, path: str, *options: str) -> tuple[int, str]:
    """Status and body of curl from outside, over TLS."""
    ca = Path(dirs.get_config_dir("aw-server")) / "tls/ca.pem"
    where = f"https://{outside_address()}:{server.port}{path}"
    argv = ["curl", "-s", "-g", "--noproxy", "*", "--cacert", str(ca), "-w", "\\n%{http_code}", *options, where]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def test_from_outside_only_with_a_key_over_tls(server: LiveServer) -> None:
    _, secret = made(server, "read", **owner())
    key = ("-H", f"Authorization: Bearer {secret}")
    status, body = ask(server, "/api/0/export", *key)
    assert (status, SECRET in body) == (200, True)
    for path in ("/api/0/export", "/api/0/buckets/", f"/api/0/buckets/{BUCKET}/events", "/pages/"):
        status, body = ask(server, path)
        assert (status, SECRET in body, BUCKET in body) == (401, False, False), path
    status, body = ask(server, "/api/0/info")
    assert (status, socket.gethostname() in body) == (200, False)
    # Names: the configured one is ours, a name that somebody else chose is not.
    assert ask(server, "/api/0/export", *key, "-H", f"Host: tracker.example:{server.port}")[0] == 200
    assert ask(server, "/api/0/export", *key, "-H", "Host: evil.example")[0] == 400
    assert ask(server, "/api/0/export", *key, "-H", "Origin: https://evil.example")[0] == 403
    own = ("-H", f"Origin: https://tracker.example:{server.port}", "-H", f"Host: tracker.example:{server.port}")
    assert ask(server, "/api/0/export", *key, *own)[0] == 200
    for scheme in ("http/1.0", "http1.1"):
        assert ask(server, "/api/0/export", "--" + scheme.replace("/", ""))[0] == 401


def test_plain_http_from_outside_gets_a_sentence_and_nothing_else(server: LiveServer) -> None:
    _, secret = made(server, "read", **owner())
    answer = request(f"http://{outside_address()}:{server.port}/api/0/export", headers=bearer(secret))
    assert answer.status == 400
    assert "https://" in answer.json["message"]


def test_without_the_authority_nobody_is_fooled(server: LiveServer) -> None:
    plain = socket.create_connection((outside_address(), server.port), timeout=60)
    with plain, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(plain, server_hostname=outside_address())


def test_the_owners_programs_come_by_both_ways(server: LiveServer) -> None:
    plain = ActivityWatchClient("one", host="127.0.0.1", port=server.port)
    secure = ActivityWatchClient("two", host="127.0.0.1", port=server.port, protocol="https")
    assert secure.server_address.startswith("https://")
    for client in (plain, secure):
        assert BUCKET in client.get_buckets()
        with client:
            client.create_bucket(f"{client.client_name}_box", "test", queued=True)
            client.heartbeat(f"{client.client_name}_box", Event(data={"a": 1}), pulsetime=5, queued=True)
        assert len(client.get_events(f"{client.client_name}_box")) == 1
    assert run("aw-cli", "keys").returncode == 0


@pytest.mark.parametrize("name", ["aw-server", "aw-cli"])
@pytest.mark.parametrize("beyond", ["every address", "one address"])
def test_the_owner_hands_it_a_file(name: str, beyond: str, home: Path) -> None:
    lines = tls_settings()
    if beyond == "one address":
        settings = lines.parent / "aw-server.toml"
        settings.write_text(settings.read_text().replace('"0.0.0.0"', f'"{outside_address()}"'))
    event = {"timestamp": "2024-05-01T09:00:00Z", "duration": 60, "data": {"a": 1}}
    bucket = {"client": "c", "type": "t", "hostname": "h", "events": [event]}
    (home / "old.json").write_text(json.dumps({"buckets": {"old_box": bucket}}))
    with LiveServer() as server:
        done = run(name, "import", str(home / "old.json"))
        assert (done.returncode, done.stderr) == (0, "")
        assert "Everything of it is here." in done.stdout
        assert server.api("buckets/old_box/events/count", **owner()).json == 1


def test_a_watcher_on_another_computer_reports_with_its_key(server: LiveServer) -> None:
    _, secret = made(server, "append:far_*", **owner())
    place = Path(dirs.get_config_dir("aw-client")) / "aw-client.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    ca = Path(dirs.get_config_dir("aw-server")) / "tls/ca.pem"
    where = f'hostname = "{outside_address()}"\nport = {server.port}\nprotocol = "https"\nca = "{ca}"\n'
    place.write_text(f'[server]\n{where}key = "{secret}"\n')
    assert ActivityWatchClient("far").create_bucket("far_box", "test") is None
    with ActivityWatchClient("far") as client:
        client.create_bucket("far_box", "test", queued=True)
        client.heartbeat("far_box", Event(data={"a": 1}), pulsetime=5, queued=True)
    assert server.api("buckets/far_box/events/count", **owner()).json == 1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ('host = "0.0.0.0"', "require_key = true"),
        ('host = "0.0.0.0"\nrequire_key = true', "aw-cli tls init"),
        ('tls_cert = "/nowhere.pem"\ntls_key = "/nowhere.key"', "cannot be used"),
        ('tls_cert = "/nowhere.pem"', "belong together"),
    ],
)
def test_it_does_not_start_where_it_would_give_everything_away(home: object, settings: str, sentence: str) -> None:
    configured(settings)
    done = run("aw-server", "--port", str(free_port()))
    assert done.returncode == 3
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_behind_a_proxy_nobody_is_trusted_for_where_they_sit(home: object) -> None:
    configured('behind_proxy = true\nnames = ["tracker.example"]')
    with LiveServer() as server:
        fill(server, **owner())
        spoofed = {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1;proto=https"}
        assert server.api("export", **spoofed).status == 401
        assert server.api("export", **owner()).status == 200
        assert server.api("export", **owner(), Host="tracker.example").status == 200
        assert server.api("export", **owner(), Host="evil.example", **{"X-Forwarded-Host": "localhost"}).status == 400
        origin = {"Host": "tracker.example", "Origin": "https://tracker.example"}
        assert server.api("export", **owner(), **origin).status == 200
