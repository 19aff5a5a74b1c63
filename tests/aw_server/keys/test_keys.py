"""Keys: made, shown once, checked, revoked at once, remembered as hashes only."""

from __future__ import annotations

import json
import re
import stat
import time
from pathlib import Path

import pytest

from aw_core.errors import StorageError
from aw_server.api import ServerAPI
from aw_server.exceptions import BadRequest, NotFound
from aw_server.keys import API, EMBED, LOCAL_OWNER, RESCUETIME, SESSION, WAKATIME
from aw_server.keys.keys import KIND, USED
from tests.aw_server.fakes import SECOND, T0, FakeClock, file_api, memory_api
from tests.support.wait import patience

HOUR = 3600


def made(api: ServerAPI, **options: object) -> str:
    return api.keys.create("phone", **{"scopes": ["read"], **options}).secret  # type: ignore[arg-type]


def test_a_new_key_opens_what_it_was_made_for() -> None:
    with memory_api() as api:
        key, secret = api.keys.create("phone", scopes=["append:aw-watcher-demo_*", "append:other"])
        found = api.keys.check(secret)
        assert found == key
        assert (found.name, found.owner, found.kind, found.created_us) == ("phone", LOCAL_OWNER, API, T0)
        assert found.rights.may_append("aw-watcher-demo_box")
        assert found.rights.may_append("other")
        assert not found.rights.may_append("other2")
        assert not found.rights.may_append("x-aw-watcher-demo_box")
        assert not found.rights.read
        assert not found.rights.admin


@pytest.mark.parametrize("secret", ["", "x", "aw_" + "0" * 64, "ü" * 10, "\udcff", "a" * 100_000])
def test_no_other_text_is_a_key(secret: str) -> None:
    with memory_api() as api:
        made(api)
        assert api.keys.check(secret) is None
        assert api.keys.find(secret) is None


def test_a_key_is_one_of_its_kind() -> None:
    with memory_api() as api:
        secret = made(api, kind=WAKATIME, scopes=[])
        assert api.keys.check(secret) is None
        assert api.keys.check(secret, kind=WAKATIME) is not None
        assert api.keys.check(secret, API, WAKATIME) is not None
        assert not api.keys.check(secret, kind=WAKATIME).rights.admin  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (API, r"aw_[0-9a-f]{64}"),
        (SESSION, r"aw_[0-9a-f]{64}"),
        (WAKATIME, r"waka_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        (RESCUETIME, r"[0-9a-f]{40}"),
        (EMBED, r"[0-9a-f]{40}"),
    ],
)
def test_each_kind_has_the_form_that_its_programs_expect(kind: str, form: str) -> None:
    with memory_api() as api:
        assert re.fullmatch(form, made(api, kind=kind))


def test_a_revoked_key_stops_at_once_and_for_good(tmp_path: Path) -> None:
    with file_api(tmp_path / "a.db") as api:
        key, secret = api.keys.create("phone", scopes=["read"])
        other = made(api)
        assert api.keys.check(secret)
        api.keys.revoke(key.id)
        assert api.keys.check(secret) is None
        assert api.keys.check(other)
        with pytest.raises(NotFound):
            api.keys.revoke(key.id)
    with file_api(tmp_path / "a.db") as api:
        assert api.keys.check(secret) is None
        assert api.keys.check(other)


def test_a_key_is_dead_even_if_the_disk_refuses_to_forget_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with memory_api() as api:
        key, secret = api.keys.create("phone", scopes=["read"])

        def full(*_: object) -> bool:
            raise StorageError("full", "The disk is full.")

        with monkeypatch.context() as patch:
            patch.setattr(api.db.records, "delete", full)
            with pytest.raises(StorageError):
                api.keys.revoke(key.id)
        assert api.keys.check(secret) is None
        api.keys.revoke(key.id)


def test_what_is_stored_does_not_hold_the_secret(tmp_path: Path) -> None:
    with file_api(tmp_path / "a.db") as api:
        secret = made(api)
        api.keys.check(secret)
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.encode() not in everything
    assert secret.removeprefix("aw_").encode() not in everything
    assert b'"owner":"local"' in everything.replace(b" ", b"")


def test_a_key_runs_out_when_it_was_told_to() -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        secret = made(api, expires_us=T0 + 10 * SECOND)
        clock.pass_time(9.999)
        assert api.keys.check(secret)
        clock.pass_time(0.001)
        assert api.keys.check(secret) is None
        assert [listed.key.name for listed in api.keys.all()] == ["phone"]
        clock.pass_time(31 * 24 * HOUR)
        api.keys.create("another", scopes=["read"])
        assert [listed.key.name for listed in api.keys.all()] == ["another"]
        assert len(api.db.records.all(KIND)) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"scopes": []},
        {"scopes": ["write"]},
        {"scopes": ["append"]},
        {"scopes": ["append:"]},
        {"scopes": ["append:" + "x" * 300]},
        {"scopes": ["append:a\nb"]},
        {"scopes": ["Read"]},
        {"kind": "password"},
        {"expires_us": T0},
        {"owner": " "},
    ],
)
def test_what_makes_no_sense_is_no_key(options: dict[str, object]) -> None:
    with memory_api() as api:
        with pytest.raises(BadRequest):
            made(api, **options)
        assert api.keys.all() == []


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_key_has_a_name_that_can_be_shown(name: str) -> None:
    with memory_api() as api, pytest.raises(BadRequest):
        api.keys.create(name, scopes=["read"])


def test_last_use_is_kept_by_the_hour_and_not_written_for_each_request(tmp_path: Path) -> None:
    clock = FakeClock()
    with file_api(tmp_path / "a.db", clock) as api:
        key, secret = api.keys.create("phone", scopes=["read"])
        assert api.keys.all()[0].last_used_us is None
        clock.pass_time(1800)
        for _ in range(5):
            api.keys.check(secret)
        assert api.keys.all()[0].last_used_us == T0
        assert api.db.records.all(USED) == {}
        assert len(clock.timers) == 1
        clock.pass_time(60)
        assert api.db.records.all(USED) == {key.id: T0}
        assert clock.timers == []
        api.keys.check(secret)
        assert clock.timers == []
        clock.pass_time(HOUR)
        api.keys.check(secret)
    with file_api(tmp_path / "a.db", clock) as api:
        assert api.keys.all()[0].last_used_us == T0 + HOUR * SECOND
        api.keys.revoke(key.id)
        assert api.db.records.all(USED) == {}


def test_a_use_that_cannot_be_written_down_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    with memory_api(clock) as api:
        secret = made(api)

        def full(*_: object) -> None:
            raise StorageError("full", "The disk is full.")

        with monkeypatch.context() as patch:
            patch.setattr(api.db.records, "put", full)
            assert api.keys.check(secret)
            clock.pass_time(60)
        assert api.keys.check(secret)


def test_a_damaged_record_lets_nobody_in_and_keeps_nobody_out() -> None:
    with memory_api() as api:
        api.db.records.put(KIND, "11111111", {"kind": "api"})
        api.db.records.put(KIND, "22222222", None)
        secret = made(api)
        assert api.keys.check(secret)
        assert len(api.keys.all()) == 1


def test_the_owners_own_key_is_readable_and_stays_the_same(tmp_path: Path) -> None:
    with file_api(tmp_path / "a.db") as api:
        secret = api.keys.own(WAKATIME)
        assert api.keys.own(WAKATIME) == secret
        assert api.keys.check(secret, kind=WAKATIME)
        folder = api.keys._own_folder()
        file = folder / "own-wakatime.key"
        assert file.read_text().strip() == secret
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file_api(tmp_path / "a.db") as api:
        assert api.keys.own(WAKATIME) == secret
        assert len(api.keys.all()) == 1
    # Another database, as after going back to an old backup: the plug-ins keep their key.
    with file_api(tmp_path / "b.db") as api:
        assert api.keys.check(secret, kind=WAKATIME) is None
        assert api.keys.own(WAKATIME) == secret
        assert api.keys.check(secret, kind=WAKATIME)


def test_revoking_the_owners_own_key_gives_another() -> None:
    with memory_api() as api:
        secret = api.keys.own(WAKATIME)
        api.keys.revoke(api.keys.all(WAKATIME)[0].key.id)
        assert api.keys.check(secret, kind=WAKATIME) is None
        fresh = api.keys.own(WAKATIME)
        assert fresh != secret
        assert api.keys.check(secret, kind=WAKATIME) is None
        assert api.keys.check(fresh, kind=WAKATIME)


def test_revoking_another_key_leaves_the_owners_alone() -> None:
    with memory_api() as api:
        secret = api.keys.own(WAKATIME)
        other, _ = api.keys.create("laptop", kind=WAKATIME)
        api.keys.revoke(other.id)
        assert api.keys.own(WAKATIME) == secret


@pytest.mark.parametrize("content", ["", "\0\1", "x" * 5000, "two\nlines"])
def test_a_damaged_file_of_an_own_key_is_replaced(content: str) -> None:
    with memory_api() as api:
        file = api.keys._own_folder() / "own-wakatime.key"
        file.parent.mkdir(parents=True)
        file.write_text(content)
        secret = api.keys.own(WAKATIME)
        assert file.read_text().strip() == secret
        assert api.keys.check(secret, kind=WAKATIME)


def test_an_admitted_secret_is_in_no_list_and_no_record() -> None:
    with memory_api() as api:
        api.keys.admit("aw_local", "the programs of this user", ["admin"])
        found = api.keys.check("aw_local")
        assert found is not None
        assert found.rights.admin
        assert api.keys.all() == []
        with pytest.raises(NotFound):
            api.keys.revoke("")
        assert api.keys.check("aw_local")
        assert json.dumps(api.db.records.all(KIND)) == "{}"


def test_a_check_costs_microseconds() -> None:
    with memory_api() as api:
        secrets = [made(api) for _ in range(200)]
        api.keys.check(secrets[0])
        best = min(_seconds(api, secrets[7]) for _ in range(20))
        assert best < 50e-6 * patience()


def _seconds(api: ServerAPI, secret: str) -> float:
    began = time.perf_counter()
    for _ in range(100):
        api.keys.check(secret)
    return (time.perf_counter() - began) / 100
