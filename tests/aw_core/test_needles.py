"""Needles: no text that a pattern matches may lack them."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aw_core.categories import rules_from_settings
from aw_core.needles import NeedleIndex, lowered, needles


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("GitHub|Stack Overflow", ["github", "stack overflow"]),
        ("[Gg]it(Hub|lab)?", ["git"]),
        (r"\bparser\b.*(Code|PyCharm)", ["parser"]),
        ("知乎|微博", ["知乎", "微博"]),
        (r"localhost:\d+", ["localhost:"]),
        ("(?i)Slack|#[a-z]+", ["slack", "#"]),
        ("(abc)+d", ["abc"]),
        ("(?=look)ahead", ["ahead"]),
        ("(?:a|bc)def", ["def"]),
        ("a|.", None),
        ("a*", None),
        ("[ab]c?", None),
        ("(?i:ab)", None),
        ("line\nbreak", ["line\nbreak"]),
        ("(?i)straße", ["stra"]),
        ("", None),
        ("|".join("abcdefgh" + chr(97 + n // 26) + chr(97 + n % 26) for n in range(100)), ["abcdefgh"]),
        ("|".join(f"{n}a" for n in range(1000, 9000)), None),
    ],
)
def test_what_every_match_contains(pattern: str, expected: list[str] | None) -> None:
    assert needles(re.compile(pattern)) == expected


def test_lower_case_knows_all_that_passes_for_a_letter() -> None:
    """Also the long s, the Kelvin sign, the dotless i and the dotted capital."""
    strangers = re.findall("[a-z]", "".join(map(chr, range(128, sys.maxunicode + 1))), re.IGNORECASE)
    assert len(strangers) >= 4
    for stranger in strangers:
        letters = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if re.fullmatch(letter, stranger, re.IGNORECASE)]
        assert letters
        for letter in letters:
            assert f"x{letter}y" in lowered(f"x{stranger}y")


_WORDS = st.sampled_from(["a", "b", "ab", "K", "\u212a", "\u0130", "\n", "#", "é", "\u017f"])
_TEXTS = st.lists(st.lists(_WORDS, max_size=5).map("".join), max_size=8)
_PIECES = st.sampled_from(
    ["a", "ab", "B", ".", "a?", "(a|b)", "[ab]", r"\b", "k", "i", "#", "(?:ab)+", "^", "$", r"\s", "é"]
)
_PATTERNS = st.lists(_PIECES, max_size=4).map("".join)


@given(st.lists(_PATTERNS, min_size=1, max_size=3), _TEXTS, st.booleans())
@example(["#"], ["a\n#", "#"], False)
def test_no_match_is_missed(patterns: list[str], texts: list[str], ignoring_case: bool) -> None:
    compiled = [re.compile(pattern, re.IGNORECASE if ignoring_case else 0) for pattern in patterns]
    index = NeedleIndex([needles(pattern) for pattern in compiled])
    for text in texts:
        matching = {number for number, pattern in enumerate(compiled) if pattern.search(text)}
        candidates = index.candidates(text)
        assert matching <= set(candidates)
        assert candidates == sorted(candidates)


def test_most_patterns_are_not_asked() -> None:
    index = NeedleIndex([[f"window {number}"] for number in range(1000)])
    assert 77 in index.candidates("Window 77")
    assert len(index.candidates("Window 77")) < 5
    assert index.candidates("nothing") == []


def test_the_catalogue_has_needles() -> None:
    without = [path for path, rule in rules_from_settings(None) if needles(re.compile(rule["regex"])) is None]
    assert len(without) <= 2, "each of these is asked about every text"
