"""The program `aw-watcher-afk`: records whether somebody is at the computer into `aw-watcher-afk_<host>`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from aw_watcher.loop import Watch
from aw_watcher.program import Program, choose, launch, this_session
from aw_watcher_afk.__about__ import __version__
from aw_watcher_afk.afk import AfkMachine
from aw_watcher_afk.backends.select import candidates
from aw_watcher_afk.config import AfkSettings, load
from aw_watcher_afk.watch import AfkWatch

PROGRAM = Program("aw-watcher-afk", "afkstatus", __version__, "Records whether somebody is at the computer.")


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The flags."""
    parser = PROGRAM.parser()
    parser.add_argument("--timeout", type=float, metavar="SEC", help="time without input that counts as away")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0 after a polite stop, 1 with one sentence when the settings are not usable."""
    args = parse(argv)
    return launch(PROGRAM, args, lambda served: _opener(load(args, served), args.backend))


def _opener(settings: AfkSettings, backend: str | None) -> Callable[[], Watch]:
    def open_watch() -> Watch:
        found = candidates(this_session(), settings.poll_us, null=backend == "null")
        machine = AfkMachine(settings.timeout_us, settings.update_us)
        return AfkWatch(choose(found, backend), machine, settings.timeout_us, settings.update_us)

    return open_watch
