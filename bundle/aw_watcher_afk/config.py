"""The AFK watcher's settings: `aw-watcher-afk.toml`, with flags before it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aw_watcher.settings import Section

DEFAULTS = """\
[aw-watcher-afk]
# Seconds without input after which somebody counts as away.
timeout = 180
# Seconds between two looks, where the system cannot tell about input by itself.
poll_time = 5
# Seconds after which an unchanged state is reported again.
update_time = 20

[aw-watcher-afk-testing]
timeout = 20
poll_time = 1
"""


@dataclass(frozen=True)
class AfkSettings:
    """Times in microseconds."""

    timeout_us: int
    poll_us: int
    update_us: int


def load(args: argparse.Namespace, served: Mapping[str, Any] | None = None) -> AfkSettings:
    """The server's part, file and flags together. Raises ConfigError with a sentence for a person."""
    section = Section("aw-watcher-afk", DEFAULTS, args.testing, served)
    timeout = section.seconds("timeout", args.timeout)
    # Looking less often than an absence lasts would miss it.
    poll = min(section.seconds("poll_time", args.poll_time), timeout)
    return AfkSettings(int(timeout * 1e6), int(poll * 1e6), int(section.seconds("update_time") * 1e6))
