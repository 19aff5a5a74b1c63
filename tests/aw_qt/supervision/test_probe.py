"""Who answers on the port, with the world's answers injected; and once with a real listener."""

import http.server
import json
import socket
import threading
from urllib.parse import parse_qs, urlsplit

import pytest

from aw_core.instance import InstanceRecord, prove
from aw_core.port_holder import PortHolder
from aw_qt.supervision import probe
from aw_qt.supervision.probe import Holder, Senses, examine

RECORD = InstanceRecord(pid=42, start_time=1.0, host="127.0.0.1", port=5600, version="0.14.0", secret="s3cret")
MINE = PortHolder(pid=42, program="aw-server", user="anna", uid=1000)


def senses(holders=None, answers=(), record=None, proves=True):
    asked = []

    def prove_it(port, found):
        asked.append(port)
        return proves

    world = Senses(
        who_holds=lambda port: (holders or {}).get(port),
        answers=lambda port: port in answers,
        prove=prove_it,
        read_instance=lambda name, testing: record,
        is_free=lambda port: port not in answers,
        uid=1000,
    )
    return world, asked


def test_a_free_port():
    assert examine(5600, False, senses()[0]).holder is Holder.NOBODY


def test_our_server_with_its_proof_is_adopted():
    verdict = examine(5600, False, senses({5600: MINE}, {5600}, RECORD)[0])
    assert (verdict.holder, verdict.pid) == (Holder.OURS, 42)


def test_a_wrong_proof_is_foreign_and_named():
    verdict = examine(5600, False, senses({5600: MINE}, {5600}, RECORD, proves=False)[0])
    assert verdict.holder is Holder.FOREIGN
    assert "aw-server (pid 42, user anna)" in verdict.sentence


@pytest.mark.parametrize(
    "record", [None, RECORD._replace(pid=43), RECORD._replace(port=5601)], ids=["no record", "other pid", "other port"]
)
def test_nothing_is_sent_to_a_process_our_record_does_not_name(record):
    world, asked = senses({5600: MINE}, {5600}, record)
    assert examine(5600, False, world).holder is Holder.FOREIGN
    assert asked == []


def test_another_users_server_is_left_alone_and_the_next_free_port_taken():
    other = PortHolder(pid=None, program=None, user="bea", uid=1001)
    world, asked = senses({5600: other, 5601: other}, {5600, 5601}, RECORD)
    verdict = examine(5600, False, world)
    assert (verdict.holder, verdict.port) == (Holder.OTHER_USER, 5602)
    assert "bea" in verdict.sentence and "5602" in verdict.sentence
    assert asked == []


def test_a_holder_the_system_will_not_name_is_foreign():
    verdict = examine(5600, False, senses({}, {5600})[0])
    assert (verdict.holder, verdict.sentence) == (Holder.FOREIGN, "Port 5600 is already used by another program.")


class Server:
    """An HTTP server that proves itself with the given secret and remembers what it was asked."""

    def __init__(self, secret=None, status=200):
        self.paths = paths = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                paths.append(self.path)
                nonce = parse_qs(urlsplit(self.path).query).get("nonce", [""])[0]
                body = {"hostname": "x"}
                if secret:
                    body["proof"] = prove(secret, nonce)
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args):
                pass

        self.http = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def serve():
    servers = []

    def make(*args, **kwargs):
        servers.append(Server(*args, **kwargs))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


def test_the_real_challenge_is_fresh_each_time_and_only_the_right_secret_answers_it(serve):
    server = serve(secret="s3cret")
    record = RECORD._replace(port=server.port)
    assert probe._proves(server.port, record)
    assert probe._proves(server.port, record)
    assert len(set(server.paths)) == 2
    assert "s3cret" not in "".join(server.paths)
    assert not probe._proves(server.port, record._replace(secret="other"))


def test_a_port_that_anything_is_bound_to_is_not_free():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        assert not probe._can_listen(port)
    assert probe._can_listen(port)


def test_a_real_listener_of_this_user_is_found_and_named(serve):
    server = serve()
    verdict = examine(server.port, False)
    assert verdict.holder is Holder.FOREIGN
    assert "pid" in verdict.sentence
    assert server.paths == []


def test_ready_means_any_http_answer(serve):
    assert probe.is_ready(serve(status=401).port)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert not probe.is_ready(nobody.getsockname()[1])


def test_a_proxy_in_the_environment_is_not_used(serve, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert probe.is_ready(serve().port)
