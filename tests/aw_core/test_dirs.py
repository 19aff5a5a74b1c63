"""Directories: the table of contract 7.1, for every system, and the variables that move them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from aw_core import dirs
from aw_core.errors import AwError, ConfigError, DirectoryError

HOME = Path("/home/anna")


@pytest.mark.parametrize(
    ("system", "kind", "expected"),
    [
        ("linux", "data", "/home/anna/.local/share/activitywatch"),
        ("linux", "config", "/home/anna/.config/activitywatch"),
        ("linux", "cache", "/home/anna/.cache/activitywatch"),
        ("linux", "log", "/home/anna/.cache/activitywatch/log"),
        ("darwin", "data", "/home/anna/Library/Application Support/activitywatch"),
        ("darwin", "config", "/home/anna/Library/Application Support/activitywatch"),
        ("darwin", "cache", "/home/anna/Library/Caches/activitywatch"),
        ("darwin", "log", "/home/anna/Library/Logs/activitywatch"),
        ("win32", "data", "/home/anna/AppData/Local/activitywatch/activitywatch"),
        ("win32", "config", "/home/anna/AppData/Local/activitywatch/activitywatch"),
        ("win32", "cache", "/home/anna/AppData/Local/activitywatch/activitywatch/Cache"),
        ("win32", "log", "/home/anna/AppData/Local/activitywatch/activitywatch/Logs"),
    ],
)
def test_table(system: str, kind: str, expected: str) -> None:
    assert dirs.base_dir(kind, system, {}, HOME, "activitywatch") == Path(expected)


def test_environment_of_each_system() -> None:
    xdg = {"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"}
    found = [str(dirs.base_dir(kind, "linux", xdg, HOME, "aw")) for kind in ("data", "config", "cache", "log")]
    assert found == ["/d/aw", "/c/aw", "/k/aw", "/k/aw/log"]
    assert dirs.base_dir("data", "linux", {"XDG_DATA_HOME": "relative"}, HOME, "aw") == HOME / ".local/share/aw"
    assert dirs.base_dir("data", "linux", {"XDG_DATA_HOME": ""}, HOME, "aw") == HOME / ".local/share/aw"
    assert dirs.base_dir("data", "darwin", xdg, HOME, "aw") == HOME / "Library/Application Support/aw"
    assert dirs.base_dir("data", "win32", {"LOCALAPPDATA": "/local"}, HOME, "aw") == Path("/local/aw/aw")


def test_each_call_creates_private_directories(home: Path) -> None:
    for get in (dirs.get_data_dir, dirs.get_config_dir, dirs.get_cache_dir, dirs.get_log_dir):
        for path in (get(), get("aw-test"), get(module_name="aw-test")):
            assert Path(path).is_dir()
            assert path.startswith(str(home))
            assert stat.S_IMODE(Path(path).stat().st_mode) == 0o700
    assert dirs.get_data_dir("x") == dirs.get_data_dir() + "/x"
    assert stat.S_IMODE((home / ".local").stat().st_mode) == 0o700


def test_an_existing_directory_keeps_its_mode(home: Path) -> None:
    place = home / "there"
    place.mkdir(mode=0o755)
    dirs.ensure_path_exists(str(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o755


def test_a_directory_that_cannot_be(home: Path) -> None:
    (home / "file").write_text("x")
    for path in ("file", "file/below"):
        with pytest.raises(DirectoryError) as caught:
            dirs.ensure_path_exists(str(home / path))
        assert str(home / path) in caught.value.message
        assert isinstance(caught.value, OSError)
        assert isinstance(caught.value, AwError)
        assert str(caught.value) == f"{caught.value.title}: {caught.value.message}"


def test_base_dir_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_BASE_DIR", str(tmp_path / "x"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "never"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(_private(tmp_path / "run")))
    assert dirs.get_data_dir() == str(tmp_path / "x/data")
    assert dirs.get_config_dir("p") == str(tmp_path / "x/config/p")
    assert dirs.get_cache_dir() == str(tmp_path / "x/cache")
    assert dirs.get_log_dir() == str(tmp_path / "x/log")
    assert dirs.get_runtime_dir() == str(tmp_path / "x/cache/run")
    monkeypatch.setenv("AW_PROFILE", "data")
    assert dirs.get_data_dir() == str(tmp_path / "x/profiles/data/data")
    assert not (tmp_path / "never").exists()


def test_base_dir_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AW_BASE_DIR", "here")
    assert dirs.get_data_dir() == str(tmp_path / "here/data")


def test_profile(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dirs.get_profile() is None
    assert dirs.legacy_testing_suffix() == "-testing"
    monkeypatch.setenv("AW_PROFILE", "work")
    assert dirs.get_profile() == "work"
    assert dirs.get_data_dir() == str(home / ".local/share/activitywatch-work")
    assert dirs.get_log_dir() == str(home / ".cache/activitywatch-work/log")
    assert dirs.legacy_testing_suffix() == "-testing"


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a b", "x" * 65])
def test_unusable_profile_names(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_PROFILE", name)
    with pytest.raises(ConfigError):
        dirs.get_data_dir()


def test_testing_profile_is_separate(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AW_PROFILE", "testing")
    assert not dirs.using_legacy_testing_root()
    assert dirs.legacy_testing_suffix() == ""
    assert dirs.get_data_dir() == str(home / ".local/share/activitywatch-testing")


def test_testing_profile_keeps_an_older_root(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = home / ".local/share/activitywatch/aw-server"
    old.mkdir(parents=True)
    (old / "peewee-sqlite-testing.v2.db").touch()
    monkeypatch.setenv("AW_PROFILE", "testing")
    assert dirs.using_legacy_testing_root()
    assert dirs.legacy_testing_suffix() == "-testing"
    assert dirs.get_data_dir() == str(home / ".local/share/activitywatch")
    (home / ".config/activitywatch-testing").mkdir(parents=True)
    assert not dirs.using_legacy_testing_root()
    assert dirs.get_data_dir() == str(home / ".local/share/activitywatch-testing")


def test_runtime_dir_of_the_session(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _private(tmp_path / "run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    assert dirs.get_runtime_dir() == str(run / "activitywatch")
    assert stat.S_IMODE((run / "activitywatch").stat().st_mode) == 0o700
    monkeypatch.setenv("AW_PROFILE", "work")
    assert dirs.get_runtime_dir() == str(run / "activitywatch-work")


@pytest.mark.parametrize("usable", ["open", "missing", "relative", "unset"])
def test_runtime_dir_falls_back(usable: str, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = _private(tmp_path / "run")
    run.chmod(0o755)
    value = {"open": str(run), "missing": "/nowhere/at/all", "relative": "run", "unset": ""}[usable]
    monkeypatch.setenv("XDG_RUNTIME_DIR", value)
    assert dirs.get_runtime_dir() == str(home / ".cache/activitywatch/run")
    assert stat.S_IMODE((home / ".cache/activitywatch/run").stat().st_mode) == 0o700


def _private(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path
