"""Settings files: TOML with commented defaults (contract 7.2)."""

from __future__ import annotations

import configparser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import deprecation

from .__about__ import __version__
from .dirs import get_config_dir
from .errors import ConfigError
from .files import write_private

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def config_path(appname: str) -> Path:
    """`<config>/<appname>/<appname>.toml`."""
    return Path(get_config_dir(appname)) / f"{appname}.toml"


def load_config_toml(appname: str, default_config: str) -> TOMLDocument:
    """The user's settings over the defaults. Writes the defaults, commented out, where there is no file yet.

    Raises ConfigError if the user's file is no TOML or cannot be read; the defaults must be valid TOML.
    """
    import tomlkit

    merged = tomlkit.parse(default_config)
    place = config_path(appname)
    if not place.exists():
        _write_defaults(place, default_config)
        return merged
    _merge(merged, _parse(place))
    return merged


def read_settings(appname: str, default_config: str) -> dict[str, Any]:
    """The same merged settings as plain values, through the standard library's reader: quick at program start."""
    import tomllib

    merged = tomllib.loads(default_config)
    place = config_path(appname)
    if not place.exists():
        _write_defaults(place, default_config)
        return merged
    try:
        _merge(merged, tomllib.loads(place.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _not_toml(place, error) from error
    except OSError as error:
        raise _unreadable(place, error) from error
    return merged


def save_config_toml(appname: str, config: str) -> None:
    """Write the text as it is, after checking that it is TOML. Raises ConfigError; AssertionError when empty."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    assert config.strip(), "refusing to save empty settings"
    try:
        tomlkit.parse(config)
    except TOMLKitError as error:
        raise ConfigError("Settings not saved", f"This is not valid TOML: {error}") from error
    write_private(config_path(appname), config)


def commented(default_config: str) -> str:
    """The defaults as they are written for a person to edit: keys commented out, section headers live."""
    lines = []
    for line in default_config.splitlines():
        stripped = line.strip()
        live = not stripped or stripped.startswith(("[", "#"))
        lines.append(line if live else f"#{line}")
    return "\n".join(lines).strip("\n") + "\n"


def _write_defaults(place: Path, default_config: str) -> None:
    try:
        write_private(place, commented(default_config))
    except OSError as error:
        raise ConfigError("Settings cannot be written", f"{place}: {error.strerror or error}") from error


def _parse(place: Path) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(place.read_text(encoding="utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise _not_toml(place, error) from error
    except OSError as error:
        raise _unreadable(place, error) from error


def _not_toml(place: Path, error: Exception) -> ConfigError:
    return ConfigError("Settings file not understood", f"{place} is not valid TOML: {error}")


def _unreadable(place: Path, error: OSError) -> ConfigError:
    return ConfigError("Settings file not readable", f"{place}: {error.strerror or error}")


def _merge(base: Any, over: Any) -> None:
    """Lay `over` on `base`, table by table; where kinds differ the user's value wins."""
    for key, value in over.items():
        if key in base and hasattr(base[key], "items") and hasattr(value, "items"):
            _merge(base[key], value)
        else:
            base[key] = value


_DEPRECATION = {"deprecated_in": "0.5.3", "current_version": __version__}


@deprecation.deprecated(**_DEPRECATION, details="Use load_config_toml instead")  # type: ignore[untyped-decorator]
def load_config(appname: str, default_config: configparser.ConfigParser) -> configparser.ConfigParser:
    """The old ini style: the user's `<appname>.toml` read as ini over the given defaults."""
    place = config_path(appname)
    if place.exists():
        default_config.read(place, encoding="utf-8")
    else:
        save_config(appname, default_config)
    return default_config


@deprecation.deprecated(**_DEPRECATION, details="Use save_config_toml instead")  # type: ignore[untyped-decorator]
def save_config(appname: str, config: configparser.ConfigParser) -> None:
    """The old ini style: writes `<appname>.ini`."""
    import io

    text = io.StringIO()
    config.write(text)
    write_private(Path(get_config_dir(appname)) / f"{appname}.ini", text.getvalue())
