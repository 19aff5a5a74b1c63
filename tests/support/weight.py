"""What a process costs while nobody does anything: wake-ups, processor time, memory. Reads /proc only."""

from __future__ import annotations

import os
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
    ticks = (process / "stat").read_text().rsplit(")", 1)[1].split()
    cpu = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    rollup = (process / "smaps_rollup").read_text()
    return Weight(wakeups, cpu, _kilobytes(rollup, "Rss") / 1024, _kilobytes(rollup, "Pss") / 1024)


def _field(text: str, name: str) -> str:
    return next(line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith(name + ":"))


def _kilobytes(text: str, name: str) -> int:
    return int(_field(text, name).split()[0])
