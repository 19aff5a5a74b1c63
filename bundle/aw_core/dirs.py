"""Where files live, per user and per system (contract 7.1, docs/configuration.md). Every call creates what it names.

Three environment variables move things: XDG_*_HOME on Linux, AW_PROFILE (a second, separate set of directories) and
AW_BASE_DIR (everything under one directory). They are read at each call, so nothing is fixed at import.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from .errors import ConfigError, DirectoryError
from .files import ensure_private_dir

__all__ = [
    "ensure_path_exists",
    "get_cache_dir",
    "get_config_dir",
    "get_data_dir",
    "get_log_dir",
    "get_profile",
    "get_runtime_dir",
    "legacy_testing_suffix",
    "using_legacy_testing_root",
]

_NAME = "activitywatch"
_KINDS = ("data", "config", "cache", "log")
_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_XDG = {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "config": ("XDG_CONFIG_HOME", ".config"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}


def get_data_dir(module_name: str | None = None) -> str:
    """Databases and what must survive; below it one directory per program. DirectoryError if it cannot be made."""
    return _get("data", module_name)


def get_config_dir(module_name: str | None = None) -> str:
    """Settings files; below it one directory per program. DirectoryError if it cannot be made."""
    return _get("config", module_name)


def get_cache_dir(module_name: str | None = None) -> str:
    """What may be deleted at any time; below it one directory per program. DirectoryError if it cannot be made."""
    return _get("cache", module_name)


def get_log_dir(module_name: str | None = None) -> str:
    """Log files; below it one directory per program. DirectoryError if it cannot be made."""
    return _get("log", module_name)


def get_runtime_dir() -> str:
    """Sockets and locks of this login session: below XDG_RUNTIME_DIR if that is private, else `run` in the cache.

    With AW_BASE_DIR it is always the latter, so that two sets of directories never share a socket.
    """
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.environ.get("AW_BASE_DIR") and _is_private_dir(base):
        try:
            return _made(Path(base) / _root_name(_effective_profile()))
        except DirectoryError:
            pass
    return _made(Path(get_cache_dir()) / "run")


def ensure_path_exists(path: str) -> None:
    """Create the directory and its missing parents, readable by their owner only. DirectoryError if that fails."""
    try:
        ensure_private_dir(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DirectoryError("Directory not usable", f"The directory {path} cannot be created: {reason}.") from error


def get_profile() -> str | None:
    """The name in AW_PROFILE, or None. ConfigError unless it is a plain name (letters, digits, `.`, `_`, `-`)."""
    name = os.environ.get("AW_PROFILE", "")
    if name and not _PROFILE.fullmatch(name):
        raise ConfigError("Unusable profile name", f"AW_PROFILE is {name!r}; use letters, digits, '.', '_' and '-'.")
    return name or None


def using_legacy_testing_root() -> bool:
    """Whether profile "testing" still means the bare directories with "-testing" in the file names (contract 7.1).

    So it is while testing files of an older installation lie there and no separate testing directory exists yet.
    """
    if get_profile() != "testing" or any(_root(kind, "testing").exists() for kind in _KINDS):
        return False
    return any(_has_testing_files(_root(kind, None)) for kind in _KINDS)


def legacy_testing_suffix() -> str:
    """What a testing file carries in its name: "" where the profile "testing" has its own root, else "-testing"."""
    return "" if get_profile() == "testing" and not using_legacy_testing_root() else "-testing"


def base_dir(kind: str, system: str, env: Mapping[str, str], home: Path, root_name: str) -> Path:
    """The directory of one kind (data, config, cache, log) on one system (a `sys.platform`). Pure.

    `root_name` is "activitywatch" or a profile's. Relative XDG paths are ignored, as the XDG rules ask.
    """
    if system == "win32":
        local = Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local")
        root = local / root_name / root_name
        return {"cache": root / "Cache", "log": root / "Logs"}.get(kind, root)
    if system == "darwin":
        library = home / "Library"
        place = {"cache": library / "Caches", "log": library / "Logs"}.get(kind, library / "Application Support")
        return place / root_name
    if kind == "log":
        return base_dir("cache", system, env, home, root_name) / "log"
    variable, default = _XDG[kind]
    chosen = env.get(variable, "")
    return (Path(chosen) if chosen.startswith("/") else home / default) / root_name


def _get(kind: str, module_name: str | None) -> str:
    root = _root(kind, _effective_profile())
    return _made(root / module_name if module_name else root)


def _made(path: Path) -> str:
    ensure_path_exists(str(path))
    return str(path)


def _root(kind: str, profile: str | None) -> Path:
    override = os.environ.get("AW_BASE_DIR")
    if override:
        base = Path(override).expanduser().absolute()
        return (base / "profiles" / profile if profile else base) / kind
    try:
        home = Path.home()
    except RuntimeError as error:
        raise DirectoryError("No home directory", "Set HOME or AW_BASE_DIR to say where files may live.") from error
    return base_dir(kind, sys.platform, os.environ, home, _root_name(profile))


def _root_name(profile: str | None) -> str:
    return f"{_NAME}-{profile}" if profile else _NAME


def _effective_profile() -> str | None:
    return None if using_legacy_testing_root() else get_profile()


def _has_testing_files(root: Path) -> bool:
    try:
        return any(next(root.rglob(pattern), None) for pattern in ("*-testing*", "*_testing_*"))
    except OSError:
        return False


def _is_private_dir(path: str) -> bool:
    """Absolute, a directory, ours and closed to others: what XDG promises of a runtime directory."""
    if not path.startswith("/"):
        return False
    try:
        state = Path(path).stat()
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not stat.S_IMODE(state.st_mode) & 0o077
