"""A disk that fills up under the server and has room again: said in words, nothing lost, no restart."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from aw_core.dirs import get_data_dir
from aw_datastore.storages.peewee import default_path
from tests.support.programs import LiveServer, program_env
from tests.support.smalldisk import SmallDisk, why_not
from tests.support.snapshots import Gone, Snapshot, copy_of, integrity, lost
from tests.support.wait import stays, wait_until
from tests.support.writers import Target, Writer, finish, mixed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux' limits and name spaces")
needs_disk = pytest.mark.skipif(bool(why_not()), reason=why_not())


class Busy:
    """A server under every kind of write, and what has become of it in the end."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.target = Target(server.port)
        self.writers = mixed(self.target, seed=5)

    def start(self) -> None:
        self.server.start()
        self.target.up.set()
        for writer in self.writers:
            writer.start()

    def refused(self) -> list[Writer]:
        return [writer for writer in self.writers if writer.busy]

    def forget_refusals(self) -> None:
        for writer in self.writers:
            writer.busy.clear()

    def goes_on(self, count: int = 5) -> None:
        """Every writer gets something acknowledged again."""
        before = {writer.name: len(writer.told) for writer in self.writers}
        wait_until(
            lambda: all(len(writer.told) >= before[writer.name] + count for writer in self.writers),
            30,
            "all writers going on",
        )

    def writes_plenty(self) -> None:
        """What a quiet machine has written long before."""
        wait_until(lambda: sum(len(writer.told) for writer in self.writers) > 200, 60, "plenty of writes")


def check(busy: Busy, database: Path) -> int:
    """Nothing that was acknowledged is missing or there twice; how much that was."""
    assert [wrong for writer in busy.writers for wrong in writer.wrong] == []
    assert integrity(database) == []
    snapshot = Snapshot(database)
    facts = [told.fact for writer in busy.writers for told in writer.told]
    assert lost(snapshot, facts, undone=[fact for fact in facts if isinstance(fact, Gone)]) == []
    assert snapshot.twice() == []
    return len(facts)


def taken_out(disk: SmallDisk, pid: int, folder: Path) -> Path:
    """A copy of the database on the small disk, which goes with the server."""
    os.kill(pid, signal.SIGSTOP)
    try:
        return copy_of(disk.home(pid) / default_path(False).relative_to(Path.home()), folder)
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def disk() -> SmallDisk:
    return SmallDisk("24m")


@pytest.fixture
def busy(disk: SmallDisk) -> Iterator[Busy]:
    busy = Busy(LiveServer(prefix=disk.prefix))
    yield busy
    busy.target.up.set()
    finish(busy.writers)
    busy.server.stop()


@needs_disk
def test_a_full_disk_and_back(busy: Busy, disk: SmallDisk, tmp_path: Path) -> None:
    busy.start()
    pid = busy.server.pid
    busy.goes_on()
    for _ in range(3):
        disk.fill(pid)
        wait_until(lambda: len(busy.refused()) >= 4, 20, "refusals")
        # What is there can be read all the while, and reasons are for people.
        assert busy.server.api("buckets/").status == 200
        assert busy.server.api("info").status == 200
        reasons = {reason for writer in busy.writers for reason in writer.busy}
        assert all("disk" in reason for reason in reasons), reasons
        stays(lambda: busy.server.process is not None and busy.server.process.poll() is None, 1, "the server")
        disk.free(pid)
        busy.forget_refusals()
        busy.goes_on()
    busy.writes_plenty()
    told = finish(busy.writers)
    left = taken_out(disk, pid, tmp_path / "left")
    # Goes on after the stop: a signal sent right then would reach another thread than the one that waits for it.
    assert busy.server.api("info").status == 200
    assert busy.server.stop() == 0
    assert check(busy, left) == len(told) > 200


FILLED = ["sh", "-c", 'cat /dev/zero > "$HOME/filler" 2>/dev/null; exec "$@"', "sh"]


@needs_disk
def test_started_on_a_full_disk_it_says_so_and_begins_once_there_is_room() -> None:
    disk = SmallDisk("4m")
    server = LiveServer(prefix=[*disk.prefix, *FILLED])
    server.spawn()
    try:
        wait_until(lambda: refused(server), 20, "the refusal")
        answer = server.api("info")
        assert (answer.status, answer.json["type"]) == (503, "DiskFull")
        assert "no room left" in answer.json["message"]
        disk.free(server.pid)
        server.wait()
        assert server.api("buckets/b", "POST", {"client": "c", "type": "t", "hostname": "h"}).status == 200
        assert server.stop() == 0
    finally:
        server.stop()
    assert "Traceback" not in server.log_text()
    assert server.log_text().count("Not started yet") == 1


@needs_disk
def test_waiting_for_room_it_ends_when_asked() -> None:
    server = LiveServer(prefix=[*SmallDisk("4m").prefix, *FILLED])
    server.spawn()
    try:
        wait_until(lambda: refused(server), 20, "the refusal")
    finally:
        assert server.stop() == 0


def refused(server: LiveServer) -> bool:
    try:
        return server.api("info").status == 503
    except OSError:
        return False


def test_a_file_that_may_not_grow_and_back(home: Path) -> None:
    """The same where nothing may be mounted: the system refuses to let the server's files grow."""
    busy = Busy(LiveServer())
    try:
        busy.start()
        busy.goes_on()
        pid = busy.server.pid
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        size = max(file.stat().st_size for file in Path(get_data_dir("aw-server")).iterdir())
        for _ in range(3):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size // 2, unlimited[1]))
            wait_until(lambda: len(busy.refused()) >= 4, 20, "refusals")
            resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
            busy.forget_refusals()
            busy.goes_on()
        busy.writes_plenty()
    finally:
        busy.target.up.set()
        told = finish(busy.writers)
        assert busy.server.stop() == 0
    assert check(busy, default_path(False)) == len(told) > 200


@needs_disk
def test_little_room_is_told_while_it_lasts(busy: Busy, disk: SmallDisk) -> None:
    def titles() -> list[str]:
        return [notice["title"] for notice in busy.server.api("info").json["notices"]]

    busy.start()
    # All of it is less than is warned of.
    assert titles() == ["The disk is nearly full"]
    assert [notice["kind"] for notice in busy.server.api("today").json["notices"]] == ["disk"]
    disk.fill(busy.server.pid)
    wait_until(lambda: titles() == ["The disk is full"], 20, "the news of the full disk")
    disk.free(busy.server.pid)
    wait_until(lambda: titles() == ["The disk is nearly full"], 20, "the news of some room")


@needs_disk
def test_where_not_even_the_lock_can_be_written_it_says_so() -> None:
    server = LiveServer(prefix=SmallDisk("8k").prefix)
    server.spawn()
    try:
        wait_until(lambda: refused(server), 20, "the refusal")
        assert "There is no room left" in server.api("info").json["message"]
    finally:
        assert server.stop() == 0
    assert "Traceback" not in server.log_text()


CLIENT = """
import sys, time
from aw_client import ActivityWatchClient
from aw_core import Event
from datetime import datetime, UTC
import threading

stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), stop.set()), daemon=True).start()
with ActivityWatchClient("patient", host="127.0.0.1", port=int(sys.argv[1])) as client:
    client.create_bucket("patient", "test", queued=True)
    number = 0
    while not stop.is_set():
        number += 1
        client.heartbeat("patient", Event(timestamp=datetime.now(UTC), data={"n": number}), pulsetime=1, queued=True)
        print(number, flush=True)
        stop.wait(0.02)
    # The disk goes with this process, and what is still queued on it.
    deadline = time.monotonic() + 100
    while client.request_queue.spool.size() and time.monotonic() < deadline:
        time.sleep(0.05)
"""


@needs_disk
def test_a_client_whose_disk_is_full_keeps_what_it_records(disk: SmallDisk, home: Path) -> None:
    """Also while there is no server; then there is room again, and a server, and everything arrives."""
    with LiveServer() as server:
        client = subprocess.Popen(
            [*SmallDisk("4m").prefix, sys.executable, "-c", CLIENT, str(server.port)],
            env=program_env(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert client.stdin is not None
        assert client.stdout is not None
        with client:
            heard(client.stdout, 30)
            disk.fill(client.pid)
            heard(client.stdout, 30)
            server.kill9()
            heard(client.stdout, 100)
            disk.free(client.pid)
            heard(client.stdout, 30)
            server.start()
            client.stdin.write("stop\n")
            client.stdin.flush()
            rest = client.stdout.read()
            assert client.wait(120) == 0
        last = int(rest.split()[-1])
        assert sorted(event["data"]["n"] for event in server.api("buckets/patient/events?limit=-1").json) == list(
            range(1, last + 1)
        )


def heard(output: IO[str], lines: int) -> None:
    """The client has sent so many heartbeats more."""
    for _ in range(lines):
        assert output.readline(), "the client has ended"
