"""The three wrappers, run as programs run them, against a real server: the same answers as the API itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_client.rescuetime import RescueTime, RescueTimeError
from tests.support.node import node
from tests.support.programs import LiveServer, request

pytestmark = pytest.mark.system

QUESTION = {"perspective": "interval", "restrict_kind": "activity", "resolution_time": "day"}


@pytest.fixture
def server(home: Path) -> Iterator[LiveServer]:
    """Two activities of yesterday."""
    with LiveServer(env={"TZ": "UTC"}) as running:
        yesterday = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=1)
        running.api("buckets/w", "POST", {"type": "currentwindow", "client": "tests", "hostname": "box"})
        for number, app in enumerate(("vim", "Schöne, “Welt”")):
            start = (yesterday + timedelta(minutes=30 * number)).isoformat()
            event = {"timestamp": start, "duration": 600 * (number + 1), "data": {"app": app, "title": "t"}}
            running.api("buckets/w/events", "POST", event)
        yield running


def made_key(server: LiveServer, *scopes: str) -> str:
    body = {"name": "wrapper", "kind": "rescuetime", "scopes": list(scopes)}
    return str(server.api("keys", "POST", body).json["key"])


def asked(server: LiveServer) -> dict[str, str]:
    day = datetime.now(UTC).date() - timedelta(days=2)
    return QUESTION | {"restrict_begin": day.isoformat()}


def expected(server: LiveServer, key: str) -> dict[str, Any]:
    query = "&".join(f"{name}={value}" for name, value in asked(server).items())
    found: dict[str, Any] = request(f"{server.url}/anapi/data?key={key}&format=json&{query}").json
    assert len(found["rows"]) == 2
    return found


def taken(server: LiveServer, name: str, folder: Path) -> Path:
    """The file as people get it."""
    path = folder / name
    path.write_bytes(request(f"{server.url}/anapi/files/{name}").body)
    return path


def run(*command: str | Path) -> Any:
    """What a script prints, on a computer in the zone of the server's."""
    env = {**os.environ, "TZ": "UTC"}
    done = subprocess.run([*map(str, command)], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(found: dict[str, Any], truth: dict[str, Any]) -> None:
    """What every wrapper's script prints."""
    assert found["columns"] == truth["row_headers"] and found["rows"] == truth["rows"]
    assert found["record"] == dict(zip(truth["row_headers"], truth["rows"][0], strict=True))
    assert found["activities"] == [row[3] for row in truth["rows"]]
    assert found["csv"].splitlines()[0] == ",".join(truth["row_headers"])
    assert found["feeds"] == [1, 0, 0]
    assert found["highlight"] == "Läuft" and found["refused"] == ["key not found", "not allowed", 403]


def test_python(server: LiveServer) -> None:
    key = made_key(server, "write")
    time = RescueTime(key, f"{server.url}/anapi")
    question = asked(server) | {"restrict_begin": datetime.now(UTC).date() - timedelta(days=2), "restrict_thing": None}
    table = time.data(**question)
    time.post_highlight(datetime.now(UTC).date(), "Läuft")
    time.post_offline_time(datetime.now(UTC) - timedelta(days=3), 30, "Walk")
    time.start_focus(25)
    time.end_focus()
    assert len(time.focus_started()) == len(time.focus_ended()) == 1
    assert [date.time().isoformat() for date in table.dates()] == ["00:00:00"] * 2
    with pytest.raises(RescueTimeError) as unknown:
        RescueTime("nothing", f"{server.url}/anapi").data()
    with pytest.raises(RescueTimeError) as refused:
        RescueTime(made_key(server), f"{server.url}/anapi").start_focus(5)
    with pytest.raises(KeyError):
        table.column("Nothing")
    found = {
        "columns": table.columns,
        "rows": table.rows,
        "record": table.records()[0],
        "activities": table.column("Activity"),
        "csv": time.csv(**question),
        "feeds": [len(time.highlights()), len(time.alerts(op="list")), len(time.alerts())],
        "highlight": time.highlights()[0]["description"],
        "refused": [unknown.value.kind, refused.value.kind, refused.value.status],
    }
    check(found, expected(server, key))
    assert time.daily_summary()[0]["total_hours"] == 0.5


def test_javascript(server: LiveServer, tmp_path: Path) -> None:
    taken(server, "rescuetime.mjs", tmp_path)
    key = made_key(server, "write")
    script = tmp_path / "script.mjs"
    script.write_text(
        f"""
        import {{ RescueTime, RescueTimeError }} from "./rescuetime.mjs";
        const [key, reader, question] = {json.dumps([key, made_key(server), asked(server)])};
        const address = "{server.url}/anapi/", time = new RescueTime(key, address);
        const table = await time.data({{ ...question, restrict_thing: undefined }});
        await time.postHighlight(new Date(), "Läuft");
        await time.postOfflineTime(Math.floor(Date.now() / 1000) - 86400 * 3, 30, "Walk");
        await time.startFocus(25);
        await time.endFocus();
        const kinds = [];
        const note = (error) => kinds.push(error.kind, error.status);
        await new RescueTime("x", address).data().catch(note);
        await new RescueTime(reader, address).startFocus(5).catch(note);
        const feeds = await Promise.all([time.highlights(), time.alerts({{ op: "list" }}), time.alerts()]);
        const focus = [...(await time.focusStarted()), ...(await time.focusEnded())];
        if (focus.length !== 2) throw new Error("focus");
        console.log(JSON.stringify({{
          columns: table.columns, rows: table.rows, record: table.records()[0], activities: table.column("Activity"),
          csv: await time.csv(question), highlight: (await time.highlights())[0].description,
          feeds: feeds.map((feed) => feed.length),
          refused: [kinds[0], kinds[2], kinds[3]], hours: (await time.dailySummary())[0].total_hours,
        }}));
        """
    )
    found = run(node(), script)
    check(found, expected(server, key))
    assert found["hours"] == 0.5


def test_ruby(server: LiveServer, tmp_path: Path) -> None:
    ruby = shutil.which("ruby")
    assert ruby, "packaging/linux/debian-test.txt names what the tests need"
    taken(server, "rescuetime.rb", tmp_path)
    key = made_key(server, "write")
    script = tmp_path / "script.rb"
    script.write_text(
        f"""
        require_relative "rescuetime"
        question = JSON.parse('{json.dumps(asked(server))}', symbolize_names: true)
        address = "{server.url}/anapi"
        time = RescueTime.new("{key}", address)
        table = time.data(**question, restrict_thing: nil)
        time.post_highlight(Date.today, "Läuft")
        time.post_offline_time(Time.now - 86_400 * 3, 30, "Walk")
        time.start_focus(25)
        time.end_focus
        kinds = [-> {{ RescueTime.new("x", address).data }},
                 -> {{ RescueTime.new("{made_key(server)}", address).start_focus(5) }}].flat_map do |asking|
          asking.call
        rescue RescueTime::Error => error
          [error.kind, error.status]
        end
        raise "focus" unless time.focus_started.length == 1 && time.focus_ended.length == 1
        raise "csv" unless CSV.parse(table.to_csv) == CSV.parse(time.csv(**question))
        puts JSON.generate(
          columns: table.columns, rows: table.rows, record: table.records.first, activities: table.column("Activity"),
          csv: time.csv(**question), highlight: time.highlights.first["description"],
          feeds: [time.highlights.length, time.alerts(op: "list").length, time.alerts.length],
          refused: [kinds[0], kinds[2], kinds[3]], hours: time.daily_summary.first["total_hours"]
        )
        """
    )
    found = run(ruby, "-E", "UTF-8", "-W", script)
    check(found, expected(server, key))
    assert found["hours"] == 0.5
