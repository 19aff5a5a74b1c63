"""The window watcher's flags and settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from aw_core.dirs import get_config_dir
from aw_watcher_window.backends.base import Window
from aw_watcher_window.config import load
from aw_watcher_window.main import main, parse


def test_defaults() -> None:
    settings = load(parse([]))
    assert (settings.poll_us, settings.update_us) == (1_000_000, 20_000_000)
    assert settings.rules.apply(Window("a", "t")) == Window("a", "t")


def test_flags() -> None:
    settings = load(parse(["--poll-time", "0.5", "--exclude-titles", "bank", "mail"]))
    assert settings.poll_us == 500_000
    assert settings.rules.apply(Window("a", "Mail")).title == "excluded"
    assert settings.rules.apply(Window("a", "t")).title == "t"
    assert load(parse(["--exclude-title"])).rules.apply(Window("a", "t")).title == "excluded"


def test_the_file_is_written_with_everything_commented_out() -> None:
    load(parse([]))
    text = (Path(get_config_dir("aw-watcher-window")) / "aw-watcher-window.toml").read_text()
    assert "[aw-watcher-window]" in text
    for key in ("poll_time", "update_time", "exclude_title", "exclude_titles"):
        assert f"\n#{key} = " in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "aw-watcher-window v0.14.0\n"
