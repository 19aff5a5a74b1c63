"""`kill -9` at any moment loses nothing acknowledged and leaves a sound file (a real process, killed at random)."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage
from tests.support.wait import wait_until

ROOT = Path(__file__).resolve().parents[2]

# Three threads insert, lengthen, add lists and delete; a line on stdout is the acknowledgement. A list is one write.
WRITER = """
import json, os, sys, threading
from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.storages import PeeweeStorage

path, round_, sync_delay = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
ds = Datastore(PeeweeStorage, filepath=path, sync_delay=sync_delay)

def say(*what):
    os.write(1, (json.dumps(what) + "\\n").encode())

def write(number):
    name = f"b{number}"
    if name not in ds.buckets():
        ds.create_bucket(name, "currentwindow", "c", "h")
    bucket = ds[name]
    say("bucket", name)
    i = 0
    while True:
        i += 1
        mark = f"{round_}-{number}-{i}"
        start = 1_772_366_400_000_000 + (round_ * 100_000 + i) * 1_000_000
        event = bucket.insert(Event.from_us(None, start, 0, {"mark": mark, "t": i % 7}))
        say("one", name, mark, 0)
        bucket.replace(event.id, Event.from_us(None, start, 500_000, {"mark": mark, "t": i % 7}))
        say("one", name, mark, 500_000)
        if i % 5 == 0:
            bucket.insert([Event.from_us(None, start + 1 + k, 0, {"mark": f"{mark}-{k}", "list": mark})
                           for k in range(40)])
            say("list", name, mark)
        if i % 7 == 0:
            bucket.delete(event.id)
            say("gone", name, mark)

for number in range(3):
    threading.Thread(target=write, args=(number,)).start()
"""


class Acknowledged:
    """What the writer has said before it was killed."""

    def __init__(self) -> None:
        self.buckets: set[str] = set()
        self.ones: dict[tuple[str, str], int] = {}
        self.lists: set[tuple[str, str]] = set()
        self.gone: set[tuple[str, str]] = set()

    def hear(self, line: bytes) -> None:
        kind, bucket, *rest = json.loads(line)
        if kind == "bucket":
            self.buckets.add(bucket)
        elif kind == "one":
            self.ones[bucket, rest[0]] = rest[1]
        elif kind == "list":
            self.lists.add((bucket, rest[0]))
        else:
            self.gone.add((bucket, rest[0]))


def run_and_kill(path: Path, round_: int, sync_delay: float, patience: float, said: Acknowledged) -> None:
    """One life of the writer: killed `patience` seconds after its first word."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(round_), str(sync_delay)],
        env={"PYTHONPATH": str(ROOT / "bundle")},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    timer = threading.Timer(patience, child.kill)
    timer.start()
    rest = child.stdout.read()
    child.wait()
    timer.join()
    child.stdout.close()
    assert child.returncode == -9
    # The last line may be cut short: then it was not said.
    for line in [first, *rest.splitlines(keepends=True)]:
        if line.endswith(b"\n"):
            said.hear(line)


def check(path: Path, said: Acknowledged) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute(
        "SELECT count(*) FROM event WHERE data_id IS NOT NULL AND data_id NOT IN (SELECT id FROM data)"
    ).fetchone() == (0,)
    connection.close()
    datastore = Datastore(PeeweeStorage, filepath=path)
    assert said.buckets <= set(datastore.buckets())
    for name in said.buckets:
        found = {e.data["mark"]: e for e in datastore[name].get()}
        assert len(found) == datastore[name].get_eventcount(), "an event is there twice"
        for (bucket, mark), duration in said.ones.items():
            if bucket == name and (bucket, mark) in said.gone:
                assert mark not in found
            elif bucket == name and mark in found:
                assert found[mark].duration_us >= duration
            elif bucket == name:
                # Only its own deletion, done and not yet said, may explain that.
                assert duration == 500_000
                assert int(mark.rsplit("-", 1)[1]) % 7 == 0
        lists: dict[str, int] = {}
        for event in found.values():
            if "list" in event.data:
                lists[event.data["list"]] = lists.get(event.data["list"], 0) + 1
        assert set(lists.values()) <= {40}, "half a list is there"
        assert {mark for bucket, mark in said.lists if bucket == name} <= set(lists)
    datastore.close()


def test_kill_at_random_moments(tmp_path: Path) -> None:
    rng = random.Random(20260301)
    said = Acknowledged()
    path = tmp_path / "a.db"
    for round_ in range(60):
        # Now and then check-points run between the writes all the time.
        run_and_kill(path, round_, rng.choice([0.002, 0.02, 4.0]), rng.uniform(0.0, 0.3), said)
        check(path, said)
        # A busy machine writes less in the same time.
        if round_ >= 5 and len(said.ones) > 100:
            break
    assert len(said.ones) > 100


def test_kill_while_the_file_is_made(tmp_path: Path) -> None:
    """Killed in the first moments: the next start finds either nothing or a sound file."""
    rng = random.Random(7)
    code = "import sys\nfrom aw_datastore import Datastore\nfrom aw_datastore.storages import PeeweeStorage\n"
    code += "print('ready', flush=True)\nsys.stdin.readline()\nDatastore(PeeweeStorage, filepath=sys.argv[1])\n"
    for round_ in range(5):
        path = tmp_path / f"{round_}.db"
        child = subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            env={"PYTHONPATH": str(ROOT / "bundle")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        child.stdin.write(b"go\n")
        child.stdin.flush()
        wait_until(path.exists, 5, "the file")
        threading.Event().wait(rng.uniform(0, 0.003))
        child.kill()
        child.communicate()
        datastore = Datastore(PeeweeStorage, filepath=path)
        datastore.create_bucket("b", "t", "c", "h")
        datastore.close()
