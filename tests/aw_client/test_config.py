"""Settings of the client, and the key of a local server."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_client import ActivityWatchClient
from aw_client.config import ClientConfig, load_config, load_local_server_api_key
from aw_core.errors import ConfigError


@pytest.fixture
def settings(home: Path) -> Path:
    path = home / ".config/activitywatch/aw-client/aw-client.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def rust(home: Path) -> Path:
    folder = home / ".config/activitywatch/aw-server-rust"
    folder.mkdir(parents=True)
    return folder


def test_defaults_are_written_as_comments_and_hold(home: Path) -> None:
    assert load_config(testing=False) == ClientConfig("127.0.0.1", 5600, 10)
    assert load_config(testing=True) == ClientConfig("127.0.0.1", 5666, 5)
    text = (home / ".config/activitywatch/aw-client/aw-client.toml").read_text()
    assert '#port = "5600"' in text
    assert "[client-testing]" in text.splitlines()


def test_the_users_settings_win_and_arguments_win_over_them(settings: Path) -> None:
    settings.write_text('[server]\nhostname = "box"\nport = 1234\n[client]\ncommit_interval = 2.5\n')
    client = ActivityWatchClient("c")
    assert client.server_address == "http://box:1234"
    assert client.commit_interval == 2.5
    assert ActivityWatchClient("c", host="other", port=9).server_address == "http://other:9"


@pytest.mark.parametrize(
    "text",
    [
        '[server]\nport = "many"\n',
        "[client]\ncommit_interval = 0\n",
        "[client]\ncommit_interval = nan\n",
        "server = 3\n",
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: Path, text: str) -> None:
    settings.write_text(text)
    with pytest.raises(ConfigError, match=r"aw-client\.toml"):
        load_config(testing=False)


def test_the_key_of_the_local_server_with_that_port(rust: Path) -> None:
    (rust / "config.toml").write_text('[auth]\napi_key = "normal"\n')
    (rust / "config-testing.toml").write_text('port = 7000\n[auth]\napi_key = "testing"\n')
    for host in ("127.0.0.1", "localhost", "::1"):
        assert load_local_server_api_key(host, 5600) == "normal"
    assert load_local_server_api_key("localhost", "7000") == "testing"
    assert load_local_server_api_key("localhost", 5666) is None
    assert load_local_server_api_key("box", 5600) is None


def test_the_testing_file_stands_for_the_testing_port(rust: Path) -> None:
    (rust / "config-testing.toml").write_text('[auth]\napi_key = "testing"\n')
    assert load_local_server_api_key("127.0.0.1", 5666) == "testing"


@pytest.mark.parametrize("text", ["", '[auth]\napi_key = ""\n', "[auth]\napi_key = 5\n", "auth = 5\n", "no toml ["])
def test_no_key(rust: Path, text: str) -> None:
    (rust / "config.toml").write_text(text)
    assert load_local_server_api_key("127.0.0.1", 5600) is None


def test_nothing_is_created_for_the_other_server(home: Path) -> None:
    assert load_local_server_api_key("127.0.0.1", 5600) is None
    assert not (home / ".config/activitywatch/aw-server-rust").exists()
