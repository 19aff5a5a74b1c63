"""The list of components names what is inside, with versions and licences."""

from __future__ import annotations

import importlib.metadata
import json
from email.message import Message
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def inventory() -> Any:
    import inventory

    return inventory


def test_a_distribution_is_named_when_a_file_of_it_is_inside(inventory: Any) -> None:
    names = {component.name.lower(): component for component in inventory.distributions({"flask/app.pyc", "x.txt"})}
    assert names["flask"].version == importlib.metadata.version("flask")
    assert "BSD" in names["flask"].licence
    assert any("Redistribution" in text for text in names["flask"].texts.values())
    assert "waitress" not in names
    assert "activitywatch" not in names


def test_the_starter_of_the_freezing_tool_is_named(inventory: Any) -> None:
    assert "pyinstaller" in {component.name.lower() for component in inventory.distributions(set())}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("License-Expression", "MIT"), ("License", "long")], "MIT"),
        ([("License", "BSD 3-Clause")], "BSD 3-Clause"),
        ([("License", "line\nline"), ("Classifier", "License :: OSI Approved :: MIT License")], "MIT License"),
        ([("License", "UNKNOWN")], "see its licence text"),
        ([], "see its licence text"),
    ],
)
def test_the_shortest_form_of_a_licence_is_taken(inventory: Any, headers: list[tuple[str, str]], expected: str) -> None:
    metadata = Message()
    for name, value in headers:
        metadata[name] = value
    assert inventory.licence_of(metadata) == expected


def test_the_page_is_made_of_what_is_no_tool(inventory: Any, tmp_path: Path) -> None:
    packages = {
        "": {"name": "ui"},
        "node_modules/vue": {"version": "3.5.0", "license": "MIT"},
        "node_modules/@scope/part": {"version": "1.0.0", "license": "ISC"},
        "node_modules/vite": {"version": "8.0.0", "license": "MIT", "dev": True},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))
    (tmp_path / "node_modules/vue").mkdir(parents=True)
    (tmp_path / "node_modules/vue/LICENSE").write_text("MIT, in full")
    found = {component.name: component for component in inventory.npm_packages(tmp_path)}
    assert set(found) == {"vue", "@scope/part"}
    assert found["vue"].texts == {"LICENSE": "MIT, in full"}
    assert found["@scope/part"].purl == "pkg:npm/%40scope/part@1.0.0"


def test_the_bill_names_each_component_once_and_points_to_it(inventory: Any) -> None:
    parts = [
        inventory.Component("flask", "3.1", "pypi", "BSD-3-Clause"),
        inventory.Component("libssl3", "3.0.19", "deb", "see its copyright file"),
    ]
    bill = inventory.bill_of_materials(parts, "0.14.0", 1_700_000_000)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert [part["purl"] for part in bill["components"]] == ["pkg:pypi/flask@3.1", "pkg:deb/debian/libssl3@3.0.19"]
    assert bill["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in bill["components"]]
    assert bill == inventory.bill_of_materials(parts, "0.14.0", 1_700_000_000)
    other = inventory.bill_of_materials(parts[:1], "0.14.0", 1_700_000_000)
    assert other["serialNumber"] != bill["serialNumber"]


def test_licence_texts_lie_in_a_folder_each(inventory: Any, tmp_path: Path) -> None:
    parts = [
        inventory.Component("@scope/part", "1.0", "npm", "ISC", {"LICENSE": "text of ISC"}),
        inventory.Component("flask", "3.1", "pypi", "BSD-3-Clause", {"LICENSE.txt": "text of BSD"}),
    ]
    inventory.write_licences(parts, tmp_path / "licenses")
    assert (tmp_path / "licenses/@scope_part/LICENSE").read_text() == "text of ISC"
    table = (tmp_path / "licenses/README.txt").read_text()
    assert "flask" in table
    assert "BSD-3-Clause" in table


def test_two_versions_of_one_package_stand_in_a_fixed_order(inventory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = ["8.2.1", "6.6.4", "7.0.0", "10.1.0", "1.0.0"]
    parts = [inventory.Component("@vue/api", version, "npm", "MIT") for version in versions]
    monkeypatch.setattr(inventory, "distributions", lambda _: [])
    monkeypatch.setattr(inventory, "system_libraries", lambda _: [])
    monkeypatch.setattr(inventory, "npm_packages", lambda _: parts)
    monkeypatch.setattr(inventory, "runtime", lambda: parts[0])
    found = inventory.components([])
    assert [component.version for component in found] == sorted(versions)
