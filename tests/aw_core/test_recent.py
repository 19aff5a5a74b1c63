"""A memory for lists of keys keeps what was used last."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aw_core.recent import Recent

KEYS = st.lists(st.lists(st.integers(0, 20), unique=True, max_size=8), max_size=30)


def test_what_was_used_last_stays() -> None:
    memory = Recent[str, int](3)
    memory.keep(["a", "b", "c"], [1, 2, 3])
    assert memory.take(["a", "x"]) == [1, None]
    memory.keep(["a", "x"], [1, 4])
    assert [memory.get(key) for key in "abcx"] == [1, None, 3, 4]


def test_of_more_than_there_is_room_for_the_last_stay() -> None:
    memory = Recent[int, int](10)
    memory.keep(range(50), range(50))
    assert len(memory) == 10
    assert memory.take([39, 40]) == [None, 40]


def test_nothing_is_left_after_forgetting() -> None:
    memory = Recent[int, int](10)
    memory.keep([1], [1])
    memory.clear()
    assert (memory.get(1), len(memory)) == (None, 0)


@given(KEYS, st.integers(1, 10))
def test_it_holds_exactly_the_keys_used_last(lists: list[list[int]], most: int) -> None:
    memory = Recent[int, int](most)
    used: list[int] = []
    for keys in lists:
        known = {key for key in set(used) if memory.get(key) is not None}
        assert known == set(list(dict.fromkeys(reversed(used)))[:most])
        found = memory.take(keys)
        assert found == [key * 2 if key in known else None for key in keys]
        memory.keep(keys, [key * 2 for key in keys])
        used += keys
