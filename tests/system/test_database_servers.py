"""`aw-server` on a database server instead of a file: the whole way, with kills."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.postgres import Cluster
from tests.support.programs import LiveServer, program, program_env, request
from tests.support.rows import covers, duplicates, overlaps, rows
from tests.support.storm import DirectClient, QueuedClient
from tests.support.wait import wait_until

pytestmark = pytest.mark.system
TODAY = "2026-03-01T00:00:00+00:00/2026-03-02T00:00:00+00:00"


def on_postgres(url: str) -> list[str]:
    return ["--storage", "peewee", "--database", url]


def on_mongodb(url: str) -> list[str]:
    return ["--storage", "mongodb", "--database", url]


def whole_way(options: list[str], kills: int) -> None:
    """Clients write while the server is killed; then everything acknowledged is there, asked in every way."""
    with LiveServer(*options) as server:
        direct = [DirectClient(server, f"direct-{i}", i) for i in range(2)]
        queued = [QueuedClient(server, f"queued-{i}", 10 + i) for i in range(1)]
        for client in [*direct, *queued]:
            client.start()
        try:
            for kill in range(kills):
                wait_until(lambda kill=kill: all(len(c.acknowledged) > 15 * (kill + 1) for c in direct), 30)
                server.kill9()
                server.start()
        finally:
            for client in [*direct, *queued]:
                client.stop.set()
            for client in [*direct, *queued]:
                client.join(30)
        for client in direct:
            assert client.refused == []
            found = rows(server, client.bucket)
            assert [beat for beat in client.acknowledged if not covers(found, *beat)] == []
            assert (duplicates(found), overlaps(found)) == ([], [])
        for patient in queued:
            wait_until(
                lambda patient=patient: all(covers(rows(server, patient.bucket), *beat) for beat in patient.sent[-1:]),
                30,
            )
            found = rows(server, patient.bucket)
            assert [beat for beat in patient.sent if not covers(found, *beat)] == []
        assert server.process is not None
        assert server.stop() == 0
        server.start()
        _questions(server)
        _everything_answers(server)


def _everything_answers(server: LiveServer) -> None:
    """What can be read without naming something is answered, whatever keeps the data."""
    paths = request(f"{server.url}/api/openapi.json").json["paths"]
    plain = [path for path, methods in paths.items() if "get" in methods and "{" not in path]
    plain.remove("/api/0/modules/wishes")  # waits for news
    assert len(plain) > 10
    assert {path: status for path in plain if (status := request(f"{server.url}{path}").status) >= 500} == {}


def _questions(server: LiveServer) -> None:
    """Insert, heartbeat, count, query, export, import, settings, delete: as a client asks."""
    made = {"client": "c", "type": "currentwindow", "hostname": "box"}
    assert server.api("buckets/q_box", "POST", made).status == 200
    data = [{"app": f"app{i % 3}", "title": "ü 😀 \x00"} for i in range(30)]
    events = [{"timestamp": f"2026-03-01T12:00:{i:02}+00:00", "duration": 1, "data": one} for i, one in enumerate(data)]
    assert server.api("buckets/q_box/events", "POST", events).status == 200
    beat = {"timestamp": "2026-03-01T12:01:00+00:00", "duration": 0, "data": {"app": "app0", "title": "last"}}
    for second in (0, 5):
        beat["timestamp"] = f"2026-03-01T12:01:0{second}+00:00"
        assert server.api("buckets/q_box/heartbeat?pulsetime=10", "POST", beat).status == 200
    assert server.api("buckets/q_box/events/count").json == 31
    question = {
        "query": ['RETURN = sort_by_duration(merge_events_by_keys(query_bucket("q_box"), ["app"]));'],
        "timeperiods": [TODAY],
    }
    [answer] = server.api("query/", "POST", question).json
    assert {e["data"]["app"]: e["duration"] for e in answer} == {"app0": 15.0, "app1": 10.0, "app2": 10.0}
    export = server.api("export").json
    assert len(export["buckets"]["q_box"]["events"]) == 31
    assert server.api("import", "POST", {"buckets": {"q_box": export["buckets"]["q_box"]}}).status == 200
    assert server.api("buckets/q_box/events/count").json == 31
    assert server.api("settings/theme", "POST", {"dark": [1, 1.0, None]}).status in (200, 201)
    assert server.api("settings/theme").json == {"dark": [1, 1.0, None]}
    assert server.api("buckets/q_box?force=1", "DELETE").status == 200
    assert "q_box" not in server.api("buckets/").json


def refused(options: list[str]) -> str:
    """What `aw-server` says when it does not start with these flags."""
    done = subprocess.run(
        [*program("aw-server"), "--port", "0", *options], env=program_env(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_the_whole_way_on_postgres(postgres_url: str) -> None:
    whole_way(on_postgres(postgres_url), kills=3)


def test_the_whole_way_on_mongodb(mongodb_url: str) -> None:
    whole_way(on_mongodb(mongodb_url), kills=3)


def test_another_server_takes_mongodb_over(mongodb_url: str) -> None:
    with LiveServer(*on_mongodb(mongodb_url)) as first:
        made = {"client": "c", "type": "t", "hostname": "h"}
        assert first.api("buckets/one", "POST", made).status == 200
        with LiveServer(*on_mongodb(mongodb_url), env={"AW_PROFILE": "second"}) as second:
            refused = first.api("buckets/two", "POST", made)
            assert (refused.status, refused.json["type"]) == (503, "DatabaseInUse")
            assert f"pid {second.pid}" in refused.json["message"]
            assert second.api("buckets/three", "POST", made).status == 200
            assert set(second.api("buckets/").json) == {"one", "three"}


def test_postgres_may_restart_under_a_running_server(postgres_cluster: Cluster, postgres_url: str) -> None:
    with LiveServer(*on_postgres(postgres_url)) as server:
        client = DirectClient(server, "direct", 1)
        client.start()
        name = postgres_url.split("/")[3].split("?", maxsplit=1)[0]
        try:
            for cut in range(3):
                wait_until(lambda cut=cut: len(client.acknowledged) > 10 * (cut + 1), 30)
                postgres_cluster.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            wait_until(lambda: len(client.acknowledged) > 50, 30)
        finally:
            client.stop.set()
            client.join(30)
        found = rows(server, client.bucket)
        assert client.refused == []
        assert [beat for beat in client.acknowledged if not covers(found, *beat)] == []
        about = server.api("about").json
        assert about["database"] == f"postgresql:///{name}"


def test_a_second_server_on_the_same_database_is_refused(postgres_url: str) -> None:
    with LiveServer(*on_postgres(postgres_url)):
        said = refused(on_postgres(postgres_url))
        assert "already used by another server" in said


def test_what_cannot_be_reached_is_a_sentence() -> None:
    for options, name in (
        (on_postgres("postgresql://anna:secret@127.0.0.1:1/activity"), "postgresql://127.0.0.1:1/activity"),
        (on_mongodb("mongodb://anna:secret@127.0.0.1:1/activity"), "mongodb://127.0.0.1:1/activity"),
    ):
        said = refused(options)
        assert f"The database {name} does not answer" in said
        assert "secret" not in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--database", "mysql://box/x:secret"],
            'has to begin with postgresql:// or postgres:// for the storage "peewee"',
        ),
        (["--storage", "mongodb", "--database", "postgresql://box/secret"], "has to begin with mongodb://"),
        (["--database", "mongodb://box/secret"], "has to begin with postgresql://"),
        (["--storage", "sqlite", "--database", "postgresql://box/secret"], 'The storage "sqlite" has no address'),
        (["--storage", "memory", "--database", "postgresql://box/secret"], 'The storage "memory" has no address'),
    ],
)
def test_an_address_that_does_not_fit_the_storage(options: list[str], sentence: str) -> None:
    said = refused(options)
    assert sentence in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("module", "options", "extra"),
    [
        ("psycopg", on_postgres("postgresql://box/x"), "postgresql"),
        ("pymongo", on_mongodb("mongodb://box/x"), "mongodb"),
        ("pymongo", ["--storage", "mongodb"], "mongodb"),
    ],
)
def test_a_missing_driver_says_what_to_install(module: str, options: list[str], extra: str, tmp_path: Path) -> None:
    # A module of that name that cannot be imported, found first.
    (tmp_path / f"{module}.py").write_text("raise ImportError")
    env = program_env()
    env["PYTHONPATH"] = os.pathsep.join([str(tmp_path), env["PYTHONPATH"]])
    done = subprocess.run(
        [*program("aw-server"), "--port", "0", *options], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 3
    assert f"needs the Python package {module}: install it with pip install 'activitywatch[{extra}]'" in done.stderr
