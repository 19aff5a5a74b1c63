"""What a key may do, route by route: everything that exists is asked with every kind of key."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from aw_server.guards.keys import PEER
from aw_server.guards.peer import Peer
from aw_server.rest.permission import NEEDS, OWN_KEYS, Need, need_of
from aw_server.server import AWFlask

MINE, OTHER = "aw-watcher-phone_a", "aw-watcher-window_box"
SECRET = "a title nobody else may see"
ADMIN = {
    "rest.apps_change",
    "rest.apps_create",
    "rest.apps_delete",
    "rest.apps_listing",
    "rest.about_get",
    "rest.about_start_at_login",
    "rest.backups_listing",
    "rest.backups_make",
    "rest.buckets_change",
    "rest.buckets_delete",
    "rest.events_delete",
    "rest.keys_create",
    "rest.keys_listing",
    "rest.keys_own",
    "rest.keys_revoke",
    "rest.log_get",
    "rest.modules_report",
    "rest.modules_wish",
    "rest.modules_wishes",
    "rest.pause_end",
    "rest.pause_start",
    "rest.privacy_show",
    "rest.privacy_switch",
    "rest.sessions_invite",
    "rest.settings_delete",
    "rest.settings_store",
    "rest.transfer_import_all",
}


def endpoints(app: AWFlask) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            found.setdefault(rule.endpoint, []).append((method, rule.rule))
    return found


def test_a_route_needs_every_right_until_somebody_says_otherwise(application: AWFlask) -> None:
    found = set(endpoints(application))
    assert {name for name in ADMIN if need_of(name) is not Need.ADMIN} == set()
    assert found >= ADMIN
    assert set(NEEDS) - found == set(), "named, but there is no such route"
    assert need_of("rest.some_new_route") is Need.ADMIN


@pytest.fixture
def filled(http: FlaskClient) -> FlaskClient:
    for bucket in (MINE, OTHER):
        made = http.post(f"/api/0/buckets/{bucket}", json={"client": "c", "type": "t", "hostname": "h"})
        assert made.status_code == 200
    event = {"timestamp": "2026-01-01T10:00:00Z", "duration": 60, "data": {"title": SECRET}}
    assert http.post(f"/api/0/buckets/{OTHER}/events", json=[event]).status_code == 200
    return http


def paths(app: AWFlask, bucket: str) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of everything, about one bucket."""
    values = {"bucket_id": bucket, "event_id": "1", "key": "theme", "key_id": "00000000", "name": "x", "path": "y"}
    return [
        (endpoint, method, re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda found: values.get(found[1], "x"), rule))
        for endpoint, rules in endpoints(app).items()
        for method, rule in rules
    ]


BODIES: dict[str, Any] = {
    "rest.buckets_create": {"client": "c", "type": "t", "hostname": "h"},
    "rest.events_create": [{"timestamp": "2026-01-01T11:00:00Z", "duration": 1, "data": {"a": 1}}],
    "rest.heartbeats_create": {"timestamp": "2026-01-01T11:00:00Z", "data": {"a": 1}},
    "rest.query_answer": {"query": [f"RETURN = query_bucket('{OTHER}');"], "timeperiods": ["2026-01-01/2026-01-02"]},
    "rest.transfer_import_all": {"buckets": {}},
    "rest.sessions_accept": {"code": ""},
}


def snapshot(app: AWFlask) -> bytes:
    return b"".join(app.api.export_all()) + repr((app.api.get_setting(), app.api.pause.snapshot())).encode()


@pytest.mark.parametrize("method", ["as it is", "HEAD"])
@pytest.mark.parametrize("bucket", [MINE, OTHER])
@pytest.mark.parametrize("scope", ["append:aw-watcher-phone_*", "read", "none", "admin"])
def test_every_route_with_every_key(
    filled: FlaskClient, application: AWFlask, scope: str, bucket: str, method: str
) -> None:
    before = snapshot(application)
    headers = {}
    if scope != "none":
        headers = {"Authorization": f"Bearer {application.api.keys.create('k', scopes=[scope]).secret}"}
    for endpoint, verb, path in paths(application, bucket):
        if method == "HEAD" and verb != "GET":
            continue
        if scope == "admin" and endpoint in ("rest.modules_wishes", "rest.buckets_delete"):
            continue  # waits, and ends what the others need
        answer = filled.open(
            path + ("?pulsetime=5" if endpoint == "rest.heartbeats_create" else ""),
            method="HEAD" if method == "HEAD" else verb,
            json=BODIES.get(endpoint, {} if verb in ("POST", "PUT") else None),
            headers=headers,
            environ_overrides={PEER: Peer.REMOTE},
            buffered=True,
        )
        if endpoint.partition(".")[0] in OWN_KEYS:
            assert answer.status_code in (401, 404, 405), (endpoint, verb, answer.status_code)
            continue
        need = need_of(endpoint)
        may = scope == "admin" or need is Need.NOTHING or (scope == "read" and need is Need.READ)
        may = may or (need is Need.RULES and scope in ("append:aw-watcher-phone_*", "read"))
        may = may or (scope.startswith("append") and need is Need.APPEND and bucket == MINE)
        if endpoint == "rest.sessions_accept":
            assert answer.get_json()["type"] == "InvalidCode"
        elif may:
            assert answer.status_code not in (401, 403), (endpoint, verb, answer.get_data())
        if may:
            continue
        assert answer.status_code == (401 if scope == "none" else 403), (endpoint, verb, answer.status_code)
        assert SECRET not in answer.get_data(as_text=True)
        assert OTHER not in answer.get_data(as_text=True)
    if scope in ("read", "none") or (bucket == OTHER and scope != "admin"):
        assert snapshot(application) == before


def test_who_appends_knows_the_rules_in_force_and_nothing_else_of_privacy(
    filled: FlaskClient, application: AWFlask
) -> None:
    application.api.set_setting("privacy_filters", [{"field": "title", "pattern": "my bank", "action": "drop"}])
    secret = application.api.keys.create("k", scopes=["append:aw-watcher-phone_*"]).secret
    headers = {"Authorization": f"Bearer {secret}"}
    answer = filled.get("/api/0/privacy/rules", headers=headers, environ_overrides={PEER: Peer.REMOTE})
    assert answer.status_code == 200
    assert [rule["pattern"] for rule in answer.get_json()["rules"] if rule["pattern"] == "my bank"] == ["my bank"]
    for path in ("/api/0/privacy", "/api/0/privacy/export", "/api/0/settings/privacy_filters"):
        assert filled.get(path, headers=headers, environ_overrides={PEER: Peer.REMOTE}).status_code == 403, path


def test_appending_replaces_nothing(filled: FlaskClient, application: AWFlask) -> None:
    secret = application.api.keys.create("k", scopes=["append:*"]).secret
    event = {"id": 1, "timestamp": "2026-01-01T10:00:00Z", "duration": 0, "data": {"title": "gone"}}
    for body in (event, [event], [{**event, "id": None}, event]):
        answer = filled.post(f"/api/0/buckets/{OTHER}/events", json=body, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 403
    (kept,) = application.api.get_events(OTHER)
    assert kept.data == {"title": SECRET}


@pytest.mark.parametrize(
    "path",
    [
        f"/api/0/buckets/{MINE}%2F..%2F{OTHER}/events",
        f"/api/0/buckets/{MINE}/../{OTHER}/events",
        f"/api/0/buckets/{MINE}%2f{OTHER}/events",
        f"//api/0/buckets/{OTHER}/events",
        f"/api/0//buckets/{OTHER}/events",
        f"/api/./0/buckets/{OTHER}/events",
        f"/api/0/buckets/{MINE};/../{OTHER}/events",
        f"/api/0/buckets/{OTHER}%00{MINE}/events",
        f"/API/0/buckets/{OTHER}/events",
        f"/api/0/buckets/{MINE}*/events",
        f"/api/0/buckets/{OTHER}/events?bucket_id={MINE}",
        f"/api/0/buckets/{OTHER}/events#{MINE}",
        f"/{MINE}/api/0/buckets/{OTHER}/events",
        "/pages/../api/0/export",
        "/assets/../api/0/export",
        "/api/0/info/../export",
        "/api/0/info%2f..%2fexport",
    ],
)
@pytest.mark.parametrize("verb", ["GET", "POST", "HEAD", "DELETE", "PUT", "PATCH", "TRACE", "get"])
def test_no_path_leads_around(filled: FlaskClient, application: AWFlask, path: str, verb: str) -> None:
    secret = application.api.keys.create("k", scopes=["append:aw-watcher-phone_*"]).secret
    before = snapshot(application)
    answer = filled.open(
        path,
        method=verb,
        json=[{"timestamp": "2026-01-01T12:00:00Z", "data": {}}] if verb in ("POST", "PUT") else None,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code in (400, 403, 404, 405, 501), answer.status_code
    assert SECRET not in answer.get_data(as_text=True)
    after = snapshot(application)
    # A bucket of the key's own may come and go; nothing else may change.
    assert after == before


def test_info_says_to_outsiders_only_what_answers_here(filled: FlaskClient, application: AWFlask) -> None:
    known = filled.get("/api/0/info").get_json()
    assert known["hostname"]
    assert known["device_id"]
    outside = filled.get("/api/0/info", environ_overrides={PEER: Peer.REMOTE}).get_json()
    assert outside == known | {"hostname": "", "device_id": ""}
    secret = application.api.keys.create("k", scopes=["append:x"]).secret
    with_key = filled.get(
        "/api/0/info", headers={"Authorization": f"Bearer {secret}"}, environ_overrides={PEER: Peer.REMOTE}
    )
    assert with_key.get_json() == known


def test_a_refusal_says_how_to_ask(filled: FlaskClient) -> None:
    answer = filled.get("/api/0/buckets/", environ_overrides={PEER: Peer.REMOTE})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.get_json()["type"] == "KeyNeeded"
