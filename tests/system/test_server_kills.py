"""`kill -9` of the server at random moments loses nothing that was acknowledged (short version)."""

from tests.support.desktop import Desktop
from tests.support.programs import LiveServer
from tests.support.storm import storm


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(live_server: LiveServer, desktop: Desktop) -> None:
    storm(live_server, desktop, kills=3)
