"""Reading the stored setting `classes`: whatever JSON it holds."""

from __future__ import annotations

from typing import Any

import pytest

from aw_core.categories import classes_from_settings, color_of, default_classes, productivity_of, rules_from_settings

RULE = {"type": "regex", "regex": "x", "ignore_case": True, "select_keys": ["title"], "priority": 3}


def test_rules_are_handed_on_whole_and_in_order() -> None:
    value = [
        {"id": 7, "name": ["Work"], "rule": {"type": "none"}, "data": {}},
        {"id": 8, "name": ["Work", "Code"], "rule": RULE, "data": {"score": 1}},
        {"name": ["Later"], "rule": {"regex": "y"}},
    ]
    assert rules_from_settings(value) == [(["Work", "Code"], RULE), (["Later"], {"regex": "y"})]


def test_classes_keep_what_they_were_stored_with() -> None:
    stored = [
        {"id": 7, "name": ["Work"], "more": 1},
        {"name": "no list"},
        5,
        {"name": ["Play"], "rule": RULE, "data": None},
    ]
    assert classes_from_settings(stored) == [
        {"id": 7, "name": ["Work"], "more": 1, "rule": {}, "data": {}},
        {"name": ["Play"], "rule": RULE, "data": {}},
    ]
    assert classes_from_settings([]) == default_classes()


@pytest.mark.parametrize("unset", [None, [], False, "", {}, 5, "text"])
def test_what_is_unset_means_the_catalogue(unset: Any) -> None:
    rules = rules_from_settings(unset)
    assert [path for path, _ in rules] == [c["name"] for c in default_classes() if c["rule"]["type"] == "regex"]
    assert len(rules) > 50


@pytest.mark.parametrize(
    "entry",
    [
        None,
        5,
        "x",
        [],
        {},
        {"name": []},
        {"name": "Work", "rule": RULE},
        {"name": [1], "rule": RULE},
        {"name": ["A"]},
        {"name": ["A"], "rule": []},
        {"name": ["A"], "rule": {"type": "regex", "regex": ""}},
        {"name": ["A"], "rule": {"type": "none", "regex": "x"}},
    ],
)
def test_what_is_no_rule_is_passed_over(entry: Any) -> None:
    assert rules_from_settings([entry, {"name": ["B"], "rule": RULE}]) == [(["B"], RULE)]


def scored(score: Any) -> list[dict[str, Any]]:
    return [
        {"name": ["A"], "data": {"score": score, "color": "#123456"}},
        {"name": ["A", "B"], "rule": RULE, "data": {}},
    ]


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (2, 2),
        (-2, -2),
        (10, 2),
        (-7.5, -2),
        (1.4, 1),
        (0.5, 0),
        (0, 0),
        ("2", 0),
        (None, 0),
        (True, 0),
        (float("nan"), 0),
        (float("inf"), 2),
    ],
)
def test_productivity_is_inherited_and_clamped(score: Any, level: int) -> None:
    assert productivity_of(scored(score), ["A"]) == level
    assert productivity_of(scored(score), ["A", "B"]) == level
    assert productivity_of(scored(score), ["A", "B", "C"]) == level


def test_the_nearest_score_counts() -> None:
    value = [*scored(2), {"name": ["A", "B", "C"], "data": {"score": -1, "color": "#000000"}}]
    assert productivity_of(value, ["A", "B"]) == 2
    assert productivity_of(value, ["A", "B", "C"]) == -1
    assert productivity_of(value, ["A", "B", "C", "D"]) == -1
    assert productivity_of(value, ["Uncategorized"]) == 0
    assert productivity_of(value, []) == 0


def test_colors_are_inherited() -> None:
    assert color_of(scored(1), ["A", "B"]) == "#123456"
    assert color_of(scored(1), ["Z"]) is None
    assert color_of(None, ["Entertainment", "Video"]) == color_of(None, ["Entertainment"])
