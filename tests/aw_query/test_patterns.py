"""Which regular expressions may run: those that can take for ever may not, and what people write may."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from aw_query.exceptions import QueryFunctionException
from aw_query.functions import q2_categorize
from aw_query.patterns import check_classes, check_pattern, check_tags
from tests.support.wait import patience

USUAL = [
    "",
    "foo|bar",
    "^$",
    "(?i)(firefox|librewolf|waterfox|nightly)",
    "^ssh |virt-manager|\\bssh\\b",
    ".*youtube.*music.*",
    "\\bparser\\b.*(Code|PyCharm)",
    "https?://[^/]+/.*\\.pdf$",
    "[^-]+ - (.+) - .*Code",
    "(\\w+\\s)+x",
    "([^,]*,)*",
    "(/[\\w.-]*)*",
    "([\\w-]+\\.)+com",
    "(foo|bar|baz)+",
    "(?:\\d{1,3}\\.){3}\\d{1,3}",
    "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.|$)){4}",
    "a{3,10}b",
    ".{10}.{10,}",
    "(?=.*a)(?=.*b).*",
    "(?P<x>a)(?P=x)",
    "(a)?(?(1)b|c)",
    "(?i:straße)",
    "(?:.|\\n)*x",
    "(?<!\\w)vim(?!\\w)",
    "|".join(f"word{number}" for number in range(400)),
]
ENDLESS = [
    "(a+)+",
    "(a+)+$",
    "(a*)*b",
    "(.*,)*x",
    "(foo.*)+$",
    "(\\w+\\s?)+$",
    "(a|aa)+$",
    "(a|ab|b)*c",
    "(a?){30}a{30}",
    "a?" * 30 + "a" * 30,
    "(a+){10}b",
    "(a{2,9}){3,}b",
    "(.*)" * 8 + "x",
    "(\\s*\\w+\\s*)*$",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(?=(a+)+$)",
    "(?i)(a+|B)*(A+b?)+$",
    "(([^a]|b)+)+",
    "((a{1,4}){4}){4}",
]


@pytest.mark.parametrize("regex", USUAL)
def test_usual_patterns_may_run(regex: str) -> None:
    check_pattern(regex)


@pytest.mark.parametrize("regex", ENDLESS)
def test_endless_patterns_may_not(regex: str) -> None:
    with pytest.raises(QueryFunctionException):
        check_pattern(regex)


@pytest.mark.parametrize("regex", ["(", "[", "*", "a{2,1}", "(?P<1>a)", "\\", "(?<=a+)b", "a" * 20_001, "(" * 5000])
def test_what_is_no_pattern(regex: str) -> None:
    with pytest.raises(QueryFunctionException):
        check_pattern(regex)


def test_judging_is_quick() -> None:
    words = "|".join(f"some-longer-word-{number}" for number in range(800))
    started = time.perf_counter()
    for regex in (words, f"({words})", "(" + "|".join("abcdefghij"[i % 10] * (i + 1) for i in range(60)) + ")*"):
        try:
            check_pattern(regex)
        except QueryFunctionException as error:
            assert error.message
    assert time.perf_counter() - started < 5 * patience()


ATOMS = ("a", "b", "[ab]", ".", "\\w", "(?:a|ab)", "(?:b|)", "a?", "b*", "(?:ab)+")
REPEATS = ("*", "+", "?", "{2}", "{1,3}", "{6,}")


def pattern(dice: random.Random, depth: int = 0) -> str:
    """A random pattern over few characters, so that its parts get into each other's way."""
    shape = dice.randrange(6) if depth < 4 else 0
    if shape < 2:
        return dice.choice(ATOMS)
    inner = [pattern(dice, depth + 1) for _ in range(dice.randint(1, 3))]
    if shape < 4:
        return "".join(inner)
    return f"(?:{'|'.join(inner)}){dice.choice(REPEATS)}"


RUN = """
import re, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
for line in sys.stdin:
    pattern = re.compile(line.rstrip("\\n"))
    for text in ("a" * 40, "ab" * 20, "aab" * 14, "b" * 40, "abb" * 14):
        pattern.search(text)
"""


def test_what_may_run_ends() -> None:
    """Random patterns that pass, on texts made to hurt, in a process with an end: 2^40 steps would never do."""
    dice = random.Random(7)
    patterns = [pattern(dice) + "c" for _ in range(1500)]
    allowed = [regex for regex in patterns if permitted(regex)]
    assert 300 < len(allowed) < 1400
    done = subprocess.run([sys.executable, "-c", RUN], input="\n".join(allowed), text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def permitted(regex: str) -> bool:
    try:
        check_pattern(regex)
    except QueryFunctionException:
        return False
    return True


def test_rules_are_checked_one_by_one() -> None:
    rule = {"type": "regex", "regex": "a", "ignore_case": True}
    assert check_classes([[["A"], rule], [["B"], {"type": "none"}]]) == [(["A"], rule), (["B"], {"type": "none"})]
    for wrong in (1, [1], [["A"]], [["A"], "a"], [["A"], {"regex": 1}], [["A"], {"regex": "a", "select_keys": [1]}]):
        with pytest.raises(QueryFunctionException, match="Rule 2"):
            check_classes([[["A"], rule], wrong])
    with pytest.raises(QueryFunctionException, match=r"Rule 1: .*\(a\+\)\+"):
        check_classes([[["A"], {"regex": "(a+)+"}]])
    check_classes([[["A"], {"regex": "(?:ab?|B)*c"}]])
    with pytest.raises(QueryFunctionException, match="Rule 1"):
        check_classes([[["A"], {"regex": "(?:ab?|B)*c", "ignore_case": True}]])


def test_categories_are_lists_and_tags_are_texts() -> None:
    check_classes([[[], {}], [["A", "b"], {}]])
    check_tags([["", {}], ["A", {}]])
    for check, label in ((check_classes, "A"), (check_classes, [1]), (check_tags, ["A"]), (check_tags, 1)):
        with pytest.raises(QueryFunctionException, match="Rule 1"):
            check([[label, {}]])


@pytest.mark.parametrize("regex", ["[[^-]+ - .*", "[a-z--b]", "[a&&b]", "[a||b]"])
def test_sets_that_may_mean_something_else_one_day_are_no_mistake(regex: str) -> None:
    check_pattern(regex)
    assert q2_categorize([], [[["A"], {"regex": regex}]]) == []
