"""The client's settings: where the server is, how often progress is sent, and the key of a local server."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aw_core.config import load_config_toml
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError
from aw_core.instance import local_token

logger = logging.getLogger(__name__)

DEFAULT_CONFIG = """
[server]
hostname = "127.0.0.1"
port = "5600"
protocol = "http"
ca = ""
key = ""

[client]
commit_interval = 10

[server-testing]
hostname = "127.0.0.1"
port = "5666"
protocol = "http"
ca = ""
key = ""

[client-testing]
commit_interval = 5
""".lstrip()

N = TypeVar("N", int, float)

_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class ClientConfig:
    """`<config>/aw-client/aw-client.toml` for one mode; `commit_interval` in seconds.

    `protocol` is "http" or "https", `ca` a file with the certificates to trust ("" for the system's), `key` an access
    key for a server on another machine.
    """

    hostname: str
    port: int
    commit_interval: float
    protocol: str = "http"
    ca: str = ""
    key: str = field(default="", repr=False)


def load_config(testing: bool) -> ClientConfig:
    """Read (and on first use create) the file; the sections of testing mode end in `-testing`.

    Raises ConfigError naming the setting that is not usable.
    """
    settings = load_config_toml("aw-client", DEFAULT_CONFIG)
    suffix = "-testing" if testing else ""
    server, client = f"server{suffix}", f"client{suffix}"
    return ClientConfig(
        hostname=str(_value(settings, server, "hostname")),
        port=_number(settings, server, "port", int),
        commit_interval=_number(settings, client, "commit_interval", float),
        protocol=_protocol(settings, server),
        ca=str(_value(settings, server, "ca")),
        key=str(_value(settings, server, "key")),
    )


def _protocol(settings: dict[str, Any], section: str) -> str:
    said = str(_value(settings, section, "protocol"))
    if said not in ("http", "https"):
        raise ConfigError("Setting not usable", f'{section}.protocol in aw-client.toml must be "http" or "https".')
    return said


def trusted_certificates(host: str, ca: str) -> str | None:
    """The file of the authorities to trust for `host`: the configured one, or the one that `aw-cli tls init` made here.

    None for those that the system trusts.
    """
    if ca:
        return str(Path(ca).expanduser())
    own = Path(get_config_dir("aw-server")) / "tls" / "ca.pem"
    return str(own) if host in _LOCAL and own.exists() else None


def _value(settings: dict[str, Any], section: str, key: str) -> Any:
    table = settings[section]
    if not isinstance(table, dict):
        raise ConfigError("Setting not usable", f"[{section}] in aw-client.toml must be a table.")
    return table[key]


def _number(settings: dict[str, Any], section: str, key: str, kind: type[N]) -> N:
    value = _value(settings, section, key)
    try:
        number = kind(value)
    except (TypeError, ValueError):
        number = kind(-1)
    if not number > 0:
        said = f"{section}.{key} in aw-client.toml must be a number above 0, not {str(value)!r}."
        raise ConfigError("Setting not usable", said)
    return number


def load_local_server_api_key(host: str, port: int | str) -> str | None:
    """The API key of the server on this machine that listens on `port`: our own, or the Rust server.

    Ours leaves it in its instance record for as long as it runs, the Rust server has it in its settings file. None for
    a remote host, without such a file or key, or when the file cannot be read (contract 8.2).
    """
    if host not in _LOCAL:
        return None
    token = local_token(host, port)
    if token is not None:
        return token
    folder = Path(get_config_dir()) / "aw-server-rust"
    for name, default_port in (("config.toml", 5600), ("config-testing.toml", 5666)):
        settings = _read(folder / name)
        if settings is not None and str(settings.get("port", default_port)) == str(port):
            auth = settings.get("auth")
            key = auth.get("api_key") if isinstance(auth, dict) else None
            return key if isinstance(key, str) and key else None
    return None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        logger.warning("The settings file %s cannot be read: %s", path, error)
        return None
