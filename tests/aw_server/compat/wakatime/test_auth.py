"""Who is let in, in every spelling of a key that clients use; and who is not."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest

from tests.aw_server.compat.wakatime.asking import BASE, ME, Asking, asking, beat

NOW = 1_709_560_800.0


@pytest.fixture
def client() -> Iterator[Asking]:
    with asking(NOW) as found:
        yield found


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


SPELLINGS = {
    "basic, as plug-ins send it": ({"Authorization": "{basic}"}, {}),
    "basic with a colon, as curl -u sends it": ({"Authorization": "{basic:}"}, {}),
    "basic, key as the password": ({"Authorization": "{:basic}"}, {}),
    "basic without padding": ({"Authorization": "{basic-}"}, {}),
    "lower case": ({"Authorization": "{lower}"}, {}),
    "bearer": ({"Authorization": "Bearer {key}"}, {}),
    "without the word in front, as old plug-ins want it": ({"Authorization": "{old}"}, {}),
    "query": ({}, {"api_key": "{key}"}),
    "an empty header beside the query": ({"Authorization": "Bearer "}, {"api_key": "{key}"}),
    "a foreign header beside the query": ({"Authorization": "Bearer xyz"}, {"api_key": "{key}"}),
    "a foreign query beside the header": ({"Authorization": "Bearer {key}"}, {"api_key": "xyz"}),
}


def filled(text: str, key: str) -> str:
    spellings = {
        "{basic}": basic(key),
        "{basic:}": basic(f"{key}:"),
        "{:basic}": basic(f":{key}"),
        "{basic-}": basic(key).rstrip("="),
        "{old}": basic(key.removeprefix("waka_")),
        "{lower}": basic(key).replace("Basic", "basic"),
        "{key}": key,
    }
    for mark, value in spellings.items():
        text = text.replace(mark, value)
    return text


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling(client: Asking, name: str) -> None:
    headers, args = SPELLINGS[name]
    headers = {key: filled(value, client.key) for key, value in headers.items()}
    args = {key: filled(value, client.key) for key, value in args.items()}
    for method, path, body, status in (
        ("GET", ME, None, 200),
        ("POST", f"{ME}/heartbeats.bulk", [beat(NOW - 60)], 202),
    ):
        reply = client.http.open(path, method=method, json=body, headers=headers, query_string=args)
        assert reply.status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Bearer waka_12345678-1234-4234-8234-123456789abc"},
        {"Authorization": basic("waka_12345678-1234-4234-8234-123456789abc")},
        {"Authorization": "Basic /////w=="},
    ],
)
@pytest.mark.parametrize("path", ["users/current", "users/current/heartbeats.bulk", "leaders", "", "heartbeats"])
def test_nobody_else(client: Asking, headers: dict[str, str], path: str) -> None:
    method = "POST" if path.startswith("heart") or path.endswith("bulk") or not path else "GET"
    reply = client.http.open(
        f"{BASE}/{path}", method=method, json=[beat(NOW)] if method == "POST" else None, headers=headers
    )
    assert (reply.status_code, reply.get_json()) == (401, {"error": "Unauthorized"})
    assert client.api.get_buckets() == {}


def test_the_key_has_the_shape_that_plug_ins_check(client: Asking) -> None:
    shape = r"waka_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert re.fullmatch(shape, client.key)


def test_a_revoked_key_is_refused_at_once(client: Asking) -> None:
    [listed] = client.api.keys.all("wakatime")
    client.api.keys.revoke(listed.key.id)
    assert client.ask("GET", ME).status_code == 401


def test_a_key_of_another_interface_opens_nothing_here(client: Asking) -> None:
    other = client.api.keys.create("mine", kind="rescuetime").secret
    assert client.ask("GET", ME, headers={"Authorization": f"Bearer {other}"}).status_code == 401


def test_everybody_may_see_what_is_the_same_for_everybody(client: Asking) -> None:
    for path in ("meta", "editors", "program_languages"):
        assert client.http.get(f"{BASE}/{path}").status_code == 200


@pytest.mark.parametrize("user", ["current", "{id}", "@{name}", "{name}"])
def test_the_owner_by_every_name(client: Asking, user: str) -> None:
    client.choose(username="ada")
    me = client.get("")["data"]
    path = f"{BASE}/users/{user.format(id=me['id'], name='ada')}"
    assert client.ask("GET", path).get_json()["data"]["id"] == me["id"]
    assert client.ask("GET", f"{BASE}/users/somebody").status_code == 404


@pytest.mark.parametrize(
    "path", ["users/current/nonsense", "nonsense", "users/current/teams", "users/current/custom_rules"]
)
def test_addresses_that_are_none(client: Asking, path: str) -> None:
    reply = client.ask("GET", f"{BASE}/{path}")
    assert (reply.status_code, list(reply.get_json())) == (404, ["error"])


def test_a_wrong_method_names_the_right_ones(client: Asking) -> None:
    reply = client.ask("PUT", f"{ME}/heartbeats")
    assert reply.status_code == 405
    assert "POST" in reply.headers["Allow"]


def test_a_key_with_scopes_may_do_that_and_no_more(client: Asking) -> None:
    made = client.api.keys.create("badge", kind="wakatime", scopes=["read_summaries.languages"]).secret
    headers = {"Authorization": f"Bearer {made}"}
    client.send([beat(NOW - 60), beat(NOW)])
    data = client.ask("GET", f"{ME}/status_bar/today", headers=headers).get_json()["data"]
    assert (len(data["languages"]), data["projects"], data["machines"]) == (1, [], [])
    assert client.ask("GET", ME, headers=headers).get_json()["data"]["email"] is None
    for path in ("heartbeats?date=today", "leaderboards", "orgs"):
        reply = client.ask("GET", f"{ME}/{path}", headers=headers)
        assert (reply.status_code, list(reply.get_json())) == (403, ["error"])
    assert client.ask("POST", f"{ME}/heartbeats.bulk", json=[beat(NOW)], headers=headers).status_code == 403
