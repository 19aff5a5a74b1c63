"""The key that programs of the ecosystem know already: they look for the Rust server's settings file (contract 8.2)."""

from __future__ import annotations

import logging
import os
import tomllib
from pathlib import Path

from aw_core.dirs import get_config_dir

logger = logging.getLogger(__name__)

_FILES = {False: ("config.toml", 5600), True: ("config-testing.toml", 5666)}


def shared_key(testing: bool, port: int) -> str | None:
    """The `[auth] api_key` of `<config>/aw-server-rust/config.toml` if that file speaks of our port.

    None without one, and for a file that others may read or write: then the key is no secret.
    """
    name, default_port = _FILES[testing]
    path = Path(get_config_dir()) / "aw-server-rust" / name
    try:
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            settings = tomllib.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        logger.warning("The settings file %s cannot be read: %s", path, type(error).__name__)
        return None
    auth = settings.get("auth")
    key = auth.get("api_key") if isinstance(auth, dict) else None
    if not isinstance(key, str) or not key or str(settings.get("port", default_port)) != str(port):
        return None
    if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o077):
        logger.warning("The key in %s does not count: others can read that file (chmod 600 it)", path)
        return None
    return key
