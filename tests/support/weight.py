"""What a process costs while nobody does anything: wake-ups, processor time, memory. Linux only."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Weight:
    """Sums over all threads. Wake-ups: voluntary context switches; cpu: seconds; rss and pss: MB."""

    wakeups: int
    cpu: float
    rss: float
    pss: float


def weigh(pid: int) -> Weight:
    """The state of one process now; subtract two to get a rate."""
    process = Path(f"/proc/{pid}")
    wakeups = 0
    for task in (process / "task").iterdir():
        wakeups += int(_field((task / "status").read_text(), "voluntary_ctxt_switches"))
    rollup = (process / "smaps_rollup").read_text()
    return Weight(wakeups, _processor_time(pid), _kilobytes(rollup, "Rss") / 1024, _kilobytes(rollup, "Pss") / 1024)


def _processor_time(pid: int) -> float:
    """Seconds of all threads, ended ones too, to the nanosecond.

    utime and stime in /proc are guesses: the program that a timer interrupt finds running gets the whole tick of 10 ms,
    and programs that wake by timers are found far too often. The clock of a process is Linux's MAKE_PROCESS_CPUCLOCK.
    """
    scheduled = 2
    return time.clock_gettime((~pid << 3) | scheduled)


def _field(text: str, name: str) -> str:
    return next(line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith(name + ":"))


def _kilobytes(text: str, name: str) -> int:
    return int(_field(text, name).split()[0])
