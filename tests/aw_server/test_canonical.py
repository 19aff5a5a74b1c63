"""The canonical question: written as the pages of the web UI write it, and answered with bounded, labelled time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aw_server.canonical import Device, canonical, devices_of, literal, regex_literal

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors/canonical.json").read_text())


@pytest.mark.parametrize("vector", VECTORS)
def test_statements_are_those_of_the_pages(vector: dict[str, Any]) -> None:
    devices = [Device(**device) for device in vector["devices"]]
    assert canonical(devices, vector["only_present"], vector["always_active"]) == vector["statements"]


def test_devices_are_hosts_with_windows() -> None:
    about = {
        "w_a": {"type": "currentwindow", "hostname": "a"},
        "afk_a": {"type": "afkstatus", "hostname": "a"},
        "w_b": {"type": "currentwindow", "hostname": "b"},
        "afk_none": {"type": "afkstatus", "hostname": "unknown"},
        "web": {"type": "web.tab.current", "hostname": "unknown"},
        "phone": {"type": "other", "hostname": "c"},
    }
    assert devices_of(about) == [
        Device(window=("w_a",), afk=("afk_a",), browser=("web",)),
        Device(window=("w_b",), browser=("web",)),
    ]


def test_texts_are_read_as_they_were_meant() -> None:
    assert literal('say "a"') == "'say \"a\"'"
    assert literal("""both ' and " of them""") == """"both ' and \\" of them\""""
    assert literal(["a", 1, True]) == '["a", 1, true]'
    with pytest.raises(ValueError, match="backslash"):
        literal("a\\")
    assert regex_literal('a\\"b') == "'a\"b'"
    assert regex_literal("a\\\\") == '"a\\\\(?:)"'
