"""`aw-cli logs`: the newest log of each program, cut down to what is asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click

from aw_core.dirs import get_log_dir
from aw_core.log import get_latest_log_file

from .context import Context

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

_RECORD = re.compile(r"(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d \[(\w+) *\]: ")


class Filter:
    """Lets lines of a log pass that are of `since` (a local date, "2026-05-01") or later and of `level` or above.

    Lines that begin no record (tracebacks) belong to the record before them. `hidden` counts records, not lines.
    """

    def __init__(self, since: str | None, level: str | None) -> None:
        self._since = since or ""
        self._level = logging.getLevelNamesMapping()[level] if level else 0
        self.hidden = 0

    def __call__(self, lines: Iterable[str]) -> Iterator[str]:
        shown = not (self._since or self._level)
        for line in lines:
            found = _RECORD.match(line)
            if found:
                shown = self._passes(found[1], found[2])
                self.hidden += not shown
            if shown:
                yield line

    def _passes(self, date: str, level: str) -> bool:
        return date >= self._since and logging.getLevelNamesMapping().get(level, logging.CRITICAL) >= self._level


@click.command()
@click.argument("module", required=False)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Nothing older than this day.")
@click.option("--level", type=click.Choice(LEVELS, case_sensitive=False), help="Nothing less serious than this.")
@click.pass_obj
def logs(context: Context, module: str | None, since: datetime | None, level: str | None) -> None:
    """Print the newest log of MODULE, or of every program."""
    names = [module] if module else _programs()
    files = [(name, path) for name in names if (path := _newest(name, context.testing))]
    if not files:
        what = f"log of {module}" if module else "log"
        raise click.ClickException(f"There is no {what} in {get_log_dir()} yet.")
    for name, path in files:
        _show(name, path, Filter(since.strftime("%Y-%m-%d") if since else None, level))


def _programs() -> list[str]:
    return sorted(path.name for path in Path(get_log_dir()).iterdir() if path.is_dir())


def _newest(name: str, testing: bool) -> str | None:
    # Asking for the log of a program that never ran would create its folder.
    if name != Path(name).name or not (Path(get_log_dir()) / name).is_dir():
        return None
    return get_latest_log_file(name, testing)


def _show(name: str, path: str, wanted: Filter) -> None:
    click.echo(f"== {name}: {path}")
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for line in wanted(file):
            click.echo(line, nl=False)
    if wanted.hidden:
        click.echo(f"== {wanted.hidden} {'entry' if wanted.hidden == 1 else 'entries'} not shown")
