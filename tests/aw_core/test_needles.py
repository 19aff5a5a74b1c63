"""Needles: no text that a pattern matches may lack them."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aw_core.needles import Haystack, lowered, needles


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("GitHub|Stack Overflow", ["GitHub", "Stack Overflow"]),
        ("Git(Hub|lab)?", ["Git"]),
        (r"\bparser\b.*(Code|PyCharm)", ["parser"]),
        (r"localhost:\d+", ["localhost:"]),
        ("(?i)Slack|#[a-z]+", ["slack", "#"]),
        ("(abc)+d", ["abc"]),
        ("(?=look)ahead", ["ahead"]),
        ("(?:a|bc)def", ["def"]),
        ("a|.", None),
        ("a*", None),
        ("[ab]c?", None),
        ("(?i:ab)", None),
        ("line\nbreak", ["break"]),
        ("(?i)straße", ["stra"]),
        ("", None),
        ("|".join("abcdefgh" + chr(97 + n // 26) + chr(97 + n % 26) for n in range(100)), ["abcdefgh"]),
        ("|".join(f"{n}a" for n in range(1000, 1100)), None),
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
def test_no_match_is_missed(branches: list[str], texts: list[str], ignoring_case: bool) -> None:
    pattern = re.compile("|".join(branches), re.IGNORECASE if ignoring_case else 0)
    wanted = needles(pattern)
    matching = {at for at, text in enumerate(texts) if pattern.search(text)}
    if wanted is not None:
        assert matching <= Haystack(texts).holding(wanted, ignoring_case)


def test_most_texts_are_left_out() -> None:
    texts = [f"window {number}" for number in range(1000)]
    assert Haystack(texts).holding(["window 77"], False) == {77, *range(770, 780)}
