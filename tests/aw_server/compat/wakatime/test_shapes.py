"""Every key and type of every answer, against what the public reference says, with a full account and an empty one.

`shapes.json` was read out of the reference by a program; where that text contradicts itself or real answers, it is
said here.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from aw_server.compat.wakatime.orgs import Dashboard, Org
from tests.aw_server.compat.wakatime.asking import BASE, ME, Asking, asking, beat

NOW = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()
SHAPES: dict[str, Any] = json.loads((Path(__file__).parents[3] / "vectors/wakatime/shapes.json").read_text())

BOARD = "/users/current/orgs/org/dashboards/board"
MEETING = {"external_id": "m", "entity": "Weekly", "type": "app", "start_time": NOW - 9000, "end_time": NOW - 8000}
# Address in the reference → what is asked here: address, query, body.
ASKED: dict[str, tuple[str, dict[str, Any], Any]] = {
    "GET /users/current/all_time_since_today": ("/users/current/all_time_since_today", {}, None),
    "GET /users/current/projects/:project/commits/:hash": ("/users/current/projects/alpha/commits/{hash}", {}, None),
    "GET /users/current/projects/:project/commits": ("/users/current/projects/alpha/commits", {}, None),
    "GET /users/current/data_dumps": ("/users/current/data_dumps", {}, None),
    "POST /users/current/data_dumps": ("/users/current/data_dumps", {}, {"type": "daily"}),
    "GET /users/current/durations": ("/users/current/durations", {"date": "today"}, None),
    "GET /editors": ("/editors", {}, None),
    "GET /users/current/external_durations": ("/users/current/external_durations", {"date": "today"}, None),
    "POST /users/current/external_durations": ("/users/current/external_durations", {}, MEETING),
    "POST /users/current/external_durations.bulk": ("/users/current/external_durations.bulk", {}, [MEETING]),
    "DELETE /users/current/external_durations.bulk": (
        "/users/current/external_durations.bulk",
        {},
        {"date": "2024-03-08", "ids": []},
    ),
    "GET /users/current/goals/:goal": ("/users/current/goals/{goal}", {}, None),
    "GET /users/current/goals": ("/users/current/goals", {}, None),
    "GET /users/current/heartbeats": ("/users/current/heartbeats", {"date": "today"}, None),
    "POST /users/current/heartbeats": ("/users/current/heartbeats", {}, beat(NOW - 5)),
    "POST /users/current/heartbeats.bulk": ("/users/current/heartbeats.bulk", {}, [beat(NOW - 5)]),
    "DELETE /users/current/heartbeats.bulk": (
        "/users/current/heartbeats.bulk",
        {},
        {"date": "2024-03-08", "ids": ["none"]},
    ),
    "GET /users/current/insights/:insight_type/:range": ("/users/current/insights/days/all_time", {}, None),
    "GET /leaders": ("/leaders", {}, None),
    "GET /users/current/machine_names": ("/users/current/machine_names", {}, None),
    "GET /meta": ("/meta", {}, None),
    "GET /users/current/orgs/:orgs/dashboards/:dashboard/members/:member/durations": (
        f"{BOARD}/members/{{me}}/durations",
        {"date": "today"},
        None,
    ),
    "GET /users/current/orgs/:org/dashboards/:dashboard/members/:member/summaries": (
        f"{BOARD}/members/{{me}}/summaries",
        {"range": "Today", "project": "alpha"},
        None,
    ),
    "GET /users/current/orgs/:org/dashboards/:dashboard/members": (f"{BOARD}/members", {}, None),
    "GET /users/current/orgs/:org/dashboards": ("/users/current/orgs/org/dashboards", {}, None),
    "GET /users/current/orgs": ("/users/current/orgs", {}, None),
    "GET /users/current/leaderboards": ("/users/current/leaderboards", {}, None),
    "GET /users/current/leaderboards/:board": ("/users/current/leaderboards/home", {}, None),
    "GET /program_languages": ("/program_languages", {}, None),
    "GET /users/current/projects": ("/users/current/projects", {}, None),
    "GET /users/current/stats": ("/users/current/stats", {}, None),
    "GET /users/current/stats/:range": ("/users/current/stats/all_time", {}, None),
    "GET /stats/:range": ("/stats/last_7_days", {}, None),
    "GET /users/current/status_bar/today": ("/users/current/status_bar/today", {}, None),
    "GET /users/current/summaries": ("/users/current/summaries", {"range": "Today", "project": "alpha"}, None),
    "GET /users/current/user_agents": ("/users/current/user_agents", {}, None),
    "GET /users/current": ("/users/current", {}, None),
}

# Described as one object; the sentence above the sample says a list, as real answers are.
LISTS = {"GET /editors", "GET /users/current/machine_names", "GET /users/current/user_agents"}
# The sample is that of one; the text says that there is a status for each.
BULK = {"POST /users/current/heartbeats.bulk", "POST /users/current/external_durations.bulk"}
# Misprints of the reference: zones are names and this is a yes or no everywhere else.
MISPRINTS = {
    "GET /users/current/orgs": {"data[].timezone": "string", "data[].writes_only": "boolean"},
}
# Objects that are null for an account that has said nothing, or where nothing is known.
NULLABLE = {"city", "repository"}
EMPTY_NEEDS = ("{hash}", "{goal}", "/orgs/org", "/leaderboards/home")


def kind_fits(value: Any, kind: str, *, full: bool) -> bool:
    if kind in ("integer", "int"):
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    if kind == "float":
        return (isinstance(value, int | float) and not isinstance(value, bool)) or (value is None and not full)
    fitting = {
        "string": value is None or isinstance(value, str),
        "boolean": isinstance(value, bool),
        "list": isinstance(value, list),
        "list of strings": isinstance(value, list) and all(isinstance(one, str) for one in value),
        "object": isinstance(value, dict),
        "object or array": isinstance(value, dict | list),
    }
    return fitting[kind]


def complaints(name: str, answer: Any, *, full: bool) -> list[str]:
    """What is missing from an answer or of another type; in a full one every list has to hold something."""
    keys = {**SHAPES[name]["keys"], **MISPRINTS.get(name, {})}
    found: list[str] = []
    for path, kind in keys.items():
        if not path:
            continue
        found += _look([answer], path.replace("<insight_type>", "days").split("."), kind, path, full)
    return found


def _look(values: list[Any], parts: list[str], kind: str, path: str, full: bool) -> list[str]:
    name, rest = parts[0], parts[1:]
    key = name.removesuffix("[]")
    found: list[str] = []
    inner: list[Any] = []
    for value in values:
        if not isinstance(value, dict) or key not in value:
            return [f"{path}: missing"]
        item = value[key]
        if item is None and key in NULLABLE and not full:
            continue
        if name.endswith("[]"):
            if not isinstance(item, list) or (full and not item and key not in MAY_BE_EMPTY):
                return [f"{path}: {key} is {item!r}"]
            inner += item
        elif rest:
            inner.append(item)
        elif not kind_fits(item, kind, full=full):
            found.append(f"{path}: {item!r} is no {kind}")
    if rest:
        return found + _look(inner, rest, kind, path, full)
    return found + [f"{path}: {item!r} is no {kind}" for item in inner if not kind_fits(item, kind, full=full)]


# Nobody shares anything with the one owner, and a client of two years ago breaks on objects there.
MAY_BE_EMPTY = {"shared_with"}


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[Asking, dict[str, str]]]:
    """An account with something of everything."""
    repo = tmp_path / "alpha"
    repo.mkdir()
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for args in (["init", "-q", "-b", "main"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *who, *args], cwd=repo, check=True, capture_output=True)
    with asking(NOW) as client:
        client.choose(
            timezone="UTC",
            full_name="Ada",
            city={"name": "London", "state": "England", "country_code": "UK"},
            projects={"alpha": {"root": str(repo), "color": "#123456"}},
            leaderboards=[{"name": "Home", "id": "home"}],
        )
        for day in (0, 2):
            start = NOW - day * 86_400 - 3600
            client.send([beat(start + 300 * n, dependencies=["a"], is_write=n == 1) for n in range(4)])
        client.ask("POST", f"{ME}/external_durations", json=MEETING)
        goal = {"seconds": 3600, "languages": ["Python"], "subscribers": [{"username": "ada"}], "improve_by_percent": 5}
        goal_id = client.http.post("/api/0/goals", json=goal).get_json()["id"]
        me = client.get("")["data"]["id"]
        dashboard = Dashboard("board", "Board", "Ada", 0, (me,))
        org = Org("org", "Org", 0, "UTC", dashboards=(dashboard,))
        client.ask("POST", f"{ME}/data_dumps", json={"type": "daily"})
        _wait_for_dump(client)
        with patch("aw_server.compat.wakatime.orgs.known", lambda call: (org,)):
            hash_of = client.get("projects/alpha/commits")["commits"][0]["hash"]
            yield client, {"hash": hash_of, "goal": goal_id, "me": me}
        _wait_for_dump(client)


def _wait_for_dump(client: Asking) -> None:
    from tests.support.wait import wait_until

    wait_until(lambda: not any(row["is_processing"] for row in client.get("data_dumps")["data"]), 20, "the export")


def ask(client: Asking, name: str, values: dict[str, str]) -> tuple[int, Any]:
    path, args, body = ASKED[name]
    for key, value in values.items():
        path = path.replace(f"{{{key}}}", value)
    reply = client.ask(name.split(maxsplit=1)[0], BASE + path, json=body, **args)
    return reply.status_code, reply.get_json()


def test_every_address_of_the_reference_is_asked() -> None:
    assert set(ASKED) == set(SHAPES)
    assert len(SHAPES) == 37


@pytest.mark.parametrize("name", ASKED)
def test_a_full_account(full: tuple[Asking, dict[str, str]], name: str) -> None:
    client, values = full
    status, answer = ask(client, name, values)
    assert status == SHAPES[name]["code"]
    if name in BULK:
        [[answer, inner]] = answer["responses"]
        assert inner == 201
    if name in LISTS:
        assert isinstance(answer["data"], list)
        for row in answer["data"]:
            assert complaints(name, {"data": row}, full=True) == []
        return
    assert complaints(name, answer, full=True) == []


@pytest.mark.parametrize("name", [name for name in ASKED if not any(need in ASKED[name][0] for need in EMPTY_NEEDS)])
def test_an_empty_account(name: str) -> None:
    with asking(NOW) as client:
        status, answer = ask(client, name, {})
        assert status == SHAPES[name]["code"]
        if name in BULK or name in LISTS:
            assert answer["data"] == [] if name in LISTS and "editors" not in name else answer
        else:
            assert complaints(name, answer, full=False) == []
        if "data_dumps" in name:
            _wait_for_dump(client)


def test_what_needs_something_there_is_a_404_without_it() -> None:
    with asking(NOW) as client:
        for name in ASKED:
            if any(need in ASKED[name][0] for need in EMPTY_NEEDS):
                status, answer = ask(client, name, {"hash": "abcdef0", "goal": "g", "me": "m"})
                assert (status, list(answer)) == (404, ["error"]), name


def test_the_check_itself_finds_what_is_wrong() -> None:
    name = "GET /users/current/durations"
    right = {"data": [{"project": "a", "time": 1.5, "duration": 2}], "start": "", "end": "", "timezone": ""}
    assert complaints(name, right, full=True) == []
    assert complaints(name, {**right, "data": []}, full=True) != []
    assert complaints(name, {**right, "data": []}, full=False) == []
    assert complaints(name, {**right, "start": 5}, full=False) == ["start: 5 is no string"]
    assert complaints(name, {**right, "data": [{"project": "a", "time": "1"}]}, full=True) == [
        "data[].time: '1' is no float",
        "data[].duration: missing",
    ]
