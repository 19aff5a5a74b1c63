"""One damaged file under a real server: does it answer soon, does it collect meanwhile, what comes back?"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from aw_core.dirs import get_data_dir
from aw_core.timestamps import to_us
from tests.support.damage import Damage, Pristine, expected
from tests.support.programs import LiveServer
from tests.support.wait import wait_until


class Outcome(NamedTuple):
    """Seconds to the first answer and until all was done, events due and back, share of whole pages, what is said."""

    answer: float
    done: float
    due: int
    back: int
    whole_pages: float
    said: dict[str, Any] | None


def run_case(pristine: Pristine, damage: Damage, seed: str, *, stale_log: bool = False) -> Outcome:
    """Put the damaged files in the server's place and start it. Raises AssertionError when collecting stops."""
    folder = Path(get_data_dir("aw-server"))
    shutil.rmtree(folder)
    shutil.copytree(pristine.folder, folder)
    folder.chmod(0o700)
    database = folder / pristine.name
    damage(database, random.Random(seed))
    if stale_log:
        database.with_name(f"{database.name}-wal").write_bytes(pristine.stale)
    due = expected(pristine, database, stale_log=stale_log)
    server = LiveServer("--testing" if "testing" in pristine.name else "--verbose")
    begun = time.monotonic()
    with server:
        answer = time.monotonic() - begun
        # Collecting goes on from the first moment.
        bucket = {"client": "aw-watcher-now", "type": "now", "hostname": "box"}
        wait_until(lambda: server.api("buckets/now", "POST", bucket).status in (200, 304), 5, "a bucket")
        beats = 0

        def beat() -> bool:
            nonlocal beats
            body = {"timestamp": f"2026-08-01T00:00:{beats % 60:02}Z", "data": {"beat": beats}}
            done: bool = server.api("buckets/now/heartbeat?pulsetime=0", "POST", body).status == 200
            beats += done
            return done

        wait_until(beat, 5, "a heartbeat to be stored")

        def settled() -> bool:
            beat()
            said = server.api("info").json["damage"]
            return said is None or said["state"] == "recovered"

        wait_until(settled, 60, "the recovery to end")
        found = _everything(server, settled)
        done = time.monotonic() - begun
        said = server.api("info").json["damage"]
        assert server.api("buckets/now/events/count").json == beats
    back = sum(due.back(event_id, *event) for event_id, event in found.items())
    return Outcome(answer, done, len(due.whole) + len(due.without_data), back, due.whole_pages, said)


def _everything(server: LiveServer, settled: Callable[[], bool]) -> dict[int, tuple[str, int, int, dict[str, Any]]]:
    """Every event by id, read twice if reading it is what finds the damage."""
    for _ in range(3):
        found: dict[int, tuple[str, int, int, dict[str, Any]]] = {}
        failed = False
        for bucket in server.api("buckets/").json:
            answer = server.api(f"buckets/{bucket}/events?limit=-1")
            failed = failed or answer.status != 200
            for event in answer.json if answer.status == 200 else []:
                start = to_us(datetime.fromisoformat(event["timestamp"]))
                found[event["id"]] = (bucket, start, round(event["duration"] * 1e6), event["data"])
        if not failed:
            return found
        wait_until(settled, 60, "the recovery to end")
    raise AssertionError("events cannot be read")
