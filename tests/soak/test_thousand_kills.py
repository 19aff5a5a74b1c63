"""A thousand kills under everything a server takes: heartbeats, inserts, deletes, imports, purges, settings."""

import os
from pathlib import Path

from tests.support.kills import kill_again_and_again
from tests.support.programs import LiveServer

KILLS = int(os.environ.get("AW_SOAK_KILLS", "1000"))


def test_a_thousand_kills(tmp_path: Path) -> None:
    score = kill_again_and_again(LiveServer(), kills=KILLS, seed=1, scratch=tmp_path / "copy")
    print(f"\nthousand kills: {score}")
    assert score.acknowledged > 10 * KILLS
