#!/usr/bin/env python3
"""How long the columns take: reading a bucket, flooding it, the usual questions; cold, and once it is remembered.

The data is made up: days of ten hours, 3,000 window events each, one second apart as polling leaves them. Prints one
line of JSON: milliseconds by step, and the peak of the memory. `make bench` runs it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bundle")]

from aw_core.models import Event  # noqa: E402
from aw_datastore import Bucket, Datastore  # noqa: E402
from aw_datastore.storages import PeeweeStorage  # noqa: E402

DAY = 86_400_000_000
T0 = 1_735_689_600_000_000
RULES = [[[f"Word{n % 7}", str(n)], {"regex": rf"\bword{n}\b|site{n}\."}] for n in range(40)]


def window_events(day: int) -> list[Event]:
    """One day of windows; few titles come often, some only once, as in life."""
    chance = random.Random(day)
    at = T0 + day * DAY + 8 * 3_600_000_000
    events = []
    for _ in range(3000):
        length = min(round(chance.lognormvariate(1.3, 1.4)), 900) * 1_000_000
        number = chance.randrange(10**7) if chance.random() < 0.03 else int(chance.paretovariate(0.7)) % 2500
        data = {"app": f"app{number % 40}", "title": f"Page {number} about word{number % 97}"}
        overlap = chance.randrange(60_000) if chance.random() < 0.004 else 0
        events.append(Event.from_us(None, at, length + overlap, data))
        at += length + 1_000_000
    return events


def away_events(day: int) -> list[Event]:
    """One day of presence: 30 stretches of twenty minutes, with ten between."""
    begin = T0 + day * DAY + 8 * 3_600_000_000
    return [
        Event.from_us(None, begin + n * 600_000_000, 599_000_000, {"status": "afk" if n % 3 == 2 else "not-afk"})
        for n in range(90)
    ]


def timed(name: str, times: dict[str, float], work: Callable[[], Any]) -> Any:
    """The result; its milliseconds go to `times`."""
    begun = time.perf_counter()
    result = work()
    times[name] = round((time.perf_counter() - begun) * 1000, 1)
    return result


def answer(windows: Bucket, away: Bucket, times: dict[str, float]) -> bytes:
    """What the activity page asks, step by step."""
    from aw_core.frame import functions as f
    from aw_core.frame.rules import compile_rules

    read = timed("read", times, lambda: (windows.frame(), away.frame()))
    events, presence = timed("flood", times, lambda: (f.flood(read[0]), f.flood(read[1])))
    active = timed("choose", times, lambda: f.filter_keyvals(presence, "status", ["not-afk"]))
    events = timed("intersect", times, lambda: f.filter_period_intersect(events, active))
    events = timed("categorize", times, lambda: f.categorize(events, compile_rules(RULES)))
    keys = (["app", "title"], ["app"], ["$category"])
    tops = timed(
        "merge", times, lambda: [f.sort_by_duration(f.merge_events_by_keys(events, names)).slice(100) for names in keys]
    )
    days = timed("days", times, lambda: f.split_by_period(events, "day", "Europe/Berlin"))
    assert f.sum_durations(days) == f.sum_durations(events)
    written: bytes = timed("json", times, lambda: b"".join(top.to_json() for top in tops))
    return written


def peak() -> int | None:
    """The most memory this process ever had, in MB; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    days = parser.parse_args().days
    with tempfile.TemporaryDirectory() as folder:
        datastore = Datastore(PeeweeStorage, filepath=Path(folder) / "bench.db")
        windows = datastore.create_bucket("window", type="currentwindow", client="c", hostname="h")
        away = datastore.create_bucket("afk", type="afkstatus", client="c", hostname="h")
        for day in range(days):
            windows.insert(window_events(day))
            away.insert(away_events(day))
        rounds: list[dict[str, float]] = [{}, {}, {}]
        answers = {timed("all", times, partial(answer, windows, away, times)) for times in rounds}
        assert len(answers) == 1
        count = windows.get_eventcount()
        datastore.close()
    again = {name: min(times[name] for times in rounds[1:]) for name in rounds[0]}
    print(json.dumps({"days": days, "events": count, "cold_ms": rounds[0], "again_ms": again, "peak_mb": peak()}))


if __name__ == "__main__":
    main()
