"""A watcher's settings: file, testing table, flags, and sentences for what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_watcher.settings import Section

DEFAULTS = """\
[aw-watcher-demo]
wait = 5
loud = false
words = []

[aw-watcher-demo-testing]
wait = 1
"""


def write(text: str) -> None:
    (Path(get_config_dir("aw-watcher-demo")) / "aw-watcher-demo.toml").write_text(text)


def section(testing: bool = False) -> Section:
    return Section("aw-watcher-demo", DEFAULTS, testing)


def test_defaults_and_the_testing_table_over_them() -> None:
    assert section().seconds("wait") == 5
    assert section(testing=True).seconds("wait") == 1
    assert section(testing=True).switch("loud") is False


def test_the_users_file_wins_over_the_defaults_and_a_flag_over_both() -> None:
    write("[aw-watcher-demo]\nwait = 7.5\nwords = ['a', 'b']\n")
    assert section().seconds("wait") == 7.5
    assert section().texts("words") == ["a", "b"]
    assert section(testing=True).seconds("wait") == 1
    assert section().seconds("wait", 2.0) == 2.0
    assert section().texts("words", ["c"]) == ["c"]
    assert section().switch("loud", True) is True


@pytest.mark.parametrize(
    ("line", "read", "wanted"),
    [
        ("wait = 'soon'", lambda s: s.seconds("wait"), "a number of seconds above 0, not 'soon'"),
        ("wait = 0", lambda s: s.seconds("wait"), "above 0, not 0"),
        ("wait = true", lambda s: s.seconds("wait"), "above 0, not True"),
        ("wait = nan", lambda s: s.seconds("wait"), "above 0, not nan"),
        ("loud = 1", lambda s: s.switch("loud"), "true or false, not 1"),
        ("words = 'one'", lambda s: s.texts("words"), "a list of texts, not 'one'"),
        ("words = [1]", lambda s: s.texts("words"), "a list of texts"),
    ],
)
def test_a_wrong_value_is_named(line: str, read: Any, wanted: str) -> None:
    write(f"[aw-watcher-demo]\n{line}\n")
    with pytest.raises(ConfigError) as caught:
        read(section())
    assert wanted in caught.value.message
    assert line.split(maxsplit=1)[0] in caught.value.message
    assert "aw-watcher-demo.toml" in caught.value.message


def test_a_table_that_is_none_is_named() -> None:
    write("aw-watcher-demo = 3\n")
    with pytest.raises(ConfigError, match="aw-watcher-demo must be"):
        section()


def test_what_was_chosen_on_the_pages_comes_between_the_defaults_and_the_file() -> None:
    served = {"wait": 9, "loud": True, "words": ["x"], "unknown": 1}
    chosen = Section("aw-watcher-demo", DEFAULTS, False, served)
    assert (chosen.seconds("wait"), chosen.switch("loud"), chosen.texts("words")) == (9, True, ["x"])
    assert chosen.seconds("wait", 2) == 2
    write("[aw-watcher-demo]\nwait = 7.5\n")
    chosen = Section("aw-watcher-demo", DEFAULTS, False, served)
    assert (chosen.seconds("wait"), chosen.switch("loud")) == (7.5, True)


@pytest.mark.parametrize("value", [0, -1, 1e12, "5", None, True, [5]])
def test_a_choice_that_cannot_be_used_is_passed_over(value: object, caplog: pytest.LogCaptureFixture) -> None:
    assert Section("aw-watcher-demo", DEFAULTS, False, {"wait": value}).seconds("wait") == 5
    assert "wait of watchers.aw-watcher-demo" in caplog.text
