"""docs/your-data.md names the directories that the code computes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aw_core.dirs import base_dir

PAGE = (Path(__file__).resolve().parents[2] / "docs/your-data.md").read_text()
SYSTEMS = {"linux": 0, "darwin": 1, "win32": 2}
KINDS = {"data": "data", "settings": "config", "logs": "log", "cache": "cache"}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("row", KINDS)
def test_the_table_of_places_is_the_codes(system: str, row: str) -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {row} | `"))
    told = re.findall("`([^`]+)`", line)[SYSTEMS[system]].replace("\\", "/").replace("%LOCALAPPDATA%", "/local")
    env = {"LOCALAPPDATA": "/local"} if system == "win32" else {}
    real = base_dir(KINDS[row], system, env, Path("/home/anna"), "activitywatch")
    assert told.replace("~", "/home/anna") == real.as_posix()


def test_what_the_page_says_to_delete_is_everything() -> None:
    told = set(re.search(r"^ +rm -r (.+)$", PAGE, re.M)[1].split())  # type: ignore[index]
    roots = {base_dir(kind, "linux", {}, Path("/h"), "activitywatch") for kind in ("data", "config", "cache")}
    assert {path.replace("~", "/h") for path in told} == {root.as_posix() for root in roots}
    log = base_dir("log", "linux", {}, Path("/h"), "activitywatch")
    assert any(root in log.parents for root in roots)
