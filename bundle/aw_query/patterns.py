"""The regular expressions of a query, checked before they run (`aw_core.patterns` judges them)."""

from __future__ import annotations

from typing import Any

from aw_core.patterns import fault
from aw_query.exceptions import QueryFunctionException


def check_pattern(regex: str, where: str = "", ignore_case: bool = False) -> None:
    """Raises QueryFunctionException for what is no regular expression, or one that may not end."""
    reason = fault(regex, ignore_case)
    if reason is not None:
        shown = regex if len(regex) <= 80 else regex[:77] + "..."
        raise QueryFunctionException(f"{where}The regular expression {shown!r} cannot be used: {reason}")


def check_classes(rules: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """The rules of `categorize` as pairs. Raises QueryFunctionException with the number of a wrong one."""
    pairs = [_checked(number, rule) for number, rule in enumerate(rules, 1)]
    for number, (label, _) in enumerate(pairs, 1):
        if not isinstance(label, list | tuple) or not all(isinstance(part, str) for part in label):
            raise QueryFunctionException(f"Rule {number}: the category has to be a list of texts")
    return pairs


def check_tags(rules: list[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """The same for the rules of `tag`."""
    pairs = [_checked(number, rule) for number, rule in enumerate(rules, 1)]
    for number, (label, _) in enumerate(pairs, 1):
        if not isinstance(label, str):
            raise QueryFunctionException(f"Rule {number}: the tag has to be a text")
    return pairs


def _checked(number: int, rule: Any) -> tuple[Any, dict[str, Any]]:
    if not isinstance(rule, list | tuple) or len(rule) != 2 or not isinstance(rule[1], dict):
        raise QueryFunctionException(f"Rule {number} has to be a pair of a name and a dictionary")
    label, shape = rule
    regex = shape.get("regex")
    if regex is not None and not isinstance(regex, str):
        raise QueryFunctionException(f"Rule {number}: regex has to be a text")
    keys = shape.get("select_keys")
    if keys is not None and not (isinstance(keys, list) and all(isinstance(key, str) for key in keys)):
        raise QueryFunctionException(f"Rule {number}: select_keys has to be a list of texts")
    if pattern_of(shape):
        check_pattern(shape["regex"], f"Rule {number}: ", bool(shape.get("ignore_case")))
    return label, shape


def pattern_of(rule: dict[str, Any]) -> str | None:
    """The pattern that a rule matches by, None if it matches nothing."""
    return (rule.get("regex") or None) if rule.get("type") != "none" else None
