"""Settings: defaults, then the file, then flags; and sentences for what cannot be used."""

from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_server.config import ServerSettings, load_settings
from aw_server.jsonfmt import dumps
from aw_server.main import _parser


def settings(*flags: str) -> ServerSettings:
    return load_settings(_parser().parse_args(flags))


def write(text: str) -> None:
    Path(get_config_dir("aw-server"), "aw-server.toml").write_text(text)


def test_defaults_and_the_commented_file() -> None:
    assert settings() == ServerSettings()
    written = Path(get_config_dir("aw-server"), "aw-server.toml").read_text()
    assert "[server]" in written
    assert '#port = "5600"' in written
    assert settings("--testing") == ServerSettings(port=5666, testing=True)


def test_the_file_beats_defaults_and_flags_beat_the_file() -> None:
    write(
        """
        [server]
        port = 5700
        storage = "memory"
        cors_origins = "https://a.example, https://b.example"
        [server.custom_static]
        mine = "/srv/mine"
        [server-testing]
        host = "127.0.0.1"
        """
    )
    found = settings()
    assert (found.port, found.storage, found.custom_static) == (5700, "memory", {"mine": "/srv/mine"})
    assert found.cors_origins == ("https://a.example", "https://b.example")
    testing = settings("--testing")
    assert (testing.host, testing.port, testing.cors_origins) == ("127.0.0.1", 5666, ())
    flagged = settings(
        *("--port", "5800", "--host", "::1", "--storage", "sqlite", "--cors-origins", "https://c.example"),
        *("--custom-static", "x=/a,y=/b", "--verbose", "--log-json", "--supervised"),
    )
    assert flagged == ServerSettings(
        host="::1",
        port=5800,
        storage="sqlite",
        verbose=True,
        log_json=True,
        supervised=True,
        cors_origins=("https://c.example",),
        custom_static={"x": "/a", "y": "/b"},
    )
    assert settings("--cors-origins", "").cors_origins == (), "a flag can also empty the list"


def test_origins_may_be_an_array() -> None:
    write('[server]\ncors_origins = ["https://a.example", "https://x{1,2}.example"]')
    assert settings().cors_origins == ("https://a.example", "https://x{1,2}.example")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('port = "many"', "port"),
        ("port = 70000", "port"),
        ('storage = "mysql"', "storage"),
        ("host = 7", "host"),
        ('host = ""', "host"),
        ("custom_static = 3", "custom_static"),
        ("cors_origins = 3", "cors_origins"),
        ("port = ", ""),
    ],
)
def test_what_cannot_be_used_is_named(line: str, named: str) -> None:
    write(f"[server]\n{line}\n")
    with pytest.raises(ConfigError) as caught:
        settings()
    assert "aw-server.toml" in str(caught.value)
    assert named in caught.value.message


def test_the_address_of_a_database_server() -> None:
    write('[server]\ndatabase = "postgresql://anna:secret@box/activity"')
    assert settings().database == "postgresql://anna:secret@box/activity"
    assert "secret" not in repr(settings())
    assert settings("--database", "postgres://other/x").database == "postgres://other/x"
    assert settings("--storage", "memory", "--database", "").database == ""
    for flags in (["--storage", "sqlite"], ["--database", "/a/secret/file.db"]):
        with pytest.raises(ConfigError) as caught:
            settings(*flags)
        assert "secret" not in str(caught.value)
    write("[server]\ndatabase = 7")
    with pytest.raises(ConfigError, match="database"):
        settings()


@pytest.mark.parametrize(
    "flags", [["--port", "x"], ["--port", "70000"], ["--storage", "mysql"], ["--custom-static", "x"], ["--nonsense"]]
)
def test_wrong_flags_end_with_usage(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        settings(*flags)
    assert caught.value.code == 2
    assert "usage: aw-server" in capsys.readouterr().err


def test_the_plan_of_the_backups_can_be_told_as_json() -> None:
    assert dumps(settings().backups) == b"[true,4,3]"


@pytest.mark.parametrize("line", ["backups = 1", "backups_daily = -1", "backups_weekly = true", 'backups_daily = "x"'])
def test_backups_that_cannot_be_planned(line: str) -> None:
    Path(get_config_dir("aw-server"), "aw-server.toml").write_text(f"[server]\n{line}\n")
    with pytest.raises(ConfigError, match=line.split(maxsplit=1)[0]):
        settings()
