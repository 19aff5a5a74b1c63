"""Webhooks over HTTP."""

from __future__ import annotations

from flask.testing import FlaskClient

URL = "http://localhost:9/hook"


def test_named_switched_tried_forgotten(http: FlaskClient) -> None:
    assert http.get("/api/0/webhooks").get_json() == []
    made = http.post("/api/0/webhooks", json={"url": URL}).get_json()
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert (made["url"], made["enabled"], made["waiting"], made["last"]) == (URL, False, 0, None)
    listed = http.get("/api/0/webhooks")
    assert listed.get_json() == [made]
    assert secret not in listed.text
    path = f"/api/0/webhooks/{made['id']}"
    assert http.post(f"{path}/test", json={}).status_code == 409
    assert http.patch(path, json={"enabled": True}).get_json()["enabled"] is True
    tried = http.post(f"{path}/test", json={}).get_json()
    assert tried["taken"] is False and tried["result"].startswith("no connection")
    shown = http.get("/api/0/webhooks").get_json()[0]
    assert shown["last_event"] == "test"
    assert shown["deliveries"] == [{"at": shown["last"], "event": "test", "result": tried["result"], "taken": False}]
    for _ in range(21):
        http.post(f"{path}/test", json={})
    assert len(http.get("/api/0/webhooks").get_json()[0]["deliveries"]) == 20
    assert http.delete(path).get_json() == {}
    for method in (http.patch, http.delete):
        assert method(path, json={"enabled": True}).status_code == 404


def test_what_is_wrong_is_said(http: FlaskClient) -> None:
    for body in ({}, {"url": "http://example.org/"}, {"url": 1}, []):
        reply = http.post("/api/0/webhooks", json=body)
        assert reply.status_code == 400 and reply.get_json()["message"]
    made = http.post("/api/0/webhooks", json={"url": URL}).get_json()
    assert http.patch(f"/api/0/webhooks/{made['id']}", json={}).status_code == 400
    for events in ([], ["gossip"], "day"):
        assert http.post("/api/0/webhooks", json={"url": URL, "events": events}).status_code == 400
        assert http.patch(f"/api/0/webhooks/{made['id']}", json={"events": events}).status_code == 400
    changed = http.patch(f"/api/0/webhooks/{made['id']}", json={"events": ["module", "day", "day"]}).get_json()
    assert (made["events"], changed["events"]) == (["day"], ["day", "module"])
    assert http.patch(f"/api/0/webhooks/{made['id']}", json={"url": "http://example.org"}).status_code == 400
