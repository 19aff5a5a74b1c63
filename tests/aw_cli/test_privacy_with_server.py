"""`aw-cli privacy` as a real program against a real server."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aw_cli.privacy import summary
from tests.aw_cli.test_with_server import aw_cli
from tests.support.programs import LiveServer

pytestmark = pytest.mark.system

EVENTS = [
    {"timestamp": "2024-05-01T09:00:00Z", "duration": 3600, "data": {"app": "x", "title": "my bank: balance"}},
    {"timestamp": "2024-05-01T10:00:00Z", "duration": 60, "data": {"app": "x", "title": "fine"}},
]


@pytest.fixture
def server(home: object) -> Iterator[LiveServer]:
    with LiveServer() as server:
        server.api("buckets/win_box", "POST", {"client": "c", "type": "currentwindow", "hostname": "box"})
        server.api("buckets/win_box/events", "POST", EVENTS)
        yield server


def titles(server: LiveServer) -> list[str]:
    return [event["data"]["title"] for event in server.api("buckets/win_box/events").json]


def test_rules_are_listed_added_and_removed(server: LiveServer) -> None:
    status, said, _ = aw_cli("privacy")
    assert status == 0
    assert said.splitlines() == [
        "incognito (built in): on",
        "password-managers (built in): on",
        "No rules of your own.",
    ]
    added = aw_cli("privacy", "add", "--field", "title", "--pattern", "(?i)bank", "--bucket", "win*")
    assert added == (0, "Rule 1 applies from now on.\n", "")
    assert (
        aw_cli("privacy", "add", "--field", "app", "--pattern", "x", "--action", "redact", "--target", "title")[0] == 0
    )
    assert aw_cli("privacy", "list")[1].splitlines()[2:] == [
        "1. drop where title has '(?i)bank', in win*",
        "2. redact title to 'REDACTED' where app has 'x', in every bucket",
    ]
    server.api("buckets/win_box/events", "POST", EVENTS)
    assert titles(server) == ["REDACTED", "fine", "my bank: balance"]
    assert (
        aw_cli("privacy", "remove", "2")[1]
        == "Removed: redact title to 'REDACTED' where app has 'x', in every bucket\n"
    )
    assert aw_cli("privacy", "remove", "2") == (1, "", "There is no rule 2; there are 1.\n")
    status, said, complaint = aw_cli("privacy", "add", "--field", "title", "--pattern", "(a+)+")
    assert (status, said) == (1, "")
    assert "for ever" in complaint
    assert aw_cli("privacy", "add", "--field", "title")[0] == 1


def test_the_switch_and_the_built_in_ones(server: LiveServer) -> None:
    assert aw_cli("privacy", "off") == (0, "No rule applies until you turn them on again.\n", "")
    assert aw_cli("privacy")[1].startswith("ALL RULES ARE OFF")
    assert aw_cli("privacy", "on") == (0, "Rules apply.\n", "")
    assert aw_cli("privacy", "off", "incognito") == (0, "incognito: off.\n", "")
    assert "incognito (built in): off" in aw_cli("privacy")[1]
    assert aw_cli("privacy", "on", "incognito") == (0, "incognito: on.\n", "")
    assert aw_cli("privacy", "off", "nothing")[0] == 1


def test_a_purge_is_shown_first_and_then_done(server: LiveServer) -> None:
    rule = ("--field", "title", "--pattern", "bank")
    shown = aw_cli("privacy", "dry-run", *rule, "--examples")
    assert shown[0] == 0
    assert shown[1].splitlines()[0] == "To be taken out: 1 event; changed: 0; 1.0 hours in all."
    assert "win_box: {'app': 'x', 'title': 'my bank: balance'} becomes nothing" in shown[1]
    assert len(titles(server)) == 2
    assert aw_cli("privacy", "purge", *rule)[0] == 1, "nobody said yes"
    assert len(titles(server)) == 2
    done = aw_cli("privacy", "purge", *rule, "--yes")
    assert done[0] == 0
    assert done[1].splitlines()[0] == "Taken out: 1 event; changed: 0; 1.0 hours in all."
    assert titles(server) == ["fine"]


def test_what_is_no_event_is_counted_by_itself(server: LiveServer) -> None:
    found = server.api("privacy/dry-run", "POST", {"rules": [{"field": "title", "pattern": "bank", "action": "drop"}]})
    assert found.json["records"] == {}
    when = {"first": "2024-05-01T09:00:00+00:00", "last": "2024-05-01T11:00:00+00:00"}
    counted = {"dropped": 2, "changed": 1, "seconds": 5400.0, **when}
    rows = [
        {"project": "alpha", **counted, "changed": 0, "seconds": 3600.0},
        {"project": None, **counted, "dropped": 0},
    ]
    [by_rule] = found.json["rules"]
    told = {
        "records": {"aw-wakatime-external": counted | {"projects": rows}},
        "rules": [by_rule | {"records": counted}],
    }
    lines = summary(found.json | told, dry=True)
    at = lines.index("  aw-wakatime-external (no events): 2 out, 1 changed, 1.5 h")
    assert lines[at + 1 : at + 3] == ["    alpha: 2 out, 0 changed, 1.0 h", "    no project: 0 out, 1 changed, 1.5 h"]
    assert "    and 3 external durations, 1.5 h" in lines


def test_retention_is_set_counted_applied_and_taken_back(server: LiveServer) -> None:
    assert aw_cli("privacy", "retention") == (0, "Everything is kept.\n", "")
    assert aw_cli("privacy", "retention", "set", "win*", "30")[0] == 0
    assert aw_cli("privacy", "retention")[1] == "1. win*: 30 days\n"
    assert aw_cli("privacy", "retention", "dry-run")[1] == "2 events would be deleted (win_box: 2).\n"
    assert len(titles(server)) == 2
    assert aw_cli("privacy", "retention", "apply")[1] == "2 events deleted (win_box: 2).\n"
    assert titles(server) == []
    assert aw_cli("privacy", "retention", "remove", "win*")[0] == 0
    assert aw_cli("privacy", "retention", "remove", "win*")[0] == 1


def test_everything_about_me_in_one_file(server: LiveServer, tmp_path: Path) -> None:
    target = tmp_path / "me.zip"
    status, said, _ = aw_cli("privacy", "export", str(target))
    assert (status, str(target) in said) == (0, True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        assert b"my bank: balance" in archive.read("buckets/win_box.json")
    assert aw_cli("privacy", "export", str(target))[0] == 1
