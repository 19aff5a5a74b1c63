"""Letting a browser in: a code works once, within a minute, and gives a key that is listed and revoked like others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_server.config import ServerSettings
from aw_server.exceptions import Unauthorized
from aw_server.guards.keys import PEER
from aw_server.guards.peer import Peer
from aw_server.server import AWFlask, create_app
from tests.aw_server.fakes import FakeClock, memory_api

OWN = {PEER: Peer.OWN}


@pytest.fixture
def strict() -> Iterator[AWFlask]:
    db = Datastore(MemoryStorage)
    app = create_app(ServerSettings(require_key=True), db)
    app.api.keys.admit("local_token", "programs of this user", ["admin"])
    yield app
    app.api.close()
    db.close()


def test_where_no_key_is_needed_there_is_nothing_to_let_in(http: FlaskClient) -> None:
    assert http.post("/api/0/sessions").get_json() == {"path": "/"}


def test_a_browser_comes_in_with_its_code(strict: AWFlask) -> None:
    http = strict.test_client()
    mine = {"Authorization": "Bearer local_token"}
    assert http.post("/api/0/sessions", environ_overrides=OWN).status_code == 401
    path = http.post("/api/0/sessions", headers=mine, environ_overrides=OWN).get_json()["path"]
    code = path.removeprefix("/#open=")
    assert len(code) == 32
    opened = http.post("/api/0/sessions/open", json={"code": code}, environ_overrides=OWN)
    browser = {"Authorization": f"Bearer {opened.get_json()['key']}"}
    assert http.get("/api/0/buckets/", headers=browser, environ_overrides=OWN).status_code == 200
    again = http.post("/api/0/sessions/open", json={"code": code}, environ_overrides=OWN)
    assert (again.status_code, again.get_json()["type"]) == (401, "InvalidCode")
    (listed,) = http.get("/api/0/keys", headers=mine).get_json()
    assert (listed["kind"], listed["name"]) == ("session", "Browser")
    http.delete(f"/api/0/keys/{listed['id']}", headers=mine)
    assert http.get("/api/0/buckets/", headers=browser, environ_overrides=OWN).status_code == 401


def test_another_user_who_saw_the_address_does_not_come_in(strict: AWFlask) -> None:
    code = strict.api.sessions.invite()
    http = strict.test_client()
    stolen = http.post("/api/0/sessions/open", json={"code": code}, environ_overrides={PEER: Peer.STRANGER})
    assert stolen.status_code == 403
    assert strict.api.sessions.accept(code)


def test_a_code_is_valid_for_a_minute_and_not_many_wait() -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        late, early = api.sessions.invite(), api.sessions.invite()
        clock.pass_time(60)
        secret = api.sessions.accept(early)
        clock.pass_time(0.1)
        for code in (late, early, "", "x"):
            with pytest.raises(Unauthorized):
                api.sessions.accept(code)
        first = api.sessions.invite()
        for _ in range(20):
            api.sessions.invite()
        with pytest.raises(Unauthorized):
            api.sessions.accept(first)
        clock.pass_time(30 * 24 * 3600)
        assert api.keys.find(secret) is None
