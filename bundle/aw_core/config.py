"""Settings files: `<config>/<program>/<program>.toml` over the program's defaults (contract 7.2).

Two readers of the same file: `read_settings` for our own programs, which start quickly with the standard library's
parser, and `load_config_toml` for programs of the ecosystem, which may expect tomlkit's document.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .dirs import get_config_dir
from .errors import ConfigError
from .files import write_private

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from .config_ini import load_config, save_config

__all__ = ["load_config", "load_config_toml", "read_settings", "save_config", "save_config_toml"]

logger = logging.getLogger(__name__)

_HEADER = re.compile(r"\s*\[[^\[\],]+\]\s*(#.*)?|\s*\[\[[^\[\],]+\]\]\s*(#.*)?")
_Table = TypeVar("_Table", bound=MutableMapping[str, Any])


def read_settings(appname: str, default_config: str) -> dict[str, Any]:
    """The program's settings as plain values: the user's file merged over `default_config` (TOML), table by table.

    Without a file, one is written that shows the defaults commented out; a directory that cannot be written is no
    error. ConfigError if either text is not TOML, the file cannot be read, or it has a plain value where the defaults
    have a section.
    """
    return _load(appname, default_config, tomllib.loads)


def load_config_toml(appname: str, default_config: str) -> TOMLDocument:
    """The same as a tomlkit document, at the price of some milliseconds and 1.7 MB; same errors."""
    import tomlkit

    return _load(appname, default_config, tomlkit.parse)


def save_config_toml(appname: str, config: str) -> None:
    """Replace the program's settings file by `config`, verbatim.

    ConfigError if it is not TOML; AssertionError if it is empty, which would throw the user's settings away.
    """
    if not config.strip():
        raise AssertionError("an empty text is no settings file")
    _parse(config, f"the new settings of {appname}", tomllib.loads)
    write_private(_path(appname), config)


def _path(appname: str) -> Path:
    return Path(get_config_dir(appname)) / f"{appname}.toml"


def _load(appname: str, default_config: str, parse: Callable[[str], _Table]) -> _Table:
    settings = _parse(default_config, f"the defaults of {appname}", parse)
    path = _path(appname)
    try:
        # "-sig": editors on Windows put a mark before the first character.
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        _write_defaults(path, default_config)
        return settings
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("Settings not readable", f"The file {path} cannot be read: {error}.") from error
    _merge(settings, _parse(text, f"the file {path}", parse), path, "")
    return settings


def _parse(text: str, what: str, parse: Callable[[str], _Table]) -> _Table:
    try:
        return parse(text)
    except ValueError as error:
        raise ConfigError("Settings not understood", f"In {what}: {error}.") from error


def _write_defaults(path: Path, text: str) -> None:
    try:
        write_private(path, _commented(text))
    except OSError as error:
        logger.warning("The file %s with the default settings could not be written: %s", path, error)


def _commented(text: str) -> str:
    """Every line that says something gets a `#`, except `[section]` headers and what is a comment already."""
    lines = []
    for line in text.strip("\n").splitlines():
        stays = not line.strip() or line.lstrip().startswith("#") or _HEADER.fullmatch(line)
        lines.append(line if stays else f"#{line}")
    return "\n".join(lines) + "\n"


def _merge(base: MutableMapping[str, Any], over: MutableMapping[str, Any], path: Path, section: str) -> None:
    for key, value in over.items():
        name = f"{section}.{key}" if section else key
        if not isinstance(base.get(key), MutableMapping):
            base[key] = value
        elif isinstance(value, MutableMapping):
            _merge(base[key], value, path, name)
        else:
            raise ConfigError("Settings not understood", f"In the file {path}: {name} must be a section, [{name}].")


def __getattr__(name: str) -> Any:
    # The old INI pair needs two more libraries, which nobody should pay for at start.
    if name in ("load_config", "save_config"):
        from . import config_ini

        return getattr(config_ini, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
