"""The page about this interface: its table is the table of routes, and each row names a test that exists."""

from __future__ import annotations

import json
import re
from pathlib import Path

from aw_server.compat.wakatime.routes import ROUTES, Route

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "wakatime.md"
TESTS = Path(__file__).parent
SHAPES = json.loads((ROOT / "tests/vectors/wakatime/shapes.json").read_text())
# What the reference describes beside its resources.
OAUTH = ["GET /oauth/authorize", "POST /oauth/token", "POST /oauth/revoke"]
_ROW = re.compile(r"^\| `([A-Z]+) ([^`]+)` \| ([^|]+) \| (yes|no) \| `(\w+)` \|$", re.MULTILINE)


def written(route: Route) -> tuple[str, str, str]:
    path = re.sub(r"<(?:path:)?(\w+)>", r":\1", route.path)
    return route.method, path, "no" if route.scopes is None else "yes"


def test_the_table_is_that_of_the_routes() -> None:
    rows = {(method, path, key) for method, path, _, key, _ in _ROW.findall(PAGE.read_text())}
    assert rows == {written(route) for route in ROUTES}


def shape_of(address: str) -> str:
    """An address without the names of what varies in it."""
    return re.sub(r":\w+", ":", address.replace("/users/current", "/users/:user"))


def test_every_address_of_the_reference_is_in_the_table_with_its_status() -> None:
    rows = {shape_of(f"{method} {path}"): status for method, path, status, *_ in _ROW.findall(PAGE.read_text())}
    assert len(SHAPES) == 37
    assert {shape_of(name) for name in (*SHAPES, *OAUTH)} - rows.keys() == set()
    assert [name for name, about in SHAPES.items() if not rows[shape_of(name)].startswith(str(about["code"]))] == []


def test_every_row_names_a_test_that_exists() -> None:
    there = {
        name for file in TESTS.rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }
    named = {row[4] for row in _ROW.findall(PAGE.read_text())}
    assert named - there == set()
