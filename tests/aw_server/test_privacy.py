"""Privacy rules in the server: whichever way an event comes in, it is stored as the rules say, or not at all."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from aw_core.models import Event
from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest

from .fakes import FakeClock, bucket, event, file_api, memory_api, rows

SECRET = "secret-4711"
DROP = {"field": "title", "pattern": "secret", "action": "drop"}
HIDE = {"field": "title", "pattern": r"secret-\d+", "action": "redact", "replacement": "hidden"}
RENAME = {"field": "title", "pattern": r"secret-(\d)\d*", "action": "rename", "replacement": r"no \1"}


def titles(api: ServerAPI, bucket_id: str = "b") -> list[str]:
    return [stored.data["title"] for stored in reversed(api.get_events(bucket_id))]


def set_rules(api: ServerAPI, *rules: dict[str, Any]) -> None:
    api.set_setting("privacy_filters", list(rules))


def test_inserted_events_are_dropped_redacted_and_renamed() -> None:
    with memory_api() as api:
        bucket(api)
        set_rules(api, DROP)
        answers = api.create_events("b", [event(0, 1, title="a"), event(1, 1, title=SECRET), event(2, 1, title="b")])
        assert [answer.id is None for answer in answers] == [False, True, False]
        assert titles(api) == ["a", "b"]
        set_rules(api, HIDE)
        assert [answer.data for answer in api.create_events("b", [event(3, 1, title=SECRET)])] == [{"title": "hidden"}]
        set_rules(api, RENAME)
        api.create_events("b", [event(4, 1, title=SECRET)])
        assert titles(api) == ["a", "b", "hidden", "no 4"]


def test_an_event_replaced_by_its_id_passes_too() -> None:
    with memory_api() as api:
        bucket(api)
        (stored,) = api.create_events("b", [event(0, 1, title="a")])
        set_rules(api, HIDE)
        again = event(0, 2, title=SECRET)
        again.id = stored.id
        api.create_events("b", [again])
        assert titles(api) == ["hidden"]
        set_rules(api, DROP)
        again = event(0, 3, title=SECRET)
        again.id = stored.id
        api.create_events("b", [again])
        assert titles(api) == ["hidden"]
        assert rows(api, "b") == [(0, 2)]


def test_heartbeats_are_redacted_before_they_are_merged() -> None:
    with memory_api() as api:
        bucket(api)
        set_rules(api, HIDE)
        for second, title in enumerate(("secret-1", "secret-2", "secret-3")):
            answer = api.heartbeat("b", event(second, title=title), 5)
        assert answer.data == {"title": "hidden"}
        assert rows(api, "b") == [(0, 2)]


def test_nothing_is_merged_across_what_was_dropped() -> None:
    with memory_api() as api:
        bucket(api)
        set_rules(api, DROP)
        api.heartbeat("b", event(0, title="a"), 60)
        api.heartbeat("b", event(10, title="a"), 60)
        dropped = api.heartbeat("b", event(20, title=SECRET), 60)
        assert dropped.id is None
        api.heartbeat("b", event(30, title="a"), 60)
        api.heartbeat("b", event(40, title="a"), 60)
        assert rows(api, "b") == [(0, 10), (30, 10)]


def test_imports_pass_and_say_what_they_dropped() -> None:
    exported = {
        "id": "new",
        "type": "t",
        "client": "c",
        "hostname": "box",
        "events": [
            {"timestamp": "2024-05-01T09:00:00Z", "duration": 1, "data": {"title": SECRET}},
            {"timestamp": "2024-05-01T09:00:01Z", "duration": 1, "data": {"title": "a"}},
        ],
    }
    with memory_api() as api:
        set_rules(api, DROP)
        assert api.import_bucket(exported) == {"new": {"events": 1, "skipped": 0, "dropped": 1}}
        assert api.import_bucket(exported) == {"new": {"events": 0, "skipped": 1, "dropped": 1}}
        set_rules(api, HIDE)
        assert api.import_bucket(exported) == {"new": {"events": 1, "skipped": 1}}
        assert titles(api, "new") == ["hidden", "a"]


def test_built_in_rules_apply_until_they_are_switched_off() -> None:
    with memory_api() as api:
        bucket(api)
        private = {"url": "https://x.example/", "title": "t", "incognito": True}
        api.create_events("b", [event(0, 1, **private), event(1, 1, app="KeePassXC", title="bank")])
        assert [stored.data for stored in api.get_events("b")] == [{"app": "KeePassXC", "title": "REDACTED"}]
        api.set_setting("privacy_builtin_off", ["incognito"])
        api.create_events("b", [event(2, 1, **private), event(3, 1, app="KeePassXC", title="bank")])
        assert titles(api) == ["REDACTED", "t", "REDACTED"]


def test_one_switch_turns_all_rules_off_and_on() -> None:
    with memory_api() as api:
        bucket(api)
        set_rules(api, DROP)
        assert api.privacy.enabled
        on = api.privacy.version
        api.privacy.switch(False)
        assert (api.privacy.enabled, api.privacy.in_force()["rules"]) == (False, [])
        assert api.privacy.version != on
        api.create_events("b", [event(0, 1, title=SECRET), event(1, 1, incognito=True, title="p")])
        assert titles(api) == [SECRET, "p"]
        api.privacy.switch(True)
        assert api.privacy.version == on
        api.create_events("b", [event(2, 1, title=SECRET)])
        assert titles(api) == [SECRET, "p"]


def test_the_tray_is_woken_by_the_switch() -> None:
    with memory_api() as api:
        before = api.modules.await_wishes(-1, 0, api.pause.snapshot, lambda: api.privacy.enabled)
        assert before["filtering"] is True
        api.privacy.switch(False)
        after = api.modules.await_wishes(before["version"], 5, api.pause.snapshot, lambda: api.privacy.enabled)
        assert after["filtering"] is False
        assert after["version"] > before["version"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("privacy_filters", {}),
        ("privacy_filters", [DROP, {"field": "title", "pattern": "(a+)+", "action": "drop"}]),
        ("privacy_filters", [DROP | {"bukket": 1}]),
        ("privacy_filtering", "off"),
        ("privacy_builtin_off", ["unknown"]),
        ("privacy_builtin_off", "incognito"),
    ],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(key: str, value: Any) -> None:
    with memory_api() as api:
        set_rules(api, DROP)
        before = api.privacy.snapshot()
        with pytest.raises(BadRequest):
            api.set_setting(key, value)
        assert api.privacy.snapshot() == before
        assert api.get_setting("privacy_filters") == [DROP]


def test_rules_survive_a_restart_and_a_forgotten_setting_takes_them_away(tmp_path: Path) -> None:
    with file_api(tmp_path / "a.db") as api:
        bucket(api)
        set_rules(api, DROP)
        version = api.privacy.version
    with file_api(tmp_path / "a.db") as api:
        assert api.privacy.version == version
        api.create_events("b", [event(0, 1, title=SECRET)])
        api.settings.delete("privacy_filters")
        api.create_events("b", [event(1, 1, title=SECRET)])
        assert rows(api, "b") == [(1, 1)]


def test_what_others_stored_wrongly_is_named_and_the_rest_applies(tmp_path: Path) -> None:
    with file_api(tmp_path / "a.db") as api:
        bucket(api)
        api.db.records.put("settings", "privacy_filters", [{"field": "x"}, DROP])
        api.db.records.put("settings", "privacy_filtering", "nonsense")
        api.db.records.put("settings", "privacy_builtin_off", [["x"], "incognito"])
    with file_api(tmp_path / "a.db") as api:
        api.create_events("b", [event(0, 1, title=SECRET), event(1, 1, title="a", incognito=True)])
        assert titles(api) == ["a"]
        assert "Rule 1" in api.privacy.snapshot()["problem"]
        assert [notice["kind"] for notice in api.notices.all()] == ["privacy-rules"]
        set_rules(api, DROP)
        assert api.notices.all() == []


def test_a_change_of_rules_waits_for_what_is_under_way() -> None:
    """When the change is acknowledged, nothing judged by the old rules is stored any more."""
    with memory_api() as api:
        bucket(api)
        api.create_events("b", [event(0, 1, title="a")])
        changed = threading.Event()

        def change() -> None:
            set_rules(api, DROP)
            changed.set()

        with api._heartbeats._live.held("b"):
            thread = threading.Thread(target=change)
            thread.start()
            assert not changed.wait(0.3)
        thread.join(60)
        assert changed.is_set()


def test_receipts_count_what_was_dropped() -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        bucket(api, client="watcher")
        set_rules(api, DROP)
        clock.pass_time(100)
        api.heartbeat("b", event(0, title=SECRET), 5)
        assert api.receipts.of("watcher").age == 0


def test_an_event_that_no_rule_changes_is_not_copied() -> None:
    with memory_api() as api:
        set_rules(api, DROP)
        given: Event = event(0, 1, title="a")
        assert api.privacy.filtered("b", given) is given


def test_it_is_said_on_the_page_and_in_the_tray_that_rules_are_off(tmp_path: Path) -> None:
    with file_api(tmp_path / "a.db") as api:
        assert api.notices.all() == []
        api.privacy.switch(False)
        assert [notice["title"] for notice in api.get_today(None)["notices"]] == ["Privacy rules are off"]
    with file_api(tmp_path / "a.db") as api:
        assert [notice["kind"] for notice in api.get_info()["notices"]] == ["privacy"]
        api.privacy.switch(True)
        assert api.notices.all() == []
