#!/usr/bin/env python3
"""How long editor plug-ins and their dashboards wait on a server with a million heartbeats, and what it weighs then.

The data is made up: eight hours of typing a day in some projects, a heartbeat each half minute. Prints a line of JSON:
milliseconds (of many: the median and the slowest of twenty; of few: each), CPU milliseconds of the server, megabytes.
`make bench` runs it; `--beats` makes it smaller.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bundle")]

from aw_core.models import Event  # noqa: E402
from aw_datastore import Datastore  # noqa: E402
from aw_datastore.storages import PeeweeStorage  # noqa: E402
from tests.support.programs import LiveServer, request  # noqa: E402

ME = "/api/v1/users/current"
UA = "wakatime/v1.105.0 (linux-6.11.9-x86_64) go1.23.3 vscode/1.95.3 vscode-wakatime/24.8.0"
BUCKET = "aw-wakatime-heartbeats_bench"
PER_DAY = 960
LANGUAGES = ["Python", "TypeScript", "Go", "Rust", "Markdown", "YAML"]


def beat(chance: random.Random, at: float) -> dict[str, Any]:
    """A heartbeat as a plug-in sends it; some files are open all day, most only once in a while."""
    number = int(chance.paretovariate(0.8)) % 4000
    project = f"project{number % 40}"
    return {
        "time": at, "entity": f"/home/user/src/{project}/src/module{number}.py", "type": "file", "category": "coding",
        "project": project, "branch": "main", "language": LANGUAGES[number % 6], "is_write": chance.random() < 0.2,
        "lineno": chance.randrange(900), "cursorpos": chance.randrange(80), "lines": 300 + number,
        "dependencies": ["os", "sys"], "user_agent": UA,
    }  # fmt: skip


def days(count: int, now: float) -> Iterator[list[Event]]:
    """The heartbeats of day after day, the last of them an hour ago."""
    for day in range(-(-count // PER_DAY), 0, -1):
        chance = random.Random(day)
        begin = now - 3600 - (day - 1) * 86_400 - PER_DAY * 30
        made = [beat(chance, begin + 30 * n) for n in range(PER_DAY)]
        yield [Event.from_us(None, round(one["time"] * 1e6), 0, one) for one in made]


def fill(home: Path, count: int, now: float) -> float:
    """A server's database with so many heartbeats; seconds that it took."""
    begun = time.perf_counter()
    folder = home / ".local/share/activitywatch/aw-server"
    folder.mkdir(parents=True, mode=0o700)
    db = Datastore(PeeweeStorage, testing=False, filepath=str(folder / "activitywatch.db"))
    bucket = db.create_bucket(BUCKET, "wakatime.heartbeat", "wakatime-cli/v1.105.0", "bench", None)
    for events in days(count, now):
        bucket.insert(events)
    # Buckets of joined time are left out, and not to be made while it is measured.
    db.records.put("wakatime.views", "rules", [15, False])
    db.close()
    return time.perf_counter() - begun


class Measured:
    """A running server, and what it took to be answered by it."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.headers = {"Authorization": f"Bearer {server.api('keys/own/wakatime').json['key']}", "User-Agent": UA}

    def ask(self, path: str, body: Any = None) -> Any:
        reply = request(
            f"{self.server.url}{ME}/{path}", "GET" if body is None else "POST", body, self.headers, timeout=600
        )
        assert reply.status in (200, 202), (path, reply.status, reply.body[:300])
        return reply.json

    def once(self, work: Callable[[], Any]) -> dict[str, float]:
        cpu, begun = self._cpu(), time.perf_counter()
        work()
        return {"ms": round((time.perf_counter() - begun) * 1000, 1), "cpu_ms": round((self._cpu() - cpu) * 1000)}

    def often(self, work: Callable[[int], Any]) -> dict[str, float]:
        cpu, times = self._cpu(), []
        for number in range(20):
            begun = time.perf_counter()
            work(number)
            times.append((time.perf_counter() - begun) * 1000)
        cpu_ms = (self._cpu() - cpu) * 1000 / 20
        times.sort()
        return {"median_ms": round(times[10], 1), "slowest_ms": round(times[-1], 1), "cpu_ms": round(cpu_ms, 1)}

    def megabytes(self) -> dict[str, int]:
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        found = dict(line.split(":", 1) for line in status.splitlines())
        return {name: int(found[key].split()[0]) // 1024 for name, key in (("now", "VmRSS"), ("most", "VmHWM"))}

    def _cpu(self) -> float:
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(beats: int) -> dict[str, Any]:
    """All figures."""
    now = float(int(time.time()))
    found: dict[str, Any] = {"beats": beats}
    with tempfile.TemporaryDirectory() as place:
        os.environ["HOME"] = place
        for name in [name for name in os.environ if name.startswith(("XDG_", "AW_"))]:
            del os.environ[name]
        found["fill_s"] = round(fill(Path(place), beats, now), 1)
        with LiveServer() as server:
            asked = Measured(server)
            chance = random.Random(0)

            def send(number: int) -> None:
                # Each in the last hour, after what is there, as a plug-in that was offline sends it.
                batch = [beat(chance, now - 3000 + 100 * number + 4 * n) for n in range(25)]
                asked.ask("heartbeats.bulk", batch)

            found["megabytes_idle"] = asked.megabytes()
            found["bulk_of_25"] = asked.often(send)
            found["status_bar_first"] = asked.once(lambda: asked.ask("status_bar/today"))
            found["status_bar"] = asked.often(lambda _: asked.ask("status_bar/today"))
            found["all_time_cold"] = asked.once(lambda: asked.ask("stats/all_time"))
            found["all_time_again"] = asked.often(lambda _: asked.ask("stats/all_time"))
            asked.ask("heartbeats.bulk", [beat(chance, now)])
            found["all_time_after_a_beat"] = asked.once(lambda: asked.ask("stats/all_time"))
            found["all_time_of_a_project"] = asked.once(lambda: asked.ask("stats/all_time?project=project1"))
            found["megabytes"] = asked.megabytes()
            assert asked.ask("stats/all_time")["data"]["total_seconds"] > beats * 20
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--beats", type=int, default=1_000_000)
    print(json.dumps(measure(parser.parse_args().beats)))


if __name__ == "__main__":
    main()
