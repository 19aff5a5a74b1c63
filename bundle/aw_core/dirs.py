"""Where files lie: data, settings, caches, logs (contract 7.1).

`AW_BASE_DIR` moves everything below one directory; `AW_PROFILE` keeps a second set beside the first.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .files import ensure_private_dir

APP = "activitywatch"


def get_profile() -> str | None:
    """The profile named by AW_PROFILE, or None."""
    return os.environ.get("AW_PROFILE") or None


def ensure_path_exists(path: str) -> None:
    """Create the directory (0700) if it is not there. Raises OSError."""
    ensure_private_dir(path)


def get_data_dir(module_name: str | None = None) -> str:
    """Where recorded events lie, or a module's own part of it. Created on the way."""
    return _directory("data", module_name)


def get_config_dir(module_name: str | None = None) -> str:
    """Where settings files lie, or a module's own part. Created on the way."""
    return _directory("config", module_name)


def get_cache_dir(module_name: str | None = None) -> str:
    """What may be deleted at any time. Created on the way."""
    return _directory("cache", module_name)


def get_log_dir(module_name: str | None = None) -> str:
    """Where logs lie, or a module's own part. Created on the way."""
    return _directory("log", module_name)


def get_runtime_dir() -> str:
    """For sockets and locks of this login (0700): below XDG_RUNTIME_DIR if that is ours to write, else the cache."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    if base and not os.environ.get("AW_BASE_DIR") and os.access(base, os.W_OK | os.X_OK):
        return str(ensure_private_dir(Path(base) / _app_name()))
    return str(ensure_private_dir(Path(_directory("cache", None)) / "run"))


def _app_name() -> str:
    profile = get_profile()
    return f"{APP}-{profile}" if profile else APP


def _directory(kind: str, module_name: str | None) -> str:
    override = os.environ.get("AW_BASE_DIR")
    if override:
        profile = get_profile()
        place = Path(override, profile or "", kind)
    else:
        place = _user_directory(kind)
    if module_name:
        place /= module_name
    return str(ensure_private_dir(place))


def _user_directory(kind: str) -> Path:
    """The per-user directory of this system. XDG variables are read here: they are the contract on Unix."""
    if sys.platform not in ("win32", "darwin"):
        home = {
            "data": ("XDG_DATA_HOME", "~/.local/share", ""),
            "config": ("XDG_CONFIG_HOME", "~/.config", ""),
            "cache": ("XDG_CACHE_HOME", "~/.cache", ""),
            "log": ("XDG_CACHE_HOME", "~/.cache", "log"),
        }
        variable, default, below = home[kind]
        base = os.environ.get(variable) or os.path.expanduser(default)  # noqa: PTH111 - Path.expanduser raises
        return Path(base) / _app_name() / below
    import platformdirs

    user = platformdirs.PlatformDirs(_app_name(), _app_name() if sys.platform == "win32" else None)
    return Path(
        {
            "data": user.user_data_dir,
            "config": user.user_config_dir,
            "cache": user.user_cache_dir,
            "log": user.user_log_dir,
        }[kind]
    )
