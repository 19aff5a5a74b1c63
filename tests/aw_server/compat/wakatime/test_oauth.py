"""Letting an application in: the page, the code, the tokens, their limits, and how they end."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from werkzeug.test import TestResponse

from aw_server.apps import Apps
from aw_server.compat.wakatime.scopes import SCOPES
from aw_server.guards.keys import PEER
from aw_server.guards.peer import Peer
from tests.aw_server.compat.wakatime.asking import BASE, ME, Asking, asking, beat

NOW = 1_709_560_800.0
CALLBACK = "https://dash.example/cb?x=1"
TEST = "http://localhost:5600/oauth/test"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        found.choose(timezone="UTC", email="ada@example.org", username="ada")
        found.send([beat(NOW - 60), beat(NOW)])
        yield found


@pytest.fixture
def app(client: Asking) -> dict[str, Any]:
    reply = client.http.post("/api/0/apps", json={"name": "Dash", "redirect_uris": [CALLBACK, TEST]})
    assert reply.status_code == 200, reply.text
    made: dict[str, Any] = reply.get_json()
    return made


def authorize(client: Asking, app: dict[str, Any], **args: str) -> TestResponse:
    asked = {"client_id": app["id"], "response_type": "code", "redirect_uri": CALLBACK, "state": "s1"} | args
    return client.http.get("/oauth/authorize", query_string=asked)


def consent(client: Asking, page: TestResponse, answer: str = "yes") -> dict[str, str]:
    """Press a button; what the application is told, the state included."""
    found = re.search(r'name="ticket" value="(\w+)"', page.text)
    assert found is not None, page.text
    reply = client.http.post("/oauth/authorize", data={"ticket": found[1], "answer": answer})
    assert reply.status_code == 302, reply.text
    address = urlsplit(reply.headers["Location"])
    return dict(parse_qsl(address.fragment or address.query))


def exchange(client: Asking, app: dict[str, Any], **form: str) -> TestResponse:
    given = {"client_id": app["id"], "client_secret": app["secret"], "redirect_uri": CALLBACK} | form
    return client.http.post("/oauth/token", data=given)


def tokens(client: Asking, app: dict[str, Any], scope: str = "read_summaries") -> dict[str, Any]:
    code = consent(client, authorize(client, app, scope=scope, force_approve="true"))["code"]
    reply = exchange(client, app, grant_type="authorization_code", code=code)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.get_json()
    return found


def status(client: Asking, access: str, path: str = "status_bar/today") -> int:
    return client.http.get(f"{ME}/{path}", headers={"Authorization": f"Bearer {access}"}).status_code


# -- the page -----------------------------------------------------------------------------------------------------


def test_the_owner_decides(client: Asking, app: dict[str, Any]) -> None:
    page = authorize(client, app, scope="email,read_stats.languages")
    assert page.status_code == 200
    assert "Dash asks for access" in page.text
    assert "your private email address" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://dash.example" in policy
    told = consent(client, page)
    assert set(told) == {"x", "code", "state"}
    assert told["state"] == "s1"
    refused = consent(client, authorize(client, app), "no")
    assert (refused["error"], refused["state"]) == ("access_denied", "s1")


def test_a_question_is_answered_once_and_in_time(client: Asking, app: dict[str, Any]) -> None:
    page = authorize(client, app)
    found = re.search(r'name="ticket" value="(\w+)"', page.text)
    assert found is not None
    form = {"ticket": found[1], "answer": "yes"}
    assert client.http.post("/oauth/authorize", data=form).status_code == 302
    assert client.http.post("/oauth/authorize", data=form).status_code == 400
    late = re.search(r'name="ticket" value="(\w+)"', authorize(client, app).text)
    assert late is not None
    client.clock.pass_time(700)
    assert client.http.post("/oauth/authorize", data={"ticket": late[1], "answer": "yes"}).status_code == 400
    assert client.http.post("/oauth/authorize", data={}).status_code == 400


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({"client_id": "nobody"}, "There is no app"),
        ({"redirect_uri": "https://evil.example/cb"}, "is not one that the app Dash may send you to"),
        ({"redirect_uri": CALLBACK + "/more"}, "aw-cli apps redirect"),
        ({"redirect_uri": ""}, "is not one that"),
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    client: Asking, app: dict[str, Any], args: dict[str, str], sentence: str
) -> None:
    page = authorize(client, app, **args)
    assert (page.status_code, "Location" in page.headers) == (400, False)
    assert sentence in page.text
    assert "<script" not in authorize(client, app, redirect_uri="<script>alert(1)</script>").text


def test_what_else_is_wrong_is_told_the_application(client: Asking, app: dict[str, Any]) -> None:
    for args, error in (
        ({"response_type": "password"}, "unsupported_response_type"),
        ({"scope": "read_everything"}, "invalid_scope"),
    ):
        reply = authorize(client, app, **args)
        assert reply.status_code == 302
        assert parse_qs(urlsplit(reply.headers["Location"]).query)["error"] == [error]


def test_only_the_owner_can_say_yes(client: Asking, app: dict[str, Any]) -> None:
    asked = {"client_id": app["id"], "response_type": "code", "redirect_uri": CALLBACK}
    away = {PEER: Peer.REMOTE}
    assert client.http.get("/oauth/authorize", query_string=asked, environ_overrides=away).status_code == 403
    found = re.search(r'name="ticket" value="(\w+)"', authorize(client, app).text)
    assert found is not None
    form = {"ticket": found[1], "answer": "yes"}
    assert client.http.post("/oauth/authorize", data=form, environ_overrides=away).status_code == 400
    # A page of somebody else can neither press the button nor show the page inside of it.
    evil = {"Origin": "https://evil.example"}
    assert client.http.post("/oauth/authorize", data=form, headers=evil).status_code == 403
    # But it may send the person here.
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.http.get("/oauth/authorize", query_string=asked, headers=visit).status_code == 200
    frame = visit | {"Sec-Fetch-Dest": "iframe"}
    assert client.http.get("/oauth/authorize", query_string=asked, headers=frame).status_code == 403


def test_who_was_let_in_comes_through_at_once(client: Asking, app: dict[str, Any]) -> None:
    tokens(client, app, "email,read_stats")
    again = authorize(client, app, scope="email")
    assert "code" in parse_qs(urlsplit(again.headers["Location"]).query)
    assert authorize(client, app, scope="read_heartbeats").status_code == 200
    assert authorize(client, app, scope="email", force_approve="true").status_code == 200


def test_the_page_that_shows_the_code(client: Asking) -> None:
    assert "abc123" in client.http.get("/oauth/test?code=abc123").text
    assert "access_denied" in client.http.get("/oauth/test?error=access_denied").text
    assert "<script" not in client.http.get("/oauth/test?code=<script>").text
    assert client.http.get("/oauth/test").status_code == 200


# -- tokens -------------------------------------------------------------------------------------------------------


def test_a_code_becomes_a_token(client: Asking, app: dict[str, Any]) -> None:
    code = consent(client, authorize(client, app, scope="email read_stats.languages"))["code"]
    wrong = (
        {"code": "x"},
        {"redirect_uri": TEST},
        {"client_secret": "waka_sec_x"},
        {"client_id": "x"},
        {"grant_type": "password"},
    )
    for changes in wrong:
        again = consent(client, authorize(client, app, scope="email", force_approve="true"))["code"]
        form = {"grant_type": "authorization_code", "code": again, **changes}
        assert exchange(client, app, **form).status_code in (400, 401)
    reply = exchange(client, app, grant_type="authorization_code", code=code)
    found = reply.get_json()
    assert found["access_token"].startswith("waka_tok_")
    assert found["refresh_token"].startswith("waka_ref_")
    assert (found["token_type"], found["expires_in"], found["scope"]) == (
        "bearer",
        31_536_000,
        "email,read_stats.languages",
    )
    assert found["expires_at"] == "2025-03-04T14:00:00Z"
    assert found["uid"] == client.get("")["data"]["id"]
    assert exchange(client, app, grant_type="authorization_code", code=code).status_code == 400


def test_the_answer_as_a_form_for_those_who_ask_for_it(client: Asking, app: dict[str, Any]) -> None:
    code = consent(client, authorize(client, app))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    basic = base64.b64encode(f"{app['id']}:{app['secret']}".encode()).decode()
    reply = client.http.post("/oauth/token", data=form, headers={"Accept": FORM, "Authorization": f"Basic {basic}"})
    assert reply.mimetype == FORM
    assert dict(parse_qsl(reply.text))["token_type"] == "bearer"


def test_an_implicit_token_lives_for_twelve_hours(client: Asking, app: dict[str, Any]) -> None:
    told = consent(client, authorize(client, app, response_type="token", scope="read_summaries"))
    assert set(told) >= {"access_token", "expires_in", "token_type", "refresh_token", "scope", "state"}
    assert told["expires_in"] == "43200"
    assert status(client, told["access_token"]) == 200
    client.clock.pass_time(43_201)
    assert status(client, told["access_token"]) == 401


def test_a_token_is_renewed(client: Asking, app: dict[str, Any]) -> None:
    old = tokens(client, app)
    client.clock.pass_time(366 * 86_400)
    assert status(client, old["access_token"]) == 401
    given = {"client_id": app["id"], "client_secret": app["secret"]}
    renew = given | {"grant_type": "refresh_token", "refresh_token": old["refresh_token"]}
    # As the published example does it: without redirect_uri, as JSON or as a form.
    fresh = client.http.post("/oauth/token", json=renew).get_json()
    assert status(client, fresh["access_token"]) == 200
    assert client.http.post("/oauth/token", data=renew).status_code == 400
    assert fresh["scope"] == old["scope"]


@pytest.mark.parametrize("where", ["access_token", "token"])
def test_a_token_in_the_address(client: Asking, app: dict[str, Any], where: str) -> None:
    access = tokens(client, app)["access_token"]
    path = f"{ME}/status_bar/today"
    assert client.http.get(path, query_string={where: access}).status_code == 200
    for name in ("app_secret", "client_secret", "secret"):
        right, wrong = ({where: access, name: secret} for secret in (app["secret"], "waka_sec_x"))
        assert client.http.get(path, query_string=right).status_code == 200
        assert client.http.get(path, query_string=wrong).status_code == 401


def test_eight_tokens_at_once_and_ten_an_hour(client: Asking, app: dict[str, Any]) -> None:
    made = [tokens(client, app) for _ in range(9)]
    assert [status(client, one["access_token"]) for one in made] == [401] + [200] * 8
    made.append(tokens(client, app))
    code = consent(client, authorize(client, app, force_approve="true"))["code"]
    assert exchange(client, app, grant_type="authorization_code", code=code).status_code == 429
    assert [status(client, one["access_token"]) for one in made] == [401, 401] + [200] * 8
    client.clock.pass_time(3601)
    tokens(client, app)


# -- scopes -------------------------------------------------------------------------------------------------------


def test_there_are_twenty_five_scopes() -> None:
    assert len(SCOPES) == len(set(SCOPES)) == 25


def test_every_scope_opens_what_it_says(client: Asking, app: dict[str, Any]) -> None:
    sums = ("summaries?range=Today", "status_bar/today", "stats/all_time", "insights/days/all_time")
    opens = {
        "email": (),
        "read_summaries": (*sums, "projects", "machine_names", "user_agents"),
        "read_summaries.languages": sums,
        "read_summaries.projects": (*sums, "projects"),
        "read_stats": (*sums[2:], "projects", "machine_names", "user_agents"),
        "read_stats.best_day": sums[2:],
        "read_stats.machines": (*sums[2:], "machine_names"),
        "read_goals": ("goals",),
        "read_orgs": ("orgs",),
        "read_private_leaderboards": ("leaderboards",),
        "read_heartbeats": (
            *sums,
            *("projects", "machine_names", "user_agents", "heartbeats?date=today", "durations?date=today"),
        ),
        "write_heartbeats": (),
    }
    guarded = {path for paths in opens.values() for path in paths} | {"data_dumps"}
    for scope, paths in opens.items():
        client.clock.pass_time(3601)
        access = tokens(client, app, scope)["access_token"]
        for path in guarded:
            assert status(client, access, path) == (200 if path in paths else 403), (scope, path)


def test_parts_of_a_scope_show_only_their_lists(client: Asking, app: dict[str, Any]) -> None:
    access = tokens(client, app, "read_stats.languages read_stats.best_day")["access_token"]
    data = client.http.get(f"{ME}/stats/all_time", headers={"Authorization": f"Bearer {access}"}).get_json()["data"]
    assert [row["name"] for row in data["languages"]] == ["Python"]
    assert (data["projects"], data["machines"], data["editors"]) == ([], [], [])
    assert data["best_day"]["total_seconds"] == 60
    only = tokens(client, app, "read_stats.languages")["access_token"]
    data = client.http.get(f"{ME}/stats/all_time", headers={"Authorization": f"Bearer {only}"}).get_json()["data"]
    assert data["best_day"] == {"date": None, "text": None, "total_seconds": None}
    assert data["total_seconds"] == 60


def test_insights_show_only_what_was_given(client: Asking, app: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {tokens(client, app, 'read_stats.languages')['access_token']}"}

    def insight(kind: str) -> Any:
        return client.http.get(f"{ME}/insights/{kind}/all_time", headers=headers).get_json()["data"][kind]

    assert [row["name"] for row in insight("languages")] == ["Python"]
    assert (insight("projects"), insight("best_day")["date"]) == ([], None)
    assert all(day["categories"] == [] for day in insight("days"))
    data = client.http.get(ME, headers=headers).get_json()["data"]
    assert (data["last_project"], data["last_heartbeat_at"]) == (None, None)


def test_the_email_needs_its_scope(client: Asking, app: dict[str, Any]) -> None:
    for scope, email in (("read_stats", None), ("email", "ada@example.org")):
        access = tokens(client, app, scope)["access_token"]
        data = client.http.get(ME, headers={"Authorization": f"Bearer {access}"}).get_json()["data"]
        assert (data["email"], data["username"]) == (email, "ada")


def test_writing(client: Asking, app: dict[str, Any]) -> None:
    access = tokens(client, app, "write_heartbeats")["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    reply = client.http.post(f"{ME}/heartbeats", json=beat(NOW - 30), headers=headers)
    assert reply.status_code == 202
    assert status(client, access, "heartbeats?date=today") == 403


# -- revoking -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("body", ["access", "refresh", "user", "all of its user", "all"])
def test_revoking_in_every_way(client: Asking, app: dict[str, Any], body: str, as_json: bool) -> None:
    first, second = tokens(client, app), tokens(client, app)
    form: dict[str, Any] = {
        "access": {"token": first["access_token"]},
        "refresh": {"token": first["refresh_token"]},
        "user": {"user_id": first["uid"]},
        "all of its user": {"token": first["refresh_token"], "all": True if as_json else "true"},
        "all": {"all": True if as_json else "true"},
    }[body]
    given = {"client_id": app["id"], "client_secret": app["secret"], **form}
    send: dict[str, Any] = {"json": given} if as_json else {"data": given}
    assert client.http.post("/oauth/revoke", **send).status_code == 200
    one_only = body in ("access", "refresh")
    assert status(client, first["access_token"]) == 401
    assert status(client, second["access_token"]) == (200 if one_only else 401)
    renew = {"client_id": app["id"], "client_secret": app["secret"], "grant_type": "refresh_token"}
    assert client.http.post("/oauth/token", data=renew | {"refresh_token": first["refresh_token"]}).status_code == 400
    # Revoked already, run out or never there: all the same.
    assert client.http.post("/oauth/revoke", **send).status_code == 200


def test_revoking_needs_the_secret_and_something_to_revoke(client: Asking, app: dict[str, Any]) -> None:
    made = tokens(client, app)
    given = {"client_id": app["id"], "client_secret": app["secret"]}
    assert client.http.post("/oauth/revoke", data=given).status_code == 400
    stranger = {"client_id": app["id"], "client_secret": "x", "token": made["access_token"]}
    assert client.http.post("/oauth/revoke", data=stranger).status_code == 401
    other = client.http.post("/api/0/apps", json={"name": "Other"}).get_json()
    foreign = {"client_id": other["id"], "client_secret": other["secret"], "token": made["access_token"]}
    assert client.http.post("/oauth/revoke", data=foreign).status_code == 200
    assert client.http.post("/oauth/revoke", data={**given, "user_id": "somebody"}).status_code == 200
    assert status(client, made["access_token"]) == 200
    for body in (b"{", b"[]", b"\xff"):
        reply = client.http.post("/oauth/revoke", data=body, content_type="application/json")
        assert reply.status_code in (400, 401)


def test_what_an_application_sent_goes_with_its_last_token(client: Asking, app: dict[str, Any]) -> None:
    made = [tokens(client, app, "write_heartbeats,read_heartbeats") for _ in range(2)]
    headers = {"Authorization": f"Bearer {made[0]['access_token']}"}
    meeting = {"external_id": "m", "entity": "Weekly", "type": "app", "start_time": NOW - 900, "end_time": NOW - 300}
    reply = client.http.post(f"{ME}/external_durations", json=meeting, headers=headers)
    assert (reply.status_code, reply.get_json()["data"]["provider"]) == (201, "Dash")
    given = {"client_id": app["id"], "client_secret": app["secret"]}

    def there() -> int:
        return len(client.get("external_durations", date="today")["data"])

    client.http.post("/oauth/revoke", data=given | {"token": made[0]["access_token"]})
    assert there() == 1
    client.http.post("/oauth/revoke", data=given | {"token": made[1]["access_token"]})
    assert there() == 0


# -- applications -------------------------------------------------------------------------------------------------


def test_applications_are_made_changed_and_forgotten(client: Asking, app: dict[str, Any]) -> None:
    [listed] = client.http.get("/api/0/apps").get_json()
    assert (listed["name"], listed["tokens"]) == ("Dash", 0)
    assert "secret" not in listed
    made = tokens(client, app)
    assert client.http.get("/api/0/apps").get_json()[0]["tokens"] == 1
    path = f"/api/0/apps/{app['id']}"
    changed = client.http.patch(path, json={"redirect_uris": ["myapp://cb"]}).get_json()
    assert changed["redirect_uris"] == ["myapp://cb"]
    assert authorize(client, app).status_code == 400
    assert client.http.delete(path).status_code == 200
    assert status(client, made["access_token"]) == 401
    assert client.http.get("/api/0/apps").get_json() == []
    assert client.http.delete(path).status_code == 404
    assert client.http.patch(path, json={"redirect_uris": []}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "dash"},
        {"name": "a", "redirect_uris": "https://x.org"},
        {"name": "a", "redirect_uris": ["javascript:alert(1)"]},
        {"name": "a", "redirect_uris": ["data:text/html,x"]},
        {"name": "a", "redirect_uris": ["/relative"]},
        {"name": "a", "redirect_uris": ["https://x.org/#frag"]},
        {"name": "a", "redirect_uris": ["https://x.org;y/"]},
        {"name": "a", "redirect_uris": ["https:// x.org/"]},
        {"name": "a", "redirect_uris": ["http:"]},
    ],
)
def test_what_is_no_application(client: Asking, app: dict[str, Any], body: Any) -> None:
    assert client.http.post("/api/0/apps", json=body).status_code == 400
    assert len(client.http.get("/api/0/apps").get_json()) == 1


def test_secrets_are_nowhere_to_be_read(client: Asking, app: dict[str, Any]) -> None:
    made = tokens(client, app)
    records = repr([client.api.db.records.all(kind) for kind in ("apps", "apps.tokens", "settings", "keys")])
    for secret in (app["secret"], made["access_token"], made["refresh_token"]):
        assert secret not in records
    assert client.ask("GET", f"{BASE}/users/current").status_code == 200


# -- what the settings show and end -----------------------------------------------------------------------------


def test_single_tokens_are_listed_and_ended(client: Asking, app: dict[str, Any]) -> None:
    first, second = (tokens(client, app, scope)["access_token"] for scope in ("read_summaries", "read_stats"))
    path = f"/api/0/apps/{app['id']}/tokens"
    listed = client.http.get(path)
    assert [(one["scopes"], one["valid"]) for one in listed.get_json()] == [
        (["read_summaries"], True),
        (["read_stats"], True),
    ]
    assert first not in listed.text and second not in listed.text
    assert client.http.delete(f"{path}/{listed.get_json()[0]['id']}").get_json() == {}
    assert (status(client, first), status(client, second, "stats/last_7_days")) == (401, 200)
    assert client.http.delete(f"{path}/{listed.get_json()[0]['id']}").status_code == 404
    assert client.http.get("/api/0/apps/none/tokens").status_code == 404


def test_an_app_may_be_limited_to_some_scopes(client: Asking, app: dict[str, Any]) -> None:
    path = f"/api/0/apps/{app['id']}"
    assert client.http.patch(path, json={"scopes": ["read_stats"]}).get_json()["scopes"] == ["read_stats"]
    for scope, allowed in (("read_stats", True), ("read_stats.languages", True), ("read_stats read_goals", False)):
        page = authorize(client, app, scope=scope)
        assert (page.status_code == 200) is allowed, scope
        assert allowed or "error=invalid_scope" in page.headers["Location"]
    assert client.http.get("/api/0/apps").get_json()[0]["redirect_uris"] == [CALLBACK, TEST]
    assert client.http.patch(path, json={"scopes": []}).get_json()["scopes"] == []
    assert authorize(client, app, scope="read_goals").status_code == 200
    for body in ({}, {"scopes": ["Alles!"]}, {"scopes": "read_stats"}):
        assert client.http.patch(path, json=body).status_code == 400


def test_apps_of_an_earlier_version_have_no_limit(client: Asking, app: dict[str, Any]) -> None:
    record = client.api.db.records.get("apps", app["id"])
    del record["scopes"]
    client.api.db.records.put("apps", app["id"], record)
    [known] = Apps(client.api.db, client.clock).all()
    assert known.scopes == () and known.may_ask_for("read_goals")
