"""Tables of columns say what the same sums say that are made one stretch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aw_server.compat.rescuetime.columns import Stretches, joined
from aw_server.compat.rescuetime.tables import efficiency, make_table
from aw_server.compat.rescuetime.taxonomy import Named

VALUES: dict[str, Callable[[Named], tuple[Any, ...]]] = {
    "overview": lambda named: (named.overview,),
    "category": lambda named: (named.category,),
    "activity": lambda named: (named.activity, named.category, named.level),
    "document": lambda named: (named.activity, named.document, named.category, named.level),
    "documents": lambda named: (named.document, named.category, named.level),
    "productivity": lambda named: (named.level,),
}
# Names that differ in case only, and times that leave equal remainders, so that the order of ties is met.
NAMES = st.builds(
    Named,
    st.sampled_from(["vim", "Vim", "zsh", "Éclair"]),
    st.sampled_from(["a", "A", "b"]),
    st.sampled_from(["Editing", "Games"]),
    st.sampled_from(["Work", "Play"]),
    st.integers(-2, 2),
)
US = st.one_of(st.integers(0, 5_000_000), st.sampled_from([0, 1, 250_000, 499_999, 500_000, 1_500_000, 3_600_000_000]))


class One(NamedTuple):
    """A stretch by itself."""

    label: str
    named: Named
    us: int


ONES = st.lists(st.builds(One, st.sampled_from([f"2026-03-0{day}T00:00:00" for day in "321"]), NAMES, US), max_size=40)


def columns(ones: Sequence[One]) -> Stretches:
    """A place of its own for each label and name, as parts of the days have them."""
    places = np.arange(len(ones), dtype=np.int64)
    us = np.array([one.us for one in ones], np.int64)
    return Stretches([one.label for one in ones], [one.named for one in ones], places, places, us)


def shared(amounts: list[int], total: int) -> list[int]:
    """Whole seconds that add up to the total, those left over for the largest remainders."""
    shares = [amount // 1_000_000 for amount in amounts]
    by_rest = sorted(range(len(amounts)), key=lambda place: -(amounts[place] % 1_000_000))
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares


def order(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((value.casefold(), value) if isinstance(value, str) else value for value in values)


def one_by_one(ones: Sequence[One], kind: str) -> list[tuple[str, int, tuple[Any, ...]]]:
    """(label, seconds, values), most first."""
    buckets: dict[str, list[One]] = defaultdict(list)
    for one in ones:
        buckets[one.label].append(one)
    labels = sorted(buckets)
    amounts = [sum(one.us for one in buckets[label]) for label in labels]
    found: list[tuple[str, int, tuple[Any, ...]]] = []
    for label, total in zip(labels, shared(amounts, (sum(amounts) + 500_000) // 1_000_000), strict=True):
        sums: dict[tuple[Any, ...], int] = defaultdict(int)
        for one in buckets[label]:
            sums[(one.named.level,) if kind == "efficiency" else VALUES[kind](one.named)] += one.us
        if kind == "efficiency":
            found += [(label, total, efficiency({level: us for (level,), us in sums.items()}))] if total else []
            continue
        groups = sorted(sums, key=lambda values: (-sums[values], order(values)))
        rows = zip(shared([sums[values] for values in groups], total), groups, strict=True)
        kept = sorted((row for row in rows if row[0]), key=lambda row: (-row[0], order(row[1])))
        found += [(label, seconds, values) for seconds, values in kept]
    return found


@given(ONES, st.sampled_from([*VALUES, "efficiency"]))
def test_a_table_is_what_its_stretches_add_up_to(ones: list[One], kind: str) -> None:
    wanted = [[label, seconds, 1, *values] for label, seconds, values in one_by_one(ones, kind)]
    assert make_table(columns(ones), "interval", kind, "me").rows == wanted
    whole = one_by_one([one._replace(label="") for one in ones], kind)
    assert make_table(columns(ones), "member", kind, "me").rows == [
        ["me", count, *values] for _, count, values in whole
    ]
    if kind != "efficiency":
        ranked = [[place, count, 1, *values] for place, (_, count, values) in enumerate(whole, 1)]
        assert make_table(columns(ones), "rank", kind, "me").rows == ranked


@given(ONES, ONES)
def test_parts_add_up_whatever_they_share(one: list[One], other: list[One]) -> None:
    both = joined([columns(one), columns(other)])
    assert make_table(both, "interval", "activity", "") == make_table(columns(one + other), "interval", "activity", "")
    for label in {stretch.label for stretch in one + other} | {"never"}:
        own = columns([stretch for stretch in one + other if stretch.label == label])
        assert make_table(both.labelled(label), "rank", "document", "") == make_table(own, "rank", "document", "")


@given(ONES)
def test_other_labels_join_buckets(ones: list[One]) -> None:
    renamed = columns(ones).relabelled(lambda label: label[:8])
    wanted = [
        [label, seconds, 1, *values]
        for label, seconds, values in one_by_one([one._replace(label=one.label[:8]) for one in ones], "overview")
    ]
    assert make_table(renamed, "interval", "overview", "").rows == wanted


def test_a_total_may_be_more_than_a_float_can_count() -> None:
    named = Named("a", "b", "c", "d", 0)
    long = 2**53 + 1
    ones = [One("x", named, long), One("x", named, 10**6 - 1 - long % 10**6)]
    [(_, seconds, values)] = one_by_one(ones, "activity")
    assert make_table(columns(ones), "rank", "activity", "").rows == [[1, seconds, 1, *values]]
