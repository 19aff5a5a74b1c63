"""Kill a server again and again, at random moments of its life, while clients write everything it takes."""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from aw_datastore.storages.peewee import default_path

from .files import contents
from .programs import LiveServer
from .snapshots import Gone, Snapshot, copy_of, integrity, lost
from .writers import Purges, Target, Writer, finish, mixed

_CHECK_EVERY = 25


@dataclass
class Score:
    """For the record."""

    kills: int = 0
    in_start: int = 0
    seconds: float = 0.0
    acknowledged: int = 0
    repeated: int = 0
    purged: int = 0
    checks: int = 0

    def __str__(self) -> str:
        return " ".join(f"{name}={round(value, 1)}" for name, value in asdict(self).items())


def kill_again_and_again(server: LiveServer, kills: int, seed: int, scratch: Path, least: int = 0) -> Score:
    """AssertionError for anything acknowledged that is lost or there twice, and for a file that is not sound.

    `server` must not run yet. One kill in eight hits it while it starts. A machine on which `least` writes have not
    been acknowledged after so many kills goes on with more of them.
    """
    score, dice = Score(), random.Random(seed)
    takes = 0.3
    began = time.monotonic()
    target = Target(server.port)
    writers = mixed(target, seed)
    try:
        for writer in writers:
            writer.start()
        while score.kills < kills or (_told(writers) < least and score.kills < 20 * kills):
            score.kills += 1
            in_start, takes = _one_life(server, target, dice, takes)
            score.in_start += in_start
            if score.kills % _CHECK_EVERY == 0:
                score.checks += 1
                assert integrity(copy_of(default_path(False), scratch)) == [], f"after {score.kills} kills"
            _nothing_refused(writers)
        server.start()
    finally:
        target.up.set()
        told = finish(writers)
        server.stop()
    score.acknowledged = len(told)
    score.seconds = time.monotonic() - began
    _nothing_refused(writers)
    _judge(writers, score)
    return score


def _nothing_refused(writers: list[Writer]) -> None:
    wrong = [answer for writer in writers for answer in writer.wrong]
    # Said in full: this module's assertions are not explained by pytest.
    assert wrong == [], str(wrong[:3])


def _told(writers: list[Writer]) -> int:
    return sum(len(writer.told) for writer in writers)


def _one_life(server: LiveServer, target: Target, dice: random.Random, takes: float) -> tuple[bool, float]:
    """Start the server, let it live for a moment and kill it: whether it never answered, and how long its start took.

    The moment is at most as long as a start took, `takes` seconds of late: on a machine on which that is long, so is
    every answer.
    """
    in_start = dice.random() < 0.125
    begun = time.monotonic()
    server.spawn()
    if not in_start:
        server.wait()
        takes = time.monotonic() - begun
        target.up.set()
    threading.Event().wait(dice.uniform(0, takes))
    server.kill9()
    target.up.clear()
    return in_start, takes


def _judge(writers: list[Writer], score: Score) -> None:
    database = default_path(False)
    assert integrity(database) == []
    snapshot = Snapshot(database)
    facts = [told.fact for writer in writers for told in writer.told]
    missing = lost(snapshot, facts, undone=[fact for fact in facts if isinstance(fact, Gone)])
    assert missing == [], f"{len(missing)} of {len(facts)} acknowledged writes are lost"
    assert snapshot.twice() == []
    score.repeated = sum(writer.unanswered for writer in writers)
    for writer in writers:
        if isinstance(writer, Purges):
            score.purged = len(writer.secrets)
            assert _found(writer.secrets) == []


def _found(secrets: list[str]) -> list[str]:
    """Files below the home directory that hold one of the secrets."""
    needles = [secret.encode() for secret in secrets]
    return [
        str(path)
        for path, content in contents(Path(os.environ["HOME"]))
        if b"secret" in content and any(needle in content for needle in needles)
    ]
