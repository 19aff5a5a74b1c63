"""`kill -9` of the server at random moments loses nothing that was acknowledged (short version)."""

from pathlib import Path

import pytest

from tests.support.desktop import Desktop
from tests.support.kills import kill_again_and_again
from tests.support.programs import LiveServer
from tests.support.storm import storm


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(live_server: LiveServer, desktop: Desktop) -> None:
    storm(live_server, desktop, kills=3)


@pytest.mark.timeout(900)
def test_kills_under_every_kind_of_write(tmp_path: Path) -> None:
    """Also while the server starts; what was acknowledged is there, once, and what was purged is nowhere."""
    score = kill_again_and_again(LiveServer(), kills=15, seed=3, scratch=tmp_path / "copy", least=150)
    assert score.acknowledged >= 150
