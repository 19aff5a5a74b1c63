"""Which version a moment has: a change is never missed, however many came; what is later is not one."""

from __future__ import annotations

from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from aw_datastore.storages import versions
from aw_datastore.storages.engine import Listener
from aw_datastore.storages.versions import Versions

MINUTE = 60_000_000


class Engine:
    """As many transactions as one likes, one after another."""

    in_transaction = False

    def __init__(self) -> None:
        self.listeners: list[Listener] = []


def written(of: Versions, bucket: int, since: int) -> None:
    of.touch(bucket, since)
    of.ended()


@given(
    writes=st.lists(st.tuples(st.integers(1, 2), st.integers(0, 300)), max_size=60),
    most=st.sampled_from([2, 4, 4096]),
)
@settings(max_examples=200)
def test_a_write_raises_the_version_of_all_that_it_may_have_changed(writes: list[tuple[int, int]], most: int) -> None:
    of = Versions(Engine())
    moments = [minute * MINUTE for minute in range(0, 301, 25)]
    with mock.patch.object(versions, "_MOST_STEPS", most):
        for bucket, minute in writes:
            before = {(one, at): of.of(one, at) for one in (1, 2) for at in moments}
            written(of, bucket, minute * MINUTE + 17)
            for (one, at), version in before.items():
                if one == bucket and at >= minute * MINUTE + 17:
                    assert of.of(one, at) > version
                elif one != bucket or most == 4096:
                    assert of.of(one, at) == version or at >= minute * MINUTE


def test_a_year_of_heartbeats_takes_little_room_and_leaves_what_was_before() -> None:
    of = Versions(Engine())
    written(of, 1, 0)
    before = of.of(1, 10 * MINUTE)
    seen = set()
    for minute in range(1000, 60_000):
        written(of, 1, minute * MINUTE)
        seen.add(of.of(1, 10 * MINUTE))
        assert of.of(1) > before
    assert len(of._steps[1]) <= versions._MOST_STEPS
    # Counted as changed every few thousand minutes, not with every write.
    assert len(seen) <= 60_000 / (versions._MOST_STEPS / 2) + 1
