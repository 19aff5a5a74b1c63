"""Where ActivityWatch's other servers keep their files (contract 6.2), below the directories that ours uses."""

from __future__ import annotations

from pathlib import Path

from aw_core.dirs import get_cache_dir, get_config_dir, get_data_dir, legacy_testing_suffix

_DATABASES = (
    ("aw-server", "peewee-sqlite{}.v2.db"),
    ("aw-server", "sqlite{}.v1.db"),
    ("aw-server-rust", "sqlite{}.db"),
)
_SETTINGS = "settings{}.json"


def databases(testing: bool) -> list[Path]:
    """Databases that are there, testing files in testing mode and the others otherwise."""
    suffix = legacy_testing_suffix() if testing else ""
    data = Path(get_data_dir())
    return [path for folder, name in _DATABASES if (path := data / folder / name.format(suffix)).is_file()]


def scratch(testing: bool) -> Path:
    """The folder that an import keeps its copy of a database in while it runs; perhaps not made yet."""
    return Path(get_cache_dir("aw-server")) / ("importing-testing" if testing else "importing")


def settings_files(testing: bool) -> list[Path]:
    """Settings of the Python server that are there: in its settings directory, or in older ones in its data."""
    name = _SETTINGS.format(legacy_testing_suffix() if testing else "")
    folders = dict.fromkeys((get_config_dir(), get_data_dir()))
    return [path for folder in folders if (path := Path(folder) / "aw-server" / name).is_file()]
