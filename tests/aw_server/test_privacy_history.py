"""Dry runs and purges: what is counted, what goes, what is left, and what must not come back."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aw_client.spool import QueuedRequest, Spool
from aw_core.dirs import get_cache_dir, get_data_dir, get_log_dir
from aw_core.privacy import parse_rules
from aw_datastore import Datastore
from aw_datastore.backup import make_backup
from aw_datastore.rewriting import Rewritten
from aw_datastore.storages import PeeweeStorage
from aw_server.api import ServerAPI
from aw_server.api_webhook_days import WebhookDays
from aw_server.exceptions import BadRequest, Conflict
from aw_server.privacy_logs import clean_logs
from aw_server.webhooks import WAITING, Result
from tests.support.wait import patience, wait_until

from .fakes import HOST, FakeClock, bucket, event, rows

SECRET = "planted-77aa31"
DROP = {"field": "title", "pattern": "planted-[0-9a-f]+", "action": "drop", "bucket_pattern": "win*"}
HIDE = {"field": "url", "pattern": "planted", "action": "redact", "target": ["url", "title"], "replacement": "hidden"}


@pytest.fixture
def api() -> Iterator[ServerAPI]:
    """Over a file where the server keeps it, with the secret in two buckets."""
    path = Path(get_data_dir("aw-server")) / "activitywatch-testing.db"
    db = Datastore(PeeweeStorage, testing=True, filepath=path)
    api = ServerAPI(db, True, clock=FakeClock(), hostname=HOST)
    bucket(api, "win")
    bucket(api, "web")
    api.create_events("win", [event(n, 1, app="x", title=f"{SECRET} {n}" if n % 3 == 0 else f"t{n}") for n in range(9)])
    api.create_events("web", [event(n, 2, url=f"https://{SECRET}/{n}", title=f"page {n}") for n in range(4)])
    yield api
    api.close()
    db.close()


def purge(api: ServerAPI, *rules: dict[str, Any]) -> dict[str, Any]:
    return api.history.purge(parse_rules(list(rules)))


def hits() -> list[str]:
    """Files under HOME that hold the secret."""
    return sorted(
        str(path.relative_to(Path.home()))
        for path in Path.home().rglob("*")
        if path.is_file() and SECRET.encode() in path.read_bytes()
    )


def test_a_dry_run_counts_and_changes_nothing(api: ServerAPI) -> None:
    before = [api.get_events("win"), api.get_events("web")]
    found = api.history.dry_run(parse_rules([DROP, HIDE]))
    assert found["events"] == {
        "dropped": 3,
        "changed": 4,
        "seconds": 11.0,
        "first": "2024-05-01T09:00:00+00:00",
        "last": "2024-05-01T09:00:07+00:00",
    }
    assert [(entry["dropped"], entry["changed"], entry["seconds"]) for entry in found["rules"]] == [
        (3, 0, 3.0),
        (0, 4, 8.0),
    ]
    assert {name: (entry["dropped"], entry["changed"]) for name, entry in found["buckets"].items()} == {
        "win": (3, 0),
        "web": (0, 4),
    }
    assert found["examples"][0] == {"bucket": "win", "before": {"app": "x", "title": f"{SECRET} 0"}, "after": None}
    assert [api.get_events("win"), api.get_events("web")] == before


@pytest.fixture
def planted(api: ServerAPI) -> Path:
    """The secret in backup, quarantine, queue and log as well; the path of the log."""
    database = Path(api.db.describe()["file"])
    for folder, name in (("backups", "-20240501T000000Z.db"), ("quarantine", "-20240501T000000Z-replaced.db")):
        (database.parent / folder).mkdir()
        api.db.checkpoint()
        shutil.copy(database, database.parent / folder / f"{database.stem}{name}")
    spool = Spool(Path(get_data_dir("aw-client")) / "queued" / "w-testing-at-x.v2.db")
    spool.put([QueuedRequest("buckets/win/heartbeat?pulsetime=1", event(99, title=SECRET).to_json_dict())])
    log = Path(get_log_dir("aw-server")) / "a.log"
    log.write_text(f"2024-05-01 09:00:00 [DEBUG]: a {SECRET}\n  and on\n2024-05-01 09:00:01 [INFO ]: kept\n")
    spool.close()
    assert len(hits()) >= 5
    return log


def test_a_purge_leaves_no_trace_in_any_file(api: ServerAPI, planted: Path) -> None:
    answer = purge(api, DROP, HIDE)
    assert hits() == []
    assert answer["complete"] is True
    assert answer["failed"] == []
    assert (answer["events"]["dropped"], answer["events"]["changed"]) == (3, 4)
    assert [(copy["outcome"], copy["events"]) for copy in answer["copies"]] == [("cleaned", 7)] * 2
    assert [(queue["dropped"], queue["changed"]) for queue in answer["queues"]] == [(1, 0)]
    assert answer["logs"] == {"files": 1, "lines": 2}
    assert planted.read_text() == "2024-05-01 09:00:01 [INFO ]: kept\n"
    assert len(api.get_events("win")) == 6
    assert {tuple(stored.data.values()) for stored in api.get_events("web")} == {("hidden", "hidden")}
    assert purge(api, DROP, HIDE)["events"]["dropped"] == 0


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("aw_datastore.copies.clean_copies", "backups/"),
        ("aw_server.privacy_files.sieve_queues", "queued/"),
        ("aw_server.privacy_logs.clean_logs", "a.log"),
        ("aw_datastore.datastore.Datastore.erase", "activitywatch-testing.db"),
        ("aw_datastore.datastore.Bucket.judge", "activitywatch-testing.db"),
    ],
)
def test_every_step_of_a_purge_is_needed(
    api: ServerAPI, planted: Path, monkeypatch: pytest.MonkeyPatch, step: str, left: str
) -> None:
    """With one of them left out the secret is found again: what finds nothing above would find it."""
    nothing = {
        "clean_logs": lambda *_, **__: {},
        "judge": lambda *_, **__: Rewritten({}, None),
        "erase": lambda *_: True,
    }.get(step.rpartition(".")[2], lambda *_, **__: [])
    monkeypatch.setattr(step, nothing)
    purge(api, DROP, HIDE)
    assert any(left in path for path in hits())


def test_a_heartbeat_after_the_purge_merges_with_what_is_left(api: ServerAPI) -> None:
    bucket(api, "win2")
    api.heartbeat("win2", event(0, title=f"{SECRET} hide"), 60)
    rule = {"field": "title", "pattern": "planted", "action": "redact", "replacement": "hidden"}
    purge(api, rule)
    api.clock.pass_time(100)  # type: ignore[attr-defined]
    api.heartbeat("win2", event(5, title="hidden"), 60)
    assert {stored.data["title"] for stored in api.get_events("win2")} == {"hidden"}
    assert rows(api, "win2") == [(0, 5)]


def test_what_comes_late_does_not_come_back(api: ServerAPI) -> None:
    """A heartbeat that was under way, or a queue on another disk: it tells of a time before the purge."""
    api.clock.pass_time(60)  # type: ignore[attr-defined]
    purge(api, DROP)
    assert api.heartbeat("win", event(30, title=SECRET), 5).id is None
    assert api.create_events("win", [event(31, 1, title=SECRET)])[0].id is None
    exported = {"id": "win", "type": "t", "client": "c", "hostname": HOST, "events": [event(3, 1, title=SECRET)]}
    exported["events"] = [{"timestamp": "2024-05-01T09:00:03Z", "duration": 1, "data": {"title": SECRET}}]
    assert api.import_bucket(exported)["win"]["dropped"] == 1
    assert len(api.get_events("win")) == 6
    # What begins after the purge is another matter, which a rule would have to say.
    assert api.heartbeat("win", event(61, title=SECRET), 5).id is not None


def test_the_newest_heartbeat_is_not_written_back_from_memory(api: ServerAPI) -> None:
    bucket(api, "win2")
    api.heartbeat("win2", event(0, title=SECRET), 60)
    purge(api, DROP)
    assert rows(api, "win2") == []
    api.heartbeat("win2", event(5, title="other"), 60)
    assert rows(api, "win2") == [(5, 0)]


def test_queries_remember_nothing_of_it(api: ServerAPI) -> None:
    query = ["RETURN = query_bucket('win');"]
    period = ["2024-05-01T00:00:00+00:00/2024-05-02T00:00:00+00:00"]
    assert SECRET in str(api.query2("q", query, period))
    purge(api, DROP)
    assert SECRET not in str(api.query2("q", query, period))


def test_the_rules_in_force_remember_nothing_of_it(api: ServerAPI) -> None:
    api.heartbeat("win", event(20, title=SECRET), 5)
    assert SECRET in str(vars(api.privacy._state.in_force))
    api.clock.pass_time(60)  # type: ignore[attr-defined]
    purge(api, DROP)
    api.heartbeat("win", event(21, title=SECRET), 5)
    assert SECRET not in str(vars(api.privacy._state.in_force))


def test_only_one_purge_at_a_time_and_never_by_nothing(api: ServerAPI) -> None:
    with pytest.raises(BadRequest):
        purge(api)
    with pytest.raises(BadRequest):
        purge(api, DROP | {"enabled": False})
    assert api.history._busy.acquire()
    with pytest.raises(Conflict):
        purge(api, DROP)
    api.history._busy.release()


def test_heartbeats_go_on_while_much_is_purged(api: ServerAPI) -> None:
    api.create_events("win", [event(n, 1, title=f"{SECRET} {n}" if n % 2 else "t") for n in range(100, 6000)])
    done = threading.Event()
    waits = []

    def beat() -> None:
        while not done.is_set():
            started = time.monotonic()
            api.heartbeat("web", event(20_000 + len(waits), title="on"), 5)
            waits.append(time.monotonic() - started)

    thread = threading.Thread(target=beat)
    thread.start()
    wait_until(lambda: waits, what="heartbeats before the purge")
    answer = purge(api, DROP)
    done.set()
    thread.join(60)
    assert answer["events"]["dropped"] == 2953
    assert waits and max(waits) < 5 * patience()
    assert api.get_eventcount("win") == 6 + 2950


def test_what_cannot_be_touched_is_named(api: ServerAPI) -> None:
    foreign = Path(get_data_dir("aw-server")) / "peewee-sqlite.v2.db"
    foreign.write_bytes(b"SQLite format 3\x00" + b"\x00" * 200 + SECRET.encode())
    queue = Path(get_data_dir("aw-client")) / "queued"
    queue.mkdir(parents=True)
    (queue / "other.v1.persistqueue.sql").write_text(SECRET)
    broken = queue / "w.v2.db.damaged-17"
    broken.write_text(f"no database {SECRET}")
    answer = purge(api, DROP)
    assert {Path(entry["path"]).name for entry in answer["untouched"]} == {foreign.name, "other.v1.persistqueue.sql"}
    assert answer["complete"] is True
    assert not broken.exists()
    assert [queue["deleted"] for queue in answer["queues"]] == [True]


def test_records_that_tell_the_same_go_with_it_from_copies_too(api: ServerAPI) -> None:
    plain = {
        "external_id": "1",
        "entity": "Weekly",
        "project": None,
        "_editor": "x",
        "start_time": 5.0,
        "end_time": 65.0,
    }
    api.db.records.put("wakatime.external", "kept", plain)
    api.db.records.put("wakatime.external", "gone", plain | {"entity": f"about {SECRET}"})
    api.db.records.put("wakatime.external", "hidden", plain | {"project": SECRET})
    make_backup(Path(str(api.db.describe()["file"])), datetime(2024, 5, 1, tzinfo=UTC))
    everywhere = {"field": "entity", "pattern": "planted", "action": "drop"}
    project = {"field": "project", "pattern": "planted.*", "action": "redact", "replacement": "hidden"}
    when = {"first": "1970-01-01T00:00:05+00:00", "last": "1970-01-01T00:01:05+00:00"}
    rows = [
        {"project": None, "dropped": 1, "changed": 0, "seconds": 60.0, **when},
        {"project": SECRET, "dropped": 0, "changed": 1, "seconds": 60.0, **when},
    ]
    counted = {"aw-wakatime-external": {"dropped": 1, "changed": 1, "seconds": 120.0, **when, "projects": rows}}
    found = api.history.dry_run(parse_rules([DROP, HIDE, everywhere, project]))
    assert found["records"] == counted
    by_rule = [
        (one["records"]["dropped"], one["records"]["changed"], one["records"]["seconds"]) for one in found["rules"]
    ]
    assert by_rule == [(0, 0, 0.0), (0, 0, 0.0), (1, 0, 60.0), (0, 1, 60.0)]
    assert "aw-wakatime-external" in {one["bucket"] for one in found["examples"]}
    assert len(api.db.records.all("wakatime.external")) == 3
    answer = purge(api, DROP, HIDE, everywhere, project)
    assert (answer["complete"], answer["records"]) == (True, counted)
    assert purge(api, DROP, HIDE, everywhere, project)["records"] == {}
    assert hits() == []
    assert api.db.records.all("wakatime.external") == {"kept": plain, "hidden": plain | {"project": "hidden"}}
    assert api.history.purges == 2


@pytest.mark.parametrize(
    "rules",
    [
        [{"field": "app", "pattern": f"^{SECRET}$", "action": "drop"}],
        [{"field": "app", "pattern": "planted", "action": "redact", "replacement": "hidden"}],
        # Found by the title, hidden in the name of the application: the message alone does not show it.
        [{"field": "title", "pattern": "^x-ray", "action": "redact", "target": ["app"], "replacement": "hidden"}],
    ],
)
def test_messages_that_wait_are_told_anew_and_gone_from_copies(rules: list[dict[str, Any]]) -> None:
    path = Path(get_data_dir("aw-server")) / "activitywatch-testing.db"
    db = Datastore(PeeweeStorage, testing=True, filepath=path)
    api = ServerAPI(db, True, clock=FakeClock(), hostname=HOST)
    try:
        api.create_bucket("w_box", "currentwindow", "aw-watcher-window", HOST)
        api.create_bucket("a_box", "afkstatus", "aw-watcher-afk", HOST)
        spent = [event(-3600, 600, app="editor", title="t"), event(-3000, 300, app=SECRET, title="x-ray")]
        api.create_events("w_box", spent)
        api.create_events("a_box", [event(-3600, 3000, status="not-afk")])
        api.webhooks._send = lambda *_: Result(503, f"503 {SECRET}")
        hook = api.webhooks.create("https://example.org/hook", enabled=True)
        date, zone = WebhookDays(api).today()
        api.webhooks._tell(date, "2024-05-02", zone)
        assert SECRET in str(db.records.all(WAITING))
        make_backup(path, datetime(2024, 5, 1, tzinfo=UTC))
        assert len(hits()) >= 2
        api.history.dry_run(parse_rules(rules))
        assert SECRET in str(db.records.all(WAITING))
        said = [{"field": "*", "pattern": f"503 {SECRET}", "action": "drop"}]
        assert purge(api, *rules, *said)["complete"] is True
        assert hits() == []
        assert SECRET not in str(vars(api.webhooks))
        [message] = db.records.all(WAITING).values()
        told = json.loads(message["text"])["data"]
        assert told["apps"] == WebhookDays(api).summed(date)["apps"]
        assert told["apps"][0] == {"app": "editor", "seconds": 600}
        assert told["date"] == date
        assert api.webhooks.waiting(hook.id) == 1
        assert [one["result"] for one in api.webhooks.all()[0].deliveries] == ["503"]
    finally:
        api.close()
        db.close()


def test_exports_that_wait_to_be_downloaded_are_deleted(api: ServerAPI) -> None:
    waiting = Path(get_cache_dir("aw-server"), "wakatime-dumps", "one.json")
    waiting.parent.mkdir(parents=True)
    waiting.write_text(f'{{"title": "{SECRET}"}}')
    api.history.dry_run(parse_rules([DROP]))
    assert waiting.exists()
    assert purge(api, DROP, HIDE)["complete"] is True
    assert not waiting.exists()


def test_log_entries_go_with_all_their_lines(tmp_path: Path) -> None:
    log = tmp_path / "x" / "a.log.1"
    log.parent.mkdir()
    log.write_bytes(
        b"half a line of before\n"
        b"2024-05-01 09:00:00 [ERROR]: stumbled\n  Traceback\n    secret\n"
        b"2024-05-01 09:00:01 [INFO ]: kept\n"
        b'{"time": "t", "level": "DEBUG", "message": "x"}\n'
        b'{"time": "t", "level": "INFO", "message": "kept"}\n'
        b"2024-05-01 09:00:02 [INFO ]: the last, without an end"
    )
    held = log.open("ab")
    assert clean_logs(tmp_path, lambda text: "secret" in text, dry=True) == {log: 4}
    assert clean_logs(tmp_path, lambda text: "secret" in text) == {log: 4}
    held.write(b"\nmore")
    held.close()
    assert log.read_bytes() == (
        b"half a line of before\n"
        b"2024-05-01 09:00:01 [INFO ]: kept\n"
        b'{"time": "t", "level": "INFO", "message": "kept"}\n'
        b"2024-05-01 09:00:02 [INFO ]: the last, without an end\nmore"
    )
    assert clean_logs(tmp_path, lambda text: False) == {}
