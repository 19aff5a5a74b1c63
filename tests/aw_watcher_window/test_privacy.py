"""Titles that are not to be recorded."""

import pytest

from aw_core.errors import ConfigError
from aw_watcher_window.backends.base import Window
from aw_watcher_window.privacy import TitleRules


@pytest.mark.parametrize(
    ("rules", "title", "expected"),
    [
        (TitleRules(), "anything", "anything"),
        (TitleRules(exclude_all=True), "anything", "excluded"),
        (TitleRules(patterns=["bank"]), "My BANK account", "excluded"),
        (TitleRules(patterns=["^bank"]), "my bank", "my bank"),
        (TitleRules(patterns=["x", r"\d{4}$"]), "card 1234", "excluded"),
        (TitleRules(patterns=[]), "", ""),
    ],
)
def test_what_is_left_of_a_title(rules: TitleRules, title: str, expected: str) -> None:
    assert rules.apply(Window("app", title)) == Window("app", expected)


def test_a_pattern_that_is_none_is_named_in_one_sentence() -> None:
    with pytest.raises(ConfigError) as caught:
        TitleRules(patterns=["fine", "(open"])
    assert '"(open"' in caught.value.message
    assert "\n" not in caught.value.message
