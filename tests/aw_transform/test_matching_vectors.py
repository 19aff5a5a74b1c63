"""The category of a datum under some rules, as a file that the browser's matching is held to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aw_core.frame.rules import compile_rules
from aw_transform import Rule
from aw_transform.classify import category_of

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "categories" / "matching.json"


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text(encoding="utf-8")), ids=lambda vector: vector["note"])
def test_lists_and_columns_find_the_category(vector: dict[str, Any]) -> None:
    pairs = [(entry["name"], entry["rule"]) for entry in vector["classes"]]
    compiled = compile_rules(pairs)
    rules = [(name, Rule(rule)) for name, rule in pairs]
    for data, category in vector["cases"]:
        assert category_of(data, rules) == category, data
        assert compiled.category(data) == category, data
