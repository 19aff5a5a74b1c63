"""The window watcher's settings: `aw-watcher-window.toml`, with flags before it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aw_watcher.settings import Section
from aw_watcher_window.privacy import TitleRules

DEFAULTS = """\
[aw-watcher-window]
# Seconds between two looks, where the system cannot tell about changes.
poll_time = 1.0
# Seconds after which an unchanged window is reported again.
update_time = 20.0
# Replace every title by "excluded".
exclude_title = false
# Replace titles in which one of these regular expressions is found, whatever the case.
exclude_titles = []
"""


@dataclass(frozen=True)
class WindowSettings:
    """Times in microseconds."""

    poll_us: int
    update_us: int
    rules: TitleRules


def load(args: argparse.Namespace, served: Mapping[str, Any] | None = None) -> WindowSettings:
    """The server's part, file and flags together. Raises ConfigError with a sentence for a person."""
    section = Section("aw-watcher-window", DEFAULTS, args.testing, served)
    return WindowSettings(
        poll_us=int(section.seconds("poll_time", args.poll_time) * 1e6),
        update_us=int(section.seconds("update_time") * 1e6),
        rules=TitleRules(
            section.switch("exclude_title", args.exclude_title), section.texts("exclude_titles", args.exclude_titles)
        ),
    )
