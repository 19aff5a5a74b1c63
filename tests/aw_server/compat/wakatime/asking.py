"""The guest over an API in memory, asked through the whole application, with a clock turned by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.api import ServerAPI
from aw_server.config import ServerSettings
from aw_server.keys import WAKATIME
from aw_server.server import create_app
from tests.aw_server.fakes import FakeClock

BASE = "/api/v1"
ME = f"{BASE}/users/current"
UA = "wakatime/v1.105.0 (linux-6.11.9-x86_64) go1.23.3 vscode/1.95.3 vscode-wakatime/24.8.0"


class Asking:
    """A client that sends the owner's key, unless told otherwise."""

    def __init__(self, http: FlaskClient, api: ServerAPI, clock: FakeClock) -> None:
        self.http = http
        self.api = api
        self.clock = clock
        self.key = api.keys.own(WAKATIME)

    def ask(
        self, method: str, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None, **args: Any
    ) -> TestResponse:
        """A request with the owner's key; `args` go into the query string."""
        sent = {"Authorization": f"Bearer {self.key}", "User-Agent": UA, "X-Machine-Name": "box", **(headers or {})}
        return self.http.open(path, method=method, json=json, headers=sent, query_string=args or None)

    def get(self, path: str, **args: Any) -> Any:
        """The JSON of a path below the user, which has to be answered with 200."""
        reply = self.ask("GET", f"{ME}/{path}" if path else ME, **args)
        assert reply.status_code == 200, (path, reply.status_code, reply.text)
        return reply.get_json()

    def send(self, beats: list[Any], **headers: str) -> list[Any]:
        """Post heartbeats as plug-ins do; the list of `[body, status]`."""
        reply = self.ask("POST", f"{ME}/heartbeats.bulk", json=beats, headers=headers)
        assert reply.status_code == 202, reply.text
        responses: list[Any] = reply.get_json()["responses"]
        return responses

    def choose(self, **chosen: Any) -> None:
        """Set preferences of the owner."""
        self.api.set_setting("wakatime", chosen)


@contextmanager
def asking(now: float) -> Iterator[Asking]:
    """The application at a UNIX time."""
    db = Datastore(MemoryStorage, testing=False)
    clock = FakeClock(round(now * 1_000_000))
    with patch("aw_server.api.SystemClock", lambda: clock), patch("aw_server.api.get_hostname", lambda: "box"):
        app = create_app(ServerSettings(), db)
    try:
        yield Asking(app.test_client(), app.api, clock)
    finally:
        app.api.close()
        db.close()


def beat(time: float, **changes: Any) -> dict[str, Any]:
    """A heartbeat as a plug-in sends it; None takes a key away."""
    sent = {
        "time": time,
        "entity": "/p/alpha/a.py",
        "type": "file",
        "category": "coding",
        "project": "alpha",
        "branch": "main",
        "language": "Python",
        "is_write": False,
        "lineno": 3,
        "cursorpos": 7,
        "lines": 40,
        "user_agent": UA,
    }
    return {key: value for key, value in (sent | changes).items() if value is not None}
