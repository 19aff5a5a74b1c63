"""Whatever is sent, nothing breaks: no 500, one status for each heartbeat, and the good ones are all there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_server.compat.wakatime.routes import ROUTES
from tests.aw_server.compat.wakatime.asking import BASE, ME, Asking, asking, beat

NOW = 1_709_560_800.0

SIMPLE = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
ANYTHING = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    "time",
    "entity",
    "type",
    "category",
    "project",
    "branch",
    "language",
    "dependencies",
    "lineno",
    "lines",
    "is_write",
    "user_agent",
    "plugin",
    "machine",
    "editor",
    "id",
    "_id",
    "project_root_count",
]
ODD = st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=8)
LIKELY = st.fixed_dictionaries({"time": st.floats(0, NOW) | st.integers(0, int(NOW)), "entity": st.text(min_size=1)})
BEAT = st.one_of(ANYTHING, ODD, st.builds(lambda odd, likely: odd | likely, ODD, LIKELY))


@pytest.fixture(scope="module")
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        found.choose(timezone="UTC")
        yield found


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(batch=st.lists(BEAT, max_size=6))
def test_any_batch(batch: list[Any]) -> None:
    with asking(NOW) as client:
        client.choose(timezone="UTC")
        body = json.dumps([beat(NOW - 100), *batch, beat(NOW - 50)])
        headers = {"Authorization": f"Bearer {client.key}"}
        reply = client.http.post(f"{ME}/heartbeats.bulk", data=body, headers=headers)
        assert reply.status_code == 202, reply.text
        responses = reply.get_json()["responses"]
        assert len(responses) == len(batch) + 2
        assert responses[0][1] == responses[-1][1] == 201
        assert {status for _, status in responses} <= {201, 400}
        for path in ("status_bar/today", "stats/all_time", "projects", "user_agents", "machine_names", "users"):
            address = ME if path == "users" else f"{ME}/{path}"
            answer = client.http.get(address, headers=headers)
            assert answer.status_code == 200, (path, answer.text)
        again = client.http.post(f"{ME}/heartbeats.bulk", data=body, headers=headers)
        assert [one[0].get("data") for one in again.get_json()["responses"]] == [
            one[0].get("data") for one in responses
        ]


VALUES = ["", "x", "-1", "999999999999", "1e9", "None", "2024-02-30", "0001-01-01", "9999-12-31", "\x00", "ü" * 50, "%"]
PARAMETERS = [
    "date",
    "start",
    "end",
    "range",
    "timezone",
    "timeout",
    "writes_only",
    "slice_by",
    "page",
    "project",
    "weekday",
    "branches",
    "q",
    "language",
    "country_code",
    "is_hireable",
    "author",
    "branch",
    "unreleased",
    "callback",
]


@pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "GET"], ids=lambda r: r.path)
def test_any_parameter_of_any_question(client: Asking, route: Any) -> None:
    path = route.path.replace("<user>", "current").replace("<path:project>", "x").replace("<", "").replace(">", "")
    for name in PARAMETERS:
        for value in VALUES:
            args = {"date": "today", "range": "Today"} | {name: value}
            reply = client.ask("GET", BASE + path, **args)
            assert reply.status_code < 500, (name, value, reply.text)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.method != "GET"], ids=lambda r: f"{r.method} {r.path}")
@pytest.mark.parametrize(
    "body", [b"", b"null", b"5", b'"x"', b"[]", b"{}", b"[[[[]]]]", b'{"a":', b"\xff\xfe", b"a=1&b=2"]
)
def test_any_body_for_any_address(client: Asking, route: Any, body: bytes) -> None:
    path = route.path.replace("<user>", "current").replace("<", "").replace(">", "")
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", ""):
        headers = {"Authorization": f"Bearer {client.key}", "Content-Type": kind}
        reply = client.http.open(BASE + path, method=route.method, data=body, headers=headers)
        assert reply.status_code < 500, (kind, reply.text)
