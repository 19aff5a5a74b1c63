"""Queries behind ServerAPI: nothing of them is loaded before the first one, and answers are written within limits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aw_core.models import Event
from aw_core.timestamps import from_us
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query.exceptions import QueryFunctionException
from aw_query.limits import Limits, Meter
from aw_server.api import ServerAPI
from aw_server.api_query import written
from aw_server.exceptions import BadRequest

PERIOD = "1970/1971"
_LAZY = """
import sys
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.server import create_app
from aw_server.config import ServerSettings
db = Datastore(MemoryStorage, testing=True)
app = create_app(ServerSettings(testing=True), db)
client = app.test_client()
client.post("/api/0/buckets/b", json={"client": "c", "type": "t", "hostname": "h"})
client.post("/api/0/buckets/b/heartbeat?pulsetime=1", json={"timestamp": "2024-01-01T00:00:00Z"})
client.get("/api/0/export")
early = [name for name in ("numpy", "aw_query") if name in sys.modules]
body = {"query": ["RETURN = query_bucket('b');"], "timeperiods": ["2024/2025"]}
assert len(client.post("/api/0/query", json=body).get_json()[0]) == 1
print(early, "numpy" in sys.modules)
app.api.close()
db.close()
"""


_OPENED = """
import json
import sys
import threading
from pathlib import Path
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.server import create_app
from aw_server.config import ServerSettings
app = create_app(ServerSettings(testing=True, static_folder=Path(sys.argv[1])), Datastore(MemoryStorage, testing=True))
wanted = {"numpy", "aw_query.functions"}
before = sorted(wanted & sys.modules.keys())
http = app.test_client()
status = [http.get("/", headers={"Host": "localhost"}).status_code for _ in range(2)][0]
for thread in threading.enumerate():
    if thread.name == "first-question":
        thread.join()
from aw_core.frame import rules
print(json.dumps([before, sorted(wanted & sys.modules.keys()), len(rules._compiled), status]))
app.api.close()
"""


@pytest.fixture
def api() -> Iterator[ServerAPI]:
    db = Datastore(MemoryStorage, testing=True)
    db.create_bucket("b", type="t", client="c", hostname="h").insert(
        [Event(timestamp=from_us(number * 1_000_000), duration=1, data={"n": number % 7}) for number in range(1000)]
    )
    server = ServerAPI(db, True)
    yield server
    server.close()
    db.close()


def test_the_language_is_loaded_at_the_first_query() -> None:
    paths = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _LAZY], env=paths, text=True, capture_output=True)
    assert done.stdout == "[] True\n", done.stderr


def ask(api: ServerAPI, text: str) -> Any:
    return json.loads(api.queries.document("", [text], [PERIOD]))[0]


def test_whoever_opens_the_page_finds_all_loaded_that_the_first_question_needs(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    loaded = subprocess.run(
        [sys.executable, "-c", _OPENED, str(tmp_path)],
        env={"PYTHONPATH": ":".join(sys.path)},
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert json.loads(loaded.stdout) == [[], ["aw_query.functions", "numpy"], 1, 200]


def test_rules_that_are_wrong_are_no_trouble_before_they_are_asked_for(api: ServerAPI) -> None:
    api.settings.set("classes", [{"id": 1, "name": ["Work"], "rule": {"type": "regex", "regex": "("}}])
    api.queries.prepare()
    with pytest.raises(BadRequest, match="regular expression"):
        api.queries.document("", ["RETURN = categorize([], classes());"], ["2026-01-01/2026-01-02"])


def test_the_same_events_twice_are_written_once(api: ServerAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    from aw_core.frame import EventFrame

    written_frames: list[int] = []
    original = EventFrame.to_json

    def counting(frame: EventFrame) -> bytes:
        written_frames.append(len(frame))
        return original(frame)

    monkeypatch.setattr(EventFrame, "to_json", counting)
    answer = ask(api, "e = query_bucket('b'); RETURN = [e, {'again': e}, limit_events(e, 1)];")
    assert answer[0] == answer[1]["again"]
    assert answer[2] == answer[0][:1]
    assert written_frames == [1000, 1]


def test_an_answer_that_is_too_large_is_refused_before_it_is_written(api: ServerAPI) -> None:
    text = "e = query_bucket('b');" + "e = concat(e, e);" * 12 + "RETURN = [e, e, e, e, e, e, e, e];"
    with pytest.raises(BadRequest, match="larger") as refused:
        ask(api, text)
    assert refused.value.type == "QueryFunctionException"
    meter = Meter(Limits(answer=100))
    with pytest.raises(QueryFunctionException, match="larger"):
        written("x" * 200, meter, 0)
    with pytest.raises(QueryFunctionException, match="larger"):
        written("x", meter, 99)


def test_events_beyond_the_limit_are_refused_before_they_are_made(api: ServerAPI) -> None:
    with pytest.raises(BadRequest, match="at most 10000000 events"):
        ask(api, "e = query_bucket('b');" + "e = concat(e, e);" * 40 + "RETURN = sum_durations(e);")


def test_variables_together_are_limited(api: ServerAPI) -> None:
    text = "e = query_bucket('b');" + "e = concat(e, e);" * 13
    text += "".join(f"x{n} = e;" for n in range(9)) + "RETURN = 1;"
    # Nothing is read any more: nothing is held.
    assert ask(api, text) == 1
    text += "".join(f"y = x{n};" for n in range(9))
    with pytest.raises(BadRequest, match="together"):
        ask(api, text)
    reused = re.sub("x[1-9]", "x0", text)
    assert ask(api, reused) == 1
