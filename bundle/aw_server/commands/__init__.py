"""What the program `aw-server` does besides serving: `aw-server backup`, `restore`, `check`, …

A command is a module here with two functions: `add_arguments(parser)` and `run(args)`, which answers with the exit code
and may raise `AwError`; `args.testing` is there already. Its name and one line about it stand in `COMMANDS`. It is
imported only when it is asked for.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from aw_core.errors import AwError
from aw_server.config import NAME

COMMANDS = {
    "backup": ("aw_server.commands.backup", "copy the database, also while a server uses it"),
    "restore": ("aw_server.commands.restore", "put a backup in the place of the database"),
    "import": ("aw_server.commands.import_file", "take in another server's database, or an export"),
    "check": ("aw_server.commands.check", "look through the database for damage"),
}

FAILED = 1

_BEFORE = ("--testing", "--verbose")


def is_command(argv: Sequence[str]) -> bool:
    """Does this command line ask for a command instead of the server?"""
    rest = _without_flags(argv)
    return bool(rest) and rest[0] in COMMANDS


def run(argv: Sequence[str]) -> int:
    """Do what the command line asks. 0: done; 1: not done or something is wrong, and a sentence on stderr says what."""
    name, *rest = _without_flags(argv)
    module = importlib.import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser(prog=f"{NAME} {name}", description=(module.__doc__ or "").splitlines()[0])
    parser.add_argument("--testing", action="store_true", default="--testing" in argv, help="the testing database")
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(rest)))
    except AwError as error:
        print(f"{NAME}: {error.message}", file=sys.stderr)
        return FAILED


def listing() -> str:
    """The commands for the end of `aw-server --help`."""
    lines = [f"  {name:<10} {about}" for name, (_, about) in COMMANDS.items()]
    return "\n".join(["commands (aw-server COMMAND --help tells more):", *lines])


def _without_flags(argv: Sequence[str]) -> list[str]:
    rest = list(argv)
    while rest and rest[0] in _BEFORE:
        rest.pop(0)
    return rest
