"""The settings of one run: command line over configuration over defaults; read on call, never on import."""

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aw_core.__about__ import __version__
from aw_core.config import read_settings
from aw_core.dirs import get_config_dir
from aw_core.errors import AwError

DEFAULT_PORT = 5600
TESTING_PORT = 5666

DEFAULTS = """
[aw-qt]
# Modules that run unless you untick them in the tray's menu.
autostart_modules = ["aw-server", "aw-watcher-afk", "aw-watcher-window"]

[aw-qt-testing]
autostart_modules = ["aw-server", "aw-watcher-afk", "aw-watcher-window"]
""".strip()


@dataclass(frozen=True)
class Settings:
    """What one run of the tray was told."""

    testing: bool
    verbose: bool
    gui: bool
    modules: tuple[str, ...]
    modules_from_flag: bool
    port: int
    default_port: int
    welcome: bool
    """Show the page of the first start, also when this is not the first or only a test."""


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line. Exits for --help, --version and mistakes."""
    parser = argparse.ArgumentParser("aw-qt", description="ActivityWatch in the tray: server, watchers, dashboard.")
    parser.add_argument("--testing", action="store_true", help="port 5666 and files of its own")
    parser.add_argument("-v", "--verbose", action="store_true", help="log more")
    parser.add_argument(
        "--autostart-modules", metavar="LIST", help='modules to start this time, separated by commas, or "none"'
    )
    parser.add_argument("--no-gui", action="store_true", help="run without icon and windows")
    parser.add_argument("--welcome", action="store_true", help="show the page of the first start again")
    parser.add_argument("--status", action="store_true", help="show what the running ActivityWatch does")
    parser.add_argument("--stop", action="store_true", help="stop the running ActivityWatch and wait for it")
    parser.add_argument("--version", action="version", version=f"aw-qt {__version__}")
    return parser.parse_args(argv)


def load(arguments: argparse.Namespace) -> Settings:
    """Merge the command line with the configuration files. Raises AwError for one that cannot be read."""
    testing = bool(arguments.testing)
    default_port = TESTING_PORT if testing else DEFAULT_PORT
    return Settings(
        testing=testing,
        verbose=bool(arguments.verbose),
        gui=not arguments.no_gui,
        modules=_modules(arguments.autostart_modules, testing),
        modules_from_flag=arguments.autostart_modules is not None,
        port=server_port(testing) or default_port,
        default_port=default_port,
        welcome=bool(arguments.welcome),
    )


def _modules(flag: str | None, testing: bool) -> tuple[str, ...]:
    if flag is not None:
        names = [name.strip() for name in flag.split(",")]
        return () if names == ["none"] else tuple(name for name in names if name)
    configured = read_settings("aw-qt", DEFAULTS)["aw-qt-testing" if testing else "aw-qt"]["autostart_modules"]
    if not isinstance(configured, list) or not all(isinstance(name, str) for name in configured):
        raise AwError("Wrong setting", "autostart_modules in aw-qt.toml must be a list of names in quotes.")
    return tuple(str(name) for name in configured)


def server_port(testing: bool) -> int | None:
    """The port set in the server's own configuration, or None; that file belongs to the server and is only read."""
    path = Path(get_config_dir("aw-server")) / "aw-server.toml"
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # The server says what is wrong with its file, in the failure window.
        return None
    port = content.get("server-testing" if testing else "server", {}).get("port")
    return int(port) if isinstance(port, int) or (isinstance(port, str) and port.isdecimal()) else None
