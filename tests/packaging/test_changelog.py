"""The text of a release is what the changelog says about it."""

from __future__ import annotations

from typing import Any

import pytest

TEXT = """# Changelog

Words at the top.

## Unreleased

### Empty

### Tray

- A new thing.

## 0.14.0 (2026-12-01)

- First.

### Server

- Second.

## [0.13.0] - 2026-01-01

- Old.

## 0.12.0

### Nothing here
"""


@pytest.fixture
def changelog() -> Any:
    import changelog

    return changelog


def test_headings_with_nothing_under_them_are_left_out(changelog: Any) -> None:
    assert changelog.section(TEXT, "unreleased") == "### Tray\n\n- A new thing."


@pytest.mark.parametrize("version", ["0.14.0", "v0.14.0"])
def test_a_version_with_its_date_is_found(changelog: Any, version: str) -> None:
    assert changelog.section(TEXT, version) == "- First.\n\n### Server\n\n- Second."


def test_a_heading_in_brackets_is_found(changelog: Any) -> None:
    assert changelog.section(TEXT, "0.13.0") == "- Old."


@pytest.mark.parametrize("version", ["0.15.0", "0.14", "0.12.0"])
def test_a_release_that_nothing_is_said_about_is_refused(changelog: Any, version: str) -> None:
    with pytest.raises(LookupError, match=r"CHANGELOG\.md"):
        changelog.section(TEXT, version)


def test_the_projects_own_changelog_says_something(changelog: Any) -> None:
    assert "- " in changelog.section(changelog.CHANGELOG.read_text(encoding="utf-8"), "unreleased")
