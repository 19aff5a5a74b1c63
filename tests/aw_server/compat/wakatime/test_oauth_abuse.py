"""What somebody could try with the addresses of OAuth, and what must come of it."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from aw_server.apps import APPS, TOKENS, Apps
from aw_server.guards.peer import Peer
from aw_server.keys import LOCAL_OWNER, SESSION
from tests.aw_server.compat.wakatime.asking import ME, Asking, asking
from tests.aw_server.compat.wakatime.test_oauth import (
    CALLBACK,
    NOW,
    PEER,
    authorize,
    consent,
    exchange,
    status,
    tokens,
)


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        yield found


def made(client: Asking, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.http.post("/api/0/apps", json={"name": name, "redirect_uris": [CALLBACK]}).get_json()
    return found


@pytest.fixture
def app(client: Asking) -> dict[str, Any]:
    return made(client, "Dash")


def code_of(client: Asking, app: dict[str, Any], **args: str) -> str:
    return consent(client, authorize(client, app, force_approve="true", **args))["code"]


def fetch(client: Asking, app: dict[str, Any], code: str, **form: str) -> Any:
    return exchange(client, app, grant_type="authorization_code", code=code, **form)


def test_a_code_that_comes_twice_ends_what_it_became(client: Asking, app: dict[str, Any]) -> None:
    code = code_of(client, app, scope="read_summaries")
    found = fetch(client, app, code).get_json()
    assert status(client, found["access_token"]) == 200
    assert fetch(client, app, code).status_code == 400
    assert status(client, found["access_token"]) == 401
    renewed = exchange(client, app, grant_type="refresh_token", refresh_token=found["refresh_token"])
    assert renewed.status_code == 400


def test_another_application_can_neither_use_nor_spoil_a_code(client: Asking, app: dict[str, Any]) -> None:
    other = made(client, "Other")
    code = code_of(client, app)
    assert fetch(client, other, code).status_code == 400
    found = fetch(client, app, code)
    assert found.status_code == 200
    assert fetch(client, other, code).status_code == 400
    assert status(client, found.get_json()["access_token"], "") == 200


def test_a_code_on_its_way_does_not_outlive_a_revocation(client: Asking, app: dict[str, Any]) -> None:
    code = code_of(client, app)
    given = {"client_id": app["id"], "client_secret": app["secret"], "all": "true"}
    assert client.http.post("/oauth/revoke", data=given).status_code == 200
    assert fetch(client, app, code).status_code == 400


def test_a_code_may_be_bound_to_its_application(client: Asking, app: dict[str, Any]) -> None:
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    bound = {"code_challenge": challenge, "code_challenge_method": "S256"}
    assert fetch(client, app, code_of(client, app, **bound), code_verifier=verifier).status_code == 200
    assert fetch(client, app, code_of(client, app, **bound), code_verifier="other").status_code == 400
    assert fetch(client, app, code_of(client, app, **bound)).status_code == 400
    assert fetch(client, app, code_of(client, app), code_verifier=verifier).status_code == 400
    for wrong in (
        {"code_challenge": challenge},
        {**bound, "code_challenge_method": "plain"},
        {**bound, "code_challenge": "x"},
    ):
        told = dict(parse_qsl(urlsplit(authorize(client, app, **wrong).headers["Location"]).query))
        assert (told["error"], told["state"]) == ("invalid_request", "s1")


def test_a_refresh_never_gives_more(client: Asking, app: dict[str, Any]) -> None:
    first = tokens(client, app, "email,read_goals")

    def renew(token: str, **form: str) -> Any:
        return exchange(client, app, grant_type="refresh_token", refresh_token=token, **form)

    more = renew(first["refresh_token"], scope="email,read_heartbeats")
    assert (more.status_code, more.get_json()["error"]) == (400, "invalid_scope")
    assert renew(first["refresh_token"], redirect_uri="https://evil.example/").status_code == 400
    less = renew(first["refresh_token"], scope="email").get_json()
    assert less["scope"] == "email"
    assert status(client, first["access_token"], "") == 401
    assert status(client, less["access_token"], "goals") == 403
    assert renew(less["refresh_token"], scope="read_goals").status_code == 400
    client.clock.pass_time(2 * 366 * 86_400)
    assert renew(less["refresh_token"]).status_code == 400


def test_a_token_in_an_address_is_never_given_without_asking(client: Asking, app: dict[str, Any]) -> None:
    tokens(client, app, "email")
    assert authorize(client, app, scope="email", response_type="token").status_code == 200
    assert authorize(client, app, scope="email").status_code == 302


def test_the_limit_of_an_hour_outlives_revocations_and_a_restart(client: Asking, app: dict[str, Any]) -> None:
    made(client, "Other")
    for _ in range(10):
        tokens(client, app)
    given = {"client_id": app["id"], "client_secret": app["secret"], "all": "true"}
    client.http.post("/oauth/revoke", data=given)
    assert fetch(client, app, code_of(client, app)).status_code == 429
    again = Apps(client.api.db, client.clock)
    assert len(again.tokens_of(app["id"])) == 0
    assert len(client.api.db.records.all(TOKENS)) == 10
    client.clock.pass_time(3600)
    assert fetch(client, app, code_of(client, app)).status_code == 200


def test_tokens_that_are_over_are_not_kept_for_ever(client: Asking, app: dict[str, Any]) -> None:
    for _ in range(7):
        for _ in range(10):
            tokens(client, app)
        client.clock.pass_time(3601)
    assert len(client.api.db.records.all(TOKENS)) == 58
    assert client.http.delete(f"/api/0/apps/{app['id']}").status_code == 200
    assert client.api.db.records.all(TOKENS) == {}


def test_a_token_that_is_over_still_says_whose_all_are(client: Asking, app: dict[str, Any]) -> None:
    past, present = tokens(client, app), tokens(client, app)
    given = {"client_id": app["id"], "client_secret": app["secret"], "token": past["refresh_token"]}
    client.http.post("/oauth/revoke", data=given)
    assert status(client, present["access_token"]) == 200
    # One field a line, as the reference prints it.
    lines = "\n".join(f"{key}={value}" for key, value in {**given, "all": "true"}.items())
    kind = "application/x-www-form-urlencoded"
    assert client.http.post("/oauth/revoke", data=lines, content_type=kind).status_code == 200
    assert status(client, present["access_token"]) == 401


def test_every_record_says_whose_it_is(client: Asking, app: dict[str, Any]) -> None:
    tokens(client, app)
    kinds = [*client.api.db.records.all(APPS).values(), *client.api.db.records.all(TOKENS).values()]
    assert [record["owner"] for record in kinds] == [LOCAL_OWNER, LOCAL_OWNER]
    known = client.api.apps.get(app["id"])
    assert known is not None
    theirs = client.api.apps.grant(known, ("email",), 60, owner="somebody")
    given = {"client_id": app["id"], "client_secret": app["secret"], "user_id": client.get("")["data"]["id"]}
    client.http.post("/oauth/revoke", data=given)
    assert [token.owner for token in client.api.apps.tokens_of(app["id"])] == ["somebody"]
    assert asdict(theirs.token)["owner"] == "somebody"


def test_records_of_before_are_the_owners(client: Asking, app: dict[str, Any]) -> None:
    access = tokens(client, app)["access_token"]
    records = client.api.db.records
    for kind in (APPS, TOKENS):
        for key, value in records.all(kind).items():
            records.put(kind, key, {name: item for name, item in value.items() if name not in ("owner", "ended_us")})
    found = Apps(client.api.db, client.clock).find(access)
    assert found is not None and (found.owner, found.ended_us) == (LOCAL_OWNER, None)


def test_where_keys_are_needed_a_browser_agrees_with_its_own(client: Asking, app: dict[str, Any]) -> None:
    client.http.application.config["AW_REQUIRE_KEY"] = True
    away = {PEER: Peer.REMOTE}
    asked = {"client_id": app["id"], "response_type": "code", "redirect_uri": CALLBACK, "state": "s"}
    page = client.http.get("/oauth/authorize", query_string=asked, environ_overrides=away)
    assert page.status_code == 200
    nonce = re.search(r'<script nonce="(\w+)">', page.text)
    assert nonce is not None and f"script-src 'nonce-{nonce[1]}'" in page.headers["Content-Security-Policy"]
    ticket = re.search(r'name="ticket" value="(\w+)"', page.text)
    assert ticket is not None
    yes = {"ticket": ticket[1], "answer": "yes"}
    as_json = {"Accept": "application/json"}
    post = {"json": yes, "environ_overrides": away}
    assert client.http.post("/oauth/authorize", headers=as_json, **post).status_code == 400
    reader = client.api.keys.create("reader", scopes=["read"]).secret
    wrong = {**as_json, "Authorization": f"Bearer {reader}"}
    assert client.http.post("/oauth/authorize", headers=wrong, **post).status_code == 400
    browser = client.api.keys.create("Browser", kind=SESSION, scopes=["admin"]).secret
    right = {**as_json, "Authorization": f"Bearer {browser}"}
    told = client.http.post("/oauth/authorize", headers=right, **post)
    assert told.status_code == 200
    assert told.get_json()["redirect"].startswith(f"{CALLBACK}&code=")
    assert client.http.post("/oauth/authorize", headers=right, **post).status_code == 400


def test_questions_and_codes_do_not_pile_up(client: Asking, app: dict[str, Any]) -> None:
    oldest = re.search(r'name="ticket" value="(\w+)"', authorize(client, app).text)
    for _ in range(200):
        authorize(client, app)
    assert oldest is not None
    form = {"ticket": oldest[1], "answer": "yes"}
    assert client.http.post("/oauth/authorize", data=form).status_code == 400


def test_no_address_that_is_a_key_stands_in_the_log(client: Asking, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "flask")
    secret = client.api.keys.create("page", kind="embed", scopes=["languages"]).secret
    for path in (
        f"/share/@me/{secret}.svg",
        f"/badge/{secret}.json",
        f"/api/v1/dumps/{secret}",
        f"{ME}?api_key={secret}",
    ):
        client.http.get(path)
    code = code_of(client, app={**made(client, "Log")})
    client.http.get("/oauth/test", query_string={"code": code})
    assert "/share/@me/***" in caplog.text
    assert secret not in caplog.text
    assert code not in caplog.text
