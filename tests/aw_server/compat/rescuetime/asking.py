"""Real events in a real datastore, asked through the guest as a client asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response

from aw_core.models import Event
from aw_core.timestamps import to_us
from aw_server.api import ServerAPI
from aw_server.compat.rescuetime import Rescuetime
from aw_server.keys import RESCUETIME
from tests.aw_server.fakes import FakeClock, memory_api

WINDOW = "aw-watcher-window_box"
NOW = to_us(datetime(2026, 4, 15, 12, tzinfo=UTC))


class Asker:
    """The guest over one API, with a key of its own."""

    def __init__(self, api: ServerAPI) -> None:
        self.api = api
        self.key = api.keys.create("tests", kind=RESCUETIME).secret
        self.write_key = api.keys.create("tests that post", kind=RESCUETIME, scopes=["write"]).secret
        self._guest = Rescuetime(api)
        self._app = Flask("tests")
        api.create_bucket(WINDOW, "currentwindow", "tests", "box")

    def response(self, path: str = "/data", method: str = "GET", **sent: Any) -> Response:
        """The whole answer; `sent` is what `test_request_context` takes."""
        with self._app.test_request_context(f"/anapi{path}", method=method, **sent):
            return self._guest.answer(path)

    def get(self, query: Mapping[str, str]) -> Response:
        """A GET with the key, JSON unless asked otherwise."""
        return self.response(query_string=urlencode({"key": self.key, "format": "json", **query}))

    def table(self, **query: str) -> dict[str, Any]:
        """The JSON answer."""
        found: dict[str, Any] = json.loads(self.get(query).get_data())
        return found

    def rows(self, **query: str) -> list[list[Any]]:
        """The rows of the JSON answer."""
        found: list[list[Any]] = self.table(**query)["rows"]
        return found

    def feed(self, path: str, **query: str) -> list[dict[str, Any]]:
        """The list at an address."""
        answer = self.response(path, query_string=urlencode({"key": self.key, **query}))
        assert answer.status_code == 200, answer.get_data()
        found: list[dict[str, Any]] = json.loads(answer.get_data())
        return found

    def post(self, path: str, *, key: str | None = None, as_json: bool = False, **values: Any) -> Response:
        """A POST of values, with the key that may post."""
        sent = {"json": values} if as_json else {"data": values}
        return self.response(path, "POST", query_string=urlencode({"key": key or self.write_key}), **sent)

    def record(self, start: str, seconds: float, app: str, title: str = "", bucket: str = WINDOW, **data: Any) -> None:
        """An event; `start` is ISO text, UTC without an offset."""
        moment = datetime.fromisoformat(start)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        event = Event(timestamp=moment, duration=seconds, data={"app": app, "title": title, **data})
        self.api.create_events(bucket, [event])


@contextmanager
def asker(now_us: int = NOW) -> Iterator[Asker]:
    """An asker over an empty datastore."""
    with memory_api(FakeClock(now_us)) as api:
        yield Asker(api)


def class_of(name: str, overview: str, category: str, score: int, number: int) -> dict[str, Any]:
    """A stored class that matches an application by its whole name."""
    return {
        "id": number,
        "name": [overview, category],
        "rule": {"type": "regex", "regex": f"^{re.escape(name)}$"},
        "data": {"score": score},
    }
