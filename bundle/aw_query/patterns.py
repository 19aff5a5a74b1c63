"""Regular expressions from a query, checked before they run: Python cannot interrupt one, and one can run for ever.

A pattern is refused when some text makes the number of ways to match it explode: a repetition whose body can match
the same text in several ways (`(a+)+`), many overlapping repetitions in a row, many optional parts that overlap. What
is left costs at worst a low power of the text's length, so each gets to see only as much of a text as it can bear.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from aw_query.exceptions import QueryFunctionException
from aw_query.pattern_shape import Hazard, repetitions

MOST_CHARACTERS = 20_000


# Characters of a text that a pattern gets to see, by the number of its overlapping repetitions in a row.
REACH = (100_000, 10_000, 1_000, 300, 150)


@lru_cache(maxsize=4096)
def _judge(regex: str, ignore_case: bool) -> int | str:
    """How many overlapping repetitions follow one another in a pattern; a text if it cannot be used, saying why."""
    if len(regex) > MOST_CHARACTERS:
        return f"it has more than {MOST_CHARACTERS} characters"
    try:
        # The flags of a rule: what is compiled here is found again by `re`.
        return repetitions(regex, re.UNICODE | (re.IGNORECASE if ignore_case else 0))
    except (re.error, OverflowError) as error:
        return str(error)
    except RecursionError:
        return "it is nested too deeply"
    except Hazard as hazard:
        return str(hazard)


def check_pattern(regex: str, where: str = "", ignore_case: bool = False) -> None:
    """Raises QueryFunctionException for what is no regular expression, or one that may not end."""
    fault = _judge(regex, ignore_case)
    if isinstance(fault, str):
        shown = regex if len(regex) <= 80 else regex[:77] + "..."
        raise QueryFunctionException(f"{where}The regular expression {shown!r} cannot be used: {fault}")


def reach(regex: str, ignore_case: bool) -> int:
    """How many characters of a text a checked pattern gets to see."""
    found = _judge(regex, ignore_case)
    return 0 if isinstance(found, str) else REACH[found]


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
