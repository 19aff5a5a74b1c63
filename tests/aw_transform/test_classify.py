"""Rules, categories, tags (A.6)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aw_core.models import Event
from aw_transform import Rule, categorize, tag

T = "2026-01-01T00:00:00Z"

VECTORS: list[tuple[dict[str, Any], list[tuple[list[str], dict[str, Any]]], list[str]]] = [
    ({"t": "abc"}, [(["A"], {"regex": "a"}), (["B"], {"regex": "b"})], ["B"]),
    ({"t": "abc"}, [(["A", "x"], {"regex": "a"}), (["B"], {"regex": "b"})], ["A", "x"]),
    ({"t": "abc"}, [([], {"regex": "a"})], ["Uncategorized"]),
    ({"t": 1}, [(["A"], {"regex": "1"})], ["Uncategorized"]),
    ({"t": "x", "u": "abc"}, [(["A"], {"regex": "a", "select_keys": ["t"]})], ["Uncategorized"]),
    ({"t": "abc"}, [(["A"], {"type": "none"}), (["B"], {"regex": ""})], ["Uncategorized"]),
    ({"t": "abc"}, [(["A"], {"regex": "a", "select_keys": []})], ["A"]),
    ({"t": "ABC"}, [(["A"], {"regex": "a", "ignore_case": True})], ["A"]),
    ({"t": "abc"}, [(["A"], {"regex": "a", "priority": 50}), (["B", "c"], {"regex": "b"})], ["A"]),
    ({"url": "https://www.a.org/x"}, [(["A"], {"regex": r"^a\.org$", "select_keys": ["$domain"]})], ["A"]),
]


@pytest.mark.parametrize(("data", "classes", "wanted"), VECTORS)
def test_vectors(data: dict[str, Any], classes: list[tuple[list[str], dict[str, Any]]], wanted: list[str]) -> None:
    event = Event(timestamp=T, data=data)
    result = categorize([event], [(category, Rule(rule)) for category, rule in classes])
    assert result[0] is event
    assert event.data["$category"] == wanted


def test_each_event_has_a_category_list_of_its_own() -> None:
    events = [Event(timestamp=T, data={"t": "a"}) for _ in range(2)]
    categorize(events, [(["A"], Rule({"regex": "a"}))])
    events[0].data["$category"].append("mine")
    assert events[1].data["$category"] == ["A"]


def test_tags_come_in_the_order_of_the_rules_and_repeat() -> None:
    event = Event(timestamp=T, data={"t": "abc"})
    tag([event], [("A", Rule({"regex": "a"})), ("A", Rule({"regex": "b"})), ("Z", Rule({"regex": "z"}))])
    assert event.data["$tags"] == ["A", "A"]


@pytest.mark.parametrize("priority", [True, 1.5, "3"])
def test_a_priority_is_a_whole_number(priority: object) -> None:
    with pytest.raises(ValueError, match="priority"):
        Rule({"regex": "a", "priority": priority})


def test_a_wrong_pattern_is_said_when_the_rule_is_made() -> None:
    with pytest.raises(re.error):
        Rule({"regex": "("})
