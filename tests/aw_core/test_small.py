"""The small modules: names, errors, device, schemas, decorators, util; and what importing costs."""

from __future__ import annotations

import pickle
import stat
import subprocess
import sys
import uuid
from pathlib import Path

import jsonschema
import pytest

import aw_core
from aw_core import decorators, device
from aw_core.errors import AwError, ConfigError, DirectoryError, PortTaken, StorageError
from aw_core.models import Event
from aw_core.schema import get_json_schema, validate
from aw_core.util import VersionException, assert_version
from tests.support.programs import program_env


def test_names_of_the_package() -> None:
    assert aw_core.Event is Event
    assert aw_core.__version__ == "0.14.0"
    for name in ("config", "decorators", "dirs", "log", "models", "schema", "util"):
        assert getattr(aw_core, name).__name__ == f"aw_core.{name}"
    with pytest.raises(AttributeError):
        aw_core.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_events_are_cheap_to_import() -> None:
    code = (
        "import sys, aw_core.models\n"
        "heavy = ('iso8601', 'jsonschema', 'tomlkit', 'deprecation', 'platformdirs', 'psutil', 'ctypes', 'json',\n"
        "         'dataclasses', 'inspect', 'socket', 'numpy', 'logging.handlers', 'tomllib')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    # -S: what the site puts into every process is not ours.
    done = subprocess.run([sys.executable, "-S", "-c", code], env=program_env(), capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("kind", [AwError, ConfigError, StorageError, PortTaken, DirectoryError])
def test_errors_speak(kind: type[AwError]) -> None:
    error = kind("Title", "What happened.")
    assert (error.title, error.message, str(error)) == ("Title", "What happened.", "Title: What happened.")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)


def test_device_id_is_made_once(home: Path) -> None:
    first = device.get_device_id()
    assert uuid.UUID(first).version == 4
    assert device.get_device_id() == first
    place = home / ".local/share/activitywatch/aw-server/device_id"
    assert place.read_text() == first
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", [b"", b"\x00" * 36, b"\xff\xff", b"not an id"])
def test_a_damaged_device_id_is_replaced(home: Path, damage: bytes) -> None:
    device.get_device_id()
    (home / ".local/share/activitywatch/aw-server/device_id").write_bytes(damage)
    fresh = device.get_device_id()
    assert uuid.UUID(fresh).version == 4
    assert device.get_device_id() == fresh


def test_hostname() -> None:
    assert device.get_hostname()


EVENT = {"id": None, "timestamp": "2024-05-01T10:00:00+00:00", "duration": 1.5, "data": {"a": 1}}
BUCKET = {"id": "b", "type": "t", "client": "c", "hostname": "h"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event", EVENT),
        ("event", {"timestamp": "2024-05-01T10:00:00Z"}),
        ("event", Event(timestamp="2024-05-01", data={"x": [1]}).to_json_dict()),
        ("bucket", BUCKET),
        ("bucket", BUCKET | {"name": None, "created": EVENT["timestamp"], "data": {}, "events": [EVENT]}),
        ("export", {"buckets": {"b": BUCKET | {"events": [EVENT]}}}),
        ("export", {"buckets": [BUCKET]}),
        ("export", {"buckets": {}}),
    ],
)
def test_schemas_take(name: str, value: object) -> None:
    validate(name, value)
    jsonschema.Draft4Validator.check_schema(get_json_schema(name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event", {}),
        ("event", []),
        ("event", EVENT | {"timestamp": "yesterday"}),
        ("event", EVENT | {"timestamp": 5}),
        ("event", EVENT | {"duration": "1"}),
        ("event", EVENT | {"data": []}),
        ("bucket", {key: value for key, value in BUCKET.items() if key != "client"}),
        ("bucket", BUCKET | {"created": "x"}),
        ("bucket", BUCKET | {"events": [{}]}),
        ("export", {}),
        ("export", {"buckets": {"b": {}}}),
        ("export", {"buckets": {"b": BUCKET | {"events": [EVENT | {"timestamp": "x"}]}}}),
    ],
)
def test_schemas_refuse(name: str, value: object) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate(name, value)


def test_the_event_is_the_same_in_every_schema() -> None:
    event = get_json_schema("event")
    del event["$schema"]
    assert get_json_schema("bucket")["definitions"]["event"] == event
    assert get_json_schema("export")["definitions"]["event"] == event


@pytest.mark.parametrize("name", ["nothing", "../event", "event.json", ""])
def test_no_other_schema(name: str) -> None:
    with pytest.raises(ValueError):
        get_json_schema(name)


def test_deprecated_warns_at_the_caller() -> None:
    @decorators.deprecated
    def old(a: int, b: int = 2) -> int:
        """What it does."""
        return a + b

    with pytest.warns(DeprecationWarning, match="old is deprecated") as caught:
        assert old(1, b=3) == 4
    assert caught[0].filename == __file__
    assert old.__doc__ == "What it does."


def test_restart_on_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    monkeypatch.setattr("time.sleep", naps.append)
    outcomes: list[Exception | int] = [ValueError("one"), ValueError("two"), 7, KeyError("three")]

    def work(*arguments: int) -> int:
        assert arguments == (1, 2)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert decorators.restart_on_exception(work, delay=3, exception=ValueError)(1, 2) == 7
    assert naps == [3, 3]
    with pytest.raises(KeyError):
        decorators.restart_on_exception(work, exception=ValueError)(1, 2)


def test_assert_version() -> None:
    assert_version()
    assert_version((3, 11))
    assert_version(tuple(sys.version_info[:3]))
    with pytest.raises(VersionException, match=r"99\.1"):
        assert_version((99, 1))
