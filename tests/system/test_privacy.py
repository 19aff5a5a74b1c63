"""Must-haves of privacy with real processes: server, watcher on a real desktop, queue, backups, logs at DEBUG.

A random token is planted; afterwards every file under HOME (and the desktop's own directory) is searched for it in
UTF-8, UTF-16 and inside compressed files.
"""

from __future__ import annotations

import gzip
import io
import secrets
import socket
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.desktop import Desktop
from tests.support.files import contents
from tests.support.programs import LiveServer, program, program_env
from tests.support.wait import wait_until
from tests.system.watching import titles, watching

HOST = socket.gethostname()
WINDOWS = f"aw-watcher-window_{HOST}"


def views(content: bytes) -> Iterator[bytes]:
    """The bytes of a file as they are, and unpacked where they are packed."""
    yield content
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    if content[:1] == b"\x78":
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return


def hits(token: str, *places: Path) -> list[str]:
    """Files that hold the token in any of these ways, or in their name."""
    needles = [token.encode(), token.encode("utf-16-le"), token.encode("utf-16-be")]
    found = []
    for path, content in contents(*(places or (Path.home(),))):
        if token in str(path) or any(needle in view for view in views(content) for needle in needles):
            found.append(str(path))
    return sorted(found)


def run(name: str, *args: str) -> str:
    done = subprocess.run(
        [*program(name), *args], env=program_env(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def post(server: LiveServer, path: str, body: Any) -> Any:
    answer = server.api(path, "POST", body)
    assert answer.status in (200, 304), (answer.status, answer.body)
    return answer.json if answer.body else None


def event(token: str, at: str = "2024-05-01T09:00:00Z", **data: Any) -> dict[str, Any]:
    return {"timestamp": at, "duration": 5, "data": {"app": "x", "title": f"a {token} title", **data}}


def test_the_search_finds_what_is_there(home: Path) -> None:
    token = secrets.token_hex(8)
    content = f"x{token}y"
    (home / "plain").write_text(content)
    (home / "wide").write_bytes(content.encode("utf-16"))
    (home / "packed.gz").write_bytes(gzip.compress(content.encode()))
    with zipfile.ZipFile(home / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", content)
    (home / f"{token}.txt").touch()
    assert len(hits(token)) == 5
    assert hits(secrets.token_hex(8)) == []


def test_a_purged_token_is_in_no_file(home: Path, desktop: Desktop) -> None:
    token = f"planted{secrets.token_hex(8)}"
    log = home / "watcher.out"
    with LiveServer("--verbose") as server:
        for bucket, kind in ((WINDOWS, "currentwindow"), ("aw-watcher-web_x", "web.tab.current")):
            post(server, f"buckets/{bucket}", {"client": "c", "type": kind, "hostname": HOST})
        with watching("aw-watcher-window", server, desktop.env, "--verbose", log=log):
            desktop.window(f"own {token}")
            wait_until(lambda: any(token in title for title in titles(server)), 15, "the title in the server")
            desktop.window("another")
            wait_until(lambda: titles(server)[-1] == "another", 15, "the window after it")
        # In other shapes: an address, a key of its own, nested, varying keys; rewritten, deleted, asked for.
        post(server, "buckets/aw-watcher-web_x/events", [event(token, url=f"https://{token}.example/", tabCount=3)])
        post(server, f"buckets/{WINDOWS}/events", [event(token, note={"deep": [f"{token}ü"]}), event("harmless")])
        post(server, f"buckets/{WINDOWS}/heartbeat?pulsetime=60", event(token, at="2024-05-01T10:00:00Z"))
        post(server, "query/", {"query": [f"RETURN = query_bucket('{WINDOWS}');"],
                                "timeperiods": ["2024-01-01T00:00:00Z/2040-01-01T00:00:00Z"]})  # fmt: skip
        server.api(f"buckets/{WINDOWS}/events?limit=5&comment={token}")
        run("aw-server", "backup")
        # A queue that waits for a server: another client, which cannot reach it.
        queue_up(server, token)
        found = hits(token)
        for place in ("activitywatch.db", "backups/", "queued/", "log/"):
            assert any(place in path for path in found), (place, found)
        said = run("aw-cli", "privacy", "purge", "--yes", "--field", "*", "--pattern", token[:7] + "[0-9a-f]+")
        assert "NOT CLEANED" not in said
        # What a test itself wrote: the output of the watcher, which is no file of ours.
        log.unlink(missing_ok=True)
        server.log.unlink(missing_ok=True)
        assert hits(token) == []
        assert len(server.api(f"buckets/{WINDOWS}/events").json) >= 2
    assert hits(token) == []
    with LiveServer(port=server.port) as server:
        assert token not in server.api("export").body.decode()
    assert hits(token) == []


def queue_up(server: LiveServer, token: str) -> None:
    """A heartbeat in the queue of a client whose server is not there."""
    script = f"""
from aw_client import ActivityWatchClient
from aw_core import Event
import datetime
with ActivityWatchClient("late-watcher", host="127.0.0.1", port=9) as client:
    now = datetime.datetime.now(datetime.timezone.utc)
    client.create_bucket("late", "t", queued=True)
    client.heartbeat("late", Event(timestamp=now, data={{"title": "{token}"}}), pulsetime=5, queued=True)
"""
    subprocess.run([program("aw-client")[0], "-c", script], env=program_env(), check=True, timeout=60)


def test_a_rule_set_before_keeps_it_out_whichever_way_it_comes(home: Path, desktop: Desktop) -> None:
    token = f"planted{secrets.token_hex(8)}"
    rule = {"field": "*", "pattern": "planted[0-9a-f]+", "action": "drop"}
    with LiveServer() as server:
        post(server, "settings/privacy_filters", [rule])
        for bucket in (WINDOWS, "b"):
            post(server, f"buckets/{bucket}", {"client": "c", "type": "t", "hostname": HOST})
        stored = post(server, "buckets/b/events", [event("harmless")])
        post(server, "buckets/b/events", [event(token), event("harmless", other=[token])])
        post(server, "buckets/b/events", [event(token) | {"id": stored[0]["id"]}])
        post(server, "buckets/b/heartbeat?pulsetime=60", event(token))
        document = {
            "id": "c",
            "type": "t",
            "client": "c",
            "hostname": HOST,
            "events": [event(token), event("harmless")],
        }
        post(server, "import", {"buckets": {"c": document}})
        post(server, "import", {"buckets": {"b": document | {"id": "b"}}})
        with watching("aw-watcher-window", server, desktop.env):
            desktop.window(f"own {token}")
            desktop.window("another")
            wait_until(lambda: "another" in titles(server), 15, "the window after it")
            server.kill9()
            desktop.window(f"again {token}")
            desktop.window("and another")
            # The watcher sees it within a second; nothing in its queue may hold it.
            wait_until(lambda: queued_titles(home, "and another"), 15, "the window in the queue")
            assert hits(token) == []
            server.start()
            wait_until(lambda: "and another" in titles(server), 20, "the queue delivered")
        run("aw-server", "backup")
        assert hits(token) == []
        assert {found["data"]["title"] for found in server.api("buckets/b/events").json} == {"a harmless title"}
    assert hits(token) == []


def rules_kept(home: Path, words: bytes) -> bool:
    return any(words in rules for path, rules in contents(home) if "aw-client/privacy" in path.as_posix())


def queued_titles(home: Path, title: str) -> bool:
    return any(title.encode() in content for path, content in contents(home) if path.parent.name == "queued")


def test_a_rule_made_while_a_watcher_runs_counts_for_its_next_word(home: Path, desktop: Desktop) -> None:
    token = f"planted{secrets.token_hex(8)}"
    with LiveServer() as server, watching("aw-watcher-window", server, desktop.env):
        desktop.window("first")
        wait_until(lambda: "first" in titles(server), 15, "the first window")
        hide = {"field": "title", "pattern": "planted[0-9a-f]+", "action": "redact", "replacement": "hidden"}
        post(server, "settings/privacy_filters", [hide])
        desktop.window("second")
        wait_until(lambda: "second" in titles(server), 15, "the watcher's next heartbeat, which tells it the version")
        wait_until(lambda: rules_kept(home, b"planted"), 15, "the rules in the watcher's copy")
        server.kill9()
        desktop.window(f"own {token}")
        wait_until(lambda: queued_titles(home, "hidden"), 15, "the redacted title in the queue")
        assert hits(token) == []
        server.start()
        wait_until(lambda: "hidden" in titles(server), 20, "the queue delivered")
    assert hits(token) == []


def test_without_server_and_rules_no_title_is_recorded(home: Path, desktop: Desktop) -> None:
    token = f"planted{secrets.token_hex(8)}"
    server = LiveServer()
    with watching("aw-watcher-window", server.port, desktop.env):
        desktop.window(f"own {token}")
        wait_until(lambda: queued_titles(home, "excluded"), 15, "the withheld title in the queue")
        assert hits(token) == []
        with server:
            wait_until(lambda: any(token in title for title in titles(server)), 90, "titles once there are rules")
            assert "excluded" in titles(server)
