"""Needles: no text that a pattern matches may lack them."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aw_core.categories import rules_from_settings
from aw_core.frame.needle_index import NeedleIndex
from aw_core.needles import lowered, needle_of, needles


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
    wanted = [needles(pattern) for pattern in compiled]
    pairs = [(needle, number) for number, found in enumerate(wanted) for needle in found or ()]
    text_of, number_of = NeedleIndex([needle for needle, _ in pairs]).found(texts)
    candidates = {(text, pairs[at][1]) for text, at in zip(text_of.tolist(), number_of.tolist(), strict=True)}
    for at, text in enumerate(texts):
        for number, pattern in enumerate(compiled):
            if wanted[number] is not None and pattern.search(text):
                assert (at, number) in candidates


_STRANGE = st.text("aAbB\0\n é\udc80\u0130界", max_size=12)


@given(st.lists(_STRANGE.filter(bool).map(lowered), max_size=6), st.lists(_STRANGE, max_size=6))
@example(["abcdefghi", "bcde", "b"], ["", "xabcdefgh", "abcdefghi", "BCDE"])
def test_needles_are_found_where_they_stand(needles: list[str], texts: list[str]) -> None:
    text_of, number_of = NeedleIndex(needles).found(texts)
    found = set(zip(text_of.tolist(), number_of.tolist(), strict=True))
    stand = {(at, n) for at, text in enumerate(texts) for n, needle in enumerate(needles) if needle in lowered(text)}
    assert stand <= found
    # Across the end of a text only where the needle holds what stands between two texts.
    assert all("\0" in needles[number] for _, number in found - stand)


def test_many_texts_are_searched_in_portions() -> None:
    texts = [f"Window {number}" for number in range(50_000)]
    text_of, number_of = NeedleIndex(["window 4999", "nothing", "dow 777"]).found(texts)
    found = {(number, texts[at]) for at, number in zip(text_of.tolist(), number_of.tolist(), strict=True)}
    assert found == {(0, t) for t in texts if "ndow 4999" in t} | {(2, t) for t in texts if "dow 777" in t}


@given(st.text(), st.text(), st.text())
def test_a_plain_text_is_found_by_its_needle(before: str, text: str, after: str) -> None:
    assert needle_of(text) in lowered(before + text + after)


def test_the_catalogue_has_needles() -> None:
    without = [path for path, rule in rules_from_settings(None) if needles(re.compile(rule["regex"])) is None]
    assert len(without) <= 2, "each of these is asked about every text"
