"""The routes of the privacy rules."""

from __future__ import annotations

from flask.testing import FlaskClient

DROP = {"field": "title", "pattern": "secret", "action": "drop"}
BEAT = {"timestamp": "2024-05-01T09:00:00Z", "data": {"title": "a secret"}}


def test_rules_are_shown_with_the_switch(http: FlaskClient) -> None:
    shown = http.get("/api/0/privacy").json
    assert (shown["enabled"], shown["rules"], shown["problem"]) == (True, [], None)
    assert [group["name"] for group in shown["built_in"]] == ["incognito", "password-managers"]
    assert http.post("/api/0/settings/privacy_filters", json=[DROP]).status_code == 200
    assert http.get("/api/0/privacy").json["rules"] == [DROP | {"enabled": True}]
    off = http.post("/api/0/privacy", json={"enabled": False}).json
    assert off["enabled"] is False
    assert http.get("/api/0/settings/privacy_filtering").json is False
    assert http.get("/api/0/privacy/rules").json == {"version": off["version"], "rules": []}


def test_a_wrong_rule_is_a_sentence(http: FlaskClient) -> None:
    answer = http.post("/api/0/settings/privacy_filters", json=[DROP | {"pattern": "(a+)+"}])
    assert answer.status_code == 400
    assert answer.json["type"] == "InvalidPrivacyRule"
    assert answer.json["message"].startswith("Rule 1: the regular expression '(a+)+' cannot be used")
    assert http.post("/api/0/privacy", json={}).status_code == 400


def test_heartbeats_tell_the_version_of_the_rules(http: FlaskClient, bucket: str) -> None:
    before = http.post(f"{bucket}/heartbeat?pulsetime=1", json=BEAT).headers["X-AW-Privacy"]
    assert before == http.get("/api/0/privacy/rules").json["version"]
    http.post("/api/0/settings/privacy_filters", json=[DROP])
    answer = http.post(f"{bucket}/heartbeat?pulsetime=1", json=BEAT)
    assert answer.headers["X-AW-Privacy"] != before
    assert answer.json["id"] is None
    assert len(http.get(f"{bucket}/events").json) == 1


def test_an_import_counts_what_was_dropped(http: FlaskClient) -> None:
    http.post("/api/0/settings/privacy_filters", json=[DROP])
    bucket = {"id": "b", "client": "c", "type": "t", "hostname": "h", "events": [BEAT]}
    answer = http.post("/api/0/import", json={"buckets": {"b": bucket}})
    assert answer.json == {"buckets": {"b": {"events": 0, "skipped": 0, "dropped": 1}}}


def test_a_dry_run_and_a_purge(http: FlaskClient, bucket: str) -> None:
    http.post(f"{bucket}/events", json=[BEAT, BEAT | {"data": {"title": "fine"}}])
    dry = http.post("/api/0/privacy/dry-run", json={"rules": [DROP]})
    assert (dry.status_code, dry.json["events"]["dropped"]) == (200, 1)
    assert len(http.get(f"{bucket}/events").json) == 2
    done = http.post("/api/0/privacy/purge", json={"rules": [DROP]})
    assert (done.status_code, done.json["events"]["dropped"], done.json["complete"]) == (200, 1, True)
    assert [event["data"] for event in http.get(f"{bucket}/events").json] == [{"title": "fine"}]


def test_without_rules_a_purge_goes_by_those_that_are_set(http: FlaskClient, bucket: str) -> None:
    http.post(f"{bucket}/events", json=[BEAT])
    http.post("/api/0/settings/privacy_filters", json=[DROP])
    assert http.post("/api/0/privacy/dry-run", json={}).json["events"]["dropped"] == 1
    for wrong in ([], [DROP | {"pattern": "("}]):
        assert http.post("/api/0/privacy/purge", json={"rules": wrong}).status_code == 400
    assert http.post("/api/0/privacy/purge", json={}).json["events"]["dropped"] == 1
