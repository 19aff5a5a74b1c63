"""Twenty kills of the server at random moments, under both watchers and four more clients."""

import json

from tests.support.desktop import Desktop
from tests.support.programs import LiveServer
from tests.support.storm import storm


def test_twenty_kills(live_server: LiveServer, desktop: Desktop) -> None:
    print("\nstorm:", json.dumps(storm(live_server, desktop, kills=20, seed=7)))
