"""Exports and what is taken in: the whole way round, twice, with what differs said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_cache_dir
from tests.aw_server.compat.wakatime.asking import BASE, ME, UA, Asking, asking, beat
from tests.support.wait import wait_until

NOW = datetime(2024, 3, 8, 12, tzinfo=UTC).timestamp()
IMPORT = f"{ME}/data_dumps/import"


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        found.choose(timezone="UTC")
        yield found


def worked(client: Asking) -> None:
    client.send([beat(NOW - 90_000 + 300 * n, lineno=n, dependencies=["flask"], ai_session="s") for n in range(5)])
    client.send([beat(NOW - 900 + 300 * n, project="beta", language=None) for n in range(4)], **{"X-Machine-Name": "b"})


def dump(client: Asking, kind: str) -> tuple[dict[str, Any], Any]:
    reply = client.ask("POST", f"{ME}/data_dumps", json={"type": kind, "email_when_finished": False})
    assert reply.status_code == 201, reply.text
    made = reply.get_json()["data"]

    def finished() -> Any:
        [row] = [row for row in client.get("data_dumps")["data"] if row["id"] == made["id"]]
        return row if row["status"] == "Completed" else None

    row = wait_until(finished, 20, "the export")
    wait_until(lambda: not any(thread.name == "wakatime-dump" for thread in threading.enumerate()), 10, "its thread")
    path = row["download_url"].removeprefix("http://localhost")
    return row, client.http.get(path, buffered=True)


def take_in(client: Asking, content: Any) -> dict[str, Any]:
    reply = client.ask("POST", IMPORT, json=content)
    assert reply.status_code == 200, reply.text
    data: dict[str, Any] = reply.get_json()["data"]
    return data


def test_a_dump_of_heartbeats(client: Asking) -> None:
    worked(client)
    row, file = dump(client, "heartbeats")
    assert (row["type"], row["percent_complete"], row["is_processing"], row["has_failed"]) == (
        "heartbeats",
        100,
        False,
        False,
    )
    content = file.get_json()
    assert set(content) == {"user", "range", "days"}
    assert [day["date"] for day in content["days"]] == ["2024-03-07", "2024-03-08"]
    first = content["days"][0]["heartbeats"][0]
    assert (first["machine_name"], first["ai_session"], first["user_agent"]) == ("box", "s", UA)
    [path] = (Path(get_cache_dir("aw-server")) / "wakatime-dumps").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    client.clock.pass_time(8 * 86_400)
    assert client.get("data_dumps")["data"] == []
    assert not path.exists()
    assert client.ask("GET", f"{BASE}/dumps/nonsense").status_code == 404


def test_heartbeats_the_whole_way_round(client: Asking) -> None:
    worked(client)
    _, file = dump(client, "heartbeats")
    content, stats = file.get_json(), client.get("stats/all_time")["data"]
    beats = [client.get("heartbeats", date=day)["data"] for day in ("2024-03-07", "2024-03-08")]
    with asking(NOW) as other:
        other.choose(timezone="UTC")
        report = take_in(other, content)
        assert {k: report[k] for k in ("type", "heartbeats", "added", "already_there", "left_out", "refused")} == {
            "type": "heartbeats",
            "heartbeats": 9,
            "added": 9,
            "already_there": 0,
            "left_out": 0,
            "refused": 0,
        }
        assert [(day["date"], day["added"]) for day in report["days"]] == [("2024-03-07", 5), ("2024-03-08", 4)]
        theirs = other.get("stats/all_time")["data"]
        for key in ("total_seconds", "languages", "projects", "editors", "machines", "dependencies", "best_day"):
            assert theirs[key] == stats[key], key
        for day, mine in zip(("2024-03-07", "2024-03-08"), beats, strict=True):
            for one, own in zip(other.get("heartbeats", date=day)["data"], mine, strict=True):
                assert {**one, "created_at": 0, "user_id": 0} == {**own, "created_at": 0, "user_id": 0}
        again = take_in(other, content)
        assert (again["added"], again["already_there"]) == (0, 9)
        assert other.get("stats/all_time")["data"]["total_seconds"] == stats["total_seconds"]
        total = sum(e.duration.total_seconds() for e in other.api.get_events("aw-wakatime-vscode_box"))
        assert total == 1200


def test_an_export_of_the_service_itself(client: Asking) -> None:
    """As that service writes it: ids for machines and agents, nulls for what is not known."""
    row = {
        "branch": "main",
        "category": None,
        "created_at": "2024-03-07T10:00:00Z",
        "cursorpos": None,
        "dependencies": "a,b",
        "entity": "/x/y.py",
        "id": "0b1d2f80-0000-4000-8000-00000000000a",
        "is_write": True,
        "language": "Python",
        "lineno": None,
        "lines": 3,
        "machine_name_id": "5f000000-0000-4000-8000-000000000001",
        "project": "y",
        "time": NOW - 86_400.25,
        "type": "file",
        "user_agent_id": "5f000000-0000-4000-8000-000000000002",
        "user_id": "u",
    }
    later = row | {"time": NOW - 86_000.25, "id": "0b1d2f80-0000-4000-8000-00000000000b"}
    content = {"user": {}, "range": {}, "days": [{"date": "2024-03-07", "heartbeats": [row, later, {"time": 1}, 5]}]}
    report = take_in(client, content)
    assert (report["added"], report["refused"]) == (2, 2)
    rows = client.get("heartbeats", date="2024-03-07")["data"]
    assert [one["id"] for one in rows] == [row["id"], later["id"]]
    assert [one["name"] for one in client.get("machine_names")["data"]] == ["machine-5f000000"]
    named = content | {
        "machine_names": [{"id": row["machine_name_id"], "name": "laptop"}],
        "user_agents": [{"id": row["user_agent_id"], "value": UA}],
    }
    with asking(NOW) as other:
        other.choose(timezone="UTC")
        take_in(other, named)
        day = other.get("summaries", range="Yesterday")["data"][0]
        assert [one["name"] for one in day["machines"]] == ["laptop"]
        assert [one["name"] for one in day["editors"]] == ["VS Code"]
        # Deleting goes by the ids that came with them.
        body = {"date": "2024-03-07", "ids": [row["id"]]}
        assert other.ask("DELETE", f"{ME}/heartbeats.bulk", json=body).status_code == 200
        assert len(other.get("heartbeats", date="2024-03-07")["data"]) == 1


def test_a_dump_of_days_the_whole_way_round(client: Asking) -> None:
    worked(client)
    _, file = dump(client, "daily")
    content = file.get_json()
    assert [day["grand_total"]["total_seconds"] for day in content["days"]] == [1200, 900]
    assert content["days"][0]["projects"][0]["languages"][0]["name"] == "Python"
    same = take_in(client, content)
    assert (same["type"], same["added"], same["days_that_differ"]) == ("daily", 0, 0)
    with asking(NOW) as other:
        other.choose(timezone="UTC")
        report = take_in(other, content)
        assert (report["export_seconds"], report["here_seconds"], report["added"]) == (2100, 2100, 2)
        stats = other.get("stats/all_time")["data"]
        assert stats["total_seconds_including_other_language"] == 2100
        assert {row["name"]: row["total_seconds"] for row in stats["projects"]} == {"alpha": 1200, "beta": 900}
        assert {row["name"]: row["total_seconds"] for row in stats["editors"]} == {"VS Code": 2100}
        again = take_in(other, content)
        assert (again["added"], again["already_there"]) == (0, 2)
        assert other.get("stats/all_time")["data"]["total_seconds_including_other_language"] == 2100
        # Heartbeats of the same days are worth more than their sums, and do not come on top of them.
        take_in(other, dump(client, "heartbeats")[1].get_json())
        assert other.get("stats/all_time")["data"]["total_seconds_including_other_language"] == 2100
        assert other.get("external_durations", date="2024-03-07")["data"] == []


def test_days_that_differ_are_named_and_left_alone(client: Asking) -> None:
    worked(client)
    content = {"days": [{"date": "2024-03-07", "grand_total": {"total_seconds": 5000}, "projects": []}]}
    report = take_in(client, content)
    assert (report["days_that_differ"], report["added"]) == (1, 0)
    assert report["days"][0] == {
        "date": "2024-03-07",
        "export_seconds": 5000,
        "here_seconds": 1200,
        "added": 0,
        "already_there": 0,
        "differs": True,
    }


@pytest.mark.parametrize(
    "content",
    [
        [],
        5,
        {"days": 5},
        {"days": [5]},
        {"days": [{"date": "someday"}]},
        {"days": [{"date": "2024-03-07", "heartbeats": 5}]},
        {"days": [{"date": "2024-03-07", "heartbeats": []}, {"date": "2024-03-07"}]},
        {"days": [{"date": "1024-03-07"}, {"date": "2024-03-07"}]},
    ],
)
def test_what_is_no_export(client: Asking, content: Any) -> None:
    reply = client.ask("POST", IMPORT, json=content)
    assert (reply.status_code, list(reply.get_json())) == (400, ["error"])


def test_asking_for_an_export(client: Asking) -> None:
    for body in (None, {}, {"type": "weekly"}):
        assert client.ask("POST", f"{ME}/data_dumps", json=body).status_code == 400
    token = client.api.keys.create("t", kind="wakatime", scopes=["read_heartbeats"]).secret
    headers = {"Authorization": f"Bearer {token}"}
    assert client.ask("POST", f"{ME}/data_dumps", json={"type": "daily"}, headers=headers).status_code == 403
    assert client.ask("POST", IMPORT, json={"days": []}, headers=headers).status_code == 403
    assert take_in(client, {"days": []})["added"] == 0
