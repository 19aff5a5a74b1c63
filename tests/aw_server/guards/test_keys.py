"""The key guard: who asks, and with what rights."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from aw_server.api import ServerAPI
from aw_server.exceptions import Forbidden, Unauthorized
from aw_server.guards.keys import PEER, Door, KeyGuard, secrets_in
from aw_server.guards.peer import Peer
from aw_server.keys import ALL, NOTHING, WAKATIME
from tests.aw_server.fakes import memory_api


@pytest.fixture
def api() -> Iterator[ServerAPI]:
    with memory_api() as api:
        yield api


def ask(api: ServerAPI, peer: Peer, header: str | None = None, *, require: bool = False, query: str = "") -> Any:
    environ: dict[str, Any] = {PEER: peer, "QUERY_STRING": query}
    if header is not None:
        environ["HTTP_AUTHORIZATION"] = header
    return KeyGuard(api.keys, require).asker(environ)


@pytest.mark.parametrize("peer", [Peer.OWN, Peer.LOCAL])
def test_on_this_computer_no_key_is_needed_unless_it_is_required(api: ServerAPI, peer: Peer) -> None:
    assert ask(api, peer).rights is ALL
    assert ask(api, peer, require=True).rights is NOTHING
    assert ask(api, peer).own is (peer is Peer.OWN)


@pytest.mark.parametrize("require", [True, False])
def test_outside_nothing_goes_without_a_key(api: ServerAPI, require: bool) -> None:
    assert ask(api, Peer.REMOTE, require=require).rights is NOTHING
    with pytest.raises(Forbidden):
        ask(api, Peer.STRANGER, require=require)


@pytest.mark.parametrize("peer", list(Peer))
@pytest.mark.parametrize("require", [True, False])
def test_a_key_that_is_sent_counts_whoever_sends_it(api: ServerAPI, peer: Peer, require: bool) -> None:
    key, secret = api.keys.create("x", scopes=["append:a*"])
    for header in (f"Bearer {secret}", f"bearer {secret}", f"BEARER  {secret} "):
        rights = ask(api, peer, header, require=require).rights
        assert not rights.admin
        assert not rights.read
        assert rights.may_append("a1")
    api.keys.revoke(key.id)
    with pytest.raises(Unauthorized):
        ask(api, peer, f"Bearer {secret}", require=require)


def test_the_key_of_another_server_is_no_obstacle_and_no_help(api: ServerAPI) -> None:
    assert ask(api, Peer.OWN, "Bearer of-the-rust-server").rights is ALL
    assert ask(api, Peer.OWN, "Basic Og==").rights is ALL
    assert ask(api, Peer.OWN, "Bearer of-the-rust-server", require=True).rights is NOTHING
    assert ask(api, Peer.REMOTE, "Bearer of-the-rust-server").rights is NOTHING


def test_a_key_of_another_kind_opens_the_door_and_no_room_of_ours(api: ServerAPI) -> None:
    secret = api.keys.create("editor", kind=WAKATIME).secret
    basic = base64.b64encode(secret.encode()).decode()
    for header, query in ((f"Basic {basic}", ""), (f"Bearer {secret}", ""), (None, f"api_key={secret}")):
        assert ask(api, Peer.STRANGER, header, query=query).rights is NOTHING
    with pytest.raises(Forbidden):
        ask(api, Peer.STRANGER, "Basic " + base64.b64encode(b"x" + secret.encode()).decode())


@pytest.mark.parametrize(
    ("header", "query", "found"),
    [
        ("Bearer a", "", ["a"]),
        ("Bearer ", "api_key=b", ["", "b"]),
        ("Bearer a, Bearer b", "", ["a", "b"]),
        ("Basic " + base64.b64encode(b"k").decode(), "", ["k"]),
        ("Basic " + base64.b64encode(b"k:").decode(), "", ["k"]),
        ("Basic " + base64.b64encode(b"user:k").decode(), "", ["user", "k"]),
        ("Basic ***", "", []),
        ("Basic", "", []),
        ("", "rtapi_key=r&key=k&token=t&access_token=a&other=o&apikey=n", ["r", "k", "t", "a"]),
        ("", "&".join(["a=1"] * 1000), []),
        ("Digest x", "", []),
        ("\xff\xfe", "%ff=%fe", []),
    ],
)
def test_where_keys_may_stand(header: str, query: str, found: list[str]) -> None:
    assert list(secrets_in({"HTTP_AUTHORIZATION": header, "QUERY_STRING": query})) == found


def test_the_door_is_closed_while_nobody_could_have_a_key(api: ServerAPI) -> None:
    door = Door(api.keys)
    api.keys.admit("local_x", "programs of this user", ["admin"])
    assert not door.is_ajar()
    key, secret = api.keys.create("x", scopes=["read"])
    assert door.is_ajar()
    assert door.knows({"HTTP_AUTHORIZATION": f"Bearer {secret}", "QUERY_STRING": ""})
    api.keys.revoke(key.id)
    assert not door.is_ajar()
    assert not door.knows({"HTTP_AUTHORIZATION": f"Bearer {secret}", "QUERY_STRING": ""})
