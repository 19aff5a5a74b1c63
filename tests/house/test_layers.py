"""Who may import whom (docs/architecture.md, the stairs). A breach names file and line."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# package -> own packages it may import
STAIRS: dict[str, set[str]] = {
    "aw_core": set(),
    "aw_transform": {"aw_core"},
    "aw_datastore": {"aw_core"},
    "aw_query": {"aw_core", "aw_transform", "aw_datastore"},
    "aw_client": {"aw_core", "aw_transform"},
    "aw_server": {"aw_core", "aw_transform", "aw_datastore", "aw_query"},
    "aw_watcher": {"aw_core", "aw_client"},
    "aw_watcher_afk": {"aw_core", "aw_client", "aw_watcher"},
    "aw_watcher_window": {"aw_core", "aw_client", "aw_watcher"},
    "aw_cli": {"aw_core", "aw_client", "aw_watcher"},
    "aw_qt": {"aw_core"},
}

# foreign library -> the files (or folders, ending in /) that may import it
FOREIGN: dict[str, set[str]] = {
    "tomlkit": {"bundle/aw_core/config.py"},
    "iso8601": {"bundle/aw_core/timestamps.py"},
    "deprecation": {"bundle/aw_core/"},
    "jsonschema": {"bundle/aw_core/schema.py"},
    "numpy": {
        "bundle/aw_core/frame/",
        "bundle/aw_server/compat/rescuetime/columns.py",
        "bundle/aw_server/compat/wakatime/columns.py",
    },
    "peewee": {"bundle/aw_datastore/storages/"},
    "playhouse": {"bundle/aw_datastore/storages/"},
    "psycopg": {"bundle/aw_datastore/storages/postgres_connection.py"},
    "pymongo": {"bundle/aw_datastore/storages/mongo_client.py"},
    "requests": {"bundle/aw_client/"},
    "urllib3": {"bundle/aw_client/"},
    "click": {"bundle/aw_client/cli.py", "bundle/aw_cli/"},
    "flask": {"bundle/aw_server/"},
    "werkzeug": {"bundle/aw_server/"},
    "waitress": {"bundle/aw_server/serve.py", "bundle/aw_server/wire/"},
    "msgspec": {"bundle/aw_server/"},
    "Xlib": {"bundle/aw_watcher/", "bundle/aw_watcher_afk/backends/", "bundle/aw_watcher_window/backends/"},
    "psutil": {"aw_qt/supervision/", "bundle/aw_core/port_holder.py"},
    "PyQt5": {"aw_qt/"},
}

# The parts of the tray that must work without Qt: nothing here may import it.
QT_FREE = (
    "aw_qt/manager.py",
    "aw_qt/supervision/",
    "aw_qt/instance.py",
    "aw_qt/modules_link.py",
    "aw_qt/menu.py",
    "aw_qt/autostart/",
)


def sources() -> list[Path]:
    found: list[Path] = []
    for package in STAIRS:
        for base in (ROOT, ROOT / "bundle"):
            found += sorted((base / package).rglob("*.py"))
    return found


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module


def allowed(path: str, places: set[str]) -> bool:
    return any(path.startswith(place) if place.endswith("/") else path == place for place in places)


def test_there_is_something_to_check() -> None:
    assert len(sources()) > 50


def test_nobody_imports_upwards_or_sideways() -> None:
    breaches = []
    for path in sources():
        relative = path.relative_to(ROOT).as_posix()
        package = next(part for part in path.relative_to(ROOT).parts if part in STAIRS)
        for line, name in imports(path):
            top = name.split(".")[0]
            if top in STAIRS and top != package and top not in STAIRS[package]:
                breaches.append(f"{relative}:{line} {package} imports {name}")
    assert breaches == []


def test_foreign_libraries_stay_in_their_files() -> None:
    standard = {*sys.stdlib_module_names, "_typeshed"}  # the latter exists for type checkers only
    breaches = []
    for path in sources():
        relative = path.relative_to(ROOT).as_posix()
        for line, name in imports(path):
            top = name.split(".")[0]
            if top in standard or top in STAIRS:
                continue
            if top not in FOREIGN:
                breaches.append(f"{relative}:{line} imports {top}, which no floor has")
            elif not allowed(relative, FOREIGN[top]):
                breaches.append(f"{relative}:{line} imports {top}; only {sorted(FOREIGN[top])} may")
    assert breaches == []


def test_the_supervisor_works_without_qt() -> None:
    breaches = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line, name in imports(path)
        if name.split(".")[0] == "PyQt5" and allowed(path.relative_to(ROOT).as_posix(), set(QT_FREE))
    ]
    assert breaches == []


def test_nothing_imports_the_second_source_root_by_name() -> None:
    everything = [*sources(), *(ROOT / "tests").rglob("*.py")]
    breaches = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in everything
        for line, name in imports(path)
        if name.split(".")[0] == "bundle"
    ]
    assert breaches == []


@pytest.mark.parametrize("folder", ["packaging", "resources", "bundle"])
def test_these_folders_are_not_packages(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()
