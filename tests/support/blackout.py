"""A server under every kind of write, and what power cuts at many moments of that run would have cost."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from pathlib import Path

from aw_core.dirs import get_data_dir
from aw_datastore.storages.peewee import default_path

from .powercut import Disk, Note, Op, Recorder
from .programs import LiveServer
from .snapshots import Gone, Snapshot, integrity, lost
from .writers import Heartbeats, Imports, Inserts, Purges, SettingsWrites, Target, Told, Writer, finish


@dataclass(frozen=True)
class Run:
    """What was done to the files, and what clients were told when."""

    notes: list[Note]
    told: list[Told]


@dataclass
class Damage:
    """For the record: how many cuts, and the age in seconds of the oldest acknowledged write that one of them cost."""

    cuts: int = 0
    worst: float = 0.0


def record(seconds: float, scratch: Path, seed: int = 1, *args: str) -> Run:
    """Let a server work for some seconds under clients, then kill it."""
    recorder = Recorder(Path(get_data_dir("aw-server")), scratch)
    server = LiveServer(*args, env=recorder.env)
    target = Target(server.port)
    writers = _writers(target, seed)
    try:
        server.start()
        target.up.set()
        for writer in writers:
            writer.start()
        threading.Event().wait(seconds)
    finally:
        told = finish(writers)
        server.kill9()
    assert [wrong for writer in writers for wrong in writer.wrong] == []
    return Run(recorder.notes(), told)


def _writers(target: Target, seed: int) -> list[Writer]:
    """As a busy desktop writes; not so much that looking at every cut takes minutes."""
    imports = Imports(target, "imports", seed + 3, 0.7)
    imports.size = 30
    return [
        Heartbeats(target, "beats", seed, 0.05),
        Inserts(target, "inserts", seed + 2, 0.25),
        imports,
        Purges(target, "purges", seed + 4, 5.5),
        SettingsWrites(target, "settings", seed + 5, 0.3),
    ]


def cut_everywhere(run: Run, cuts: int, allowed: float, scratch: Path, seed: int = 1) -> Damage:
    """Cut the power at `cuts` moments. AssertionError if a file is not sound, or if one cost a write that had been
    acknowledged more than `allowed` seconds before."""
    dice = random.Random(seed)
    moments = sorted(_moments(run, cuts, dice))
    disk, damage = Disk(), Damage()
    for number, note in enumerate(run.notes):
        disk.follow(note)
        while moments and moments[0] == number:
            moments.pop(0)
            damage.cuts += 1
            disk.after_cut(scratch, dice)
            # Until the next note the disk stays like this: the last moment before it is the hardest.
            worst = _look(scratch / default_path(False).name, run, run.notes[number + 1].seconds)
            assert worst <= allowed, f"a cut after note {number} cost what was acknowledged {worst:.2f} s before"
            damage.worst = max(damage.worst, worst)
    return damage


def _moments(run: Run, cuts: int, dice: random.Random) -> list[int]:
    """Half anywhere, half around a sync, where order matters most; none before the first acknowledgement."""
    first = next(number for number, note in enumerate(run.notes) if note.seconds > run.told[0].answered)
    last = len(run.notes) - 2
    syncs = [n for n, note in enumerate(run.notes) if first < n < last and note.op in (Op.SYNC_BEGIN, Op.SYNC_END)]
    around = [dice.choice(syncs) + dice.choice([-1, 0, 0, 1]) for _ in range(cuts // 2 if syncs else 0)]
    return around + [dice.randint(first, last) for _ in range(cuts - len(around))]


def _look(database: Path, run: Run, moment: float) -> float:
    """The age of the oldest loss in seconds, 0 for none."""
    told = [one for one in run.told if one.answered <= moment]
    undone = [one.fact for one in run.told if one.asked <= moment and isinstance(one.fact, Gone)]
    if not database.exists():
        return moment - told[0].answered
    if database.stat().st_size:
        assert integrity(database) == [], "a cut left a damaged file"
    snapshot = Snapshot(database)
    assert snapshot.twice() == []
    missing = set(lost(snapshot, (one.fact for one in told), undone))
    if not missing:
        return 0.0
    original = {one.fact: one.answered for one in told}
    return moment - min(original.get(fact, told[0].answered) for fact in missing)


def without_syncs(run: Run, after: float) -> Run:
    """The same run as if nobody had synced any more `after` so many seconds."""
    end = run.notes[0].seconds + after
    syncs = (Op.SYNC_BEGIN, Op.SYNC_END)
    return Run([note for note in run.notes if note.seconds < end or note.op not in syncs], run.told)
