"""The link against a small real HTTP server whose answers the test decides."""

import http.server
import json
import queue
import threading
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from aw_qt.modules_link import POLL_SECONDS, ModulesLink
from aw_qt.snapshot import ModuleView, NoticeKind, PauseView, ServerNotice, Snapshot
from aw_qt.supervision import messages as msg
from aw_qt.supervision.states import State
from tests.support.wait import stays, wait_until


class Server:
    """Remembers every request; holds a long poll until `answer_poll` or its close."""

    def __init__(self):
        self.requests: list[tuple[str, str, object]] = []
        self.polls: queue.Queue[dict] = queue.Queue()
        self.first = {"version": 3, "wishes": {}, "restarts": ["aw-old"], "pause": {"paused": False}, "receipts": {}}
        self.api_status = 404
        self.pause_status = 200
        self.closing = threading.Event()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                owner.requests.append((self.command, self.path, body))
                owner.respond(self, body)

            do_GET = do_POST = do_DELETE = handle_any

            def log_message(self, *args):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def respond(self, handler, body):
        path = urlsplit(handler.path)
        if path.path == "/api/":
            return self.send(handler, self.api_status, {})
        if path.path == "/api/0/pause":
            return self.send(handler, self.pause_status, {"paused": handler.command == "POST", "until": None})
        if path.path == "/api/0/modules/wishes":
            if parse_qs(path.query)["timeout"] == ["0"]:
                return self.send(handler, 200, self.first)
            while not self.closing.is_set():
                try:
                    return self.send(handler, 200, self.polls.get(timeout=0.02))
                except queue.Empty:
                    continue
            return None
        return self.send(handler, 200, {})

    def send(self, handler, status, answer):
        text = json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def asked(self, method, path):
        return [body for how, where, body in list(self.requests) if how == method and where.split("?")[0] == path]

    def polled(self):
        return [where for _, where, _ in list(self.requests) if "wishes" in where]

    def close(self):
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


class Linked:
    def __init__(self, port):
        self.messages: list[msg.Message] = []
        self.link = ModulesLink(self.messages.append)
        self.snapshot = Snapshot(
            port, "0.14.0", 9, modules=(ModuleView("aw-server", State.RUNNING, True, "bundled"),), wishes_version=2
        )
        self.link.start()

    def update(self, **changes):
        self.snapshot = replace(self.snapshot, **changes)
        self.link.update(self.snapshot)

    def got(self, kind):
        return [message for message in list(self.messages) if isinstance(message, kind)]


@pytest.fixture
def linked(server):
    linked = Linked(server.port)
    yield linked
    linked.link.stop()


def test_nothing_is_sent_before_the_server_is_up(server, linked):
    linked.update(modules=(ModuleView("aw-server", State.STARTING, True, "bundled"),))
    stays(lambda: not server.requests, 0.2, "silence")


def test_the_snapshot_is_posted_on_change_and_only_then(server, linked):
    linked.update()
    wait_until(lambda: server.asked("POST", "/api/0/modules"), 5, "the snapshot")
    linked.update(pause=PauseView(True))
    linked.update(failures=())
    stays(lambda: len(server.asked("POST", "/api/0/modules")) <= 2, 0.2, "no further posts")
    linked.update(modules=(*linked.snapshot.modules, ModuleView("aw-x", State.RUNNING, True, "system")))
    wait_until(
        lambda: (
            [module["name"] for module in server.asked("POST", "/api/0/modules")[-1]["modules"]]
            == ["aw-server", "aw-x"]
        ),
        5,
        "the changed snapshot",
    )


def test_the_first_answer_comes_at_once_and_its_restarts_are_history(server, linked):
    linked.update()
    heard = wait_until(lambda: linked.got(msg.Heard), 5, "the first answer")[0]
    assert (heard.version, heard.restarts) == (3, ())
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    first, second = server.polled()
    assert "after=2&timeout=0" in first
    assert f"after=3&timeout={POLL_SECONDS}" in second


def test_wishes_restarts_pause_and_receipts_are_passed_on(server, linked):
    linked.update()
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    server.polls.put(
        {
            "version": 4,
            "wishes": {"aw-x": False},
            "restarts": ["aw-y"],
            "pause": {"paused": True, "since": None, "until": "2024-05-01T12:00:00+00:00"},
            "receipts": {"aw-x": 12.5},
            "notices": [{"kind": "disk", "title": "The disk is full", "message": "Make room."}],
            "filtering": False,
        }
    )
    heard = wait_until(lambda: linked.got(msg.Heard)[1:], 5, "the news")[0]
    assert heard == msg.Heard(
        4,
        {"aw-x": False},
        ("aw-y",),
        PauseView(True, datetime(2024, 5, 1, 12, tzinfo=UTC)),
        {"aw-x": 12.5},
        False,
        (ServerNotice("disk", "The disk is full", "Make room."),),
        False,
    )
    assert linked.got(msg.Heard)[0].filtering is None, "a server that knows no privacy rules"


def test_start_at_login_is_handed_on_when_it_is_asked_now(server, linked):
    asked = []
    linked.link.set_start_at_login = asked.append
    server.first["start_at_login"] = False
    linked.update()
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    assert asked == [], "an order from before we connected"
    for answer in ({"start_at_login": True}, {"start_at_login": None}, {}):
        server.polls.put({"version": 4, "wishes": {}, "restarts": [], "pause": {}, "receipts": {}, **answer})
    wait_until(lambda: len(server.polled()) == 5, 5, "all answers")
    assert asked == [True]


def test_what_the_system_does_at_login_is_posted(server, linked):
    linked.update(start_at_login=False)
    wait_until(lambda: server.asked("POST", "/api/0/modules"), 5, "the snapshot")
    linked.update(start_at_login=True)
    wait_until(lambda: server.asked("POST", "/api/0/modules")[-1]["start_at_login"] is True, 5, "the change")


def test_a_poll_that_ends_as_it_began_disturbs_nobody(server, linked):
    """Only what changed, or a client that may be silent, is worth waking the Manager for."""
    calm = {"version": 3, "wishes": {}, "restarts": [], "pause": {"paused": False}}
    ages = [{"aw-x": 3.0}, {"aw-x": 20.0}, {"aw-x": 1.0}, {"aw-x": 95.0}, {"aw-x": 5.0}, {"aw-x": 6.0}]
    linked.update()
    for count, age in enumerate(ages, 2):
        wait_until(lambda count=count: len(server.polled()) == count, 5, "the next poll")
        server.polls.put({**calm, "receipts": age})
    wait_until(lambda: len(server.polled()) == 8, 5, "the last poll")
    assert [heard.receipts for heard in linked.got(msg.Heard)] == [{}, {"aw-x": 95.0}, {"aw-x": 5.0}]
    server.polls.put({**calm, "receipts": {"aw-x": 7.0}, "pause": {"paused": True, "until": None}})
    wait_until(lambda: len(linked.got(msg.Heard)) == 4, 5, "the pause")
    assert linked.got(msg.Heard)[-1].pause.paused


def test_the_next_poll_ends_when_a_client_could_be_silent(server, linked):
    server.first["receipts"] = {"aw-x": 60.0}
    linked.update()
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    assert server.polled()[1].endswith("timeout=31")


def test_the_api_browser_is_looked_for(server, linked):
    server.api_status = 200
    linked.update()
    assert wait_until(lambda: linked.got(msg.Heard), 5, "the first answer")[0].api_browser


def test_a_server_that_goes_away_is_reported_once_and_found_again(server, linked):
    linked.update()
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    server.polls.put({"nonsense": True})
    wait_until(lambda: linked.got(msg.LinkLost), 5, "the loss")
    wait_until(lambda: len(linked.got(msg.Heard)) == 2, 5, "the way back")
    assert linked.got(msg.LinkLost) == [msg.LinkLost(server.port)]
    wait_until(lambda: len(server.asked("POST", "/api/0/modules")) >= 2, 5, "the snapshot again")


def test_a_server_that_is_being_stopped_is_not_held_up_by_the_poll(server, linked):
    linked.update()
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    linked.update(ending=True)
    wait_until(lambda: linked.link._poll is None, 2, "the poll's end")
    assert linked.got(msg.LinkLost) == []


def test_stop_does_not_wait_for_the_poll(server, linked):
    linked.update()
    wait_until(lambda: len(server.polled()) == 2, 5, "the long poll")
    linked.link.stop()
    assert not any(thread.is_alive() for thread in linked.link._threads)


def test_pause_and_resume(server, linked):
    linked.update()
    linked.link.pause(seconds=900)
    linked.link.pause(until=datetime(2024, 5, 2, 4, tzinfo=UTC))
    linked.link.resume()
    wait_until(lambda: len(linked.got(msg.Paused)) == 3, 5, "the answers")
    assert server.asked("POST", "/api/0/pause") == [{"seconds": 900}, {"until": "2024-05-02T04:00:00+00:00"}]
    assert [answer.pause.paused for answer in linked.got(msg.Paused)] == [True, True, False]


def test_a_pause_that_fails_is_told(server, linked):
    server.pause_status = 500
    linked.update()
    linked.link.pause(seconds=60)
    told = wait_until(lambda: linked.got(msg.Tell), 5, "the word")[0].notice
    assert told.kind is NoticeKind.FAILED_ACTION
    assert "500" in told.text


def test_a_pause_without_a_server_is_told(linked):
    linked.link.pause(seconds=60)
    told = wait_until(lambda: linked.got(msg.Tell), 5, "the word")[0].notice
    assert "does not run" in told.text


def test_privacy_rules_are_switched(server, linked):
    linked.update()
    linked.link.filter(False)
    linked.link.filter(True)
    wait_until(lambda: len(server.asked("POST", "/api/0/privacy")) == 2, 5, "both wishes")
    assert server.asked("POST", "/api/0/privacy") == [{"enabled": False}, {"enabled": True}]
    assert linked.got(msg.Paused) == []


def test_a_switch_without_a_server_is_told(linked):
    linked.link.filter(False)
    told = wait_until(lambda: linked.got(msg.Tell), 5, "the word")[0].notice
    assert told.title == "Could not turn privacy rules off"
