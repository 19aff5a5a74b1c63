"""The AFK watcher's flags and settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_watcher_afk.config import AfkSettings, load
from aw_watcher_afk.main import main, parse


def test_defaults_and_testing_mode() -> None:
    assert load(parse([])) == AfkSettings(180_000_000, 5_000_000, 20_000_000)
    assert load(parse(["--testing"])) == AfkSettings(20_000_000, 1_000_000, 20_000_000)


def test_flags_win_and_polling_never_misses_an_absence() -> None:
    assert load(parse(["--timeout", "2.5"])) == AfkSettings(2_500_000, 2_500_000, 20_000_000)
    assert load(parse(["--timeout", "60", "--poll-time", "3"])) == AfkSettings(60_000_000, 3_000_000, 20_000_000)


def test_the_users_file() -> None:
    place = Path(get_config_dir("aw-watcher-afk")) / "aw-watcher-afk.toml"
    place.write_text("[aw-watcher-afk]\ntimeout = 300\n")
    assert load(parse([])).timeout_us == 300_000_000
    assert load(parse(["--testing"])).timeout_us == 20_000_000


def test_no_time_out_is_refused() -> None:
    with pytest.raises(ConfigError, match="timeout"):
        load(parse(["--timeout", "0"]))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "aw-watcher-afk v0.14.0\n"
