"""Heartbeats in: what is taken, what is refused, what is answered; nothing twice, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.aw_server.compat.wakatime.asking import BASE, ME, UA, Asking, asking, beat

NOW = 1_709_560_800.0  # 2024-03-04 14:00 UTC
DAY = "2024-03-04"


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        found.choose(timezone="UTC")
        yield found


def stored(client: Asking, day: str = DAY) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("heartbeats", date=day)["data"]
    return found


def raw(client: Asking, machine: str = "box") -> list[dict[str, Any]]:
    events = client.api.get_events(f"aw-wakatime-heartbeats_{machine}")
    return [event.data for event in reversed(events)]


# -- answers ------------------------------------------------------------------------------------------------------


def test_one_answer_for_each_in_order(client: Asking) -> None:
    first, second = client.send([beat(NOW - 60), beat(NOW - 30, branch=None, category=None)])
    assert first == [{"data": {"id": first[0]["data"]["id"], **_echo(beat(NOW - 60))}}, 201]
    assert second[1] == 201
    # A null in the echo makes typed clients throw the whole answer away.
    assert "branch" not in second[0]["data"]
    assert "category" not in second[0]["data"]
    assert [row["id"] for row in stored(client)] == [first[0]["data"]["id"], second[0]["data"]["id"]]


def _echo(sent: dict[str, Any]) -> dict[str, Any]:
    keys = ("entity", "type", "time", "category", "project", "branch", "is_write", "cursorpos")
    return {key: sent[key] for key in keys}


def test_a_single_one(client: Asking) -> None:
    reply = client.ask("POST", f"{ME}/heartbeats", json=beat(NOW - 60))
    assert reply.status_code == 202
    data = reply.get_json()["data"]
    assert {"id", "entity", "type", "time"} <= data.keys()
    assert (data["entity"], data["type"], data["time"]) == ("/p/alpha/a.py", "file", NOW - 60)
    reply = client.ask("POST", f"{ME}/heartbeats", json={"entity": ""})
    assert reply.status_code == 400
    assert reply.get_json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        f"{ME}/heartbeats.bulk",
        f"{ME}/heartbeats",
        f"{ME}/heartbeats.bulk/",
        f"{BASE}",
        f"{BASE}/",
        f"{BASE}/heartbeat",
        f"{BASE}/heartbeats",
        "/api",
        "/api/heartbeat",
        "/api/heartbeats",
        "/api/users/current/heartbeats.bulk",
        "/api/compat/wakatime/v1/users/current/heartbeats.bulk",
        "/api/compat/wakatime/v1",
        "/api/hackatime/v1/users/current/heartbeats.bulk",
        "/api/hackatime/v1/users/current/heartbeats",
    ],
)
def test_every_address_a_plug_in_may_have_been_given(client: Asking, path: str) -> None:
    reply = client.ask("POST", path, json=[beat(NOW - 60), beat(NOW - 30)])
    assert reply.status_code == 202
    assert [status for _, status in reply.get_json()["responses"]] == [201, 201]
    assert len(stored(client)) == 2


BROKEN: list[Any] = [
    None,
    7,
    "beat",
    [],
    {},
    {"entity": "/a", "time": None},
    {"entity": None, "time": NOW},
    {"entity": "   ", "time": NOW},
    {"entity": ["/a"], "time": NOW},
    {"entity": "/a", "time": "soon"},
    {"entity": "/a", "time": True},
    {"entity": "/a", "time": -5},
    {"entity": "/a", "time": [1]},
    {"entity": "/a", "time": NOW + 3601},
    {"entity": "/a", "time": 1e300},
    {"entity": "/a", "time": NOW - 1, "project": "x" * 70_000},
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda value: json.dumps(value)[:40])
def test_a_broken_one_costs_nobody_else_anything(client: Asking, broken: Any) -> None:
    answers = client.send([beat(NOW - 60), broken, beat(NOW - 30)])
    assert [status for _, status in answers] == [201, 400, 201]
    assert isinstance(answers[1][0]["error"], str)
    assert len(stored(client)) == 2


def test_no_body_no_list_no_json(client: Asking) -> None:
    assert client.send([]) == []
    for body, status in ((b"{", 400), (b"\xff\xfe", 400), (b"[" * 100_000, 400)):
        reply = client.http.post(f"{ME}/heartbeats.bulk", data=body, headers={"Authorization": f"Bearer {client.key}"})
        assert (reply.status_code, "error" in reply.get_json()) == (status, True)
    reply = client.ask("POST", f"{ME}/heartbeats.bulk")
    assert reply.get_json()["responses"][0][1] == 400


def test_a_thousand_at_once_and_not_one_more(client: Asking) -> None:
    many = [beat(NOW - 5000 + number, lineno=number) for number in range(1000)]
    assert [status for _, status in client.send(many)] == [201] * 1000
    assert len(stored(client)) == 1000
    reply = client.ask("POST", f"{ME}/heartbeats.bulk", json=[*many, beat(NOW)])
    assert (reply.status_code, "at most 1000" in reply.get_json()["error"]) == (400, True)


def test_ancient_and_nearly_future_ones_are_kept(client: Asking) -> None:
    answers = client.send([beat(0), beat(1_000_000_000.5), beat(NOW + 3599)])
    assert [status for _, status in answers] == [201, 201, 201]
    assert [row["time"] for row in stored(client, "2001-09-09")] == [1_000_000_000.5]
    assert [row["time"] for row in stored(client, "1970-01-01")] == [0]


# -- what is kept -------------------------------------------------------------------------------------------------


def test_everything_is_kept_as_it_came(client: Asking) -> None:
    odd = beat(1709560000.123457, lineno="2", cursorpos="5", dependencies="a, b,a", ai_session="s", metadata={"x": [1]})
    client.send([odd], Timezone="Europe/Berlin")
    [kept] = raw(client)
    assert {key: kept[key] for key in odd} == odd
    assert list(kept) == [*odd, "_timezone", "_received_at"] or set(kept) == {*odd, "_timezone", "_received_at"}
    [row] = stored(client)
    assert row["time"] == 1709560000.123457
    assert (row["lineno"], row["cursorpos"], row["dependencies"]) == (2, 5, "a,b")


def test_times_as_text_and_in_milliseconds(client: Asking) -> None:
    times = (str(int(NOW - 60)), (NOW - 30) * 1000, int((NOW - 9) * 1e6))
    client.send([{**beat(0), "time": time} for time in times])
    assert [row["time"] for row in stored(client)] == [NOW - 60, NOW - 30, NOW - 9]


def test_a_browser_extension_that_sends_text(client: Asking) -> None:
    body = json.dumps({"entity": "github.com", "type": "domain", "time": str(int(NOW - 60)), "project": None})
    reply = client.http.post(
        f"{ME}/heartbeats",
        data=body,
        content_type="text/plain;charset=UTF-8",
        query_string={"api_key": client.key},
        headers={"User-Agent": "Chrome/114.0.0.0 linux_x86-64 chrome-wakatime/3.0.17"},
    )
    assert reply.status_code == 202
    [row] = stored(client)
    assert (row["category"], row["project"], row["machine_name_id"]) == ("browsing", None, row["machine_name_id"])
    day = client.get("summaries", start=DAY, end=DAY)["data"][0]
    assert day["grand_total"]["total_seconds"] == 0


def test_replayed_and_shuffled_batches_add_nothing(client: Asking) -> None:
    batch = [beat(NOW - 600 + 10 * n, lineno=n) for n in range(25)]
    first = client.send(batch)
    again = client.send(list(reversed(batch)))
    assert [a[0]["data"]["id"] for a in again] == [a[0]["data"]["id"] for a in reversed(first)]
    assert len(stored(client)) == 25
    # The same place and time with another cursor is the same heartbeat for this service.
    client.send([beat(NOW - 600, lineno=99, is_write=True)])
    assert len(stored(client)) == 25
    client.send([beat(NOW - 600, branch="other"), beat(NOW - 600, language=None), beat(NOW - 600, project="beta")])
    assert len(stored(client)) == 28


def test_machines_are_kept_apart(client: Asking) -> None:
    client.send([beat(NOW - 60)], **{"X-Machine-Name": "my+laptop%20%C3%BC"})
    client.send([beat(NOW - 60)], **{"X-Machine-Name": ""})
    assert [data["time"] for data in raw(client, "my laptop ü")] == [NOW - 60]
    assert [data["time"] for data in raw(client, "box")] == [NOW - 60]
    assert {row["name"] for row in client.get("machine_names")["data"]} == {"my laptop ü", "box"}


def test_the_beats_own_agent_wins_over_the_requests(client: Asking) -> None:
    emacs = "wakatime/v1.131.0 (darwin-25.0.0-arm64) go1.24.4 emacs-wakatime/1.0.2"
    client.send([beat(NOW - 120, user_agent=emacs), beat(NOW - 60, user_agent=None), beat(NOW)])
    day = client.get("summaries", start=DAY, end=DAY)["data"][0]
    assert {row["name"]: row["total_seconds"] for row in day["editors"]} == {"Emacs": 60, "VS Code": 60}
    assert {row["value"] for row in client.get("user_agents")["data"]} == {emacs, UA}


def test_the_same_project_language_and_branch_as_last_time(client: Asking) -> None:
    client.send([beat(NOW - 300, project="beta", language="Go", branch="dev")])
    client.send(
        [beat(NOW - 200, entity="x.org", type="domain", project="<<LAST_PROJECT>>", language=None, branch=None)]
    )
    client.send([beat(NOW - 100, project="beta", language="<<LAST_LANGUAGE>>", branch="<<LAST_BRANCH>>")])
    rows = stored(client)
    assert [(row["project"], row["language"], row["branch"]) for row in rows] == [
        ("beta", "Go", "dev"),
        ("beta", None, None),
        ("beta", "Go", "dev"),
    ]
    assert raw(client)[1]["project"] == "<<LAST_PROJECT>>"


def test_last_time_may_be_in_the_same_batch(client: Asking) -> None:
    client.send([beat(NOW - 100, project="<<LAST_PROJECT>>"), beat(NOW - 200, project="beta")])
    assert [row["project"] for row in stored(client)] == ["beta", "beta"]
    client.send([beat(NOW - 900, project="<<LAST_PROJECT>>")])
    assert stored(client)[0]["project"] is None


def test_paused_means_nothing_is_kept(client: Asking) -> None:
    client.api.pause.start(None)
    assert [status for _, status in client.send([beat(NOW - 60)])] == [201]
    assert stored(client) == []
    client.clock.pass_time(600)
    client.api.pause.end()
    # A queue that is drained after the pause brings what was written in it.
    client.send([beat(NOW - 10), beat(NOW + 300), beat(NOW + 610)])
    assert [row["time"] for row in stored(client)] == [NOW - 10, NOW + 610]
    # And no time is credited across the pause, although the gap is shorter than the time-out.
    assert client.get("status_bar/today")["data"]["grand_total"]["total_seconds"] == 0


# -- deleting -----------------------------------------------------------------------------------------------------


def test_deleting_by_day_and_id(client: Asking) -> None:
    client.send([beat(NOW - 120), beat(NOW - 60), beat(NOW), beat(NOW - 86_400)])
    ids = [row["id"] for row in stored(client)]
    other_day = stored(client, "2024-03-03")[0]["id"]
    reply = client.ask("DELETE", f"{ME}/heartbeats.bulk", json={"date": DAY, "ids": [ids[1], other_day, "nonsense"]})
    assert (reply.status_code, reply.get_json()) == (200, {"data": {}})
    assert [row["id"] for row in stored(client)] == [ids[0], ids[2]]
    assert len(stored(client, "2024-03-03")) == 1
    assert seen(client) == [(NOW - 86_400, 0), (NOW - 120, 120), (NOW, 0)]


@pytest.mark.parametrize("body", [None, {}, {"date": DAY}, {"date": DAY, "ids": "x"}, {"date": "?", "ids": []}, [1]])
def test_deleting_needs_a_day_and_ids(client: Asking, body: Any) -> None:
    assert client.ask("DELETE", f"{ME}/heartbeats.bulk", json=body).status_code == 400


# -- what the rest of the house sees ------------------------------------------------------------------------------


def seen(client: Asking, bucket: str = "aw-wakatime-vscode_box") -> list[tuple[float, float]]:
    events = client.api.get_events(bucket)
    return sorted((event.timestamp.timestamp(), event.duration.total_seconds()) for event in events)


def test_joined_time_in_a_bucket_for_each_editor(client: Asking) -> None:
    vim = "wakatime/13.1.0 (Linux-6.1-x86_64) Python3.9.18.final.0 vim/9.0 vim-wakatime/9.0.1"
    client.send([beat(NOW - 1000), beat(NOW - 900, user_agent=vim), beat(NOW - 800)])
    assert seen(client) == [(NOW - 1000, 100), (NOW - 800, 0)]
    assert seen(client, "aw-wakatime-vim_box") == [(NOW - 900, 100)]
    # A late one ends what it falls into, and joins what was too far apart.
    client.send([beat(NOW - 850), beat(NOW - 2500), beat(NOW - 1800)])
    assert seen(client) == [(NOW - 2500, 700), (NOW - 1800, 800), (NOW - 1000, 100), (NOW - 850, 50), (NOW - 800, 0)]
    assert seen(client, "aw-wakatime-vim_box") == [(NOW - 900, 50)]
    metadata = client.api.get_bucket_metadata("aw-wakatime-vim_box")
    assert (metadata["type"], metadata["hostname"], metadata["client"]) == (
        "app.editor.activity",
        "box",
        "vim-wakatime",
    )
    data = client.api.get_events("aw-wakatime-vim_box")[0].data
    assert (data["file"], data["project"], data["language"]) == ("/p/alpha/a.py", "alpha", "Python")
    total = client.get("summaries", start=DAY, end=DAY)["data"][0]["grand_total"]["total_seconds"]
    assert total == 1700


def test_a_replay_mends_what_a_crash_left_out(client: Asking) -> None:
    batch = [beat(NOW - 300 + 10 * n) for n in range(10)]
    client.send(batch)
    whole = seen(client)
    client.api.delete_bucket("aw-wakatime-vscode_box")
    client.send(batch)
    assert seen(client) == whole


def test_sites_and_applications_have_buckets_of_their_own(client: Asking) -> None:
    client.send(
        [
            beat(NOW - 60, type="domain", entity="github.com", category=None),
            beat(NOW - 50, type="app", entity="Slack", category="communicating"),
        ]
    )
    [tab] = client.api.get_events("aw-wakatime-web_box")
    assert (tab.data["url"], tab.duration.total_seconds()) == ("https://github.com", 10)
    [app] = client.api.get_events("aw-wakatime-apps_box")
    assert app.data["app"] == "Slack"
    # No window of the real watcher: the day's page counts those.
    assert client.api.get_bucket_metadata("aw-wakatime-apps_box")["type"] != "currentwindow"


# -- other things clients send ------------------------------------------------------------------------------------


def test_crash_reports_are_answered_and_stay_here(client: Asking) -> None:
    report = {"architecture": "amd64", "cli_version": "v1.90", "error_message": "boom", "plugin": "vim", "logs": "x"}
    for path in (f"{BASE}/plugins/errors", "/api/plugins/errors"):
        assert client.ask("POST", path, json=report).status_code == 201
    assert client.http.post(f"{BASE}/plugins/errors", json=report).status_code == 201


def test_who_knows_a_file(client: Asking) -> None:
    client.send([beat(NOW - 1000), beat(NOW - 300), beat(NOW - 200, entity="/p/alpha/b.py"), beat(NOW)])
    body = {"entity": "/p/alpha/a.py", "project": "alpha", "project_root_count": 2}
    reply = client.ask("POST", f"{ME}/file_experts", json=body)
    [row] = reply.get_json()["data"]
    assert row["total"] == {"decimal": "0.22", "digital": "0:13", "text": "13 mins", "total_seconds": 800}
    assert row["user"]["is_current_user"] is True
    assert set(row["user"]) == {"id", "is_current_user", "long_name", "name"}
    assert client.ask("POST", f"{ME}/file_experts", json={}).status_code == 400
    elsewhere = {"entity": "/home/me/alpha/a.py", "project": "alpha", "project_root_count": 3}
    assert len(client.ask("POST", f"{ME}/file_experts", json=elsewhere).get_json()["data"]) == 1
