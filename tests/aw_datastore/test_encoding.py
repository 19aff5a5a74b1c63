"""How data become text: what is taken apart comes together again, from values and from texts alike."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aw_datastore.encoding import VARYING_KEYS, decode, encode, join, split, split_text

KEYS = st.sampled_from(["app", "lineno", "lines", "xlines", "tabCount", "time", "ünï"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | KEYS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
VARYING = st.sampled_from([frozenset(), *VARYING_KEYS.values()])


@given(st.dictionaries(KEYS, VALUES), VARYING)
def test_texts_are_taken_apart_like_values(data: dict[str, Any], varying: frozenset[str]) -> None:
    assert split_text(encode(data), varying) == split(data, varying)


@given(st.dictionaries(KEYS, VALUES), VARYING)
def test_parts_come_together_again(data: dict[str, Any], varying: frozenset[str]) -> None:
    assert join(*split(data, varying)) == data
    assert decode(encode(data)) == data


def test_half_a_pair_is_no_obstacle() -> None:
    data = {"title": "\ud83d", "lineno": 1}
    assert split_text(encode(data), frozenset({"lineno"})) == split(data, frozenset({"lineno"}))
