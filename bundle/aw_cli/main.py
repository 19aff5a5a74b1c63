"""`aw-cli` itself: its options and its commands."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from aw_client.cli import SentenceGroup, show_help_without_command
from aw_core import dirs

from . import __version__
from .apps import apps
from .context import Context
from .keys import keys
from .logs import logs
from .modules import modules
from .open import open_page
from .pause import pause, resume
from .privacy import privacy
from .server_program import COMMANDS as SERVER_COMMANDS
from .tls import tls
from .webhooks import webhooks


@click.group(cls=SentenceGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="aw-cli", message="%(prog)s %(version)s")
@click.option("--testing", is_flag=True, help="Look at the copy in testing mode.")
@click.option("--profile", metavar="NAME", help="Look at another set of files (as AW_PROFILE does).")
@click.option("--port", type=click.IntRange(1, 65535), help="Where the server listens, if it cannot be found.")
@click.pass_context
def cli(context: click.Context, testing: bool, profile: str | None, port: int | None) -> None:
    """See and steer ActivityWatch from a terminal."""
    if profile:
        os.environ["AW_PROFILE"] = profile
    context.obj = Context(testing, port)
    show_help_without_command(context)


@cli.command()
def directories() -> None:
    """Print where settings, data, logs and caches are."""
    click.echo(f"config: {dirs.get_config_dir()}")
    click.echo(f"data:   {dirs.get_data_dir()}")
    click.echo(f"logs:   {dirs.get_log_dir()}")
    click.echo(f"cache:  {dirs.get_cache_dir()}")


for command in (apps, keys, logs, modules, open_page, pause, resume, privacy, tls, webhooks, *SERVER_COMMANDS):
    cli.add_command(command)


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of the program `aw-cli`."""
    cli.main(argv, prog_name="aw-cli")
