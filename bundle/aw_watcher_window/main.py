"""The program `aw-watcher-window`: records which window is active, and its title, into `aw-watcher-window_<host>`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from aw_watcher.loop import Watch
from aw_watcher.program import Program, choose, launch, this_session
from aw_watcher_window.__about__ import __version__
from aw_watcher_window.backends.select import candidates
from aw_watcher_window.config import WindowSettings, load
from aw_watcher_window.watch import WindowWatch
from aw_watcher_window.window import WindowMachine

PROGRAM = Program("aw-watcher-window", "currentwindow", __version__, "Records which window is active, and its title.")


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The flags; `--exclude-titles` takes any number of patterns."""
    parser = PROGRAM.parser()
    parser.add_argument("--exclude-title", action="store_true", default=None, help="record no title at all")
    parser.add_argument(
        "--exclude-titles", nargs="+", metavar="REGEX", help="record no title in which one of these is found"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status 0 after a polite stop, 1 with one sentence when the settings are not usable."""
    args = parse(argv)
    return launch(PROGRAM, args, lambda served: _opener(load(args, served), args.backend))


def _opener(settings: WindowSettings, backend: str | None) -> Callable[[], Watch]:
    def open_watch() -> Watch:
        found = candidates(this_session(), settings.poll_us, null=backend == "null")
        return WindowWatch(choose(found, backend), WindowMachine(settings.rules, settings.update_us))

    return open_watch
