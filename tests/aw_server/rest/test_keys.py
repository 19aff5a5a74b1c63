"""Keys over HTTP: the secret is shown once, and what is wrong is said."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.aw_server.rest.conftest import AWFlask


def test_made_listed_revoked(http: FlaskClient, application: AWFlask) -> None:
    assert http.get("/api/0/keys").get_json() == []
    wanted = {"name": "phone", "scopes": ["append:a*", "read"], "expires": "2099-01-01T00:00:00Z"}
    made = http.post("/api/0/keys", json=wanted)
    assert made.status_code == 200
    key = made.get_json()
    secret = key.pop("key")
    assert application.api.keys.check(secret) is not None
    assert (key["name"], key["scopes"], key["owner"], key["kind"]) == ("phone", ["append:a*", "read"], "local", "api")
    assert key["expires"] == "2099-01-01T00:00:00+00:00"
    (listed,) = http.get("/api/0/keys").get_json()
    assert listed.pop("last_used") is not None
    assert listed == {name: value for name, value in key.items() if name != "last_used"}
    assert http.delete(f"/api/0/keys/{key['id']}").get_json() == {}
    assert application.api.keys.check(secret) is None
    assert http.get("/api/0/keys").get_json() == []
    assert http.delete(f"/api/0/keys/{key['id']}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x"},
        {"name": "", "scopes": ["read"]},
        {"name": "x", "scopes": ["write"]},
        {"name": "x", "scopes": "read"},
        {"name": "x", "scopes": ["read"], "kind": "session"},
        {"name": "x", "scopes": ["read"], "expires": "soon"},
        {"name": "x", "scopes": ["read"], "expires": "2001-01-01"},
        [],
    ],
)
def test_what_is_no_key_is_refused(http: FlaskClient, body: Any) -> None:
    answer = http.post("/api/0/keys", json=body)
    assert answer.status_code == 400
    assert answer.get_json()["message"]
    assert http.get("/api/0/keys").get_json() == []


def test_the_owners_own_key_is_shown_again_and_again(http: FlaskClient, application: AWFlask) -> None:
    first = http.get("/api/0/keys/own/wakatime").get_json()
    assert first == http.get("/api/0/keys/own/wakatime").get_json()
    assert (first["kind"], first["key"][:5]) == ("wakatime", "waka_")
    assert application.api.keys.check(first["key"], "wakatime") is not None
    for kind in ("api", "session", "nonsense"):
        assert http.get(f"/api/0/keys/own/{kind}").status_code == 404


def test_keys_of_other_kinds(http: FlaskClient) -> None:
    made = http.post("/api/0/keys", json={"name": "editor", "kind": "wakatime"}).get_json()
    assert made["key"].startswith("waka_")
    assert made["scopes"] == []


def test_secrets_are_in_no_setting_and_no_export(http: FlaskClient) -> None:
    secret = http.post("/api/0/keys", json={"name": "x", "scopes": ["read"]}).get_json()["key"]
    for path in ("settings", "export", "keys", "about", "log"):
        assert secret not in http.get(f"/api/0/{path}").get_data(as_text=True)
