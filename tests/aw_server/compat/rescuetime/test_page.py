"""The page about this interface: its parameters and addresses are those of the code, and all are asked in tests."""

from __future__ import annotations

import re
from pathlib import Path

from aw_server.compat.rescuetime.guest import _FEEDS, _POSTS, _TABLES
from aw_server.compat.rescuetime.options import Options
from aw_server.compat.rescuetime.parameters import KINDS, PERSPECTIVES, RESOLUTIONS, SPELLINGS

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "rescuetime.md").read_text()
TESTS = "".join(file.read_text() for file in Path(__file__).parent.glob("*.py"))
# Said in other words below the table: which devices.
ELSEWHERE = {"restrict_source_type"}


def table(first: str) -> list[list[str]]:
    """The cells of the table whose first heading is this."""
    lines = PAGE[PAGE.index(f"| {first} |") :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_parameter_stands_there_with_all_of_its_names() -> None:
    written = {words(name)[0]: [words(name)[0], *words(others)] for name, others, _ in table("principal")}
    assert written == {name: list(names) for name, names in SPELLINGS.items() if name not in ELSEWHERE}
    assert all(f"`{name}=" in PAGE for name in ELSEWHERE)


def test_every_value_stands_there() -> None:
    values = {words(name)[0]: words(told) for name, _, told in table("principal")}
    assert set(values["perspective"]) == set(PERSPECTIVES)
    assert set(values["resolution_time"]) == set(RESOLUTIONS)
    assert set(values["restrict_kind"]) >= set(KINDS)


def test_every_address_stands_there_and_is_asked() -> None:
    told = {word for row in table("address") for word in words(row[0])}
    assert told == {f"GET {path}" for path in _FEEDS} | {f"POST {path}" for path in _POSTS}
    for path in _TABLES:
        assert f"`{path}`" in PAGE or f"/anapi{path}`" in PAGE, path
    for path in (*_FEEDS, *_POSTS, *_TABLES):
        assert f'"{path}"' in TESTS or path == "/data", path


def test_every_choice_stands_there() -> None:
    told = {word for row in table("key") for word in words(row[0])}
    assert told == set(Options.__dataclass_fields__)
