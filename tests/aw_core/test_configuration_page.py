"""docs/configuration.md says what the programs' own defaults say, key by key."""

from __future__ import annotations

import importlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from aw_core import dirs

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text()
# program -> (module, its defaults as TOML text)
PROGRAMS = {
    "aw-server": ("aw_server.config", "DEFAULTS"),
    "aw-client": ("aw_client.config", "DEFAULT_CONFIG"),
    "aw-watcher-afk": ("aw_watcher_afk.config", "DEFAULTS"),
    "aw-watcher-window": ("aw_watcher_window.config", "DEFAULTS"),
    "aw-qt": ("aw_qt.config", "DEFAULTS"),
}


def part(program: str) -> str:
    found = re.search(rf"^## `{program}`\n(.*?)(?=^## )", PAGE, re.M | re.S)
    assert found, program
    return found[1]


def rows(program: str) -> dict[str, list[str]]:
    """key -> the cells after it."""
    lines = re.findall(r"^\| `(\w+)` \| (.*) \|$", part(program), re.M)
    return {key: [cell.strip() for cell in rest.split("|")] for key, rest in lines}


def defaults(program: str) -> dict[str, Any]:
    module, name = PROGRAMS[program]
    return tomllib.loads(getattr(importlib.import_module(module), name))


def values(program: str) -> dict[tuple[str, bool], Any]:
    """(key, testing) -> default, tables of the user's own names left out."""
    return {
        (key, section.endswith("-testing")): value
        for section, table in defaults(program).items()
        for key, value in table.items()
        if not isinstance(value, dict)
    }


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_key_stands_there_with_its_default(program: str) -> None:
    told = {}
    for key, cells in rows(program).items():
        told[key, False] = cells[0]
        if len(cells) == 3 and cells[1]:
            told[key, True] = cells[1]
    real = {place: f"`{json.dumps(value)}`" for place, value in values(program).items()}
    assert told == real


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_section_is_named(program: str) -> None:
    for section, table in defaults(program).items():
        assert f"`[{section}]`" in part(program)
        for name, value in table.items():
            if isinstance(value, dict):
                assert f"`[{section}.{name}]`" in part(program)


@pytest.mark.parametrize(("column", "system"), [(1, "linux"), (2, "darwin"), (3, "win32")])
@pytest.mark.parametrize(
    ("row", "kind"), [("settings", "config"), ("data", "data"), ("cache", "cache"), ("logs", "log")]
)
def test_directories(row: str, kind: str, column: int, system: str) -> None:
    (line,) = re.findall(rf"^\| {row} \|.*$", PAGE, re.M)
    told = line.split("|")[column + 1].strip(" `").replace("%LOCALAPPDATA%", "~/AppData/Local").replace("\\", "/")
    assert Path(told.replace("~", "/home/anna")) == dirs.base_dir(kind, system, {}, Path("/home/anna"), "activitywatch")
