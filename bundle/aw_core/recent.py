"""What was looked up lately, so many entries at most: a memory for lists of keys, most of which come again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The entries used last, `most` of them. One thread at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """One value; None if it is not known. Does not count as a use."""
        return self._entries.get(key)

    def take(self, keys: Sequence[K]) -> list[V | None]:
        """The values of these keys, each of which is there once; None for what is not known.

        They are taken out: whoever goes on using them gives them back by `keep`, what was new among them too.
        """
        pop = self._entries.pop
        return [pop(key, None) for key in keys]

    def keep(self, keys: Sequence[K], values: Sequence[V]) -> None:
        """Remember these as used last, and of all the others what there is room for."""
        entries = self._entries
        entries.update(zip(keys, values, strict=True))
        for key in list(islice(entries, max(0, len(entries) - self._most))):
            del entries[key]

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)
