"""What needs the database file itself is done by the program `aw-server`; these commands hand their words to it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import click

from .context import Context

_PROGRAM = "aw-server"
_WORDS = {"ignore_unknown_options": True, "help_option_names": []}


def find_program() -> list[str]:
    """How to start the server's program: the one installed beside this one, else what the PATH has, else the module.

    Raises ClickException when there is none.
    """
    beside = Path(sys.executable).with_name(_PROGRAM + Path(sys.executable).suffix)
    if beside.is_file():
        return [str(beside)]
    found = shutil.which(_PROGRAM)
    if found:
        return [found]
    if importlib.util.find_spec("aw_server"):
        return [sys.executable, "-m", "aw_server"]
    raise click.ClickException(f"The program {_PROGRAM} is not installed here.")


def _handing_over(name: str, about: str) -> click.Command:
    @click.command(name, help=about, short_help=about, context_settings=_WORDS, add_help_option=False)
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    @click.pass_context
    def command(context: click.Context, words: tuple[str, ...]) -> None:
        testing = ["--testing"] if context.ensure_object(Context).testing else []
        context.exit(subprocess.run([*find_program(), *testing, name, *words], check=False).returncode)

    return command


COMMANDS = [
    _handing_over("backup", "Copy the database, also while the server runs."),
    _handing_over("restore", "Put a backup in the place of the database."),
    _handing_over("import", "Take in another ActivityWatch's database or an export; list: what was taken in."),
    _handing_over("check", "Look through the database for damage."),
]
"""Each takes the words of the command of the same name of `aw-server`."""
