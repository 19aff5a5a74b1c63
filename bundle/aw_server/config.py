"""The server's settings: defaults, then aw-server.toml, then flags (REST contract 7.2, 7.5)."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aw_core.config import read_settings
from aw_core.errors import ConfigError
from aw_server.api_backups import DAILY_BACKUPS, BackupPlan

NAME = "aw-server"
STATIC_FOLDER = Path(__file__).parent / "static"
STORAGES = ("peewee", "memory", "sqlite", "mongodb")
SYNCHRONOUS = ("normal", "full")
ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "peewee": ("postgresql://", "postgres://"),
    "mongodb": ("mongodb://", "mongodb+srv://"),
}
"""How the address of a database server begins, by storage; the others have none."""
_MOST_BACKUPS = 1000
DEFAULTS = """
[server]
host = "localhost"
port = "5600"
storage = "peewee"
database = ""
synchronous = "normal"
cors_origins = ""
backups = true
backups_daily = 4
backups_weekly = 3
import_existing = true
require_key = false
behind_proxy = false
names = []
tls_cert = ""
tls_key = ""

[server.custom_static]

[server-testing]
host = "localhost"
port = "5666"
storage = "peewee"
database = ""
synchronous = "normal"
cors_origins = ""
backups = true
backups_daily = 4
backups_weekly = 3
import_existing = true
require_key = false
behind_proxy = false
names = []
tls_cert = ""
tls_key = ""

[server-testing.custom_static]
""".strip()


@dataclass(frozen=True)
class ServerSettings:
    """Everything that is decided before the server starts; handed down, nobody below asks for flags or files."""

    host: str = "localhost"
    port: int = 5600
    storage: str = "peewee"
    database: str = field(default="", repr=False)
    """Address of a database server, "" for the storage's own default; may hold a password."""
    synchronous: str = "normal"
    testing: bool = False
    verbose: bool = False
    log_json: bool = False
    cors_origins: tuple[str, ...] = ()
    custom_static: Mapping[str, str] = field(default_factory=dict)
    import_existing: bool = True
    supervised: bool = False
    backups: BackupPlan = DAILY_BACKUPS
    static_folder: Path = STATIC_FOLDER
    require_key: bool = False
    """Whether our own user's programs need a key too."""
    behind_proxy: bool = False
    """Whether every connection is a proxy's, which speaks for who knows whom."""
    names: tuple[str, ...] = ()
    """Host names besides the loopback's and `host` by which people reach this server."""
    tls_cert: str = ""
    tls_key: str = ""

    @property
    def asks_for_keys(self) -> bool:
        """Whether nothing that was recorded is given out without a key, to nobody."""
        return self.require_key or self.behind_proxy


def load_settings(args: argparse.Namespace) -> ServerSettings:
    """The settings for parsed flags (see `aw_server.main`); creates the commented file at the first start.

    Raises ConfigError with a sentence when the file cannot be used.
    """
    section = "server-testing" if args.testing else "server"
    table = read_settings(NAME, DEFAULTS).get(section, {})
    storage = args.storage or _one_of(STORAGES, table, section, "storage")
    return ServerSettings(
        host=args.host or _text(table, section, "host"),
        port=args.port if args.port is not None else _port(table, section),
        storage=storage,
        database=_database(args.database, table, section, storage),
        synchronous=_one_of(SYNCHRONOUS, table, section, "synchronous"),
        testing=args.testing,
        verbose=args.verbose,
        log_json=args.log_json,
        cors_origins=_entries(args.cors_origins, table, section, "cors_origins", "a list of origins"),
        custom_static=_pages(args.custom_static, table, section),
        import_existing=_switch(table, section, "import_existing"),
        supervised=args.supervised,
        backups=_backups(table, section),
        require_key=_switch(table, section, "require_key"),
        behind_proxy=_switch(table, section, "behind_proxy"),
        names=_entries(None, table, section, "names", "a list of host names"),
        tls_cert=_file(table, section, "tls_cert"),
        tls_key=_file(table, section, "tls_key"),
    )


def _text(table: Mapping[str, Any], section: str, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or not value.strip():
        raise _wrong(section, key, value, "a text")
    return str(value).strip()


def _file(table: Mapping[str, Any], section: str, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _wrong(section, key, value, "the name of a file")
    return str(Path(value).expanduser()) if value else ""


def _switch(table: Mapping[str, Any], section: str, key: str) -> bool:
    value = table.get(key)
    if not isinstance(value, bool):
        raise _wrong(section, key, value, "true or false")
    return bool(value)


def _port(table: Mapping[str, Any], section: str) -> int:
    value = table.get("port")
    try:
        return parse_port(str(value))
    except ValueError:
        raise _wrong(section, "port", value, "a number between 1 and 65535") from None


def _one_of(choices: Sequence[str], table: Mapping[str, Any], section: str, key: str) -> str:
    value = _text(table, section, key)
    if value not in choices:
        raise _wrong(section, key, value, f"one of {', '.join(choices)}")
    return value


def _database(flag: str | None, table: Mapping[str, Any], section: str, storage: str) -> str:
    """The address of a database server; ConfigError, without the address, if the storage cannot use it."""
    value = flag if flag is not None else table.get("database", "")
    address = value.strip() if isinstance(value, str) else "?"
    if not address:
        return ""
    wanted = ADDRESSES.get(storage)
    if wanted is None:
        raise ConfigError("Configuration", f'The storage "{storage}" has no address: leave `database` empty.')
    if not address.startswith(wanted):
        # Not quoted: there may be a password in it.
        raise ConfigError(
            "Configuration", f'`database` has to begin with {" or ".join(wanted)} for the storage "{storage}".'
        )
    return address


def _entries(flag: str | None, table: Mapping[str, Any], section: str, key: str, wanted: str) -> tuple[str, ...]:
    """A comma list, or a TOML array."""
    value = flag if flag is not None else table.get(key, "")
    if not isinstance(value, str | list):
        raise _wrong(section, key, value, wanted)
    entries = value.split(",") if isinstance(value, str) else [str(entry) for entry in value]
    return tuple(filter(None, (entry.strip() for entry in entries)))


def _pages(flag: dict[str, str] | None, table: Mapping[str, Any], section: str) -> dict[str, str]:
    if flag is not None:
        return flag
    pages = table.get("custom_static", {})
    if not isinstance(pages, Mapping):
        raise _wrong(section, "custom_static", pages, "a table of name = directory")
    return {str(name): str(folder) for name, folder in pages.items()}


def _backups(table: Mapping[str, Any], section: str) -> BackupPlan:
    enabled = table.get("backups", True)
    if not isinstance(enabled, bool):
        raise _wrong(section, "backups", enabled, "true or false")
    kept = []
    for key in ("backups_daily", "backups_weekly"):
        value = table.get(key, 1)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_BACKUPS:
            raise _wrong(section, key, value, f"a number between 0 and {_MOST_BACKUPS}")
        kept.append(value)
    return BackupPlan(enabled, *kept)


def parse_port(text: str) -> int:
    """A port number; 0 lets the system choose. Raises ValueError."""
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(f"{port} is not a port")
    return port


def _wrong(section: str, key: str, value: object, wanted: str) -> ConfigError:
    message = f"{NAME}.toml: {key} in [{section}] is {str(value)!r}, it has to be {wanted}."
    return ConfigError("Configuration", message)
