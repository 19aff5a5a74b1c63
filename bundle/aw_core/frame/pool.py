"""The distinct data of a frame's events, each read, derived and compared once however many events point at it."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import accumulate
from threading import RLock
from typing import Any, Final

import numpy as np

from aw_core.event_text import is_tidy, json_text

from .arrays import Codes, NDArray
from .values import data_mark

Data = dict[str, Any]

NO_ID: Final = -1
"""In a frame's `id`: the event has none."""

MISSING: Final = object()
"""Stands in a column for data that lacks the key."""

_UNREAD: Final[Any] = object()
_LISTED: Final = object()
_MOST_KEPT: Final = 32
# Above that many numbers the distinct ones are found by sorting.
_MOST_PLACES: Final = 20_000_000
_decode: Final = json.JSONDecoder().decode


class DataPool:
    """Data by code, made when first asked for. The dicts belong to the pool: nobody changes them.

    `read` makes the data of several codes at once.
    """

    def __init__(self, size: int, read: Callable[[list[int]], Sequence[Data]]) -> None:
        self._data: list[Data] = [_UNREAD] * size
        self._read = read
        self.derived_by: Hashable = None
        """The name under which `derive` made it."""
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        # A pool that is kept by a cache meets several threads.
        self._lock = RLock()

    @classmethod
    def of(cls, data: Sequence[Data]) -> DataPool:
        """A pool of these very dicts."""
        pool = cls(0, _nothing)
        pool._data = list(data)
        return pool

    @classmethod
    def made(cls, size: int, make: Callable[[int], Data]) -> DataPool:
        """A pool whose data is made code by code."""
        return cls(size, lambda codes: [make(code) for code in codes])

    def __len__(self) -> int:
        return len(self._data)

    def load(self, codes: Sequence[int]) -> None:
        """Read these now, at once: much faster than one by one."""
        data = self._data
        unread = self.unread(codes)
        if unread:
            for code, value in zip(unread, self._read(unread), strict=True):
                data[code] = value

    def unread(self, codes: Sequence[int]) -> list[int]:
        """Those of the codes whose data nobody has asked for yet."""
        data = self._data
        return [code for code in codes if data[code] is _UNREAD]

    def data(self, code: int) -> Data:
        """One datum; not to be changed."""
        found = self._data[code]
        if found is _UNREAD:
            self.load([code])
            found = self._data[code]
        return found

    def some(self, codes: Sequence[int]) -> list[Data]:
        """The data of these codes; not to be changed."""
        self.load(codes)
        data = self._data
        return [data[code] for code in codes]

    def column(self, key: str, codes: Sequence[int] | None = None) -> list[Any]:
        """What each datum (of these codes, or all) has under `key`, MISSING where it has nothing."""
        return [data.get(key, MISSING) for data in self.some(range(len(self)) if codes is None else codes)]

    def text(self, code: int) -> str:
        """One datum as the API writes it."""
        return json_text(self.data(code))

    def texts(self, codes: Sequence[int]) -> list[str]:
        """These data as the API writes them, read at once."""
        return list(map(json_text, self.some(codes)))

    # -- work done once per datum --------------------------------------------------------------------------------

    def derive(self, name: Hashable, function: Callable[[Data], Data]) -> DataPool:
        """The pool with the same codes whose data is `function` of this one's; made once per `name`, when needed."""

        def make() -> DataPool:
            made = DataPool(len(self), lambda codes: [function(data) for data in self.some(codes)])
            made.derived_by = name
            return made

        pool: DataPool = self.kept(name, make)
        return pool

    def kept(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gave the last time for this name. A few are kept, those used last."""
        with self._lock:
            found = self._kept.get(name, MISSING)
            if found is MISSING:
                found = self._kept[name] = make()
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(name)
        return found

    def classes(self, codes: Codes) -> Codes:
        """For each code a number that is the same exactly for equal data (Python's `==`)."""
        return self._numbered("classes", codes, _class_marks)[0]

    def groups(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        """For each code a number that is the same exactly for data with equal values under `keys`; and how many.

        TypeError if a value is a dict, or a list with a list or a dict in it.
        """
        return self._numbered(("groups", *keys), codes, lambda data: _combinations(data, keys))

    def spellings(self, keys: Sequence[str], codes: Codes) -> tuple[Codes, int]:
        """The same for data whose values under `keys` are written alike (1, 1.0 and True differ), whatever they are."""
        return self._numbered(("spellings", *keys), codes, lambda data: _spelled(data, keys))

    def numbers(self, name: Hashable, codes: Codes) -> tuple[NDArray[np.int32], list[int]]:
        """The numbers kept under `name` for the data of all codes, and which of these codes have none so far (-1)."""
        found: NDArray[np.int32] = self.kept(name, lambda: np.full(len(self), -1, np.int32))
        return found, used(codes[found[codes] < 0], len(self)).tolist()

    def _numbered(
        self, name: Hashable, codes: Codes, marks: Callable[[list[Data]], Iterable[Hashable]]
    ) -> tuple[Codes, int]:
        number_of: Codes
        numbers: dict[Hashable, int]
        with self._lock:
            number_of, numbers = self.kept(name, lambda: (np.full(len(self), -1, np.int32), {}))
            wanted = number_of[codes]
            if bool((wanted < 0).any()):
                unknown = used(codes[wanted < 0], len(self)).tolist()
                number_of[unknown] = [numbers.setdefault(mark, len(numbers)) for mark in marks(self.some(unknown))]
                wanted = number_of[codes]
            return wanted, len(numbers)


class TextPool(DataPool):
    """A pool of undecoded JSON texts as the storage keeps them; `rest` holds further keys of some of them."""

    def __init__(self, texts: list[str], rest: dict[int, str] | None = None) -> None:
        super().__init__(len(texts), self._decoded)
        self._texts = texts
        self._rest = rest or {}

    def text(self, code: int) -> str:
        text = self._texts[code]
        return text if code not in self._rest and is_tidy(text) else json_text(self.data(code))

    def texts(self, codes: Sequence[int]) -> list[str]:
        return list(map(self.text, codes))

    def classes(self, codes: Codes) -> Codes:
        return codes if self.kept("spelled once", self._spelled_once) else super().classes(codes)

    def _spelled_once(self) -> bool:
        """Whether no two texts can hold equal data: the storage spells equal values alike, but keys come in any order.

        Numbers of different types can be equal, too, and lists and dicts may hold all that.
        """
        if self._rest or len(set(self._texts)) < len(self._texts):
            return False
        shapes = {(tuple(data), tuple(map(type, data.values()))) for data in self.some(range(len(self)))}
        order_of: dict[frozenset[str], tuple[str, ...]] = {}
        number_of: dict[tuple[tuple[str, ...], int], type] = {}
        for keys, types in shapes:
            if order_of.setdefault(frozenset(keys), keys) != keys:
                return False
            for at, kind in enumerate(types):
                if kind in (int, bool):
                    if number_of.setdefault((keys, at), kind) is not kind:
                        return False
                elif kind not in (str, type(None)):
                    return False
        return True

    def _decoded(self, codes: list[int]) -> list[Data]:
        texts = self._texts
        # One call for all: the decoder shares the keys, and is entered once.
        data: list[Data] = _decode("[" + ",".join([texts[code] for code in codes]) + "]")
        if self._rest:
            for at, code in enumerate(codes):
                if code in self._rest:
                    data[at] = {**data[at], **_decode(self._rest[code])}
        return data


def _class_marks(data: list[Data]) -> Iterable[Hashable]:
    return map(data_mark, data)


def _combinations(data: list[Data], keys: Sequence[str]) -> list[Hashable]:
    """What a datum is grouped by: its values under the keys, lists as tuples."""
    return in_rows([by_equality([datum.get(key, MISSING) for datum in data]) for key in keys], len(data))


def by_equality(values: list[Any]) -> list[Hashable]:
    """What values are grouped by: themselves, lists as tuples."""
    if list in set(map(type, values)):
        return [(_LISTED, *value) if type(value) is list else value for value in values]
    return values


def _spelled(data: list[Data], keys: Sequence[str]) -> list[Hashable]:
    """What a datum is told apart by when it is written."""
    return in_rows([by_spelling([datum.get(key, MISSING) for datum in data]) for key in keys], len(data))


def by_spelling(values: list[Any]) -> list[Hashable]:
    """What values are told apart by when they are written."""
    return values if set(map(type, values)) <= {str, object} else list(map(_written, values))


def _written(value: Any) -> Hashable:
    # Most values are texts, and categories lists of texts: no JSON is needed to tell them apart.
    if value is MISSING or type(value) is str:
        return value
    if type(value) is list and all(type(part) is str for part in value):
        return tuple(value)
    return 0, json_text(value)


def in_rows(columns: Iterable[list[Hashable]], count: int) -> list[Hashable]:
    """One mark for each of `count` rows, of what its columns hold."""
    listed = list(columns)
    if not listed:
        return [()] * count
    return listed[0] if len(listed) == 1 else list(zip(*listed, strict=True))


def used(codes: NDArray[np.integer[Any]], size: int) -> NDArray[np.int64]:
    """The distinct codes, ascending."""
    seen = np.zeros(size, np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen)


def renumbered(numbers: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], Codes]:
    """The distinct ones of numbers below `count`, ascending, and for each number its place among them."""
    if count > _MOST_PLACES:
        distinct, place = np.unique(numbers, return_inverse=True)
        return distinct, place.astype(np.int32)
    distinct = used(numbers, count)
    place_of = np.zeros(count, np.int32)
    place_of[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, place_of[numbers]


def joined(pools: Sequence[DataPool]) -> tuple[DataPool, list[int]]:
    """One pool with the data of all, and where each one's codes begin in it; the pool itself if all are the same."""
    first = pools[0]
    if all(pool is first for pool in pools):
        return first, [0] * len(pools)
    distinct = list({id(pool): pool for pool in pools}.values())
    begins = list(accumulate(map(len, distinct), initial=0))
    begin_of = {id(pool): begin for pool, begin in zip(distinct, begins, strict=False)}
    return _Joined(distinct, begins), [begin_of[id(pool)] for pool in pools]


class _Joined(DataPool):
    """Several pools in a row. `begins` has the first code of each, and how many there are in all."""

    def __init__(self, pools: list[DataPool], begins: list[int]) -> None:
        super().__init__(begins[-1], self._fetched)
        self._pools = pools
        self._begins = begins

    def text(self, code: int) -> str:
        at = bisect_right(self._begins, code) - 1
        return self._pools[at].text(code - self._begins[at])

    def texts(self, codes: Sequence[int]) -> list[str]:
        return list(map(self.text, codes))

    def _fetched(self, codes: list[int]) -> list[Data]:
        places = [bisect_right(self._begins, code) - 1 for code in codes]
        wanted: dict[int, list[int]] = {}
        for at, code in zip(places, codes, strict=True):
            wanted.setdefault(at, []).append(code - self._begins[at])
        for at, inner in wanted.items():
            self._pools[at].load(inner)
        return [self._pools[at].data(code - self._begins[at]) for at, code in zip(places, codes, strict=True)]


def _nothing(_codes: list[int]) -> Sequence[Data]:
    raise LookupError("a pool that was full lacks data")
