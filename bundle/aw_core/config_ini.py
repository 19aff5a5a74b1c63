"""The pair of INI functions from before TOML, kept for programs that still call them (contract 7.2)."""

from __future__ import annotations

import io
from configparser import ConfigParser
from configparser import Error as IniError
from pathlib import Path

import deprecation

from .__about__ import __version__
from .dirs import get_config_dir
from .errors import ConfigError
from .files import write_private

_SINCE = {"deprecated_in": "0.5.3", "removed_in": "2.0", "current_version": __version__}


@deprecation.deprecated(**_SINCE, details="Use load_config_toml")  # type: ignore[untyped-decorator]
def load_config(appname: str, default_config: ConfigParser) -> ConfigParser:
    """`default_config`, overridden by `<program>.ini` and then by `<program>.toml` where those exist, read as INI.

    The result is written back to the INI file, so that new defaults appear in it. ConfigError if a file is not INI.
    """
    folder = Path(get_config_dir(appname))
    config = ConfigParser()
    config.read_dict(default_config)
    for path in (folder / f"{appname}.ini", folder / f"{appname}.toml"):
        try:
            config.read(path, "utf-8")
        except (IniError, UnicodeDecodeError) as error:
            raise ConfigError("Settings not understood", f"In the file {path}: {error}.") from error
    _write(appname, config)
    return config


@deprecation.deprecated(**_SINCE, details="Use save_config_toml")  # type: ignore[untyped-decorator]
def save_config(appname: str, config: ConfigParser) -> None:
    """Write `<program>.ini`."""
    _write(appname, config)


def _write(appname: str, config: ConfigParser) -> None:
    text = io.StringIO()
    config.write(text)
    write_private(Path(get_config_dir(appname)) / f"{appname}.ini", text.getvalue())
