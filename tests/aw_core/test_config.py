"""Settings files: commented defaults, the user's values win, errors that name the file (contract 7.2)."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import deprecation
import pytest

import aw_core.config
from aw_core.config import load_config_toml, read_settings, save_config_toml
from aw_core.errors import ConfigError
from tests.support.programs import program_env

DEFAULTS = """
# What this is
[server]
host = "localhost"
port = 5600

[server.custom_static]

[client]
titles = [
  "a",
]
"""
Reader = Callable[[str, str], Any]


@pytest.fixture(params=[read_settings, load_config_toml])
def read(request: pytest.FixtureRequest) -> Reader:
    reader: Reader = request.param
    return reader


@pytest.fixture
def file(home: Path) -> Path:
    place = home / ".config/activitywatch/prog/prog.toml"
    place.parent.mkdir(parents=True)
    return place


def test_first_start_writes_the_defaults_commented_out(read: Reader, file: Path) -> None:
    found = read("prog", DEFAULTS)
    assert found == tomllib.loads(DEFAULTS)
    assert found["server"]["port"] == 5600
    assert file.read_text() == (
        '# What this is\n[server]\n#host = "localhost"\n#port = 5600\n\n'
        '[server.custom_static]\n\n[client]\n#titles = [\n#  "a",\n#]\n'
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_was_written_changes_nothing(read: Reader, file: Path) -> None:
    assert read("prog", DEFAULTS) == read("prog", DEFAULTS)


def test_the_user_wins_table_by_table(read: Reader, file: Path) -> None:
    file.write_text('[server]\nport = 1\nnew = true\n[server.custom_static]\nx = "/x"\n[mine]\ny = 2\n')
    found = read("prog", DEFAULTS)
    assert found["server"] == {"host": "localhost", "port": 1, "new": True, "custom_static": {"x": "/x"}}
    assert found["mine"] == {"y": 2}
    assert found["client"] == {"titles": ["a"]}


def test_windows_editors_put_a_mark_first(read: Reader, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[server]\r\nport = 1\r\n")
    assert read("prog", DEFAULTS)["server"]["port"] == 1


@pytest.mark.parametrize("text", ["port = ", "[server\n", "a = 1\na = 2", "server = 5"])
def test_a_damaged_file_is_named(text: str, read: Reader, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read("prog", DEFAULTS)
    assert str(file) in caught.value.message
    assert file.read_text() == text


def test_a_file_that_is_no_text(read: Reader, file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"prog\.toml"):
        read("prog", DEFAULTS)


def test_wrong_defaults_fail_at_once(read: Reader, file: Path) -> None:
    with pytest.raises(ConfigError):
        read("prog", "a = ")
    assert not file.exists()


def test_a_directory_that_cannot_be_written_is_no_error(
    read: Reader, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(aw_core.config, "write_private", refused)
    with caplog.at_level(logging.WARNING):
        assert read("prog", DEFAULTS)["server"]["port"] == 5600
    assert "Permission denied" in caplog.text


def test_load_config_toml_is_a_tomlkit_document(file: Path) -> None:
    import tomlkit

    assert isinstance(load_config_toml("prog", DEFAULTS), tomlkit.TOMLDocument)
    assert type(read_settings("prog", DEFAULTS)) is dict


def test_save_writes_verbatim(file: Path) -> None:
    save_config_toml("prog", "[a]\nb = 1 # why\n")
    assert file.read_text() == "[a]\nb = 1 # why\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_save_refuses_what_would_lose_settings(file: Path) -> None:
    save_config_toml("prog", "a = 1")
    with pytest.raises(AssertionError):
        save_config_toml("prog", "")
    with pytest.raises(ConfigError):
        save_config_toml("prog", "a = ")
    assert file.read_text() == "a = 1"


@deprecation.fail_if_not_removed
@pytest.mark.filterwarnings("ignore::deprecation.DeprecatedWarning")
def test_the_old_pair_still_works(file: Path) -> None:
    from aw_core.config import load_config, save_config

    defaults = ConfigParser()
    defaults["section"] = {"text": "Hello", "number": "1.5"}
    config = load_config("prog", defaults)
    assert config == defaults
    config["section"]["number"] = "2.5"
    save_config("prog", config)
    assert "number = 2.5" in file.with_suffix(".ini").read_text()
    assert load_config("prog", defaults)["section"]["number"] == "2.5"
    file.write_text("[section]\nnumber = 3\n")
    assert load_config("prog", defaults)["section"]["number"] == "3"
    file.write_text("no section")
    with pytest.raises(ConfigError):
        load_config("prog", defaults)


def test_the_old_pair_is_marked() -> None:
    with pytest.warns(deprecation.DeprecatedWarning):
        aw_core.config.load_config("prog", ConfigParser())
    with pytest.raises(AttributeError):
        aw_core.config.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_reading_settings_loads_no_heavy_library() -> None:
    code = (
        "import sys; from aw_core.config import read_settings; read_settings('prog', '[a]'); "
        "print([m for m in ('tomlkit', 'deprecation', 'packaging', 'jsonschema', 'iso8601') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=program_env(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
